"""Native buttons: keyboard and screen readers know what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from nicegui.helpers import should_await

from assistant.interfaces.web.elements.basics import Text, box, icon, put_attributes
from assistant.interfaces.web.elements.telling import guarded

Weight = Literal["primary", "secondary", "danger", "quiet"]


def button(
    text: str, on_click: Callable[[], Any], classes: str = "", *, icon_name: str = "", **attributes: str
) -> Text:
    """A bare button, guarded: what goes wrong in `on_click` becomes a toast. With no text give an `aria_label`."""
    made = Text("" if icon_name else text, classes, tag="button", type="button", **attributes)
    if icon_name:
        with made:
            icon(icon_name)
            if text:
                Text(text)
    click = guarded(on_click)
    made.on("click", lambda _: click(), args=[])
    return made


class Button:
    """A button with a weight, busy while its handler runs: it takes no second click and says so to screen readers.

    Args:
        weight: "primary" once a view at most: what one came for. "danger" for what cannot be taken back.
        icon_name: One of static/icons.svg, before the text.
    """

    def __init__(
        self,
        text: str,
        on_click: Callable[[], Any],
        weight: Weight = "secondary",
        *,
        icon_name: str = "",
        **attributes: str,
    ) -> None:
        self._on_click = on_click
        self._busy = False
        self.element = button("", self._run, f"zb-button zb-{weight}")
        put_attributes(self.element, attributes)
        with self.element:
            with box("zb-spin", tag="span", aria_hidden="true"):
                pass
            if icon_name:
                icon(icon_name)
            self._text = Text(text)

    async def _run(self) -> None:
        if self._busy:
            return
        self.set_busy(True)
        try:
            result = self._on_click()
            if should_await(result):
                await result
        finally:
            if not self.element.is_deleted:
                self.set_busy(False)

    def set_busy(self, busy: bool) -> None:
        """Also for work that goes on after the handler has returned."""
        self._busy = busy
        self.element.props["aria-busy"] = "true" if busy else "false"

    def set_enabled(self, enabled: bool) -> None:
        self.element.props["disabled"] = not enabled

    def set_text(self, text: str) -> None:
        self._text.set_text(text)

    def set_visibility(self, visible: bool) -> None:
        self.element.set_visibility(visible)
