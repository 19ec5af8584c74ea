"""One open store at a time, shared by threads, replaced under their feet without harm."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Closable(Protocol):
    def close(self) -> None: ...


S = TypeVar("S", bound=Closable)


@dataclass(slots=True)
class _Held(Generic[S]):
    key: Hashable
    store: S
    users: int = 0
    retired: bool = False


class Slot(Generic[S]):
    """Holds the store opened for a key; a new key opens a new store, and the old one is closed by its last user."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: _Held[S] | None = None

    @contextmanager
    def use(self, key: Hashable, open_store: Callable[[], S]) -> Iterator[S]:
        with self._lock:
            if self._held is None or self._held.key != key:
                self._retire()
                self._held = _Held(key, open_store())
            held = self._held
            held.users += 1
        try:
            yield held.store
        finally:
            self._leave(held)

    def latest(self) -> S | None:
        """The store in use, whatever it was opened for."""
        held = self._held
        return None if held is None else held.store

    def put(self, key: Hashable, store: S) -> None:
        """Replaces the store by one that is open already."""
        with self._lock:
            self._retire()
            self._held = _Held(key, store)

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
