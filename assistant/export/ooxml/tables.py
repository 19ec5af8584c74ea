"""Tables: full width, columns as wide as what stands in them, the header row repeated on every page."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.export.manuscript import Run
from assistant.export.ooxml.styles import CAPTION, TABLE, TABLE_HEAD, TABLE_TEXT
from assistant.export.ooxml.text import paragraph, plain, runs
from assistant.export.ooxml.xml import Element, on, w
from assistant.export.signing import width
from assistant.export.template import POINT, Template

Rows = Sequence[Sequence[Sequence[Run]]]

_PADDING = 170
"""Twips left and right of a cell's text, together (see the table style)."""

_LONGEST = 40.0
"""Characters of a cell beyond which more of them do not widen its column."""


def table(columns: Sequence[str], rows: Rows, template: Template, caption: str = "") -> list[Element]:
    """The table, its caption above it."""
    widths = column_widths(columns, rows, template)
    properties = w(
        "tblPr",
        w("tblStyle", val=TABLE),
        w("tblW", w=sum(widths), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
    )
    body = w(
        "tbl",
        properties,
        w("tblGrid", *(w("gridCol", w=one) for one in widths)),
        _head(columns, widths, template),
        *(_row(row, widths, template) for row in rows),
    )
    face = template.faces["table_head"]
    above = [paragraph(CAPTION, *plain(caption, face))] if caption else []
    return [*above, body]


def column_widths(columns: Sequence[str], rows: Rows, template: Template) -> tuple[int, ...]:
    """Twips of each column, the text area's width in all: each at least as wide as four characters or its shorter
    texts, the rest by how much there is to read."""
    size = template.faces["table"].size * POINT
    texts = [[*(_length(row[at]) for row in rows)] for at in range(len(columns))]
    longest = [max([width(name), *lengths]) for name, lengths in zip(columns, texts, strict=True)]
    least = [min(max(one, 2.0), 4.0) * size + _PADDING for one in longest]
    wanted = [min(one, _LONGEST) * size + _PADDING for one in longest]
    total = template.width
    if sum(least) >= total:
        shares = least
    elif sum(wanted) <= total:
        shares = wanted
    else:
        room, needs = total - sum(least), [max(0.0, want - low) for want, low in zip(wanted, least, strict=True)]
        shares = [low + room * need / sum(needs) for low, need in zip(least, needs, strict=True)]
    scaled = [int(share * total / sum(shares)) for share in shares]
    return (*scaled[:-1], scaled[-1] + total - sum(scaled))


def _length(cell: Sequence[Run]) -> float:
    return max((width(line) for line in "".join(run.text for run in cell).split("\n")), default=0.0)


def _head(columns: Sequence[str], widths: Sequence[int], template: Template) -> Element:
    face = template.faces["table_head"]
    cells = [_cell(one, paragraph(TABLE_HEAD, *plain(name, face))) for name, one in zip(columns, widths, strict=True)]
    return w("tr", w("trPr", on("cantSplit"), on("tblHeader")), *cells)


def _row(row: Sequence[Sequence[Run]], widths: Sequence[int], template: Template) -> Element:
    face = template.faces["table"]
    cells = []
    for written, one in zip(row, widths, strict=True):
        short = _length(written) * face.size * POINT + _PADDING <= one
        centred = [w("jc", val="center")] if short and _length(written) <= 12 else [w("jc", val="left")]
        cells.append(_cell(one, paragraph(TABLE_TEXT, *runs(written, face, template), properties=centred)))
    return w("tr", *cells)


def _cell(wide: int, content: Element) -> Element:
    return w("tc", w("tcPr", w("tcW", w=wide, type="dxa"), w("vAlign", val="center")), content)


__all__ = ["column_widths", "table"]
