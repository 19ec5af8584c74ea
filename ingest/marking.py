"""Where on its pages a quotation stands: a range of a chunk's text -> boxes around exactly the quoted words.

The stored text was repaired, joined over lines, put into reading order, and tables became records; the page knows
nothing of that. So the characters of the page (read again from the original, or kept with recognised pages) and the
chunk's text are both reduced to what both must share: folded, without white space and brackets. The chunk's text is
then covered by stretches of the page's writing that break only where printed pieces end, a table row by whole cells
that stand beside one another. What the boxes hold is compared with the quotation; where it differs there is no box.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ingest.layout.fragments import ink
from ingest.layout.glyphs import Indices, Numbers
from ingest.repair import repair_lines
from ingest.text.folding import fold
from ingest.types import AS_USUAL, Chunk, MediaType, Page, PageRun, PrintedLine, ReadOptions, Span

_DROPPED = frozenset(" []")
"""Left out of the comparison: white space comes and goes, and raised marks get brackets."""
_LEAST_STRETCH = 2
_BESIDE = 3.0
"""Pieces of one line further apart than this, in heights, get boxes of their own."""
_MOST_PLACES = 200
_ROW_SLACK = 1.5
_MOST_RISE = 0.3
"""How far a sloping line may rise within one box, in widths of a character."""


@dataclass(frozen=True, slots=True)
class Box:
    """In points from the page's upper left corner, as a person sees the page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PageBoxes:
    """What to mark on one page of `width` x `height` points: a box for each printed line, in reading order."""

    page: int
    width: float
    height: float
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """The characters of a page in the order of writing, none of them white space.

    Attributes:
        upright: Boxes (n, 4) as the text is read: x0, top, x1, bottom.
        shown: The same as a person sees the page.
        starts: Where printed pieces begin, ascending.
        most: Characters that one box may hold: around a line that slopes, a box for many would cover its neighbours.
    """

    width: float
    height: float
    text: str
    upright: Numbers
    shown: Numbers
    starts: Indices
    most: int = 1_000_000


def locate(
    original: bytes,
    media_type: MediaType,
    pages: Sequence[Page],
    chunk: Chunk,
    span: Span,
    options: ReadOptions = AS_USUAL,
) -> tuple[PageBoxes, ...]:
    """The boxes around `span` of the chunk's text, page by page; nothing on a page where its words are not found.

    Args:
        original: The document's bytes as they were taken in; read only for pages without recognised lines.
        pages: The document's pages as stored.
        options: Passwords, where the original asks for one.

    Raises:
        EncryptedFileError: The original asks for a password that is not among `options`.
        DamagedFileError: The original cannot be opened.
    """
    known = {page.number: page for page in pages}
    found = []
    for number, start, end in _parts(chunk.runs, len(chunk.text)):
        wanted = Span(max(span.start, start) - start, min(span.end, end) - start)
        if wanted.end <= wanted.start or number not in known:
            continue
        writing = _writing(original, media_type, known[number], options)
        if boxes := mark(writing, chunk.text[start:end], wanted):
            found.append(PageBoxes(number, writing.width, writing.height, boxes))
    return tuple(found)


def _parts(runs: Sequence[PageRun], length: int) -> Iterator[tuple[int, int, int]]:
    ends = [run.start for run in runs[1:]] + [length]
    for run, end in zip(runs, ends, strict=True):
        yield run.page, run.start, end


# The page's writing


def _writing(original: bytes, media_type: MediaType, page: Page, options: ReadOptions) -> Writing:
    """What is printed on the page; on a page with text of its own, what was recognised in its pictures comes after."""
    if media_type != "pdf" or page.origin != "native":
        return of_lines(page.lines, page.width, page.height, page.turned)
    from ingest.readers import pdf, pdf_page  # PDFium loads a 20 MB library, which marking a scan does not need

    with pdf.opened(original, "", options) as document:
        seen = pdf_page.read_glyphs(document, page.number - 1)
    inked = ink(seen.upright, seen.rules)
    own = _repaired(Writing(seen.width, seen.height, inked.text, inked.boxes, seen.shown[inked.places], inked.starts))
    return _both(own, of_lines(page.lines, page.width, page.height)) if page.lines else own


