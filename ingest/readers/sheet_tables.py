"""What the cells of a sheet are: titles, tables with their column names, forms, notes; every row in words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ingest.readers.sheet_forms import LABELLED, is_form, pairs
from ingest.readers.sheet_headers import (
    Row,
    collapsed,
    header_depth,
    is_counting_row,
    is_header,
    is_label,
    styles_of,
)
from ingest.readers.workbook import Cell

LineKind = Literal["title", "text", "names", "record"]
"""A table's title, a line beside it, its column names (which its records repeat), a record."""


class Line(NamedTuple):
    """One row of a sheet in words. `row` is its number there."""

    kind: LineKind
    text: str
    row: int


@dataclass(slots=True)
class _Table:
    """The table whose rows are being read: column number -> name, and how its names look."""

    names: Mapping[int, str] = field(default_factory=dict)
    texts: frozenset[str] = frozenset()
    styles: frozenset[int] = frozenset()


_NO_TITLE = re.compile(r"[。；;！？]$|^[（(]?(?!附)[^：:]{1,10}[：:]|^\d[\d\s./-]*$|^注\s?\d")
_LONGEST_TITLE = 60
_SEARCHED_FOR_HEADER = 6
_JOIN = "；"


def lines(rows: Mapping[int, Row]) -> Iterator[Line]:
    """The rows of a sheet in order, as words: “列名：值；列名：值” in tables, “键：值” in forms.

    Tables are parted by blank rows; a part without column names of its own goes on with those of the table before it.
    """
    table = _Table()
    for region in _regions(rows):
        yield from _region(region, table)


def _regions(rows: Mapping[int, Row]) -> Iterator[list[tuple[int, Row]]]:
    region: list[tuple[int, Row]] = []
    for number, row in rows.items():
        if region and number != region[-1][0] + 1:
            yield region
            region = []
        region.append((number, row))
    if region:
        yield region


def _region(region: list[tuple[int, Row]], table: _Table) -> Iterator[Line]:
    columns = sorted({column for _, row in region for column in row})
    start = 0
    while start < len(region) and _stands_alone(region[start][1], columns):
        yield _line(*region[start])
        start += 1
    body = region[start:]
    if not body:
        return
    groups = _side_by_side(body)
    if len(groups) > 1:
        for group in groups:
            yield from _region(group, _Table())
        return
    if (at := _header_at([row for _, row in body], columns, table, is_new=start > 0)) is None:
        yield from _without_header(body, columns, table)
        return
    yield from (Line("text", _JOIN.join(_texts(row)), number) for number, row in body[:at])
    yield from _table(body[at:], columns, table)


def _side_by_side(body: list[tuple[int, Row]]) -> list[list[tuple[int, Row]]]:
    """Tables beside one another, parted by blank columns, each with names and rows of its own; else the one table."""
    used = sorted({column for _, row in body for column in row})
    starts = [0, *(at for at in range(1, len(used)) if used[at] > used[at - 1] + 1)]
    ranges = [used[start:end] for start, end in zip(starts, [*starts[1:], len(used)], strict=True)]
    if len(ranges) == 1 or any(len(one) < 2 for one in ranges):
        return [body]
    groups: list[list[tuple[int, Row]]] = [
        [(number, kept) for number, row in body if (kept := {at: cell for at, cell in row.items() if at in set(one)})]
        for one in ranges
    ]
    whole = all(len(group) > 1 and is_header(group[0][1], one) for group, one in zip(groups, ranges, strict=True))
    return groups if whole else [body]


def _stands_alone(row: Row, columns: Sequence[int]) -> bool:
    """Whether a row above a table is a title or a line like “填报单位：…　日期：…”."""
    cells = collapsed(row)
    if len(cells) == 1:
        return True
    return len(cells) * 2 <= len(columns) and all(LABELLED.fullmatch(cell.text) for cell in cells)


def _line(number: int, row: Row) -> Line:
    cells = collapsed(row)
    text = "　".join(cell.text for cell in cells)
    is_title = len(cells) == 1 and len(text) <= _LONGEST_TITLE and not _NO_TITLE.search(text)
    return Line("title" if is_title and len(text) > 1 else "text", text, number)


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in collapsed(row)]


# Which row names the columns.


def _header_at(rows: list[Row], columns: Sequence[int], table: _Table, is_new: bool) -> int | None:
    """Where the column names of a region stand; None where it has none of its own."""
    if is_form(rows, columns):
        return None
    at = next((at for at, row in enumerate(rows[:_SEARCHED_FOR_HEADER]) if is_header(row, columns)), None)
    if at is None or at + 1 >= len(rows) or any(len(row) >= len(rows[at]) for row in rows[:at]):
        return None
    if table.names and not is_new and set(columns) <= set(table.names) and not _names_anew(rows, at, table):
        return None
    return at


