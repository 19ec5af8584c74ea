"""What was removed a moment ago and may still be put back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Removed:
    versions: tuple[str, ...]
    until: float
    timer: threading.Timer


class Regret:
    """Hidden versions that wait to be purged for as long as whoever removed them may think better of it.

    It lives in the writer's memory alone: after a restart nothing waits any more. The holder of the writer's lock
    calls its methods.

    Args:
        purge: Called in a thread of its own when a document's time is over.
    """

    def __init__(self, purge: Callable[[], None]) -> None:
        self._purge = purge
        self._removed: dict[str, _Removed] = {}

    def keep(self, document_id: str, versions: Sequence[str], seconds: float) -> None:
        timer = threading.Timer(seconds, self._purge)
        timer.daemon = True
        self._removed[document_id] = _Removed(tuple(versions), time.monotonic() + seconds, timer)
        timer.start()

    def versions_of(self, document_id: str) -> tuple[str, ...]:
        """The hidden versions of a document that may be put back; () when its time is over."""
        found = self._removed.get(document_id)
        return found.versions if found is not None and found.until > time.monotonic() else ()

    def forget(self, document_id: str) -> None:
        """The document is put back, or another version is about to take its place."""
        found = self._removed.pop(document_id, None)
        if found is not None:
            found.timer.cancel()

    def clear(self) -> None:
        for document_id in tuple(self._removed):
            self.forget(document_id)

    def waiting(self) -> frozenset[str]:
        """Ids of the versions that are not to be purged yet."""
        now = time.monotonic()
        for document_id in [key for key, one in self._removed.items() if one.until <= now]:
            self.forget(document_id)
        return frozenset(version for one in self._removed.values() for version in one.versions)
