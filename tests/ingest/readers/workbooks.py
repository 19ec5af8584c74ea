"""Workbooks made for the tests: with openpyxl, or by hand where no library writes what is wanted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingest.readers.sheet import read
from ingest.structure import address
from ingest.types import Reading

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"

Rows = Sequence[Sequence[object]]


def saved(*sheets: tuple[str, Rows], change: Callable[[Workbook], object] | None = None) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        fill(book.create_sheet(name), rows)
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(sheet: Worksheet, rows: Rows) -> None:
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                sheet.cell(number, column, value)


def raw(sheet: bytes | Iterable[bytes], strings: str = "") -> bytes:
    """A workbook of one sheet from its XML."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook {MAIN} xmlns:r="{_RELATION}"><sheets><sheet name="表" sheetId="1" r:id="a"/></sheets>'
            "</workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}">'
            f'<Relationship Id="a" Type="{_RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="b" Type="{_RELATION}/sharedStrings" Target="strings.xml"/></Relationships>',
        )
        if strings:
            archive.writestr("xl/strings.xml", f"<sst {MAIN}>{strings}</sst>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for piece in [sheet] if isinstance(sheet, bytes) else sheet:
                part.write(piece)
    return out.getvalue()


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def rows_of(data: bytes) -> list[str]:
    return [block.text for block in read(data, "表.xlsx").blocks if block.kind == "table_row"]


def sections(reading: Reading) -> list[tuple[tuple[str, ...], str]]:
    return [(one.address.section, one.block.text) for one in address(reading.blocks) if one.block.kind == "table_row"]
