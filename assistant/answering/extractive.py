"""Answers without a model: the fewest whole sentences of the passages that answer, each quoted and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.answerability import answerability
from assistant.answering.choosing import choose, choose_for_parts, is_said, with_ahead
from assistant.answering.comparison import of_one_thing, rows
from assistant.answering.composing import LIST_CUT, MODEL, Place, Said, compose, compose_table
from assistant.answering.disagreement import apart, current, said, sides
from assistant.answering.evidence import Evidence, continued, weigh
from assistant.answering.laid_out import beside, laid_out
from assistant.answering.lead import lead
from assistant.answering.premise import Correction, correction
from assistant.retrieval.question import Question, analyse
from assistant.retrieval.understanding.parts import asks_in_turn, parts_of
from assistant.types import Answer, Passage, Query
from ingest.types import Span

NO_EVIDENCE = "资料库中未找到依据"
NO_DOCUMENTS = "资料库中没有可查的资料"

LEAD_CHANCE = 0.6
LEAD_DIRECT = 0.45
"""Chance and own share of the question from which on a sentence's value may lead (CMRC: .97 of the leads right)."""


class ExtractiveAnswerer:
    """Answers from passages alone, the same each time.

    Args:
        idf: Rarity of a term in the library, 0 or more.
        whole: All passages of a document in order, for lists and tables of which a search finds a part only; without
            it, what was found must do.
    """

    def __init__(self, idf: Callable[[str], float], whole: Callable[[str], Sequence[Passage]] | None = None) -> None:
        self._idf = idf
        self._whole = whole

    def answer(self, query: Query, passages: Sequence[Passage]) -> Answer:
        """Whole sentences of `passages`, each cited, or a refusal; `seconds` is left at 0 for the caller.

        A figure, a date or a name that is asked for leads; a figure that the question has wrong is set right; where
        documents disagree both are shown.
        """
        if not passages:
            return refusal(NO_DOCUMENTS, passages, MODEL)
        question = analyse(query.text, self._idf)
        evidence = weigh(question, passages, self._idf)
        if (told := laid_out(question, evidence, self._whole or _among(passages), self._idf)) is not None:
            return replace(compose(told, (*passages, *beside(told, passages))), confidence=told.sentences[0].covered)
        found, sure = self._chosen(question, evidence, passages)
        return replace(self._composed(question, evidence, _complete(found, passages), passages), confidence=sure)

    def _composed(
        self, question: Question, evidence: Sequence[Evidence], chosen: Sequence[Evidence], passages: Sequence[Passage]
    ) -> Answer:
        if wrong := correction(question.text, evidence):
            return compose(_set_right(wrong, chosen or self._asked_rightly(question, wrong, passages)), passages)
        compared = () if asks_in_turn(question.text) else rows(question, evidence)
        if compared and (chosen or of_one_thing(compared)):
            return compose_table(compared, passages, apart(compared))
        if not chosen:
            return refusal(NO_EVIDENCE, passages, MODEL)
        return compose(_said_of(question, chosen, evidence), passages)

    def _asked_rightly(self, question: Question, wrong: Correction, passages: Sequence[Passage]) -> list[Evidence]:
        """What answers the question once it says what the sources say."""
        if wrong.said is not None or wrong.claimed.strip() not in question.text:
            return []
        right = analyse(question.text.replace(wrong.claimed.strip(), wrong.stated.strip()), self._idf)
        return self._chosen(right, weigh(right, passages, self._idf), passages)[0]

    def _chosen(
        self, question: Question, evidence: Sequence[Evidence], passages: Sequence[Passage]
    ) -> tuple[list[Evidence], float]:
        """What answers, and the probability that it does: that of the whole question or of the likeliest part."""
        asked = [analyse(part, self._idf) for part in parts_of(question.text)]
        parts = [(part, weigh(part, passages, self._idf)) for part in asked]
        sure = max(answerability(one, found) for one, found in ((question, evidence), *parts))
        chosen, by_part = choose(question, evidence), choose_for_parts(parts, evidence)
        return (with_ahead(chosen[:1], by_part) if by_part else chosen), sure


def _among(passages: Sequence[Passage]) -> Callable[[str], Sequence[Passage]]:
    order = sorted(passages, key=lambda one: one.chunk.ordinal)
    return lambda document: [one for one in order if one.chunk.document_id == document]


def _complete(chosen: Sequence[Evidence], passages: Sequence[Passage]) -> list[Evidence]:
    """What was chosen, each list with the items that stand in the next chunk."""
    found: list[Evidence] = []
    for item in chosen:
        more = continued(item, passages)
        found += [one for one in (item, more) if one is not None and not is_said(one, found)]
    return found


def _set_right(wrong: Correction, chosen: Sequence[Evidence]) -> Said:
    return Said(with_ahead(chosen, [wrong.item]), wrong.line, _place(wrong.item, wrong.at), (wrong.notice,))


def _said_of(question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> Said:
    """What is said beside the sentences: a disagreement of the sources, else the direct answer."""
    chosen, note = current(question, chosen, evidence)
    noted, first = (note,) if note is not None else (), chosen[0]
    if note is None and (differing := sides(question, first, evidence)):
        shown = with_ahead(chosen[1:], [item for item, _ in differing])
        return Said(shown, disagreement := said(differing), None, (disagreement,))
    at = lead(question, first.text) if first.score >= LEAD_CHANCE and first.direct >= LEAD_DIRECT else None
    if at is None:
        return Said(list(chosen), None, None, noted)
    return Said(list(chosen), f"{at.of(first.text).strip()}。", _place(first, at), noted)


def _place(item: Evidence, at: Span) -> Place:
    return item.passage, Span(item.span.start + at.start, item.span.start + at.end)


def refusal(reason: str, passages: Sequence[Passage], model: str) -> Answer:
    """An answer that says there is none; the nearest passages stay attached."""
    return Answer(
        text=reason + "。",
        refused=True,
        reason=reason,
        claims=(),
        citations=(),
        passages=tuple(passages),
        model=model,
        seconds=0.0,
    )


__all__ = ["LIST_CUT", "MODEL", "NO_DOCUMENTS", "NO_EVIDENCE", "ExtractiveAnswerer", "refusal"]
