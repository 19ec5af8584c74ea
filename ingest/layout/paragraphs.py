"""Lines with a place on the page -> paragraphs and headings, across lines, columns and pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.layout.aligned import aligned
from ingest.layout.columns import Region
from ingest.layout.flow import Paragraph
from ingest.layout.geometry import Fragment, Rule, rows
from ingest.layout.joining import continues, is_caption, is_contents_line, is_heading, is_terminal, starts_item
from ingest.layout.tables import Table
from ingest.types import PageRun

_SAME_SIZE = 0.12
_INDENT = (1.2, 4.5)
"""First-line indents, in characters."""
_LOOSE = 1.4
"""A pitch this much above the region's usual one parts paragraphs."""
_SHORT_OF_EDGE = 1.6
"""A line that ends more than this many characters before the right edge is the last of its paragraph."""
_LARGER = 1.1
_HEADING_LINES, _HEADING_LENGTH = 3, 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a region."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    strong: bool
    is_tabular: bool = False
    """Short pieces set far apart."""


@dataclass(frozen=True, slots=True)
class Column:
    """A region's lines and tables with the edges that its paragraphs are set to."""

    page: int
    number: int
    items: tuple[Line | Table, ...]
    left: float
    right: float

    def is_full(self, line: Line) -> bool:
        narrow = sum(one < "\u2e80" for one in line.text) > len(line.text) / 2
        slack = 0.15 * (self.right - self.left) if narrow else _SHORT_OF_EDGE * line.size
        return line.x1 >= self.right - slack and line.x1 - line.x0 > 0.5 * (self.right - self.left)

    def is_filled(self, line: Line, following: Line) -> bool:
        """Whether `line` ends at the edge, or so near that what `following` begins with did not fit behind it."""
        at_edge = following.x0 - self.left < following.size
        return self.is_full(line) or (at_edge and not _fits(line, following, self.right))

    def is_indented(self, line: Line) -> bool:
        least, most = (width * line.size for width in _INDENT)
        return least <= line.x0 - self.left <= most

    def is_centred(self, line: Line) -> bool:
        before, after = line.x0 - self.left, self.right - line.x1
        return before > 1.5 * line.size and abs(before - after) < 1.5 * line.size


_UNIT = re.compile(r"[^\u3001-\u9fff\uff00-\uffef\s]*[\u3008-\u3011\u3014\uff08“‘]*.?[^\u3014-\u9fff“‘（\s\w]*")
"""What a line begins with and cannot be broken: figures and Latin words whole, a character with the marks beside it."""


def _fits(line: Line, following: Line, edge: float) -> bool:
    """Whether the first unit of `following` has room between `line` and the edge of text set ragged."""
    found = _UNIT.match(following.text)
    unit = found.group() if found else ""
    if len(unit) < 2 or line.x1 - line.x0 < 0.5 * (edge - line.x0):
        return True
    width = sum(1.0 if one >= "\u2e80" or one in "—…“”" else 0.5 for one in unit) * line.size
    return line.x1 + width < edge


@dataclass(slots=True)
class Draft:
    """A paragraph while it grows: its text and runs, its first and last line, how many lines it has."""

    paragraph: Paragraph
    first: Line
    last: Line
    column: Column
    lines: int = 1
    reach: float = 0.0
    """Where its longest line so far ends."""

    @property
    def text(self) -> str:
        return self.paragraph.text

    def add(self, line: Line, column: Column) -> None:
        self.paragraph = self.paragraph.followed_by(line.text, column.page)
        self.reach = max(self.reach, line.x1) if column is self.column else line.x1
        self.last, self.column, self.lines = line, column, self.lines + 1


@dataclass(frozen=True, slots=True)
class PlacedTable:
    page: int
    table: Table


