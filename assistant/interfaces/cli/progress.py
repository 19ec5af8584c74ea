"""How far a long piece of work has come, on standard error: a bar for a person, a line now and then for a log."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.interfaces.cli.session import plain, say

if TYPE_CHECKING:
    from ingest.types import ProgressEvent

LINE_EVERY = 15.0
"""Seconds between two lines where nobody sees a bar."""


@contextmanager
def progress(title: str) -> Iterator[Callable[[ProgressEvent], None]]:
    """A listener for progress events, with rate and remaining time."""
    if not sys.stderr.isatty():
        yield Lines(title).hear
        return
    from rich.console import Console  # 0.1 s that only a person watching needs
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[pace]}", markup=False),
        TextColumn("{task.fields[path]}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, pace="", path="")
        started = time.monotonic()

        def hear(event: ProgressEvent) -> None:
            shown = f"{plain(Path(event.path).name)} {event.detail if event.stage == 'reading' else ''}"
            told = pace(event.index, event.total, time.monotonic() - started)
            bar.update(task, total=event.total, completed=event.index, pace=told, path=shown)

        yield hear


class Lines:
    """Says now and then how far the work has come; short work passes in silence."""

    def __init__(self, title: str, every: float = LINE_EVERY, clock: Callable[[], float] = time.monotonic) -> None:
        self._title = title
        self._every = every
        self._clock = clock
        self._started = self._said = clock()

    def hear(self, event: ProgressEvent) -> None:
        now = self._clock()
        if now - self._said < self._every:
            return
        self._said = now
        told = pace(event.index, event.total, now - self._started)
        say("，".join(part for part in (f"{self._title} {event.index}/{event.total}", told, event.detail) if part))


def pace(done: int, total: int, seconds: float) -> str:
    """Rate and remaining time in Chinese; "" while too little is done to tell."""
    if done < 3 or seconds <= 0:
        return ""
    rate = done / seconds
    each = f"每秒 {rate:.1f} 份" if rate >= 1 else f"每份 {1 / rate:.1f} 秒"
    return f"{each}，约剩 {duration((total - done) / rate)}"


def duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.0f} 秒"
    if seconds < 3600:
        return f"{seconds / 60:.0f} 分钟"
    return f"{seconds / 3600:.1f} 小时"
