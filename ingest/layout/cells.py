"""Pieces that stand under one another -> the cells of a table: which column, which row, which merged cell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.geometry import Fragment, Rule, rows
from ingest.layout.joining import join
from ingest.records import is_label

Line = Sequence[Fragment]
Extent = tuple[float, float]

_INK = 0.3
"""Characters fill about this share of their font's height above and below its middle."""
_LOOSER = 0.12
"""Rows are so much further apart, in font sizes, than the lines of one cell."""
_WRAPS = 1.3
"""A line that ends so near to its column's edge, in font sizes, may go on in the next."""
_LONG = 3.5
"""Shorter pieces, in font sizes, are names or values that fill one line."""
_MOST_HEADER_LINES = 4
_MOST_COLUMNS = 50


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


@dataclass(slots=True)
class _Row:
    pieces: list[Fragment]
    top: float
    bottom: float


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


def cells(lines: Sequence[Line], columns: tuple[Extent, ...], rules: Sequence[Rule]) -> Cells:
    """The cells of a table that the lines make.

    Args:
        rules: Horizontal ones over the whole table; each parts rows, the first below a line ends the column names.
    """
    pieces = [piece for line in lines for piece in line]
    breaks = [rule.top for rule in rules]
    border = _header_border(lines, breaks)
    above = [piece for piece in pieces if border is not None and _middle(piece) < border]
    below = [piece for piece in pieces if border is None or _middle(piece) >= border]
    found, parted = _rows(below, columns, breaks)
    body = [_texts(row.pieces, columns) for row in found]
    if above:
        header = _header(above, columns)
    elif len(found) > 2 and _is_divided(body[0], body[1]):
        header, found = _header(found[0].pieces + found[1].pieces, columns), found[2:]
    else:
        header = []
    body = _with_spans(found, columns, has_header=bool(header))
    return Cells(tuple(map(tuple, [*header, *body])), columns, parted)


def _middle(piece: Fragment) -> float:
    return (piece.top + piece.bottom) / 2


def _header_border(lines: Sequence[Line], breaks: Sequence[float]) -> float | None:
    for border in breaks:
        above = sum(_middle(line[0]) < border for line in lines)
        if above:
            return border if above <= min(_MOST_HEADER_LINES, len(lines) - 1) else None
    return None


# Rows


def _rows(pieces: Sequence[Fragment], columns: Sequence[Extent], breaks: Sequence[float]) -> tuple[list[_Row], int]:
    """The rows that the pieces make, and how many of them are parted by white space or a rule.

    The first column of several does not count at first: its cells may stand beside more than one row.
    """
    beside = [piece for piece in pieces if len(columns) < 3 or hit(piece, columns) != [0]]
    slack = _line_gap(pieces, columns) + _LOOSER * max((piece.size for piece in pieces), default=0.0)
    clusters: list[_Row] = []
    for piece in sorted(beside, key=lambda one: (_middle(one), one.x0)):
        top, bottom = _inked(piece)
        last = clusters[-1] if clusters else None
        if last is None or top > last.bottom + slack or any(last.bottom <= at + 1 and at - 1 <= top for at in breaks):
            clusters.append(_Row([piece], top, bottom))
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
    return _middle(piece) - half, _middle(piece) + half


def _line_gap(pieces: Sequence[Fragment], columns: Sequence[Extent]) -> float:
    """The least white space between two lines of the column with the most text: it wraps if any does."""
    held: dict[int, list[Fragment]] = {}
    for piece in pieces:
        if len(places := hit(piece, columns)) == 1:
            held.setdefault(places[0], []).append(piece)
    longest = max(held.values(), key=lambda column: sum(len(one.text) for one in column), default=[])
    extents = sorted(map(_inked, longest))
    return min((b[0] - a[1] for a, b in pairwise(extents) if b[0] > a[1]), default=0.0)


def _by_lines(cluster: _Row, labels: Sequence[Fragment], columns: Sequence[Extent]) -> list[_Row]:
    """One row; or several where nothing but their lines parts them."""
    near = [piece for piece in labels if cluster.top < _middle(piece) < cluster.bottom]
    lines = rows([*cluster.pieces, *near])
    starts = [at for at, line in enumerate(lines) if _starts_row(lines, at, columns)]
    if not _are_names(lines[0]):
        starts = starts[1:]
    found = []
    for start, end in pairwise(sorted({0, *starts, len(lines)})):
        pieces = [piece for line in lines[start:end] for piece in line]
        extents = [_inked(piece) for piece in pieces]
        found.append(_Row(pieces, min(top for top, _ in extents), max(bottom for _, bottom in extents)))
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


def _add_labels(found: list[_Row], labels: Sequence[Fragment], slack: float) -> None:
    """Puts each cell of the first column into the rows beside it: into one, or where it stands between two into both
    for `_with_spans` to see."""
    for label in _stacked(labels, slack):
        top, bottom = _inked(label[0])[0], _inked(label[-1])[1]
        middle = (top + bottom) / 2
        home = min(found, key=lambda row: _distance(row, middle), default=None)
        if home is None or _distance(home, middle) > slack + bottom - top:
            found.append(_Row(list(label), top, bottom))
            found.sort(key=lambda row: row.top)
        else:
            home.pieces.extend(label)


def _stacked(labels: Sequence[Fragment], slack: float) -> list[list[Fragment]]:
    found: list[list[Fragment]] = []
    for piece in sorted(labels, key=lambda one: (_middle(one), one.x0)):
        if found and _inked(piece)[0] - _inked(found[-1][-1])[1] <= slack - _LOOSER / 2 * piece.size:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _distance(row: _Row, middle: float) -> float:
    return max(row.top - middle, middle - row.bottom, 0.0)


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


def _with_spans(found: Sequence[_Row], columns: Sequence[Extent], has_header: bool) -> list[list[str]]:
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


def _around(named: Sequence[int], found: Sequence[_Row], columns: Sequence[Extent]) -> list[tuple[int, range]]:
    """Rows parted among names that stand beside the middle of theirs."""
    groups, start = [], 0
    for number, at in enumerate(named):
        label = [piece for piece in found[at].pieces if 0 in hit(piece, columns)]
        middle = sum(map(_middle, label)) / len(label)
        limit = named[number + 1] if number + 1 < len(named) else len(found)
        ends = range(at + 1, limit + 1)
        end = min(ends, key=lambda one: abs((found[start].top + found[one - 1].bottom) / 2 - middle))
        groups.append((at, range(start, end)))
        start = end
    return groups
