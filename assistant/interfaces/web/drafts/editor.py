"""A section's text as it is edited, each sentence underlined as the checks say."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from nicegui import Client, __version__, ui
from nicegui.dependencies import JsComponent

from assistant.interfaces.web.drafts.spans import Mark
from assistant.interfaces.web.elements import guarded


def put_kept(client: Client, key: str, text: str, base: str = "") -> None:
    """Have the browser keep a text under a key; "" has it forgotten, and so has `base`, what it is written over."""
    client.run_javascript(f"window.zhibiKeep?.put({json.dumps(key)}, {json.dumps(base)}, {json.dumps(text)})")


_AHEAD = """
    const load = (left) => import({address}).catch(() => left && setTimeout(load, 3000, left - 1));
    load(5);
"""


def bring_ahead(*parts: type[ui.element]) -> None:
    """Have the browser load these before they are needed: at that moment the connection may be gone."""
    for part in parts:
        if isinstance(part.component, JsComponent):
            address = f"/_nicegui/{__version__}/components/{part.component.key}"
            ui.run_javascript(_AHEAD.format(address=json.dumps(address)))


class Editor(ui.element, component="editor.js"):
    """What is typed is kept in the browser until `forget`; see static/keep.js.

    Args:
        base: The text as it is stored.
        keep: Key under which the browser keeps what is typed.
        on_typed: Hears the text, a moment after each change.
        on_caret: Hears where the caret stands, in characters from the start.
        on_finish, on_leave: Hear the text when it is to be stored (Ctrl+S), and when the editor is left (Esc).
    """

    def __init__(
        self,
        label: str,
        text: str,
        base: str,
        keep: str,
        *,
        hint: ui.element,
        on_typed: Callable[[str], Any],
        on_caret: Callable[[int], Any],
        on_finish: Callable[[str], Any],
        on_leave: Callable[[str], Any],
    ) -> None:
        super().__init__()
        self._keep = keep
        given = {"label": label, "text": text, "base": base, "keep": keep, "hint": f"c{hint.id}"}
        for name, value in given.items():
            self.props[name] = value
        self.props["marks"] = []
        self.props["marked"] = text
        typed, caret = guarded(on_typed), guarded(on_caret)
        finish, leave = guarded(on_finish), guarded(on_leave)
        self.on("typed", lambda event: typed(str(event.args)))
        self.on("caret", lambda event: caret(int(event.args)))
        self.on("finish", lambda event: finish(str(event.args)))
        self.on("leave", lambda event: leave(str(event.args)))

    def show_marks(self, text: str, marks: Sequence[Mark]) -> None:
        """Show what the checks say of `text`; what has been typed since stays unmarked until it is checked."""
        self.props["marked"] = text
        self.props["marks"] = [list(mark) for mark in marks]
        self.update()

    def select(self, start: int, end: int) -> None:
        self.run_method("select", start, end)

    def finish(self) -> None:
        """Have the text as it stands in the browser told to `on_finish`."""
        self.run_method("finish")

    def leave(self) -> None:
        """The same, told to `on_leave`."""
        self.run_method("leave")

    def forget(self) -> None:
        """The text is stored: the browser need not keep it."""
        put_kept(self.client, self._keep, "")
