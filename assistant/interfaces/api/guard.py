"""Who may talk to the server: programs and pages of this machine; with accounts, of others that log in."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.interfaces.api.failures import problem
from assistant.interfaces.wire.failures import Failure

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that only this machine can reach."""

HOST_HEADERS = ["127.0.0.1", "localhost", "[::1]"]
"""What a browser of this machine calls us; another name would be DNS rebinding."""

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "X-Permitted-Cross-Domain-Policies": "none",
    # NiceGUI starts from inline scripts and compiles Vue templates in the browser; nothing may come from elsewhere.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
}

DATA_HEADERS = {
    # Data is not to be looked at as a page, whatever it holds, nor to lie about on a disk.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox"
    ),
    "Cache-Control": "no-store",
}
TLS_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}
"""To who has come by TLS once: come so again."""

DATA = ("/api/", "/v1/", "/mcp", "/metrics", "/healthz", "/readyz")

FOREIGN = Failure(message="请求来自别的网站，已拒绝", hint="请在本机浏览器中直接打开执笔的地址")


TOO_LARGE = Failure(message="请求太大", hint="请分几次上传")


class GateMiddleware:
    """Refuses requests that another site's page makes or that are too large; puts security headers on every reply.

    Args:
        max_bytes: Of a request's body, as it is declared.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return

        usual = SECURITY_HEADERS | DATA_HEADERS if scope["path"].startswith(DATA) else SECURITY_HEADERS

        if scope["scheme"] == "https":
            usual = usual | TLS_HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in usual.items():
                    headers.setdefault(name, value)
            await send(message)

        headers = Headers(scope=scope)
        if _is_foreign(headers):
            await _refuse(scope, receive, send_with_headers)
        elif _declared_bytes(headers) > self._max_bytes:
            await problem(413, TOO_LARGE, scope)(scope, receive, send_with_headers)
        else:
            await self._app(scope, receive, send_with_headers)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    await problem(403, FOREIGN, scope)(scope, receive, send)


def _declared_bytes(headers: Headers) -> int:
    declared = headers.get("content-length", "")
    return int(declared) if declared.isdecimal() else 0


def _is_foreign(headers: Headers) -> bool:
    """Browsers state the page's origin on every request that could change something, and on websockets."""
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def install(app: FastAPI, max_bytes: int, hosts: Sequence[str] = ()) -> None:
    """Put the gates before the application, the outermost last.

    Args:
        hosts: What browsers may call us beside this machine's own names; "*" lets every name pass. That is safe where
            one must log in: a page that had its own name point here would not be sent our cookie.
    """
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=max_bytes)  # counts what comes undeclared
    app.add_middleware(GateMiddleware, max_bytes=max_bytes)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=[*HOST_HEADERS, *hosts], www_redirect=False)
