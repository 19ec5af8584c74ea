"""Characters with boxes -> fragments: runs on one line without a gap, split at the vertical rules between cells."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_high

from ingest.layout.geometry import Fragment, Rule


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is drawn.

    Attributes:
        index: Its number on the page, for asking about its font.
        generated: True for a space that no writer typed but a gap suggests.
    """

    character: str
    x0: float
    top: float
    x1: float
    bottom: float
    index: int
    generated: bool = False

    @property
    def size(self) -> float:
        """Never zero, though a damaged font may give a box without height."""
        return max(self.bottom - self.top, 0.1)


_GAP = 1.0
"""A gap this wide, in characters, parts fragments."""
_WORD_GAP = 0.18
"""A gap this wide parts Latin words."""
_BLANK = 0.5
"""A gap this wide is a blank between any characters: an ideographic space is drawn as nothing."""
_OUTSTANDING = 0.12
"""A narrower gap is one in a short line (a heading) whose usual gap is so much narrower."""
_LONGEST_SPACED = 30
_BACKWARDS = -0.6


def fragments(glyphs: Iterable[Glyph], rules: Sequence[Rule], is_strong: Callable[[int], bool]) -> tuple[Fragment, ...]:
    """The fragments that `glyphs`, in the order of writing, make.

    Args:
        rules: All rules of the page; the vertical ones part cells that stand close together.
        is_strong: Whether the glyph of this index is set in a bold or black font.
    """
    borders = sorted((rule for rule in rules if not rule.is_horizontal), key=_x)
    found: list[Fragment] = []
    run: list[Glyph] = []
    spaces: dict[int, Glyph] = {}  # by the place in `run` before which they stand
    for glyph in glyphs:
        if glyph.character in "\r\n":
            continue
        if glyph.character == " ":
            spaces[len(run)] = glyph
            continue
        if run and _repeats(run[-1], glyph):
            continue
        if run and not _follows(run[-1], glyph, borders):
            found.append(_fragment(run, spaces, is_strong))
            run, spaces = [], {}
        run.append(glyph)
    if run:
        found.append(_fragment(run, spaces, is_strong))
    return tuple(found)


def _follows(before: Glyph, glyph: Glyph, borders: Sequence[Rule]) -> bool:
    overlap = min(before.bottom, glyph.bottom) - max(before.top, glyph.top)
    if overlap < 0.5 * min(before.size, glyph.size):
        return False
    if _share_a_box(before, glyph):
        return True
    size = max(before.size, glyph.size)
    if not _BACKWARDS * size < glyph.x0 - before.x1 < _GAP * size:
        return False
    if not borders:
        return True
    middle = (before.top + before.bottom) / 2
    left, right = (before.x0 + before.x1) / 2, (glyph.x0 + glyph.x1) / 2
    between = borders[bisect_right(borders, left, key=_x) : bisect_left(borders, right, key=_x)]
    return not any(rule.top <= middle <= rule.bottom for rule in between)


def _x(rule: Rule) -> float:
    return rule.x0


def _repeats(before: Glyph, glyph: Glyph) -> bool:
    """Whether the glyph is drawn over itself to look bold."""
    if before.character != glyph.character or _share_a_box(before, glyph):
        return False
    near = 0.25 * glyph.size
    return abs(before.x0 - glyph.x0) < near and abs(before.top - glyph.top) < near


def _share_a_box(before: Glyph, glyph: Glyph) -> bool:
    """Whether one drawn glyph stands for both: a ligature, a dash of double length."""
    return (before.x0, before.top, before.x1) == (glyph.x0, glyph.top, glyph.x1)


def _fragment(run: Sequence[Glyph], spaces: Mapping[int, Glyph], is_strong: Callable[[int], bool]) -> Fragment:
    gaps = [after.x0 - before.x1 for before, after in pairwise(run)]
    usual = median(gaps) if gaps and len(run) <= _LONGEST_SPACED else math.inf
    pieces = [run[0].character]
    for at, glyph in enumerate(run[1:], 1):
        if _is_spaced(run[at - 1], glyph, spaces.get(at), usual):
            pieces.append(" ")
        pieces.append(glyph.character)
    return Fragment(
        "".join(pieces),
        min(glyph.x0 for glyph in run), median_high(glyph.top for glyph in run),
        max(glyph.x1 for glyph in run), median_high(glyph.bottom for glyph in run),
        median_high(glyph.size for glyph in run), is_strong(run[0].index),
    )  # fmt: skip


def _is_spaced(before: Glyph, glyph: Glyph, space: Glyph | None, usual: float) -> bool:
    """Whether a blank stands between two glyphs of a run whose gaps are usually `usual` wide."""
    if space is not None and not space.generated:
        return True
    gap = (glyph.x0 - before.x1) / glyph.size
    narrow = (before.character < "\u2e80") + (glyph.character < "\u2e80")
    if narrow == 2:
        return gap > _WORD_GAP
    if _is_mark(before.character) or _is_mark(glyph.character):
        return False
    outstanding = gap > max(_WORD_GAP, usual / glyph.size + _OUTSTANDING)
    return gap > _BLANK or (narrow == 0 and space is not None and outstanding)


def _is_mark(character: str) -> bool:
    """Whether a full-width mark brings its own white space."""
    return "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uffef" or character in "“”‘’—…"
