"""A ledger as a draft: its table, then what is missing, what is not closed, what documents say differently."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from assistant.drafting.ledgers.auditing import problems
from assistant.drafting.ledgers.types import Ledger, LedgerRow
from assistant.drafting.types import Cell, Draft, Grid, Section, Spec
from assistant.types import in_book_marks, written_day
from prompts.ledgers import Column

ISSUES = "缺项和未闭环事项"
DIFFERENCES = "说法不一的事项"


def draft_of(ledger: Ledger, spec: Spec, title: str = "") -> Draft:
    """The ledger as a draft that can be exported and kept.

    Args:
        title: Its heading; "" composes it from unit, period and ledger.
    """
    sections = [Section("rows", "", (), (main_grid(ledger),) if ledger.rows else (), ledger.form.title)]
    for name, heading, grid in (("issues", ISSUES, issue_grid(ledger)), ("differences", DIFFERENCES, _told(ledger))):
        if grid is not None:
            sections.append(Section(name, "", (), (grid,), heading))
    return Draft(
        id="",
        version=1,
        spec=spec,
        title=title or spec.title or f"{spec.unit}{spec.period}{ledger.form.title}",
        sections=tuple(sections),
        citations=ledger.citations,
        model=f"extractive {ledger.form.identity}",
        notices=ledger.notices,
        written_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def shown_columns(ledger: Ledger) -> tuple[Column, ...]:
    """The columns that some row fills, and those that every row should; the documents' own numbers with them."""
    return tuple(
        column
        for column in ledger.form.columns
        if column.required or any(column.name in row.cells for row in ledger.rows)
    )


def main_grid(ledger: Ledger) -> Grid:
    """The rows, numbered, with the documents that they are from."""
    columns = shown_columns(ledger)
    rows = [
        (Cell(str(number)), *(row.cells.get(column.name, Cell("")) for column in columns), Cell(_from(row)))
        for number, row in enumerate(ledger.rows, 1)
    ]
    return Grid(("序号", *(column.heading for column in columns), "来源文件"), tuple(rows), ledger.form.title)


def issue_grid(ledger: Ledger) -> Grid | None:
    """The rows with gaps and unclosed loops; None where all is complete."""
    rows = list(_issues(ledger))
    caption = f"{ISSUES}（截至{written_day(ledger.day)}）"
    return Grid(("序号", "事项", "问题"), tuple(rows), caption) if rows else None


def _issues(ledger: Ledger) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(ledger.rows, 1):
        found = problems(row, ledger.form)
        if found:
            yield Cell(str(number)), _matter(ledger, row), Cell("；".join(found))


def _told(ledger: Ledger) -> Grid | None:
    rows = [
        (Cell(str(number)), _matter(ledger, row), Cell("；".join(row.differences)))
        for number, row in enumerate(ledger.rows, 1)
        if row.differences
    ]
    return Grid(("序号", "事项", "说法"), tuple(rows), DIFFERENCES) if rows else None


def _matter(ledger: Ledger, row: LedgerRow) -> Cell:
    column = ledger.form.of_role("matter")
    return row.cells[column.name] if column is not None else Cell("")


def _from(row: LedgerRow) -> str:
    return "、".join(in_book_marks(title) for title in row.documents)
