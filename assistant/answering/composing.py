"""What was chosen made into an answer: lines, claims and citations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.citations import CitationBook, notes, with_marks
from assistant.answering.comparison import NONE, Row, table
from assistant.answering.evidence import Evidence, is_cut
from assistant.types import Answer, Citation, Claim, Passage
from ingest.types import Span

MODEL = "extractive"
LIST_CUT = "所引清单较长，只列出前面的部分，其余各项请查看原文"

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


def compose(told: Said, passages: Sequence[Passage]) -> Answer:
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
    cut = (LIST_CUT,) if any(map(is_cut, told.sentences)) else ()
    return answered("\n".join(lines), claims, book, passages, (*told.notices, *cut))


def compose_table(compared: Sequence[Row], passages: Sequence[Passage], line: str | None = None) -> Answer:
    """A row for either side, each sentence a claim; a side without evidence is said to have none.

    Args:
        line: What the text begins with; it is a notice as well.
    """
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
    if line is not None:
        return answered(f"{line}\n\n{table(cells)}", claims, book, passages, [line, *missing])
    return answered(table(cells), claims, book, passages, missing)


def answered(
    text: str, claims: Sequence[Claim], book: CitationBook, passages: Sequence[Passage], notices: Sequence[str] = ()
) -> Answer:
    """The answer that says `claims`, with what must be said of the documents in `book`; `seconds` is left at 0.

    Args:
        passages: All that was found, for the answer to carry.
    """
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
