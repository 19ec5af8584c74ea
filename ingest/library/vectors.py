"""The vector index: one folder with one embedded Chroma collection, named after the encoder that made its vectors.

Chroma 1.5 writes its graph files in place and not atomically, and any process that opens the folder may write them
(it "synchronises" whenever more than `sync_threshold` records are in its log). A kill at the wrong moment, or a second
process, then leaves a graph that cannot be loaded. So here the threshold is out of reach: whatever is added or removed
stays in Chroma's own SQLite log, which survives both, and the graph files of a folder never change once the folder is
in use. `compact_into` writes the log into the graph of a *new* folder, which then takes the place of this one.

Beside Chroma's files lie the same vectors as plain rows: see `matrix`.
"""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import sqlite3
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
import numpy.typing as npt
from chromadb.api.client import Client
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings

from ingest.encoder.protocol import Vectors
from ingest.errors import LibraryError
from ingest.library.entries import Entry, Match, Sieve
from ingest.library.faults import storage_error
from ingest.library.matrix import Matrix
from ingest.library.memory import Selection

gc.freeze()  # Chroma brings in what lives as long as the process: looking through it takes a collection 0.1 s

os.environ.setdefault("TOKIO_WORKER_THREADS", "1")
# Chroma 1.5.9 brings an sqlx (before its pull request 4289) whose pool, about once in ten thousand openings, spins for
# ever when one worker thread reads a counter that another has half updated; the process can then only be killed. With
# one worker thread there is no other. Chroma reads this when a client is made; its speed is the same.

_NEVER = 2_000_000_000
"""A `sync_threshold` no log reaches."""

_GRAPH = CreateHNSWConfiguration(
    space="ip", ef_construction=100, ef_search=128, max_neighbors=16, sync_threshold=_NEVER
)
"""Inner product: rows have unit length, and a zero row (a text of unknown words) stays harmless."""

_PAGE = 5_000
"""How many records are read at a time."""


