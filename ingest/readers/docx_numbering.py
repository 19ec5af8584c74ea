"""Automatic numbering of a Word document, counted to the labels that a reader sees: 第一章, 第一条, （一）, 1.1."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from ingest.readers.docx_archive import W, is_on, number_of, value_of
from ingest.readers.docx_numerals import written
from ingest.readers.docx_styles import Numbered, Style, Styles

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_ENDS_WIDE = re.compile(r"[、，。．：；）】〕》」』｝＞\s]\Z")
"""A label that ends so runs on to its text without a blank, as it is typed."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list.

    Attributes:
        text: The label with %1 … %9 in place of the numbers of levels 0 … 8; "" for none.
        restart: How many of the levels above begin its count anew; None for all of them.
        style: The id of the paragraph style whose paragraphs stand on this level; "" for none.
        is_legal: The numbers of the levels above stand in its label in digits.
        parting: What stands between label and text: "tab", "space", "nothing".
    """

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    style: str = ""
    is_legal: bool = False
    parting: str = "tab"


@dataclass(frozen=True, slots=True)
class List:
    """A list that paragraphs refer to by its id. Lists of one definition count on together.

    Attributes:
        restarted: The levels that this list counts anew when it uses them first.
    """

    definition: int
    levels: tuple[Level, ...]
    restarted: frozenset[int] = frozenset()


class Numbering:
    """The lists of one document and how far each is counted in one story. Ask for every paragraph once, in its order.

    As Word counts: lists of one definition go on together; a level that was skipped when a deeper one first came counts
    as used; the text of a box counts for itself.
    """

    def __init__(self, lists: Mapping[int, List]) -> None:
        self._lists = lists
        self._counts: dict[int, list[int | None]] = {}
        self._used: set[tuple[int, int]] = set()
        self._restarted: set[tuple[int, int]] = set()

    @classmethod
    def of(cls, root: etree._Element | None, styles: Styles) -> Numbering:
        return cls({} if root is None else _lists(root, styles))

    def anew(self) -> Numbering:
        """The same lists, nothing counted yet."""
        return Numbering(self._lists)

    def label(self, properties: etree._Element | None, style: Style) -> str:
        """The label before the paragraph with these properties (`w:pPr`), with the blank that parts it from the text;
        "" without numbering, and for bullets, which say nothing that could be cited."""
        place = self._place(properties, style)
        one = self._lists.get(place.number or 0)
        if one is None or place.level is None or not 0 <= place.level < len(one.levels):
            return ""
        values = self._count(place.number or 0, one, place.level)
        return _label(one.levels, place.level, values)

    def _place(self, properties: etree._Element | None, style: Style) -> Numbered:
        """The paragraph's own statement, else its style's; the list may name the style as that of a level."""
        own = None if properties is None else properties.find(f"{W}numPr")
        number = None if own is None else number_of(own.find(f"{W}numId"))
        level = None if own is None else number_of(own.find(f"{W}ilvl"))
        if number is not None:
            return Numbered(number, level or 0)
        number = style.numbered.number
        if level is None and number is not None and number in self._lists:
            levels = self._lists[number].levels
            named = (at for one in style.ancestry for at, each in enumerate(levels) if each.style == one)
            level = next(named, style.numbered.level or 0)
        return Numbered(number, level)

    def _count(self, number: int, one: List, at: int) -> Sequence[int]:
        """The numbers of all levels after one more paragraph on level `at`."""
        counts = self._counts.setdefault(one.definition, [None] * _LEVELS)
        for skipped in range(at - 1, -1, -1):
            if (one.definition, at) in self._used or (one.definition, skipped) in self._used:
                break
            counts[skipped] = one.levels[skipped].start
        self._used.update((one.definition, level) for level in range(at + 1))
        if at in one.restarted and (number, at) not in self._restarted:
            self._restarted.add((number, at))
            counts[at] = None
        before = counts[at]
        counts[at] = one.levels[at].start if before is None else before + 1
        for deeper in range(at + 1, len(one.levels)):
            restart = one.levels[deeper].restart
            if restart is None or at < restart:
                counts[deeper] = None
        return [level.start if count is None else count for level, count in zip(one.levels, counts, strict=False)]


def _label(levels: Sequence[Level], at: int, values: Sequence[int]) -> str:
    level = levels[at]
    if level.form == "bullet":
        return ""

    def number(place: re.Match[str]) -> str:
        depth = int(place.group(1)) - 1
        if depth >= len(levels):
            return ""
        form = levels[depth].form
        in_digits = level.is_legal and depth < at and form not in ("none", "bullet")
        return written(values[depth], "decimal" if in_digits else form)

    text = _PLACE.sub(number, level.text).strip()
    if not text:
        return ""
    return text if level.parting == "nothing" or _ENDS_WIDE.search(text) else f"{text} "


# What numbering.xml says.


def _lists(root: etree._Element, styles: Styles) -> dict[int, List]:
    definitions = {
        identifier: one
        for one in root.iter(f"{W}abstractNum")
        if (identifier := _number(one, "abstractNumId")) is not None
    }
    elements = {identifier: one for one in root.iter(f"{W}num") if (identifier := _number(one, "numId")) is not None}
    found = {}
    for identifier, element in elements.items():
        definition = _definition(element, definitions, elements, styles)
        if identifier and definition is not None:
            found[identifier] = _list(element, definition, definitions[definition])
    return found


def _number(element: etree._Element, name: str) -> int | None:
    value = element.get(f"{W}{name}", "")
    return int(value) if re.fullmatch(r"-?\d{1,9}", value) else None


def _definition(
    element: etree._Element, definitions: dict[int, etree._Element], elements: dict[int, etree._Element], styles: Styles
) -> int | None:
    """The definition of a list; one that only names a numbering style leads to that style's list."""
    seen: set[int] = set()
    while True:
        identifier = number_of(element.find(f"{W}abstractNumId"))
        if identifier is None or identifier not in definitions or identifier in seen:
            return None
        seen.add(identifier)
        link = value_of(definitions[identifier].find(f"{W}numStyleLink"))
        following = elements.get(styles.list_of(link) or 0) if link else None
        if following is None:
            return identifier
        element = following


