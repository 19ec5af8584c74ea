"""Pages of a document's original as pictures, with what is quoted marked on them."""

from __future__ import annotations

from collections.abc import Iterable

from nicegui import ui

from assistant.interfaces.labels import page_range
from assistant.interfaces.web.elements import Text, box
from ingest.marking import PageBoxes


def address(document_id: str, page: int) -> str:
    """Of a page's picture; what may not be seen has none."""
    return f"/api/documents/{document_id}/pages/{page}/image"


def sheet(document_id: str, page: int, boxes: PageBoxes | None, says: str) -> ui.element:
    """One page; the marks lie on it by shares of its sides, so that they stay where they are at any size.

    Args:
        boxes: What to mark; None marks nothing.
        says: What the picture shows, for who cannot see it.
    """
    with box("zb-sheet", tag="figure") as made:
        with box("zb-sheet-paper"):
            box("zb-sheet-picture", tag="img", src=address(document_id, page), alt=says, decoding="async")
            if boxes is not None:
                _mark(boxes)
        Text(page_range([page]), "zb-sheet-number", tag="figcaption")
    return made


def sheets(document_id: str, pages: Iterable[int], boxes: Iterable[PageBoxes], quote: str) -> None:
    """The pages on which a quotation stands, one below the other, it marked on each."""
    marked = {one.page: one for one in boxes}
    for page in pages:
        says = f"原件{page_range([page])}" + (f"，标出了“{quote}”" if page in marked else "")
        sheet(document_id, page, marked.get(page), says)


def _mark(boxes: PageBoxes) -> None:
    for one in boxes.boxes:
        box("zb-box", aria_hidden="true").style(
            f"left:{_share(one.x0, boxes.width)};top:{_share(one.top, boxes.height)};"
            f"width:{_share(one.x1 - one.x0, boxes.width)};height:{_share(one.bottom - one.top, boxes.height)}"
        )


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.3f}%"
