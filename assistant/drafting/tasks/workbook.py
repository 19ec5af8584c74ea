"""Tasks as a spreadsheet that is handed out; `sheets` says what its columns are, and reads it when it comes back."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assistant.drafting.tasks.lights import LABELS, USUAL, Thresholds, light
from assistant.drafting.tasks.sheets import COLUMNS, STATUSES
from assistant.drafting.types import Light, Task

_WIDTHS = {"matter": 32, "measure": 40, "owner": 16, "due": 16, "outcome": 24, "basis": 24, "note": 32}
_FILLS: Mapping[Light, str] = {"red": "F8CBAD", "yellow": "FFE699", "blue": "BDD7EE", "green": "C6E0B4"}


def workbook(tasks: Sequence[Task], today: date, thresholds: Thresholds = USUAL) -> bytes:
    """The tasks as an .xlsx file, one row a task. Cells are text: nothing in them is a formula."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # a new book has one
    sheet.title = "任务台账"
    for column, (field, heading) in enumerate(COLUMNS.items(), 1):
        sheet.cell(1, column, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(field, 12)
    for row, task in enumerate(tasks, 2):
        shown = light(task, today, thresholds)
        for column, field in enumerate(COLUMNS, 1):
            cell = sheet.cell(row, column)
            assert isinstance(cell, Cell)
            _fill(cell, LABELS[shown] if field == "light" else _shown(task, field))
            if field == "light" and shown in _FILLS:
                cell.fill = PatternFill("solid", start_color=_FILLS[shown])
    sheet.freeze_panes = "B2"
    _offer_statuses(sheet, len(tasks))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _shown(task: Task, field: str) -> str | int | None:
    if field == "status":
        return STATUSES[task.status]
    value: str | int | None = getattr(task, field)
    return value


def _fill(cell: Cell, value: str | int | None) -> None:
    cell.value = _ILLEGAL.sub("", value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"  # a text that begins with = is no formula
    cell.alignment = Alignment(vertical="top", wrap_text=True)


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _offer_statuses(sheet: Worksheet, tasks: int) -> None:
    offered = DataValidation(type="list", formula1=f'"{",".join(STATUSES.values())}"', allow_blank=True)
    sheet.add_data_validation(offered)
    letter = get_column_letter(list(COLUMNS).index("status") + 1)
    offered.add(f"{letter}2:{letter}{tasks + 200}")
