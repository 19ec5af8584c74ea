"""The JSON contract of plans' tasks. Fields are only ever added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self, get_args

from pydantic import Field, StringConstraints

from assistant.drafting import types as drafting
from assistant.drafting.tasks.importing import Wanted
from assistant.drafting.tasks.lights import USUAL, Thresholds, light
from assistant.interfaces.wire import Paged, Wire
from assistant.interfaces.wire.answers import Citation
from assistant.store.tasks import TaskEvent as StoredEvent

Line = Annotated[str, StringConstraints(max_length=2_000)]


class Task(Wire):
    """A task of a plan; `light` is red, yellow, blue, green or none as of the day it was asked.

    `citations` names, by field, the keys of `sources` that say it; `evidence` shows what was done.
    """

    id: str
    matter: str
    measure: str
    owner: str
    due: str
    deadline: date | None
    outcome: str
    basis: str
    status: drafting.TaskStatus
    progress: int | None
    note: str
    light: drafting.Light
    plan: str
    unit: str
    year: int | None
    carried: str | None
    citations: dict[str, list[str]]
    sources: list[Citation]
    evidence: list[Citation]

    @classmethod
    def told(cls, noun: drafting.Task, today: date, thresholds: Thresholds = USUAL) -> Self:
        return cls.like(
            noun,
            light=light(noun, today, thresholds),
            citations=dict(noun.citations),
            sources=[Citation.of(one) for one in noun.sources],
            evidence=[Citation.of(one) for one in noun.evidence],
        )


class TaskList(Paged):
    """Tasks in their plan's order, and how many of all, on other pages too, have which light."""

    tasks: list[Task]
    lights: dict[drafting.Light, int]

    @classmethod
    def told(cls, found: Sequence[drafting.Task], today: date, thresholds: Thresholds = USUAL) -> Self:
        tasks = [Task.told(one, today, thresholds) for one in found]
        counted = Counter(one.light for one in tasks)
        return cls(tasks=tasks, lights={name: counted[name] for name in get_args(drafting.Light)})


class TaskEvent(Wire):
    """What was recorded: field -> before and after."""

    at: str
    changes: dict[str, tuple[str, str]]

    @classmethod
    def of(cls, noun: StoredEvent) -> Self:
        return cls(at=noun.at, changes=dict(noun.changes))


class TaskDetail(Wire):
    """A task with its history, oldest first."""

    task: Task
    history: list[TaskEvent]


class ImportPreview(Wire):
    """What a spreadsheet would do: the matters of new tasks, and by id what would change from what to what."""

    added: list[str]
    changed: dict[str, dict[str, tuple[str, str]]]

    @classmethod
    def of(cls, wanted: Wanted) -> Self:
        changed = {
            one.task.id: {name: (_said(getattr(one.task, name)), _said(value)) for name, value in one.changes.items()}
            for one in wanted.changed
        }
        return cls(added=[task.matter for task in wanted.added], changed=changed)


class Imported(Wire):
    """What a spreadsheet did: ids of tasks that were added, changed, and left as they were.

    Attributes:
        preview: Of a dry run, which changes nothing: what it would do; nothing is `added` then.
    """

    added: list[str]
    changed: list[str]
    unchanged: list[str]
    preview: ImportPreview | None = Field(default=None, exclude_if=lambda value: value is None)

    @classmethod
    def would(cls, wanted: Wanted) -> Self:
        changed = [one.task.id for one in wanted.changed]
        return cls(added=[], changed=changed, unchanged=list(wanted.unchanged), preview=ImportPreview.of(wanted))


def _said(value: object) -> str:
    return "" if value is None else str(value)


class NewTask(Wire):
    """A task as a client sends it."""

    matter: Line
    measure: Line = ""
    owner: Line = ""
    due: Line = ""
    outcome: Line = ""
    basis: Line = ""

    def noun(self) -> drafting.Task:
        return drafting.Task("", self.matter, self.measure, self.owner, self.due, self.outcome, self.basis)


class NewTasks(Wire):
    """Tasks of one plan."""

    plan: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    unit: Annotated[str, StringConstraints(max_length=200)] = ""
    year: Annotated[int, Field(ge=1900, le=2200)] | None = None
    tasks: Annotated[list[NewTask], Field(min_length=1, max_length=1_000)]


class Carrying(Wire):
    """Tasks that go on in the plan of another year; those that are finished are passed over."""

    tasks: Annotated[list[Annotated[str, StringConstraints(max_length=64)]], Field(min_length=1, max_length=1_000)]
    plan: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    year: Annotated[int, Field(ge=1900, le=2200)]


class Place(Wire):
    """Words of the library: the characters [start, end) of a chunk's text."""

    chunk_id: Annotated[str, StringConstraints(max_length=200)]
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]


class TaskRecord(Wire):
    """What is recorded of a task; fields that are left out stay as they are.

    Attributes:
        evidence: All places that show what was done, in place of those that stand there.
    """

    matter: Line | None = None
    measure: Line | None = None
    owner: Line | None = None
    due: Line | None = None
    deadline: date | None = None
    outcome: Line | None = None
    basis: Line | None = None
    status: drafting.TaskStatus | None = None
    progress: Annotated[int, Field(ge=0, le=100)] | None = None
    note: Line | None = None
    evidence: Annotated[list[Place], Field(max_length=100)] | None = None

    def changes(self) -> dict[str, object]:
        """All but the evidence, which must be looked up."""
        return self.model_dump(exclude_unset=True, exclude={"evidence"})
