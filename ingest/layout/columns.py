"""Reading order: a page's items cut into columns, each read to its end before the next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from ingest.layout.geometry import Boxed, Fragment, rows

_LEAST_LINES = 3
_LEAST_FILL = 0.5
_LEAST_CHARACTERS = 7
_MOST_COLUMNS = 4
_MOST_ITEMS = 4_000
"""On a page of more pieces no columns are looked for: it is no page of text."""
_GUTTER = 2.0
"""How far before the right column's lines the gutter is looked for, in points."""


@dataclass(frozen=True, slots=True)
class Region:
    """Items that are read from top to bottom.

    Attributes:
        column: 0 for text over the whole width, else the column's number from the left, from 1.
    """

    items: tuple[Boxed, ...]
    column: int = 0

    @property
    def left(self) -> float:
        return min(item.x0 for item in self.items)

    @property
    def right(self) -> float:
        return max(item.x1 for item in self.items)


def regions(items: Sequence[Boxed]) -> list[Region]:
    """`items` in reading order: what runs over the whole width parts the page into bands, columns stand in between."""
    return [Region(tuple(part), column) for part, column in _split(_sorted(items), 0, _MOST_COLUMNS)]


_Part = tuple[list[Boxed], int]


def _split(items: list[Boxed], column: int, most: int) -> Iterator[_Part]:
    gutter = _best_gutter(items) if most > 1 and len(items) <= _MOST_ITEMS else None
    if gutter is None:
        if items:
            yield items, column
        return
    for band in _bands(items, gutter):
        left, right = _sides(band, gutter)
        if len(left) + len(right) < len(band) or not _are_columns(left, right, gutter):
            yield from _split(band, column, most - 1) if len(band) < len(items) else [(band, column)]
        else:
            yield from _split(left, column or 1, most - 1)
            yield from _split(right, (column or 1) + 1, most - 1)


def _sorted(items: Sequence[Boxed]) -> list[Boxed]:
    return sorted(items, key=lambda item: (item.top + item.bottom, item.x0))


def _best_gutter(items: list[Boxed]) -> float | None:
    """The x that parts the most lines into two columns, or None."""
    starts = Counter(round(item.x0) for item in items)
    gains = {start - _GUTTER: _gain(items, start - _GUTTER) for start, count in starts.items() if count > 1}
    best = max(gains, key=lambda edge: gains[edge], default=None)
    return best if best is not None and gains[best] > 0 else None


def _gain(items: list[Boxed], gutter: float) -> int:
    total = 0
    for band in _bands(items, gutter):
        left, right = _sides(band, gutter)
        if len(left) + len(right) == len(band) and _are_columns(left, right, gutter):
            total += min(len(left), len(right))
    return total


def _bands(items: list[Boxed], gutter: float) -> list[list[Boxed]]:
    """Consecutive items that leave the gutter free, and consecutive items that do not."""
    found: list[list[Boxed]] = []
    crossing_before = None
    for at, item in enumerate(items):
        crosses = item.x0 < gutter < item.x1
        if not crosses and crossing_before and _ends_paragraph(found[-1], item, items[at + 1 : at + 4]):
            found[-1].append(item)
            crossing_before = None  # what follows begins anew
            continue
        if crosses != crossing_before or not found:
            found.append([])
        found[-1].append(item)
        crossing_before = crosses
    return found


def _ends_paragraph(band: list[Boxed], item: Boxed, following: Sequence[Boxed]) -> bool:
    """Whether a short item is the last line of the paragraph over the whole width right above it."""
    above = band[-1]
    if not isinstance(item, Fragment) or not isinstance(above, Fragment):
        return False
    alike = abs(item.size - above.size) < 0.5 and abs(item.x0 - above.x0) < 0.3 * item.size
    beside = any(one.top < item.bottom - 1 and one.bottom > item.top + 1 for one in following)
    return alike and not beside and item.top - above.bottom < 0.9 * item.size


def _sides(band: list[Boxed], gutter: float) -> tuple[list[Boxed], list[Boxed]]:
    return [item for item in band if item.x1 <= gutter], [item for item in band if item.x0 >= gutter]


def _are_columns(left: list[Boxed], right: list[Boxed], gutter: float) -> bool:
    """Whether both sides hold running text: several lines of words, most of them about as wide as their column."""
    if min(len(left), len(right)) < _LEAST_LINES:
        return False
    return all(_is_running_text(side) for side in (left, right))


def _is_running_text(side: list[Boxed]) -> bool:
    lines = rows(item for item in side if isinstance(item, Fragment))
    width = max(item.x1 for item in side) - min(item.x0 for item in side)
    if len(lines) < _LEAST_LINES or width <= 0:
        return False
    texts = ["".join(fragment.text for fragment in line) for line in lines]
    figures = sum(sum(one.isdigit() for one in text) * 2 > len(text) for text in texts)
    fill = median(line[-1].x1 - line[0].x0 for line in lines) / width
    return fill >= _LEAST_FILL and median(map(len, texts)) >= _LEAST_CHARACTERS and figures * 2 < len(texts)