def _names_anew(rows: list[Row], at: int, table: _Table) -> bool:
    """Whether a row of words after a blank row is a new table's head, not one more record of the table before."""
    if frozenset(_texts(rows[at])) == table.texts:
        return True
    looks_like_names = styles_of(rows[at]) <= table.styles and not styles_of(rows[at + 1]) <= table.styles
    holds_values = any(cell.is_value for row in rows[at + 1 :] for cell in row.values())
    return looks_like_names or (holds_values and at > 0)


def _table(body: list[tuple[int, Row]], columns: Sequence[int], table: _Table) -> Iterator[Line]:
    depth = header_depth([row for _, row in body])
    header = [row for _, row in body[:depth]]
    table.names = {column: _name(header, column) for column in columns}
    table.texts = frozenset(_texts(header[0]))
    table.styles = styles_of(header[0])
    yield from (Line("names", _JOIN.join(_texts(row)), number) for number, row in body[:depth])
    rest = body[depth:]
    for at, (number, row) in enumerate(rest):
        if _is_header_again(row, columns, table, rest[at - 1][1] if at else None, at + 1 < len(rest)):
            yield from _table(rest[at:], columns, table)
            return
        yield from _body_row(number, row, columns, table)


def _is_header_again(row: Row, columns: Sequence[int], table: _Table, before: Row | None, goes_on: bool) -> bool:
    """Whether a row inside a table names the columns anew: it looks as the names do, after a line across the table."""
    if before is None or len(collapsed(before)) > 1 or not goes_on:
        return False
    looks_so = styles_of(row) <= table.styles and not styles_of(before) <= table.styles
    return looks_so and is_header(row, columns) and frozenset(_texts(row)) != table.texts


def _body_row(number: int, row: Row, columns: Sequence[int], table: _Table) -> Iterator[Line]:
    cells = collapsed(row)
    if frozenset(cell.text for cell in cells) == table.texts or is_counting_row(row, columns):
        yield Line("names", _JOIN.join(cell.text for cell in cells), number)
    elif len(cells) == 1 and (len(row) > 1 or (len(columns) > 2 and columns[0] in row)):
        yield Line("text", cells[0].text, number)
    elif len(cells) < len(columns) and all(LABELLED.fullmatch(cell.text) for cell in cells):
        yield Line("text", "　".join(cell.text for cell in cells), number)
    else:
        yield Line("record", _record(row, table.names), number)


def _name(header: Sequence[Row], column: int) -> str:
    """A column's name from the outermost down, “上级/下级”; a cell merged over both stands once."""
    parts: list[Cell] = []
    for row in header:
        cell = row.get(column)
        if cell is not None and (not parts or (cell.row, cell.column) != (parts[-1].row, parts[-1].column)):
            parts.append(cell)
    return "/".join(dict.fromkeys(cell.text.rstrip("：:") for cell in parts))


def _record(row: Row, names: Mapping[int, str]) -> str:
    parts, seen = [], set()
    for column, cell in row.items():
        if (place := (cell.row, cell.column)) not in seen:
            seen.add(place)
            name = names.get(column, "")
            parts.append(f"{name}：{cell.text}" if name else cell.text)
    return _JOIN.join(parts)


# Forms, and rows that nothing names.


def _without_header(body: list[tuple[int, Row]], columns: Sequence[int], table: _Table) -> Iterator[Line]:
    if table.names and set(columns) <= set(table.names) and len(columns) > 1:
        for number, row in body:
            yield from _body_row(number, row, columns, table)
        return
    in_pairs = is_form([row for _, row in body], columns)
    inner = _Table()
    for at, (number, row) in enumerate(body):
        cells = collapsed(row)
        if len(cells) == 1:
            yield Line("text", cells[0].text, number)
        elif in_pairs:
            below = body[at + 1][1] if at + 1 < len(body) else {}
            yield _form_row(number, row, inner, goes_down=any(cell is cells[0] for cell in below.values()))
        else:
            yield Line("record", _JOIN.join(cell.text for cell in cells), number)


def _form_row(number: int, row: Row, inner: _Table, goes_down: bool) -> Line:
    """“键：值；键：值”. Under a label merged downwards (家庭成员) a row of words names columns."""
    cells = collapsed(row)
    label, rest = cells[0], cells[1:]
    places = {column: cell for column, cell in row.items() if (cell.row, cell.column) != (label.row, label.column)}
    if label.row < number and inner.names:
        return Line("record", f"{label.text}：{_record(places, inner.names)}", number)
    inner.names = {}
    if goes_down and label.row == number and len(rest) > 1 and all(is_label(cell.text) for cell in rest):
        inner.names = {column: cell.text for column, cell in places.items()}
        return Line("names", _JOIN.join(cell.text for cell in cells), number)
    if label.row < number:
        return Line("record", f"{label.text}：{_JOIN.join(cell.text for cell in rest)}", number)
    return Line("record", _JOIN.join(pairs([cell.text for cell in cells])), number)
