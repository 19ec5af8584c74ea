"""Cases written as an Excel workbook that staff fill in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assistant.errors import ZhibiError
from eval.cases import KIND_LABELS, Case
from eval.importers.columns import COLUMNS, GUIDE, NO, SHEET, TEXT_FORMAT, YES

MOST_CHARACTERS = 32_767
"""Of one cell, by Excel's own limit."""

_SPARE_ROWS = 500
"""Rows below the cases that the drop-down lists serve as well."""

_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")


def export_cases(cases: Sequence[Case], path: Path) -> None:
    """Write the cases as .xlsx.

    Raises:
        ZhibiError: A text is longer than a cell can hold, or the file cannot be written.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    _write_header(sheet)
    for row, case in enumerate(cases, 2):
        for column, about in enumerate(COLUMNS, 1):
            _write_text(sheet, row, column, about.write(case), f"案例 {case.id!r} 的“{about.header}”")
    _add_lists(sheet, len(cases) + 1 + _SPARE_ROWS)
    _write_guide(book.create_sheet(GUIDE))
    try:
        book.save(path)
    except OSError as exc:
        raise ZhibiError(f"{str(path)!r} 写不进去：{exc.strerror}", "若文件正在 Excel 中打开，请先关闭") from exc


def _write_header(sheet: Worksheet) -> None:
    for at, column in enumerate(COLUMNS, 1):
        cell = sheet.cell(1, at, column.header)
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EFEAE0")
        cell.alignment = Alignment(vertical="center")
        sheet.column_dimensions[get_column_letter(at)].width = column.width
        sheet.column_dimensions[get_column_letter(at)].number_format = TEXT_FORMAT
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}1"


def _write_text(sheet: Worksheet, row: int, column: int, text: str, what: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise ZhibiError(f"{what}有 {len(text)} 字，一个单元格只能放 {MOST_CHARACTERS} 字", "请改用 .jsonl 导出")
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if text:
        # Told to be text: what begins with = would become a formula. Excel reads _x000D_ as a character code.
        cell.value = _ESCAPE.sub(lambda found: "_x005F" + found.group(), text)
        cell.data_type = "s"
    cell.number_format = TEXT_FORMAT
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _add_lists(sheet: Worksheet, last: int) -> None:
    lists = {"kind": tuple(KIND_LABELS.values()), "answerable": (YES, NO)}
    for name, choices in lists.items():
        column = get_column_letter(1 + [one.field for one in COLUMNS].index(name))
        rule = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True, showErrorMessage=True)
        rule.errorTitle, rule.error = "请从列表中选取", "、".join(choices)
        rule.add(f"{column}2:{column}{last}")
        sheet.add_data_validation(rule)


def _write_guide(sheet: Worksheet) -> None:
    rows = [("列", "必填", "怎么填", "例子")]
    rows += [(one.header, YES if one.required else "", one.meaning, one.example) for one in COLUMNS]
    rows += [("", "", "", "")]
    rows += [("换行", "", "单元格内换行按 Alt+Enter。", "")]
    rows += [("特殊符号", "", "要点、依据等的文字本身含有 | 或 ｜ 时，前面加一个反斜杠：\\|。", "A\\|B 类")]
    rows += [("格式", "", "所有单元格都用“文本”格式，不要合并单元格，不要改动表头。", "")]
    for row, cells in enumerate(rows, 1):
        for column, text in enumerate(cells, 1):
            _write_text(sheet, row, column, text, GUIDE)
            sheet.cell(row, column).font = Font(bold=row == 1 or column == 1)
    for letter, width in zip("ABCD", (12, 8, 80, 50), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


__all__ = ["MOST_CHARACTERS", "export_cases"]
