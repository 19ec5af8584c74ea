"""Parsed documents into the library, several at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingest.errors import DiskFullError, LibraryError
from ingest.intake import Item, Spool
from ingest.ledger import Ledger
from ingest.library.entries import Prepared
from ingest.library.library import Library
from ingest.types import Document, DocumentRecord

GROUP_FILES = 16
GROUP_CHUNKS = 256
GROUP_BYTES = 64 * 1024 * 1024
"""A group is stored as soon as it reaches one of these. Storing several small documents at a time costs 5 ms a document
instead of 50, and a kill loses at most one such group, which the next run reads again."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that was parsed and is not stored yet."""

    item: Item
    document: Document
    data: bytes = field(repr=False)


class Shelf:
    """The group of documents that waits to be stored.

    Attributes:
        full: Set once the disk is full: what is finished stays, everything after fails with it.
    """

    def __init__(self, library: Library, ledger: Ledger, spool: Spool) -> None:
        self.full: DiskFullError | None = None
        self._library = library
        self._ledger = ledger
        self._spool = spool
        self._group: list[Waiting] = []

    def holds(self, content: str) -> bool:
        return any(content == waiting.document.sha256 for waiting in self._group)

    def add(self, waiting: Waiting) -> None:
        """Raises `LibraryError` when the library fails, but for a full disk, which is told of each document."""
        self._group.append(waiting)
        if (
            len(self._group) >= GROUP_FILES
            or sum(len(one.document.chunks) for one in self._group) >= GROUP_CHUNKS
            or sum(len(one.data) for one in self._group) >= GROUP_BYTES
        ):
            self.clear()

    def clear(self) -> None:
        """Stores what waits. Raises as `add`."""
        group, self._group = self._group, []
        if group:
            self._store(group)

    def _store(self, group: list[Waiting]) -> None:
        if self.full is not None:
            for waiting in group:
                self._ledger.fail(waiting.item, self.full)
            return
        try:
            records = self._encode_and_store(group)
        except DiskFullError as exc:
            self.full = exc
            self._store(group)
        except LibraryError:
            raise
        except Exception as exc:  # noqa: BLE001 (one text that the encoder cannot take must not stop the others)
            if len(group) == 1:
                self._ledger.fail(group[0].item, exc)
                return
            for waiting in group:
                self._store([waiting])
        else:
            for waiting, record in zip(group, records, strict=True):
                self._spool.drop(waiting.item)
                self._ledger.done(waiting.document, record)

    def _encode_and_store(self, group: list[Waiting]) -> list[DocumentRecord]:
        for waiting in group:
            self._ledger.announce("encoding", waiting.item.shown)
        vectors = self._library.encode([waiting.document for waiting in group])
        for waiting in group:
            self._ledger.announce("storing", waiting.item.shown)
        return self._library.store_many(
            [Prepared(waiting.document, rows, waiting.data) for waiting, rows in zip(group, vectors, strict=True)]
        )
