"""What a document's structure answers: a table's first or last row, its number, the list under a heading."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.answering.composing import Said
from assistant.answering.evidence import Evidence
from assistant.answering.heads import document_number
from assistant.answering.outlined import outlined
from assistant.answering.superlatives import standout
from assistant.retrieval.question import Question
from assistant.retrieval.understanding.parts import parts_of
from assistant.types import Passage


def laid_out(
    question: Question,
    evidence: Sequence[Evidence],
    whole: Callable[[str], Sequence[Passage]],
    idf: Callable[[str], float],
) -> Said | None:
    """What answers a question for one such thing; None for any other question.

    Args:
        whole: All passages of a document in order.
        idf: Rarity of a term in the library, 0 or more.
    """
    if question.several or parts_of(question.text):
        return None
    if (row := standout(question, evidence, whole, idf)) is not None:
        line = f"{row.at[1].of(row.at[0].chunk.text).strip()}。" if row.at is not None else None
        return Said(row.rows, line, row.at, ())
    if (number := document_number(question, evidence, whole)) is not None:
        return Said([number], None, None, ())
    items = outlined(question, evidence, whole)
    return Said(items, None, None, ()) if items else None


def beside(told: Said, passages: Sequence[Passage]) -> list[Passage]:
    """The passages that are cited and were not among those found."""
    found = {passage.chunk.id for passage in passages}
    cited = {item.passage.chunk.id: item.passage for item in told.sentences}
    return [passage for key, passage in cited.items() if key not in found]
