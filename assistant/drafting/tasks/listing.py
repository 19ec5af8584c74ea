"""The tasks of a plan as the table in its draft lists them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.drafting.cells import NUMBER, RowText
from assistant.drafting.frame import open_in
from assistant.drafting.periods import read_period
from assistant.drafting.rows import COLUMNS, FIELDS
from assistant.drafting.tasks.deadlines import deadline
from assistant.drafting.types import Cell, Draft, Grid, Task


def lists(grid: Grid, tasks: Sequence[Task]) -> bool:
    """Whether the table is the one that lists these tasks."""
    return grid.columns == (NUMBER, *COLUMNS) and [matter for row in grid.rows if (matter := _matter(row))] == [
        task.matter for task in tasks
    ]


def listed(draft: Draft, before: Grid, after: Grid, rows: Sequence[RowText]) -> tuple[Task, ...]:
    """The draft's tasks as the table lists them now; a row without a matter sets none.

    Args:
        rows: What made `after` of `before`, row by row.
    """
    held = iter(draft.tasks)
    standing = [next(held) if _matter(row) else None for row in before.rows]
    return tuple(_numbered(draft, [
        _task(row, None if told.was is None else standing[told.was])
        for row, told in zip(after.rows, rows, strict=True)
        if _matter(row)
    ]))  # fmt: skip


def _matter(row: Sequence[Cell]) -> str:
    return "" if open_in(row[1].text) else row[1].text


def _task(row: Sequence[Cell], before: Task | None) -> Task:
    cells = dict(zip(FIELDS, row[1:], strict=True))
    stated = {name: "" if open_in(cell.text) else cell.text for name, cell in cells.items()}
    keys = {name: cell.citations for name, cell in cells.items() if cell.citations}
    task = replace(before or Task("", ""), **stated, citations=keys)  # type: ignore[arg-type]
    return task if before is not None and before.due == task.due else replace(task, deadline=None)


def _numbered(draft: Draft, tasks: Sequence[Task]) -> Iterator[Task]:
    """With the plan's year, which gives 6月底 its day, and with ids for those that are new."""
    period = read_period(draft.spec.period)
    year = draft.tasks[0].year if draft.tasks else period.first.year if period else None
    taken = {task.id for task in draft.tasks}
    free = (name for at in range(1, len(taken) + len(tasks) + 1) if (name := f"t{at}") not in taken)
    for task in tasks:
        day = task.deadline or (deadline(task.due, year) if task.due else None)
        yield replace(task, id=task.id or next(free), unit=draft.spec.unit, year=year, deadline=day)
