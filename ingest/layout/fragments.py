"""Characters with boxes -> fragments: runs on one line without a gap, split at the vertical rules between cells."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ingest.layout.geometry import Fragment, Rule
from ingest.layout.glyphs import Codes, Flags, Glyphs, Indices, Numbers

_GAP = 1.0
"""A gap this wide, in characters, parts fragments."""
_TYPED_GAP = 1.6
"""The same across a typed space: an ideographic space in a line fills one character."""
_CELL_GAP, _SAME_START, _ENOUGH = 0.4, 0.7, 3
"""A narrower gap parts pieces too before a character that begins (within points) where so many others begin."""
_WORD_GAP = 0.18
"""A gap this wide parts Latin words."""
_BLANK = 0.5
"""A gap this wide is a blank between any characters: an ideographic space is drawn as nothing."""
_OUTSTANDING = 0.12
"""A narrower gap is one in a short line (a heading) whose usual gap is so much narrower."""
_LONGEST_SPACED = 30
_BACKWARDS = -0.6
_LEAST_SIZE = 0.1
"""A damaged font may give a box without height."""


@dataclass(frozen=True, slots=True)
class Inked:
    """Characters without the white space between them.

    Attributes:
        text: None of it white space.
        boxes: As in `Glyphs`.
        index: As in `Glyphs`.
        places: Where in the `Glyphs` each came from.
        spaced: Whether white space stands before the character, typed or guessed.
        typed: Whether typed white space stands before it.
        starts: The first character of each fragment, ascending.
    """

    text: str
    boxes: Numbers
    index: Indices
    places: Indices
    spaced: Flags
    typed: Flags
    starts: Indices

    @property
    def sizes(self) -> Numbers:
        return np.maximum(self.boxes[:, 3] - self.boxes[:, 1], _LEAST_SIZE)


def fragments(glyphs: Glyphs, rules: Sequence[Rule], is_strong: Callable[[int], bool]) -> tuple[Fragment, ...]:
    """The fragments that `glyphs` make.

    Args:
        rules: All rules of the page; the vertical ones part cells that stand close together.
        is_strong: Whether the glyph of this index is set in a bold or black font.
    """
    inked = ink(glyphs, rules)
    if not inked.text:
        return ()
    boxes, starts = inked.boxes, inked.starts
    sizes = inked.sizes
    x0 = np.minimum.reduceat(boxes[:, 0], starts).tolist()
    x1 = np.maximum.reduceat(boxes[:, 2], starts).tolist()
    ends = np.append(starts[1:], len(inked.text)).tolist()
    firsts = starts.tolist()
    index = inked.index[starts].tolist()
    blanks = _blanks(inked, sizes)
    marks = _marks(inked, sizes)
    columns = [_usual(column, starts, ends) for column in (boxes[:, 1], boxes[:, 3], sizes)]
    return tuple(
        Fragment(_text(inked.text, start, end, blanks, marks), left, top, right, bottom, size, is_strong(glyph))
        for start, end, left, top, right, bottom, size, glyph in zip(
            firsts, ends, x0, columns[0], x1, columns[1], columns[2], index, strict=True
        )
    )


def ink(glyphs: Glyphs, rules: Sequence[Rule]) -> Inked:
    """What is drawn of `glyphs`, parted into fragments; what is drawn over itself to look bold counts once."""
    codes = glyphs.codes
    is_space, is_end = codes == 32, (codes == 10) | (codes == 13)
    places = np.flatnonzero(~(is_space | is_end))
    places = places[~_repeats(codes[places], glyphs.boxes[places])]
    typed, spaced = _before(places, is_space & ~glyphs.generated), _before(places, is_space)
    text, boxes = "".join(map(glyphs.text.__getitem__, places.tolist())), glyphs.boxes[places]
    parted = ~_follows(boxes, typed)
    _part_at_rules(boxes, parted, rules)
    _part_below_others(boxes, parted, typed)
    return Inked(text, boxes, glyphs.index[places], places, spaced, typed, np.flatnonzero(parted))


def _before(places: Indices, marks: Flags) -> Flags:
    """For each of `places`, whether a mark stands between it and the place before."""
    count = np.concatenate(([0], np.cumsum(marks)))
    at = count[places] if len(places) else np.zeros(0, dtype=np.int64)
    return np.diff(at, prepend=0) > 0


def _repeats(codes: Codes, boxes: Numbers) -> Flags:
    """Which characters are drawn over the one before to look bold."""
    found = np.zeros(len(codes), dtype=np.bool_)
    if len(codes) > 1:
        near = 0.25 * np.maximum(boxes[1:, 3] - boxes[1:, 1], _LEAST_SIZE)
        moved = np.abs(np.diff(boxes[:, :2], axis=0))
        same = (codes[1:] == codes[:-1]) & ~_share_a_box(boxes)
        beside = moved[:, 0] > 0.6 * (boxes[1:, 2] - boxes[1:, 0])  # leader dots
        found[1:] = same & (moved[:, 0] < near) & (moved[:, 1] < near) & ~beside
    return found


def _share_a_box(boxes: Numbers) -> Flags:
    """Whether one drawn glyph stands for a character and the one before: a ligature, a dash of double length."""
    shared: Flags = (boxes[1:, :3] == boxes[:-1, :3]).all(axis=1)
    return shared


def _follows(boxes: Numbers, typed: Flags) -> Flags:
    """Which characters go on with the run of the character before."""
    found = np.zeros(len(boxes), dtype=np.bool_)
    if len(boxes) < 2:
        return found
    sizes = np.maximum(boxes[:, 3] - boxes[:, 1], _LEAST_SIZE)
    overlap = np.minimum(boxes[1:, 3], boxes[:-1, 3]) - np.maximum(boxes[1:, 1], boxes[:-1, 1])
    beside = overlap >= 0.5 * np.minimum(sizes[1:], sizes[:-1])
    size = np.maximum(sizes[1:], sizes[:-1])
    gap = boxes[1:, 0] - boxes[:-1, 2]
    near = (gap > _BACKWARDS * size) & (gap < np.where(typed[1:], _TYPED_GAP, _GAP) * size)
    found[1:] = beside & (near | _share_a_box(boxes))
    return found


def _part_at_rules(boxes: Numbers, parted: Flags, rules: Sequence[Rule]) -> None:
    """Marks in `parted` the characters that a vertical rule parts from the one before."""
    borders = sorted((rule.x0, rule.top, rule.bottom) for rule in rules if not rule.is_horizontal)
    if not borders or len(boxes) < 2:
        return
    xs = [border[0] for border in borders]
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    low, high = np.searchsorted(xs, middles[:-1], "right"), np.searchsorted(xs, middles[1:], "left")
    for at in np.flatnonzero((low < high) & ~parted[1:]).tolist():
        height = (boxes[at, 1] + boxes[at, 3]) / 2
        if not (boxes[at, :3] == boxes[at + 1, :3]).all():
            parted[at + 1] = any(top <= height <= bottom for _, top, bottom in borders[low[at] : high[at]])


def _part_below_others(boxes: Numbers, parted: Flags, typed: Flags) -> None:
    """Marks characters after a narrow gap that begin where pieces on other lines begin: cells set close together."""
    if len(boxes) < 2:
        return
    sizes = np.maximum(boxes[1:, 3] - boxes[1:, 1], _LEAST_SIZE)
    possible = np.flatnonzero(~parted[1:] & ~typed[1:] & (boxes[1:, 0] - boxes[:-1, 2] > _CELL_GAP * sizes)) + 1
    if not len(possible):
        return
    starts = np.sort(boxes[parted, 0])
    x = boxes[possible, 0]
    same = np.searchsorted(starts, x + _SAME_START, "right") - np.searchsorted(starts, x - _SAME_START, "left")
    parted[possible[same >= _ENOUGH]] = True


def _usual(values: Numbers, starts: Indices, ends: Sequence[int]) -> list[float]:
    """The (higher) median of `values` in each fragment."""
    least, most = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    found: list[float] = least.tolist()
    for at in np.flatnonzero(least != most).tolist():
        run = np.sort(values[starts[at] : ends[at]])
        found[at] = float(run[len(run) // 2])
    return found


# Blanks


def _blanks(inked: Inked, sizes: Numbers) -> list[int]:
    """The characters, ascending, before which a blank is to be written."""
    gaps = np.zeros(len(inked.text))
    gaps[1:] = inked.boxes[1:, 0] - inked.boxes[:-1, 2]
    possible = inked.typed | (gaps / sizes > _WORD_GAP)
    possible[inked.starts] = False
    return list(_chosen(inked, gaps, sizes, np.flatnonzero(possible).tolist()))


def _chosen(inked: Inked, gaps: Numbers, sizes: Numbers, candidates: Sequence[int]) -> Iterator[int]:
    starts = inked.starts.tolist()
    run, usual = -1, 0.0
    for at in candidates:
        if inked.typed[at]:
            yield at
            continue
        here = bisect_right(starts, at) - 1
        if here != run:
            run, usual = here, _usual_gap(gaps, starts[here], starts[here + 1] if here + 1 < len(starts) else len(gaps))
        if _is_blank(inked.text[at - 1], inked.text[at], gaps[at] / sizes[at], usual / sizes[at], inked.spaced[at]):
            yield at


def _usual_gap(gaps: Numbers, start: int, end: int) -> float:
    """The median gap inside a short run; a gap in a long one never stands out."""
    if end - start > _LONGEST_SPACED:
        return float("inf")
    return float(np.median(gaps[start + 1 : end])) if end - start > 1 else float("inf")


def _is_blank(before: str, after: str, gap: float, usual: float, guessed: bool) -> bool:
    """Whether a gap without a typed space (in characters, usually `usual` wide in its run) is a blank."""
    narrow = (before < "\u2e80") + (after < "\u2e80")
    if narrow == 2:
        return gap > _WORD_GAP
    if _is_mark(before) or _is_mark(after):
        return False
    return gap > _BLANK or (narrow == 0 and guessed and gap > max(_WORD_GAP, usual + _OUTSTANDING))


def _is_mark(character: str) -> bool:
    """Whether a full-width mark brings its own white space."""
    return "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef" or character in "“”‘’—…"


_REFERENCE = frozenset("0123456789*＊†‡,，-–")
_RAISED, _SMALL = 0.12, 0.8


def _marks(inked: Inked, sizes: Numbers) -> dict[int, int]:
    """Where raised small marks that follow Chinese text begin and end: a figure before them must not grow by them."""
    bottoms, found = inked.boxes[:, 3], {}
    starts = set(inked.starts.tolist())
    raised = (sizes[1:] < _SMALL * sizes[:-1]) & (bottoms[1:] < bottoms[:-1] - _RAISED * sizes[:-1])
    for before in np.flatnonzero(raised).tolist():
        start = end = before + 1
        while end < len(inked.text) and end not in starts and _is_like(inked, sizes, start, end):
            end += 1
        if (
            inked.text[before] > "\u2010"
            and start not in starts
            and any(one in "0123456789" for one in inked.text[start:end])
        ):
            found[start] = end
    return found


def _is_like(inked: Inked, sizes: Numbers, start: int, at: int) -> bool:
    same = abs(sizes[at] - sizes[start]) < 0.1 * sizes[start] and abs(inked.boxes[at, 3] - inked.boxes[start, 3]) < 1
    return bool(same) and inked.text[at] in _REFERENCE


def _text(text: str, start: int, end: int, blanks: Sequence[int], marks: Mapping[int, int]) -> str:
    first, last = bisect_left(blanks, start), bisect_left(blanks, end)
    cuts = [start, *blanks[first:last], end]
    inner = [at for at in marks if start < at < end] if marks else []
    if not inner:
        return text[start:end] if first == last else " ".join(text[low:high] for low, high in pairwise(cuts))
    opening, closing = set(inner), {marks[at] for at in inner}
    spaced = set(cuts[1:-1])
    pieces: list[str] = []
    for at in range(start, end):
        pieces += "]" * (at in closing) + " " * (at in spaced) + "[" * (at in opening) + text[at]
    return "".join(pieces) + "]" * (end in closing)
