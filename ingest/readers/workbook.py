"""The sheets of an Excel workbook (.xlsx, .xlsm, .xltx): cells as they are shown, a merged one in each of its places.

Formulas are never evaluated: their last saved value is taken. Links to other files are never followed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

from ingest.readers.number_format import BUILT_IN, plain, shown, shown_text
from ingest.readers.package import Kind, Package, local

MAX_CELLS = 1_000_000
"""Cells with text, and places that merged cells cover, in all sheets."""
MAX_ELEMENTS = 12_000_000
"""Cells of any kind, empty ones too, that are looked at."""
MAX_ROWS = 200_000
"""Rows with text in one sheet."""
MAX_CHARACTERS = 40_000_000
"""Of all cells together: a shared string may be named in millions of them."""
MAX_SHEETS = 500

_KIND = Kind("Excel 工作簿")
_EMPTY_CELL = re.compile(rb'<(?:\w+:)?c r="[A-Z]{1,3}\d{1,7}"[^<>]*/>')
"""A cell with nothing but a format: a sheet may have a thousand million of them."""
_CELL_NAME = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d+|[A-Z])|&&')


class Cell(NamedTuple):
    """A cell's text in one place.

    Attributes:
        row, column: Where the cell stands; a merged cell's upper left corner, the same in every place it covers.
        style: Number of its format: cells that look alike have the same.
        is_value: A number, a date or a truth value rather than words.
    """

    text: str
    row: int
    column: int
    style: int = 0
    is_value: bool = False


@dataclass(slots=True)
class Sheet:
    """A sheet's cells with text.

    Attributes:
        rows: Row number -> column number -> cell, both from 1, in order; rows without text are left out.
        hidden_rows, hidden_columns: Among those with text.
        uncalculated: How many formulas have no saved value.
        margins: What is printed at the head and foot of its pages.
        boxes: Texts of the shapes that lie over the cells.
    """

    name: str
    is_hidden: bool
    rows: dict[int, dict[int, Cell]]
    hidden_rows: list[int]
    hidden_columns: list[int]
    uncalculated: int = 0
    margins: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


class Book(NamedTuple):
    sheets: list[Sheet]
    title: str | None


def open_book(data: bytes, name: str) -> Book:
    """The sheets in the order of their tabs, hidden and empty ones too.

    Raises:
        DamagedFileError: The archive or its XML is broken.
        EncryptedFileError: It asks for a password.
        LimitExceededError: More cells, rows, sheets or characters than the limits.
    """
    package = Package(data, name, _KIND)
    main = package.main_part("xl/workbook.xml")
    root = package.tree(main)
    if root is None:
        raise package.damaged("缺少工作簿部分（xl/workbook.xml）")
    relations = package.relations(main)
    reader = _Reader(package, root, dict(relations.values()))
    sheets: list[Sheet] = []
    for element in root.iterfind(".//{*}sheet"):
        kind, part = relations.get(_relation_id(element), ("", ""))
        if kind != "worksheet":
            continue
        if len(sheets) == MAX_SHEETS:
            raise package.exceeded(f"有 {MAX_SHEETS} 个以上工作表")
        sheets.append(reader.sheet(part, element.get("name", ""), element.get("state", "visible") != "visible"))
    return Book(sheets, package.title())


def _relation_id(element: etree._Element) -> str:
    return next((str(value) for key, value in element.attrib.items() if str(key).endswith("}id")), "")


class _Reader:
    """Reads the sheets of one workbook and counts what it has read."""

    def __init__(self, package: Package, workbook: etree._Element, parts: Mapping[str, str]) -> None:
        self._package = package
        self._from_1904 = any(one.get("date1904") in ("1", "true") for one in workbook.iterfind(".//{*}workbookPr"))
        self._strings = list(self._shared(parts.get("sharedStrings", "")))
        self._formats = _formats(package.tree(parts.get("styles", "")))
        self._cells = self._elements = self._characters = 0

    def _shared(self, part: str) -> Iterator[str]:
        if part not in self._package:
            return
        characters = 0
        with self._package.events(part, ("si",)) as events:
            for _, element in events:
                text = _text(element)
                characters += len(text)
                if characters > MAX_CHARACTERS:
                    raise self._package.exceeded(f"文字超过 {MAX_CHARACTERS // 10_000} 万字")
                yield text
                _forget(element)

    def sheet(self, part: str, name: str, is_hidden: bool) -> Sheet:
        sheet = Sheet(name, is_hidden, {}, [], [])
        merged: list[tuple[int, int, int, int]] = []
        hidden: list[range] = []
        margins: list[str] = []
        row_number = 0
        tags = ("col", "row", "mergeCell", "oddHeader", "oddFooter", "firstHeader", "firstFooter")
        with self._package.events(part, tags, _EMPTY_CELL) as events:
            for _, element in events:
                kind = local(element)
                if kind == "row":
                    row_number = _number(element.get("r")) or row_number + 1
                    self._row(sheet, row_number, element)
                    _forget(element)
                elif kind == "mergeCell":
                    merged.extend(_area(element.get("ref", "")))
                elif kind == "col":
                    hidden.extend(_hidden_columns(element))
                else:
                    margins.extend(_printed(element.text or ""))
        self._spread(sheet, merged)
        used = {column for cells in sheet.rows.values() for column in cells}
        sheet.hidden_columns = sorted(column for column in used if any(column in one for one in hidden))
        sheet.margins = tuple(dict.fromkeys(margins))
        sheet.boxes = tuple(self._boxes(part))
        return sheet

    def _row(self, sheet: Sheet, number: int, element: etree._Element) -> None:
        cells: dict[int, Cell] = {}
        column = 0
        self._elements += len(element)
        if self._elements > MAX_ELEMENTS:
            raise self._package.exceeded(f"单元格超过 {MAX_ELEMENTS // 10_000} 万个")
        for child in element:
            if local(child) != "c":
                continue
            match = _CELL_NAME.fullmatch(child.get("r", ""))
            column = _column_number(match[1]) if match else column + 1
            value = self._value(child, sheet)
            if value is None or not (text := closed_up(value[0])):
                continue
            self._count(len(text))
            cells[column] = Cell(text, number, column, _number(child.get("s")), value[1])
        if not cells:
            return
        if len(sheet.rows) == MAX_ROWS:
            raise self._package.exceeded(f"工作表“{sheet.name}”超过 {MAX_ROWS // 10_000} 万行")
        sheet.rows[number] = dict(sorted(cells.items()))
        if element.get("hidden") in ("1", "true"):
            sheet.hidden_rows.append(number)

    def _count(self, characters: int) -> None:
        self._cells += 1
        self._characters += characters
        if self._cells > MAX_CELLS:
            raise self._package.exceeded(f"有内容的单元格超过 {MAX_CELLS // 10_000} 万个")
        if self._characters > MAX_CHARACTERS:
            raise self._package.exceeded(f"文字超过 {MAX_CHARACTERS // 10_000} 万字")

    def _value(self, cell: etree._Element, sheet: Sheet) -> tuple[str, bool] | None:
        """A cell's text and whether it is a value; None where it has none."""
        kind = cell.get("t", "n")
        parts = {local(child): child for child in cell}
        code = self._formats.get(_number(cell.get("s")), "General")
        if kind == "inlineStr" and "is" in parts:
            return shown_text(_text(parts["is"]), code), False
        if "v" not in parts or not (written := (parts["v"].text or "").strip()):
            sheet.uncalculated += "f" in parts and kind != "str"
            return None
        if kind == "s":
            index = _number(written)
            return (shown_text(self._strings[index], code), False) if index < len(self._strings) else None
        if kind == "b":
            return ("TRUE" if written in ("1", "true") else "FALSE"), True
        if kind == "d":
            return written.removesuffix("T00:00:00").replace("T", " "), True
        if kind in ("str", "e"):
            return shown_text(parts["v"].text or "", code), False
        return self._shown(written, code), True

    def _shown(self, written: str, code: str) -> str:
        try:
            value = float(written)
        except ValueError:
            return written
        return plain(value) if code == "General" and value == value else shown(value, code, self._from_1904)

    def _spread(self, sheet: Sheet, merged: list[tuple[int, int, int, int]]) -> None:
        """A merged cell's text stands in every place that it covers, in rows that say something themselves."""
        numbers = sorted(sheet.rows)
        for left, top, right, bottom in merged:
            cell = sheet.rows.get(top, {}).get(left)
            if cell is None:
                continue
            covered = [number for number in _between(numbers, top, bottom) if number == top or _has_own(sheet, number)]
            right = min(right, left + _WIDEST)
            for number in covered:
                for column in range(left, right + 1):
                    if (number, column) != (top, left):
                        self._count(0)
                        sheet.rows[number][column] = cell
        for number, cells in sheet.rows.items():
            sheet.rows[number] = dict(sorted(cells.items()))

    def _boxes(self, part: str) -> Iterator[str]:
        for kind, target in self._package.relations(part).values():
            root = self._package.tree(target) if kind == "drawing" else None
            for box in () if root is None else root.iter("{*}txBody"):
                text = " ".join(" ".join(_text(one) for one in box.iterfind("{*}p")).split())
                if text:
                    self._count(len(text))
                    yield text


