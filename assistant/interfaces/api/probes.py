"""`/healthz`, `/readyz` and `/metrics`: for machines that look after the server."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from assistant.errors import DiskFullError, ZhibiError
from assistant.interfaces.api.identity import HeldRoute, requires
from assistant.interfaces.backend import Backend
from assistant.interfaces.metrics import Metrics
from assistant.interfaces.wire.health import Health, Readiness
from assistant.store.database import is_made

LEAST_FREE = 64 * 1024**2
"""Bytes on the disk of the home; with less nothing can be taken in."""


def router(backend: Backend, metrics: Metrics) -> APIRouter:
    routes = APIRouter(route_class=HeldRoute, tags=["operations"])

    @routes.get("/healthz")
    async def healthz() -> Health:
        """The process answers."""
        return Health(status="ok")

    @routes.get("/readyz", responses={503: {"model": Readiness}})
    async def readyz(response: Response) -> Readiness:
        """Whether questions can be answered: the catalog, the search index, the database, the disk, each for itself."""
        found = {name: await backend.read(_state, check) for name, check in _checks(backend).items()}
        if backend.stopping:
            found["server"] = "正在停止"
        ready = all(state == "ok" for state in found.values())
        response.status_code = 200 if ready else 503
        return Readiness(status="ready" if ready else "unavailable", checks=found)

    @routes.get("/metrics", response_class=PlainTextResponse, dependencies=[requires("administer")])
    async def figures() -> Response:
        """Prometheus' text format. Where there are accounts, the key of an administrator is asked for."""
        return Response(await backend.read(metrics.render), media_type=CONTENT_TYPE_LATEST)

    return routes


def _checks(backend: Backend) -> dict[str, Callable[[], object]]:
    service = backend.service
    home = backend.settings.home

    def disk() -> None:
        if home.is_dir() and shutil.disk_usage(home).free < LEAST_FREE:
            raise DiskFullError("磁盘空间不足")

    checks: dict[str, Callable[[], object]] = {
        "catalog": service.collections,
        "index": lambda: service.idf("党"),
        "disk": disk,
    }
    if is_made(backend.settings):
        checks["database"] = lambda: service.jobs.list(limit=1)
    return checks


def _state(check: Callable[[], object]) -> str:
    try:
        check()
    except ZhibiError as error:
        return error.message
    return "ok"
