"""The library: the one door to the catalog, the two indexes and the kept originals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from ingest.closing import Closing
from ingest.encoder.protocol import Encoder, Vectors
from ingest.errors import DocumentConflictError, DocumentNotFoundError, LibraryDamagedError
from ingest.library import checking
from ingest.library.catalog import Catalog
from ingest.library.corrections import checked
from ingest.library.entries import Prepared
from ingest.library.indexes import Indexes
from ingest.library.lock import WriteLock
from ingest.library.originals import Originals
from ingest.library.rows import entries_of
from ingest.library.searching import Searcher
from ingest.library.writing import Writer, take_lock
from ingest.series import may_be_one_issuer
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


class Library(Closing):
    """Documents in, hits out. Open it with `Library.open`; reading is safe from several threads, also while one writes.

    Raises:
        LibraryDamagedError, DiskFullError: From any method, when a store fails; the hint says what mends it.
    """

    def __init__(self, home: Path, encoder: Encoder, catalog: Catalog, lock: WriteLock | None) -> None:
        self.home = home
        self.encoder = encoder
        self._catalog = catalog
        self._originals = Originals(home / "originals")
        self._indexes = Indexes(home, catalog, encoder, write=lock is not None)
        self._searcher = Searcher(catalog, self._indexes, encoder, writes=lock is not None)
        self._lock = lock
        self._writer = Writer(home, encoder, catalog, self._indexes, self._originals) if lock is not None else None

    @classmethod
    def open(cls, home: Path, encoder: Encoder, *, write: bool = False) -> Self:
        """Opens the library under `home`; a home that does not exist yet is an empty library.

        Args:
            write: Takes the write lock, creates what is missing and mends what a killed process left. Without it the
                library is read, beside a writer if there is one, and nothing is ever changed, but that a library of
                an older version is carried over, once.

        Raises:
            LibraryBusyError: Another process writes; the message says which.
        """
        home, place = home.absolute(), home.absolute() / "catalog.sqlite3"
        if not write:
            if Catalog.is_outdated(place):
                _carry_over(home, place)
            return cls(home, encoder, Catalog.for_reading(place), None)
        lock = take_lock(home)
        try:
            library = cls(home, encoder, Catalog(place, create=True), lock)
            library._required_writer().recover()
        except BaseException:
            lock.release()
            raise
        return library

    def close(self) -> None:
        """Ends all use; a second call does nothing."""
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                writer.finish()
            self._indexes.close()
        finally:
            self._catalog.close()
            if self._lock is not None:
                self._lock.release()

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

    def pages(self, document_id: str, numbers: Sequence[int] | None = None) -> list[Page]:
        """All pages, or those of `numbers`. Raises `DocumentNotFoundError`."""
        return self._catalog.pages(self.document(document_id).id, numbers)

    def page_states(self, document_id: str) -> list[PageState]:
        """What is known of each page, without its text. Raises `DocumentNotFoundError`."""
        return self._catalog.page_states(self.document(document_id).id)

    def as_read(self, document_id: str) -> Metadata:
        """The metadata as they were read, before any correction. Raises `DocumentNotFoundError`."""
        found = self._catalog.as_read(document_id)
        if found is None:
            raise _not_found(document_id)
        return found

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

    def chunks_at(self, names: Iterable[str]) -> dict[str, Chunk]:
        """Visible chunks by the names that a search without ids gives them (see `search_lexical`), in no order."""
        return self._catalog.chunks_at(names)

    def chunks_of(self, document_id: str) -> list[Chunk]:
        """In reading order. Raises `DocumentNotFoundError`."""
        return self._catalog.chunks_of(self.document(document_id).id)

    def named(self, keys: Sequence[str], numbers: Sequence[str], scope: Scope = EVERYTHING) -> list[DocumentRecord]:
        """Visible documents in scope with one of these title keys (`ingest.series.title_key`) or 文号."""
        return self._catalog.named(keys, numbers, scope)

    def title_keys(self, ending: str, scope: Scope = EVERYTHING) -> dict[str, str]:
        """Title keys with this ending -> the series of the rule, or the key again where it belongs to none."""
        return self._catalog.title_keys(ending, scope)

    def at_articles(self, document_ids: Sequence[str], articles: Sequence[str]) -> list[Chunk]:
        """The chunks of these articles ("第十二条") of these documents, by document and in reading order."""
        return self._catalog.at_articles(document_ids, articles)

    def articles_of(self, document_id: str) -> list[str]:
        """The labels of a document's articles in order; empty where it has none, or is not visible."""
        return self._catalog.articles_of(document_id)

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

    def under(self, collection: str, folder: str) -> list[DocumentRecord]:
        """Visible documents whose stored path lies below `folder`, or inside the archive file `folder`, by path."""
        return self._catalog.under(collection, folder)

    def versions(self, document_id: str) -> list[DocumentRecord]:
        """All visible versions of the rule that the document is a version of, newest first, those without a day last.

        The document alone where it belongs to no series. Raises `DocumentNotFoundError`.
        """
        own = self.document(document_id)
        if not own.metadata.series:
            return [own]
        mates = self._catalog.in_series(own.collection, own.metadata.series)
        mates = [one for one in mates if may_be_one_issuer(one.metadata.issuer, own.metadata.issuer)]
        return sorted(mates, key=lambda one: one.metadata.since or date.min, reverse=True)

    def id_for(self, collection: str, path: str) -> str:
        """The id that a file at `path` is stored under: of the document that lies there, else one nobody has.

        Differs from `document_id` after a `move`: the moved document keeps its id at its new path, and a new file at
        its old path is another document.
        """
        there = self.at_path(collection, path)
        if there is not None:
            return there.id
        fresh = self.document_id(collection, path)
        while self.records([fresh]):
            fresh = self.document_id(collection, f"{path}\0{fresh}")
        return fresh

    @staticmethod
    def document_id(collection: str, path: str) -> str:
        """The id that a file at `path` gets in `collection`: of its older versions, hence a function of both alone."""
        return "d" + sha256(f"{collection}\0{path}".encode(errors="surrogatepass")).hexdigest()[:12]

    # Searching.

    def search_lexical(
        self,
        query: str,
        k: int,
        scope: Scope = EVERYTHING,
        also: str = "",
        *,
        apart: bool = False,
        named: bool = True,
    ) -> list[Hit]:
        """The `k` best chunks by BM25 over words and character bigrams, best first; words of `also` count less.

        Args:
            apart: See `LexicalIndex.search`.
            named: False leaves the hits under the names that both indexes know them by, for `chunks_at`.
        """
        return self._searcher.lexical(query, k, scope, also, apart=apart, named=named)

    def search_dense(
        self, vector: npt.NDArray[np.float32], k: int, scope: Scope = EVERYTHING, *, named: bool = True
    ) -> list[Hit]:
        """The `k` chunks with the largest dot product with `vector`, best first; none for a zero vector.

        Args:
            named: As for `search_lexical`.

        Raises:
            EncoderMismatchError: The vectors in the library were made by another encoder.
        """
        return self._searcher.dense(vector, k, scope, named=named)

    def idf(self, token: str) -> float:
        """How telling a word is in this library: BM25's inverse document frequency over chunks; cheap."""
        return self._indexes.idf(token)

    def idf_within(self, collections: frozenset[str]) -> Callable[[str], float]:
        """As `idf`, over the chunks of these collections as they are now: what lies in others does not show in it."""
        return self._searcher.idf_within(collections)

    # Changing; for a library opened with write=True.

    def check_encoder(self) -> None:
        """Makes sure that what is stored next will fit.

        Raises:
            EncoderMismatchError: The vectors in the library were made by another encoder.
        """
        self._required_writer().prepare()

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
        return self._required_writer().store(prepared)

    def remove(self, document_id: str, *, undo_seconds: float = 0.0) -> None:
        """Takes a document out of every answer at once, and out of the stores after. Raises `DocumentNotFoundError`.

        Args:
            undo_seconds: For so long `restore` puts it back, unless this library is closed before.
        """
        if not self._required_writer().remove(document_id, undo_seconds):
            raise _not_found(document_id)

    def removed(self, document_id: str) -> DocumentRecord:
        """A document that was removed and can be restored. Raises `DocumentNotFoundError`."""
        found = self._required_writer().removed(document_id)
        if found is None:
            raise _too_late()
        return found

    def restore(self, document_id: str) -> DocumentRecord:
        """Puts back what was removed, with its id, its corrections and its original.

        Raises:
            DocumentNotFoundError: Its time is over, or it was never removed.
            DocumentConflictError: The same file has been taken in again.
        """
        if not self._required_writer().restore(document_id):
            raise _too_late()
        return self.document(document_id)

    def shelve(self, document_id: str, collection: str, path: str = "") -> DocumentRecord:
        """Puts a document into another collection; its id and its corrections stay.

        Args:
            path: Where its file counts as lying from then on; "" where it lies.

        Raises:
            DocumentNotFoundError: No visible document has this id.
            DocumentConflictError: The collection holds the same file, or another one at that path.
        """
        if not self._required_writer().shelve(document_id, collection, path):
            raise _not_found(document_id)
        return self.document(document_id)

    def correct(self, document_id: str, changes: Mapping[str, object]) -> DocumentRecord:
        """Corrects a document's metadata by hand. What is corrected outlives new versions of the file.

        Args:
            changes: Field (see `corrections.FIELDS`) -> its value: a string (dates may be `date`s, authors a list), an
                empty string for "there is none", None to take an earlier correction back.

        Raises:
            CorrectionError: An unknown field, or a value that does not suit it; nothing is changed.
            DocumentNotFoundError: No visible document has this id.
        """
        if not self._required_writer().correct(document_id, changes, checked(changes)):
            raise _not_found(document_id)
        return self.document(document_id)

    def move(self, document_id: str, new_path: str) -> DocumentRecord:
        """Notes that the document's file lies at `new_path` now; its id and all else stay.

        Raises:
            DocumentNotFoundError: No visible document has this id.
            DocumentConflictError: Another visible document of the collection lies at `new_path`.
        """
        there = self.at_path(self.document(document_id).collection, new_path)
        if there is not None and there.id != document_id:
            raise DocumentConflictError(f"“{new_path}”处已有文档 {there.id!r}", "先移除它，再移动")
        if not self._required_writer().move(document_id, new_path):
            raise _not_found(document_id)
        return self.document(document_id)

    def rebuild(self, progress: Callable[[ProgressEvent], None] | None = None) -> None:
        """Makes both indexes anew from the catalog, with the configured encoder; the old ones serve until the end."""

        def count(done: int, total: int) -> None:
            if progress is not None:
                progress(ProgressEvent("encoding", "", done, total))

        self._required_writer().rebuild(count)

    def check(self) -> list[Problem]:
        """Everything in which the catalog, the two indexes and the originals disagree; empty when all is well."""
        return checking.check(self._catalog, self._indexes, self._originals, self.encoder)

    # Inside.

    def _required_writer(self) -> Writer:
        if self._writer is None:
            raise RuntimeError("the library was opened for reading; open it with write=True")
        return self._writer


def _carry_over(home: Path, place: Path) -> None:
    """Brings the catalog of an older schema up to date, alone."""
    lock = take_lock(home)
    try:
        Catalog(place, create=True).close()
    finally:
        lock.release()


def _too_late() -> DocumentNotFoundError:
    return DocumentNotFoundError("移除已经生效，不能再撤销", "请把原文件重新收入")


def _not_found(document_id: str) -> DocumentNotFoundError:
    return DocumentNotFoundError(
        f"资料库中没有编号为 {document_id!r} 的文件", "它可能刚被移除，请刷新文件列表（命令行：zhibi library list）"
    )
