"""Where there are accounts, nobody's request is read before it is known whose it is."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AccountError
from assistant.interfaces.api.failures import known
from assistant.interfaces.api.identity import caller
from assistant.interfaces.api.openai.failures import refusal_of
from assistant.interfaces.api.openai.wire import ErrorReply

CLOSED = ("/api/", "/v1/", "/mcp", "/metrics")
OPEN = frozenset({"/api/login", "/api/openapi.json"})
"""Where one comes in, and what says how."""


class EntranceMiddleware:
    """Turns away who is nobody before a byte of what they send is taken: FastAPI reads bodies, onto the disk where they
    are large, before it asks a route's dependencies. Who is let in is looked up once for the whole request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(CLOSED) and scope["path"] not in OPEN:
            try:
                await caller(HTTPConnection(scope))
            except AccountError as error:
                if scope["path"].startswith("/v1/"):
                    status, told = refusal_of(error)
                    await JSONResponse(ErrorReply(error=told).model_dump(), status)(scope, receive, send)
                else:
                    await known(error, scope)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def install(app: FastAPI) -> None:
    app.add_middleware(EntranceMiddleware)
