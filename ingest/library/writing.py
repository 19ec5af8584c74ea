"""Everything that changes a library: the order of steps that makes a kill at any moment harmless.

A version is staged in the catalog, written to both indexes, then published in one catalog transaction which also hides
the version it replaces; what is hidden is purged afterwards. Removing hides first and purges after. Whatever a killed
process left is staged or hidden, hence never shown, and is purged by the next writer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ingest.encoder.protocol import Encoder, Vectors
from ingest.errors import DiskFullError, DocumentConflictError, LibraryDamagedError, LibraryError
from ingest.library.catalog import Catalog
from ingest.library.corrections import Corrections, corrected
from ingest.library.entries import Prepared
from ingest.library.faults import require_space, storage_error
from ingest.library.indexes import Indexes
from ingest.library.lock import WriteLock
from ingest.library.originals import Originals
from ingest.library.regret import Regret
from ingest.library.rows import entries_of, metadata_columns
from ingest.types import Document, DocumentRecord, Metadata


class Writer:
    """The holder of the write lock. One thread at a time changes the library; others wait."""

    def __init__(self, home: Path, encoder: Encoder, catalog: Catalog, indexes: Indexes, originals: Originals) -> None:
        self._home = home
        self._encoder = encoder
        self._catalog = catalog
        self._indexes = indexes
        self._originals = originals
        self._changing = threading.RLock()
        self._regret = Regret(self._purge)

    def finish(self) -> None:
        """Spares the next start what can be done now."""
        with self._changing:
            self._regret.clear()
            self._later(self._settle)
        self._later(lambda: self._indexes.compact(ending=True))
        self._indexes.close()
        self._indexes.sweep()

    def recover(self) -> None:
        """Finishes or undoes what a killed process left, and fills an index that lost something."""
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

    def prepare(self) -> None:
        """Makes sure that what is stored next will fit. Raises `EncoderMismatchError`."""
        with self._changing:
            self._settle()
            self._indexes.ensure()

    def store(self, prepared: Sequence[Prepared]) -> list[DocumentRecord]:
        """See `Library.store_many`."""
        with self._changing:
            self.prepare()
            new = {_identity(item.document): item for item in prepared if self._find(item.document) is None}
            if new:
                for item in new.values():
                    self._regret.forget(item.document.id)  # its hidden version would stand in the new one's place
                self._later(self._settle)
                self._publish(list(new.values()))
            return [self._stored(item.document) for item in prepared]

    def remove(self, document_id: str, undo_seconds: float) -> bool:
        """False when no visible document has this id."""
        with self._changing:
            gone = self._catalog.hide(document_id)
            if gone and undo_seconds > 0:
                self._regret.keep(document_id, gone, undo_seconds)
            self._later(self._settle)
            return bool(gone)

    def removed(self, document_id: str) -> DocumentRecord | None:
        """A document that was removed and may be put back."""
        with self._changing:
            found = self._catalog.hidden(self._regret.versions_of(document_id))
        return found[0] if found else None

    def restore(self, document_id: str) -> bool:
        """Puts a removed document back as it was. False when its time is over, or it was never removed.

        Raises:
            DocumentConflictError: The same file has come back in the meantime.
        """
        with self._changing:
            found = self._catalog.hidden(self._regret.versions_of(document_id))
            if not found:
                return False
            for record in found:
                self._require_free(record.collection, record.sha256, record.path)
            self._catalog.show_again(self._regret.versions_of(document_id))
            self._regret.forget(document_id)
            return True

    def shelve(self, document_id: str, collection: str, path: str) -> bool:
        """Puts a document into another collection; see `Library.shelve`. False when there is no such document."""
        with self._changing:
            found = self._catalog.records(ids=[document_id])
            if not found:
                return False
            [record] = found
            if record.collection != collection:
                self._require_free(collection, record.sha256, path or record.path)
                columns = {"collection": collection, "path": path or record.path}
                self._exchange(document_id, record.metadata, columns)
            return True

    def correct(self, document_id: str, changes: Mapping[str, object], stored: Corrections) -> bool:
        """Lays corrections over a document's metadata; see `Library.correct`. False when there is no such document.

        Args:
            stored: Those of `changes` that hold from here on; the others are taken back.
        """
        with self._changing:
            read = self._catalog.as_read(document_id)
            if read is None:
                return False
            known = self._catalog.corrections([document_id]).get(document_id, {})
            by_hand = {field: value for field, value in known.items() if field not in changes} | dict(stored)
            before, after = corrected(read, known), corrected(read, by_hand)
            if (before.title, before.since) == (after.title, after.since):
                self._catalog.revise(document_id, after, read, by_hand)
            else:
                self._exchange(document_id, after, metadata_columns(after, read), by_hand)
            return True

    def move(self, document_id: str, path: str) -> bool:
        """False when no visible document has this id."""
        with self._changing:
            return self._catalog.move(document_id, path)

    def rebuild(self, count: Callable[[int, int], None]) -> None:
        with self._changing:
            if self._catalog.holds_any_version():
                self._regret.clear()
                self._indexes.renew(vectors=True, lexical=True, count=count)
                # The new indexes never held what is not visible, so there is nothing left to purge.
                self._catalog.drop(self._catalog.state().unsettled)
                self._later(self._indexes.compact)

    def _exchange(
        self, document_id: str, about: Metadata, columns: Mapping[str, Any], by_hand: Corrections | None = None
    ) -> None:
        """Puts a changed copy in place of the visible version, by the steps of a replacement.

        Args:
            by_hand: All corrections that hold from here on; None for those there are.
        """
        self.prepare()
        staged, entries = self._catalog.stage_again(document_id, about, columns)
        try:
            self._indexes.add(entries, self._indexes.encode(entries))
            self._catalog.publish([staged], None if by_hand is None else (document_id, by_hand))
        except BaseException:
            self._later(self._settle)
            raise
        self._later(self._settle)
        self._later(self._indexes.compact)

    def _by_hand(self, prepared: Sequence[Prepared]) -> tuple[list[Prepared], list[Metadata | None]]:
        """The documents with what people corrected in their older versions, and what was read where that differs."""
        known: dict[str, dict[str, Any]] = self._catalog.corrections([item.document.id for item in prepared])
        read = [item.document.metadata if item.document.id in known else None for item in prepared]
        laid = [
            item
            if was is None
            else replace(item, document=replace(item.document, metadata=corrected(was, known[item.document.id])))
            for item, was in zip(prepared, read, strict=True)
        ]
        return laid, read

    def _publish(self, prepared: Sequence[Prepared]) -> None:
        prepared, read = self._by_hand(prepared)
        entries = [entry for item in prepared for entry in entries_of(item.document)]
        vectors = _stack(prepared, self._encoder.dimension)
        require_space(self._home, sum(map(_footprint, prepared)))
        for item in prepared:
            if item.original is not None:
                self._originals.put(item.document.sha256, item.original)
        staged = self._catalog.stage(
            [(item.document, item.original is not None, was) for item, was in zip(prepared, read, strict=True)]
        )
        try:
            self._indexes.add(entries, vectors)
            self._catalog.publish(staged)
        except BaseException:
            self._later(self._settle)
            raise
        self._later(self._settle)
        self._later(self._indexes.compact)

    def _settle(self) -> None:
        """Purges what is staged or hidden from the indexes, then from the catalog, then its original."""
        waiting = self._regret.waiting()
        unsettled = [version for version in self._catalog.state().unsettled if version not in waiting]
        if not unsettled:
            return
        try:
            self._indexes.remove(unsettled)
        except LibraryDamagedError:
            self._regret.clear()  # an index made anew knows only what is visible
            self._indexes.reconcile()
        before = self._catalog.kept_originals()
        self._catalog.drop(unsettled)
        for content in before - self._catalog.kept_originals():
            self._originals.drop(content)

    def _purge(self) -> None:
        with self._changing:
            self._later(self._settle)

    def _require_free(self, collection: str, sha256: str, path: str) -> None:
        """Raises DocumentConflictError: the collection holds this content already, or another document at this path."""
        if self._catalog.find(collection, sha256) is not None:
            raise DocumentConflictError(f"“{collection}”里已有同一份文件", "不必再放一份；要换库，请先移除那里的一份")
        if self._catalog.at_path(collection, path) is not None:
            raise DocumentConflictError(f"“{collection}”里已有同名的文件", "请先移除那里的一份，或改名后重新收入")

    def _later(self, step: Callable[[], None]) -> None:
        """Runs a step that the next writer would repeat: its failure must not undo what is already true."""
        try:
            step()
        except LibraryError as exc:
            _log_postponed(exc)

    def _find(self, document: Document) -> DocumentRecord | None:
        return self._catalog.find(document.collection, document.sha256)

    def _stored(self, document: Document) -> DocumentRecord:
        record = self._find(document)
        if record is None:
            raise LibraryDamagedError(f"刚存入的文档 {document.id!r} 不在目录中", "运行 zhibi library check 查看详情")
        return record


def take_lock(home: Path) -> WriteLock:
    """Creates `home` if need be. Raises `LibraryBusyError` when another process writes."""
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


def _log_postponed(exc: LibraryError) -> None:
    import structlog  # 0.3 s, and only a failing disk ever needs it

    structlog.get_logger(__name__).warning("library_work_postponed", error=str(exc))
