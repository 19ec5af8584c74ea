"""Word and Excel files, with the clock taken out of them."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from eval.datasets.demo.markup import Element, Source

FONTS = {
    "Normal": ("仿宋_GB2312", 16),
    "Title": ("方正小标宋简体", 22),
    "Heading 1": ("黑体", 16),
    "Heading 2": ("楷体_GB2312", 16),
}
INDENT = Pt(32)
ALIGNMENTS = {"right": WD_ALIGN_PARAGRAPH.RIGHT, "centre": WD_ALIGN_PARAGRAPH.CENTER}


def write_docx(source: Source) -> bytes:
    """A Word file in the manner of GB/T 9704, headings in real heading styles."""
    document = Document()
    _prepare(document)
    for element in source.elements:
        _add(document, element)
    _describe(document, source)
    out = io.BytesIO()
    document.save(out)
    return still(out.getvalue())


def _prepare(document: WordDocument) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.left_margin = Mm(37), Mm(28)
    section.right_margin, section.bottom_margin = Mm(26), Mm(35)
    for name, (font, size) in FONTS.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.name, style.font.size, style.font.bold = font, Pt(size), False
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
        style.paragraph_format.line_spacing = Pt(29)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(0)


def _add(document: WordDocument, element: Element) -> None:
    match element.kind:
        case "table":
            _add_table(document, element)
        case "title":
            document.add_paragraph(element.text, style="Title").alignment = WD_ALIGN_PARAGRAPH.CENTER
        case "heading":
            heading = document.add_paragraph(element.text, style=f"Heading {element.level}")
            if element.text.startswith("第"):
                heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
            else:
                heading.paragraph_format.first_line_indent = INDENT
        case _:
            _add_paragraph(document, element)


def _add_paragraph(document: WordDocument, element: Element) -> None:
    paragraph = document.add_paragraph()
    label = element.article or ""
    if label:
        run = paragraph.add_run(label)
        run.font.name = "黑体"
        run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体")
    paragraph.add_run(element.text[len(label) :])
    if element.kind in ALIGNMENTS:
        paragraph.alignment = ALIGNMENTS[element.kind]
    if element.kind == "paragraph" and not element.flush:
        paragraph.paragraph_format.first_line_indent = INDENT


def _add_table(document: WordDocument, element: Element) -> None:
    table = document.add_table(rows=0, cols=len(element.rows[0]), style="Table Grid")
    for number, row in enumerate(element.rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = text
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(10.5)
                run.font.bold = number == 0
            cell.paragraphs[0].paragraph_format.line_spacing = Pt(16)
    head = table.rows[0]._tr.get_or_add_trPr()
    head.append(head.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def _describe(document: WordDocument, source: Source) -> None:
    properties = document.core_properties
    properties.title, properties.author = source.meta["title"], source.meta["issuer"]
    properties.created = properties.modified = _when(source)
    properties.last_modified_by, properties.revision, properties.comments = "", 1, ""


def write_xlsx(source: Source) -> bytes:
    """One sheet: the paragraphs above and below the table as merged lines, the table with a filter."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = source.meta["sheet"]
    thin = Side(style="thin")
    border = Border(left=thin, right=thin, top=thin, bottom=thin)
    width = max(len(e.rows[0]) for e in source.elements if e.rows)
    line = 0
    for element in source.elements:
        for number, row in enumerate(element.rows or ((element.text,),)):
            line += 1
            for column, text in enumerate(row, 1):
                cell = sheet.cell(line, column, text)
                cell.alignment = Alignment(wrap_text=True, vertical="center")
                if element.rows:
                    cell.border = border
                if element.rows and number == 0:
                    cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="D9E2F3")
                    sheet.freeze_panes = f"A{line + 1}"
            if not element.rows:
                sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=width)
        if element.kind == "title":
            sheet.cell(line, 1).font = Font(bold=True, size=16)
    for column in range(1, width + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 18 if column > 1 else 8
    book.properties.title, book.properties.creator = source.meta["title"], source.meta["issuer"]
    book.properties.created = book.properties.modified = _when(source)
    out = io.BytesIO()
    book.save(out)
    return still(out.getvalue(), _when(source))


def still(package: bytes, modified: datetime | None = None) -> bytes:
    """The same OOXML package with every member dated 1980-01-01, and the time of saving as given."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if modified and name == "docProps/core.xml":
                data = _set_modified(data, modified)
            new.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _set_modified(core: bytes, when: datetime) -> bytes:
    """openpyxl writes the time of saving whatever the properties say."""
    head, _, rest = core.partition(b"<dcterms:modified")
    opening, _, tail = rest.partition(b">")
    _, _, after = tail.partition(b"</dcterms:modified>")
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return head + b"<dcterms:modified" + opening + b">" + stamp + b"</dcterms:modified>" + after


def _when(source: Source) -> datetime:
    return datetime.combine(datetime.fromisoformat(source.meta["issued"]).date(), time(9))
