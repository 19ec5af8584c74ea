"""Answers with their claims and citations."""

from __future__ import annotations

from typing import Self

from assistant import types as domain
from assistant.interfaces.wire import Chance, Seconds, Usage, Wire


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
        return cls.like(noun, section=noun.address.section, article=noun.address.article)


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
    confidence: Chance | None = None

    @classmethod
    def of(cls, noun: domain.Answer) -> Self:
        return cls.like(noun, answer=noun.text, citations=[Citation.of(one) for one in noun.citations])


class Token(Wire):
    """A piece of an answer still being written; the answer that follows replaces it."""

    text: str
