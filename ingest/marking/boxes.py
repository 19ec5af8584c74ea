"""The boxes around characters of a page: one for each printed line, or less where it slopes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.layout.glyphs import Numbers
from ingest.marking.writing import Writing

_NEAR = 3.0
"""Pieces of one line further apart than this, in heights, get boxes of their own."""


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


def boxes_around(writing: Writing, places: Sequence[int]) -> Iterator[Box]:
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
    near = a[0] - 0.5 * height < b[0] < a[2] + _NEAR * height  # two dashes may share one box
    return bool(near and overlap > 0.4 * min(a[3] - a[1], b[3] - b[1]))


def _around(writing: Writing, run: Sequence[int]) -> Box:
    boxes = writing.shown[list(run)]
    x0, top = boxes[:, :2].min(axis=0).tolist()
    x1, bottom = boxes[:, 2:].max(axis=0).tolist()
    return Box(round(x0, 2), round(top, 2), round(x1, 2), round(bottom, 2))
