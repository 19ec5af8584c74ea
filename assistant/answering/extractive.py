"""Answers without a model: the fewest whole sentences of the passages that answer, each quoted and cited."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.answering.answerability import answerability
from assistant.answering.citations import CitationBook, notes, with_marks
from assistant.answering.comparison import NONE, Row, rows, table
from assistant.answering.disagreement import said, sides
from assistant.answering.evidence import Evidence, weigh
from assistant.answering.fitting import must_fit
from assistant.answering.lead import lead
from assistant.answering.premise import Correction, correction
from assistant.answering.sentences.confidence import shipped_confidence
from assistant.retrieval import wording
from assistant.retrieval.question import Question, QuestionKind, analyse
from assistant.types import Answer, Citation, Claim, Passage, Query
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


LEAD_CHANCE = 0.6
LEAD_DIRECT = 0.45
"""Chance and own share of the question from which on a sentence's value may lead (CMRC: .97 of the leads right)."""

_NOT_SO = "问题中的说法与资料不符：{line}"

Place = tuple[Passage, Span]
"""Characters of a passage's chunk."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says.

    Attributes:
        sentences: Best first.
        line: What the text begins with, or None.
        at: Where the line's value stands; it becomes a claim of its own.
        notices: What must be minded.
    """

    sentences: list[Evidence]
    line: str | None
    at: Place | None
    notices: tuple[str, ...]


class ExtractiveAnswerer:
    """Answers from passages alone, the same each time.

    Args:
        idf: Rarity of a term in the library, 0 or more.
    """

    def __init__(self, idf: Callable[[str], float]) -> None:
        self._idf = idf

    def answer(self, query: Query, passages: Sequence[Passage]) -> Answer:
        """Whole sentences of `passages`, each cited, or a refusal; `seconds` is left at 0 for the caller.

        A figure, a date or a name that is asked for leads; a figure that the question has wrong is set right; where
        documents disagree both are shown.
        """
        if not passages:
            return refusal(NO_DOCUMENTS, passages, MODEL)
        question = analyse(query.text, self._idf)
        evidence = weigh(question, passages, self._idf)
        chosen = choose(question, evidence)
        if wrong := correction(question.text, evidence):
            return _compose(_set_right(wrong, chosen), passages)
        if not chosen:
            return refusal(NO_EVIDENCE, passages, MODEL)
        if compared := rows(question, evidence):
            return _compose_table(compared, passages)
        return _compose(said_of(question, chosen, evidence), passages)


def _set_right(wrong: Correction, chosen: Sequence[Evidence]) -> Said:
    line = f"资料中为{wrong.stated.strip()}，而非{wrong.claimed.strip()}。"
    return Said(_with(chosen, [wrong.item]), line, _place(wrong.item, wrong.at), (_NOT_SO.format(line=line),))


def said_of(question: Question, chosen: Sequence[Evidence], evidence: Sequence[Evidence]) -> Said:
    """What is said beside the sentences: a disagreement of the sources, else the direct answer."""
    first = chosen[0]
    if differing := sides(question, first, evidence):
        shown = _with(chosen[1:], [item for item, _ in differing])
        return Said(shown, disagreement := said(differing), None, (disagreement,))
    at = lead(question, first.text) if first.score >= LEAD_CHANCE and first.direct >= LEAD_DIRECT else None
    if at is None:
        return Said(list(chosen), None, None, ())
    return Said(list(chosen), f"{at.of(first.text).strip()}。", _place(first, at), ())


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
    if answerability(question, evidence) < shipped_confidence().threshold:
        return []
    evidence = _preferred(question, [item for item in evidence if not _asks(item)] or evidence)
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


def _compose(told: Said, passages: Sequence[Passage]) -> Answer:
    """One claim a sentence, in order of the best of each chunk, then of the text; neighbours share a quotation."""
    book = CitationBook()
    order = list(dict.fromkeys(item.passage.chunk.id for item in told.sentences))
    ordered = sorted(told.sentences, key=lambda item: (order.index(item.passage.chunk.id), item.span.start))
    claims = []
    for run in _runs(ordered):
        citation = book.cite(run[0].passage, Span(run[0].span.start, run[-1].span.end))
        claims += [Claim(text=item.text, verdict="supported", citations=(citation.key,)) for item in run]
    lines = [with_marks(claim.text, claim.citations) for claim in claims]
    if told.at is not None:
        key = _key_at(told.at, book.citations)
        claims.insert(0, Claim(told.at[1].of(told.at[0].chunk.text).strip(), "supported", (key,)))
        lines.insert(0, with_marks(told.line or "", (key,)))
    elif told.line is not None:
        lines.insert(0, told.line)
    return _answer("\n".join(lines), claims, book, passages, told.notices)


def _compose_table(compared: Sequence[Row], passages: Sequence[Passage]) -> Answer:
    """A row for either side, each sentence a claim; a side without evidence is said to have none."""
    book = CitationBook()
    cells, claims = [], []
    for row in compared:
        if row.item is None:
            cells.append((row.name, NONE))
            continue
        key = book.cite(row.item.passage, row.item.span).key
        claims.append(Claim(row.item.text, "supported", (key,)))
        cells.append((row.name, with_marks(row.item.text, (key,))))
    missing = [f"关于“{row.name}”，{NONE}" for row in compared if row.item is None]
    return _answer(table(cells), claims, book, passages, missing)


def _answer(
    text: str, claims: Sequence[Claim], book: CitationBook, passages: Sequence[Passage], notices: Sequence[str]
) -> Answer:
    return Answer(
        text=text,
        refused=False,
        reason=None,
        claims=tuple(claims),
        citations=book.citations,
        passages=tuple(passages),
        model=MODEL,
        seconds=0.0,
        notices=(*notices, *notes(book.citations)),
    )


def _key_at(place: Place, citations: Sequence[Citation]) -> str:
    """The citation that holds a place; one does, for the sentence around it is cited."""
    passage, span = place
    return next(
        one.key
        for one in citations
        if one.chunk_id == passage.chunk.id and one.start <= span.start and span.end <= one.end
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
