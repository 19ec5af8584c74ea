"""Tasks of plans: kept in the plan's order, changed by records that stay readable."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update

from assistant.drafting.tasks.deadlines import deadline
from assistant.drafting.types import Task, TaskStatus
from assistant.errors import TaskError, TaskNotFoundError
from assistant.store.database import Database
from assistant.store.keeping import ANYBODY, Keeping, forget, forgotten, note_collections, seen
from assistant.store.tables import task_events, tasks
from assistant.types import Citation

CHANGEABLE = (
    "matter", "measure", "owner", "due", "deadline", "outcome", "basis", "status", "progress", "note", "evidence",
)  # fmt: skip
"""What a record may change."""


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """What was changed when: field -> before and after, as they are shown."""

    at: str
    changes: Mapping[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RemovedTask:
    """What was taken out, rows as they were: `TaskStore.put_back` brings the task back as if nothing had happened."""

    task: Mapping[str, object]
    events: Sequence[Mapping[str, object]]
    collections: frozenset[str]


class TaskStore:
    """Tasks in a database.

    Args:
        keeping: For whom: a task that may not be seen is as one that does not exist.
    """

    def __init__(self, database: Database, keeping: Keeping = ANYBODY) -> None:
        self._database = database
        self._keeping = keeping

    def add(self, plan: str, unit: str, year: int | None, added: Sequence[Task]) -> list[Task]:
        """Stores the tasks behind those that the plan has already, and returns them with their ids.

        A time that names a day gives the task its deadline.

        Raises:
            TaskError: A task names no matter.
        """
        now = _now()
        with self._database.begin() as connection:
            last = connection.scalar(select(func.max(tasks.c.ordinal)).where(tasks.c.plan == plan)) or 0
            stored = [_completed(task, plan, unit, year) for task in added]
            for ordinal, task in enumerate(stored, last + 1):
                kept = {"ordinal": ordinal, "updated_at": now, "kept_for": self._keeping.owner}
                connection.execute(insert(tasks).values(**_row(task), **kept))
                note_collections(connection, task.id, self._quoted(task))
        self._keeping.note("add_tasks", plan, details={"tasks": [task.id for task in stored]})
        return stored

    def find(self, plan: str | None = None, unit: str | None = None, year: int | None = None) -> list[Task]:
        """The tasks of a plan, a unit or a year; the newest year first, then plan by plan in the plan's order."""
        chosen = (
            select(tasks).where(*self._seen()).order_by(tasks.c.year.desc().nulls_last(), tasks.c.plan, tasks.c.ordinal)
        )
        for column, wanted in ((tasks.c.plan, plan), (tasks.c.unit, unit), (tasks.c.year, year)):
            if wanted is not None:
                chosen = chosen.where(column == wanted)
        with self._database.read() as connection:
            return [_task(row) for row in connection.execute(chosen)]

    def get(self, task_id: str) -> Task:
        """Raises TaskNotFoundError."""
        with self._database.read() as connection:
            return self._found(connection, task_id)

    def record(self, task_id: str, changes: Mapping[str, object]) -> Task:
        """Changes fields of a task, and keeps what they were.

        Args:
            changes: Fields of `CHANGEABLE`. A new `due` gives a new deadline unless that is given too.

        Raises:
            TaskNotFoundError: There is no such task.
            TaskError: A field is unknown, or its value cannot be.
        """
        _check(changes)
        with self._database.begin() as connection:
            before = self._found(connection, task_id)
            wanted = dict(changes)
            if "due" in wanted and "deadline" not in wanted:
                wanted["deadline"] = deadline(str(wanted["due"]), before.year)
            if wanted.get("status") == "done" and "progress" not in wanted:
                wanted["progress"] = 100
            after = replace(before, **wanted)  # type: ignore[arg-type]
            changed = {name: _pair(before, after, name) for name in wanted if _pair(before, after, name) is not None}
            if changed:
                now = _now()
                connection.execute(update(tasks).where(tasks.c.id == task_id).values(**_row(after), updated_at=now))
                told = json.dumps(changed, ensure_ascii=False)
                connection.execute(insert(task_events).values(task_id=task_id, at=now, changes=told))
                note_collections(connection, task_id, self._quoted(after))
        self._keeping.note("record_task", task_id, details={"fields": sorted(changed)})
        return after

    def history(self, task_id: str) -> list[TaskEvent]:
        """What was recorded, oldest first. Raises TaskNotFoundError."""
        chosen = select(task_events).where(task_events.c.task_id == task_id).order_by(task_events.c.id)
        with self._database.read() as connection:
            self._found(connection, task_id)
            rows = connection.execute(chosen).all()
        return [
            TaskEvent(row.at, {name: (old, new) for name, (old, new) in json.loads(row.changes).items()})
            for row in rows
        ]

    def remove(self, ids: Iterable[str]) -> int:
        """Removes the tasks that there are of these, and tells how many."""
        with self._database.begin() as connection:
            gone = connection.scalars(select(tasks.c.id).where(tasks.c.id.in_(list(ids)), *self._seen())).all()
            forget(connection, gone)
            connection.execute(delete(tasks).where(tasks.c.id.in_(gone)))
        for task_id in gone:
            self._keeping.note("remove_task", task_id)
        return len(gone)

    def take_out(self, task_id: str) -> RemovedTask:
        """Removes a task so that it can be put back. Raises TaskNotFoundError."""
        own = select(task_events).where(task_events.c.task_id == task_id).order_by(task_events.c.id)
        with self._database.begin() as connection:
            self._found(connection, task_id)
            row = connection.execute(select(tasks).where(tasks.c.id == task_id)).mappings().one()
            events = [dict(one) for one in connection.execute(own).mappings()]
            quoted = forgotten(connection, task_id)
            connection.execute(delete(tasks).where(tasks.c.id == task_id))
        self._keeping.note("remove_task", task_id)
        return RemovedTask(dict(row), events, quoted)

    def put_back(self, removed: RemovedTask) -> None:
        """What `take_out` has removed stands there again, with its history."""
        task_id = str(removed.task["id"])
        with self._database.begin() as connection:
            connection.execute(insert(tasks).values(**removed.task))
            for event in removed.events:  # one by one: their numbers follow one another
                connection.execute(
                    insert(task_events).values({name: told for name, told in event.items() if name != "id"})
                )
            note_collections(connection, task_id, removed.collections)
        self._keeping.note("add_tasks", str(removed.task["plan"]), details={"tasks": [task_id], "why": "撤销移除"})

    def _seen(self) -> list[ColumnElement[bool]]:
        return seen(tasks, self._keeping.visible)

    def _found(self, connection: Connection, task_id: str) -> Task:
        row = connection.execute(select(tasks).where(tasks.c.id == task_id, *self._seen())).first()
        if row is None:
            raise TaskNotFoundError(f"没有编号为 {task_id!r} 的任务", "zhibi tasks list 列出已有的任务")
        return _task(row)

    def _quoted(self, task: Task) -> frozenset[str]:
        return self._keeping.collections_of({one.document_id for one in (*task.sources, *task.evidence)})