def columns(page: int, regions: Sequence[Region], rules: Sequence[Rule] = ()) -> list[Column]:
    """The regions of one page with their lines and their tables without vertical rules built."""
    found = []
    for region in regions:
        tables, fragments = aligned([item for item in region.items if isinstance(item, Fragment)], rules)
        tables += [item for item in region.items if isinstance(item, Table)]
        items: list[Line | Table] = [*map(_line, rows(fragments)), *tables]
        items.sort(key=lambda item: item.top + item.bottom)
        found.append(Column(page, region.column, tuple(items), region.left, region.right))
    return found


def _line(row: Sequence[Fragment]) -> Line:
    text = row[0].text
    for fragment in row[1:]:
        text = f"{text.rstrip()} {fragment.text.lstrip()}"
    size = max(row, key=lambda one: len(one.text)).size
    strong = sum(len(one.text) for one in row if one.strong) * 2 > len(text)
    return Line(
        text.strip(), row[0].x0, min(one.top for one in row), max(one.x1 for one in row),
        max(one.bottom for one in row), size, strong, _is_tabular(row),
    )  # fmt: skip


def _is_tabular(row: Sequence[Fragment]) -> bool:
    apart = any(b.x0 - a.x1 > 2 * a.size for a, b in pairwise(row))
    return apart and max(len(one.text) for one in row) <= 16


def with_common_edges(found: Sequence[Column]) -> list[Column]:
    """Columns of few lines get the edges that the same column has on the document's other pages."""
    edges: dict[int, Counter[tuple[int, int]]] = {}
    for column in found:
        if len(column.items) >= 4:
            edges.setdefault(column.number, Counter())[round(column.left), round(column.right)] += len(column.items)
    return [_widened(column, edges.get(column.number, Counter())) for column in found]


def _widened(column: Column, edges: Counter[tuple[int, int]]) -> Column:
    if not edges:
        return column
    (left, right), _ = edges.most_common(1)[0]
    if column.left < left - 5 or column.right > right + 5:
        return column
    return replace(column, left=min(left, column.left), right=max(right, column.right))


def flow(found: Sequence[Column], body: float) -> Iterator[Draft | PlacedTable]:
    """The paragraphs and tables of `found` in reading order.

    Args:
        body: The document's font size of running text.
    """
    indents = _uses_indents(found, body)
    drafts: list[Draft | PlacedTable] = []
    for column in found:
        pitch = _usual_pitch(column)
        previous: Line | None = None
        for item in column.items:
            if isinstance(item, Table):
                drafts.append(PlacedTable(column.page, item))
                previous = None
                continue
            if previous is not None and isinstance(last := drafts[-1], Draft):
                target = last if _same_paragraph(last, item, column, pitch, body) else None
            else:
                target = _broken_off(drafts, item, column, indents)
            if target is None:
                target = Draft(Paragraph(item.text, (PageRun(0, column.page),)), item, item, column)
                drafts.append(target)
            else:
                target.add(item, column)
            previous = item
    return iter(drafts)


def _usual_pitch(column: Column) -> float:
    lines = [item for item in column.items if isinstance(item, Line)]
    pitches = [b.top - a.top for a, b in pairwise(lines) if abs(a.size - b.size) < 1 and b.top > a.top]
    return median(pitches) if len(pitches) >= 2 else 0.0


def _uses_indents(found: Sequence[Column], body: float) -> bool:
    """Whether the document's paragraphs begin with an indented line."""
    indented = flush = 0
    for column in found:
        lines = [item for item in column.items if isinstance(item, Line) and abs(item.size - body) < 1]
        for before, line in pairwise(lines):
            if not column.is_full(before) and column.is_full(line):
                indented += column.is_indented(line)
                flush += abs(line.x0 - column.left) < 0.7 * line.size
    return indented > flush


