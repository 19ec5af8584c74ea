"""A table that sorts, shows more on demand, and becomes a list of cards on a narrow screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from nicegui import background_tasks, ui

from assistant.interfaces.web.elements.basics import Text, box
from assistant.interfaces.web.elements.buttons import button

Row = TypeVar("Row")

STEP = 60
"""So many rows are drawn, and as many more on demand: hundreds would keep a page from being fluid."""

AT_ONCE, REST_SECONDS = 20, 0.1
"""More rows than a window holds; the rest of a step follows once those can be seen."""


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column.

    Attributes:
        show: The cell's text, or builds the cell's elements and returns None.
        sort: Key to sort by; None: the column does not sort.
        align: "end" for figures.
        main: The cell that names the row: its heading on a narrow screen.
    """

    label: str
    show: Callable[[Row], str | None]
    sort: Callable[[Row], Any] | None = None
    align: Literal["start", "end"] = "start"
    main: bool = False


class DataTable(Generic[Row]):
    """Rows of any type.

    Args:
        label: What the table holds, for screen readers.
        on_empty: Builds what stands in the table's place when there is no row (an `empty_state`).
    """

    def __init__(
        self, label: str, columns: Sequence[Column[Row]], *, on_empty: Callable[[], None] | None = None
    ) -> None:
        self._columns = list(columns)
        self._rows: list[Row] = []
        self._order: tuple[int, bool] | None = None
        self._shown = STEP
        self._drawn: list[tuple[Row, list[Text]]] = []
        self._on_empty = on_empty
        self._empty = box("zb-table-empty")
        with box("zb-table-frame") as self._frame, box("zb-table", tag="table", aria_label=label):
            with box("", tag="thead"), box("", tag="tr"):
                self._heads = [self._head(at, column) for at, column in enumerate(self._columns)]
            self._body = box("", tag="tbody")
        self._frame.set_visibility(False)  # until there are rows: no head that jumps when they come
        with box("zb-table-more") as self._more:
            self._more_button = button("", self._show_more, "zb-button zb-secondary")
        self._more.set_visibility(False)

    def _head(self, at: int, column: Column[Row]) -> ui.element:
        with box(f"zb-to-{column.align}", tag="th", scope="col") as head:
            if column.sort is None:
                Text(column.label)
            else:
                button(column.label, lambda: self._sort(at), "zb-sort")
        return head

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these; the order that a person chose stays."""
        self._rows = list(rows)
        self._redraw()

    def add_rows(self, rows: Sequence[Row]) -> None:
        """More of them, all shown, behind those that are there; for a table that does not sort."""
        self._rows += rows
        self._shown = len(self._rows)
        self._frame.set_visibility(bool(self._rows))
        self._draw(self._rows[len(self._drawn) :])
        self._tell_more()

    def redraw(self, label: str) -> None:
        """One column anew, in the rows that are drawn: what it tells has become known meanwhile."""
        at = next(number for number, column in enumerate(self._columns) if column.label == label)
        if self._order is not None and self._order[0] == at:
            self._redraw()
            return
        for row, cells in self._drawn:
            cells[at].clear()
            self._fill(cells[at], self._columns[at], row)

    def _sort(self, at: int) -> None:
        descending = self._order == (at, False)
        self._order = (at, descending)
        for number, head in enumerate(self._heads):
            if number == at:
                head.props["aria-sort"] = "descending" if descending else "ascending"
            else:
                head.props.pop("aria-sort", None)
            head.update()
        self._redraw()

    def _show_more(self) -> None:
        self._shown += STEP
        self._draw(self._sorted()[len(self._drawn) : self._shown])
        self._tell_more()

    def _sorted(self) -> list[Row]:
        if self._order is None:
            return self._rows
        key = self._columns[self._order[0]].sort
        return sorted(self._rows, key=key, reverse=self._order[1]) if key else self._rows

    def _redraw(self) -> None:
        self._body.clear()
        self._drawn = []
        self._empty.clear()
        self._frame.set_visibility(bool(self._rows))
        if not self._rows and self._on_empty is not None:
            with self._empty:
                self._on_empty()
        self._draw(self._sorted()[: min(self._shown, AT_ONCE)])
        if len(self._drawn) < min(self._shown, len(self._rows)):
            background_tasks.create(self._draw_rest(), name="rest of a table")
        self._tell_more()

    async def _draw_rest(self) -> None:
        await asyncio.sleep(REST_SECONDS)
        if not self._body.is_deleted:
            self._draw(self._sorted()[len(self._drawn) : self._shown])

    def _draw(self, rows: Sequence[Row]) -> None:
        with self._body:
            for row in rows:
                with box("", tag="tr"):
                    self._drawn.append((row, [self._cell(column, row) for column in self._columns]))

    def _cell(self, column: Column[Row], row: Row) -> Text:
        classes = f"zb-to-{column.align}" + (" zb-cell-main" if column.main else "")
        made = Text("", classes, tag="td", data_label=column.label)
        self._fill(made, column, row)
        return made

    def _fill(self, cell: Text, column: Column[Row], row: Row) -> None:
        with cell:
            cell.set_text(column.show(row) or "")

    def _tell_more(self) -> None:
        left = len(self._rows) - self._shown
        self._more.set_visibility(left > 0)
        self._more_button.set_text(f"再显示 {min(left, STEP)} 行（共 {len(self._rows)} 行）")
