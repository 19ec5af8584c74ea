"""`/mcp`: the door to the MCP server, which is made when the first request comes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.requests import HTTPConnection
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from assistant.errors import ZhibiError
from assistant.interfaces.api.failures import known
from assistant.interfaces.api.identity import caller, hold
from assistant.interfaces.backend import Backend

if TYPE_CHECKING:
    from assistant.interfaces.mcp.server import Mounted

PATH = "/mcp"


class McpDoor:
    """Lets those in who may ask, and hands their requests on. `stop` ends what it started."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._mounted: Mounted | None = None
        self._making = asyncio.Lock()

    def install(self, app: FastAPI) -> None:
        app.router.routes.append(Route(PATH, self, include_in_schema=False))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            connection = HTTPConnection(scope)
            await hold(connection, await caller(connection), "read")
        except ZhibiError as error:
            await known(error, scope)(scope, receive, send)
            return
        await (await self._server())(scope, receive, send)

    async def _server(self) -> Mounted:
        async with self._making:
            if self._mounted is None:
                from assistant.interfaces.mcp.server import Mounted  # the SDK takes a second that few servers need

                self._mounted = Mounted(self._backend)
            return self._mounted

    async def stop(self) -> None:
        if self._mounted is not None:
            await self._mounted.stop()
