"""Work on the left, its source on the right; on a narrow screen the source rises as a sheet from below."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from nicegui import ui

from assistant.interfaces.web.elements.basics import Text, box
from assistant.interfaces.web.elements.buttons import button
from assistant.interfaces.web.elements.telling import guarded

# Who has gone on to something inside meanwhile is not called back.
_FOCUS = """
    const body = document.getElementById('c{id}');
    if (body && !body.contains(document.activeElement)) body.focus({{preventScroll: true}});
"""
_SHOW = "document.getElementById('c{id}')?.querySelector('mark, .zb-box')?.scrollIntoView({{block: 'nearest'}})"


class Split:
    """Two columns: `main`, and `side`, which shows while there is something in it.

    with split.main: ...
    with split.open("出处 1"): ...      # clears the side, puts a head with a way to close it, and shows it
    """

    def __init__(self, side_label: str) -> None:
        self._on_close: Callable[[], Any] | None = None
        with box("zb-split") as self.element:
            self.main = box("zb-split-main")
            self.side = box("zb-split-side zb-card", tag="aside", aria_label=side_label)
        self._label = side_label
        self.side.set_visibility(False)
        self.side.on("keydown.escape", guarded(self.close), args=[])

    @property
    def is_open(self) -> bool:
        return bool(self.side.visible)

    def open(self, heading: str, on_close: Callable[[], Any] | None = None) -> ui.element:
        """Clear the side and show it; returns where its content goes. `on_close` hears of its end, once."""
        self._tell_closed()
        self._on_close = on_close
        self.side.clear()
        with self.side, box("zb-card-head"):
            Text(heading, "zb-eyebrow")
            button("关闭", self.close, "zb-quiet-button", aria_label=f"关闭{self._label}")
        with self.side:
            self._body = body = box("zb-split-body", tabindex="0")
        self.side.set_visibility(True)
        self.element.classes("zb-split-open")
        return body

    def show_mark(self) -> None:
        """Scroll the side to what is marked in it."""
        ui.run_javascript(_SHOW.format(id=self.side.id))

    def back_to(self, label: str) -> Callable[[], None]:
        """For `on_close`: the keyboard returns to the button that has the label, be it drawn anew meanwhile."""
        wanted = json.dumps(label)
        script = (
            "[...document.querySelectorAll('button')].find((one) => "
            f"(one.getAttribute('aria-label') ?? one.textContent.trim()) === {wanted})?.focus()"
        )

        def back() -> None:
            self.side.client.run_javascript(script)

        return back

    def focus(self) -> None:
        """Take the keyboard to the side, once what it shows is there."""
        self.side.client.run_javascript(_FOCUS.format(id=self._body.id))

    def close(self) -> None:
        self._tell_closed()
        self.side.set_visibility(False)
        self.element.classes(remove="zb-split-open")
        self.side.clear()

    def _tell_closed(self) -> None:
        told, self._on_close = self._on_close, None
        if told is not None:
            told()
