"""Whether a check goes on: asked from the thread that does the work."""

from __future__ import annotations

import threading
import time


class Run:
    """One check at a time: whether it goes on, and how far it is. `going` is called in another thread."""

    def __init__(self) -> None:
        self.done = (0, 0)
        self._is_on = False
        self._began = 0.0
        self._stopped = threading.Event()
        self._wanted = threading.Event()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def is_stale(self) -> bool:
        """Whether the text has changed since this step began."""
        return self._wanted.is_set()

    def begin(self) -> bool:
        """Ask for a check; False where one is under way, which will take it in."""
        self._wanted.set()
        self._stopped.clear()
        if self._is_on:
            return False
        self._is_on = True
        self._began = time.monotonic()
        self.done = (0, 0)
        return True

    def goes_on(self) -> bool:
        is_wanted = self._wanted.is_set() and not self._stopped.is_set()
        self._wanted.clear()
        return is_wanted

    def going(self, done: int, of: int) -> bool:
        """As of `Proof.verify`."""
        self.done = (done, of)
        return not (self._stopped.is_set() or self._wanted.is_set())

    def stop(self) -> None:
        self._stopped.set()

    def end(self) -> None:
        self._is_on = False
