"""Answers without a model: the fewest whole sentences of the passages that answer, each quoted and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.answerability import answerability, labelled, lacks_form
from assistant.answering.comparison import of_one_thing, rows
from assistant.answering.composing import LIST_CUT, MODEL, Place, Said, compose, compose_table
from assistant.answering.disagreement import apart, current, said, sides
from assistant.answering.evidence import Evidence, continued, weigh
from assistant.answering.fitting import must_fit
from assistant.answering.laid_out import beside, laid_out
from assistant.answering.lead import lead
from assistant.answering.premise import Correction, correction
from assistant.answering.sentences.confidence import shipped_confidence
from assistant.answering.series import picked_rows, siblings
from assistant.retrieval import wording
from assistant.retrieval.question import Question, QuestionKind, analyse
from assistant.retrieval.understanding.kinds import type_of
from assistant.retrieval.understanding.parts import asks_in_turn, parts_of
from assistant.types import Answer, Passage, Query
from ingest.text.folding import fold
from ingest.types import Span

NO_EVIDENCE = "资料库中未找到依据"
NO_DOCUMENTS = "资料库中没有可查的资料"

SENTENCES: dict[QuestionKind, int] = {"figure": 2, "date": 2, "person": 2, "definition": 2, "content": 2, "other": 2}
"""How many sentences an answer may take; questions that ask for several things may take `MOST`."""
MOST = 5

SUBJECT = 0.5
"""Power of a sentence's chance for the whole question, beside that for a part of it."""
A_PART = 2
"""Sentences for one part of a question."""

_LISTING = frozenset({"list", "who"})

SEVERAL_ASKED = 3
"""… and those with several question words so many at least."""

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


SHORT_ARTICLE = 160
"""Characters of an article that is given whole to a question for a list or a procedure."""

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
        return compose(said_of(question, chosen, evidence), passages)

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
        return (_with(chosen[:1], by_part) if by_part else chosen), sure


def _among(passages: Sequence[Passage]) -> Callable[[str], Sequence[Passage]]:
    order = sorted(passages, key=lambda one: one.chunk.ordinal)
    return lambda document: [one for one in order if one.chunk.document_id == document]


def _complete(chosen: Sequence[Evidence], passages: Sequence[Passage]) -> list[Evidence]:
    """What was chosen, each list with the items that stand in the next chunk."""
    found: list[Evidence] = []
    for item in chosen:
        more = continued(item, passages)
        found += [one for one in (item, more) if one is not None and not _said(one, found)]
    return found


def _set_right(wrong: Correction, chosen: Sequence[Evidence]) -> Said:
    return Said(_with(chosen, [wrong.item]), wrong.line, _place(wrong.item, wrong.at), (wrong.notice,))


def said_of(question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> Said:
    """What is said beside the sentences: a disagreement of the sources, else the direct answer."""
    chosen, note = current(question, chosen, evidence)
    noted, first = (note,) if note is not None else (), chosen[0]
    if note is None and (differing := sides(question, first, evidence)):
        shown = _with(chosen[1:], [item for item, _ in differing])
        return Said(shown, disagreement := said(differing), None, (disagreement,))
    at = lead(question, first.text) if first.score >= LEAD_CHANCE and first.direct >= LEAD_DIRECT else None
    if at is None:
        return Said(list(chosen), None, None, noted)
    return Said(list(chosen), f"{at.of(first.text).strip()}。", _place(first, at), noted)


def _with(chosen: Sequence[Evidence], ahead: Sequence[Evidence]) -> list[Evidence]:
    """`ahead`, then what was chosen beside it."""
    kept = list(ahead)
    for item in chosen:
        if not _said(item, kept):
            kept.append(item)
    return kept[: max(len(ahead), MOST)]


def _place(item: Evidence, at: Span) -> Place:
    return item.passage, Span(item.span.start + at.start, item.span.start + at.end)


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
        chosen = _with(chosen, _short_article(chosen[0], able))
    covered = _together(chosen)
    for item in evidence:
        if len(chosen) >= _most(question) or item.score < KEEP * chosen[0].score:
            break
        gain = question.coverage([max(0.0, new - old) for new, old in zip(item.matches, covered, strict=True)])
        adds = gain >= GAIN or item.score >= SURE * chosen[0].score or (listing and _touches(item, chosen[0]))
        if _said(item, chosen) or not item.timely or not adds:
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
            if not _said(item, chosen):
                chosen.append(item)
    return chosen


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


def _said(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    """Whether a chosen sentence holds this one, or this one a chosen one, in the same place or the same words."""
    text = fold(item.text).text
    return any(
        text == fold(other.text).text
        or (item.passage.chunk.id == other.passage.chunk.id and _overlap(item.span, other.span))
        for other in chosen
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


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


__all__ = ["LIST_CUT", "MODEL", "NO_DOCUMENTS", "NO_EVIDENCE", "ExtractiveAnswerer", "choose", "refusal", "said_of"]
