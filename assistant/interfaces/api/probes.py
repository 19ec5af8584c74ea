"""`/healthz`, `/readyz` and `/metrics`: for machines that look after the server."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST

from assistant.interfaces.api.identity import HeldRoute, requires
from assistant.interfaces.backend import Backend
from assistant.interfaces.metrics import Metrics
from assistant.interfaces.readiness import readiness
from assistant.interfaces.wire.health import Health, Readiness


def router(backend: Backend, metrics: Metrics) -> APIRouter:
    routes = APIRouter(route_class=HeldRoute, tags=["operations"])

    @routes.get("/healthz")
    async def healthz() -> Health:
        """The process answers."""
        return Health(status="ok")

    @routes.get("/readyz", responses={503: {"model": Readiness}})
    async def readyz(response: Response) -> Readiness:
        """Whether questions can be answered: the catalog, the search index, the database, the disk, each for itself."""
        found = await readiness(backend)
        response.status_code = 200 if found.status == "ready" else 503
        return found

    @routes.get("/metrics", response_class=PlainTextResponse, dependencies=[requires("administer")])
    async def figures() -> Response:
        """Prometheus' text format. Where there are accounts, the key of an administrator is asked for."""
        return Response(await backend.read(metrics.render), media_type=CONTENT_TYPE_LATEST)

    return routes
