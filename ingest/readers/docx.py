"""Word (.docx): paragraphs, headings and tables in document order, from the document's own XML.

The XML is read directly: python-docx loads every part (a 234 KB bomb of 2 million paragraphs took 1.4 GB) and gives up
on files that Word opens (a picture that is missing, a document with macros).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from ingest.errors import LimitExceededError
from ingest.layout.joining import is_contents_line, is_heading, is_terminal, join, starts_item
from ingest.readers.assembly import Item, flowing
from ingest.readers.docx_archive import Style, W, outline_level, parts, styles_of, value_of
from ingest.records import records
from ingest.types import Reading

MAX_DEPTH = 30
"""Nesting of tables and text boxes."""

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = {
    _FALLBACK, f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}rt", f"{W}pPr", f"{W}rPr",
    f"{W}txbxContent", f"{W}fldData",
}  # fmt: skip
_CONTAINERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


def read(data: bytes, name: str) -> Reading:
    """The blocks of a Word document. It has no fixed pages: all stands on page 1.

    Raises:
        DamagedFileError: The archive or its XML is broken, or the document part is missing.
        EncryptedFileError: The archive is encrypted.
        LimitExceededError: A part unpacks to more than `MAX_XML`, or tables are nested too deep.
        EmptyFileError: There is no text.
    """
    document, styles, title = parts(data, name)
    known = styles_of(styles)
    body = document.find(f"{W}body")
    return flowing(list(_body(body, known, 0, name)) if body is not None else [], title, name)


def _body(parent: etree._Element, styles: dict[str, Style], depth: int, name: str) -> Iterator[Item]:
    if depth > MAX_DEPTH:
        raise LimitExceededError(
            f"Word 文件“{name}”的表格或文本框嵌套超过 {MAX_DEPTH} 层，未导入", "请用 Word 打开核对内容"
        )
    for child in parent:
        if child.tag == f"{W}p":
            yield from _paragraph(child, styles)
            for box in _text_boxes(child):
                yield from _body(box, styles, depth + 1, name)
        elif child.tag == f"{W}tbl":
            yield from _table(child, styles, depth, name)
        elif child.tag in _CONTAINERS:
            yield from _body(child, styles, depth + 1, name)


def _text_boxes(paragraph: etree._Element) -> list[etree._Element]:
    """The contents of text boxes anchored in a paragraph, once each: the outermost, not the copy for old programs."""
    if next(paragraph.iter(f"{W}txbxContent"), None) is None:
        return []
    return [
        box
        for box in paragraph.iter(f"{W}txbxContent")
        if not any(one.tag in (_FALLBACK, f"{W}txbxContent") for one in box.iterancestors())
    ]


def _paragraph(paragraph: etree._Element, styles: dict[str, Style]) -> Iterator[Item]:
    style = _style(paragraph, styles)
    lines = [" ".join(line.split()) for line in "".join(_pieces(paragraph)).split("\n")]
    if style.is_contents or any(is_contents_line(line) for line in lines):
        return
    text = _joined(line for line in lines if line)
    if style.level is not None and text:
        yield Item("heading", " ".join(text), max(1, style.level))
        return
    for line in text:
        yield Item("heading" if is_heading(line) else "paragraph", line)


def _style(paragraph: etree._Element, styles: dict[str, Style]) -> Style:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        return Style()
    level = properties.find(f"{W}outlineLvl")
    if level is not None:
        return Style(outline_level(level))
    return styles.get(value_of(properties.find(f"{W}pStyle")), Style())


def _joined(lines: Iterable[str]) -> list[str]:
    """Lines parted by soft breaks: a sentence over two of them is one line again."""
    found: list[str] = []
    for line in lines:
        if found and not (is_terminal(found[-1]) or starts_item(line) or is_heading(found[-1])):
            found[-1] = join(found[-1], line)
        else:
            found.append(line)
    return found


def _pieces(parent: etree._Element) -> Iterator[str]:
    """The visible text under an element: insertions taken, deletions, field codes and furigana left out."""
    for child in parent:
        tag = child.tag
        if tag in (f"{W}t", f"{_M}t"):
            yield child.text or ""
        elif tag in (f"{W}tab", f"{W}ptab"):
            yield " "
        elif tag in (f"{W}br", f"{W}cr"):
            yield "" if child.get(f"{W}type") in ("page", "column") else "\n"
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}sym":
            yield _symbol(child.get(f"{W}char"))
        elif tag not in _SKIPPED and not (tag == f"{W}r" and child.find(f"{W}rPr/{W}vanish") is not None):
            yield from _pieces(child)


def _symbol(code: str | None) -> str:
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    return chr(value if value >= 0xF000 else value + 0xF000) if value < 0xF100 else ""


# Tables.


def _table(table: etree._Element, styles: dict[str, Style], depth: int, name: str) -> Iterator[Item]:
    """A table's rows as records; a frame of one column gives its content as it is."""
    cells = list(_grid(table, styles, depth, name))
    if all(len(set(map(id, row))) <= 1 for row in cells):
        frames = {id(row[0]): row[0] for row in cells if row}
        for frame in frames.values():
            yield from frame.items
        return
    rows = [[cell.text for cell in row] for row in cells]
    headers = sum(1 for row in _rows(table) if row.find(f"{W}trPr/{W}tblHeader") is not None)
    for record in records(rows, headers if 0 < headers < len(rows) else None):
        yield Item("table_row" if record.is_record else "paragraph", record.text)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell and what it holds; a merged cell is the same object in every place."""

    items: tuple[Item, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(item.text for item in self.items)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in _CONTAINERS:
            yield from _rows(child)


def _grid(table: etree._Element, styles: dict[str, Style], depth: int, name: str) -> Iterator[list[_Cell]]:
    """The cells of every row, a merged cell in every place that it covers."""
    above: list[_Cell] = []
    for row in _rows(table):
        line = [_Cell()] * _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for element in _cells(row):
            merge = element.find(f"{W}tcPr/{W}vMerge")
            if merge is not None and value_of(merge) != "restart" and len(line) < len(above):
                cell = above[len(line)]
            else:
                cell = _Cell(tuple(_body(element, styles, depth + 1, name)))
            line += [cell] * _number(element.find(f"{W}tcPr/{W}gridSpan"), 1)
        yield line
        above = line


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _CONTAINERS:
            yield from _cells(child)


def _number(element: etree._Element | None, default: int) -> int:
    value = value_of(element)
    return min(int(value), 200) if value.isdigit() else default
