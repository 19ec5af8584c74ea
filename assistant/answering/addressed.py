"""Answers to questions that address an article: from that article alone, whole where the article itself is wanted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.answering.citations import CitationBook, with_marks
from assistant.answering.composing import answered
from assistant.retrieval.understanding.fetched import Addressed
from assistant.types import Answer, Claim, Passage, Query
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.types import Span

WHOLE_INSTEAD = "该条中没有直接回答所问的句子，以上为该条全文"


def answer_addressed(
    query: Query,
    addressed: Addressed,
    passages: Sequence[Passage],
    extract: Callable[[Query, Sequence[Passage]], Answer],
) -> Answer:
    """What the addressed articles answer; where no sentence of theirs does, their whole text, which the notices say.

    Args:
        addressed: With at least one passage.
        passages: All that was found, for the answer to carry.
        extract: Answers from passages, or refuses.
    """
    if addressed.is_whole:
        return _with_missing(whole(addressed.passages, passages), addressed)
    told = extract(query, addressed.passages)
    if told.refused:
        told = whole(addressed.passages, passages)
        told = replace(told, notices=(*told.notices, WHOLE_INSTEAD))
    return _with_missing(replace(told, passages=tuple(passages)), addressed)


def whole(articles: Sequence[Passage], passages: Sequence[Passage]) -> Answer:
    """Every sentence of the articles, one citation a chunk; headings before an article are left out."""
    book = CitationBook()
    claims: list[Claim] = []
    for passage in articles:
        spans = _body(passage)
        citation = book.cite(passage, Span(spans[0].start, spans[-1].end))
        claims += [Claim(span.of(passage.chunk.text).strip(), "supported", (citation.key,)) for span in spans]
    lines = [with_marks(claim.text, claim.citations) for claim in claims]
    return answered("\n".join(lines), claims, book, passages)


def _body(passage: Passage) -> list[Span]:
    text, headings = passage.chunk.text, {fold(part).text for part in passage.chunk.address.section}
    spans = [span for span in split_sentences(text) if span.of(text).strip()]
    first = next((at for at, span in enumerate(spans) if fold(span.of(text)).text not in headings), 0)
    return spans[first:]


def _with_missing(answer: Answer, addressed: Addressed) -> Answer:
    return replace(answer, notices=(*answer.notices, *addressed.missing))