_WIDEST = 400
"""Columns that a merged cell is spread over; the rest of a whole row that was merged is empty anyway."""


def _has_own(sheet: Sheet, number: int) -> bool:
    return any(cell.row == number for cell in sheet.rows[number].values())


def _between(numbers: list[int], first: int, last: int) -> list[int]:
    return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]


def _formats(root: etree._Element | None) -> dict[int, str]:
    """Style number -> number format code; plain ones are left out."""
    if root is None:
        return {}
    own = {_number(one.get("numFmtId")): one.get("formatCode", "") for one in root.iterfind(".//{*}numFmts/{*}numFmt")}
    identifiers = (_number(one.get("numFmtId")) for one in root.iterfind("{*}cellXfs/{*}xf"))
    codes = (own.get(one) or BUILT_IN.get(one, "") for one in identifiers)
    return {style: code for style, code in enumerate(codes) if code and code != "General"}


def _text(element: etree._Element) -> str:
    """The text of a string, without the reading printed above it."""
    pieces = (
        one.text or "" for one in element.iter("{*}t") if not any(local(up) == "rPh" for up in one.iterancestors())
    )
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), "".join(pieces))


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a character that XML does not allow is written (ECMA-376 part 1, 22.4.2.4)."""


def closed_up(text: str) -> str:
    """A cell's text on one line. Only plain blanks are closed up: rarer ones may be bytes of a character misread."""
    return _BLANKS.sub(" ", text).strip(" \u3000")


