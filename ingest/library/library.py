"""The library: the one door to the catalog, the two indexes and the kept originals.

A version is staged in the catalog, written to both indexes, then published in one catalog transaction which also hides
the version it replaces; what is hidden is purged afterwards. Removing hides first and purges after. Whatever a killed
process left is staged or hidden, hence never shown, and is purged by the next writer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import numpy.typing as npt

from ingest.encoder.protocol import Encoder, Vectors
from ingest.errors import DiskFullError, DocumentNotFoundError, LibraryDamagedError, LibraryError
from ingest.library import checking
from ingest.library.catalog import Catalog, State
from ingest.library.entries import Match, Prepared, Sieve
from ingest.library.faults import require_space, storage_error
from ingest.library.indexes import Indexes, mismatch
from ingest.library.lock import WriteLock
from ingest.library.originals import Originals
from ingest.library.rows import entries_of
from ingest.types import Chunk, Document, DocumentRecord, Hit, Page, Problem, ProgressEvent, Scope

_TRIES = 8
"""How often a question is put again when the library changes under it."""

EVERYTHING = Scope()


class Library:
    """Documents in, hits out. Open it with `Library.open`; reading is safe from several threads, also while one writes.

    Raises:
        LibraryDamagedError, DiskFullError: From any method, when a store fails; the hint says what mends it.
    """

    def __init__(self, home: Path, encoder: Encoder, catalog: Catalog, lock: WriteLock | None) -> None:
        self.home = home
        self.encoder = encoder
        self._catalog = catalog
        self._lock = lock
        self._indexes = Indexes(home, catalog, encoder, write=lock is not None)
        self._originals = Originals(home / "originals")
        self._changing = threading.RLock()

    @classmethod
    def open(cls, home: Path, encoder: Encoder, *, write: bool = False) -> Self:
        """Opens the library under `home`; a home that does not exist yet is an empty library.

        Args:
            write: Takes the write lock, creates what is missing and mends what a killed process left. Without it the
                library is read, beside a writer if there is one, and nothing is ever changed.

        Raises:
            LibraryBusyError: Another process writes; the message says which.
        """
        home, place = home.absolute(), home.absolute() / "catalog.sqlite3"
        if not write:
            return cls(home, encoder, Catalog.for_reading(place), None)
        lock = _take_lock(home)
        try:
            library = cls(home, encoder, Catalog(place, create=True), lock)
            library._recover()
        except BaseException:
            lock.release()
            raise
        return library

    def close(self) -> None:
        try:
            if self._lock is not None:
                self._later(lambda: self._indexes.compact(ending=True))
            self._indexes.close()
            if self._lock is not None:
                self._indexes.sweep()
        finally:
            self._catalog.close()
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # What is there.

    def documents(self, collection: str | None = None) -> list[DocumentRecord]:
        """Visible documents, oldest first."""
        return self._catalog.records(collection)

    def records(self, document_ids: Iterable[str]) -> dict[str, DocumentRecord]:
        """The visible ones among these documents."""
        return {record.id: record for record in self._catalog.records(ids=list(document_ids))}

    def document(self, document_id: str) -> DocumentRecord:
        """Raises `DocumentNotFoundError`."""
        found = self._catalog.records(ids=[document_id])
        if not found:
            raise _not_found(document_id)
        return found[0]

    def text(self, document_id: str) -> str:
        """Raises `DocumentNotFoundError`."""
        found = self._catalog.text(document_id)
        if found is None:
            raise _not_found(document_id)
        return found

    def pages(self, document_id: str) -> list[Page]:
        """Raises `DocumentNotFoundError`."""
        return self._catalog.pages(self.document(document_id).id)

    def original(self, document_id: str) -> Path:
        """Where the bytes of the document's visible version lie. Raises `DocumentNotFoundError`."""
        place = self._originals.get(self.document(document_id).sha256)
        if place is None:
            raise LibraryDamagedError(f"文档 {document_id!r} 的原件不在资料库中", "从原处重新导入该文件")
        return place

    def chunk(self, chunk_id: str) -> Chunk | None:
        return self._catalog.chunks([chunk_id]).get(chunk_id)

    def chunks(self, ids: Iterable[str]) -> list[Chunk]:
        """In the order asked for; ids without a visible chunk are left out."""
        wanted = list(ids)
        found = self._catalog.chunks(wanted)
        return [found[chunk_id] for chunk_id in wanted if chunk_id in found]

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """In reading order. Raises `DocumentNotFoundError`."""
        return self._catalog.chunks_of(self.document(document_id).id)

    def collections(self) -> list[str]:
        return self._catalog.collections()

    def fingerprint(self) -> str:
        """Of the encoder that made the library's vectors; "" while it holds none."""
        return self._catalog.state().fingerprint

    def find(self, collection: str, sha256: str) -> DocumentRecord | None:
        """The visible document with this content, wherever it lay."""
        return self._catalog.find(collection, sha256)

    def at_path(self, collection: str, path: str) -> DocumentRecord | None:
        return self._catalog.at_path(collection, path)

    @staticmethod
    def document_id(collection: str, path: str) -> str:
        """The id that a file at `path` gets in `collection`: of its older versions, hence a function of both alone."""
        return "d" + sha256(f"{collection}\0{path}".encode(errors="surrogatepass")).hexdigest()[:12]

    # Searching.

    def search_lexical(self, query: str, k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The `k` best chunks by BM25 over words and character bigrams, best first."""

        def ask(state: State, sieve: Sieve) -> list[Match]:
            with self._indexes.lexical(state) as index:
                return index.search(query, k, sieve)

        return self._search(ask, scope)

    def search_dense(self, vector: npt.NDArray[np.float32], k: int, scope: Scope = EVERYTHING) -> list[Hit]:
        """The `k` chunks with the largest dot product with `vector`, best first; none for a zero vector.

        Raises:
            EncoderMismatchError: The vectors in the library were made by another encoder.
        """

        def ask(state: State, sieve: Sieve) -> list[Match]:
            if state.fingerprint != self.encoder.fingerprint:
                raise mismatch(state, self.encoder)
            with self._indexes.vectors(state) as store:
                return store.search(vector, k, sieve)

        return self._search(ask, scope)

    def idf(self, token: str) -> float:
        """How telling a word is in this library: BM25's inverse document frequency over chunks; cheap."""
        return self._indexes.idf(token)

    # Changing; for a library opened with write=True.

    def check_encoder(self) -> None:
        """Makes sure that what is stored next will fit.

        Raises:
            EncoderMismatchError: The vectors in the library were made by another encoder.
        """
        with self._changing:
            self._require_lock()
            self._settle()
            self._indexes.ensure()

    def encode(self, documents: Sequence[Document]) -> list[Vectors]:
        """The vectors that `store` expects for each document; encoded together, as encoders like it."""
        entries = [entries_of(document) for document in documents]
        rows = self._indexes.encode([entry for part in entries for entry in part])
        ends = np.cumsum([len(part) for part in entries])
        return [rows[end - len(part) : end] for part, end in zip(entries, ends, strict=True)]

    def store(self, document: Document, vectors: Vectors, original: bytes | None = None) -> DocumentRecord:
        """Makes a document visible in place of its older version; see `store_many`."""
        return self.store_many([Prepared(document, vectors, original)])[0]

    def store_many(self, prepared: Sequence[Prepared]) -> list[DocumentRecord]:
        """Makes all these documents visible at one stroke, each in place of its older version, or none of them.

        A document whose content the collection holds already is not stored again; its record is the one there is.

        Raises:
            EncoderMismatchError: The vectors in the library were made by another encoder.
            DiskFullError: Nothing of this is visible; what was there stays.
        """
        with self._changing:
            self._require_lock()
            self._settle()
            self._indexes.ensure()
            new = {_identity(item.document): item for item in prepared if self._is_new(item.document)}
            if new:
                self._publish(list(new.values()))
            return [self._stored(item.document) for item in prepared]

    def remove(self, document_id: str) -> None:
        """Takes a document out of every answer at once, and out of the stores after. Raises `DocumentNotFoundError`."""
        with self._changing:
            self._require_lock()
            if not self._catalog.hide(document_id):
                raise _not_found(document_id)
            self._later(self._settle)

    def rebuild(self, progress: Callable[[ProgressEvent], None] | None = None) -> None:
        """Makes both indexes anew from the catalog, with the configured encoder; the old ones serve until the end."""

        def count(done: int, total: int) -> None:
            if progress is not None:
                progress(ProgressEvent("encoding", "", done, total))

        with self._changing:
            self._require_lock()
            if self._catalog.holds_any_version():
                self._indexes.renew(vectors=True, lexical=True, count=count)
                # The new indexes never held what is not visible, so there is nothing left to purge.
                self._catalog.drop(self._catalog.state().unsettled)
                self._later(self._indexes.compact)

    def check(self) -> list[Problem]:
        """Everything in which the catalog, the two indexes and the originals disagree; empty when all is well."""
        return checking.check(self._catalog, self._indexes, self._originals, self.encoder)

    # Inside.

    def _search(self, ask: Callable[[State, Sieve], list[Match]], scope: Scope) -> list[Hit]:
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
                matches = ask(state, Sieve.of(self._catalog.narrowed(scope), state.unsettled))
            except LibraryDamagedError:
                if tried == _TRIES or self._catalog.state().revision == state.revision:
                    raise
                continue  # the index was replaced while it was being opened
            shown = self._catalog.chunk_ids([match.key for match in matches], scope)
            hits = [Hit(shown[match.key], match.score) for match in matches if match.key in shown]
            if len(hits) == len(matches):
                break
        return hits

    def _recover(self) -> None:
        self._indexes.sweep()
        try:
            found = self._catalog.state().unsettled
            self._settle()
            if found or not self._indexes.sound():
                self._indexes.reconcile()
        except (LibraryDamagedError, DiskFullError) as exc:
            # Still worth opening: nothing unfinished is shown, and `library rebuild` needs an open library.
            _log_postponed(exc)
        self._originals.sweep(self._catalog.kept_originals())

    def _settle(self) -> None:
        """Purges what is staged or hidden from the indexes, then from the catalog, then its original."""
        unsettled = self._catalog.state().unsettled
        if not unsettled:
            return
        try:
            self._indexes.remove(unsettled)
        except LibraryDamagedError:
            self._indexes.reconcile()
        before = self._catalog.kept_originals()
        self._catalog.drop(unsettled)
        for content in before - self._catalog.kept_originals():
            self._originals.drop(content)

    def _publish(self, prepared: Sequence[Prepared]) -> None:
        entries = [entry for item in prepared for entry in entries_of(item.document)]
        vectors = _stack(prepared, self.encoder.dimension)
        require_space(self.home, sum(map(_footprint, prepared)))
        for item in prepared:
            if item.original is not None:
                self._originals.put(item.document.sha256, item.original)
        staged = self._catalog.stage([(item.document, item.original is not None) for item in prepared])
        try:
            self._indexes.add(entries, vectors)
            self._catalog.publish(staged)
        except BaseException:
            self._later(self._settle)
            raise
        self._later(self._settle)
        self._later(self._indexes.compact)

    def _later(self, step: Callable[[], None]) -> None:
        """Runs a step that the next writer would repeat: its failure must not undo what is already true."""
        try:
            step()
        except LibraryError as exc:
            _log_postponed(exc)

    def _is_new(self, document: Document) -> bool:
        return self._catalog.find(document.collection, document.sha256) is None

    def _stored(self, document: Document) -> DocumentRecord:
        record = self._catalog.find(document.collection, document.sha256)
        if record is None:
            raise LibraryDamagedError(f"刚存入的文档 {document.id!r} 不在目录中", "运行 zhibi library check 查看详情")
        return record

    def _require_lock(self) -> None:
        if self._lock is None:
            raise RuntimeError("the library was opened for reading; open it with write=True")


def _take_lock(home: Path) -> WriteLock:
    try:
        home.mkdir(parents=True, exist_ok=True)
        return WriteLock(home / "lock")
    except OSError as exc:
        raise storage_error(exc, home, "资料库目录", "检查目录是否存在、是否有写入权限，或用 --home 另选目录") from exc


def _identity(document: Document) -> tuple[str, str]:
    return (document.collection, document.sha256)


def _stack(prepared: Sequence[Prepared], dimension: int) -> Vectors:
    for item in prepared:
        expected = (len(item.document.chunks), dimension)
        if item.vectors.shape != expected:
            raise ValueError(f"{item.document.id}: vectors have shape {item.vectors.shape}, expected {expected}")
    return np.concatenate([item.vectors for item in prepared])


def _footprint(prepared: Prepared) -> int:
    """Bytes that storing takes at most: the original, the text in three stores and their logs, the vectors twice."""
    text, original = len(prepared.document.text.encode(errors="replace")), len(prepared.original or b"")
    return original + 12 * text + 4 * prepared.vectors.nbytes


def _not_found(document_id: str) -> DocumentNotFoundError:
    return DocumentNotFoundError(f"资料库中没有文档 {document_id!r}", "运行 zhibi library list 查看现有文档")


def _log_postponed(exc: LibraryError) -> None:
    import structlog  # 0.3 s, and only a failing disk ever needs it

    structlog.get_logger(__name__).warning("library_work_postponed", error=str(exc))
