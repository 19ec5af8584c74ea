"""What a query may see and what an index finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query may see; applied inside the stores, before ranking.

    Attributes:
        collections: Names allowed, or None for all.
        as_of: Only documents not known to take effect after this day, or None.
        documents: Document ids allowed, or None for all.
    """

    collections: frozenset[str] | None = None
    as_of: date | None = None
    documents: frozenset[str] | None = None


EVERYTHING = Scope()
"""No restriction."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found by one index. `score` is the index's own, higher is better; `title` is the document's.

    Where many are ranked and few are shown, `chunk_id` is the name by which the indexes know the chunk instead: looking
    up the ids of them all costs more than ranking them. See `Library.search_lexical`.
    """

    chunk_id: str
    score: float
    title: str = ""