class VectorStore:
    """Vectors by entry key, filtered by version, document, collection and effective day. Safe for several threads.

    Raises `LibraryDamagedError` or `DiskFullError` instead of Chroma's own errors. After a failed write the store must
    be closed and opened anew: only then does Chroma take up what its log holds and its graph does not.
    """

    def __init__(self, folder: Path, fingerprint: str, *, create: bool = False) -> None:
        self._folder = folder
        self._fingerprint = fingerprint
        self._alias = _Alias(folder)
        with self._translated():
            if create:
                folder.mkdir(parents=True)
            elif not (folder / _DATABASE).is_file():
                raise FileNotFoundError(f"{folder / _DATABASE} 不存在")
            self._client = _client(self._alias.path)
            self._collection = self._find(create)
            self._batch = self._client.get_max_batch_size()
            self._matrix = Matrix(folder)

    def close(self) -> None:
        self._client.close()
        self._alias.free()

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        with self._translated():
            for start in range(0, len(entries), self._batch):
                part = entries[start : start + self._batch]
                self._collection.upsert(
                    ids=[entry.key for entry in part],
                    embeddings=vectors[start : start + self._batch],
                    metadatas=[_labels(entry) for entry in part],
                )
            if entries:
                self._matrix.add([entry.key for entry in entries], vectors)

    def remove_versions(self, versions: Sequence[str]) -> None:
        """Forgets all entries of these versions; unknown ones are no error."""
        with self._translated():
            if versions and self._collection.count():
                self._collection.delete(where=_where_in("version", versions))
            self._matrix.remove_versions(versions)

    def remove_keys(self, keys: Iterable[str]) -> None:
        wanted = sorted(keys)
        with self._translated():
            for start in range(0, len(wanted), self._batch):
                self._collection.delete(ids=wanted[start : start + self._batch])
            self._matrix.remove_keys(wanted)

    def search(self, vector: npt.NDArray[np.float32], k: int, sieve: Sieve) -> list[Match]:
        """The `k` nearest entries that pass the sieve, best first; the score is the dot product."""
        if k < 1 or not vector.any():
            return []
        with self._translated():
            found = self._collection.query(
                query_embeddings=vector.reshape(1, -1), n_results=k, where=_where(sieve), include=["distances"]
            )
        distances = (found["distances"] or [[]])[0]
        matches = [Match(key, 1.0 - float(far)) for key, far in zip(found["ids"][0], distances, strict=True)]
        return sorted(matches, key=lambda match: (-match.score, match.key))

    def search_within(self, vector: npt.NDArray[np.float32], k: int, selection: Selection) -> list[Match] | None:
        """As `search`, exactly, over the entries of these versions; None where their rows are not all held."""
        if k < 1 or not vector.any():
            return []
        with self._translated():
            matches = self._matrix.search(vector, k, selection)
        return None if matches is None else sorted(matches, key=lambda match: (-match.score, match.key))

    def count(self) -> int:
        with self._translated():
            return self._collection.count()

    def keys(self) -> set[str]:
        with self._translated():
            return {key for page in self._pages([]) for key in page["ids"]}

    def vectors(self) -> dict[str, npt.NDArray[np.float32]]:
        """Every vector by its key, as stored."""
        with self._translated():
            return {
                key: np.asarray(row, dtype=np.float32)
                for page in self._pages(["embeddings"])
                for key, row in zip(page["ids"], page["embeddings"], strict=True)
            }

    def compact_into(self, target: Path) -> None:
        """Writes the same vectors to `target` (which must not exist) with the log worked into the graph.

        This store stays in use meanwhile; opening `target` then costs a read instead of building the graph again.
        """
        with self._translated():
            _copy(self._folder, target)
            # Chroma reads the threshold when it loads a graph, so the lower one takes effect with a second client.
            with self._opened(target) as collection:
                _synchronise_after(1, collection)
            with self._opened(target) as collection:
                collection.count()  # the first question makes Chroma work off its log, and now write the graph
                _synchronise_after(_NEVER, collection)
            self._copy_rows(target)
            _flush(target)

    def _copy_rows(self, target: Path) -> None:
        """The rows without those that are gone; all of them from Chroma where they were never, or not all, written."""
        if self._matrix.count() == self._collection.count():
            self._matrix.copy_into(target)
            return
        copy = Matrix(target)
        for page in self._pages(["embeddings"]):
            copy.add(page["ids"], np.asarray(page["embeddings"], dtype=np.float32))

    @contextmanager
    def _opened(self, folder: Path) -> Iterator[Collection]:
        with closing(_client(str(folder))) as client:
            yield client.get_collection(_collection_name(self._fingerprint), embedding_function=None)

    def _find(self, create: bool) -> Collection:
        name = _collection_name(self._fingerprint)
        if not create:
            return self._client.get_collection(name, embedding_function=None)
        return self._client.create_collection(
            name,
            # Chroma's default embedding function would fetch a model from the network.
            embedding_function=None,
            configuration={"hnsw": _GRAPH},
        )

    def _pages(self, include: list[Any]) -> Iterator[dict[str, Any]]:
        for offset in itertools.count(0, _PAGE):
            page: Any = self._collection.get(include=include, limit=_PAGE, offset=offset)
            if not page["ids"]:
                return
            yield page

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (LibraryError, KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        except BaseException as exc:  # a panic inside Chroma arrives as a BaseException
            raise storage_error(exc, self._folder, "向量索引") from exc


_DATABASE = "chroma.sqlite3"


class _Alias:
    """A spelling of the folder's path that no other open store of this process uses.

    Chroma keeps one engine per path string and process and would hand a stale one to a store that is opened anew.
    """

    _used: set[str] = set()  # noqa: RUF012 (shared by all on purpose)
    _lock = threading.Lock()

    def __init__(self, folder: Path) -> None:
        spellings = (str(folder) + "/." * n for n in itertools.count())
        with self._lock:
            self.path = next(path for path in spellings if path not in self._used)
            self._used.add(self.path)

    def free(self) -> None:
        with self._lock:
            self._used.discard(self.path)


def _client(path: str) -> Client:
    return cast(Client, chromadb.PersistentClient(path=path, settings=Settings(anonymized_telemetry=False)))


def _synchronise_after(threshold: int, collection: Collection) -> None:
    with warnings.catch_warnings():
        # Chroma calls its own record of "no embedding function" legacy.
        warnings.simplefilter("ignore", DeprecationWarning)
        collection.modify(configuration={"hnsw": {"sync_threshold": threshold}})


def _collection_name(fingerprint: str) -> str:
    return f"chunks-{fingerprint[:32]}"


def _labels(entry: Entry) -> dict[str, str | int]:
    return {
        "version": entry.version,
        "document": entry.document_id,
        "collection": entry.collection,
        "effective": entry.effective,
    }


def _where_in(label: str, values: Sequence[str]) -> Any:
    return {label: {"$in": list(values)}}


def _where(sieve: Sieve) -> Any:
    if sieve.is_open:
        return None
    clauses: list[Any] = []
    if sieve.unsettled:
        clauses.append({"version": {"$nin": list(sieve.unsettled)}})
    if sieve.collections is not None:
        clauses.append(_where_in("collection", sieve.collections))
    if sieve.documents is not None:
        clauses.append(_where_in("document", sieve.documents))
    if sieve.until is not None:
        clauses.append({"effective": {"$lte": sieve.until}})
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}


def _copy(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for item in sorted(source.iterdir()):
        if item.is_dir():
            shutil.copytree(item, target / item.name)
    # SQLite's own copy, since another process may be reading (and locking) the database at this moment.
    with closing(sqlite3.connect(source / _DATABASE)) as old, closing(sqlite3.connect(target / _DATABASE)) as new:
        old.backup(new)


def _flush(folder: Path) -> None:
    for item in (folder, *folder.rglob("*")):
        handle = os.open(item, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
