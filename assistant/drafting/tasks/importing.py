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


def take_in(tasks: Tasks, data: bytes, name: str, plan: str, unit: str, year: int | None) -> Taken:
    """Takes a spreadsheet in. Nothing is changed where a row cannot be read, or names a task that is not there.

    Args:
        name: The file's, for messages; new tasks without a plan's name belong to the plan that it names.

    Raises:
        TaskError: A row cannot be a task, or its 编号 is that of none.
        IngestError: The file is no workbook that can be opened.
    """
    rows = read_workbook(data, name)
    known = {row.task.id: tasks.get(row.task.id) for row in rows if row.task.id}
    if len(known) != sum(1 for row in rows if row.task.id):
        raise TaskError(f"“{name}”里有两行的编号相同", "编号由系统给出，新增的任务请把编号留空")
    changed: list[str] = []
    for row in rows:
        changes = _changes(row, known.get(row.task.id))
        if changes:
            tasks.record(row.task.id, changes)
            changed.append(row.task.id)
    new = [row.task for row in rows if not row.task.id]
    added = tasks.add(plan or PurePath(name).stem, unit, year, new) if new else []
    unchanged = tuple(task_id for task_id in known if task_id not in changed)
    return Taken(tuple(task.id for task in added), tuple(changed), unchanged)


def _changes(row: SheetRow, before: Task | None) -> dict[str, object]:
    """Fields whose cell says something else than is stored; white space apart, for cells break lines at will."""
    if before is None:
        return {}
    return {
        name: getattr(row.task, name)
        for name in _RECORDED
        if name in row.given and _plain(getattr(row.task, name)) != _plain(getattr(before, name))
    }


def _plain(value: object) -> object:
    return "".join(value.split()) if isinstance(value, str) else value
