"""The number that a document carries at its head (某党发〔2026〕9号), for a question that asks for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.evidence import Evidence
from assistant.retrieval.question import Question
from assistant.types import Passage
from ingest.text.folding import fold
from ingest.types import Span

TITLE_LEAST = 0.6
"""Share of the question's weight, the words for the number left out, that the title of the document must hold."""
HEAD_CHUNKS = 2
"""Chunks from the first on in which a head stands."""

_ASKS = re.compile(r"文号|发文字号|文件编号|发文编号")
_NUMBER = re.compile(r"[一-鿿]{0,12}〔(?:19|20)\d\d〕(?:第)?\d{1,4}号")


def document_number(
    question: Question, evidence: Sequence[Evidence], whole: Callable[[str], Sequence[Passage]]
) -> Evidence | None:
    """The number of the one document whose title holds most of the question; None where none or several do, or where
    its head has no number.

    Args:
        whole: All passages of a document in order.
    """
    if _ASKS.search(question.text) is None:
        return None
    documents: dict[str, tuple[float, Evidence]] = {}
    for item in evidence:
        title = fold(item.passage.document).text
        if all(name in title for name in question.names):
            documents.setdefault(item.passage.chunk.document_id, (_told(question, title), item))
    best = sorted(documents.values(), key=lambda one: -one[0])[:2]
    if not best or best[0][0] < TITLE_LEAST or (len(best) > 1 and best[1][0] == best[0][0]):
        return None
    like = best[0][1]
    for passage in whole(like.passage.chunk.document_id)[:HEAD_CHUNKS]:
        if (found := _NUMBER.search(passage.chunk.text)) is not None:
            return replace(like, passage=passage, span=Span(*found.span()))
    return None


def _told(question: Question, title: str) -> float:
    part = frozenset(term for term in question.terms if _ASKS.search(term) is None)
    return question.coverage(question.matches(title), part)
