"""Running headers, footers and page numbers: what stands at the edge of page after page and belongs to none."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.layout.geometry import Fragment, PageView, rows

_EDGE = 0.13
"""Share of the page's height, above and below, where running lines stand."""
_MOST_LINES = 3
_REPEATED = 0.3
_SAME_HEIGHT = 4.0
_WIDE_GAP = 1.1
"""Blank between a running line and the body, in heights of the line; a line pitch of 1.8 leaves 0.8 blank."""

_WIDER = 1.3
"""The same in gaps between the page's lines."""

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


_LONGEST = 80
_SAME_SIZE = 0.6
_FEW = 3
"""Pages on which a line no larger than the text is repeated that suffice in a long document."""


@dataclass(frozen=True, slots=True)
class _EdgeLine:
    """A line near the edge of a page.

    Attributes:
        depth: How many lines stand outside it.
        is_apart: Whether a gap parts it, with the lines outside it, from the body.
    """

    page: int
    at_top: bool
    depth: int
    text: str
    middle: float
    size: float
    fragments: tuple[Fragment, ...]
    is_apart: bool

    @property
    def pattern(self) -> str:
        return _DIGITS.sub("0", self.text)

    @property
    def is_note(self) -> bool:
        """Whether it is a footnote above a footer."""
        return not self.at_top and self.depth > 0 and _NOTE.match(self.text) is not None

    def stands_like(self, other: _EdgeLine) -> bool:
        same = self.at_top == other.at_top and abs(self.middle - other.middle) <= _SAME_HEIGHT
        return same and abs(self.size - other.size) <= _SAME_SIZE


_NOTE = re.compile(r"(?:[①-⑳*＊†‡]|\[\d{1,3}\]|\d{1,3})(?=[^\d\s/／页—–\-])")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Running:
    """What runs along the edges of the pages.

    Attributes:
        fragments: By page number.
        texts: Of headers and footers that say more than a page number, each once, in order of appearance.
    """

    fragments: dict[int, frozenset[Fragment]]
    texts: tuple[str, ...]


def running(pages: Sequence[PageView], body: float) -> Running:
    """The running headers, footers and page numbers of `pages`.

    What is repeated must stand at the same height, a gap apart from the body, and so must what stands where others
    are repeated (headers that differ on odd and even pages, or by chapter), or what is smaller than the text on page
    after page; a page number alone must be the outermost line.

    Args:
        body: The font size of the text.
    """
    lines = [line for page in pages for line in _edge_lines(page) if not line.is_note]
    chosen = _repeated(lines, len(pages), body) | _small(lines, body)
    chosen |= _alike(lines, chosen)
    chosen |= _page_numbers(lines, chosen, len(pages))
    found: dict[int, set[Fragment]] = {}
    texts: dict[str, str] = {}
    for at in sorted(chosen):
        line = lines[at]
        found.setdefault(line.page, set()).update(line.fragments)
        text = " ".join(one.text.strip() for one in line.fragments if not _PAGE_NUMBER.fullmatch(_bare(one.text)))
        if _DIGITS.sub("", text).strip():
            texts.setdefault(line.pattern, text)
    return Running({page: frozenset(fragments) for page, fragments in found.items()}, tuple(texts.values()))


def _repeated(lines: Sequence[_EdgeLine], pages: int, body: float) -> set[int]:
    same: dict[tuple[bool, str], list[int]] = {}
    for at, line in enumerate(lines):
        if line.is_apart or not line.depth:
            same.setdefault((line.at_top, line.pattern), []).append(at)
    found: set[int] = set()
    many = max(2, round(pages * _REPEATED))
    for group in same.values():
        enough = many if lines[group[0]].size > body + _SAME_SIZE else max(2, min(many, _FEW))
        heights = sorted(lines[at].middle for at in group if lines[at].is_apart)
        for at in group:
            middle = lines[at].middle
            near = bisect_right(heights, middle + _SAME_HEIGHT) - bisect_left(heights, middle - _SAME_HEIGHT)
            if near >= enough:
                found.add(at)
    return found


def _small(lines: Sequence[_EdgeLine], body: float) -> set[int]:
    """Uppermost lines smaller than the text that stand at one height on more than one page."""
    small = [at for at, line in enumerate(lines) if line.at_top and _is_small(line, body)]
    by_height: dict[tuple[bool, int], set[int]] = {}
    for at in small:
        by_height.setdefault((lines[at].at_top, round(lines[at].middle)), set()).add(lines[at].page)
    return {at for at in small if len(by_height[lines[at].at_top, round(lines[at].middle)]) > 1}


def _is_small(line: _EdgeLine, body: float) -> bool:
    return line.is_apart and not line.depth and line.size < body - _SAME_SIZE and len(line.text) <= _LONGEST


def _alike(lines: Sequence[_EdgeLine], chosen: set[int]) -> set[int]:
    """Lines that stand where running ones stand on other pages."""
    places: dict[tuple[bool, int], list[_EdgeLine]] = {}
    for at in chosen:
        places.setdefault((lines[at].at_top, round(lines[at].middle / _SAME_HEIGHT)), []).append(lines[at])
    found: set[int] = set()
    for at, line in enumerate(lines):
        if at in chosen or not line.is_apart or line.depth or len(line.text) > _LONGEST:
            continue
        height = round(line.middle / _SAME_HEIGHT)
        near = [one for step in (-1, 0, 1) for one in places.get((line.at_top, height + step), ())[:_FEW]]
        if any(line.stands_like(one) and one.page != line.page for one in near):
            found.add(at)
    return found


def _page_numbers(lines: Sequence[_EdgeLine], chosen: set[int], pages: int) -> set[int]:
    found: set[int] = set()
    outermost: tuple[int, bool] | None = None
    for at, line in enumerate(lines):
        if at in chosen or (line.page, line.at_top) == outermost:
            continue
        if _is_page_number(line, pages):
            found.add(at)
        else:
            outermost = line.page, line.at_top
    return found


def _edge_lines(page: PageView) -> Iterator[_EdgeLine]:
    """The lines near the upper and the lower edge, the outermost first."""
    lines = rows(page.fragments)
    usual = _usual_gap(lines)
    for at_top, ordered in ((True, lines), (False, lines[::-1])):
        apart = _apart(ordered[: _MOST_LINES + 1], usual)
        for depth, row in enumerate(ordered[:_MOST_LINES]):
            top, bottom = _extent(row)
            middle = (top + bottom) / 2
            if middle <= page.height * _EDGE if at_top else middle >= page.height * (1 - _EDGE):
                text = "".join(_bare(one.text) for one in row)
                size = max(row, key=lambda one: len(one.text)).size
                yield _EdgeLine(page.number, at_top, depth, text, middle, size, tuple(row), depth < apart)


def _bare(text: str) -> str:
    return "".join(text.split())


def _usual_gap(lines: Sequence[Sequence[Fragment]]) -> float:
    """The usual blank between two lines of the page; 0 where it has too few to tell."""
    extents = [_extent(row) for row in lines]
    gaps = [lower[0] - upper[1] for upper, lower in pairwise(extents)]
    return median(gaps) if len(gaps) > 2 * _MOST_LINES else 0.0


def _apart(outermost: Sequence[Sequence[Fragment]], usual: float) -> int:
    """How many of the lines stand outside the last wide gap before the body, or are the page's only ones."""
    extents = [_extent(row) for row in outermost]
    wide = [
        at
        for at, ((top, bottom), (other_top, other_bottom)) in enumerate(pairwise(extents), 1)
        if max(other_top - bottom, top - other_bottom) > max(_WIDE_GAP * (bottom - top), _WIDER * usual)
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
