"""A password or a key that is shown this once."""

from __future__ import annotations

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.interfaces.web.elements.basics import Text, box, icon
from assistant.interfaces.web.elements.telling import toast

_COPY = """(event) => {
    const text = event.currentTarget.closest('.zb-once').querySelector('.zb-once-text').textContent;
    emit(window.zhibiCopy(text, text));
}"""
"""On the click itself: browsers copy for a person's own click alone. What is copied has no character of HTML's."""


def once(label: str, secret: str, what_to_do: str) -> ui.element:
    """Shows `secret` until the place it stands in is closed, with a way to copy it."""
    with box("zb-once", role="status") as made:
        Text(label, "zb-label", tag="p")
        with box("zb-once-row"):
            Text(secret, "zb-once-text", tag="code", tabindex="0")
            with Text("", "zb-button zb-secondary", tag="button", type="button") as copy:
                icon("copy")
                Text("复制")
        Text(what_to_do, "zb-hint", tag="p")
    copy.on("click", _copied, js_handler=_COPY)
    return made


def _copied(event: GenericEventArguments) -> None:
    if event.args:
        toast("已复制")
    else:
        toast("浏览器不让复制", kind="error", hint="请选中文字，按 Ctrl+C")
