"""The tables of a draft as a workbook: one sheet a table, then its tasks, then the evidence behind the text.

Text is text: nothing in a cell is ever a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assistant.drafting.tasks.sheets import COLUMNS as TASK_COLUMNS
from assistant.drafting.tasks.sheets import STATUSES
from assistant.drafting.types import Draft, Task
from assistant.errors import ExportError
from assistant.export.cleaning import lines, one_line
from assistant.export.evidence import COLUMNS as EVIDENCE_COLUMNS
from assistant.export.manuscript import LABEL, Run, Table, manuscript
from assistant.export.ooxml.furniture import PROGRAM, written_at
from assistant.export.ooxml.package import zipped
from assistant.export.signing import width

MOST_ROWS = 1_048_575
MOST_CHARS = 32_767
"""Of a sheet below its head, and of a cell: what Excel holds."""

Value = str | int | float | None

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What begins a formula in Excel, or in a CSV file made from it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every row has as many values as there are columns."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def sheets(draft: Draft, label: bool = True) -> tuple[Sheet, ...]:
    """What of `draft` is tabular; a draft without tables still has its evidence."""
    written = manuscript(draft, "evidence", label)
    tables = [block for block in written.blocks if isinstance(block, Table)]
    found = [Sheet(table.caption or f"表{at}", table.columns, _rows(table)) for at, table in enumerate(tables, 1)]
    if draft.tasks:
        found.append(Sheet("任务台账", tuple(TASK_COLUMNS[field] for field in _FIELDS), tuple(map(_task, draft.tasks))))
    found.append(Sheet("依据对照表", EVIDENCE_COLUMNS, tuple(row.cells for row in written.evidence)))
    return (*found, Sheet("说明", ("说明",), ((LABEL,),))) if label else tuple(found)


def workbook(content: Sequence[Sheet], draft: Draft) -> bytes:
    """The .xlsx file of `content`; the same content of the same draft gives the same bytes.

    Raises:
        ExportError: A table is longer than a sheet, or a text longer than a cell can be.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, sheet in zip(_names(content), content, strict=True):
        _fill(book.create_sheet(name), sheet)
    book.properties.title = one_line(draft.title)
    book.properties.creator = book.properties.lastModifiedBy = one_line(draft.spec.unit) or PROGRAM
    book.properties.created = written_at(draft).replace(tzinfo=None)
    buffer = io.BytesIO()
    book.save(buffer)
    return _timeless(buffer, draft)


_FIELDS = ("id", "matter", "measure", "owner", "due", "outcome", "basis", "status", "progress", "note")


def _rows(table: Table) -> tuple[tuple[Value, ...], ...]:
    return tuple(tuple(_text(cell) for cell in row) for row in table.rows)


def _text(cell: Sequence[Run]) -> str:
    return "".join(run.text for run in cell)


def _task(task: Task) -> tuple[Value, ...]:
    return tuple(STATUSES[task.status] if field == "status" else getattr(task, field) for field in _FIELDS)


_BARRED = re.compile(r"[\[\]:*?/\\]")


def _names(content: Sequence[Sheet]) -> Iterator[str]:
    """The sheets' names as Excel allows them: 31 characters, some barred, each once whatever its case."""
    taken: set[str] = set()
    for sheet in content:
        plain = _BARRED.sub("", one_line(sheet.name)).strip("' ")[:28] or "表"
        numbered = (plain if not at else f"{plain}{at + 1}" for at in range(len(content) + 1))
        name = next(one for one in numbered if one.casefold() not in taken)
        taken.add(name.casefold())
        yield name


def _fill(page: Worksheet, sheet: Sheet) -> None:
    if len(sheet.rows) > MOST_ROWS:
        raise ExportError(f"表“{sheet.name}”有 {len(sheet.rows)} 行，一张工作表至多 {MOST_ROWS} 行", "请拆分后再导出")
    for column, name in enumerate(sheet.columns, 1):
        _put(page, 1, column, name, sheet.name)
        page.cell(1, column).font = Font(bold=True)
        longest = max([width(name), *(width(str(row[column - 1] or "")) for row in sheet.rows[:500])])
        page.column_dimensions[get_column_letter(column)].width = min(60.0, 4 + 2 * longest)
    for number, row in enumerate(sheet.rows, 2):
        for column, value in enumerate(row, 1):
            _put(page, number, column, value, sheet.name)
    page.freeze_panes = "A2"


def _put(page: Worksheet, row: int, column: int, value: Value, name: str) -> None:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)  # none is merged
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if not isinstance(value, str):
        cell.value = value
        return
    text = "\n".join(lines(value))
    if len(text) > MOST_CHARS:
        raise ExportError(
            f"表“{name}”第 {row} 行第 {column} 列有 {len(text)} 字，一个单元格至多 {MOST_CHARS} 字", "请拆分后再导出"
        )
    cell.value = text or None
    if text:
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(_FORMULA)


_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(?=<)")


def _timeless(buffer: io.BytesIO, draft: Draft) -> bytes:
    """The file with the draft's time in place of the clock's."""
    moment = written_at(draft).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with ZipFile(buffer) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    members[core] = _MODIFIED.sub(lambda match: match[1] + moment, members[core])
    return zipped(members)


__all__ = ["Sheet", "sheets", "workbook"]