_PLAIN = tuple(field.name for field in fields(Task) if field.name not in ("citations", "sources", "evidence"))
"""Fields with a column of their own."""


def _completed(task: Task, plan: str, unit: str, year: int | None) -> Task:
    if not task.matter.strip():
        raise TaskError("有一项任务没有写事项", "请补上“事项”一栏")
    _check({"status": task.status, "progress": task.progress})
    own = year if task.year is None else task.year
    return replace(
        task,
        id=task.id or secrets.token_hex(5),
        plan=plan,
        unit=task.unit or unit,
        year=own,
        deadline=task.deadline or deadline(task.due, own),
    )


def _check(changes: Mapping[str, object]) -> None:
    for name, value in changes.items():
        if name not in CHANGEABLE:
            raise TaskError(f"任务没有可改的字段 {name!r}", f"可改的字段：{'、'.join(CHANGEABLE)}")
        if name == "status" and value not in get_args(TaskStatus):
            raise TaskError(f"状态 {value!r} 不是可用的值", f"可用的值：{'、'.join(get_args(TaskStatus))}")
        if name == "progress" and not (value is None or (isinstance(value, int) and 0 <= value <= 100)):
            raise TaskError(f"进度 {value!r} 应为 0—100 的整数", "例如 --progress 60")
        if name == "matter" and not str(value).strip():
            raise TaskError("事项不能为空", "请写明这项任务是什么")


def _row(task: Task) -> dict[str, object]:
    details = _Details(task.citations, task.sources, task.evidence)
    return {name: getattr(task, name) for name in _PLAIN} | {"details": _adapter().dump_json(details).decode()}


def _task(row: Row[Any]) -> Task:
    details = _adapter().validate_json(row.details)
    plain = {name: getattr(row, name) for name in _PLAIN}
    return Task(**plain, citations=details.citations, sources=details.sources, evidence=details.evidence)


@dataclass(frozen=True, slots=True)
class _Details:
    citations: Mapping[str, tuple[str, ...]]
    sources: tuple[Citation, ...]
    evidence: tuple[Citation, ...]


@cache
def _adapter() -> TypeAdapter[_Details]:
    return TypeAdapter(_Details)


def _pair(before: Task, after: Task, name: str) -> tuple[str, str] | None:
    one, two = getattr(before, name), getattr(after, name)
    return None if one == two else (_shown(one), _shown(two))


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return "；".join(f"《{one.document}》“{one.quote}”" for one in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
