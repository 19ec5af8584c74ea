"""How many requests one caller may make a minute."""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.interfaces.api.failures import problem
from assistant.interfaces.wire.failures import Failure

MOST_CALLERS = 10_000
"""So many are remembered; who has not come for the longest time is forgotten first, and starts with a full bucket."""

SHARE_AN_ADDRESS = 50
"""People who may work behind one address, each at the full rate."""

TOO_MANY = Failure(message="请求太频繁", hint="请稍候再试；上限由管理员以 rate_limit 设定")


class Buckets:
    """A token bucket for each caller: a minute's requests at once, then as they come in again, evenly.

    Args:
        per_minute: From 1 up.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = float(per_minute)
        self._rate = per_minute / 60
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> float:
        """0.0 when the request may pass, else the seconds until the next may."""
        now = self._clock()
        left, since = self._buckets.pop(caller, (self._most, now))
        left = min(self._most, left + max(0.0, now - since) * self._rate)
        passes = left >= 1
        self._buckets[caller] = (left - 1 if passes else left, now)
        if len(self._buckets) > MOST_CALLERS:
            self._buckets.popitem(last=False)
        return 0.0 if passes else (1 - left) / self._rate


class RateMiddleware:
    """Turns away, with 429 and Retry-After, who asks too often.

    An address has a bucket too, a larger one: whoever shows another key with each request has no more than that.
    """

    def __init__(self, app: ASGIApp, per_minute: int) -> None:
        self._app = app
        self._buckets = Buckets(per_minute)
        self._addresses = Buckets(per_minute * SHARE_AN_ADDRESS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(("/api/", "/v1/", "/mcp")):
            wait = max(self._addresses.take(_address(scope)), self._buckets.take(_caller(scope)))
            if wait > 0:
                headers = {"Retry-After": str(math.ceil(wait))}
                await problem(429, TOO_MANY, scope, headers)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _caller(scope: Scope) -> str:
    """Address, key and session together: users behind one address do not share a bucket."""
    headers = Headers(scope=scope)
    shown = (_address(scope), headers.get("authorization", ""), headers.get("cookie", ""))
    return hashlib.sha256("\0".join(shown).encode()).hexdigest()


def _address(scope: Scope) -> str:
    return scope["client"][0] if scope.get("client") else ""


def install(app: FastAPI, per_minute: int | None) -> None:
    """None or 0 lets everybody pass."""
    if per_minute:
        app.add_middleware(RateMiddleware, per_minute=per_minute)
