"""Text, boxes, icons. All text goes through Vue's text nodes: nothing is ever parsed as HTML."""

from __future__ import annotations

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from assistant.interfaces.web.files import address


class Text(TextElement):
    """Text in a tag of our choice; `attributes` are HTML attributes, their values passed as data."""

    def __init__(self, text: str, classes: str = "", tag: str = "span", **attributes: str) -> None:
        super().__init__(tag=tag, text=text)
        self.classes(classes)
        put_attributes(self, attributes)


def box(classes: str, tag: str = "div", **attributes: str) -> ui.element:
    """An element to put others into."""
    element = ui.element(tag).classes(classes)
    put_attributes(element, attributes)
    return element


def put_attributes(element: ui.element, attributes: dict[str, str]) -> None:
    """HTML attributes by Python names: `aria_label` becomes `aria-label`, `for_` becomes `for`."""
    for name, value in attributes.items():
        element.props[name.rstrip("_").replace("_", "-")] = value


def link(text: str, href: str, classes: str = "zb-link", **attributes: str) -> Text:
    """A link. Into the page it changes the area without a reload; give `download` or `target` to leave it."""
    return Text(text, classes, tag="a", href=href, **attributes)


def icon(name: str, classes: str = "") -> ui.element:
    """One of static/icons.svg, of the colour and size of the text around it. Decoration: say in words what it means."""
    with box(f"zb-icon {classes}".strip(), tag="svg", aria_hidden="true", viewBox="0 0 24 24") as made:
        ui.element("use").props["href"] = f"{address('icons.svg')}#{name}"
    return made


def unseen(text: str) -> Text:
    """Words for screen readers alone."""
    return Text(text, "zb-unseen")
