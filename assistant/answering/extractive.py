"""Answers without a model: the fewest whole sentences of the passages that answer, each quoted and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.citations import CitationBook
from assistant.answering.evidence import Evidence, weigh
from assistant.retrieval.question import Question, QuestionKind, analyse
from assistant.types import Answer, Claim, Passage, Query
from ingest.text.folding import fold
from ingest.types import Span

MODEL = "extractive"
NO_EVIDENCE = "资料库中未找到依据"
NO_DOCUMENTS = "资料库中没有可查的资料"

SENTENCES: dict[QuestionKind, int] = {"figure": 3, "date": 3, "definition": 3, "content": 3, "other": 3}
"""How many sentences an answer may take; questions that ask for several things may take `MOST`."""
MOST = 5

KEEP = 0.62
"""A further sentence must score this share of the best one."""
GAIN = 0.04
"""… and cover this much of the question's weight that no chosen sentence covers, or score `SURE` of the best."""
SURE = 0.85

DIRECT_LEAST = 0.22
COVERED_LEAST = 0.5
FOCUSED_LEAST = 0.15
"""Below any of them the library is held to carry no answer (see the fields of `Evidence`)."""


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
        chosen = choose(question, weigh(question, passages))
        if not chosen:
            return refusal(NO_EVIDENCE, passages, MODEL)
        return _compose(chosen, passages)


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that answer, best first; none when the passages do not carry an answer."""
    if not evidence or not carries_answer(question, evidence):
        return []
    best = next(item for item in evidence if item.fits) if strict(question) else evidence[0]
    chosen, covered, texts = [best], best.matches, {fold(best.text).text}
    for item in evidence:
        if len(chosen) == SENTENCES.get(question.kind, MOST) or item.score < KEEP * best.score:
            break
        text = fold(item.text).text
        gain = question.coverage([max(0.0, new - old) for new, old in zip(item.matches, covered, strict=True)])
        if text in texts or (gain < GAIN and item.score < SURE * best.score):
            continue
        chosen.append(item)
        covered = tuple(map(max, covered, item.matches))
        texts.add(text)
    return chosen


def strict(question: Question) -> bool:
    """Whether an answer must hold the kind of thing asked for."""
    return question.unit is not None or (question.kind == "content" and bool(question.names))


def carries_answer(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether the best evidence speaks of what was asked, and holds the kind of thing asked for."""
    able = [item for item in evidence if item.fits] if strict(question) else list(evidence)
    return any(
        item.direct >= DIRECT_LEAST and item.covered >= COVERED_LEAST and item.focused >= FOCUSED_LEAST
        for item in able[:3]
    )


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
