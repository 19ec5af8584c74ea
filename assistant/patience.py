"""How long to wait for a language model, and how often to ask again."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TypeVar

from assistant.config import Settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """Limits of one answer. All times in seconds.

    Attributes:
        silence: Longest wait for a whole reply, or for the next piece of a streamed one.
        deadline: For everything: attempts and the pauses between them.
        retries: Attempts after the first.
        backoff: Pause before the first retry, doubled for each further one.
        longest_pause: Cap on a pause, also on one that the service asks for.
    """

    silence: float = 60.0
    deadline: float = 180.0
    retries: int = 2
    backoff: float = 0.5
    longest_pause: float = 10.0

    @classmethod
    def of(cls, settings: Settings) -> Patience:
        return cls(settings.model_timeout, settings.model_deadline, settings.model_retries, settings.model_backoff)

    def pause(self, attempt: int, asked: float | None = None) -> float:
        """Seconds to wait after the failed attempt number `attempt` (from 0); `asked`: what the service wants."""
        return min(self.longest_pause, max(self.backoff * float(2**attempt), asked or 0.0))


def paced(source: Callable[[], Iterator[T]], silence: float, until: float) -> Iterator[T]:
    """The items of `source()`, made in a thread of their own, so that waiting for one can end.

    A client's read timeout does not do: bytes that carry no content (keep-alive comments) reset it without end.
    When the consumer stops early, the thread ends with the item it is waiting for.

    Args:
        silence: Longest wait for one item, seconds.
        until: `time.monotonic()` after which no item is waited for.

    Raises:
        TimeoutError: When `silence` or `until` is passed.
        Exception: Whatever `source` raises.
    """
    items: SimpleQueue[tuple[T] | Exception | None] = SimpleQueue()
    stopped = threading.Event()
    work = contextvars.copy_context().run
    threading.Thread(target=work, args=(_produce, source, items, stopped), name="model-reply", daemon=True).start()
    try:
        while (item := _next(items, min(silence, until - time.monotonic()))) is not None:
            if isinstance(item, Exception):
                raise item
            yield item[0]
    finally:
        stopped.set()


def _produce(
    source: Callable[[], Iterator[T]], items: SimpleQueue[tuple[T] | Exception | None], stopped: threading.Event
) -> None:
    try:
        for item in source():
            if stopped.is_set():
                return
            items.put((item,))
        items.put(None)
    except Exception as exc:  # noqa: BLE001 (raised again on the consumer's side)
        items.put(exc)


def _next(items: SimpleQueue[tuple[T] | Exception | None], seconds: float) -> tuple[T] | Exception | None:
    try:
        return items.get(timeout=max(0.0, seconds))
    except Empty:
        raise TimeoutError from None