_BLANKS = re.compile(r"[ \t\r\n]+")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _area(reference: str) -> Iterator[tuple[int, int, int, int]]:
    """Left, top, right, bottom of "B2:D4"."""
    corners = [_CELL_NAME.fullmatch(one) for one in reference.split(":")]
    if len(corners) == 2 and corners[0] and corners[1]:
        (left, top), (right, bottom) = ((_column_number(one[1]), int(one[2])) for one in corners if one)
        yield min(left, right), min(top, bottom), max(left, right), max(top, bottom)


def _hidden_columns(element: etree._Element) -> Iterator[range]:
    if element.get("hidden") in ("1", "true"):
        yield range(_number(element.get("min")), _number(element.get("max")) + 1)


def _printed(code: str) -> Iterator[str]:
    """The words of a header or footer, parted by its three places; page numbers and dates are none."""
    for part in re.split(r"&[LCR]", code):
        text = _HEADER_CODE.sub(lambda match: "&" if match.group() == "&&" else "", part)
        if re.search(r"[^\W\d_]{2}", text):
            yield " ".join(text.split())


def _forget(element: etree._Element) -> None:
    """What was read and stands before `element` is let go, or a sheet would be held whole."""
    element.clear()
    while (before := element.getprevious()) is not None:
        before.getparent().remove(before)  # type: ignore[union-attr]
