"""Which sentences answer: the fewest whole ones that say what is asked, out of what was weighed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.answerability import answerability, labelled, lacks_form
from assistant.answering.evidence import Evidence
from assistant.answering.fitting import must_fit
from assistant.answering.sentences.confidence import shipped_confidence
from assistant.answering.series import picked_rows, siblings
from assistant.retrieval import wording
from assistant.retrieval.question import Question, QuestionKind
from assistant.retrieval.understanding.kinds import type_of
from ingest.text.folding import fold
from ingest.types import Span

SENTENCES: dict[QuestionKind, int] = {"figure": 2, "date": 2, "person": 2, "definition": 2, "content": 2, "other": 2}
"""How many sentences an answer may take; questions that ask for several things may take `MOST`."""
MOST = 5
SEVERAL_ASKED = 3
"""… and those with several question words so many at least."""

SUBJECT = 0.5
"""Power of a sentence's chance for the whole question, beside that for a part of it."""
A_PART = 2
"""Sentences for one part of a question."""

KEEP = 0.04
"""A further sentence must have this share of the first one's chance to be the one that answers."""
GAIN = 0.1
"""… and cover this much of the question's weight that no chosen sentence covers, or have `SURE` of the chance."""
SURE = 0.12
KEEP_SOURCE = 0.05
"""The share of the first one's chance that the best sentence of a further document must have, where several speak."""

FITTING = 4.0
"""How many times likelier to answer a sentence is that holds the kind of thing asked for, where the scorer, which saw
few such questions, has not learned it."""
_PREFERS_FITTING = frozenset({"definition", "person", "list"})
_LISTING = frozenset({"list", "who"})

SHORT_ARTICLE = 160
"""Characters of an article that is given whole to a question for a list or a procedure."""


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that answer, best first; none when the passages do not carry an answer."""
    return best(question, evidence) if answerability(question, evidence) >= shipped_confidence().threshold else []


def best(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that answer a question with an answer in the passages, best first; at least one sentence given."""
    evidence = _preferred(question, [item for item in evidence if not _asks(item)] or evidence)
    if type_of(question.text) in _LISTING and len(picked := picked_rows(question, evidence)) > 1:
        return picked
    able = [item for item in evidence if not _misses(question, item)] or list(evidence)
    chosen = _one_a_document(able) if question.several else able[:1]
    chosen = _by_label(chosen, able)
    if _wants_list(question) and len(items := siblings(chosen[0], evidence)) > 1:
        return items
    listing = _wants_list(question)
    if listing:
        chosen = with_ahead(chosen, _short_article(chosen[0], able))
    covered = _together(chosen)
    for item in evidence:
        if len(chosen) >= _most(question) or item.score < KEEP * chosen[0].score:
            break
        gain = question.coverage([max(0.0, new - old) for new, old in zip(item.matches, covered, strict=True)])
        adds = gain >= GAIN or item.score >= SURE * chosen[0].score or (listing and _touches(item, chosen[0]))
        if is_said(item, chosen) or not item.timely or not adds:
            continue
        chosen.append(item)
        covered = _together(chosen)
    return chosen


def choose_for_parts(parts: Sequence[tuple[Question, Sequence[Evidence]]], whole: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence for each part of a question that asks several things; none for parts without an answer.

    Args:
        parts: Each with its evidence over the same passages.
        whole: The evidence for the whole question, which tells the subject that later parts leave out.
    """
    subject = {_place_of(item): item.score for item in whole}
    chosen: list[Evidence] = []
    for question, evidence in parts:
        if answerability(question, evidence) < shipped_confidence().threshold:
            continue
        joint = [replace(item, score=item.score * subject[_place_of(item)] ** SUBJECT) for item in evidence]
        for item in best(question, sorted(joint, key=lambda item: -item.score))[:A_PART]:
            if not is_said(item, chosen):
                chosen.append(item)
    return chosen


def with_ahead(chosen: Sequence[Evidence], ahead: Sequence[Evidence]) -> list[Evidence]:
    """`ahead`, then what was chosen beside it."""
    kept = list(ahead)
    for item in chosen:
        if not is_said(item, kept):
            kept.append(item)
    return kept[: max(len(ahead), MOST)]


def is_said(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether a chosen sentence holds this one, or this one a chosen one, in the same place or the same words."""
    text = fold(item.text).text
    return any(
        text == fold(other.text).text
        or (item.passage.chunk.id == other.passage.chunk.id and _overlap(item.span, other.span))
        for other in chosen
    )


def _place_of(item: Evidence) -> tuple[str, int, int]:
    return item.passage.chunk.id, item.span.start, item.span.end


def _short_article(first: Evidence, able: Sequence[Evidence]) -> list[Evidence]:
    """All sentences of a rule's article where it is short: its sentences go on with one another."""
    chunk = first.passage.chunk
    if chunk.address.article is None or len(chunk.text) > SHORT_ARTICLE:
        return [first]
    headings = {fold(part).text for part in chunk.address.section}
    return [first, *(one for one in able if one.passage.chunk.id == chunk.id and fold(one.text).text not in headings)]


def _by_label(chosen: list[Evidence], able: Sequence[Evidence]) -> list[Evidence]:
    """Where the best sentence lacks the form asked for, the line of its document that is labelled with it goes ahead.

    A line 地点：… shares no word with the question that it answers.
    """
    first = chosen[0]
    if labelled(first) or not lacks_form(first):
        return chosen
    home = first.passage.chunk.document_id
    line = next((item for item in able if item.passage.chunk.document_id == home and labelled(item)), None)
    return chosen if line is None else [line, *(item for item in chosen if item is not line)]


def _touches(item: Evidence, other: Evidence) -> bool:
    """Whether nothing stands between two sentences of one chunk."""
    first, second = sorted((item, other), key=lambda one: one.span.start)
    text = first.passage.chunk.text
    return item.passage.chunk.id == other.passage.chunk.id and not text[first.span.end : second.span.start].strip()


def _wants_list(question: Question) -> bool:
    return question.kind in ("list", "content", "procedure") or question.items > 1 or type_of(question.text) == "list"


def _most(question: Question) -> int:
    most = MOST if question.several else SENTENCES.get(question.kind, MOST)
    return max(most, SEVERAL_ASKED) if len(wording.ASKING.findall(question.text)) > 1 else most


def _preferred(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    if question.kind not in _PREFERS_FITTING:
        return list(evidence)
    weighed = [replace(item, score=item.score * (FITTING if item.fits else 1.0)) for item in evidence]
    return sorted(weighed, key=lambda item: -item.score)


def _asks(item: Evidence) -> bool:
    """Whether the sentence is itself a question, as in a list of questions and answers: it answers nothing."""
    return item.text.endswith(("？", "?"))


def _misses(question: Question, item: Evidence) -> bool:
    """Whether a sentence lacks the kind of thing or the time asked for."""
    return (must_fit(question) and not item.fits) or (question.asks and not item.timely)


def _together(chosen: Sequence[Evidence]) -> tuple[float, ...]:
    return tuple(map(max, zip(*(item.matches for item in chosen), strict=True)))


def _one_a_document(able: Sequence[Evidence]) -> list[Evidence]:
    best: dict[str, Evidence] = {}
    for item in able:
        if item.score >= KEEP_SOURCE * able[0].score:
            best.setdefault(item.passage.chunk.document_id, item)
    return list(best.values())[:MOST]


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


__all__ = ["best", "choose", "choose_for_parts", "is_said", "with_ahead"]
