"""Tables of a Word document: the grid that a reader sees, as records; tables that only place text, as that text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

from ingest.readers.assembly import Item
from ingest.readers.docx_archive import W, is_on, number_of, value_of
from ingest.records import records

WRAPPERS = {f"{W}{name}" for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}
"""Elements that stand around rows, cells or paragraphs without being anything to a reader."""
_WIDEST = 200
_LONGEST_LABEL, _FRAME_CELLS, _FRAME_ITEMS, _FRAME_SHARE = 12, 6, 3, 0.6

CellReader = Callable[[etree._Element], Sequence[Item]]
"""What a cell holds, read in document order."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell and what it holds; a merged cell is the same object in every place."""

    items: tuple[Item, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(item.text for item in self.items if item.kind != "footnote")


def table_items(table: etree._Element, read_cell: CellReader) -> Iterator[Item]:
    """The rows of a table as records, each with the footnotes that it refers to; a frame's content as it is."""
    rows = [row for row in _rows(table) if not _is_gone(row)]
    grid = list(_grid(rows, read_cell))
    if is_frame(grid):
        yield from (item for cell in _distinct(grid) for item in cell.items)
        return
    notes = [[item for cell in _distinct([row]) for item in cell.items if item.kind == "footnote"] for row in grid]
    told = 0
    for record in records([[cell.text for cell in row] for row in grid], _header_rows(rows)):
        yield Item("table_row" if record.is_record else "paragraph", record.text)
        yield from dict.fromkeys(note for line in notes[told : record.row + 1] for note in line)
        told = max(told, record.row + 1)
    yield from (note for line in notes[told:] for note in line)


def is_frame(grid: Sequence[Sequence[Cell]]) -> bool:
    """Whether a table only places text: one cell beside another in no row, or few cells of which one holds most of the
    text, in paragraphs or in a table of its own, and has no label before it as in a form."""
    if all(len(set(map(id, row))) <= 1 for row in grid):
        return True
    filled = [cell for cell in _distinct(grid) if cell.text]
    if len(filled) > _FRAME_CELLS:
        return False
    total = sum(len(cell.text) for cell in filled)
    return any(len(cell.text) >= _FRAME_SHARE * total and _is_body(cell) and not _labels(cell, grid) for cell in filled)


def _is_body(cell: Cell) -> bool:
    return len(cell.items) >= _FRAME_ITEMS or any(item.kind == "table_row" for item in cell.items)


def _labels(cell: Cell, grid: Sequence[Sequence[Cell]]) -> bool:
    """Whether a short text stands directly before the cell in its row."""
    for row in grid:
        at = next((at for at, one in enumerate(row) if one is cell), 0)
        if at and row[at - 1].text and len(row[at - 1].text) <= _LONGEST_LABEL:
            return True
    return False


def _distinct(grid: Sequence[Sequence[Cell]]) -> list[Cell]:
    return list({id(cell): cell for row in grid for cell in row}.values())


def _header_rows(rows: Sequence[etree._Element]) -> int | None:
    """How many rows at the top are repeated on every page; None where the table does not say."""
    marked = [bool(is_on(row.find(f"{W}trPr/{W}tblHeader"))) for row in rows]
    count = marked.index(False) if False in marked else 0
    return count or None


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in WRAPPERS:
            yield from _rows(child)


def _is_gone(row: etree._Element) -> bool:
    """Whether a row was deleted by a tracked change, or is hidden."""
    properties = row.find(f"{W}trPr")
    if properties is None:
        return False
    return properties.find(f"{W}del") is not None or bool(is_on(properties.find(f"{W}hidden")))


def _grid(rows: Sequence[etree._Element], read_cell: CellReader) -> Iterator[list[Cell]]:
    """The cells of every row, a merged cell in every place that it covers."""
    above: list[Cell] = []
    for row in rows:
        line = [Cell()] * _span(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for element in _cells(row):
            cell = _covering(element, line, above)
            if cell is None:
                cell = Cell(tuple(read_cell(element)))
            line += [cell] * _span(element.find(f"{W}tcPr/{W}gridSpan"), 1)
        yield line
        above = line


def _covering(element: etree._Element, line: Sequence[Cell], above: Sequence[Cell]) -> Cell | None:
    """The merged cell that goes on here from the left or from above; None where a cell of its own stands."""
    across, down = element.find(f"{W}tcPr/{W}hMerge"), element.find(f"{W}tcPr/{W}vMerge")
    if across is not None and value_of(across) != "restart" and line:
        return line[-1]
    if down is not None and value_of(down) != "restart" and len(line) < len(above):
        return above[len(line)]
    return None


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc" and child.find(f"{W}tcPr/{W}cellDel") is None:
            yield child
        elif child.tag in WRAPPERS:
            yield from _cells(child)


def _span(element: etree._Element | None, usual: int) -> int:
    value = number_of(element)
    return usual if value is None or value < 0 else min(value, _WIDEST)
