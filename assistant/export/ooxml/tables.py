"""Tables: full width, columns as wide as what stands in them, the header row repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.export.manuscript import Run
from assistant.export.ooxml.styles import CAPTION, SMALL_SIZE, SMALL_TEXT, TABLE, TABLE_HEAD, TABLE_TEXT, half_points
from assistant.export.ooxml.text import FAULTY, paragraph, plain, runs
from assistant.export.ooxml.xml import Element, on, w
from assistant.export.signing import width
from assistant.export.template import POINT, Template

_PADDING = 200
"""Twips that a column is wider than its text: the style's cell margins, the border, and room for rounding."""

_LONGEST = 40.0
"""Characters of a cell beyond which more of them do not widen its column."""


Merge = Literal["none", "restart", "continue"]


_GAP = 40
"""Twips of the paragraph below a table, which is there because two tables without one between them are one."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """Attributes:
    merge: Whether it is one with the cells below it, or with the one above.
    is_faulty: Whether it stands out.
    """

    runs: tuple[Run, ...]
    merge: Merge = "none"
    is_faulty: bool = False

    @property
    def width(self) -> float:
        """Characters of its longest line."""
        lines = "".join(run.text for run in self.runs).split("\n")
        return max(width(line) for line in lines)


Rows = Sequence[Sequence[TableCell]]


@dataclass(frozen=True, slots=True)
class Look:
    """Attributes:
    style: Of the paragraphs in its cells. size: Of their text, in points.
    """

    style: str
    size: float


SMALL = Look(SMALL_TEXT, SMALL_SIZE)

_MANY = 6


def table(
    columns: Sequence[str],
    rows: Rows,
    template: Template,
    caption: str = "",
    keeps: bool = False,
    look: Look | None = None,
) -> list[Element]:
    """The table with its caption above it, and the paragraph without which it would run into a table below.

    Args:
        keeps: Whether its last row stays on one page with what follows.
        look: Another one than that of the template's tables, which is small where there are many columns.
    """
    look = look or (SMALL if len(columns) > _MANY else Look(TABLE_TEXT, template.faces["table"].size))
    widths = column_widths(columns, rows, template, look.size)
    properties = w(
        "tblPr",
        w("tblStyle", val=TABLE),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
    )
    grid = w("tblGrid", *(w("gridCol", w=one) for one in widths))
    body = [_row(row, widths, template, look, keeps and row is rows[-1]) for row in rows]
    above = [paragraph(CAPTION, *plain(caption, template.faces["table_head"]))] if caption else []
    below = paragraph(TABLE_TEXT, properties=[w("spacing", line=_GAP, lineRule="exact"), *_keep(keeps)])
    return [*above, w("tbl", properties, grid, _head(columns, widths, template, look), *body), below]


def column_widths(columns: Sequence[str], rows: Rows, template: Template, size: float) -> tuple[int, ...]:
    """Twips of each column, the text area's width in all: each holds its short texts on one line, as far as there is
    room, and the rest is shared by how much there is to read.

    Args:
        size: Of the text, in points.
    """
    total = template.width
    longest = [max([width(name), *(row[at].width for row in rows)]) for at, name in enumerate(columns)]
    wanted = [min(one, _LONGEST) * size * POINT + _PADDING for one in longest]
    least = [_PADDING + size * POINT] * len(columns)
    for shortest in range(_SHORT, 1, -1):
        least = [min(max(one, 2.0), float(shortest)) * size * POINT + _PADDING for one in longest]
        if sum(least) <= total * _TAKEN:
            break
    shares = _shares(least, wanted, total)
    scaled = [int(share * total / sum(shares)) for share in shares]
    return (*scaled[:-1], scaled[-1] + total - sum(scaled))


_SHORT = 6
"""Characters of a text that should stand on one line in a cell."""

_TAKEN = 0.85
"""Share of a table's width that may go to that."""


def _shares(least: Sequence[float], wanted: Sequence[float], total: int) -> Sequence[float]:
    if sum(least) >= total or sum(wanted) <= total:
        return least if sum(least) >= total else wanted
    room, needs = total - sum(least), [max(0.0, want - low) for want, low in zip(wanted, least, strict=True)]
    return [low + room * need / sum(needs) for low, need in zip(least, needs, strict=True)]


def _head(columns: Sequence[str], widths: Sequence[int], template: Template, look: Look) -> Element:
    face, size = template.faces["table_head"], half_points(look.size)
    sized = [w("sz", val=size), w("szCs", val=size)] if look is SMALL else []
    cells = [
        _cell(wide, TableCell(()), paragraph(TABLE_HEAD, *plain(name, face, *sized), properties=_keep(True)))
        for name, wide in zip(columns, widths, strict=True)
    ]
    return w("tr", w("trPr", on("cantSplit"), on("tblHeader")), *cells)


def _row(row: Sequence[TableCell], widths: Sequence[int], template: Template, look: Look, keep: bool) -> Element:
    cells, lines = [], 1.0
    for cell, wide in zip(row, widths, strict=True):
        filled = cell.width * look.size * POINT / max(1, wide - _PADDING)
        lines = max(lines, filled)
        centred = [w("jc", val="center" if cell.width <= _CENTRED and filled <= 1 else "left")]
        written = () if cell.merge == "continue" else cell.runs
        content = runs(written, template.faces["table"], template)
        cells.append(_cell(wide, cell, paragraph(look.style, *content, properties=[*centred, *_keep(keep)])))
    whole = [w("trPr", on("cantSplit"))] if lines <= _WHOLE else []
    return w("tr", *whole, *cells)


_CENTRED = 12
"""Characters of a cell, at most, that stand in its middle."""

_WHOLE = 12
"""Lines of a row, at most, that is never divided between pages."""


def _cell(wide: int, cell: TableCell, content: Element) -> Element:
    merge = [] if cell.merge == "none" else [w("vMerge", val=cell.merge)]
    shade = [w("shd", val="clear", color="auto", fill=FAULTY)] if cell.is_faulty else []
    return w("tc", w("tcPr", w("tcW", w=wide, type="dxa"), *merge, *shade, w("vAlign", val="center")), content)


def _keep(keeps: bool) -> list[Element]:
    return [w("keepNext")] if keeps else []


__all__ = ["SMALL", "Look", "Merge", "TableCell", "column_widths", "table"]
