"""The nouns that flow from a question to an answer, and from a text to what the checks say of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self, get_args

from ingest.types import EVERYTHING, Address, Chunk, Scope, Span, page_at

Verdict = Literal["supported", "altered", "wrong_citation", "unsupported", "unverifiable"]
"""What the checks say of a claim, against the passages it cites."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of a conversation and what was said to it.

    Attributes:
        answer: Its text; "" where it is not known.
        documents: Titles of what the answer cited.
    """

    question: str
    answer: str = ""
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A question with everything that decides what may answer it.

    Attributes:
        text: The question, stripped of control characters, never empty.
        k: How many passages to return.
        today: The day of the question; its law is preferred where the scope names no other day.
        history: The conversation so far, oldest first; what a follow-up leaves out is taken from it.
    """

    text: str
    scope: Scope = EVERYTHING
    k: int = 8
    today: date | None = None
    history: tuple[Turn, ...] = ()

    @property
    def day(self) -> date | None:
        """The day whose law is asked for."""
        return self.scope.as_of or self.today


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk found for a query.

    Attributes:
        document: The document's title.
        paged: Whether its page numbers mean anything to a reader.
        score: Fused score, 0 to 1, comparable within one result list only.
        lexical: Max-normalised lexical score, 0 to 1.
        dense: Max-normalised dense score, 0 to 1.
        is_over: Whether the document is superseded or out of force on the query's day.
        superseded_on: From when on, where that is known.
        superseded_by: Title of the document that took its place, where there is one.
        starts_on: The day from which the document holds, where that is still to come on the query's day.
        dated: The day from which the document speaks (it takes effect, or was issued), where that is known.
    """

    chunk: Chunk
    document: str
    path: str
    paged: bool
    score: float
    lexical: float = 0.0
    dense: float = 0.0
    is_over: bool = False
    superseded_on: date | None = None
    superseded_by: str | None = None
    starts_on: date | None = None
    dated: date | None = None

    @property
    def note(self) -> str | None:
        """What must be said of the document wherever it is cited; None where it is in force."""
        if self.starts_on is not None:
            return f"该文件自{written_day(self.starts_on)}起施行，目前尚未生效"
        if not self.is_over:
            return None
        since = f"自{written_day(self.superseded_on)}起" if self.superseded_on else ""
        if self.superseded_by is None:
            return f"该文件{since}已失效"
        return f"该文件{since}已被{in_book_marks(self.superseded_by)}取代"

    @property
    def pages(self) -> tuple[int, ...]:
        return self.chunk.pages if self.paged else ()

    @property
    def headings(self) -> tuple[str, ...]:
        """The document's title and the headings above the chunk, outermost first."""
        return (self.document, *self.chunk.address.section)


def written_day(day: date) -> str:
    """As official documents write it, in Arabic figures without padding: 2026年3月5日 (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def in_book_marks(title: str) -> str:
    """A title in 《》, those inside it made 〈〉 (GB/T 15834)."""
    return f"《{title.replace('《', '〈').replace('》', '〉')}》"


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quotation and where it stands.

    Attributes:
        key: "1", "2" … in order of appearance in the answer.
        page: First page of the quotation; None in formats without fixed pages.
        start: `quote` equals the chunk's stored text at [start, end).
        note: What must be said of the document, e.g. that it is superseded; None where nothing must.
        number: The document's 文号, where it is known and asked for: answers leave it out, exported files print it.
    """

    key: str
    chunk_id: str
    document_id: str
    document: str
    path: str
    address: Address
    page: int | None
    quote: str
    start: int
    end: int
    note: str | None = None
    number: str | None = None

    @classmethod
    def of(cls, passage: Passage, span: Span, key: str) -> Self:
        """The citation of the characters `span` of the passage's chunk."""
        chunk = passage.chunk
        return cls(
            key=key,
            chunk_id=chunk.id,
            document_id=chunk.document_id,
            document=passage.document,
            path=passage.path,
            address=chunk.address,
            page=page_at(chunk.runs, span.start) if passage.paged else None,
            quote=span.of(chunk.text),
            start=span.start,
            end=span.end,
            note=passage.note,
        )


