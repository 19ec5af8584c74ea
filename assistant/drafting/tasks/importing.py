"""What a filled-in spreadsheet changes: rows with a known 编号 are records, the others are new tasks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from assistant.drafting.tasks.sheets import SheetRow, read_workbook
from assistant.drafting.types import Task
from assistant.errors import TaskError

_RECORDED = ("matter", "measure", "owner", "due", "outcome", "basis", "status", "progress", "note")


class Tasks(Protocol):
    """Where tasks are kept; `assistant.store.tasks` says what each method raises."""

    def add(self, plan: str, unit: str, year: int | None, added: Sequence[Task]) -> list[Task]:
        """The tasks as stored, behind those of the plan."""

    def get(self, task_id: str) -> Task:
        """The task, or `TaskNotFoundError`."""

    def record(self, task_id: str, changes: Mapping[str, object]) -> Task:
        """The task as changed."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Ids of tasks by what became of them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A task that the sheet says something else of.

    Attributes:
        task: As it stands.
        changes: Field -> what it becomes.
    """

    task: Task
    changes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a sheet would do."""

    added: tuple[Task, ...]
    changed: tuple[Changed, ...]
    unchanged: tuple[str, ...]


def look_through(tasks: Tasks, data: bytes, name: str) -> Wanted:
    """What `take_in` would do with the spreadsheet; nothing is changed. Raises as `take_in`."""
    rows = read_workbook(data, name)
    known = {row.task.id: tasks.get(row.task.id) for row in rows if row.task.id}
    if len(known) != sum(1 for row in rows if row.task.id):
        raise TaskError(f"“{name}”里有两行的编号相同", "编号由系统给出，新增的任务请把编号留空")
    found = [Changed(known[row.task.id], _changes(row, known[row.task.id])) for row in rows if row.task.id]
    return Wanted(
        tuple(row.task for row in rows if not row.task.id),
        tuple(one for one in found if one.changes),
        tuple(one.task.id for one in found if not one.changes),
    )


def take_in(tasks: Tasks, data: bytes, name: str, plan: str, unit: str, year: int | None) -> Taken:
    """Takes a spreadsheet in. Nothing is changed where a row cannot be read, or names a task that is not there.

    Args:
        name: The file's, for messages; new tasks without a plan's name belong to the plan that it names.

    Raises:
        TaskError: A row cannot be a task, or its 编号 is that of none.
        IngestError: The file is no workbook that can be opened.
    """
    wanted = look_through(tasks, data, name)
    for one in wanted.changed:
        tasks.record(one.task.id, one.changes)
    added = tasks.add(plan or PurePath(name).stem, unit, year, wanted.added) if wanted.added else []
    changed = tuple(one.task.id for one in wanted.changed)
    return Taken(tuple(task.id for task in added), changed, wanted.unchanged)


def _changes(row: SheetRow, before: Task) -> dict[str, object]:
    """Fields whose cell says something else than is stored; white space apart, for cells break lines at will."""
    return {
        name: getattr(row.task, name)
        for name in _RECORDED
        if name in row.given and _plain(getattr(row.task, name)) != _plain(getattr(before, name))
    }


def _plain(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value
