"""A document: what it says about itself, its pieces, and how the catalog lists it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingest.types.places import Address, PageRun, Span, pages_between
from ingest.types.readings import Block, Page, SourceFile


@dataclass(frozen=True, slots=True)
class AddressedBlock:
    """A block with the address that the document's structure gives it."""

    block: Block
    address: Address


Provenance = Literal["text", "properties", "name", "folder", "hand"]
"""Where a piece of metadata came from: the document's text, the format's own properties, the file's name, its folder,
or a person who corrected it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself. Every field but the title may be unknown.

    Attributes:
        number: 文号, e.g. "党发〔2026〕3号".
        repealed: The day from which it is no longer in force, as its own text or another document's states it.
        status: 试行, 废止, 修订 … as the text states it.
        genre: 工作总结, 管理办法, 通知 … by the title's last words.
        period: The time the document speaks of: "2026", "2026H1", "2026Q2", "2026-05", "2021/2025".
        label: 内部资料, 仅供内部使用 … as marked; a document marked 秘密 or higher never gets this far.
        authors: Of papers and articles, in order.
        journal: Where a paper appeared.
        repeals: Titles (without 《》) and 文号 of what this document puts out of force, as its text states them.
        series: Names the rule whose version this is: equal for all versions of one rule. "" where it is none.
        provenance: Field name -> where its value came from, for every field that has one; sorted by name.
    """

    title: str
    issuer: str | None = None
    number: str | None = None
    issued: date | None = None
    effective: date | None = None
    status: str | None = None
    repealed: date | None = None
    genre: str | None = None
    period: str | None = None
    label: str | None = None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    repeals: tuple[str, ...] = ()
    series: str = ""
    provenance: tuple[tuple[str, Provenance], ...] = ()

    @property
    def since(self) -> date | None:
        """The day from which the document speaks: it takes effect, or where that is not stated it was issued.

        An amended text keeps the clause on its first coming into force; it speaks from its amendment on.
        """
        if self.effective and self.issued and self.issued > self.effective and self.status in ("修正", "修订"):
            return self.issued
        return self.effective or self.issued


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document's text that is stored, searched and cited.

    `text` equals the document's text at [start, end).
    """

    id: str
    document_id: str
    ordinal: int
    start: int
    end: int
    text: str
    address: Address
    runs: tuple[PageRun, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        return pages_between(self.runs, Span(0, len(self.text)))


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a source, read, structured and chunked.

    Attributes:
        id: Stable over the versions of one source in one collection.
        sha256: Identity of this version's bytes.
        text: Blocks joined by newlines; chunks are ranges of it and cover it.
    """

    id: str
    collection: str
    source: SourceFile
    metadata: Metadata
    text: str
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    paged: bool
    warnings: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return self.source.sha256

    @property
    def title(self) -> str:
        return self.metadata.title


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A visible document as the catalog lists it, without its text.

    Attributes:
        superseded_on: The day from which a later version of the same rule, a document that repeals this one, or its own
            end takes its place; it may lie in the future. None where that is not known.
        superseded_by: Id of the document that takes its place; without `superseded_on` since a day that is not known.
    """

    id: str
    title: str
    path: str
    collection: str
    sha256: str
    media_type: str
    pages: int
    paged: bool
    chunks: int
    status: str
    """ready, or doubtful when a page's text cannot be trusted."""
    metadata: Metadata
    warnings: tuple[str, ...]
    ingested_at: str
    """UTC, ISO 8601, seconds."""
    superseded_on: date | None = None
    superseded_by: str | None = None
