"""Tables as records: every row says by itself what its cells mean, since a row is found and cited alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Rows = Sequence[Sequence[str]]
"""Cells from top to bottom, left to right. A merged cell's text stands in every place that it covers."""

_VALUE = re.compile(
    r"""
    (?!(?:19|20)\d\d[AE年]?$)
    (?: [-+−¥￥$]?\d[\d,，.]*\s*[%％‰元日天人名次个项家件万亿]* | [—–\-/／√×✓☑□]+ )
    """,
    re.VERBOSE,
)
"""What stands in cells, not in column names. A year may be a column's name."""
_SENTENCE_END = ("。", "；", ";", "！", "？")
_LONGEST_LABEL = 30
_MOST_HEADER_ROWS = 3


@dataclass(frozen=True, slots=True)
class Record:
    """One row in words. `row` is its index in the table; `is_record` is False for a line that spans the table."""

    row: int
    text: str
    is_record: bool = True


def records(rows: Rows, header_rows: int | None = None) -> list[Record]:
    """The rows of a table as "列名：值；列名：值".

    A row whose cells are all one merged cell (a caption, a part's heading, a note) stays a plain line. A table without
    column names gives its cells parted by "；"; a form (label, value, label, value) gives "label：value".

    Args:
        header_rows: How many rows at the top (after captions) name the columns, where the format says so.
    """
    table = _rectangle(rows)
    found: list[Record] = []
    names: list[str] = []
    first, fresh, at = "", True, 0
    while at < len(table):
        row = table[at]
        if text := _line(row):
            found.append(Record(at, text, False))
            fresh = fresh or not names
            header_rows = header_rows - 1 or None if header_rows else None
        elif fresh or _renames(row, names, first):
            rest = [one for one in table[at:] if not _line(one)]
            count = _count_header_rows(rest) if header_rows is None else header_rows
            header, header_rows, fresh = table[at : at + count], None, False
            if header:
                names, first = _column_names(header), header[0][0]
                at += count
                continue
            found.extend(_plain(at, row, names))
        else:
            found.extend(_plain(at, row, names))
        at += 1
    return found or [Record(index, "；".join(_distinct(row))) for index, row in enumerate(table) if any(row)]


def _plain(at: int, row: Sequence[str], names: Sequence[str]) -> Iterator[Record]:
    if any(row):
        yield Record(at, _record(row, names))


def _renames(row: Sequence[str], names: Sequence[str], first: str) -> bool:
    """Whether a row in the middle names the columns anew: labels only, under a blank or the same first name."""
    return bool(names) and len(row) > 2 and row[0] in ("", first) and _is_header(row)


def _rectangle(rows: Rows) -> list[list[str]]:
    cleaned = [[" ".join(cell.split()) for cell in row] for row in rows]
    width = max(map(len, cleaned), default=0)
    return [row + [""] * (width - len(row)) for row in cleaned]


def _line(row: Sequence[str]) -> str:
    """The text of a row that is one cell over the whole width (or over all but empty cells of a wide table)."""
    filled = {cell for cell in row if cell}
    if len(filled) != 1:
        return ""
    text = filled.pop()
    spans = row.count(text)
    return text if len(row) == 1 or spans == len(row) or (spans > 1 and spans >= len(row) - 1) else ""


def _count_header_rows(body: list[list[str]]) -> int:
    """0 where nothing names the columns, else 1, or more while a merged name is divided by the row below it."""
    if len(body) < 2 or not _is_header(body[0]) or _is_form(body):
        return 0
    count = 1
    while count < min(_MOST_HEADER_ROWS, len(body) - 1) and _divides(body[count - 1], body[count]):
        count += 1
    return count


def _is_header(row: Sequence[str]) -> bool:
    """Names in every column but perhaps the first, over the rows' own names."""
    return len(row) > 1 and all(row[1:]) and len(set(row)) > 1 and all(is_label(cell) for cell in row if cell)


def is_label(cell: str) -> bool:
    """Whether a cell may name a column: short, no sentence, no value."""
    return len(cell) <= _LONGEST_LABEL and not cell.endswith(_SENTENCE_END) and not _VALUE.fullmatch(cell)


def _divides(upper: Sequence[str], lower: Sequence[str]) -> bool:
    """Whether `upper` has a name over several columns that `lower` tells apart."""
    merged = any(
        upper[at] and upper[at] == upper[at + 1] and lower[at] != lower[at + 1] for at in range(len(upper) - 1)
    )
    return merged and _is_header(lower)


def _is_form(body: list[list[str]]) -> bool:
    """姓名 | 张三 | 性别 | 男: labels that end in a colon, or labels facing values in the first row already."""
    first = [cell for cell in body[0] if cell]
    if any(cell.endswith(("：", ":")) for cell in first):
        return True
    return (
        len(body[0]) == 2
        and len(body) > 1
        and all(len(row[0]) <= 8 and is_label(row[0]) for row in body)
        and (any(_looks_like_prose(row[1]) for row in body[:1]))
    )


def _looks_like_prose(cell: str) -> bool:
    return len(cell) > _LONGEST_LABEL or cell.endswith(_SENTENCE_END)


def _column_names(header: list[list[str]]) -> list[str]:
    return ["".join(_chain(cells)) for cells in zip(*header, strict=True)] if header else []


def _chain(cells: Sequence[str]) -> Iterator[str]:
    """The parts of a name from the outside in, without repeats of a cell merged downwards."""
    last = ""
    for cell in cells:
        if cell and cell != last:
            yield f"·{cell}" if last else cell
            last = cell


def _record(row: Sequence[str], names: Sequence[str]) -> str:
    if not names:
        return _unnamed(row)
    parts, last = [], ("", "")
    for name, cell in zip(names, row, strict=True):
        if cell and (name, cell) != last:
            parts.append(f"{name}：{cell}" if name and name != cell else cell)
        last = (name, cell)
    return "；".join(parts)


def _unnamed(row: Sequence[str]) -> str:
    cells = [cell for at, cell in enumerate(row) if at == 0 or row[at - 1] != cell]
    if len(cells) % 2 == 0 and all(label and is_label(label) for label in cells[::2]):
        pairs = zip(cells[::2], cells[1::2], strict=True)
        return "；".join(f"{label.rstrip('：:')}：{value}" if value else label for label, value in pairs)
    return "；".join(_distinct(row))


def _distinct(row: Sequence[str]) -> list[str]:
    """The cells with text, a merged cell once."""
    return [cell for at, cell in enumerate(row) if cell and (at == 0 or row[at - 1] != cell)]