def _same_paragraph(draft: Draft, line: Line, column: Column, pitch: float, body: float) -> bool:
    before = draft.last
    if abs(line.size - before.size) > _SAME_SIZE * max(line.size, before.size):
        return False
    if is_contents_line(before.text) or is_contents_line(line.text) or is_caption(line.text):
        return False
    if before.is_tabular or line.is_tabular:
        return False
    step = min(line.top - before.top, line.bottom - before.bottom)
    if step > max(_LOOSE * pitch, (2.2 if pitch else 2.7) * line.size):
        return False
    if _is_set_narrow(draft, line, column):
        return not is_terminal(draft.text) or draft.lines > 1 or line.x0 < before.x0
    if column.is_centred(line) and column.is_centred(before):
        return _goes_on_as_title(draft, line, body)
    if not column.is_filled(before, line) or _hangs_out(draft, line, column):
        return continues(draft.text, line.text) and not column.is_indented(line)
    return _goes_on(draft, line, column)


def _is_set_narrow(draft: Draft, line: Line, column: Column) -> bool:
    """Whether a paragraph set narrower than its column (an abstract) fills its own width up to `line`."""
    before, size = draft.last, line.size
    wide = before.x1 - before.x0 > 0.5 * (column.right - column.left) and before.x0 > column.left + size
    reach = max(draft.reach, before.x1)
    begins = line.x0 - before.x0 < 0.7 * size if draft.lines == 1 else abs(line.x0 - before.x0) < 0.7 * size
    fills = (
        begins and (before.x1 > reach - 0.8 * size or not _fits(before, line, reach)) and line.x1 < reach + 0.8 * size
    )
    return wide and fills and not starts_item(line.text) and (draft.lines > 1 or line.x1 > before.x1 - 0.8 * size)


def _goes_on_as_title(draft: Draft, line: Line, body: float) -> bool:
    larger = line.size > body * _LARGER or (line.strong and draft.last.strong)
    return larger and not is_terminal(draft.text) and not starts_item(line.text) and draft.lines < _HEADING_LINES


def _hangs_out(draft: Draft, line: Line, column: Column) -> bool:
    """Whether the line begins a paragraph by beginning elsewhere than the one before."""
    return column.is_indented(line) and abs(line.x0 - draft.last.x0) > 0.7 * line.size


def _goes_on(draft: Draft, line: Line, column: Column) -> bool:
    """Whether a line goes on after a line that fills its column."""
    if column.is_indented(line) and draft.lines == 1 and starts_item(line.text):
        return not is_terminal(draft.text) and not starts_item(draft.text)
    if not is_terminal(draft.text):
        return not (draft.first.strong and not line.strong and is_heading(draft.text))
    if column.is_indented(line):
        return draft.lines > 1 and abs(draft.last.x0 - line.x0) < 0.7 * line.size and not starts_item(line.text)
    return not starts_item(line.text)


def _broken_off(drafts: Sequence[Draft | PlacedTable], line: Line, column: Column, indents: bool) -> Draft | None:
    """The paragraph of the column or page before that the first line of a column goes on with, or None."""
    over_table = False
    for draft in reversed(drafts[-8:]):
        if isinstance(draft, PlacedTable):
            over_table = True
            continue
        if abs(draft.last.size - line.size) > _SAME_SIZE * line.size:
            if draft.last.size < line.size:  # a footnote below the paragraph
                continue
            return None
        same_column = draft.column is column
        if column.is_indented(line) or (column.is_centred(line) and not column.is_full(line)) or same_column:
            return None
        if over_table or not draft.column.is_filled(draft.last, line):
            return draft if continues(draft.text, line.text) else None
        if is_terminal(draft.text):
            return draft if indents and draft.lines > 1 and not starts_item(line.text) else None
        return None if is_heading(draft.text) and draft.lines == 1 else draft
    return None


def is_title_like(draft: Draft, body: float) -> bool:
    """Whether a paragraph is set as a heading: short, not ending like a sentence, larger or bolder than the text."""
    text = draft.text
    if len(text) > _HEADING_LENGTH or draft.lines > _HEADING_LINES or text[-1] in "。；，、,;：:":
        return False
    if is_contents_line(text) or is_caption(text) or not any(one.isalpha() for one in text):
        return False
    return draft.first.size > body * _LARGER or is_heading(text)
