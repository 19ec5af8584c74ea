"""An answer's pieces as they are set: paragraphs, and tables where it compares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.interfaces.web.marking import Piece

Line = tuple[Piece, ...]

_RULE = frozenset("|-: ")
"""What a table's second line consists of."""


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by rows, the head first; all rows have as many."""

    rows: tuple[tuple[Line, ...], ...]


Block = Line | Table


def blocks(pieces: Iterable[Piece]) -> list[Block]:
    """The pieces line by line, without empty lines; lines that make up a Markdown table as one."""
    found: list[Block] = []
    rows: list[Line] = []
    for line in (*_lines(pieces), ()):
        text = "".join(piece.text for piece in line).strip()
        if text.startswith("|"):
            rows.append(line)
            continue
        if rows:
            found += _table(rows)
            rows = []
        if text:
            found.append(line)
    return found


def _lines(pieces: Iterable[Piece]) -> Iterator[Line]:
    line: list[Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        line.append(replace(piece, text=first))
        for other in others:
            yield tuple(one for one in line if one.text)
            line = [replace(piece, text=other)]
    yield tuple(one for one in line if one.text)


def _table(rows: Sequence[Line]) -> Sequence[Block]:
    """The rows as a table; as they are where they are none."""
    told = [_cells(row) for row in rows if not _is_rule(row)]
    if len(rows) < 2 or not _is_rule(rows[1]) or len({len(cells) for cells in told}) != 1:
        return list(rows)
    return [Table(tuple(told))]


def _is_rule(row: Line) -> bool:
    text = "".join(piece.text for piece in row)
    return "-" in text and set(text) <= _RULE


def _cells(row: Line) -> tuple[Line, ...]:
    cells: list[list[Piece]] = [[]]
    for piece in row:
        first, *others = [piece.text] if piece.key is not None else piece.text.split("|")
        cells[-1].append(replace(piece, text=first))
        cells += [[replace(piece, text=other)] for other in others]
    return tuple(_trimmed(cell) for cell in cells[1:-1])


def _trimmed(cell: Sequence[Piece]) -> Line:
    kept = [piece for piece in cell if piece.text.strip()]
    if not kept:
        return ()
    kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return tuple(kept)


__all__ = ["Block", "Line", "Table", "blocks"]
