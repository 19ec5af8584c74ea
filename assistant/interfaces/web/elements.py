"""The few elements the page is made of. All text goes through Vue's text nodes: nothing is ever parsed as HTML."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement


class Text(TextElement):
    """Text in a tag of our choice; `attributes` are HTML attributes, their values passed as data."""

    def __init__(self, text: str, classes: str = "", tag: str = "span", **attributes: str) -> None:
        super().__init__(tag=tag, text=text)
        self.classes(classes)
        for name, value in attributes.items():
            self.props[name.replace("_", "-")] = value


def box(classes: str, tag: str = "div", **attributes: str) -> ui.element:
    element = ui.element(tag).classes(classes)
    for name, value in attributes.items():
        element.props[name.replace("_", "-")] = value
    return element


def button(text: str, on_click: Callable[[], Any], classes: str = "", **attributes: str) -> Text:
    """A native button: keyboard and screen readers know what it is."""
    made = Text(text, classes, tag="button", type="button", **attributes)
    made.on("click", lambda _: on_click(), args=[])
    return made
