"""Running headers, footers and page numbers: what stands at the edge of page after page and belongs to none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.layout.geometry import Fragment, PageView, rows

_EDGE = 0.13
"""Share of the page's height, above and below, where running lines stand."""
_MOST_LINES = 3
_REPEATED = 0.3
_SAME_HEIGHT = 4.0

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
    """A line near the edge of a page. `depth` counts from the edge, 0 outermost."""

    page: int
    at_top: bool
    depth: int
    text: str
    middle: float
    fragments: tuple[Fragment, ...]

    @property
    def pattern(self) -> str:
        return re.sub(r"\d+", "0", self.text)


def running(pages: Sequence[PageView]) -> set[Fragment]:
    """The fragments of `pages` that are running headers, footers or page numbers.

    What is repeated must stand at the same height; a page number alone must be the outermost line.
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
                if same < enough and not (outermost and _is_page_number(line, len(pages))):
                    outermost = False
                    continue
                found.update(line.fragments)
    return found


def _edge_lines(page: PageView) -> Iterator[_EdgeLine]:
    lines = rows(page.fragments)
    edges = ((True, lines[:_MOST_LINES]), (False, list(reversed(lines[-_MOST_LINES:]))))
    for at_top, outermost in edges:
        for depth, row in enumerate(outermost):
            middle = (min(one.top for one in row) + max(one.bottom for one in row)) / 2
            inside = middle <= page.height * _EDGE if at_top else middle >= page.height * (1 - _EDGE)
            if inside:
                text = "".join("".join(one.text.split()) for one in row)
                yield _EdgeLine(page.number, at_top, depth, text, middle, tuple(row))


def _is_page_number(line: _EdgeLine, pages: int) -> bool:
    """A page number that is not repeated: on a document of one page, or in Roman numerals before the body."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    if _DECORATED.search(line.text):
        return True
    return int(line.text) == line.page or (not line.at_top and int(line.text) <= line.page + pages)
