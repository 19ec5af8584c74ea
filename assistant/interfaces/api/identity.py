"""Who a request comes from, and the service as that person may use it: what every route depends on.

    @routes.get("/documents")
    async def documents(seen: Seen) -> DocumentList:
        return DocumentList.of(await backend.read(seen.documents))

`Seen` is the service narrowed to what the caller may see: a route that uses it, and never `backend.service`, shows
nothing else. `Caller` is the principal itself. `dependencies=[requires("draft")]` on a route or a router turns away,
before anything is looked up, who lacks a right.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from assistant.accounts.principal import LOCAL, Principal, Right
from assistant.errors import ForbiddenError, NotSignedInError
from assistant.interfaces.backend import Backend
from assistant.service import Service

if TYPE_CHECKING:
    from starlette.datastructures import Headers

COOKIE = "zhibi_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Under TLS: browsers then take it from this very host alone, and send it over TLS alone."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

NOBODY = ("请先登录", "在浏览器中打开执笔登录；程序请带上请求头 Authorization: Bearer 密钥")


def backend_of(connection: HTTPConnection) -> Backend:
    """The backend of the application that serves the connection."""
    backend = connection.app.state.backend
    assert isinstance(backend, Backend)
    return backend


async def identify(connection: HTTPConnection) -> Principal:
    """Who a request, or a websocket's opening, comes from; outside FastAPI's routes too (MCP, pages).

    Without accounts everybody is `LOCAL`: the server then listens on this machine alone.

    Raises:
        NotSignedInError: Neither a session nor a key, or one that is unknown, expired or revoked.
        ForbiddenError: A browser sent the session's cookie for a change that its page may not ask for.
    """
    backend = backend_of(connection)
    accounts = backend.accounts
    if accounts is None:
        return LOCAL
    address = connection.client.host if connection.client else ""
    authorization = connection.headers.get("authorization")
    if authorization is not None:
        kind, _, key = authorization.partition(" ")
        if kind.lower() != "bearer" or not key.strip():
            raise NotSignedInError(*NOBODY)
        return await backend.read(accounts.keys.principal, key.strip(), address)
    token = session_token(connection)
    if token is None:
        raise NotSignedInError(*NOBODY)
    _refuse_forged(connection)
    return await backend.read(accounts.sessions.principal, token, address)


def session_token(connection: HTTPConnection) -> str | None:
    """The session's token as the browser sends it; under TLS only the cookie that TLS protects counts."""
    return connection.cookies.get(SECURE_COOKIE if is_secure(connection) else COOKIE)


def is_secure(connection: HTTPConnection) -> bool:
    """Whether the browser speaks TLS to us, or to the proxy before us that uvicorn was told to trust."""
    return connection.scope.get("scheme") in ("https", "wss")


def _refuse_forged(connection: HTTPConnection) -> None:
    """A change asked for with a cookie must come from our own page: browsers say where it comes from."""
    if connection.scope["type"] == "http" and connection.scope["method"] in SAFE_METHODS:
        return
    if not (_same_origin(connection.headers) or connection.headers.get("sec-fetch-site") == "same-origin"):
        raise ForbiddenError("请求没有说明来自执笔的页面，已拒绝", "请在执笔的页面中操作；程序请使用密钥")


def _same_origin(headers: Headers) -> bool:
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2] == headers.get("host")


async def caller(connection: HTTPConnection) -> Principal:
    """See `identify`; a principal that an earlier step of this request found is not looked up again."""
    known = connection.scope.get("zhibi.principal")
    if isinstance(known, Principal):
        return known
    found = await identify(connection)
    connection.scope["zhibi.principal"] = found
    return found


Caller = Annotated[Principal, Depends(caller)]
"""The principal of the request."""


async def seen(connection: HTTPConnection, principal: Caller) -> Service:
    await hold(connection, principal, "read")
    return backend_of(connection).seen_by(principal)


Seen = Annotated[Service, Depends(seen)]
"""The service as the caller may use it."""


def requires(right: Right) -> Any:
    """For a route's or a router's `dependencies`: raises ForbiddenError where the caller lacks the right."""

    async def check(connection: HTTPConnection, principal: Caller) -> None:
        await hold(connection, principal, right)

    check.right = right  # type: ignore[attr-defined]
    return Depends(check)


async def settled(principal: Caller) -> None:
    """For dependencies: raises ForbiddenError while a password that another chose is still to be changed."""
    principal.require_settled()


async def hold(connection: HTTPConnection, principal: Principal, right: Right) -> None:
    """Raises ForbiddenError, once it is noted: the principal lacks the right."""
    try:
        principal.require(right)
    except ForbiddenError:
        accounts = backend_of(connection).accounts
        if accounts is not None:
            asked = f"{connection.scope.get('method', '')} {connection.scope['path']}"
            await run_in_threadpool(accounts.audit.note, principal, "request", asked, "denied", {"right": right})
        raise


class HeldRoute(APIRoute):
    """A route that looks at the rights it `requires` before it reads what is sent: who may not upload, uploads nothing.

    FastAPI reads a request's body before it asks for the dependencies.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        rights = [right for one in self.dependencies if (right := getattr(one.dependency, "right", None)) is not None]

        async def held(request: Request) -> Response:
            principal = await caller(request)
            for right in rights:
                await hold(request, principal, right)
            return await handle(request)

        return held if rights else handle
