"""`/api/tasks`: what plans set out to do, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi import Query as Parameter
from starlette.exceptions import HTTPException

from assistant.drafting.tasks.importing import take_in
from assistant.drafting.tasks.sheets import workbook
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire import Removed
from assistant.interfaces.wire_tasks import Imported, NewTasks, Task, TaskDetail, TaskEvent, TaskList, TaskRecord

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAX_SHEET_BYTES = 20 * 1024 * 1024

Text = Annotated[str | None, Parameter(max_length=200)]


def router(backend: Backend) -> APIRouter:
    """Routes that look at the tasks of `backend` and record what became of them."""
    routes = APIRouter(tags=["tasks"])
    _add_reading(routes, backend)
    _add_writing(routes, backend)
    return routes


def _add_reading(routes: APIRouter, backend: Backend) -> None:
    service = backend.service

    @routes.get("/tasks")
    async def tasks(plan: Text = None, unit: Text = None, year: int | None = None) -> TaskList:
        return TaskList.told(await backend.read(lambda: service.tasks.find(plan, unit, year)), date.today())

    @routes.get("/tasks.xlsx", response_class=Response, responses={200: {"content": {XLSX: {}}}})
    async def sheet(plan: Text = None, unit: Text = None, year: int | None = None) -> Response:
        found = await backend.read(lambda: service.tasks.find(plan, unit, year))
        data = await backend.read(workbook, found, date.today())
        return Response(data, media_type=XLSX, headers={"Content-Disposition": 'attachment; filename="tasks.xlsx"'})

    @routes.get("/tasks/{task_id}")
    async def task(task_id: str) -> TaskDetail:
        found = await backend.read(lambda: service.tasks.get(task_id))
        history = await backend.read(lambda: service.tasks.history(task_id))
        return TaskDetail(task=Task.told(found, date.today()), history=[TaskEvent.of(one) for one in history])


def _add_writing(routes: APIRouter, backend: Backend) -> None:
    service = backend.service

    @routes.post("/tasks", status_code=201)
    async def add(new: NewTasks) -> TaskList:
        nouns = [one.noun() for one in new.tasks]
        added = await backend.read(lambda: service.tasks.add(new.plan, new.unit, new.year, nouns))
        return TaskList.told(added, date.today())

    @routes.post("/tasks/sheet")
    async def take_sheet(
        file: Annotated[UploadFile, File()],
        plan: Annotated[str, Form(max_length=200)] = "",
        unit: Annotated[str, Form(max_length=200)] = "",
        year: Annotated[int | None, Form(ge=1900, le=2200)] = None,
    ) -> Imported:
        data = await file.read(MAX_SHEET_BYTES + 1)
        if len(data) > MAX_SHEET_BYTES:
            raise HTTPException(413)
        taken = await backend.read(lambda: take_in(service.tasks, data, file.filename or "工作簿", plan, unit, year))
        return Imported(added=list(taken.added), changed=list(taken.changed), unchanged=list(taken.unchanged))

    @routes.patch("/tasks/{task_id}")
    async def record(task_id: str, changes: TaskRecord) -> Task:
        after = await backend.read(lambda: service.tasks.record(task_id, changes.changes()))
        return Task.told(after, date.today())

    @routes.delete("/tasks/{task_id}")
    async def remove(task_id: str) -> Removed:
        await backend.read(lambda: service.tasks.get(task_id))
        await backend.read(lambda: service.tasks.remove([task_id]))
        return Removed(removed=task_id)
