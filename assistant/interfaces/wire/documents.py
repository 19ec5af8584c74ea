"""Documents of the library: what they say about themselves, their pages, their text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AliasChoices, BeforeValidator, Field

from assistant.interfaces.wire import Wire
from ingest import types as library


class Metadata(Wire):
    """What a document says about itself; null, "" or [] where it does not.

    Attributes:
        repealed: The day from which its own text says it holds no more.
        period: "2026", "2026H1", "2026Q2", "2026-05" or "2021/2025".
        repeals: Titles and 文号 of what it puts out of force.
        series: Equal for all versions of one rule; "" where it is none.
        provenance: Field -> "text", "properties", "name", "folder" or "hand".
    """

    issuer: str | None
    number: str | None
    issued: date | None
    effective: date | None
    status: str | None
    repealed: date | None
    genre: str | None
    period: str | None
    label: str | None
    authors: list[str]
    journal: str | None
    repeals: list[str]
    series: str
    provenance: Annotated[dict[str, str], BeforeValidator(dict)]


class DocumentBase(Wire):
    """What every view of a document shows.

    Attributes:
        paged: Whether page numbers mean what a person sees.
        chunks: How many pieces are searched.
        status: "ready", or "doubtful" when the text of a page cannot be trusted.
        ingested_at: UTC, ISO 8601.
        superseded_on: The day from which another document takes its place, or its own text ends it; null if unknown.
        superseded_by: Id of the document that takes its place.
    """

    id: str
    title: str
    path: str
    collection: str
    media_type: str
    sha256: str
    paged: bool
    chunks: int
    status: str
    warnings: list[str]
    metadata: Metadata
    ingested_at: str
    superseded_on: date | None = None
    superseded_by: str | None = None


class Document(DocumentBase):
    """A document in a list; `pages` is their number, 1 when `paged` is false."""

    pages: int


class DocumentList(Wire):
    """Oldest first; `next` is the cursor of the page after this one, absent on the last."""

    documents: list[Document]
    next: str | None = Field(default=None, exclude_if=lambda value: value is None)

    @classmethod
    def of(cls, noun: list[library.DocumentRecord]) -> Self:
        return cls(documents=[Document.of(record) for record in noun])


class PageText(Wire):
    """One page; `origin` is native, ocr, garbled or blank; `confidence` 0 to 1.

    Attributes:
        note: Why it is doubtful; "" where nothing is to be said.
        doubtful: Whether a person should look at the page itself before trusting its text.
    """

    number: int
    origin: str
    confidence: float
    text: str
    note: str
    doubtful: bool = Field(validation_alias=AliasChoices("doubtful", "is_doubtful"))


class DocumentDetail(DocumentBase):
    """One document; `pages` is their number or, when they were asked for, the pages themselves."""

    page_count: int
    pages: int | list[PageText]
    text: str | None = Field(None, exclude_if=lambda text: text is None)

    @classmethod
    def of(cls, noun: library.DocumentRecord, text: str | None = None, pages: list[library.Page] | None = None) -> Self:
        listed = noun.pages if pages is None else [PageText.of(page) for page in pages]
        return cls.like(noun, page_count=noun.pages, pages=listed, text=text)


class DocumentText(Wire):
    id: str
    text: str


class DocumentPages(Wire):
    id: str
    pages: list[PageText]
