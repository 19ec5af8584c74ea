"""`/api/jobs`: long work that goes on when nobody waits for it, and after the server has died."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Header, Query, Response, UploadFile
from fastapi.responses import StreamingResponse
from starlette.requests import Request

from assistant.accounts.principal import Principal
from assistant.errors import AccountError, JobNotFoundError
from assistant.interfaces.api.documents import bytes_of
from assistant.interfaces.api.event_stream import EVENT_STREAM, sse_event, streamed
from assistant.interfaces.api.identity import Caller, HeldRoute, requires, settled
from assistant.interfaces.jobs import Jobs, shown_to
from assistant.interfaces.wire import CollectionName
from assistant.interfaces.wire.jobs import DraftJobRequest, EvalJobRequest, Job, JobList
from assistant.store import jobs as noun

LOOK_EVERY = 0.1
"""Seconds between two looks at a job that somebody watches."""

STILL_HERE = 15.0
"""Seconds of silence after which a comment keeps proxies from closing the stream."""

MOST = 200
"""Jobs in one list."""

Key = Annotated[str | None, Header(alias="Idempotency-Key", max_length=200, pattern=r"^[\x21-\x7e]+$")]
"""Sent again with the same request, it finds the job that the first one made."""


SETTLED = [Depends(settled)]
"""Any right will do: a program that may only bring documents follows what becomes of them."""


def router(jobs: Jobs) -> APIRouter:
    """Routes that ask for long work and tell how it goes."""
    routes = APIRouter(route_class=HeldRoute, tags=["jobs"], prefix="/jobs")
    _add_asking(routes, jobs)
    _add_looking(routes, jobs)
    return routes


def _add_asking(routes: APIRouter, jobs: Jobs) -> None:
    @routes.post("/ingest", status_code=202, dependencies=[requires("manage")])
    async def ingest(
        by: Caller,
        response: Response,
        files: Annotated[list[UploadFile], File()],
        collection: Annotated[CollectionName, Form()] = "default",
        passwords: Annotated[list[str] | None, Form()] = None,
        folders: Annotated[list[str] | None, Form()] = None,
        key: Key = None,
    ) -> Job:
        """Files to be taken in; they are safe on disk when this is answered.

        `folders` names file by file the folder that each lay in: files of one name in two folders are two documents.
        """
        coming = [(bytes_of(file), file.filename) for file in files]
        return _accepted(
            response, by, *await jobs.submit_files(coming, collection, passwords or (), by, key, folders or ())
        )

    @routes.post("/rebuild", status_code=202, dependencies=[requires("administer")])
    async def rebuild(by: Caller, response: Response, key: Key = None) -> Job:
        """Both indexes made anew from the catalog; the old ones serve until the end."""
        return _accepted(response, by, *await jobs.submit("rebuild", {}, by, key))

    @routes.post("/backup", status_code=202, dependencies=[requires("administer")])
    async def back_up(by: Caller, response: Response, key: Key = None) -> Job:
        """A backup of all there is, kept in the home; see `/api/backups`."""
        return _accepted(response, by, *await jobs.submit("backup", {}, by, key))

    @routes.post("/eval", status_code=202, dependencies=[requires("administer")])
    async def evaluate(wanted: EvalJobRequest, by: Caller, response: Response, key: Key = None) -> Job:
        """A data set's cases run and judged."""
        await jobs.require_dataset(wanted.cases)
        return _accepted(response, by, *await jobs.submit("eval", wanted.dump(), by, key))

    @routes.post("/draft", status_code=202, dependencies=[requires("draft")])
    async def draft(wanted: DraftJobRequest, by: Caller, response: Response, key: Key = None) -> Job:
        """A draft written and kept."""
        return _accepted(response, by, *await jobs.submit("draft", wanted.dump(), by, key))


def _accepted(response: Response, by: Principal, job: noun.Job, new: bool) -> Job:
    response.headers["Location"] = f"/api/jobs/{job.id}"
    if not new:
        response.headers["Idempotency-Replayed"] = "true"
    return Job.of(shown_to(job, by.visible))


def _add_looking(routes: APIRouter, jobs: Jobs) -> None:
    async def own(job_id: str, by: Principal) -> noun.Job:
        found = await jobs.look(job_id)
        if by.visible.owner is not None and found.owner != by.visible.owner:
            raise JobNotFoundError(f"没有编号为 {job_id!r} 的任务", "GET /api/jobs 列出已有的任务")
        return found

    @routes.get("", dependencies=SETTLED)
    async def listed(
        by: Caller,
        state: Annotated[list[noun.JobState] | None, Query()] = None,
        kind: Annotated[list[noun.JobKind] | None, Query()] = None,
        limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
        cursor: Annotated[str | None, Query(pattern=r"^[0-9]{1,18}$")] = None,
    ) -> JobList:
        """One's own, or for administrators everybody's, the newest first."""
        found = await jobs.list(
            owner=by.visible.owner, states=state or (), kinds=kind or (), limit=limit + 1,
            before=None if cursor is None else int(cursor),
        )  # fmt: skip
        following = str(found[limit - 1].number) if len(found) > limit else None
        return JobList(jobs=[Job.of(shown_to(job, by.visible)) for job in found[:limit]], next=following)

    @routes.get("/{job_id}", dependencies=SETTLED)
    async def show(job_id: str, by: Caller) -> Job:
        """How a job stands; of one that drew on what one may no longer see, no more than that."""
        return Job.of(shown_to(await own(job_id, by), by.visible))

    @routes.post("/{job_id}/cancel", dependencies=SETTLED)
    async def cancel(job_id: str, by: Caller) -> Job:
        """A queued job is cancelled at once, a running one at its next step; one that has ended stays as it is."""
        await own(job_id, by)
        return Job.of(shown_to(await jobs.cancel(job_id, by), by.visible))

    @routes.get(
        "/{job_id}/events",
        dependencies=SETTLED,
        response_class=StreamingResponse,
        responses={200: {"content": {EVENT_STREAM: {}}}},
    )
    async def events(job_id: str, by: Caller, request: Request) -> StreamingResponse:
        """`progress` with the job at each step, then `end` with the job as it ended."""
        await own(job_id, by)
        return streamed(_events(jobs, job_id, by))


async def _events(jobs: Jobs, job_id: str, by: Principal) -> AsyncIterator[bytes]:
    """For as long as `by` may come in, and as far as they may see by then: a stream can outlast a membership."""
    told, said = None, time.monotonic()
    while not jobs.stopping:
        job = await jobs.look(job_id)
        if job != told:
            told, said = job, time.monotonic()
            try:
                shown = shown_to(job, (await jobs.today(by)).visible)
            except AccountError:
                return
            yield sse_event("end" if job.ended else "progress", Job.of(shown))
        if job.ended:
            return
        if time.monotonic() - said > STILL_HERE:
            said = time.monotonic()
            yield b": ...\n\n"
        await asyncio.sleep(LOOK_EVERY)
