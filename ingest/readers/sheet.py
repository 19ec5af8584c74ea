"""Excel workbooks and CSV: every row a record, under its sheet's name.

How a cited row is found again: each sheet is a page of its own, whose text has one line for every row of the sheet, so
that the row's text on line 7 stands in row 7. A table's title is a heading, as is the sheet's name; both are in the
section path of its rows, with the unit (“万元”) that the table states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.errors import EmptyFileError, LimitExceededError, UnsupportedFormatError
from ingest.headings import numbering, part
from ingest.headings import unit as unit_rank
from ingest.plausibility import is_garbled
from ingest.readers.delimited import rows as parsed_rows
from ingest.readers.delimited import separator
from ingest.readers.encoding import decode
from ingest.readers.naming import numbers, stated_title
from ingest.readers.sheet_headers import looks_like_value
from ingest.readers.sheet_tables import Line, lines
from ingest.readers.workbook import MAX_CELLS, Cell, Sheet, closed_up, open_book
from ingest.repair import Change, repair_bytes, repair_lines, summarise
from ingest.types import Block, BlockKind, Page, PageRun, Reading

_GENERIC = re.compile(r"(?:sheet|工作表|表|表格|sheet\s?页)\s?\(?\d*\)?", re.IGNORECASE)
_UNIT = re.compile(
    r"[（(]?\s*(?:金额|计量|货币|数量)?单位\s*[：:]\s*"
    r"(?P<unit>(?:[万亿千百]*(?:人民币)?(?:元|美元|人次?|件|个|户|吨|亩|公顷|次|台|套|名|项|辆|米|公里|千米|平方米|立方米|千克|公斤"
    r"|千瓦时|小时|天|份|场|期|家|[%％])[、/，,\s]*)+)[）)]?"
)


def read(data: bytes, name: str) -> Reading:
    """The rows of an Excel workbook, sheet by sheet. Hidden sheets, rows and columns are taken in, and said.

    Raises:
        DamagedFileError: The archive or its XML is broken.
        EncryptedFileError: It asks for a password.
        LimitExceededError: More cells, rows, sheets or characters than the limits of `ingest.readers.workbook`.
        EmptyFileError: No cell has text.
    """
    book = open_book(data, name)
    return _reading(book.sheets, book.title, name, list(_warnings(book.sheets)))


def read_csv(data: bytes, name: str) -> Reading:
    """The rows of a text whose lines are cells parted by commas, tabs or semicolons.

    Raises:
        UnsupportedFormatError: The bytes are no text, or the text is beyond repair.
        LimitExceededError: More cells than the limit.
        EmptyFileError: No cell has text.
    """
    decoded = decode(data)
    if decoded is None:
        raise _unreadable(name)
    mark = separator(decoded.text, is_named=True) or ","
    warnings = [f"有 {decoded.lost} 处字节按 {decoded.encoding} 无法解读，以“�”代替"] if decoded.lost else []
    reading = _reading([Sheet("", False, _csv_rows(decoded.text, mark, name), [], [])], None, name, warnings)
    if is_garbled("\n".join(block.text for block in reading.blocks[:1_000])):
        raise _unreadable(name)
    return reading


def _unreadable(name: str) -> UnsupportedFormatError:
    return UnsupportedFormatError(
        f"文件“{name}”的内容不是可读的文字，无法按表格读取", "请用原程序另存为 UTF-8 编码的 CSV 或 .xlsx 后再导入"
    )


MAX_COLUMNS = 16_384
"""As many as a sheet of Excel has."""


def _csv_rows(text: str, mark: str, name: str) -> dict[int, dict[int, Cell]]:
    found: dict[int, dict[int, Cell]] = {}
    count = 0
    for number, row in enumerate(parsed_rows(text, mark), 1):
        if len(row) > MAX_COLUMNS:
            raise LimitExceededError(
                f"表格“{name}”第 {number} 行有 {len(row)} 列，超过上限 {MAX_COLUMNS} 列，未导入", "请核对分隔符是否正确"
            )
        texts = ((column, closed_up(cell)) for column, cell in enumerate(row, 1))
        cells = {at: Cell(cell, number, at, 0, looks_like_value(cell)) for at, cell in texts if cell}
        count += len(cells)
        if count > MAX_CELLS:
            raise LimitExceededError(
                f"表格“{name}”有内容的单元格超过 {MAX_CELLS // 10_000} 万个，未导入", "请拆分后再导入"
            )
        if cells:
            found[number] = cells
    return found


@dataclass(frozen=True, slots=True)
class _Item:
    """A row of a sheet, or the sheet's name or a text box (row 0), before its text is repaired."""

    kind: BlockKind | None
    text: str
    page: int
    row: int
    level: int | None = None