Severity = Literal["certain", "doubtful", "suggestion"]
"""必错: it cannot stand. 疑似: a person should look. A suggestion (punctuation, number style) changes no verdict."""

Check = Literal[
    "support",
    "citation",
    "values",
    "dates",
    "quotation",
    "title",
    "article",
    "formulation",
    "modality",
    "polarity",
    "list",
    "name",
    "style",
]
"""What is checked; the checks are the modules of `assistant.verification`."""

EditKind = Literal["equal", "replace", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Edit:
    """A step from the source's wording to the claim's; "insert" is in the claim only, "delete" in the source only."""

    kind: EditKind
    source: str
    claim: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's verdict on a claim.

    Attributes:
        check: Name of the check, one of `Check`.
        start: The span of the claim's text that the finding speaks of is [start, end).
        found: What the claim says.
        expected: What the source says, or None.
        severity: How sure the check is.
        source: Key of the citation that holds `expected`; None where no source is at hand.
        note: What is wrong, in one Chinese sentence; "" where found and expected say it all.
        difference: From the source's wording to the claim's, where the two were laid side by side.
    """

    check: str
    verdict: Verdict
    start: int
    end: int
    found: str
    expected: str | None = None
    severity: Severity = "certain"
    source: str | None = None
    note: str = ""
    difference: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence that is asserted, with the keys of its citations.

    Attributes:
        start: In a text that was verified, the claim is its [start, end); 0 and 0 in an answer.
    """

    text: str
    verdict: Verdict
    citations: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that claims may rest on.

    Attributes:
        key: What a text cites it by: "1" for a mark [1].
    """

    key: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class Verification:
    """What the checks say of a text.

    Attributes:
        claims: Its sentences in order.
        citations: Verbatim places of the sources that claims and findings name by key.
        notices: What degraded on the way, in Chinese.
        seconds: Wall time.
    """

    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    notices: tuple[str, ...] = ()
    seconds: float = 0.0

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many claims have which verdict; every verdict is named."""
        found = Counter(claim.verdict for claim in self.claims)
        return {verdict: found[verdict] for verdict in get_args(Verdict)}


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model's answer took.

    Attributes:
        sent: Tokens of the prompt, as the model service counts them.
        received: Tokens of the reply.
        cost: By the prices in the settings, in their currency; None where no price is set.
    """

    sent: int
    received: int
    cost: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a question.

    Attributes:
        text: The whole answer as a person reads it, with [1] marks.
        refused: True when the library holds no evidence; `reason` then says why in Chinese.
        model: "extractive", or the model's name with the prompt's name@version.
        notices: What degraded on the way (model unreachable, keys dropped), in Chinese.
        raw: The model's reply as it came, or None.
        standalone: The full question that was searched, where it is not the one that was typed: a follow-up completed
            from the conversation, 去年 put as a year; None where the question was taken as it stood.
        confidence: The probability, 0 to 1, that the passages carry an answer: what decides whether it is refused.
            None where nothing was weighed: a model's answer, an addressed article, an empty library.
    """

    text: str
    refused: bool
    reason: str | None
    claims: tuple[Claim, ...]
    citations: tuple[Citation, ...]
    passages: tuple[Passage, ...]
    model: str
    seconds: float
    notices: tuple[str, ...] = ()
    raw: str | None = None
    usage: Usage | None = None
    standalone: str | None = None
    confidence: float | None = None

    def as_turn(self, question: str) -> Turn:
        """What a later question of the conversation gets to know of this answer to `question`."""
        documents = dict.fromkeys(citation.document for citation in self.citations)
        return Turn(question, "" if self.refused else self.text, tuple(documents))


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an answer that is still being written; shown at once, not yet verified."""

    text: str


AnswerEvent = Token | Answer
"""A streamed answer is any number of Tokens, then exactly one Answer, which replaces them."""

__all__ = [
    "Answer",
    "AnswerEvent",
    "Check",
    "Citation",
    "Claim",
    "Edit",
    "EditKind",
    "Finding",
    "Passage",
    "Query",
    "Severity",
    "Source",
    "Token",
    "Turn",
    "Usage",
    "Verdict",
    "Verification",
    "in_book_marks",
    "written_day",
]