def of_lines(lines: Sequence[PrintedLine], width: float, height: float, turned: float = 0.0) -> Writing:
    """The writing of a page whose lines were recognised on the page turned by `turned` degrees clockwise."""
    text = ""
    boxes: list[tuple[float, float, float, float]] = []
    starts: list[int] = []
    for line in lines:
        starts.append(len(boxes))
        for character, (x0, x1) in zip(line.text, pairwise(line.edges), strict=True):
            if not character.isspace():
                text += character
                boxes.append((x0, line.top, x1, line.bottom))
    places = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    begun = np.array(sorted({at for at in starts if at < len(boxes)}), dtype=np.int64)
    shown, shown_width, shown_height = _turned_back(places, width, height, turned)
    rise = abs(math.sin(math.radians(2 * turned))) / 2  # of a character's width, from the nearest quarter turn
    most = max(1, int(_MOST_RISE / rise)) if rise > 1e-4 else 1_000_000
    return _repaired(Writing(shown_width, shown_height, text, places, shown, begun, most))


def _turned_back(boxes: Numbers, width: float, height: float, turned: float) -> tuple[Numbers, float, float]:
    """Boxes on a turned page of `width` x `height` as the original shows them, and the size of the original's page.

    A page turns about its middle; by a quarter turn its sides change places, a slope leaves them as they are.
    """
    if not turned % 360:
        return boxes, width, height
    sides = (height, width) if round(turned / 90) % 2 else (width, height)
    angle = math.radians(turned)
    cos, sin = math.cos(angle), math.sin(angle)
    x = boxes[:, [0, 2, 2, 0]] - width / 2
    y = boxes[:, [1, 1, 3, 3]] - height / 2
    back_x, back_y = x * cos + y * sin + sides[0] / 2, y * cos - x * sin + sides[1] / 2
    corners = (back_x.min(axis=1), back_y.min(axis=1), back_x.max(axis=1), back_y.max(axis=1))
    return np.stack(corners, axis=1), *sides


def _both(first: Writing, second: Writing) -> Writing:
    return replace(
        first,
        text=first.text + second.text,
        upright=np.concatenate([first.upright, second.upright]),
        shown=np.concatenate([first.shown, second.shown]),
        starts=np.concatenate([first.starts, second.starts + len(first.text)]),
    )


def _repaired(writing: Writing) -> Writing:
    """Characters that repair replaces one by one are replaced here too, as they are in the stored text."""
    cuts = [*writing.starts.tolist(), len(writing.text)]
    pieces = [writing.text[low:high] for low, high in pairwise(cuts)]
    mended, _ = repair_lines(pieces)
    text = "".join(new if len(new) == len(old) else old for old, new in zip(pieces, mended, strict=True))
    return replace(writing, text=text)


# What both share


@dataclass(frozen=True, slots=True)
class _Core:
    """A text folded and without what is dropped; `offsets[i]` is where its i-th character stands in the original."""

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> _Core:
        folded = fold(text)
        kept = [at for at, one in enumerate(folded.text) if one not in _DROPPED]
        return cls("".join(folded.text[at] for at in kept), tuple(folded.offsets[at] for at in kept))

    def inside(self, span: Span) -> Span:
        """The characters that come from `span` of the original."""
        inner = [at for at, offset in enumerate(self.offsets) if span.start <= offset < span.end]
        return Span(inner[0], inner[-1] + 1) if inner else Span(0, 0)


