"""Cases read from an Excel workbook: whatever is wrong is told with sheet, row and column, the rest is still read."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import PurePath
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from assistant.errors import UnreadableFileError
from eval.case_lines import CaseLine, read_line
from eval.cases import KIND_LABELS, Case, CaseFault, CaseFile, parse_cases
from eval.importers.checking import shown
from eval.importers.columns import (
    COLUMNS,
    NO,
    SHEET,
    TEXT_FORMAT,
    YES,
    Column,
    entries,
    parts,
    read_evidence,
    unescaped,
)

HEADER_WITHIN = 10
"""Rows in which the header is looked for: people put a title above it."""

_YES = {YES, "true", "yes", "1", "能", "可以", "y"}
_NO = {NO, "false", "no", "0", "不能", "不可以", "n"}
_KINDS: Mapping[str, str] = {label: kind for kind, label in KIND_LABELS.items()}
_BY_HEADER = {column.header: column for column in COLUMNS}
_BY_FIELD = {column.field: column for column in COLUMNS}

Values = dict[str, Any]


def import_cases(path: PurePath, data: IO[bytes] | None = None) -> CaseFile:
    """The cases of a workbook and everything that is wrong with the other rows.

    Args:
        data: What is in it, of one that is no file here; `path` is its name then.

    Raises:
        UnreadableFileError: The file cannot be read, or is no workbook.
    """
    try:
        book = load_workbook(str(path) if data is None else data, data_only=True)
    except OSError as exc:
        raise UnreadableFileError(f"表格 {str(path)!r} 读不出来：{exc.strerror}", "请检查路径与权限") from exc
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError) as exc:
        raise UnreadableFileError(f"{str(path)!r} 不是完好的 .xlsx 文件", "请用 Excel 另存为 .xlsx 再导入") from exc
    try:
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        return _Reading(sheet, str(path)).cases()
    finally:
        book.close()


class _Reading:
    """One sheet on its way to cases."""

    def __init__(self, sheet: Worksheet, path: str) -> None:
        self._sheet = sheet
        self._where = f"{path} 工作表“{sheet.title}”"
        self._faults: list[CaseFault] = []

    def cases(self) -> CaseFile:
        header = self._header()
        if header is None:
            wanted = f"前 {HEADER_WITHIN} 行中有一行表头：{'、'.join(_BY_HEADER)}"
            return CaseFile((), (CaseFault(self._where, 0, "", "没有找到表头", wanted),))
        columns = self._columns(header)
        if columns is None:
            return CaseFile((), tuple(self._faults))
        found: dict[str, tuple[int, Case]] = {}
        for row in self._rows(header):
            case = self._case(row, columns)
            if case is None:
                continue
            if case.id in found:
                self._fault(row, columns["id"], f"{case.id!r} 与第 {found[case.id][0]} 行相同", "各行互不相同的编号")
                continue
            found[case.id] = (row, case)
        if not found and not self._faults:
            self._faults.append(CaseFault(self._where, 0, "", "没有案例", "表头之下每行一个案例"))
        return CaseFile(tuple(case for _, case in found.values()), tuple(self._faults))

    def _header(self) -> int | None:
        """The row that names most columns, at least two."""
        rows = self._sheet.iter_rows(min_row=1, max_row=HEADER_WITHIN, values_only=True)
        counts = {number: len({_name(one) for one in row} & _BY_HEADER.keys()) for number, row in enumerate(rows, 1)}
        best = max(counts, key=lambda number: counts[number], default=0)
        return best if counts.get(best, 0) >= 2 else None

    def _columns(self, header: int) -> dict[str, int] | None:
        """Field -> column; None when a required one is missing."""
        columns: dict[str, int] = {}
        cells = next(self._sheet.iter_rows(min_row=header, max_row=header, values_only=True))
        for at, value in enumerate(cells, 1):
            name, letter = _name(value), get_column_letter(at)
            about = _BY_HEADER.get(name)
            if about is None and name:
                self._add(header, letter, f"不认识表头 {shown(name)}", "、".join(_BY_HEADER) + " 之一")
            elif about is not None and about.field in columns:
                self._add(header, letter, f"表头 {name!r} 出现了两次", "每个表头一列")
            elif about is not None:
                columns[about.field] = at
        missing = [about.header for about in COLUMNS if about.required and about.field not in columns]
        if missing:
            self._add(header, "", f"缺少表头 {'、'.join(missing)}", "、".join(_BY_HEADER))
        return None if missing else columns

    def _rows(self, header: int) -> Iterator[int]:
        """The rows with something in them, but for those that merged cells run through."""
        merged: set[int] = set()
        for area in sorted(self._sheet.merged_cells.ranges, key=lambda one: (one.min_row, one.min_col)):
            if area.max_row > header:
                merged.update(range(max(area.min_row, header + 1), area.max_row + 1))
                self._add(max(area.min_row, header + 1), "", f"{area.coord} 是合并的单元格", "取消合并，每行各自填写")
        for cells in self._sheet.iter_rows(min_row=header + 1):
            row = cells[0].row
            if row is not None and row not in merged and any(str(one.value or "").strip() for one in cells):
                yield row

    def _case(self, row: int, columns: Mapping[str, int]) -> Case | None:
        before = len(self._faults)
        texts = {name: self._text(row, column, name) for name, column in columns.items()}
        values = {name: self._value(row, columns[name], name, text) for name, text in texts.items() if text}
        values.setdefault("answer", "")
        for name in ("id", "kind", "question", "answerable"):
            if not texts[name] and len(self._faults) == before:
                self._fault(row, columns[name], "没有填写", _expected(_BY_FIELD[name]))
        if len(self._faults) > before:
            return None
        return self._checked(row, columns, values)

    def _checked(self, row: int, columns: Mapping[str, int], values: Values) -> Case | None:
        line = json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass")
        breaches = read_line(line)
        if isinstance(breaches, CaseLine):
            return parse_cases(line, self._where).cases[0]
        for one in breaches:
            name = re.split(r"[.\[]", one.field, maxsplit=1)[0]
            column = columns.get(name)
            if column is None:
                self._add(row, "", one.found, one.expected)
            else:
                self._fault(row, column, one.found, _expected(_BY_FIELD[name]))
        return None

    def _text(self, row: int, column: int, name: str) -> str:
        """The cell as text; "" after telling why it cannot be taken for one."""
        cell = self._sheet.cell(row, column)
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, str) and cell.data_type != "e":
            return value.strip("\n") if name in ("answer", "note", "question") else value.strip()
        if isinstance(value, bool):
            return YES if value else NO
        if isinstance(value, int) and cell.number_format in ("General", "0", TEXT_FORMAT):
            return str(value)
        if isinstance(value, (datetime, date)) and name == "as_of":
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        self._fault(row, column, f"是{_kind_of(value, cell)}", "文字：请把单元格设为“文本”格式后重新填写")
        return ""

    def _value(self, row: int, column: int, name: str, text: str) -> Any:
        """What the case line has for a cell's text."""
        if name == "kind":
            return _KINDS.get(text, text)
        if name == "answerable":
            return True if text.lower() in _YES else False if text.lower() in _NO else text
        if name == "points":
            return [[unescaped(one.strip()) for one in parts(entry) if one.strip()] for entry in entries(text)]
        if name in ("history", "wrong", "collections"):
            return [unescaped(entry.strip()) for entry in entries(text)]
        return self._evidence(row, column, text) if name == "evidence" else text

    def _evidence(self, row: int, column: int, text: str) -> list[Values]:
        found = []
        for entry in entries(text):
            fields = read_evidence(entry)
            if isinstance(fields, str):
                expected = "文件名 | 原文：…… | 条号：第十二条 | 章节：…… | 页码：3"
                self._fault(row, column, f"看不懂 {shown(fields)}", expected)
            else:
                found.append(fields)
        return found

    def _fault(self, row: int, column: int, found: str, expected: str) -> None:
        name = next((one.header for one in COLUMNS if one.header == self._header_of(column)), "")
        self._add(row, get_column_letter(column), found, expected, name)

    def _header_of(self, column: int) -> str:
        rows = self._sheet.iter_rows(min_row=1, max_row=HEADER_WITHIN, min_col=column, max_col=column, values_only=True)
        return next((_name(row[0]) for row in rows if _name(row[0]) in _BY_HEADER), "")

    def _add(self, row: int, column: str, found: str, expected: str, name: str = "") -> None:
        field = f"{column} 列{f'“{name}”' if name else ''}" if column else ""
        self._faults.append(CaseFault(self._where, row, field, found, expected))


def _expected(column: Column) -> str:
    return f"{column.meaning.rstrip('。')}，如“{column.example}”"


def _name(value: object) -> str:
    return "".join(str(value).split()).rstrip("*＊") if value is not None else ""


def _kind_of(value: object, cell: Any) -> str:
    if cell.data_type == "e":
        return f"公式错误 {value}"
    if isinstance(value, (datetime, date)):
        return f"日期 {value:%Y-%m-%d}"
    return f"数字 {value}（显示格式 {cell.number_format}）"


__all__ = ["HEADER_WITHIN", "import_cases"]
