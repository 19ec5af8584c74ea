"""The JSON contract: what other programs read from the command line and from HTTP. Fields are only ever added.

Results are made from the domain's nouns with `of`; what comes in is validated strictly.
"""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import AfterValidator, AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from assistant import types as domain
from ingest import types as library

if TYPE_CHECKING:
    from assistant.retrieval.retriever import Found

MAX_PASSAGES = 50
"""The most passages one question may ask for."""

MAX_TURNS = 100
MAX_TURN_CHARS = 20_000
"""Bounds of a conversation that is sent along; only its end is looked at."""

CollectionName = Annotated[str, StringConstraints(pattern=r"^\w[\w\-. ]{0,63}$")]
"""Letters (Chinese too), digits, `_`, `-`, `.` and spaces, 1 to 64 of them, the first a letter or digit."""

Seconds = Annotated[float, AfterValidator(lambda value: round(value, 3))]
"""Wall time."""

Score = Annotated[float, AfterValidator(lambda value: round(value, 6))]
"""0 to 1, comparable within one list only."""


class Wire(BaseModel):
    """Base of everything that crosses the edge."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    @classmethod
    def of(cls, noun: Any) -> Self:
        """From a domain noun whose attributes have the same names."""
        return cls.model_validate(noun)

    def dump(self) -> dict[str, Any]:
        return self.model_dump(mode="json")

    def line(self) -> str:
        """One line of JSON. Chinese stays readable; NaN is an error, for it is no JSON."""
        return json.dumps(self.dump(), ensure_ascii=False, allow_nan=False)


class Failure(Wire):
    """What went wrong, as a sentence, and what to do about it ("" when nothing can be done)."""

    message: str
    hint: str = ""


class ErrorReply(Wire):
    error: Failure

    @classmethod
    def of(cls, noun: Any) -> Self:
        """From an error that carries `message` and `hint`."""
        return cls(error=Failure.of(noun))


class ProblemReply(ErrorReply):
    """An error over HTTP as RFC 9457 (application/problem+json) has it, beside our own `error`.

    Attributes:
        type: "urn:zhibi:problem:document-not-found" and the like, or "about:blank" where `status` says it all.
        detail: Message and hint as one text.
        instance: The path that was asked for.
        request_id: As in the X-Request-ID header, and in the log.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str = ""


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
        shown = {name: getattr(noun, name) for name in DocumentBase.model_fields}
        listed = noun.pages if pages is None else [PageText.of(page) for page in pages]
        return cls(**shown, page_count=noun.pages, pages=listed, text=text)


class DocumentText(Wire):
    id: str
    text: str


class DocumentPages(Wire):
    id: str
    pages: list[PageText]


class FailedFile(Wire):
    path: str
    reason: str
    needs_password: bool = False


class DoubtfulPage(Wire):
    """A page that a person should look at; `note` says why."""

    path: str
    page: int
    origin: str
    confidence: float
    note: str


class Move(Wire):
    before: str
    now: str


class IngestReport(Wire):
    """What became of every file that was named.

    Attributes:
        skipped: In the library already.
        doubtful: Pages of the documents taken in whose text cannot be trusted as it is.
        moved: Known under another path, whose file is no longer there.
        removed: Paths of documents whose file is gone, where that was asked for.
    """

    documents: list[Document]
    skipped: list[str]
    failed: list[FailedFile]
    seconds: Seconds
    doubtful: list[DoubtfulPage] = []
    moved: list[Move] = []
    removed: list[str] = []


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
        return cls(
            id=noun.id,
            document_id=noun.document_id,
            section=list(noun.address.section),
            article=noun.address.article,
            pages=list(noun.pages) if paged else [],
            start=noun.start,
            end=noun.end,
            text=noun.text,
        )


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
        return cls(
            chunk_id=noun.chunk.id,
            document_id=noun.chunk.document_id,
            document=noun.document,
            path=noun.path,
            section=list(noun.chunk.address.section),
            article=noun.chunk.address.article,
            pages=list(noun.pages),
            text=noun.chunk.text,
            score=noun.score,
            superseded_on=noun.superseded_on,
            superseded_by=noun.superseded_by,
            note=noun.note,
        )


class SearchResult(Wire):
    """The passages found, best first; `notices` say what degraded on the way."""

    passages: list[Passage]
    notices: list[str]

    @classmethod
    def of(cls, noun: Found) -> Self:
        return cls(passages=[Passage.of(passage) for passage in noun.passages], notices=list(noun.notices))


