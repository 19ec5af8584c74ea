"""Kept replies: told again to those who may still see them, whatever the clock does meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.accounts.principal import LOCAL, RIGHTS_OF, Visible
from assistant.store.database import Database
from assistant.store.replies import KEPT, Reach, ReplyStore

DAY = timedelta(days=1)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock, database_url: str | None) -> Iterator[ReplyStore]:
    with Database.open(tmp_path, database_url) as database:
        yield ReplyStore(database, clock)


def reach(*collections: str, role: str = "writer", owner: str = "u1") -> Reach:
    rights = RIGHTS_OF[role]  # type: ignore[index]
    return Reach.of(replace(LOCAL, rights=rights, visible=Visible(owner, frozenset(collections))))


@pytest.mark.parametrize(
    ("now", "covers"),
    [
        (reach("甲", "乙"), True),
        (reach("甲", "乙", "丙"), True),
        (reach("甲"), False),
        (reach(), False),
        (reach("甲", "乙", role="reader"), False),
        (reach("甲", "乙", role="librarian"), True),
        (reach("甲", "乙", owner="u2"), False),
        (Reach.of(LOCAL), True),
    ],
)
def test_a_reply_reaches_whoever_sees_and_may_do_as_much(store: ReplyStore, now: Reach, covers: bool) -> None:
    assert store.begin("u1", "k", "request") is None
    store.finish("u1", "k", 200, "application/json", b"{}", reach("甲", "乙"))
    known = store.begin("u1", "k", "request")
    assert known is not None
    assert known.reach == reach("甲", "乙")
    assert now.covers(known.reach) is covers


def test_what_saw_everything_is_told_to_nobody_who_does_not() -> None:
    assert not reach("甲", "乙").covers(Reach.of(LOCAL))


@pytest.mark.parametrize("jump", [-400 * DAY, -DAY, timedelta(seconds=-1), KEPT - timedelta(seconds=1)])
def test_a_clock_that_jumps_has_nothing_done_twice(store: ReplyStore, clock: Clock, jump: timedelta) -> None:
    assert store.begin("u1", "k", "request") is None
    store.finish("u1", "k", 200, "application/json", b"{}", reach())
    clock.now += jump
    known = store.begin("u1", "k", "request")
    assert known is not None
    assert (known.status, known.body) == (200, b"{}")


def test_a_request_under_way_is_not_forgotten_when_the_clock_jumps_ahead(store: ReplyStore, clock: Clock) -> None:
    assert store.begin("u1", "k", "request") is None
    clock.now += 400 * DAY
    known = store.begin("u1", "k", "request")
    assert known is not None
    assert known.status is None
    store.finish("u1", "k", 201, "application/json", b"{}", reach())
    clock.now -= 400 * DAY
    assert store.begin("u1", "k", "request").status == 201  # type: ignore[union-attr]


def test_after_a_day_a_key_is_free(store: ReplyStore, clock: Clock) -> None:
    store.begin("u1", "k", "request")
    store.finish("u1", "k", 200, "application/json", b"{}", reach())
    clock.now += KEPT + timedelta(seconds=1)
    assert store.begin("u1", "k", "another") is None