class _Page:
    """The core of a page's writing, and where its pieces begin and end."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        begins = np.zeros(len(writing.text), dtype=np.int64)
        begins[writing.starts] = 1
        piece = np.cumsum(begins)
        whole = _Core.of(writing.text)
        kept = [at for at, offset in enumerate(whole.offsets) if not self._parts_word(offset, piece)]
        self.core = _Core("".join(whole.text[at] for at in kept), tuple(whole.offsets[at] for at in kept))
        of = piece[list(self.core.offsets)] if kept else piece[:0]
        self.edges = {0, len(of), *(np.flatnonzero(np.diff(of)) + 1).tolist()}

    def _parts_word(self, at: int, piece: Indices) -> bool:
        """Whether a hyphen at a line's end parts a Latin word; joined, the word has none."""
        text = self.writing.text
        is_last = at + 1 < len(text) and piece[at + 1] != piece[at]
        return is_last and text[at] in "-\u00ad\u2010" and at > 0 and text[at - 1].isascii() and text[at - 1].isalpha()

    def places(self, text: str, whole: bool = False) -> list[int]:
        """Where `text` stands, at most `_MOST_PLACES`; `whole` where it must be all of its pieces."""
        found: list[int] = []
        at = self.core.text.find(text)
        while at >= 0 and len(found) < _MOST_PLACES:
            if not whole or (at in self.edges and at + len(text) in self.edges):
                found.append(at)
            at = self.core.text.find(text, at + 1)
        return found

    def middle(self, start: int, end: int) -> tuple[float, float, float]:
        """The x of the middle, the top and the bottom of characters, as the text is read."""
        boxes = self.writing.upright[list(self.core.offsets[start:end])]
        x = float(boxes[:, 0].min() + boxes[:, 2].max()) / 2
        return x, float(boxes[:, 1].min()), float(boxes[:, 3].max())


def mark(writing: Writing, text: str, span: Span) -> tuple[Box, ...]:
    """The boxes around `span` of `text`, which stands on a page with this writing; none where that is in doubt."""
    page = _Page(writing)
    groups: list[list[int]] = []
    start = 0
    for line in text.split("\n"):
        inner = Span(max(span.start - start, 0), min(span.end - start, len(line)))
        start += len(line) + 1
        if inner.end <= inner.start:
            continue
        core = _Core.of(line)
        wanted = core.inside(inner)
        if not len(wanted):
            continue
        found = _record(page, line, inner) if "；" in line else []
        found = found or _prose(page, core.text, wanted) or _record(page, line, inner)
        if not found:
            return ()
        groups.extend(found)
    return tuple(box for group in groups for box in _boxes(writing, [page.core.offsets[at] for at in group]))


# Prose


def _prose(page: _Page, text: str, wanted: Span) -> list[list[int]]:
    """The characters of the page under `wanted` of `text`, verified; none where they are not all there."""
    covered = _covered(page, text)
    found = covered[wanted.start : wanted.end]
    if all(at is not None for at in found):
        return [[at for at in found if at is not None]]
    quote = wanted.of(text)
    alone = page.places(quote)
    return [list(range(alone[0], alone[0] + len(quote)))] if len(alone) == 1 and len(quote) > _LEAST_STRETCH else []


def _covered(page: _Page, text: str) -> list[int | None]:
    """For each character the one of the page that it is, by the longest stretches; None where there is none."""
    found: list[int | None] = [None] * len(text)
    at, last = 0, -1
    while at < len(text):
        length = _longest(page.core.text, text, at)
        place, length = _stretch(page, text, at, length, last)
        if length < _LEAST_STRETCH and not (length and at + length == len(text) and place == last):
            at += 1
            continue
        found[at : at + length] = range(place, place + length)
        at, last = at + length, place + length
    return found


def _longest(page: str, text: str, at: int) -> int:
    """How many characters of `text` from `at` on stand together on the page."""
    low, high = 0, len(text) - at
    while low < high:
        middle = (low + high + 1) // 2
        if text[at : at + middle] in page:
            low = middle
        else:
            high = middle - 1
    return low


def _stretch(page: _Page, text: str, at: int, length: int, last: int) -> tuple[int, int]:
    """A place for the stretch, and its length when it may break only where a piece of the page ends: the place that
    goes on after `last`, or one that begins a piece."""
    best = (-1, 0, -1)
    for place in page.places(text[at : at + length]) if length else ():
        if at and place not in page.edges and place != last:
            continue
        end = place + length
        if at + length < len(text):
            end = max((edge for edge in page.edges if place < edge <= end), default=place)
        rank = (end - place, place == last, -abs(place - last) if last >= 0 else 0)
        if end > place and (best[0] < 0 or rank > (best[1], best[2] == last, -abs(best[0] - last) if last >= 0 else 0)):
            best = (place, end - place, place)
    return best[0], best[1]


