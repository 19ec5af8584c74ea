"""What the styles of a Word document mean for its text: headings, numbering, what is hidden."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from lxml import etree

from ingest.readers.docx_archive import W, is_on, number_of, value_of

_LEVELS = "一二三四五六七八九"
_HEADING_NAME = re.compile(
    rf"(?:heading|标题|標題)\s*(?P<after>[1-9{_LEVELS}])|(?P<before>[1-9{_LEVELS}])\s*级\s*标题", re.IGNORECASE
)
_TITLE_NAME = re.compile(r"title|标题|標題|(?:文档|公文|文件)标题", re.IGNORECASE)
_CONTENTS_NAME = re.compile(
    r"(?:toc|目录|目錄)\s*(?:\d|heading|标题)?|table of (?:figures|authorities)|图表目录|index\s*\d|索引\s*\d",
    re.IGNORECASE,
)
_LONGEST_CHAIN = 20


@dataclass(frozen=True, slots=True)
class Numbered:
    """A place in a list: the list's id, 0 for none at all, and the level from 0. None leaves it to others."""

    number: int | None = None
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """Attributes:
    level: Heading level from 1, 0 for the document's title, None for text.
    is_contents: It sets a table of contents or an index.
    numbered: The list that its paragraphs stand in, as far as the style states it.
    ancestry: Its id and those of the styles that it is based on, nearest first: a list's level may name one of them.
    is_hidden: Whether its text is hidden.
    """

    level: int | None = None
    is_contents: bool = False
    numbered: Numbered = Numbered()
    is_hidden: bool = False
    ancestry: tuple[str, ...] = ()


class Styles:
    """The styles of a document by their id; what one leaves open is told by the one that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        elements = [] if root is None else list(root.iter(f"{W}style"))
        self._elements = {one.get(f"{W}styleId", ""): one for one in elements}
        self._known: dict[str, Style] = {}
        standard = (one.get(f"{W}styleId", "") for one in elements if _is_standard(one))
        self._standard = next(standard, "")

    def get(self, identifier: str) -> Style:
        """The style with this id; without one, or without such a style, the one that paragraphs have by themselves."""
        identifier = identifier if identifier in self._elements else self._standard
        if identifier not in self._known:
            self._known[identifier] = self._read(identifier)
        return self._known[identifier]

    def hides(self, identifier: str) -> bool:
        """Whether the character style with this id hides text."""
        return identifier in self._elements and self.get(identifier).is_hidden

    def list_of(self, identifier: str) -> int | None:
        """The id of the list that the numbering style with this id stands for."""
        return self.get(identifier).numbered.number if identifier in self._elements else None

    def _chain(self, identifier: str) -> Iterator[etree._Element]:
        seen: set[str] = set()
        while identifier in self._elements and identifier not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(identifier)
            yield self._elements[identifier]
            identifier = value_of(self._elements[identifier].find(f"{W}basedOn"))

    def _read(self, identifier: str) -> Style:
        chain = list(self._chain(identifier))
        level, is_contents = _first(chain, _rank) or (None, False)
        numbered = Numbered(_first(chain, _list), _first(chain, _list_level))
        ancestry = tuple(one.get(f"{W}styleId", "") for one in chain)
        return Style(level, is_contents, numbered, bool(_first(chain, _hidden)), ancestry)


_T = TypeVar("_T")


def _first(chain: list[etree._Element], ask: Callable[[etree._Element], _T | None]) -> _T | None:
    return next((answer for one in chain if (answer := ask(one)) is not None), None)


def _is_standard(style: etree._Element) -> bool:
    return style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")


def _rank(style: etree._Element) -> tuple[int | None, bool] | None:
    """The level that a style states itself, and whether it is one of a table of contents."""
    name = re.split("[,，]", value_of(style.find(f"{W}name")))[0].strip()
    if _CONTENTS_NAME.fullmatch(name):
        return None, True
    if match := _HEADING_NAME.fullmatch(name):
        digit = match["after"] or match["before"]
        return _LEVELS.index(digit) + 1 if digit in _LEVELS else int(digit), False
    if _TITLE_NAME.fullmatch(name):
        return 0, False
    level = style.find(f"{W}pPr/{W}outlineLvl")
    return (outline_level(level), False) if level is not None else None


def _list(style: etree._Element) -> int | None:
    return number_of(style.find(f"{W}pPr/{W}numPr/{W}numId"))


def _list_level(style: etree._Element) -> int | None:
    return number_of(style.find(f"{W}pPr/{W}numPr/{W}ilvl"))


def _hidden(style: etree._Element) -> bool | None:
    return is_on(style.find(f"{W}rPr/{W}vanish"))


def outline_level(element: etree._Element) -> int | None:
    """Heading level from 1; None for text (9)."""
    value = number_of(element)
    return value + 1 if value is not None and 0 <= value < 9 else None


def style_of(properties: etree._Element | None, styles: Styles) -> Style:
    """The style of a paragraph with these properties (`w:pPr`)."""
    return styles.get("" if properties is None else value_of(properties.find(f"{W}pStyle")))


def level_of(properties: etree._Element | None, style: Style) -> int | None:
    """The heading level of a paragraph: its own statement, else its style's."""
    own = None if properties is None else properties.find(f"{W}outlineLvl")
    return style.level if own is None else outline_level(own)


def is_hidden(run: etree._Element, style: Style, styles: Styles) -> bool:
    """Whether a run is hidden: it says so itself, or one of its two styles does (both cancel out: ISO/IEC 29500-1,
    17.7.3, toggle properties)."""
    properties = run.find(f"{W}rPr")
    if properties is None:
        return style.is_hidden
    own = is_on(properties.find(f"{W}vanish"))
    return own if own is not None else style.is_hidden != styles.hides(value_of(properties.find(f"{W}rStyle")))
