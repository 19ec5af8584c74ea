"""Documents that give different figures for what a question asks: all are shown, what is in force and newer first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.answerability import probability
from assistant.answering.comparison import Row, newest_first
from assistant.answering.evidence import Evidence
from assistant.answering.lead import lead
from assistant.answering.premise.figures import ABOUT, LOOKED_AT, measures_alike, words_about
from assistant.answering.sentences.confidence import shipped_confidence
from assistant.retrieval.question import Question, marks_in
from assistant.retrieval.versions import asks_for_older
from assistant.types import Passage, in_book_marks
from assistant.verification.values import Value, matches, values
from assistant.verification.values.comparing import is_related, is_same
from assistant.verification.values.figures import Figure, figures
from assistant.verification.values.subjects import similarity, subject
from ingest.text.folding import fold

TELLING = 0.4
"""A term of this share of the heaviest one's weight says what the figure is a figure of."""

SAME_WORDS, LEAST_WORDS = 0.9, 4
"""Where a sentence is no likely answer by itself: the share of the words about the figure, so many pairs at least, that
must stand about the other's as well."""

LIKE = 0.4
"""So alike must be what two figures are of for them to be set against one another."""

_ASKING = frozenset({"究竟", "到底", "总共", "一共", "总计", "共计", "实际"})
"""Terms of a question that its sources need not have."""
_ANSWER = re.compile(r"^\s*答[：:]", re.MULTILINE)
DISAGREE = "资料说法不一"
"""Begins what is said of documents that give different figures."""

_OUTDATED = "{old}的说法早于{new}，以现行规定为准"
_PART = re.compile(r"(?:其中[^，。；]{0,12}|从[^，。；]{2,14}中[^，。；]{0,4})$")
"""Before a figure that is part of another one: 从党建工作经费中安排70万元."""

Side = tuple[Evidence, Value]
"""A sentence and the figure in it that the question asks for."""


def sides(question: Question, first: Evidence, evidence: Sequence[Evidence]) -> list[Side]:
    """The sentence that answers and those of other documents that give another figure for the same thing and time.

    Returns:
        In force before superseded, newer before older; empty where nobody disagrees or it cannot be told what the
        answering sentence says.
    """
    if between := _offered(question, evidence):
        return between
    own = _asked_value(question, first)
    if own is None:
        return []
    found: dict[str, Side] = {first.passage.chunk.document_id: (first, own)}
    for item in evidence[:LOOKED_AT]:
        document = item.passage.chunk.document_id
        if document in found or not _same_time(first, item):
            continue
        if _answers(question, item) and _same_subject(question, first, item):
            value = _counterpart(first, own, item, ABOUT)
        else:
            value = _counterpart(first, own, item, SAME_WORDS) if _same_field(question, item) else None
        if value is not None:
            found[document] = (item, value)
    differ = any(not matches(own, value) for _, value in found.values())
    return sorted(found.values(), key=lambda side: newest_first(side[0].passage)) if differ else []


def current(
    question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]
) -> tuple[list[Evidence], str | None]:
    """What was chosen, the rule in force put in the place of an older list of answers that has another figure.

    Returns:
        The sentences without what is out of force or older than the article that answers, best first; and what is to be
        noted of an older text that would have answered otherwise. All as they are where older versions are asked for.
    """
    if question.several or asks_for_older(question.text):
        return list(chosen), None
    first, note = chosen[0], None
    if not first.passage.is_over and (rule := _rule_over(first, evidence)) is not None:
        note = _OUTDATED.format(old=_named(first.passage), new=_named(rule.passage))
        chosen, first = [rule, *(item for item in chosen if item is not rule)], rule
    if first.passage.is_over:
        return list(chosen), note
    return [item for item in chosen if not (item.passage.is_over or _is_stale(item, first))], note


def _rule_over(first: Evidence, evidence: Sequence[Evidence]) -> Evidence | None:
    """The likeliest article of a newer rule with another figure for what an older list of answers gives."""
    for item in evidence[:LOOKED_AT]:
        if item.passage.is_over or not _is_stale(first, item):
            continue
        told = _likest(first, item)
        if told is not None and not is_same(*told):
            return item
    return None


def _is_stale(item: Evidence, rule: Evidence) -> bool:
    """Whether the sentence is of a list of questions and answers older than a rule's article."""
    if rule.passage.chunk.address.article is None or item.passage.chunk.document_id == rule.passage.chunk.document_id:
        return False
    older, newer = item.passage.dated, rule.passage.dated
    return (
        older is not None
        and newer is not None
        and older < newer
        and _ANSWER.search(item.passage.chunk.text) is not None
    )


