"""Characters with boxes -> fragments: runs on one line without a gap, split at the vertical rules between cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

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
        return self.bottom - self.top


_GAP = 1.0
"""A gap this wide, in characters, parts fragments."""
_WORD_GAP = 0.18
"""A gap this wide parts Latin words."""
_BLANK = 0.5
"""A gap this wide is a blank between any characters: an ideographic space is drawn as nothing."""
_BACKWARDS = -0.6


def fragments(
    glyphs: Iterable[Glyph], rules: Sequence[Rule], is_strong: Callable[[int], bool]
) -> tuple[Fragment, ...]:
    """The fragments that `glyphs`, in the order of writing, make.

    Args:
        rules: All rules of the page; the vertical ones part cells that stand close together.
        is_strong: Whether the glyph of this index is set in a bold or black font.
    """
    borders = [rule for rule in rules if not rule.is_horizontal]
    found: list[Fragment] = []
    run: list[Glyph] = []
    space: Glyph | None = None
    for glyph in glyphs:
        if glyph.character in "\r\n":
            space = None if not run else glyph
            continue
        if glyph.character == " ":
            space = glyph
            continue
        if run and _repeats(run[-1], glyph):
            continue
        if run and not _follows(run[-1], glyph, borders):
            found.append(_fragment(run, is_strong))
            run, space = [], None
        if run and _is_spaced(run[-1], glyph, space):
            run.append(Glyph(" ", run[-1].x1, glyph.top, glyph.x0, glyph.bottom, glyph.index))
        run.append(glyph)
        space = None
    if run:
        found.append(_fragment(run, is_strong))
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
    middle = (before.top + before.bottom) / 2
    left, right = (before.x0 + before.x1) / 2, (glyph.x0 + glyph.x1) / 2
    return not any(left < rule.x0 < right and rule.top <= middle <= rule.bottom for rule in borders)


def _repeats(before: Glyph, glyph: Glyph) -> bool:
    """Whether the glyph is drawn over itself to look bold."""
    if before.character != glyph.character or _share_a_box(before, glyph):
        return False
    near = 0.25 * glyph.size
    return abs(before.x0 - glyph.x0) < near and abs(before.top - glyph.top) < near


def _share_a_box(before: Glyph, glyph: Glyph) -> bool:
    """Whether one drawn glyph stands for both: a ligature, a dash of double length."""
    return (before.x0, before.top, before.x1) == (glyph.x0, glyph.top, glyph.x1)


def _is_spaced(before: Glyph, glyph: Glyph, space: Glyph | None) -> bool:
    if space is not None and not space.generated and space.character == " ":
        return True
    if glyph.x0 - before.x1 > _BLANK * glyph.size:
        return True
    narrow = before.character < "\u2e80" and glyph.character < "\u2e80"
    return narrow and glyph.x0 - before.x1 > _WORD_GAP * glyph.size


def _fragment(run: Sequence[Glyph], is_strong: Callable[[int], bool]) -> Fragment:
    sizes = sorted(glyph.size for glyph in run)
    return Fragment(
        "".join(glyph.character for glyph in run),
        min(glyph.x0 for glyph in run), min(glyph.top for glyph in run),
        max(glyph.x1 for glyph in run), max(glyph.bottom for glyph in run),
        sizes[len(sizes) // 2], is_strong(run[0].index),
    )  # fmt: skip
