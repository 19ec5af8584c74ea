"""A plan's tasks as they are kept: once for the plan, however often it is drafted; what was recorded stays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.drafting.types import Draft, Task
from assistant.types import Citation


class Tasks(Protocol):
    """Where tasks are kept: `assistant.store.tasks.TaskStore`."""

    def add(self, plan: str, unit: str, year: int | None, added: Sequence[Task]) -> list[Task]: ...
    def find(self, plan: str | None = None, unit: str | None = None, year: int | None = None) -> list[Task]: ...
    def history(self, task_id: str) -> Sequence[object]: ...
    def remove(self, ids: Sequence[str]) -> int: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """The plan's tasks as they are kept now. Attributes: recorded: How many were left as somebody recorded them."""

    tasks: tuple[Task, ...]
    recorded: int


def keep(tasks: Tasks, draft: Draft) -> Kept:
    """Keeps the tasks of a plan's draft.

    Tasks of the same plan that nobody has recorded anything of give way to those of the draft; the same matter keeps
    its id.
    """
    year = draft.tasks[0].year if draft.tasks else None
    held = [task for task in tasks.find(plan=draft.title, unit=draft.spec.unit) if task.year == year]
    recorded = [task for task in held if _is_recorded(task) or tasks.history(task.id)]
    matters = {task.matter for task in recorded}
    free = {task.matter: task.id for task in held if task not in recorded}
    known = {citation.key: citation for citation in draft.citations}
    fresh = [
        replace(task, id=free.get(task.matter, ""), sources=tuple(_sources(task, known)))
        for task in draft.tasks
        if task.matter not in matters
    ]
    tasks.remove([task.id for task in held if task not in recorded])
    tasks.add(draft.title, draft.spec.unit, year, fresh)
    return Kept(tuple(task for task in tasks.find(draft.title, draft.spec.unit) if task.year == year), len(recorded))


def _is_recorded(task: Task) -> bool:
    return bool(task.status != "planned" or task.progress is not None or task.evidence)


def _sources(task: Task, known: dict[str, Citation]) -> list[Citation]:
    keys = dict.fromkeys(key for keys in task.citations.values() for key in keys)
    return [known[key] for key in keys if key in known]


def rekeyed(tasks: Sequence[Task], theirs: Sequence[Citation], ours: Sequence[Citation]) -> tuple[Task, ...]:
    """Tasks whose keys name `theirs` with the keys that the same places have in `ours`."""
    places = {(one.chunk_id, one.start, one.end): one.key for one in ours}
    keys = {one.key: places.get((one.chunk_id, one.start, one.end), one.key) for one in theirs}
    return tuple(
        replace(
            task, citations={name: tuple(keys.get(key, key) for key in held) for name, held in task.citations.items()}
        )
        for task in tasks
    )
