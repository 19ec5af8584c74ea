"""The nearest vectors within a scope: by Chroma's graph, or row by row.

The graph answers at once where nothing is left out. Where little is, it is asked for more than wanted, and what may not
be seen is dropped before anybody ranks or counts it; where much is, the rows of what may be seen are scored one by one.
Either way the best `k` of what may be seen come back, as if the library held nothing else.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from ingest.library.entries import Match, Sieve
from ingest.library.shown import CatalogReader
from ingest.library.vectors import VectorStore
from ingest.types import EVERYTHING, Scope

DEARER = 30
"""A match of the graph costs as much as so many rows: 7.5 µs and 0.25 µs."""

SPARE = 1.3
"""How many times more than expected are asked for, since what is left out may lie near the question …"""

MORE = 4
"""… and how many times more at the second try."""


def nearest(
    store: VectorStore, catalog: CatalogReader, vector: npt.NDArray[np.float32], k: int, scope: Scope, sieve: Sieve
) -> list[Match]:
    """The `k` best entries that are visible and within scope, best first.

    Args:
        sieve: What the scope and the versions on their way leave out.
    """
    if sieve.is_open:
        return store.search(vector, k, sieve)
    allowed = catalog.size(scope)
    if not allowed:
        return []
    share = allowed / max(allowed, catalog.size(EVERYTHING))
    if allowed * share > DEARER * k:
        found = _sifted(store, catalog, vector, k, scope, share)
        if found is not None:
            return found
    exact = store.search_within(vector, k, catalog.selection(scope))
    return store.search(vector, k, sieve) if exact is None else exact


def _sifted(
    store: VectorStore, catalog: CatalogReader, vector: npt.NDArray[np.float32], k: int, scope: Scope, share: float
) -> list[Match] | None:
    """The first `k` of the graph's matches that may be seen; None where they are farther off than it pays to look."""
    for wanted in (math.ceil(SPARE * k / share), math.ceil(MORE * SPARE * k / share)):
        matches = store.search(vector, wanted, Sieve())
        seen = catalog.titles([match.key for match in matches], scope)
        found = [match for match in matches if match.key in seen]
        if len(found) >= k:
            return found[:k]
    return None
