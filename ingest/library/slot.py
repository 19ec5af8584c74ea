"""One open store at a time, shared by threads, replaced under their feet without harm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    def close(self) -> None: ...


S = TypeVar("S", bound=Closable)

Edition = tuple[int, int]
"""Number of the folder, revision of the catalog: what a store was opened for. Greater is newer."""


@dataclass(slots=True)
class _Held(Generic[S]):
    edition: Edition
    store: S
    users: int = 0
    retired: bool = False


class Slot(Generic[S]):
    """Holds the store of the newest edition asked for; an older one is closed by its last user.

    Who still asks for an older edition gets the newer: going back would leave two stores on one folder, and the one in
    use need not know what the other wrote.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: _Held[S] | None = None

    @contextmanager
    def use(self, edition: Edition, open_store: Callable[[], S]) -> Iterator[S]:
        with self._lock:
            if self._held is None or self._held.edition < edition:
                self._retire()
                self._held = _Held(edition, open_store())
            held = self._held
            held.users += 1
        try:
            yield held.store
        finally:
            self._leave(held)

    def latest(self) -> S | None:
        """The store in use, of whatever edition."""
        held = self._held
        return None if held is None else held.store

    def clear(self) -> None:
        with self._lock:
            self._retire()

    def _leave(self, held: _Held[S]) -> None:
        with self._lock:
            held.users -= 1
            if held.retired and not held.users:
                held.store.close()

    def _retire(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.retired = True
            if not held.users:
                held.store.close()
