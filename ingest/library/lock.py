"""One writer at a time: an advisory lock on a file in the home folder that says who holds it."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import IO

from ingest.errors import LibraryBusyError


class WriteLock:
    """Held from construction to `release`; the kernel frees it when the process dies, however it dies.

    Raises:
        LibraryBusyError: Another holder has it; the message names its process, command and time.
    """

    def __init__(self, path: Path) -> None:
        # Without a buffer: what a full disk refuses must not come back when the file is closed.
        self._file = path.open("a+b", buffering=0)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as exc:
            holder = _read_holder(self._file)
            self._file.close()
            raise LibraryBusyError(f"资料库正被另一个进程使用{holder}", "等它结束，或先停止它，再运行本命令") from exc
        self._write(json.dumps({"pid": os.getpid(), "command": _command(), "since": _now()}))

    def release(self) -> None:
        if self._file.closed:
            return
        self._write("")
        self._file.close()

    def _write(self, text: str) -> None:
        # A full disk must not keep anyone from removing documents: the lock holds without its description.
        with contextlib.suppress(OSError):
            self._file.truncate(0)
            self._file.write(text.encode())


def _read_holder(file: IO[bytes]) -> str:
    """What the holder wrote, as "（进程 1234，zhibi serve，12:30 起）"; empty when it has not written yet."""
    try:
        file.seek(0)
        holder = json.loads(file.read())
        since = datetime.fromisoformat(holder["since"])
        clock = since.strftime("%H:%M" if since.date() == datetime.now().astimezone().date() else "%Y-%m-%d %H:%M")
        return f"（进程 {int(holder['pid'])}，{holder['command']}，{clock} 起）"
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")


def _command() -> str:
    """The program and its subcommand, e.g. "zhibi serve", without paths and options."""
    program = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
    before = ["", *sys.argv[1:]]
    words = [
        word for word, last in zip(sys.argv[1:], before, strict=False) if not word.startswith("-") and last != "--home"
    ]
    return " ".join([program, *words[:1]])
