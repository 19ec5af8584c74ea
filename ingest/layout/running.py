"""Running headers, footers and page numbers: what stands at the edge of page after page and belongs to none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.geometry import Fragment, PageView, rows

_EDGE = 0.13
"""Share of the page's height, above and below, where running lines stand."""
_MOST_LINES = 3
_REPEATED = 0.3
_SAME_HEIGHT = 4.0
_WIDE_GAP = 1.1
"""Blank between a running line and the body, in heights of the line; a line pitch of 1.8 leaves 0.8 blank."""

_NUMBER = r"(?:\d{1,4}|[ivxlIVXL]{1,7}|[一二三四五六七八九十百〇○]{1,5})"
_PAGE_NUMBER = re.compile(
    rf"""
    [-–—－―·•~～\s]*{_NUMBER}[-–—－―·•~～\s]*
    | 第\s*{_NUMBER}\s*页(?:\s*[,，/、（(]?\s*(?:共|总)\s*\d+\s*页\s*[)）]?)?
    | (?:Page\s*)?\d{{1,4}}\s*(?:/|of)\s*\d{{1,4}} | Page\s*\d{{1,4}} | P\s?\.?\s?\d{{1,4}}
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DECORATED = re.compile(r"[^\d\s]")


@dataclass(frozen=True, slots=True)
class _EdgeLine:
    """A line near the edge of a page.

    Attributes:
        is_apart: Whether a gap parts it, with the lines outside it, from the body.
    """

    page: int
    at_top: bool
    text: str
    middle: float
    fragments: tuple[Fragment, ...]
    is_apart: bool

    @property
    def pattern(self) -> str:
        return re.sub(r"\d+", "0", self.text)


def running(pages: Sequence[PageView]) -> set[Fragment]:
    """The fragments of `pages` that are running headers, footers or page numbers.

    What is repeated must stand at the same height, a gap apart from the body; a page number alone must be the
    outermost line.
    """
    lines = [line for page in pages for line in _edge_lines(page)]
    counts = Counter((line.at_top, line.pattern) for line in lines)
    heights = {key: [line.middle for line in lines if (line.at_top, line.pattern) == key] for key in counts}
    enough = max(2, round(len(pages) * _REPEATED))
    found: set[Fragment] = set()
    for page in pages:
        for at_top in (True, False):
            outermost = True
            for line in (one for one in lines if one.page == page.number and one.at_top == at_top):
                same = sum(abs(line.middle - other) <= _SAME_HEIGHT for other in heights[at_top, line.pattern])
                repeated = same >= enough and line.is_apart
                if not repeated and not (outermost and _is_page_number(line, len(pages))):
                    outermost = False
                    continue
                found.update(line.fragments)
    return found


def _edge_lines(page: PageView) -> Iterator[_EdgeLine]:
    """The lines near the upper and the lower edge, the outermost first."""
    lines = rows(page.fragments)
    for at_top, ordered in ((True, lines), (False, lines[::-1])):
        apart = _apart(ordered[: _MOST_LINES + 1])
        for depth, row in enumerate(ordered[:_MOST_LINES]):
            top, bottom = _extent(row)
            middle = (top + bottom) / 2
            if middle <= page.height * _EDGE if at_top else middle >= page.height * (1 - _EDGE):
                text = "".join("".join(one.text.split()) for one in row)
                yield _EdgeLine(page.number, at_top, text, middle, tuple(row), depth < apart)


def _apart(outermost: Sequence[Sequence[Fragment]]) -> int:
    """How many of the lines stand outside the last wide gap before the body, or are the page's only ones."""
    extents = [_extent(row) for row in outermost]
    wide = [
        at
        for at, ((top, bottom), (other_top, other_bottom)) in enumerate(pairwise(extents), 1)
        if max(other_top - bottom, top - other_bottom) > _WIDE_GAP * (bottom - top)
    ]
    return max(wide, default=0) if len(outermost) > 1 else len(outermost)


def _extent(row: Sequence[Fragment]) -> tuple[float, float]:
    return min(one.top for one in row), max(one.bottom for one in row)


def _is_page_number(line: _EdgeLine, pages: int) -> bool:
    """A page number that is not repeated: on a document of one page, or in Roman numerals before the body."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    if _DECORATED.search(line.text):
        return True
    return int(line.text) == line.page or (not line.at_top and int(line.text) <= line.page + pages)
