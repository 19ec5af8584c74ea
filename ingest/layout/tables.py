"""Tables whose cells are parted by rules, with their merged cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ingest.layout.geometry import Fragment, PageView, Rule, rows
from ingest.layout.joining import join

_NEAR = 3.0
"""Points within which rules meet and edges are the same."""
_MOST_RULES = 4_000
_MOST_PLACES = 40_000
"""Rules that cross more often are no table but a pattern."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table on one page.

    Attributes:
        cells: Rows from top to bottom; a merged cell's text stands in every place it covers.
        columns: The x of the columns' borders, one more than there are columns.
    """

    cells: tuple[tuple[str, ...], ...]
    columns: tuple[float, ...]
    x0: float
    top: float
    x1: float
    bottom: float
    size: float = 0.0
    is_ruled: bool = True

    def continues(self, other: Table) -> bool:
        """Whether this table, at the top of a page, has the same columns as `other` before it."""
        if len(self.columns) != len(other.columns):
            return False
        slack = _NEAR * 2 if self.is_ruled and other.is_ruled else 0.5 * min(b - a for a, b in pairwise(other.columns))
        return all(abs(a - b) <= slack for a, b in zip(self.columns, other.columns, strict=True))


def ruled(page: PageView) -> tuple[list[Table], list[Fragment]]:
    """The tables of `page` whose cells are parted by rules, and the fragments that belong to none."""
    found: list[Table] = []
    left = list(page.fragments)
    if len(page.rules) <= _MOST_RULES:
        for component in _components(_straight(page)):
            table, left = _grid(component, left)
            if table is not None:
                found.append(table)
    return found, left


def _straight(page: PageView) -> list[Rule]:
    """The rules with pieces in one line joined, without frames around the page."""
    wide = [rule for rule in page.rules if rule.x1 - rule.x0 < page.width * 0.97 or rule.is_horizontal]
    horizontal = _merged([(rule.top, rule.x0, rule.x1) for rule in wide if rule.is_horizontal])
    vertical = _merged([(rule.x0, rule.top, rule.bottom) for rule in wide if not rule.is_horizontal])
    return [Rule(start, at, end, at) for at, start, end in horizontal] + [
        Rule(at, start, at, end) for at, start, end in vertical
    ]


def joined_rules(rules: Iterable[Rule]) -> list[Rule]:
    """The horizontal ones of `rules`, pieces in one line joined."""
    pieces = [(rule.top, rule.x0, rule.x1) for rule in rules if rule.is_horizontal]
    return [Rule(start, at, end, at) for at, start, end in _merged(pieces)] if len(pieces) <= _MOST_RULES else []


def _merged(pieces: list[tuple[float, float, float]]) -> list[tuple[float, float, float]]:
    """Pieces (position across, start, end) that lie on one line and touch, as one."""
    lines: list[list[tuple[float, float, float]]] = []
    for piece in sorted(pieces):
        if lines and piece[0] - lines[-1][-1][0] <= _NEAR / 2:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    found = []
    for line in lines:
        at = line[0][0]
        start, end = None, 0.0
        for _, low, high in sorted(line, key=lambda piece: piece[1]):
            if start is not None and low <= end + _NEAR:
                end = max(end, high)
                continue
            if start is not None:
                found.append((at, start, end))
            start, end = low, high
        if start is not None:
            found.append((at, start, end))
    return found


def _components(rules: list[Rule]) -> list[list[Rule]]:
    """Groups of rules that cross or touch one another, each with a vertical one."""
    across = [rule for rule in rules if rule.is_horizontal]
    down = [rule for rule in rules if not rule.is_horizontal]
    if not across or not down:
        return []
    top, left, right = (np.array([getattr(rule, side) for rule in across]) for side in ("top", "x0", "x1"))
    owner = list(range(len(down) + len(across)))

    def find(at: int) -> int:
        while owner[at] != at:
            owner[at] = at = owner[owner[at]]
        return at

    for at, rule in enumerate(down):
        beside = (left - _NEAR <= rule.x0) & (rule.x0 <= right + _NEAR)
        met = beside & (rule.top - _NEAR <= top) & (top <= rule.bottom + _NEAR)
        for other in np.flatnonzero(met).tolist():
            owner[find(len(down) + other)] = find(at)
    groups: dict[int, list[Rule]] = {}
    for at, rule in enumerate((*down, *across)):
        groups.setdefault(find(at), []).append(rule)
    return [group for group in groups.values() if not group[0].is_horizontal]


def _grid(component: list[Rule], fragments: list[Fragment]) -> tuple[Table | None, list[Fragment]]:
    horizontal = [rule for rule in component if rule.is_horizontal]
    vertical = [rule for rule in component if not rule.is_horizontal]
    ys = _positions(rule.top for rule in horizontal)
    xs = _positions([*(rule.x0 for rule in vertical), *(x for rule in horizontal for x in (rule.x0, rule.x1))])
    if len(xs) < 3 or len(ys) < 3 or len(xs) * len(ys) > _MOST_PLACES:
        return None, fragments
    inside: list[Fragment] = []
    outside: list[Fragment] = []
    for fragment in fragments:
        (inside if _within(fragment, xs, ys) else outside).append(fragment)
    cells = _cell_texts(_merged_cells(xs, ys, horizontal, vertical), inside, xs, ys)
    filled = [row for row in cells if len({cell for cell in row if cell}) > 1]
    if len(filled) * 2 < len([row for row in cells if any(row)]) or len(filled) < 2:
        return None, fragments
    size = max((fragment.size for fragment in inside), default=0.0)
    kept = tuple(row for row in cells if any(row))
    return Table(kept, tuple(xs), xs[0], ys[0], xs[-1], ys[-1], size), outside


def _positions(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _within(fragment: Fragment, xs: Sequence[float], ys: Sequence[float]) -> bool:
    x, y = (fragment.x0 + fragment.x1) / 2, (fragment.top + fragment.bottom) / 2
    return xs[0] - 1 <= x <= xs[-1] + 1 and ys[0] - 1 <= y <= ys[-1] + 1


def _merged_cells(
    xs: Sequence[float], ys: Sequence[float], horizontal: list[Rule], vertical: list[Rule]
) -> list[list[int]]:
    """For each place of the grid the number of the cell that covers it: places without a rule between them are one."""
    width, height = len(xs) - 1, len(ys) - 1
    down, across = [_at(vertical, x) for x in xs], [_at(horizontal, y) for y in ys]
    owner = list(range(width * height))

    def find(place: int) -> int:
        while owner[place] != place:
            place = owner[place]
        return place

    for row in range(height):
        for column in range(width):
            place = row * width + column
            middle_x, middle_y = (xs[column] + xs[column + 1]) / 2, (ys[row] + ys[row + 1]) / 2
            if column + 1 < width and not _ruled(down[column + 1], middle_y):
                owner[find(place + 1)] = find(place)
            if row + 1 < height and not _ruled(across[row + 1], middle_x):
                owner[find(place + width)] = find(place)
    return [[find(row * width + column) for column in range(width)] for row in range(height)]


def _at(rules: list[Rule], position: float) -> list[tuple[float, float]]:
    """Start and end of those of the parallel rules that lie at `position`."""
    if not rules or rules[0].is_horizontal:
        return [(rule.x0, rule.x1) for rule in rules if abs(rule.top - position) <= _NEAR]
    return [(rule.top, rule.bottom) for rule in rules if abs(rule.x0 - position) <= _NEAR]


def _ruled(rules: list[tuple[float, float]], middle: float) -> bool:
    return any(low <= middle <= high for low, high in rules)


def _cell_texts(
    cells: list[list[int]], fragments: list[Fragment], xs: Sequence[float], ys: Sequence[float]
) -> list[tuple[str, ...]]:
    held: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        row = _place((fragment.top + fragment.bottom) / 2, ys)
        column = _place((fragment.x0 + fragment.x1) / 2, xs)
        held.setdefault(cells[row][column], []).append(fragment)
    texts = {cell: _cell_text(inside) for cell, inside in held.items()}
    return [tuple(texts.get(cell, "") for cell in row) for row in cells]


def _place(value: float, borders: Sequence[float]) -> int:
    return max(0, min(len(borders) - 2, sum(border <= value for border in borders) - 1))


def _cell_text(fragments: Iterable[Fragment]) -> str:
    text = ""
    for row in rows(fragments):
        text = join(text, " ".join(fragment.text for fragment in row))
    return text
