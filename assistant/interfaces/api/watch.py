"""Every request has an id, a line in the log and its place in the metrics."""

from __future__ import annotations

import re
import secrets
import time

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.interfaces.metrics import Metrics

log = structlog.get_logger()

HEADER = "X-Request-ID"
SCOPE_KEY = "zhibi.request_id"

_SOUND = re.compile(r"[A-Za-z0-9][A-Za-z0-9._\-]{0,63}")
"""What a caller may call its request: nothing that could break a line of the log."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by machines: counted, not logged."""

ELSEWHERE = "(page)"
"""The route of what no route of ours names: the page and its files, and addresses that are none."""


def request_id(scope: Scope) -> str:
    """The id of the request; "" outside of one."""
    return str(scope.get(SCOPE_KEY, ""))


class WatchMiddleware:
    """Takes a sound X-Request-ID over or makes one up, and notes how the request went. The outermost of all."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        own = given if _SOUND.fullmatch(given) else secrets.token_hex(8)
        scope[SCOPE_KEY] = own
        status = 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = own
            await send(message)

        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=own), self._metrics.under_way.track_inprogress():
            try:
                await self._app(scope, receive, send_with_id)
            finally:
                self._note(scope, status, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route, method = _route(scope), scope["method"] if scope["method"] in _METHODS else "OTHER"
        self._metrics.requests.labels(method, route, str(status)).inc()
        self._metrics.seconds.labels(method, route).observe(seconds)
        if route not in _QUIET:
            user = getattr(scope.get("zhibi.principal"), "user_id", "")
            log.info("request", method=method, route=route, status=status, ms=round(seconds * 1000, 1), user=user)


def _route(scope: Scope) -> str:
    """The route as it was written, never the address as it was typed: that may hold what somebody asked."""
    if (known := scope.get("zhibi.route")) is not None:
        return str(known)
    route = scope.get("route")
    path = getattr(route, "path_format", getattr(route, "path", None))
    if not isinstance(path, str) or not path or "{rest" in path:
        return ELSEWHERE
    typed = re.sub(r"\{(\w+)\}", lambda found: str(scope.get("path_params", {}).get(found[1], "")), path)
    prefix = scope["path"].removesuffix(typed)  # a router's own prefix: FastAPI does not note it at the route
    return prefix + path if prefix != scope["path"] else path


def install(app: FastAPI, metrics: Metrics) -> None:
    app.add_middleware(WatchMiddleware, metrics=metrics)
