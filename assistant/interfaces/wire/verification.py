"""The JSON contract of verification: `zhibi verify` and `/api/verify`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from assistant import types as domain
from assistant.interfaces.wire import CollectionName, Seconds, Wire
from assistant.interfaces.wire.answers import Citation

MAX_TEXT = 1_000_000
"""Characters of a text, and of all its sources together, that are taken over HTTP."""

MAX_SOURCES = 1000


class Edit(Wire):
    """A step from the source's wording to the claim's: equal, replace, insert (claim only) or delete (source only)."""

    kind: domain.EditKind
    source: str
    claim: str


class Finding(Wire):
    """What one check says of a claim.

    Attributes:
        check: support, citation, values, dates, quotation, title, article, formulation, modality, polarity, list, name
            or style.
        span: [start, end) in the claim's text.
        source: The place that says what is expected; null where none is at hand.
        severity: "certain", "doubtful" or "suggestion".
        difference: From the source's wording to the claim's; [] where the two were not laid side by side.
    """

    check: str
    verdict: domain.Verdict
    span: tuple[int, int]
    found: str
    expected: str | None
    source: Citation | None
    severity: domain.Severity
    note: str
    difference: list[Edit]


class VerifiedClaim(Wire):
    """A sentence: the text's [start, end). `citations` are the keys of the places it cites or rests on."""

    text: str
    start: int
    end: int
    verdict: domain.Verdict
    findings: list[Finding]
    citations: list[str]


class Verified(Wire):
    """What the checks say of a text; `counts` names every verdict."""

    claims: list[VerifiedClaim]
    counts: dict[str, int]
    citations: list[Citation]
    notices: list[str]
    seconds: Seconds

    @classmethod
    def of(cls, noun: domain.Verification) -> Self:
        places = {one.key: Citation.of(one) for one in noun.citations}
        return cls.like(
            noun,
            claims=[_claim(claim, places) for claim in noun.claims],
            counts={str(verdict): count for verdict, count in noun.counts.items()},
            citations=list(places.values()),
        )


class VerifiedFile(Verified):
    """What the checks say of a file: `text` is what was read from it, which every `start` and `end` is of."""

    name: str
    text: str

    @classmethod
    def told(cls, name: str, text: str, noun: domain.Verification) -> Self:
        return cls(name=name, text=text, **dict(Verified.of(noun)))


def _claim(claim: domain.Claim, places: dict[str, Citation]) -> VerifiedClaim:
    return VerifiedClaim.like(claim, findings=[finding_of(finding, places) for finding in claim.findings])


def finding_of(finding: domain.Finding, places: dict[str, Citation]) -> Finding:
    """A finding with the place that says what is expected, where it is among `places`."""
    return Finding.like(finding, span=(finding.start, finding.end), source=places.get(finding.source or ""))


Key = Annotated[str, StringConstraints(pattern=r"^(?:[0-9]{1,3}|[Kk][0-9a-f]{4,64})$")]
"""What a text cites a source by: the 2 of [2]."""


class SourceText(Wire):
    """A source as it comes in: its text, or a document of the library by its id.

    Attributes:
        key: What the text cites it by; its number in the list where none is given.
        title: What it is called.
    """

    text: str | None = None
    document_id: str | None = None
    key: Key | None = None
    title: str = ""

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.text is None) == (self.document_id is None):
            raise ValueError("text 与 document_id 须给出一个，且只给一个")
        return self


class VerifyRequest(Wire):
    """A text to verify.

    Attributes:
        sources: What it may rest on, texts or objects; [] is whatever the library has.
        genre: Id of its genre.
        collections: Where the library is looked through; null for all.
        as_of: The day whose law and wording hold; null is today.
    """

    text: str = Field(max_length=MAX_TEXT)
    sources: list[Annotated[str, StringConstraints(max_length=MAX_TEXT)] | SourceText] = Field(
        [], max_length=MAX_SOURCES
    )
    genre: str | None = None
    collections: list[CollectionName] | None = None
    as_of: date | None = None
