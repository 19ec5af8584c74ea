"""A library of which some collections are shown: every question is narrowed before it is put.

What lies in another collection reads as what does not exist: the same empty list, the same error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from ingest.encoder.protocol import Vectors
from ingest.errors import DocumentNotFoundError
from ingest.library.entries import Prepared
from ingest.library.library import Library
from ingest.types import (
    EVERYTHING,
    Chunk,
    Document,
    DocumentRecord,
    Hit,
    Metadata,
    Page,
    PageState,
    Problem,
    ProgressEvent,
    Scope,
)


class LibraryView(Library):
    """The collections `shown` of `whole`; it neither owns nor closes it, and changes nothing.

    Every public method of `Library` stands here anew: none that is added there is inherited unnarrowed in silence
    (a test compares the two), and the base class's parts are never made, so that what were forgotten would fail.
    """

    def __init__(self, whole: Library, shown: frozenset[str]) -> None:  # the base class's parts belong to `whole`
        self.home = whole.home
        self.encoder = whole.encoder
        self._whole = whole
        self._shown = shown

    def close(self) -> None:
        """The whole library stays open."""

    # What is there.

    def documents(self, collection: str | None = None) -> list[DocumentRecord]:
        names = self._shown if collection is None else self._shown & {collection}
        found = [record for name in sorted(names) for record in self._whole.documents(name)]
        return sorted(found, key=lambda record: (record.ingested_at, record.path))

    def records(self, document_ids: Iterable[str]) -> dict[str, DocumentRecord]:
        found = self._whole.records(document_ids)
        return {key: record for key, record in found.items() if record.collection in self._shown}

    def document(self, document_id: str) -> DocumentRecord:
        found = self.records([document_id])
        if document_id not in found:
            raise _not_found(document_id)
        return found[document_id]

    def text(self, document_id: str) -> str:
        return self._whole.text(self.document(document_id).id)

    def pages(self, document_id: str, numbers: Sequence[int] | None = None) -> list[Page]:
        return self._whole.pages(self.document(document_id).id, numbers)

    def page_states(self, document_id: str) -> list[PageState]:
        return self._whole.page_states(self.document(document_id).id)

    def as_read(self, document_id: str) -> Metadata:
        return self._whole.as_read(self.document(document_id).id)

    def original(self, document_id: str) -> Path:
        return self._whole.original(self.document(document_id).id)

    def chunk(self, chunk_id: str) -> Chunk | None:
        return next(iter(self.chunks([chunk_id])), None)

    def chunks(self, ids: Iterable[str]) -> list[Chunk]:
        found = self._whole.chunks(ids)
        records = self.records({chunk.document_id for chunk in found})
        return [chunk for chunk in found if chunk.document_id in records]

    def chunks_at(self, names: Iterable[str]) -> dict[str, Chunk]:
        found = self._whole.chunks_at(names)
        records = self.records({chunk.document_id for chunk in found.values()})
        return {name: chunk for name, chunk in found.items() if chunk.document_id in records}

    def chunks_of(self, document_id: str) -> list[Chunk]:
        return self._whole.chunks_of(self.document(document_id).id)

    def named(self, keys: Sequence[str], numbers: Sequence[str], scope: Scope = EVERYTHING) -> list[DocumentRecord]:
        return self._whole.named(keys, numbers, self._narrowed(scope))

    def title_keys(self, ending: str, scope: Scope = EVERYTHING) -> dict[str, str]:
        return self._whole.title_keys(ending, self._narrowed(scope))

    def at_articles(self, document_ids: Sequence[str], articles: Sequence[str]) -> list[Chunk]:
        seen = self.records(document_ids)
        return self._whole.at_articles([one for one in document_ids if one in seen], articles)

    def articles_of(self, document_id: str) -> list[str]:
        return self._whole.articles_of(document_id) if self.records([document_id]) else []

    def collections(self) -> list[str]:
        return [name for name in self._whole.collections() if name in self._shown]

    def fingerprint(self) -> str:
        return self._whole.fingerprint()

    def find(self, collection: str, sha256: str) -> DocumentRecord | None:
        return self._whole.find(collection, sha256) if collection in self._shown else None

    def at_path(self, collection: str, path: str) -> DocumentRecord | None:
        return self._whole.at_path(collection, path) if collection in self._shown else None

    def under(self, collection: str, folder: str) -> list[DocumentRecord]:
        return self._whole.under(collection, folder) if collection in self._shown else []

    def versions(self, document_id: str) -> list[DocumentRecord]:
        """They all lie in the document's own collection."""
        return self._whole.versions(self.document(document_id).id)

    def id_for(self, collection: str, path: str) -> NoReturn:
        _only_read()

    # Searching.

    def search_lexical(
        self,
        query: str,
        k: int,
        scope: Scope = EVERYTHING,
        also: str = "",
        *,
        apart: bool = True,
        named: bool = True,
    ) -> list[Hit]:
        """Always `apart`."""
        return self._whole.search_lexical(query, k, self._narrowed(scope), also, apart=True, named=named)

    def search_dense(
        self, vector: npt.NDArray[np.float32], k: int, scope: Scope = EVERYTHING, *, named: bool = True
    ) -> list[Hit]:
        return self._whole.search_dense(vector, k, self._narrowed(scope), named=named)

    def idf(self, token: str) -> float:
        return self._own_idf(token)

    def idf_within(self, collections: frozenset[str]) -> Callable[[str], float]:
        return self._whole.idf_within(self._shown & collections)

    @cached_property
    def _own_idf(self) -> Callable[[str], float]:
        return self._whole.idf_within(self._shown)

    def _narrowed(self, scope: Scope) -> Scope:
        wanted = self._shown if scope.collections is None else self._shown & scope.collections
        return replace(scope, collections=wanted)

    # Changing is for the whole library alone.

    def check_encoder(self) -> None:
        _only_read()

    def encode(self, documents: Sequence[Document]) -> list[Vectors]:
        _only_read()

    def store(self, document: Document, vectors: Vectors, original: bytes | None = None) -> DocumentRecord:
        _only_read()

    def store_many(self, prepared: Sequence[Prepared]) -> list[DocumentRecord]:
        _only_read()

    def remove(self, document_id: str, *, undo_seconds: float = 0.0) -> None:
        _only_read()

    def removed(self, document_id: str) -> DocumentRecord:
        found = self._whole.removed(document_id)
        if found.collection not in self._shown:
            raise _not_found(document_id)
        return found

    def restore(self, document_id: str) -> DocumentRecord:
        _only_read()

    def shelve(self, document_id: str, collection: str, path: str = "") -> DocumentRecord:
        _only_read()

    def correct(self, document_id: str, changes: Mapping[str, object]) -> DocumentRecord:
        _only_read()

    def move(self, document_id: str, new_path: str) -> DocumentRecord:
        _only_read()

    def rebuild(self, progress: Callable[[ProgressEvent], None] | None = None) -> None:
        _only_read()

    def check(self) -> list[Problem]:
        _only_read()


def _only_read() -> NoReturn:
    raise RuntimeError("a view of the library only reads; change the whole library")


def _not_found(document_id: str) -> DocumentNotFoundError:
    return DocumentNotFoundError(
        f"资料库中没有编号为 {document_id!r} 的文件", "它可能刚被移除，请刷新文件列表（命令行：zhibi library list）"
    )
