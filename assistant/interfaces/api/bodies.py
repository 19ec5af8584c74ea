"""What a request brings must keep coming, and may not be larger than what it is for."""

from __future__ import annotations

import asyncio
import time

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.interfaces.api.failures import SENTENCES, problem
from assistant.interfaces.api.sending import Sending
from assistant.interfaces.wire.failures import Failure

SILENCE_SECONDS = 30.0
"""How long a client may be silent in the middle of a request."""

GRACE_SECONDS = 60.0
LEAST_PACE = 4096
"""Bytes a second that must come on the whole, after the grace: one byte at a time holds a connection for ever."""

MAX_PLAIN_BYTES = 16 * 1024 * 1024
"""Of a body that is no upload of files: it is read into memory as a whole. The longest text and all its sources fit."""

_FILES = "multipart/form-data"


class StalledError(HTTPException):
    """The client has stopped sending, or trickles. The connection is of no more use."""

    def __init__(self) -> None:
        super().__init__(408, headers={"Connection": "close"})


class BodyMiddleware:
    """Ends requests that stall or trickle with 408, and those too large for what they are with 413."""

    def __init__(self, app: ASGIApp, silence: float, grace: float) -> None:
        self._app = app
        self._silence = silence
        self._grace = grace

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        sending = Sending(send)
        body = _Body(receive, self._silence, self._grace, not _brings_files(scope))
        try:
            await self._app(scope, body.receive, sending)
        except HTTPException as error:  # read by a middleware, which leaves it to us
            if sending.begun:
                raise
            failure = Failure(message=SENTENCES[error.status_code])
            await problem(error.status_code, failure, scope, error.headers)(scope, receive, send)


class _Body:
    """The messages of one request, with an eye on the clock while its body is coming."""

    def __init__(self, receive: Receive, silence: float, grace: float, plain: bool) -> None:
        self._receive = receive
        self._silence = silence
        self._grace = grace
        self._plain = plain
        self._begun: float | None = None
        self._size = 0
        self._ended = False

    async def receive(self) -> Message:
        if self._ended:  # nothing but the client's leaving can come: that takes as long as it takes
            return await self._receive()
        if self._begun is None:
            self._begun = time.monotonic()
        left = self._begun + self._grace + self._size / LEAST_PACE - time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, min(self._silence, left)))
        except TimeoutError as exc:
            raise StalledError from exc
        self._size += len(message.get("body", b""))
        self._ended = message["type"] != "http.request" or not message.get("more_body", False)
        if self._plain and self._size > MAX_PLAIN_BYTES:
            raise HTTPException(413)
        return message


def _brings_files(scope: Scope) -> bool:
    return Headers(scope=scope).get("content-type", "").lower().startswith(_FILES)


def install(app: FastAPI) -> None:
    app.add_middleware(BodyMiddleware, silence=SILENCE_SECONDS, grace=GRACE_SECONDS)
