"""Documents that give different figures for what a question asks: all are shown, what is in force and newer first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assistant.answering.answerability import probability
from assistant.answering.evidence import Evidence
from assistant.answering.lead import lead
from assistant.answering.premise.figures import ABOUT, LOOKED_AT, measures_alike, words_about
from assistant.answering.sentences.confidence import shipped_confidence
from assistant.retrieval.question import Question, marks_in
from assistant.types import Passage, in_book_marks
from assistant.verification.values import Value, matches, values
from ingest.text.folding import fold

TELLING = 0.4
"""A term of this share of the heaviest one's weight says what the figure is a figure of."""

Side = tuple[Evidence, Value]
"""A sentence and the figure in it that the question asks for."""


def sides(question: Question, first: Evidence, evidence: Sequence[Evidence]) -> list[Side]:
    """The sentence that answers and those of other documents that give another figure for the same thing and time.

    Returns:
        In force before superseded, newer before older; empty where nobody disagrees or it cannot be told what the
        answering sentence says.
    """
    own = _asked_value(question, first)
    if own is None:
        return []
    found: dict[str, Side] = {first.passage.chunk.document_id: (first, own)}
    for item in evidence[:LOOKED_AT]:
        document = item.passage.chunk.document_id
        if document in found or not (_same_time(first, item) and _same_subject(question, first, item)):
            continue
        value = _counterpart(first, own, item) if _answers(question, item) else None
        if value is not None:
            found[document] = (item, value)
    differ = any(not matches(own, value) for _, value in found.values())
    return sorted(found.values(), key=lambda side: _order(side[0].passage)) if differ else []


def said(sides: Sequence[Side]) -> str:
    """“资料说法不一：《…》（2026年4月1日）为“18个月”；《…》为“12个月”。”"""
    parts = [f"{_named(item.passage)}为“{value.text.strip()}”" for item, value in sides]
    return f"资料说法不一：{'；'.join(parts)}。"


def _asked_value(question: Question, item: Evidence) -> Value | None:
    span = lead(question, item.text)
    if span is None:
        return None
    return next((value for value in values(item.text) if span.start <= value.start < span.end), None)


def _answers(question: Question, item: Evidence) -> bool:
    return item.timely and probability(question, item) >= shipped_confidence().threshold


def _same_subject(question: Question, first: Evidence, item: Evidence) -> bool:
    """Whether the other sentence, with its title and headings, holds every telling term that the first one holds."""
    least = TELLING * max(question.weights, default=0.0)
    own, other = (question.matches(_with_headings(one)) for one in (first, item))
    return all(
        theirs >= mine for mine, theirs, weight in zip(own, other, question.weights, strict=True) if weight >= least
    )


def _with_headings(item: Evidence) -> str:
    return fold(" ".join((item.passage.document, *item.passage.chunk.address.section, item.text))).text


def _counterpart(first: Evidence, own: Value, item: Evidence) -> Value | None:
    """The one figure of another sentence that its words say to be of the same thing."""
    about = words_about(first.text, own)
    alike = [
        value for value in values(item.text) if measures_alike(own, value) and about.share(item.text, value) >= ABOUT
    ]
    return alike[0] if len(alike) == 1 else None


def _same_time(one: Evidence, other: Evidence) -> bool:
    """Whether no year tells the two apart: that of the sentence, else that of the document's title."""
    first, second = _years(one), _years(other)
    return not first or not second or bool(first & second)


def _years(item: Evidence) -> frozenset[int]:
    for text in (item.text, item.passage.document):
        if years := frozenset(mark.number for mark in marks_in(text) if mark.unit == "年"):
            return years
    return frozenset()


def _order(passage: Passage) -> tuple[bool, float]:
    return passage.is_over, -(passage.dated or date.min).toordinal()


def _named(passage: Passage) -> str:
    day = passage.dated
    return in_book_marks(passage.document) + (f"（{day.year}年{day.month}月{day.day}日）" if day else "")


__all__ = ["Side", "said", "sides"]
