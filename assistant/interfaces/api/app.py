"""The FastAPI application around one open service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from assistant.interfaces.api import documents, drafts, failures, guard, jobs, ledgers, questions, tasks, verification
from assistant.interfaces.api.mcp import McpDoor
from assistant.interfaces.api.openai import completions
from assistant.interfaces.backend import Backend
from assistant.interfaces.jobs import Jobs
from assistant.interfaces.wire import Health

MAX_REQUEST_BYTES = 1024 * 1024 * 1024
"""One upload of many files."""


def create_app(backend: Backend) -> FastAPI:
    """The API; the caller opens and closes the service and mounts the page."""

    work = Jobs(backend)
    door = McpDoor(backend)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await work.begin()
        yield
        await door.stop()
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
    app.include_router(documents.router(backend), prefix="/api")
    app.include_router(questions.router(backend), prefix="/api")
    app.include_router(verification.router(backend), prefix="/api")
    app.include_router(tasks.router(backend), prefix="/api")
    app.include_router(drafts.router(backend), prefix="/api")
    app.include_router(ledgers.router(backend), prefix="/api")
    app.include_router(jobs.router(work), prefix="/api")
    app.include_router(completions.router(backend), prefix="/v1")
    door.install(app)
    _add_probes(app, backend)
    failures.install(app)
    guard.install(app, MAX_REQUEST_BYTES)
    return app


def _add_probes(app: FastAPI, backend: Backend) -> None:
    @app.get("/healthz")
    async def healthz() -> Health:
        """The process answers."""
        return Health(status="ok")

    @app.get("/readyz")
    async def readyz() -> Health:
        """The library can be read."""
        await backend.read(backend.service.collections)
        return Health(status="ready")

    @app.api_route("/api/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def unknown(rest: str) -> None:
        """An address that is none is told so in JSON, not with the page's own error page."""
        raise HTTPException(404)
