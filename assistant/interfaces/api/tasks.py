"""`/api/tasks`: what plans set out to do, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi import Query as Parameter
from starlette.exceptions import HTTPException

from assistant.drafting.tasks.carrying import carry
from assistant.drafting.tasks.importing import look_through, take_in
from assistant.drafting.types import Task as Noun
from assistant.errors import TaskError
from assistant.interfaces.api.files import MEDIA_TYPES
from assistant.interfaces.api.identity import Caller, HeldRoute, Seen, requires
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.api.undoing import UndoSeconds
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire import Removed
from assistant.interfaces.wire.tasks import (
    Carrying,
    Imported,
    NewTasks,
    Place,
    Task,
    TaskDetail,
    TaskEvent,
    TaskList,
    TaskRecord,
)
from assistant.service import Service
from assistant.types import Citation, Passage
from ingest.types import Span

XLSX = MEDIA_TYPES["xlsx"]
MAX_SHEET_BYTES = 20 * 1024 * 1024

Year = Annotated[int | None, Parameter(ge=1900, le=2200)]
Text = Annotated[str | None, Parameter(max_length=200)]


def router(backend: Backend) -> APIRouter:
    """Routes that look at the tasks of `backend` and record what became of them."""
    routes = APIRouter(route_class=HeldRoute, tags=["tasks"])
    _add_reading(routes, backend)
    _add_writing(routes, backend)
    return routes


def _add_reading(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/tasks")
    async def tasks(
        seen: Seen,
        plan: Text = None,
        unit: Text = None,
        year: Year = None,
        limit: Limit = None,
        cursor: Cursor = None,
    ) -> TaskList:
        """What plans set out to do, and how it stands."""
        all_of_them = TaskList.told(await backend.read(lambda: seen.tasks.find(plan, unit, year)), date.today())
        shown, following = page(all_of_them.tasks, lambda task: task.id, limit, cursor)
        return all_of_them.model_copy(update={"tasks": list(shown), "next": following})

    @routes.get("/tasks.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
    async def sheet(seen: Seen, by: Caller, plan: Text = None, unit: Text = None, year: Year = None) -> Response:
        """The same as a workbook, to be filled in and taken back."""
        from assistant.drafting.tasks.workbook import workbook  # openpyxl takes 0.3 s, and 19 MB

        found = await backend.read(lambda: seen.tasks.find(plan, unit, year))
        data = await backend.read(workbook, found, date.today())
        await backend.note(by, "export", "tasks", format="xlsx")
        return Response(data, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="tasks.xlsx"'})

    @routes.get("/tasks/{task_id}")
    async def task(task_id: str, seen: Seen) -> TaskDetail:
        """One task, with all that was recorded of it."""
        found = await backend.read(lambda: seen.tasks.get(task_id))
        history = await backend.read(lambda: seen.tasks.history(task_id))
        return TaskDetail(task=Task.told(found, date.today()), history=[TaskEvent.of(one) for one in history])


def _add_writing(routes: APIRouter, backend: Backend) -> None:
    @routes.post("/tasks", status_code=201, dependencies=[requires("draft")])
    async def add(new: NewTasks, seen: Seen) -> TaskList:
        """Tasks of a plan, behind those that it has."""
        nouns = [one.noun() for one in new.tasks]
        added = await backend.read(lambda: seen.tasks.add(new.plan, new.unit, new.year, nouns))
        return TaskList.told(added, date.today())

    @routes.post("/tasks/sheet", dependencies=[requires("draft")])
    async def take_sheet(
        seen: Seen,
        file: Annotated[UploadFile, File()],
        plan: Annotated[str, Form(max_length=200)] = "",
        unit: Annotated[str, Form(max_length=200)] = "",
        year: Annotated[int | None, Form(ge=1900, le=2200)] = None,
        dry_run: Annotated[bool, Form()] = False,
    ) -> Imported:
        """What a workbook says became of tasks; unknown ones are added. A dry run tells what it would do."""
        data = await file.read(MAX_SHEET_BYTES + 1)
        if len(data) > MAX_SHEET_BYTES:
            raise HTTPException(413)
        name = file.filename or "工作簿"
        if dry_run:
            return Imported.would(await backend.read(lambda: look_through(seen.tasks, data, name)))
        taken = await backend.read(lambda: take_in(seen.tasks, data, name, plan, unit, year))
        return Imported(added=list(taken.added), changed=list(taken.changed), unchanged=list(taken.unchanged))

    @routes.post("/tasks/carry", status_code=201, dependencies=[requires("draft")])
    async def carry_on(wanted: Carrying, seen: Seen) -> TaskList:
        """What is unfinished of these goes on in another plan; what went on there before is not put there twice."""
        chosen = await backend.read(lambda: [seen.tasks.get(one) for one in wanted.tasks])
        carried = await backend.read(lambda: carry(seen.tasks, chosen, wanted.plan, wanted.year))
        return TaskList.told(carried, date.today())

    @routes.patch("/tasks/{task_id}", dependencies=[requires("draft")])
    async def record(task_id: str, changes: TaskRecord, seen: Seen) -> Task:
        """What became of a task; what stood there before is kept."""

        def recorded() -> Noun:
            told = {} if changes.evidence is None else {"evidence": _cited(seen, changes.evidence)}
            return seen.tasks.record(task_id, changes.changes() | told)

        after = await backend.read(recorded)
        return Task.told(after, date.today())

    @routes.delete("/tasks/{task_id}", dependencies=[requires("draft")])
    async def remove(task_id: str, seen: Seen, by: Caller, undo_seconds: UndoSeconds = 0) -> Removed:
        """The task, with what was recorded of it."""
        gone = await backend.read(lambda: seen.tasks.take_out(task_id))
        backend.removals.keep(by, "task", task_id, lambda now: now.tasks.put_back(gone), undo_seconds)
        return Removed(removed=task_id)

    @routes.post("/tasks/{task_id}/restore", dependencies=[requires("draft")])
    async def restore(task_id: str, seen: Seen, by: Caller) -> Task:
        """The task that one removed with `undo_seconds`, with what was recorded of it, while they last."""
        await backend.read(backend.removals.restore, by, "task", task_id, seen)
        return Task.told(await backend.read(lambda: seen.tasks.get(task_id)), date.today())


def _cited(seen: Service, places: Sequence[Place]) -> tuple[Citation, ...]:
    """Raises TaskError: what should be quoted is not in the library."""
    found = []
    for number, place in enumerate(places, 1):
        chunk = seen.chunk(place.chunk_id)
        if chunk is None or not place.start < place.end <= len(chunk.text):
            raise TaskError("佐证所指的原文不在资料库中", "请先检索，再用查到的段落和其中的位置")
        about = seen.document(chunk.document_id)
        passage = Passage(chunk, about.title, about.path, about.paged, 1.0)
        found.append(Citation.of(passage, Span(place.start, place.end), str(number)))
    return tuple(found)