def _likest(one: Evidence, other: Evidence) -> tuple[Figure, Figure] | None:
    """The two figures of two sentences that are most alike in what they are of; None where none are alike."""
    first, second = figures(one.text), figures(other.text)
    pairs = [
        (similarity(subject(first, mine), subject(second, theirs)), mine, theirs)
        for mine in first.items
        for theirs in second.items
        if mine.kind == theirs.kind and is_related(mine, theirs)
    ]
    likest = max(pairs, key=lambda pair: pair[0], default=None)
    return likest[1:] if likest is not None and likest[0] >= LIKE else None


def apart(compared: Sequence[Row]) -> str | None:
    """“资料说法不一：…” of two documents in force in a table whose figures for one thing differ; else None."""
    items = [row.item for row in compared]
    if len(items) != 2 or items[0] is None or items[1] is None:
        return None
    one, other = items[0], items[1]
    if one.passage.is_over or other.passage.is_over or one.passage.document == other.passage.document:
        return None
    told = _likest(one, other)
    if told is None or is_same(*told):
        return None
    return _differ(
        *((item.passage, figures(item.text).wide_text(figure)) for item, figure in zip((one, other), told, strict=True))
    )


def said(sides: Sequence[Side]) -> str:
    """“资料说法不一：《…》（2026年4月1日）为“18个月”；《…》为“12个月”。”"""
    return _differ(*((item.passage, value.text) for item, value in sides))


def _differ(*stated: tuple[Passage, str]) -> str:
    parts = [f"{_named(passage)}为“{text.strip()}”" for passage, text in stated]
    return f"{DISAGREE}：{'；'.join(parts)}。"


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
    return fold(" ".join((*item.passage.headings, item.text))).text


def _offered(question: Question, evidence: Sequence[Evidence]) -> list[Side]:
    """Where the question offers two figures (34项还是33项), a sentence of two documents for each; else none."""
    first, found, second = question.text.partition("还是")
    pair = values(first)[-1:] + values(second)[:1] if found else []
    if len(pair) < 2 or not measures_alike(*pair) or matches(*pair):
        return []
    sides: list[Side] = []
    for wanted in pair:
        others = {item.passage.chunk.document_id for item, _ in sides}
        side = next(
            (
                (item, value)
                for item in evidence[:LOOKED_AT]
                for value in values(item.text)
                if matches(wanted, value) and measures_alike(wanted, value) and _answers(question, item)
                if item.passage.chunk.document_id not in others
            ),
            None,
        )
        sides += [side] if side is not None else []
    return sorted(sides, key=lambda side: newest_first(side[0].passage)) if len(sides) == len(pair) else []


def _same_field(question: Question, item: Evidence) -> bool:
    """Whether the passage around a sentence, with its title and headings, holds every telling term of the question."""
    least = TELLING * max(question.weights, default=0.0)
    around = fold(" ".join((*item.passage.headings, item.passage.chunk.text))).text
    told = zip(question.terms, question.matches(around), question.weights, strict=True)
    return all(share == 1.0 for term, share, weight in told if weight >= least and term not in _ASKING)


def _counterpart(first: Evidence, own: Value, item: Evidence, least: float) -> Value | None:
    """The one figure of another sentence that its words say to be of the same thing, and not of a part of it.

    Args:
        least: Share of the words about the first sentence's figure that the other's clause must hold.
    """
    about = words_about(first.text, own)
    if least == SAME_WORDS and len(about.before) < LEAST_WORDS:
        return None
    alike = [
        value
        for value in values(item.text)
        if measures_alike(own, value) and about.share(item.text, value) >= least
        if not _PART.search(item.text[: value.start])
    ]
    return alike[0] if len(alike) == 1 else None


def _same_time(one: Evidence, other: Evidence) -> bool:
    """Whether no year tells the two apart: those of the sentence, else of its passage or title."""
    first, second = _years(one), _years(other)
    return not first or not second or bool(first & second)


def _years(item: Evidence) -> frozenset[int]:
    for text in (item.text, item.passage.chunk.text, item.passage.document):
        if years := frozenset(mark.number for mark in marks_in(text) if mark.unit == "年"):
            return years
    return frozenset()


def _named(passage: Passage) -> str:
    day = passage.dated
    return in_book_marks(passage.document) + (f"（{day.year}年{day.month}月{day.day}日）" if day else "")


__all__ = ["Side", "apart", "current", "said", "sides"]
