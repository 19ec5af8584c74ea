"""Documents of the library: what they say about themselves, their pages, their text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, BeforeValidator, Field, StringConstraints, model_validator

from assistant.interfaces.wire import CollectionName, Paged, Wire
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


class FoundMetadata(Metadata):
    """As they were read, before any correction."""

    title: str


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


class DocumentAbout(Document):
    """One document with what was `found` in it; what a person has corrected stands in `title` and `metadata`."""

    found: FoundMetadata

    @classmethod
    def told(cls, noun: library.DocumentRecord, found: library.Metadata) -> Self:
        return cls(**Document.of(noun).model_dump(), found=FoundMetadata.of(found))


MAX_VALUE = 2000
Value = Annotated[str, StringConstraints(max_length=MAX_VALUE)]
Correctable = Literal[
    "title", "issuer", "number", "issued", "effective", "repealed",
    "status", "genre", "period", "label", "authors", "journal", "series",
]  # fmt: skip


class DocumentChanges(Wire):
    """Corrections by hand: a field that is left out stays, null says that there is none.

    Attributes:
        reset: Fields whose corrections are taken back: what was found holds again.
    """

    title: Value = ""
    issuer: Value | None = None
    number: Value | None = None
    issued: date | Value | None = None
    effective: date | Value | None = None
    repealed: date | Value | None = None
    status: Value | None = None
    genre: Value | None = None
    period: Value | None = None
    label: Value | None = None
    authors: Annotated[list[Value], Field(max_length=100)] | Value | None = None
    journal: Value | None = None
    series: Value | None = None
    reset: list[Correctable] = Field([], max_length=30)

    @model_validator(mode="after")
    def _no_two_things(self) -> Self:
        if twice := self.model_fields_set.intersection(self.reset):
            raise ValueError(f"{min(twice)} 既要更正，又在 reset 中")
        return self

    def changes(self) -> dict[str, object]:
        """As `Service.correct` takes them."""
        given = {name: getattr(self, name) for name in self.model_fields_set - {"reset"}}
        told: dict[str, object] = {name: "" if value is None else value for name, value in given.items()}
        return told | dict.fromkeys(self.reset)


class DocumentMove(Wire):
    collection: CollectionName


class DocumentList(Paged):
    documents: list[Document]

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


class DocumentPages(Paged):
    id: str
    pages: list[PageText]
