"""A section's tables as they are edited, cell by cell, each marked as the checks say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from nicegui import ui

from assistant.drafting.cells import RowText, Tables, is_numbered
from assistant.drafting.points import Place, kind_of, placed_cells, sentence_of
from assistant.drafting.types import Section
from assistant.interfaces.web.drafts.editor import put_kept
from assistant.interfaces.web.drafts.evidence import told
from assistant.interfaces.web.drafts.spans import OPEN, classes_of
from assistant.interfaces.web.elements import guarded
from assistant.interfaces.web.files import address


def dumped(tables: Tables) -> str:
    """As the browser tells and keeps them."""
    rows = [[{"cells": list(row.cells), "was": row.was} for row in table] for table in tables]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def loaded(text: str) -> Tables | None:
    """What `dumped` wrote, or the browser did; None where it is nothing of the kind."""
    try:
        return tuple(
            tuple(
                RowText(tuple(map(str, row["cells"])), None if row["was"] is None else int(row["was"])) for row in rows
            )
            for rows in json.loads(text)
        )
    except (ValueError, TypeError, KeyError):
        return None


class Grids(ui.element, component="grids.js"):
    """What is typed is kept in the browser until `forget`; see static/keep.js.

    Args:
        section: Whose tables they are.
        tables, base: As they are typed, and as they are stored.
        keep: Key under which the browser keeps what is typed.
        on_typed: Hears the tables, a moment after each change; None is nothing that we have sent.
        on_cell: Hears in which cell the keyboard is.
        on_finish, on_leave: Called when they are to be stored (Ctrl+S), and when they are left (Esc).
        on_removed: Hears the number of a row that was taken out, from 1, and what puts it back.
    """

    def __init__(
        self,
        section: Section,
        tables: Tables,
        base: Tables,
        keep: str,
        *,
        on_typed: Callable[[Tables | None], Any],
        on_cell: Callable[[Place], Any],
        on_finish: Callable[[], Any],
        on_leave: Callable[[], Any],
        on_removed: Callable[[int, Callable[[], Any]], Any],
    ) -> None:
        super().__init__()
        self._keep = keep
        rows = json.loads(dumped(tables))
        self.props["tables"] = [
            {"caption": grid.caption, "columns": list(grid.columns), "numbered": is_numbered(grid), "rows": own}
            for grid, own in zip(section.grids, rows, strict=True)
        ]
        self.props["base"], self.props["keep"] = dumped(base), keep
        self.props["icons"] = address("icons.svg")
        self.props["marks"] = []
        typed, cell = guarded(on_typed), guarded(on_cell)
        finish, leave, removed = guarded(on_finish), guarded(on_leave), guarded(on_removed)
        self.on("typed", lambda event: typed(loaded(str(event.args))))
        self.on("cell", lambda event: cell((int(event.args[0]), int(event.args[1]), int(event.args[2]))))
        self.on("finish", lambda: finish(), args=[])
        self.on("leave", lambda: leave(), args=[])
        self.on("removed", lambda event: removed(int(event.args["at"]) + 1, lambda: self._put_back(event.args)))

    def _put_back(self, row: dict[str, Any]) -> None:
        self.run_method("putBack", row)

    def show_marks(self, section: Section) -> None:
        """Show what the checks say of the tables of `section`; what has been typed since stays unmarked."""
        self.props["marks"] = list(_marks(section))
        self.update()

    def select(self, place: Place) -> None:
        self.run_method("select", *place)

    def forget(self) -> None:
        """The tables are stored: the browser need not keep them."""
        put_kept(self.client, self._keep, "")


def _marks(section: Section) -> Iterator[Sequence[Any]]:
    """Place, text, classes, what is wrong: of the cells of which there is something to say."""
    for place, cell in placed_cells(section):
        sentence = sentence_of(cell)
        classes = OPEN if kind_of(sentence) == "open" else classes_of(sentence)
        if classes:
            finding = next(iter(cell.findings), None)
            yield [*place, cell.text, classes, "" if finding is None else told(finding)]