class Claim(Wire):
    """A sentence of the answer with what the checks say of it and the keys of its citations."""

    text: str
    verdict: domain.Verdict
    citations: list[str]


class Citation(Wire):
    """A quote, verbatim in the stored text of its chunk at [start:end]; `page` null without fixed pages.

    `note` says what must be said of the document, e.g. that it is superseded.
    """

    key: str
    chunk_id: str
    document_id: str
    document: str
    path: str
    section: list[str]
    article: str | None
    page: int | None
    quote: str
    start: int
    end: int
    note: str | None = None

    @classmethod
    def of(cls, noun: domain.Citation) -> Self:
        return cls(
            key=noun.key,
            chunk_id=noun.chunk_id,
            document_id=noun.document_id,
            document=noun.document,
            path=noun.path,
            section=list(noun.address.section),
            article=noun.address.article,
            page=noun.page,
            quote=noun.quote,
            start=noun.start,
            end=noun.end,
            note=noun.note,
        )


class Usage(Wire):
    """Tokens that a model's answer took; `cost` by the prices in the settings, null without them."""

    sent: int
    received: int
    cost: float | None


class Answer(Wire):
    """What is said to a question; `reason` is set when `refused`, `notices` say what degraded on the way.

    `standalone` is the full question that was searched, null where that is the one asked: a follow-up completed from
    the conversation, 去年 put as a year. `confidence` is the probability that the passages carry an answer, null where
    it was not weighed.
    """

    answer: str
    refused: bool
    reason: str | None
    claims: list[Claim]
    citations: list[Citation]
    model: str
    seconds: Seconds
    notices: list[str]
    usage: Usage | None = None
    standalone: str | None = None
    confidence: float | None = None

    @classmethod
    def of(cls, noun: domain.Answer) -> Self:
        return cls(
            answer=noun.text,
            refused=noun.refused,
            reason=noun.reason,
            claims=[Claim.of(claim) for claim in noun.claims],
            citations=[Citation.of(citation) for citation in noun.citations],
            model=noun.model,
            seconds=noun.seconds,
            notices=list(noun.notices),
            usage=None if noun.usage is None else Usage.of(noun.usage),
            standalone=noun.standalone,
            confidence=noun.confidence,
        )


class Token(Wire):
    """A piece of an answer still being written; the answer that follows replaces it."""

    text: str


class Problem(Wire):
    what: str
    hint: str
    items: list[str]


class CheckReport(Wire):
    """What `library check` found wrong; empty when all is well."""

    problems: list[Problem]

    @classmethod
    def of(cls, noun: list[library.Problem]) -> Self:
        return cls(problems=[Problem.of(problem) for problem in noun])


class Removed(Wire):
    removed: str


class Health(Wire):
    status: Literal["ok", "ready"]


class Readiness(Wire):
    """Whether questions can be answered; `checks` says "ok" or what is wrong: catalog, index, disk, database."""

    status: Literal["ready", "unavailable"]
    checks: dict[str, str]


class Turn(Wire):
    """An earlier question of the conversation and what was said to it.

    Attributes:
        answer: As shown; "" where it is not known.
        documents: Titles of what it cited.
    """

    question: str = Field(max_length=MAX_TURN_CHARS)
    answer: str = Field("", max_length=MAX_TURN_CHARS)
    documents: list[Annotated[str, StringConstraints(max_length=500)]] = Field([], max_length=100)

    def turn(self) -> domain.Turn:
        return domain.Turn(self.question, self.answer, tuple(self.documents))


class Question(Wire):
    """A question as it comes in; what is left out is the setting's default.

    Attributes:
        k: How many passages, 1 to 50.
        collections: Names to look in; null for all.
        as_of: Leave out what takes effect after this day.
    """

    question: str
    k: int | None = Field(None, ge=1, le=MAX_PASSAGES)
    collections: list[CollectionName] | None = None
    as_of: date | None = None


class AskRequest(Question):
    """A question, answered at once or, with `stream`, as server-sent events.

    Attributes:
        history: The conversation so far, oldest first; a follow-up takes from it what it leaves out.
    """

    stream: bool = False
    history: list[Turn] = Field([], max_length=MAX_TURNS)
