"""The FastAPI application around one open service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from assistant.interfaces.api import (
    accounts,
    backups,
    bodies,
    bugs,
    conversations,
    description,
    documents,
    drafts,
    entrance,
    evaluation,
    failures,
    guard,
    idempotency,
    jobs,
    ledgers,
    limits,
    logins,
    probes,
    proofs,
    questions,
    tasks,
    verification,
    watch,
)
from assistant.interfaces.api.mcp import McpDoor
from assistant.interfaces.api.openai import completions
from assistant.interfaces.backend import Backend
from assistant.interfaces.jobs import Jobs
from assistant.interfaces.metrics import Metrics
from assistant.interfaces.replying import Replies

MAX_REQUEST_BYTES = 1024 * 1024 * 1024
"""One upload of many files."""

RATE = 1200
"""Requests a minute for each user of a server with accounts, unless the settings say otherwise."""


def create_app(backend: Backend) -> FastAPI:
    """The API; the caller opens and closes the service and mounts the page."""

    metrics = Metrics(lambda: _size(backend))
    backend.metrics = metrics
    backend.service.on_answer = metrics.answered
    work = backend.jobs = Jobs(backend, metrics.job_ended)
    door = McpDoor(backend)
    replies = backend.replies = Replies(backend)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await replies.recover()
        await work.begin()
        yield
        await door.stop()
        await replies.close()
        await work.stop()
        await backend.stop()

    app = FastAPI(
        lifespan=lifespan,
        title="执笔",
        openapi_url="/api/openapi.json",
        # The documentation pages load scripts from elsewhere; this machine may have no network.
        docs_url=None,
        redoc_url=None,
    )
    app.state.backend = backend
    app.include_router(logins.router(backend), prefix="/api")
    app.include_router(accounts.router(backend), prefix="/api")
    app.include_router(documents.router(backend), prefix="/api")
    app.include_router(questions.router(backend), prefix="/api")
    app.include_router(verification.router(backend), prefix="/api")
    app.include_router(proofs.router(backend), prefix="/api")
    app.include_router(tasks.router(backend), prefix="/api")
    app.include_router(drafts.router(backend), prefix="/api")
    app.include_router(ledgers.router(backend), prefix="/api")
    app.include_router(jobs.router(work), prefix="/api")
    app.include_router(evaluation.router(backend), prefix="/api")
    app.include_router(backups.router(backend), prefix="/api")
    app.include_router(conversations.router(backend, replies), prefix="/api")
    app.include_router(completions.router(backend), prefix="/v1")
    door.install(app)
    app.include_router(probes.router(backend, metrics))
    _add_unknown(app)
    failures.install(app)
    description.install(app)
    # The innermost first: what is named last meets a request first.
    idempotency.install(app, lambda: backend.service.replies)
    entrance.install(app)
    limits.install(app, rate_of(backend))
    bodies.install(app)
    bugs.install(app)
    guard.install(app, MAX_REQUEST_BYTES, hosts_of(backend))
    watch.install(app, metrics)
    return app


def _add_unknown(app: FastAPI) -> None:
    @app.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def unknown(rest: str) -> None:
        """An address that is none is told so in JSON, not with the page's own error page."""
        raise HTTPException(404)


def hosts_of(backend: Backend) -> tuple[str, ...]:
    """By what other names than this machine's own the server may be called."""
    return backend.settings.hosts or (("*",) if backend.accounts is not None else ())


def rate_of(backend: Backend) -> int | None:
    """Requests a minute for each caller; without accounts everybody is the one user of this machine."""
    chosen = backend.settings.rate_limit
    return RATE if chosen is None and backend.accounts is not None else chosen


def _size(backend: Backend) -> tuple[int, int]:
    records = backend.service.documents()
    return len(records), sum(record.chunks for record in records)
