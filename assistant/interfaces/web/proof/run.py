"""Whether a check goes on: asked from the thread that does the work. It is done in steps, shown one after the other."""

from __future__ import annotations

import threading
import time

_FIRST_STEP, _LONGEST_STEP = 1.5, 10.0
"""Seconds after which what was found so far is shown: first, and at most later."""


class Run:
    """One check at a time: whether it goes on, and how far it is. `going` is called in another thread."""

    def __init__(self) -> None:
        self.done = (0, 0)
        self._is_on = False
        self._began = 0.0
        self._step = _FIRST_STEP
        self._until = 0.0
        self._stopped = threading.Event()
        self._wanted = threading.Event()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    @property
    def is_stale(self) -> bool:
        """Whether another step is to come: the text has changed, or not all of it is judged."""
        return self._wanted.is_set()

    def begin(self) -> bool:
        """Ask for a check; False where one is under way, which will take it in."""
        self._wanted.set()
        self._stopped.clear()
        if self._is_on:
            return False
        self._is_on = True
        self._began = time.monotonic()
        self._step = _FIRST_STEP
        return True

    def goes_on(self) -> bool:
        is_wanted = self._wanted.is_set() and not self._stopped.is_set()
        self._wanted.clear()
        self.done = (0, 0)
        self._until = time.monotonic() + self._step
        self._step = min(2 * self._step, _LONGEST_STEP)
        return is_wanted

    def take(self, judged: int) -> None:
        """A step has ended with so many sentences judged; where that is not all the next one goes on."""
        if judged < self.done[1]:
            self._wanted.set()

    def going(self, done: int, of: int) -> bool:
        """As of `Proof.verify`."""
        self.done = (done, of)
        return not (self._stopped.is_set() or self._wanted.is_set()) and time.monotonic() < self._until

    def stop(self) -> None:
        self._stopped.set()

    def end(self) -> None:
        self._is_on = False
