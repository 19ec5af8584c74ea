"""Garbage is collected while the process is idle, and the collector is left as it was found."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import weakref
from collections.abc import Iterator

import pytest

from assistant.interfaces.api import garbage


class Circle:
    def __init__(self) -> None:
        self.own = self


@pytest.fixture(autouse=True)
def unfrozen() -> Iterator[None]:
    yield
    gc.unfreeze()


def test_what_is_left_of_a_page_goes_while_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(garbage, "is_due", lambda used, rounds: True)
    before = gc.get_threshold()
    asyncio.run(_collected())
    assert gc.get_threshold() == before


async def _collected() -> None:
    collecting = asyncio.create_task(garbage.collect_while_idle())
    await asyncio.sleep(0)
    assert gc.get_threshold()[2] == garbage.BUSY_DUE
    later = weakref.ref(Circle())
    async with asyncio.timeout(20):
        while later() is not None:
            await asyncio.sleep(0.01)
    assert gc.get_freeze_count() > 0
    collecting.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await collecting


@pytest.mark.parametrize(
    ("share", "rounds", "due"),
    [(0.005, garbage.DUE, True), (0.005, garbage.DUE - 1, False), (0.5, garbage.DUE, False)],
    ids=["idle", "hardly anything to collect", "busy"],
)
def test_a_full_round_waits_for_an_idle_moment(share: float, rounds: int, due: bool) -> None:
    assert garbage.is_due(share * garbage.LOOK_SECONDS, rounds) is due
