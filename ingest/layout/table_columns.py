"""The columns of a table: where pieces stand under one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.layout.geometry import Fragment

Line = Sequence[Fragment]
Extent = tuple[float, float]

_MOST_COLUMNS = 50


def columns_of(lines: Sequence[Line]) -> tuple[Extent, ...] | None:
    """The columns that the fullest lines agree on; None where their pieces do not stand under one another."""
    counts = sorted(map(len, lines), reverse=True)
    for count in range(min(counts[min(1, len(counts) - 1)], _MOST_COLUMNS), 1, -1):
        base = [line for line in lines if len(line) >= count]
        found = _without_halves(_merged((piece.x0, piece.x1) for line in base for piece in line), base, count)
        if len(found) >= count:
            return tuple(found)
    return None


def _merged(extents: Iterable[Extent]) -> list[Extent]:
    found: list[Extent] = []
    for start, end in sorted(extents):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _without_halves(columns: list[Extent], base: Sequence[Line], count: int) -> list[Extent]:
    """Neighbours of which no line fills both are one column, its name set left and its figures right."""
    at = 0
    while len(columns) > count and at + 1 < len(columns):
        both = [{place for piece in line for place in hit(piece, columns)} for line in base]
        if any({at, at + 1} <= filled for filled in both):
            at += 1
        else:
            columns = [*columns[:at], (columns[at][0], columns[at + 1][1]), *columns[at + 2 :]]
    return columns


def hit(piece: Fragment, columns: Sequence[Extent]) -> list[int]:
    """The columns that a piece stands in or over; the nearest one where it stands between them."""
    found = [at for at, (start, end) in enumerate(columns) if piece.x0 < end - 0.5 and start + 0.5 < piece.x1]
    if found:
        return found
    middle = (piece.x0 + piece.x1) / 2
    return [min(range(len(columns)), key=lambda at: abs(middle - sum(columns[at]) / 2))]
