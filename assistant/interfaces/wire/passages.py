"""Pieces of documents: as they are stored, as a search finds them, and where they stand on their pages."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from assistant import types as domain
from assistant.interfaces.wire import Score, Wire
from ingest import types as library

if TYPE_CHECKING:
    from assistant.retrieval.retriever import Found


class Box(Wire):
    """In points from the page's upper left corner."""

    x0: float
    top: float
    x1: float
    bottom: float


class PageBoxes(Wire):
    """What to mark on one page of `width` x `height` points."""

    page: int
    width: float
    height: float
    boxes: list[Box]


class QuoteBoxes(Wire):
    """Where a quotation stands; no pages where the format has none, or where that is in doubt."""

    chunk_id: str
    start: int
    end: int
    pages: list[PageBoxes]


class Chunk(Wire):
    """A stored piece of a document: its text at [start, end). `pages` is empty in formats without fixed pages."""

    id: str
    document_id: str
    section: list[str]
    article: str | None
    pages: list[int]
    start: int
    end: int
    text: str

    @classmethod
    def of(cls, noun: library.Chunk, paged: bool = True) -> Self:
        address, pages = noun.address, noun.pages if paged else ()
        return cls.like(noun, section=address.section, article=address.article, pages=pages)


class Passage(Wire):
    """A chunk found; `pages` is empty in formats without fixed pages.

    Attributes:
        superseded_on: Set where the document is superseded on the day asked for and since when is known.
        superseded_by: Title of the document that took its place.
        note: What must be said of the document where it is cited, e.g. that it is superseded.
    """

    chunk_id: str
    document_id: str
    document: str
    path: str
    section: list[str]
    article: str | None
    pages: list[int]
    text: str
    score: Score
    superseded_on: date | None = None
    superseded_by: str | None = None
    note: str | None = None

    @classmethod
    def of(cls, noun: domain.Passage) -> Self:
        return cls.like(
            noun,
            chunk_id=noun.chunk.id,
            document_id=noun.chunk.document_id,
            section=noun.chunk.address.section,
            article=noun.chunk.address.article,
            text=noun.chunk.text,
        )


class SearchResult(Wire):
    """The passages found, best first; `notices` say what degraded on the way."""

    passages: list[Passage]
    notices: list[str]

    @classmethod
    def of(cls, noun: Found) -> Self:
        return cls(passages=[Passage.of(passage) for passage in noun.passages], notices=list(noun.notices))
