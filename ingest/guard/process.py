"""One parser process, seen from the parent: started, asked, watched, ended."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO, cast

from pydantic import ValidationError

from ingest.guard.frames import Reply, Request, receive_reply, send
from ingest.guard.limits import Limits

PROGRAM = (sys.executable, "-I", "-m", "ingest.guard.child")
_ENVIRONMENT = {"LANG": "C.UTF-8", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""All that a parser sees of ours: no key, no proxy, no home. Threads it starts on purpose are counted in its jobs."""
_LAST_WORDS = 0.2
"""Seconds in which a crash becomes an exit code."""


class Process:
    """A child that serves one job at a time. Not safe to share between threads.

    Args:
        program: Command that serves jobs; the limits follow as arguments.

    Attributes:
        is_usable: False once it crashed, stalled or talked nonsense, and while it is busy.
    """

    def __init__(self, limits: Limits, program: Sequence[str] = PROGRAM) -> None:
        self._limits = limits
        self._stalled = self._interrupted = False
        self.is_usable = True
        command = [*program, str(limits.memory), str(limits.files)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_ENVIRONMENT, cwd="/"
        )
        self._jobs = cast(BinaryIO, self._process.stdin)
        self._replies = cast(BinaryIO, self._process.stdout)

    def ask(self, job: Request, data: bytes) -> Iterator[tuple[Reply, bytes]]:
        """The replies to a job, each with the bytes beside it, until the one after which the caller stops listening.

        They end early when the process is lost; `epitaph` then says how. The caller sets `is_usable` once it has
        heard the last reply.
        """
        self.is_usable = False
        with self._watched():
            try:
                send(self._jobs, job, data)
            except OSError:  # it died before it had read the job
                return
        while True:
            with self._watched():
                found = self._next()
            if found is None:
                return
            yield found

    def _next(self) -> tuple[Reply, bytes] | None:
        try:
            return receive_reply(self._replies)
        except (ValidationError, OSError):
            return None

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Kills the process when the block takes longer than the limits' patience."""

        def stop() -> None:
            self._stalled = True
            self._process.kill()

        timer = threading.Timer(self._limits.patience, stop)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def epitaph(self) -> str:
        """Why the process is lost, in Chinese, as the predicate of a sentence about the file."""
        was_alive = not self._ended_by_itself()
        self.kill()
        if self._stalled:
            return f"超过 {self._limits.patience:.0f} 秒没有进展，已中止"
        if self._interrupted:
            return "已按要求中止"
        if was_alive:
            return "给出了无法理解的答复"
        code = self._process.returncode
        if code == -signal.SIGKILL:
            return "被系统中止（多半因为内存不足）"
        return f"意外终止（{_cause(code)}）"

    def _ended_by_itself(self) -> bool:
        """A process on its way out is given the time: its own exit code says more than our signal would."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_LAST_WORDS)
        return self._process.poll() is not None

    def interrupt(self) -> None:
        """Ends it from another thread than the one that asks it, which then finds it lost."""
        self._interrupted = True
        self._process.kill()

    def kill(self) -> None:
        """Ends it; it holds nothing that could be lost."""
        self.is_usable = False
        self._process.kill()
        self._process.wait()
        for pipe in (self._jobs, self._replies):
            _close(pipe)


def _close(pipe: BinaryIO) -> None:
    with suppress(BrokenPipeError):  # what was still buffered for a dead process
        pipe.close()


def _cause(code: int) -> str:
    if code < 0:
        try:
            return f"信号 {signal.Signals(-code).name}"
        except ValueError:
            return f"信号 {-code}"
    return f"退出码 {code}"
