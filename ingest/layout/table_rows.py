"""The rows of a table: which lines are one, and where white space or a rule parts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.geometry import Fragment, rows
from ingest.layout.table_columns import Extent, Line, hit

_INK = 0.3
"""Characters fill about this share of their font's height above and below its middle."""
_LOOSER = 0.12
"""Rows are so much further apart, in font sizes, than the lines of one cell."""
_WRAPS = 1.3
"""A line that ends so near to its column's edge, in font sizes, may go on in the next."""
_LONG = 3.5
"""Shorter pieces, in font sizes, are names or values that fill one line."""


@dataclass(slots=True)
class TableRow:
    """The pieces of one row, and from where to where their ink reaches down the page."""

    pieces: list[Fragment]
    top: float
    bottom: float


def middle_of(piece: Fragment) -> float:
    """How far down the page the middle of a piece stands."""
    return (piece.top + piece.bottom) / 2


def table_rows(
    pieces: Sequence[Fragment], columns: Sequence[Extent], breaks: Sequence[float]
) -> tuple[list[TableRow], int]:
    """The rows that the pieces make, and how many of them are parted by white space or a rule.

    The first column of several does not count at first: its cells may stand beside more than one row.
    """
    beside = [piece for piece in pieces if len(columns) < 3 or hit(piece, columns) != [0]]
    slack = _line_gap(pieces, columns) + _LOOSER * max((piece.size for piece in pieces), default=0.0)
    clusters: list[TableRow] = []
    for piece in sorted(beside, key=lambda one: (middle_of(one), one.x0)):
        top, bottom = _inked(piece)
        last = clusters[-1] if clusters else None
        if last is None or top > last.bottom + slack or any(last.bottom <= at + 1 and at - 1 <= top for at in breaks):
            clusters.append(TableRow([piece], top, bottom))
        else:
            last.pieces.append(piece)
            last.bottom = max(last.bottom, bottom)
    labels = [piece for piece in pieces if piece not in beside] if len(columns) >= 3 else []
    found = [row for cluster in clusters for row in _by_lines(cluster, labels, columns)]
    placed = {id(piece) for row in found for piece in row.pieces}
    _add_labels(found, [label for label in labels if id(label) not in placed], slack)
    return found, len(clusters)


def _inked(piece: Fragment) -> Extent:
    half = _INK * (piece.bottom - piece.top)
    return middle_of(piece) - half, middle_of(piece) + half


def _line_gap(pieces: Sequence[Fragment], columns: Sequence[Extent]) -> float:
    """The least white space between two lines of the column with the most text: it wraps if any does."""
    held: dict[int, list[Fragment]] = {}
    for piece in pieces:
        if len(places := hit(piece, columns)) == 1:
            held.setdefault(places[0], []).append(piece)
    longest = max(held.values(), key=lambda column: sum(len(one.text) for one in column), default=[])
    extents = sorted(map(_inked, longest))
    return min((b[0] - a[1] for a, b in pairwise(extents) if b[0] > a[1]), default=0.0)


def _by_lines(cluster: TableRow, labels: Sequence[Fragment], columns: Sequence[Extent]) -> list[TableRow]:
    """One row; or several where nothing but their lines parts them."""
    near = [piece for piece in labels if cluster.top < middle_of(piece) < cluster.bottom]
    lines = rows([*cluster.pieces, *near])
    starts = [at for at, line in enumerate(lines) if _starts_row(lines, at, columns)]
    if not _are_names(lines[0]):
        starts = starts[1:]
    found = []
    for start, end in pairwise(sorted({0, *starts, len(lines)})):
        pieces = [piece for line in lines[start:end] for piece in line]
        extents = [_inked(piece) for piece in pieces]
        found.append(TableRow(pieces, min(top for top, _ in extents), max(bottom for _, bottom in extents)))
    return found


def _are_names(line: Line) -> bool:
    """Whether a first line that does not fill most columns may name groups of them."""
    return len(line) > 1 and all(piece.x1 - piece.x0 < _LONG * piece.size for piece in line)


def _starts_row(lines: Sequence[Line], at: int, columns: Sequence[Extent]) -> bool:
    """Whether a line fills most columns and is not the second line of cells that wrap."""
    filled = {place for piece in lines[at] for place in hit(piece, columns)}
    if len(filled) * 2 <= len(columns):
        return False
    if at == 0 or 0 in filled:
        return True
    before = {place: piece for piece in lines[at - 1] for place in hit(piece, columns)}
    return not all(place in before and _may_wrap(before[place], columns[place]) for place in filled)


def _may_wrap(piece: Fragment, column: Extent) -> bool:
    """Whether the text of a cell may go on below: its line is not short and ends at the column's edge."""
    return piece.x1 - piece.x0 > _LONG * piece.size and piece.x1 > column[1] - _WRAPS * piece.size


def _add_labels(found: list[TableRow], labels: Sequence[Fragment], slack: float) -> None:
    """Puts each cell of the first column into the rows beside it: into one, or where it stands between two into both
    for `_with_spans` to see."""
    for label in _stacked(labels, slack):
        top, bottom = _inked(label[0])[0], _inked(label[-1])[1]
        middle = (top + bottom) / 2
        home = min(found, key=lambda row: _distance(row, middle), default=None)
        if home is None or _distance(home, middle) > slack + bottom - top:
            found.append(TableRow(list(label), top, bottom))
            found.sort(key=lambda row: row.top)
        else:
            home.pieces.extend(label)


def _stacked(labels: Sequence[Fragment], slack: float) -> list[list[Fragment]]:
    found: list[list[Fragment]] = []
    for piece in sorted(labels, key=lambda one: (middle_of(one), one.x0)):
        if found and _inked(piece)[0] - _inked(found[-1][-1])[1] <= slack - _LOOSER / 2 * piece.size:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _distance(row: TableRow, middle: float) -> float:
    return max(row.top - middle, middle - row.bottom, 0.0)
