"""What stands on a page and where: the input of the layout steps.

All measures are in points, the origin is the page's upper left corner as a person sees it, y grows downwards.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    largest: list[Fragment] = []
    for fragment in sorted(fragments, key=_height_then_left):
        for at in range(len(found) - 1, max(-1, len(found) - 4), -1):
            if _on_one_line(largest[at], fragment):
                found[at].append(fragment)
                if fragment.size > largest[at].size:
                    largest[at] = fragment
                break
        else:
            found.append([fragment])
            largest.append(fragment)
    for row in found:
        if len(row) > 1:
            row.sort(key=_left)
    return found


def _height_then_left(fragment: Fragment) -> tuple[float, float]:
    return fragment.top + fragment.bottom, fragment.x0


def _left(fragment: Fragment) -> float:
    return fragment.x0


def _on_one_line(one: Fragment, other: Fragment) -> bool:
    top = one.top if one.top > other.top else other.top
    bottom = one.bottom if one.bottom < other.bottom else other.bottom
    return bottom - top > 0.5 * min(one.bottom - one.top, other.bottom - other.top)


def body_size(pages: Iterable[PageView]) -> float:
    """The font size that most characters have, to half a point; 0 without text."""
    weights: dict[float, int] = {}
    for page in pages:
        for fragment in page.fragments:
            size = round(fragment.size * 2) / 2
            weights[size] = weights.get(size, 0) + len(fragment.text)
    return max(weights, key=lambda size: weights[size], default=0.0)
