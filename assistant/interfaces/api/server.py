"""Listening: a socket on this machine only, a line when it is ready, a quiet end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.auto import AutoHTTPProtocol

from assistant.errors import SettingsError
from assistant.interfaces.api.garbage import collect_while_idle
from assistant.interfaces.api.guard import LOOPBACK

KEEP_ALIVE_SECONDS = 75
"""How long an idle connection stays open: longer than clients keep theirs, who would else send into a closing one."""

HEAD_SECONDS = 20.0
HEAD_BYTES = 128 * 1024
"""How long the head of a request may take to come, and how large it may be: uvicorn bounds neither."""

GRACE_SECONDS = 3
"""How long open streams may go on after a stop signal."""


def bind(host: str, port: int, *, accounts: bool = False) -> socket.socket:
    """A bound socket; port 0 takes any free one.

    Args:
        accounts: Whether one must log in; without, only this machine may reach us.

    Raises:
        SettingsError: The address can be reached from elsewhere, or the port is taken or forbidden.
    """
    if host not in LOOPBACK and not accounts:
        raise SettingsError(
            f"不能监听 {host}：没有启用账号，局域网中任何人都能读到资料库",
            "请设置 accounts = true（或 ZHIBI_ACCOUNTS=true），或用默认的 127.0.0.1",
        )
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as exc:
        listener.close()
        raise _refused(exc, port) from exc
    return listener


def _refused(exc: OSError, port: int) -> SettingsError:
    if exc.errno == errno.EADDRINUSE:
        return SettingsError(f"端口 {port} 已被占用", "换一个端口，如 zhibi serve --port 0；或先停掉占用它的程序")
    return SettingsError(f"不能监听端口 {port}：{exc.strerror}", "请换一个 1024 以上的端口，如 --port 8321")


class PatientProtocol(AutoHTTPProtocol):  # type: ignore[misc, valid-type]  # uvicorn chooses it when it is imported
    """uvicorn's, but who opens a connection says within `HEAD_SECONDS` what is wanted: a head that trickles in would
    hold the connection for ever. Bodies are watched by `bodies`.
    """

    _waiting: asyncio.TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        before = self.cycle
        rest = before is not None and before.more_body  # of a body that nobody may be reading any more
        if before is not None and before.response_complete:
            self._wait()
        super().data_received(data)
        if self.cycle is not before or (rest and not self.cycle.more_body):
            self._come()
        elif self._waiting is not None and not rest:
            self._head += len(data)
            if self._head > HEAD_BYTES:
                self._give_up()

    def handle_websocket_upgrade(self, *args: Any) -> None:
        self._come()
        super().handle_websocket_upgrade(*args)

    def connection_lost(self, exc: Exception | None) -> None:
        self._come()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _come(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        self._head = 0

    def _give_up(self) -> None:
        self._come()
        self.transport.close()


class Server(uvicorn.Server):
    """uvicorn that says when it listens, and takes a stop signal as the end of its work, not of the process."""

    def __init__(self, app: FastAPI, on_ready: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PatientProtocol,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
            )
        )
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._on_ready()

    async def main_loop(self) -> None:
        collecting = asyncio.create_task(collect_while_idle())
        try:
            await super().main_loop()
        finally:
            collecting.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As uvicorn's, but the signal is not raised again: the library behind us is still to be closed."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def address(listener: socket.socket) -> str:
    """The URL of a bound socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def run(app: FastAPI, listener: socket.socket, on_ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM."""
    Server(app, on_ready).run(sockets=[listener])
