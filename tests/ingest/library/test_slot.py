"""A store is closed once, by its last user, and never gives way to an older one."""

from __future__ import annotations

from ingest.library.slot import Slot


class Store:
    def __init__(self, name: str) -> None:
        self.name = name
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_one_store_serves_an_edition_and_its_last_user_closes_it() -> None:
    slot: Slot[Store] = Slot()
    with slot.use((1, 0), lambda: Store("old")) as old:
        with slot.use((1, 0), lambda: Store("unused")) as same:
            assert same is old
        with slot.use((1, 1), lambda: Store("new")) as new:
            assert new.name == "new"
            assert old.closed == 0
        with slot.use((1, 0), lambda: Store("unused")) as late:
            assert late is new  # never back to an older edition
    assert (old.closed, new.closed) == (1, 0)
    assert slot.latest() is new
    slot.clear()
    slot.clear()
    assert new.closed == 1
    assert slot.latest() is None


def test_cleared_while_in_use_it_is_closed_afterwards() -> None:
    slot: Slot[Store] = Slot()
    with slot.use((1, 0), lambda: Store("a")) as store:
        slot.clear()
        assert store.closed == 0
    assert store.closed == 1
