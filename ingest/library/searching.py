"""Questions to the two indexes, put again when the library changes under them."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from ingest.encoder.protocol import Encoder
from ingest.errors import LibraryDamagedError
from ingest.library.catalog import Catalog
from ingest.library.entries import Match, Sieve
from ingest.library.indexes import Indexes, mismatch
from ingest.library.shown import State
from ingest.types import Hit, Scope

_TRIES = 8
"""How often a question is put again when the library changes under it."""
_TRIES_BESIDE_WRITER, _PAUSE = 4, 0.1
"""How often a reader asks again what a writer beside it disturbed, and seconds until it does, more each time."""


class Searcher:
    """Asks the indexes. Reading is safe from several threads, also while one writes.

    Args:
        writes: Whether this library is the one that writes: then nobody else changes an index that fails.
    """

    def __init__(self, catalog: Catalog, indexes: Indexes, encoder: Encoder, *, writes: bool) -> None:
        self._catalog = catalog
        self._indexes = indexes
        self._encoder = encoder
        self._writes = writes

    def lexical(self, query: str, k: int, scope: Scope, also: str, *, apart: bool, named: bool) -> list[Hit]:
        """See `Library.search_lexical`."""

        def ask(state: State, _: Scope, sieve: Sieve) -> list[Match]:
            with self._indexes.lexical(state) as index:
                return index.search(query, k, sieve, also, apart=apart)

        return self._search(ask, scope, named)

    def dense(self, vector: npt.NDArray[np.float32], k: int, scope: Scope, *, named: bool) -> list[Hit]:
        """See `Library.search_dense`."""

        def ask(state: State, scope: Scope, sieve: Sieve) -> list[Match]:
            if state.fingerprint != self._encoder.fingerprint:
                raise mismatch(state, self._encoder)
            from ingest.library.nearest import nearest  # brings chromadb, see `Indexes.vectors`

            with self._indexes.vectors(state) as store:
                return nearest(store, self._catalog, vector, k, scope, sieve)

        return self._search(ask, scope, named)

    def idf_within(self, collections: frozenset[str]) -> Callable[[str], float]:
        """See `Library.idf_within`."""
        state = self._catalog.state()
        sieve = Sieve.of(self._catalog.narrowed(Scope(collections)), state.unsettled)
        return lambda token: self._indexes.idf_within(token, sieve)

    def _search(self, ask: Callable[[State, Scope, Sieve], list[Match]], scope: Scope, named: bool) -> list[Hit]:
        """Asks an index and shows nothing that is not visible and within scope at the end.

        Where there is nothing to leave out, the index is asked without a filter. A writer may begin just then: the
        catalog tells its entries from the others, and the question is put again, with the filter.
        """
        if scope.collections == frozenset() or scope.documents == frozenset():
            return []
        hits: list[Hit] = []
        for tried in range(1, _TRIES + 1):
            state = self._catalog.state()
            if not state.fingerprint:
                return []
            try:
                narrowed = self._catalog.narrowed(scope)
                matches = ask(state, narrowed, Sieve.of(narrowed, state.unsettled))
            except LibraryDamagedError:
                if self._catalog.state().revision == state.revision:
                    if self._writes or tried >= _TRIES_BESIDE_WRITER:
                        raise
                    # Another process may be in the midst of writing what the next revision will show.
                    self._indexes.close()
                    time.sleep(_PAUSE * tried)
                elif tried == _TRIES:
                    raise
                continue  # the index was replaced or written to while it was being read
            titles = self._catalog.titles([match.key for match in matches], scope)
            ids = self._catalog.chunk_ids(titles) if named else {key: key for key in titles}
            hits = [
                Hit(ids[match.key], match.score, titles[match.key])
                for match in matches
                if match.key in titles and match.key in ids
            ]
            if len(hits) == len(matches):
                break
        return hits
