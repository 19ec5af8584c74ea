"""`Idempotency-Key` on requests that change something: sent again, a request is answered as it was, not done again.

The key is the caller's alone. Kept for 24 hours are replies that another attempt would get too: those below 500, but
not "busy", "too many" and "not signed in". They are told again to whoever may still see and do what their first reader
could: who has lost a collection since is not shown what was quoted from it. A stream of events and a reply of more than
a megabyte are not kept.
`/api/jobs/…` keeps its keys with the jobs themselves, in the transaction that makes the job; so do the messages of
conversations, whose answers are followed by whoever asks again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Callable

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accounts.principal import Principal
from assistant.errors import AccountError, ZhibiError
from assistant.interfaces.api.failures import problem
from assistant.interfaces.api.identity import caller
from assistant.interfaces.wire.failures import Failure
from assistant.store.replies import Reach, Reply, ReplyStore

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
SELF_KEPT = re.compile(r"/api/(?:jobs/|conversations/[^/]+/messages|login$|logout$|me/|keys|users)")
"""What keeps its keys itself; and what replies with a password, a key or a cookie, of which no copy may stay behind."""
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

MOST_BODY = 1024 * 1024
"""Bytes of a request's body that its key is held against, and of a reply that is kept."""

PASSING = frozenset({401, 403, 409, 429})
"""Statuses that another attempt may well not get."""

WRONG = Failure(message=f"请求头 {HEADER} 应为 1—200 个可见的 ASCII 字符", hint="例如一个 UUID")
OTHER = Failure(message=f"这个 {HEADER} 已用于另一个请求", hint="每个请求请用新的值；重发同一个请求才用原来的值")
OUT_OF_REACH = Failure(
    message="这个请求已经做过，当时的回复涉及现在无权查看的资料",
    hint="要重新做一次，请换一个 Idempotency-Key",
)
BUSY = Failure(message="同一个请求正在处理", hint="请稍后再发")


class IdempotencyMiddleware:
    """Answers repeated writes from what is kept. Stands inside whatever identifies requests and guards the door.

    Args:
        store: Opened at the first request that bears a key.
    """

    def __init__(self, app: ASGIApp, store: Callable[[], ReplyStore]) -> None:
        self._app = app
        self._store = store
        self._recovered = False
        self._recovering = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _concerns(scope):
            await self._app(scope, receive, send)
            return
        key = Headers(scope=scope)[HEADER]
        if not KEY.fullmatch(key):
            await problem(400, WRONG, scope)(scope, receive, send)
            return
        try:
            by = await caller(HTTPConnection(scope))
        except AccountError:  # the route itself turns the caller away
            await self._app(scope, receive, send)
            return
        await self._once(by, key, scope, receive, send)

    async def _once(self, by: Principal, key: str, scope: Scope, receive: Receive, send: Send) -> None:
        store, owner, reach = await run_in_threadpool(self._opened), by.user_id, Reach.of(by)
        request, again = await _fingerprint(scope, receive)
        known = await run_in_threadpool(store.begin, owner, key, request)
        if known is not None:
            await _answer(known, request, reach, scope, receive, send)
            return

        def settle(reply: _Kept) -> None:
            if reply.complete:
                store.finish(owner, key, reply.status, reply.media_type, bytes(reply.body), reach)
            else:
                store.forget(owner, key)

        kept = _Kept(send, settle)
        try:
            await self._app(scope, again, kept.send)
        finally:
            await kept.settle()

    def _opened(self) -> ReplyStore:
        store = self._store()
        with self._recovering:  # of several first requests, none may forget what another has begun
            if not self._recovered:
                store.recover()
                self._recovered = True
        return store


class _Kept:
    """Lets a reply through and remembers it.

    Its last part is held until `settle` has noted what became of it: whoever has heard it may send the request again.
    """

    def __init__(self, send: Send, settle: Callable[[_Kept], None]) -> None:
        self._send = send
        self._settle = settle
        self._settled = False
        self._keeps = False
        self._ended = False
        self.status = 0
        self.media_type = ""
        self.body = bytearray()

    @property
    def complete(self) -> bool:
        return self._keeps and self._ended

    async def settle(self) -> None:
        if not self._settled:
            await run_in_threadpool(self._settle, self)
            self._settled = True

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.media_type = Headers(raw=message["headers"]).get("content-type", "")
            stream = self.media_type.startswith("text/event-stream")
            self._keeps = self.status < 500 and self.status not in PASSING and not stream
        elif message["type"] == "http.response.body":
            if self._keeps:
                self.body += message.get("body", b"")
                self._keeps = len(self.body) <= MOST_BODY
            self._ended = not message.get("more_body", False)
        if self._ended:
            with contextlib.suppress(ZhibiError):  # the reply is true all the same, and after it this is tried again
                await self.settle()
        await self._send(message)


def _concerns(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] in WRITES
        and scope["path"].startswith(("/api/", "/v1/"))
        and not SELF_KEPT.match(scope["path"])
        and HEADER.lower().encode() in dict(scope["headers"])
    )


async def _fingerprint(scope: Scope, receive: Receive) -> tuple[str, Receive]:
    """Of method, address and a JSON body, and a `receive` that gives the body again.

    Uploads are not held against their key: a form's boundaries differ each time it is sent.
    """
    digest = hashlib.sha256(
        json.dumps([scope["method"], scope["path"], scope["query_string"].decode("latin-1")]).encode()
    )
    if not Headers(scope=scope).get("content-type", "").startswith("application/json"):
        return digest.hexdigest(), receive
    taken: list[Message] = []
    size, more = 0, True
    while more and size <= MOST_BODY:
        message = await receive()
        taken.append(message)
        body = message.get("body", b"")
        digest.update(body)
        size, more = size + len(body), message["type"] == "http.request" and message.get("more_body", False)

    async def again() -> Message:
        return taken.pop(0) if taken else await receive()

    return digest.hexdigest(), again


async def _answer(known: Reply, request: str, reach: Reach, scope: Scope, receive: Receive, send: Send) -> None:
    if known.request != request:
        await problem(422, OTHER, scope)(scope, receive, send)
    elif known.status is None:
        await problem(409, BUSY, scope, {"Retry-After": "1"})(scope, receive, send)
    elif known.reach is None or not reach.covers(known.reach):
        await problem(403, OUT_OF_REACH, scope)(scope, receive, send)
    else:
        body = known.body or b""
        headers = MutableHeaders({REPLAYED: "true", "Content-Length": str(len(body))})
        if known.media_type:
            headers["Content-Type"] = known.media_type
        await send({"type": "http.response.start", "status": known.status, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})


def install(app: FastAPI, store: Callable[[], ReplyStore]) -> None:
    app.add_middleware(IdempotencyMiddleware, store=store)
