"""From one year to the next: what a summary says of last plan's tasks, and which of them go on in the next plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

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


class Tasks(Protocol):
    """Where tasks are kept: `assistant.store.tasks.TaskStore`."""

    def add(self, plan: str, unit: str, year: int | None, added: Sequence[Task]) -> list[Task]: ...
    def find(self, plan: str | None = None, unit: str | None = None, year: int | None = None) -> list[Task]: ...


def carry(tasks: Tasks, wanted: Sequence[Task], plan: str, year: int) -> list[Task]:
    """Puts what is unfinished of `wanted` into the plan of `year`, and returns what was put there.

    What that plan has taken over before stays as it is, and so do its own tasks.
    """
    held = tasks.find(plan=plan, year=year)
    there = {one.carried for one in held} | {one.id for one in held}
    fresh = [one for one in carried_over(wanted, year) if one.carried not in there]
    return tasks.add(plan, "", year, fresh) if fresh else []


def _standing(task: Task) -> Standing:
    if task.status == "stopped":
        return "stopped"
    if task.status == "done":
        return "done" if task.note or task.evidence else "no_evidence"
    if task.status == "running" or task.note:
        return "unfinished"
    return "no_evidence"