# Records


@dataclass(frozen=True, slots=True)
class _Value:
    """A cell's value in a record: its core, and which of its characters are wanted."""

    text: str
    wanted: Span


def _record(page: _Page, line: str, span: Span) -> list[list[int]]:
    """The characters of each cell that a record's wanted values stand in; none unless each is found in one row."""
    values = [value for value in _values(line, span) if value.text]
    places = [page.places(value.text, whole=True) for value in values]
    named = [at for at in range(len(values)) if places[at]]
    is_enough = len(named) > 1 or (len(values) == 1 and len(places[0]) == 1 and "：" in line)
    if not is_enough or any(len(value.wanted) and not held for value, held in zip(values, places, strict=True)):
        return []
    anchor = min(named, key=lambda at: (len(places[at]), -len(values[at].text)))
    rows = [row for place in places[anchor] if (row := _row(page, values, places, anchor, place)) is not None]
    rows.sort(key=lambda row: row[0])
    if not rows or (len(rows) > 1 and rows[1][0] <= rows[0][0]):
        return []
    chosen = rows[0][1]
    return [
        list(range(place + value.wanted.start, place + value.wanted.end))
        for value, place in zip(values, chosen, strict=True)
        if len(value.wanted)
    ]


def _values(line: str, span: Span) -> list[_Value]:
    """The cells of a record; what follows a "；" without a name of its own goes on with the cell before."""
    parts = line.split("；")
    begins = [0]
    for part in parts[:-1]:
        begins.append(begins[-1] + len(part) + 1)
    if "：" in parts[0]:
        begins = [begin for begin, part in zip(begins, parts, strict=True) if not begin or "：" in part]
    found = []
    for begin, end in zip(begins, [*(begin - 1 for begin in begins[1:]), len(line)], strict=True):
        name, colon, value = line[begin:end].partition("：")
        start = begin + (len(name) + 1 if colon else 0)
        core = _Core.of(value if colon else name)
        found.append(_Value(core.text, core.inside(Span(span.start - start, span.end - start))))
    return found


def _row(
    page: _Page, values: Sequence[_Value], places: Sequence[Sequence[int]], anchor: int, place: int
) -> tuple[float, tuple[int, ...]] | None:
    """How far the values' nearest places are from standing beside the anchor, and these places; None where one that
    is wanted does not stand there."""
    _, top, bottom = page.middle(place, place + len(values[anchor].text))
    chosen: list[int] = []
    left, off = float("-inf"), 0.0
    for at, value in enumerate(values):
        ranked = []
        for one in [place] if at == anchor else places[at]:
            x, one_top, one_bottom = page.middle(one, one + len(value.text))
            away = abs((one_top + one_bottom) - (top + bottom)) / 2
            beside = min(bottom, one_bottom) > max(top, one_top) or away < _ROW_SLACK * (bottom - top)
            if x > left and (beside or len(places[at]) == 1):
                ranked.append((away, one, x))
        if not ranked and len(value.wanted):
            return None
        away, best, left = min(ranked, default=(0.0, 0, left))
        off += away
        chosen.append(best)
    return off, tuple(chosen)


# Boxes


def _boxes(writing: Writing, places: Sequence[int]) -> Iterator[Box]:
    """A box for each run of characters on one printed line."""
    run: list[int] = []
    for place in places:
        if run and (len(run) >= writing.most or not _beside(writing.upright, run[-1], place)):
            yield _around(writing, run)
            run = []
        run.append(place)
    if run:
        yield _around(writing, run)


def _beside(boxes: Numbers, before: int, after: int) -> bool:
    a, b = boxes[before], boxes[after]
    height = max(a[3] - a[1], b[3] - b[1], 0.1)
    overlap = min(a[3], b[3]) - max(a[1], b[1])
    near = a[0] - 0.5 * height < b[0] < a[2] + _BESIDE * height  # two dashes may share one box
    return bool(near and overlap > 0.4 * min(a[3] - a[1], b[3] - b[1]))


def _around(writing: Writing, run: Sequence[int]) -> Box:
    boxes = writing.shown[list(run)]
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