def _reading(sheets: Sequence[Sheet], title: str | None, name: str, warnings: list[str]) -> Reading:
    filled = [sheet for sheet in sheets if sheet.rows or sheet.boxes]
    misread = _reread(filled)
    items = [item for page, sheet in enumerate(filled, 1) for item in _items(sheet, page, is_alone=len(filled) == 1)]
    texts, changes = repair_lines([item.text for item in items])
    pairs = [(item, text.strip()) for item, text in zip(items, texts, strict=True) if text.strip()]
    blocks = tuple(
        Block(item.kind, text, (PageRun(0, item.page),), item.level) for item, text in pairs if item.kind is not None
    )
    if not blocks:
        raise EmptyFileError(f"表格“{name}”里没有任何文字", "请确认文件是否保存完整")
    if summary := summarise((*misread, *changes)):
        warnings.append(summary)
    pages = tuple(
        Page(number, _page_text([(item, text) for item, text in pairs if item.page == number]), "native", 1.0)
        for number in range(1, len(filled) + 1)
    )
    margins = tuple(dict.fromkeys(text for sheet in filled for text in sheet.margins))
    return Reading(pages, blocks, False, stated_title(title, name), tuple(warnings), margins=margins)


def _reread(sheets: Sequence[Sheet]) -> tuple[Change, ...]:
    """Mends cells whose bytes were read wrongly before they are put into words, and says how many there were."""
    cells = list({id(cell): cell for sheet in sheets for row in sheet.rows.values() for cell in row.values()}.values())
    texts, changes = repair_bytes([cell.text for cell in cells])
    if not changes:
        return ()
    mended = {id(cell): cell._replace(text=text) for cell, text in zip(cells, texts, strict=True)}
    for sheet in sheets:
        sheet.rows = {at: {column: mended[id(cell)] for column, cell in row.items()} for at, row in sheet.rows.items()}
    return changes


def _items(sheet: Sheet, page: int, is_alone: bool) -> Iterator[_Item]:
    """The sheet's name and rows. Alone in its book, its first title comes first: it names the document."""
    found = list(lines(sheet.rows))
    first = next((at for at, line in enumerate(found) if line.kind == "title"), None) if is_alone else None
    if first is not None and part(found[first].text) is not None:
        first = next((at for at in range(first + 1, len(found)) if found[at].kind == "title"), None)
    if first is not None and any(line.kind in ("record", "names") for line in found[:first]):
        first = None
    if first is not None:
        yield _Item("heading", found[first].text, page, found[first].row, 1)
    unit = _unit_near(found, (first or 0) + (first is not None)) if is_alone else ""
    if sheet.name.strip() and (not is_alone or unit or not _GENERIC.fullmatch(sheet.name.strip())):
        yield _Item("heading", _shown_name(sheet.name.strip()) + unit, page, 0, 1)
    for at, line in enumerate(found):
        if at != first:
            yield _item(line, page, _unit_near(found, at + 1) if line.kind == "title" else "")
    yield from (_Item("paragraph", text, page, 0) for text in sheet.boxes)


def _item(line: Line, page: int, unit: str) -> _Item:
    attachment = part(line.text)
    if line.kind == "title" and (attachment is None or attachment["rest"]):
        return _Item("heading", (_named_after(attachment) if attachment else line.text) + unit, page, line.row, 2)
    if attachment is not None:
        return _Item("table_row", line.text, page, line.row)
    kinds: dict[str, BlockKind | None] = {"text": "paragraph", "record": "table_row", "names": None}
    return _Item(kinds[line.kind], line.text, page, line.row)


def _shown_name(name: str) -> str:
    """A sheet's name as a heading; one that looks like a numbered heading would be ranked among those of the rows."""
    is_numbered = part(name) is not None or numbering(name) is not None or unit_rank(name) is not None
    return f"工作表“{name}”" if is_numbered else name


def _named_after(attachment: re.Match[str]) -> str:
    """附表：支部情况 -> 支部情况（附表）: an attachment to the sheet it stands on, not to the whole book."""
    label = attachment.string[: attachment.start("rest")].strip("：: ")
    return f"{attachment['rest']}（{label}）"


def _unit_near(found: Sequence[Line], at: int) -> str:
    """“（万元）” where a line between a title and its column names states it: without it figures say nothing."""
    for line in found[at:]:
        if line.kind != "text":
            return ""
        if match := _UNIT.search(line.text):
            return "" if match.end() - match.start() < 4 else f"（{match['unit'].strip('、/，, ')}）"
    return ""


def _page_text(rows: Sequence[tuple[_Item, str]]) -> str:
    """One line for every row of the sheet, blank ones too; what stands in no row comes after them."""
    by_row: Mapping[int, str] = {item.row: text for item, text in rows if item.row}
    numbered = [by_row.get(number, "") for number in range(1, max(by_row, default=0) + 1)]
    others = [text for item, text in rows if not item.row and item.kind == "paragraph"]
    return "\n".join([*numbered, *others])


def _warnings(sheets: Sequence[Sheet]) -> Iterator[str]:
    for sheet in sheets:
        if not sheet.rows:
            continue
        if sheet.is_hidden:
            yield f"工作表“{sheet.name}”在原文件中是隐藏的，其内容已收入"
        if sheet.hidden_rows:
            yield f"工作表“{sheet.name}”中隐藏的第 {numbers(sheet.hidden_rows)} 行已收入"
        if sheet.hidden_columns:
            yield f"工作表“{sheet.name}”中隐藏的 {'、'.join(map(_letters, sheet.hidden_columns))} 列已收入"
        if sheet.uncalculated:
            yield f"工作表“{sheet.name}”有 {sheet.uncalculated} 个公式没有保存计算结果，其值未收入"


def _letters(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
