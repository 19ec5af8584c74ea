"""From one year to the next: what a summary says of last plan's tasks, and which of them go on in the next plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.drafting.types import Task

Standing = Literal["done", "unfinished", "no_evidence", "stopped"]
"""done: recorded as done, with something that shows it. no_evidence: said to be done or under way, with nothing that
shows it. unfinished: under way or not begun, and said so."""


TaskBook = Callable[[str, int], Sequence[Task]]
"""The tasks of a unit's plans for a year, as they stand now, plan by plan in the plan's order."""


def no_tasks(unit: str, year: int) -> Sequence[Task]:
    """A task book that holds none."""
    return ()


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a task."""

    task: Task
    standing: Standing


def accounts(tasks: Sequence[Task]) -> tuple[Account, ...]:
    """One account a task, in the plan's order."""
    return tuple(Account(task, _standing(task)) for task in tasks)


def carried_over(tasks: Sequence[Task], year: int) -> tuple[Task, ...]:
    """The tasks of an earlier plan that are not recorded as finished, as they begin in the plan of `year`.

    Whoever owned one still does; its day is open, for the old one has passed.
    """
    unfinished = (task for task in tasks if task.status not in ("done", "stopped"))
    return tuple(
        replace(
            task, id="", carried=task.id, year=year, due="", deadline=None, status="planned", progress=None, note="",
            plan="",
        )
        for task in unfinished
    )  # fmt: skip


def _standing(task: Task) -> Standing:
    if task.status == "stopped":
        return "stopped"
    if task.status == "done":
        return "done" if task.note or task.evidence else "no_evidence"
    if task.status == "running" or task.note:
        return "unfinished"
    return "no_evidence"
