"""Answers without a model: the fewest whole sentences of the passages that answer, each quoted and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.answerability import answerability
from assistant.answering.citations import CitationBook, notes
from assistant.answering.evidence import Evidence, weigh
from assistant.answering.fitting import must_fit
from assistant.answering.sentences.confidence import shipped_confidence
from assistant.retrieval import wording
from assistant.retrieval.question import Question, QuestionKind, analyse
from assistant.types import Answer, Claim, Passage, Query
from ingest.text.folding import fold
from ingest.types import Span

MODEL = "extractive"
NO_EVIDENCE = "资料库中未找到依据"
NO_DOCUMENTS = "资料库中没有可查的资料"

SENTENCES: dict[QuestionKind, int] = {"figure": 2, "date": 2, "person": 2, "definition": 2, "content": 2, "other": 2}
"""How many sentences an answer may take; questions that ask for several things may take `MOST`."""
MOST = 5

SEVERAL_ASKED = 3
"""… and those with several question words so many at least."""

KEEP = 0.04
"""A further sentence must have this share of the first one's chance to be the one that answers."""
GAIN = 0.04
"""… and cover this much of the question's weight that no chosen sentence covers, or have `SURE` of the chance."""
SURE = 0.12
KEEP_SOURCE = 0.05
"""The share of the first one's chance that the best sentence of a further document must have, where several speak."""

FITTING = 4.0
"""How many times likelier to answer a sentence is that holds the kind of thing asked for, where the scorer, which saw
few such questions, has not learned it."""
_PREFERS_FITTING = frozenset({"definition", "person", "list"})


class ExtractiveAnswerer:
    """Answers from passages alone, the same each time.

    Args:
        idf: Rarity of a term in the library, 0 or more.
    """

    def __init__(self, idf: Callable[[str], float]) -> None:
        self._idf = idf

    def answer(self, query: Query, passages: Sequence[Passage]) -> Answer:
        """Whole sentences of `passages`, each cited, or a refusal; `seconds` is left at 0 for the caller."""
        if not passages:
            return refusal(NO_DOCUMENTS, passages, MODEL)
        question = analyse(query.text, self._idf)
        chosen = choose(question, weigh(question, passages, self._idf))
        if not chosen:
            return refusal(NO_EVIDENCE, passages, MODEL)
        return _compose(chosen, passages)


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that answer, best first; none when the passages do not carry an answer."""
    if answerability(question, evidence) < shipped_confidence().threshold:
        return []
    evidence = _preferred(question, evidence)
    able = [item for item in evidence if not _misses(question, item)] or list(evidence)
    chosen = _one_a_document(able) if question.several else able[:1]
    covered = _together(chosen)
    for item in evidence:
        if len(chosen) >= _most(question) or item.score < KEEP * chosen[0].score:
            break
        gain = question.coverage([max(0.0, new - old) for new, old in zip(item.matches, covered, strict=True)])
        if _said(item, chosen) or not item.timely or (gain < GAIN and item.score < SURE * chosen[0].score):
            continue
        chosen.append(item)
        covered = _together(chosen)
    return chosen


def _most(question: Question) -> int:
    most = MOST if question.several else SENTENCES.get(question.kind, MOST)
    return max(most, SEVERAL_ASKED) if len(wording.ASKING.findall(question.text)) > 1 else most


def _preferred(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    if question.kind not in _PREFERS_FITTING:
        return list(evidence)
    weighed = [replace(item, score=item.score * (FITTING if item.fits else 1.0)) for item in evidence]
    return sorted(weighed, key=lambda item: -item.score)


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


def _compose(chosen: Sequence[Evidence], passages: Sequence[Passage]) -> Answer:
    """One claim a sentence, in order of the best of each chunk, then of the text; neighbours share a quotation."""
    book = CitationBook()
    order = list(dict.fromkeys(item.passage.chunk.id for item in chosen))
    ordered = sorted(chosen, key=lambda item: (order.index(item.passage.chunk.id), item.span.start))
    claims = []
    for run in _runs(ordered):
        citation = book.cite(run[0].passage, Span(run[0].span.start, run[-1].span.end))
        claims += [Claim(text=item.text, verdict="supported", citations=(citation.key,)) for item in run]
    text = "\n".join(f"{claim.text}{''.join(f'[{key}]' for key in claim.citations)}" for claim in claims)
    return Answer(
        text=text,
        refused=False,
        reason=None,
        claims=tuple(claims),
        citations=book.citations,
        passages=tuple(passages),
        model=MODEL,
        seconds=0.0,
        notices=notes(book.citations),
    )


def _runs(ordered: Sequence[Evidence]) -> list[list[Evidence]]:
    """Sentences that follow one another in one chunk, together."""
    runs: list[list[Evidence]] = []
    for item in ordered:
        before = runs[-1][-1] if runs else None
        if (
            before is not None
            and before.passage.chunk.id == item.passage.chunk.id
            and not (item.passage.chunk.text[before.span.end : item.span.start].strip())
        ):
            runs[-1].append(item)
        else:
            runs.append([item])
    return runs
