"""Waiting that ends."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from assistant.patience import Patience, paced


def later(seconds: float = 60) -> float:
    return time.monotonic() + seconds


def test_items_come_in_order() -> None:
    assert list(paced(lambda: iter("支部大会"), 5, later())) == list("支部大会")
    assert list(paced(lambda: iter([None, None]), 5, later())) == [None, None]


def test_an_error_of_the_source_arrives_after_its_items() -> None:
    def source() -> Iterator[int]:
        yield 1
        raise KeyError("x")

    items = paced(source, 5, later())
    assert next(items) == 1
    with pytest.raises(KeyError):
        next(items)


@pytest.mark.parametrize(("silence", "left"), [(1.0, 60), (60, 1.0)])
def test_silence_and_deadline_end_the_wait(silence: float, left: float) -> None:
    released = threading.Event()

    def source() -> Iterator[int]:
        yield 1
        released.wait(20)

    items = paced(source, silence, later(left))
    assert next(items) == 1
    with pytest.raises(TimeoutError):
        next(items)
    released.set()


def test_a_consumer_that_leaves_ends_the_source() -> None:
    ended, go = threading.Event(), threading.Event()

    def source() -> Iterator[int]:
        try:
            while True:
                yield 1
                go.wait(20)
        finally:
            ended.set()

    items = paced(source, 5, later())
    next(items)
    items.close()  # type: ignore[attr-defined]
    go.set()
    assert ended.wait(30)


@pytest.mark.parametrize(
    ("attempt", "asked", "pause"),
    [(0, None, 0.5), (1, None, 1.0), (3, None, 4.0), (9, None, 10.0), (0, 3, 3.0), (0, 99, 10.0)],
)
def test_pauses_double_and_are_capped(attempt: int, asked: float | None, pause: float) -> None:
    assert Patience(backoff=0.5, longest_pause=10).pause(attempt, asked) == pause
