"""Pieces that stand under one another -> the cells of a table: which column, which row, which merged cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.geometry import Fragment, Rule, rows
from ingest.layout.joining import join
from ingest.layout.table_columns import Extent, Line, hit
from ingest.layout.table_rows import TableRow, middle_of, table_rows
from ingest.records import is_label

_MOST_HEADER_LINES = 4


@dataclass(frozen=True, slots=True)
class Cells:
    """A table's text.

    Attributes:
        rows: Top to bottom, a merged cell's text in every place that it covers.
        columns: Left and right end of each column's text.
        parted: How many of the rows white space parts from the row before.
    """

    rows: tuple[tuple[str, ...], ...]
    columns: tuple[Extent, ...]
    parted: int


def cells(lines: Sequence[Line], columns: tuple[Extent, ...], rules: Sequence[Rule]) -> Cells:
    """The cells of a table that the lines make.

    Args:
        rules: Horizontal ones over the whole table; each parts rows, the first below a line ends the column names.
    """
    pieces = [piece for line in lines for piece in line]
    breaks = [rule.top for rule in rules]
    border = _header_border(lines, breaks)
    above = [piece for piece in pieces if border is not None and middle_of(piece) < border]
    below = [piece for piece in pieces if border is None or middle_of(piece) >= border]
    found, parted = table_rows(below, columns, breaks)
    body = [_texts(row.pieces, columns) for row in found]
    if above:
        header = _header(above, columns)
    elif len(found) > 2 and _is_divided(body[0], body[1]):
        header, found = _header(found[0].pieces + found[1].pieces, columns), found[2:]
    else:
        header = []
    body = _with_spans(found, columns, has_header=bool(header))
    return Cells(tuple(map(tuple, [*header, *body])), columns, parted)


def _header_border(lines: Sequence[Line], breaks: Sequence[float]) -> float | None:
    for border in breaks:
        above = sum(middle_of(line[0]) < border for line in lines)
        if above:
            return border if above <= min(_MOST_HEADER_LINES, len(lines) - 1) else None
    return None


# Texts


def _texts(pieces: Iterable[Fragment], columns: Sequence[Extent]) -> list[str]:
    texts = [""] * len(columns)
    for line in rows(pieces):
        for piece in line:
            for place in hit(piece, columns):
                texts[place] = join(texts[place], piece.text)
    return texts


def _is_divided(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether `upper` names groups of columns that `lower` tells apart."""
    gaps = sum(not cell for cell in upper[1:]) or len(set(upper)) < len(upper)
    return bool(gaps) and all(map(is_label, filter(None, [*upper, *lower]))) and all(lower[1:])


def _header(pieces: Sequence[Fragment], columns: Sequence[Extent]) -> list[list[str]]:
    """One row of column names, or two where names above stand over several columns."""
    lines = rows(pieces)
    lowest = max(range(len(lines)), key=lambda at: (len(lines[at]), at))
    lower = [piece for line in lines[lowest:] for piece in line]
    upper = [piece for line in lines[:lowest] for piece in line]
    below = _texts(lower, columns)
    if not upper or len(lines[lowest]) < 2:
        return [_texts(pieces, columns)]
    filled = [at for at, text in enumerate(below) if text]
    over = _spans(upper, columns, filled)
    if not any(len(places) > 1 for _, places in over):
        return [_texts(pieces, columns)]
    above = [""] * len(columns)
    for piece, places in over:
        for place in places:
            above[place] = join(above[place], piece.text)
    below = [text or above[at] for at, text in enumerate(below)]
    return [[text or below[at] for at, text in enumerate(above)], below]


def _spans(
    upper: Sequence[Fragment], columns: Sequence[Extent], filled: Sequence[int]
) -> list[tuple[Fragment, list[int]]]:
    """Each name above with the columns that it stands over: a blank one below it, or those that begin with it or lie
    around its middle, up to the next name."""
    found: list[tuple[Fragment, list[int]]] = []
    ordered = sorted(upper, key=lambda piece: piece.x0)
    groups = [piece for piece in ordered if set(hit(piece, columns)) & set(filled)]
    is_left_set = all(any(abs(piece.x0 - columns[at][0]) < 2.5 for at in filled) for piece in groups)
    for piece in ordered:
        if piece not in groups:
            found.append((piece, hit(piece, columns)))
            continue
        if is_left_set:
            later = [other.x0 for other in ordered if other.x0 > piece.x1]
            end = min(later, default=float("inf"))
            places = [at for at in filled if columns[at][0] > piece.x0 - 2.5 and columns[at][0] < end - 2.5]
        else:
            places = [at for at in filled if _nearest(columns[at], groups) is piece]
        found.append((piece, places or hit(piece, columns)))
    return found


def _nearest(column: Extent, pieces: Sequence[Fragment]) -> Fragment:
    middle = sum(column) / 2
    return min(pieces, key=lambda piece: abs((piece.x0 + piece.x1) / 2 - middle))


def _with_spans(found: Sequence[TableRow], columns: Sequence[Extent], has_header: bool) -> list[list[str]]:
    """The rows, the cells of the first column repeated in the rows that they stand beside."""
    body = [_texts(row.pieces, columns) for row in found]
    if not has_header and body and all(body[0]) and all(map(is_label, body[0])):
        return [body[0], *_with_spans(found[1:], columns, has_header=True)]
    named = [at for at, row in enumerate(body) if row[0]]
    blank = [at for at, row in enumerate(body) if not row[0]]
    if len(columns) < 3 or not named or not blank or any(not all(body[at][1:]) for at in blank):
        return body
    groups = _from_tops(named, len(body)) if named[0] == 0 else _around(named, found, columns)
    for at, members in groups:
        for member in members:
            body[member][0] = body[at][0]
    return body


def _from_tops(named: Sequence[int], count: int) -> list[tuple[int, range]]:
    return [(start, range(start, end)) for start, end in pairwise([*named, count])]


def _around(named: Sequence[int], found: Sequence[TableRow], columns: Sequence[Extent]) -> list[tuple[int, range]]:
    """Rows parted among names that stand beside the middle of theirs."""
    groups, start = [], 0
    for number, at in enumerate(named):
        label = [piece for piece in found[at].pieces if 0 in hit(piece, columns)]
        middle = sum(map(middle_of, label)) / len(label)
        limit = named[number + 1] if number + 1 < len(named) else len(found)
        ends = range(at + 1, limit + 1)
        end = min(ends, key=lambda one: abs((found[start].top + found[one - 1].bottom) / 2 - middle))
        groups.append((at, range(start, end)))
        start = end
    return groups
