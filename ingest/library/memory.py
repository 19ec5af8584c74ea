"""What was looked up in the catalog, remembered for as long as nothing changes there.

A question looks the same chunks, versions and documents up several times, and popular ones come with every question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from ingest.types import Chunk, DocumentRecord, Scope

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Memory(Generic[K, V]):
    """A bounded mapping that asks for what it does not hold; full, it forgets all. Safe for several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: dict[K, V] = {}

    def of(self, names: Iterable[K], look_up: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """The values of these names; of a name that `look_up` does not find, none."""
        known: dict[K, V] = {}
        missing: list[K] = []
        for name in names:
            value = self._held.get(name)
            if value is None:
                missing.append(name)
            else:
                known[name] = value
        if missing:
            found = look_up(missing)
            if len(self._held) + len(found) > self._most:
                self._held = {}
            self._held.update(found)
            known.update(found)
        return known

    def at(self, name: K, look_up: Callable[[], V]) -> V:
        """The value of one name that is always found."""
        return self.of([name], lambda _: {name: look_up()})[name]


@dataclass(frozen=True, slots=True)
class Volume:
    """A visible version, as far as a hit needs it; `chunks` is how many it has."""

    document_id: str
    collection: str
    title: str
    since: date | None
    chunks: int

    def is_within(self, scope: Scope) -> bool:
        return (
            (scope.collections is None or self.collection in scope.collections)
            and (scope.documents is None or self.document_id in scope.documents)
            and (scope.as_of is None or (self.since or date.min) <= scope.as_of)
        )


@dataclass(frozen=True, slots=True)
class Holding:
    """What the visible documents of a collection hold together.

    Attributes:
        latest: The latest day from which one of them speaks.
    """

    chunks: int
    latest: date


@dataclass(frozen=True, eq=False)
class Selection:
    """The visible versions within a scope, each with the number of its chunks. Two are equal only if they are one."""

    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the catalog showed at one revision: some 50 MB at most, where chunks have a hundred characters."""

    revision: int
    chunk_ids: Memory[str, str] = field(default_factory=lambda: Memory(50_000))
    volumes: Memory[str, Volume] = field(default_factory=lambda: Memory(50_000))
    chunks: Memory[str, Chunk] = field(default_factory=lambda: Memory(4_000))
    chunks_at: Memory[str, Chunk] = field(default_factory=lambda: Memory(4_000))
    records: Memory[str, DocumentRecord] = field(default_factory=lambda: Memory(4_000))
    holdings: Memory[str, dict[str, Holding]] = field(default_factory=lambda: Memory(1))
    sizes: Memory[Scope, int] = field(default_factory=lambda: Memory(256))
    selections: Memory[Scope, Selection] = field(default_factory=lambda: Memory(16))
