"""A bug becomes a reply like every other: with an id, the security headers, and nothing of what went wrong inside."""

from __future__ import annotations

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.interfaces.api.failures import INTERNAL, problem
from assistant.interfaces.api.sending import Sending

log = structlog.get_logger()


class BugMiddleware:
    """Stands inside the gates, which put their headers on its reply too; the framework's own place is outside them."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sending = Sending(send)
        try:
            await self._app(scope, receive, sending)
        except Exception:
            log.exception("a request met a bug", method=scope["method"])
            if sending.begun:  # the connection is broken off, so that nobody takes half a reply for a whole one
                raise
            await problem(500, INTERNAL, scope)(scope, receive, send)


def install(app: FastAPI) -> None:
    app.add_middleware(BugMiddleware)
