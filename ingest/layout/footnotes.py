"""Footnotes: taken from the foot of columns, to be set right after the paragraphs that refer to them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.layout.geometry import Rule
from ingest.layout.joining import join
from ingest.layout.paragraphs import Column, Draft, Line, PlacedTable

_SMALLER = 0.93
"""A footnote's type to that of the text."""
_MARK = re.compile(
    r"(?P<mark>[①-⑳]|\[\d{1,3}\]|［\d{1,3}］|〔\d{1,3}〕|[*＊†‡]{1,3}|\d{1,3}(?![\d.,、．)）%％:：年月日]))\s*(?=\S)"
)
_SHORT_RULE = 0.7
_NEAR_RULE = 2.5
_MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote.

    Attributes:
        mark: What refers to it, without brackets.
        text: Its mark in front.
    """

    page: int
    mark: str
    text: str


def take_notes(
    columns: Sequence[Column], rules: Mapping[int, Sequence[Rule]], body: float
) -> tuple[list[Column], list[Note]]:
    """The columns without the footnotes at their foot, and those in order.

    A footnote is set smaller than the text (`body` points) and begins with a mark, right below a short rule or after
    a gap that is wider than between its lines.

    Args:
        rules: By page.
    """
    kept: list[Column] = []
    notes: list[Note] = []
    for column in columns:
        start = _first_note(column, rules.get(column.page, ()), body)
        if start < len(column.items):
            lines = [item for item in column.items[start:] if isinstance(item, Line)]
            notes.extend(_notes(column.page, lines))
            column = replace(column, items=column.items[:start])
        if column.items:
            kept.append(column)
    return kept, notes


def _first_note(column: Column, rules: Sequence[Rule], body: float) -> int:
    items = column.items
    small = len(items)
    while small and len(items) - small < _MOST_LINES and _is_small(items[small - 1], body):
        small -= 1
    for at in range(small, len(items)):
        line = items[at]
        if isinstance(line, Line) and _MARK.match(line.text) and (at == 0 or _is_parted(column, at, rules)):
            return at
    return len(items)


def _is_small(item: object, body: float) -> bool:
    return isinstance(item, Line) and item.size <= _SMALLER * body


def _is_parted(column: Column, at: int, rules: Sequence[Rule]) -> bool:
    line, before = column.items[at], column.items[at - 1]
    short = _SHORT_RULE * (column.right - column.left)
    size = line.bottom - line.top
    for rule in rules:
        near = max(before.bottom - 2, line.top - _NEAR_RULE * size) <= rule.top <= line.top + 2
        if rule.is_horizontal and near and rule.x1 - rule.x0 <= short and rule.x0 < line.x1 and line.x0 - 30 < rule.x1:
            return True
    return not isinstance(before, Line) or line.top - before.bottom > 0.6 * size


def _notes(page: int, lines: Sequence[Line]) -> list[Note]:
    found: list[Note] = []
    for line in lines:
        begun = _MARK.match(line.text)
        if begun is not None or not found:
            mark = begun["mark"] if begun else ""
            rest = line.text[begun.end() :] if begun else line.text
            found.append(Note(page, mark.strip("[]［］〔〕"), f"{mark} {rest}".strip()))
        else:
            found[-1] = replace(found[-1], text=join(found[-1].text, line.text))
    return found


def with_notes(items: Sequence[Draft | PlacedTable], notes: Sequence[Note]) -> list[Draft | PlacedTable | Note]:
    """The items, each note after the paragraph on its page that refers to it, else after the page's last paragraph."""
    after: dict[int, list[Note]] = {}
    for note in notes:
        after.setdefault(_home(items, note), []).append(note)
    found: list[Draft | PlacedTable | Note] = list(after.get(-1, ()))
    for at, item in enumerate(items):
        found.append(item)
        found.extend(after.get(at, ()))
    return found


def _home(items: Sequence[Draft | PlacedTable], note: Note) -> int:
    here = [at for at, item in enumerate(items) if isinstance(item, Draft) and _stands_on(item, note.page)]
    named = [at for at in here if note.mark and _refers(items[at], note)]
    if named:
        return named[0]
    before = [at for at, item in enumerate(items) if _page_of(item) <= note.page]
    return here[-1] if here else max(before, default=-1)


def _stands_on(draft: Draft, page: int) -> bool:
    return any(run.page == page for run in draft.paragraph.runs)


def _page_of(item: Draft | PlacedTable) -> int:
    return item.page if isinstance(item, PlacedTable) else item.paragraph.runs[0].page


def _refers(item: Draft | PlacedTable, note: Note) -> bool:
    if not isinstance(item, Draft):
        return False
    mark = note.mark
    if mark.isdigit():
        return re.search(rf"[\[［〔]{mark}[\]］〕]", item.text) is not None
    return mark in item.text
