"""What stands on a page and where: the input of the layout steps.

All measures are in points, the origin is the page's upper left corner as a person sees it, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


class Boxed(Protocol):
    """Anything with a place on the page."""

    @property
    def x0(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def bottom(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters on one line without a gap between them.

    Attributes:
        size: Font size in points, as drawn.
        strong: Whether the font is a bold or a black (黑体) one.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal or vertical line: of a table, under a header. One of its sides is (nearly) zero."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def is_horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.bottom - self.top


@dataclass(frozen=True, slots=True)
class PageView:
    """One page: its size, text and rules."""

    number: int
    width: float
    height: float
    fragments: tuple[Fragment, ...]
    rules: tuple[Rule, ...] = ()


def rows(fragments: Iterable[Fragment]) -> list[list[Fragment]]:
    """The fragments that stand beside one another on one line, from top to bottom, each row from left to right."""
    found: list[list[Fragment]] = []
    for fragment in sorted(fragments, key=lambda one: (one.top + one.bottom, one.x0)):
        row = next((row for row in reversed(found[-3:]) if _on_one_line(row, fragment)), None)
        if row is None:
            found.append([fragment])
        else:
            row.append(fragment)
    return [sorted(row, key=lambda one: one.x0) for row in found]


def _on_one_line(row: Sequence[Fragment], fragment: Fragment) -> bool:
    largest = max(row, key=lambda one: one.size)
    overlap = min(largest.bottom, fragment.bottom) - max(largest.top, fragment.top)
    return overlap > 0.5 * min(largest.bottom - largest.top, fragment.bottom - fragment.top)


def body_size(pages: Iterable[PageView]) -> float:
    """The font size that most characters have, to half a point; 0 without text."""
    weights: dict[float, int] = {}
    for page in pages:
        for fragment in page.fragments:
            size = round(fragment.size * 2) / 2
            weights[size] = weights.get(size, 0) + len(fragment.text)
    return max(weights, key=lambda size: weights[size], default=0.0)
