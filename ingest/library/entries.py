"""What the two indexes store of a chunk, and what a query lets through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingest.encoder.protocol import Vectors
from ingest.types import Document, Scope

UNKNOWN_DAY = 0
"""The day number of a document without a date: no as-of day shuts it out."""


def day_number(day: date | None) -> int:
    return UNKNOWN_DAY if day is None else day.toordinal()


def version_id(document_id: str, sha256: str) -> str:
    """Names one version of one document; the same content always gives the same name."""
    return f"{document_id}.{sha256[:16]}"


def entry_key(version: str, ordinal: int) -> str:
    """Names one chunk of one version in both indexes. Chunk ids may repeat between versions, keys never do."""
    return f"{version}.{ordinal}"


def version_of(key: str) -> str:
    """The version whose chunk an entry key names."""
    return key.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Entry:
    """A chunk as the indexes hold it.

    Attributes:
        effective: Day number from which the document speaks (`Metadata.since`), `UNKNOWN_DAY` when not known.
        section: Heading path and article label, joined by spaces.
    """

    key: str
    version: str
    document_id: str
    collection: str
    effective: int
    title: str
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found by an index; higher scores are better."""

    key: str
    score: float


@dataclass(frozen=True, slots=True)
class Sieve:
    """What a query must leave out, applied by the index itself before ranking. None lets everything through.

    Attributes:
        unsettled: Versions that are staged or hidden.
        until: Latest effective day number allowed.
    """

    unsettled: tuple[str, ...] = ()
    collections: tuple[str, ...] | None = None
    documents: tuple[str, ...] | None = None
    until: int | None = None

    @property
    def is_open(self) -> bool:
        """Nothing to leave out: the index may answer by its fastest path."""
        return self == Sieve()

    @classmethod
    def of(cls, scope: Scope, unsettled: tuple[str, ...]) -> Sieve:
        return cls(
            unsettled,
            None if scope.collections is None else tuple(sorted(scope.collections)),
            None if scope.documents is None else tuple(sorted(scope.documents)),
            None if scope.as_of is None else scope.as_of.toordinal(),
        )


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored.

    Attributes:
        vectors: One row for each chunk, in their order.
        original: The file's bytes, kept under the home folder; None keeps none.
    """

    document: Document
    vectors: Vectors
    original: bytes | None = None