def _list(element: etree._Element, identifier: int, definition: etree._Element) -> List:
    levels = [Level()] * _LEVELS
    for one in definition.iterchildren(f"{W}lvl"):
        _place_level(levels, one)
    restarted = set()
    for override in element.iterchildren(f"{W}lvlOverride"):
        at = _number(override, "ilvl")
        if at is None or not 0 <= at < _LEVELS:
            continue
        if (own := override.find(f"{W}lvl")) is not None:
            levels[at] = _level(own)
        if (start := number_of(override.find(f"{W}startOverride"))) is not None:
            restarted.add(at)
            levels[at] = replace(levels[at], start=start)
    return List(identifier, tuple(levels), frozenset(restarted))


def _place_level(levels: list[Level], element: etree._Element) -> None:
    at = _number(element, "ilvl")
    if at is not None and 0 <= at < _LEVELS:
        levels[at] = _level(element)


def _level(element: etree._Element) -> Level:
    text = element.find(f"{W}lvlText")
    is_hidden = text is None or is_on(element.find(f"{W}rPr/{W}vanish")) or text.get(f"{W}null") in ("1", "true", "on")
    start = number_of(element.find(f"{W}start"))
    return Level(
        form=_form(element),
        text="" if is_hidden else value_of(text),
        start=0 if start is None else start,
        restart=number_of(element.find(f"{W}lvlRestart")),
        style=value_of(element.find(f"{W}pStyle")),
        is_legal=bool(is_on(element.find(f"{W}isLgl"))),
        parting=value_of(element.find(f"{W}suff")) or "tab",
    )


def _form(element: etree._Element) -> str:
    """The number format, also one that only newer programs know (`mc:AlternateContent` around it)."""
    return next((value_of(one) for one in element.iter(f"{W}numFmt")), "") or "decimal"
