"""From a query to passages: both indexes, ranked as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from assistant.errors import EncoderError, RerankerError
from assistant.retrieval.fusion import Fused
from assistant.retrieval.ranking.ranker import DEPTH, PairJudge, Ranker
from assistant.retrieval.ranking.synonyms import official_words, shipped_synonyms
from assistant.retrieval.understanding.fetched import NOTHING, Addressed
from assistant.retrieval.versions import WINDOW, in_force, successors_to_name
from assistant.types import Passage, Query
from ingest.encoder.protocol import Encoder
from ingest.library.library import Library
from ingest.types import Hit

NEAREST = 3
"""The documents of so many passages are those that a follow-up may speak of."""

WORDS_ALONE = "向量模型未能计算（{reason}），本次只按词语检索"
LIGHT_INSTEAD = "重排模型未能打分（{reason}），本次改用内置重排"


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found.

    Attributes:
        passages: Best first, `addressed.passages` before all others.
        addressed: The articles that the question addresses, and what of them there is not.
        notices: What degraded on the way, in Chinese.
    """

    passages: tuple[Passage, ...]
    addressed: Addressed
    notices: tuple[str, ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether there is anything to answer from; what else was found does not speak for an article that is not."""
        return bool(self.passages) and not (self.addressed.missing and not self.addressed.passages)

    def within(self, query: Query) -> Query:
        """`query` in the documents of the passages."""
        return _within(self.passages, query)

    def with_others(self, others: Sequence[Passage]) -> Found:
        """With the passages of another search, in turn behind the addressed ones."""
        count = len(self.addressed.passages)
        first, rest = self.passages[:count], self.passages[count:]
        known = {passage.chunk.id for passage in first}
        merged = [passage for passage in alternating(rest, others) if passage.chunk.id not in known]
        return replace(self, passages=(*first, *merged))


class Retriever:
    """Finds passages in a library.

    Args:
        library: An open library whose vectors were made by `encoder`.
        judge: Judges the best passages in place of the light reranker, such as a cross-encoder. Where it fails on a
            question, the light reranker does; where the encoder fails, the words alone rank. Both say so.
    """

    def __init__(self, library: Library, encoder: Encoder, judge: PairJudge | None = None) -> None:
        self._library = library
        self._encoder = encoder
        self._judge = judge
        self._ranker = Ranker(library, encoder.fusion_weight, judge)
        self._light = Ranker(library, encoder.fusion_weight)

    def on(self, library: Library) -> Retriever:
        """The same on another library, or on a view of this one."""
        return Retriever(library, self._encoder, self._judge)

    def search(self, query: Query) -> list[Passage]:
        """The `query.k` best passages, best first; fewer when the library holds fewer.

        Raises:
            EncoderMismatchError: The library's vectors were made by another encoder.
        """
        return list(self.find(query).passages)

    def find(self, query: Query, typed: str | None = None) -> Found:
        """As `search`: the articles that the question addresses first. Raises as that does.

        Args:
            typed: The own words of a follow-up that `query` completes. In the documents found they are searched too:
                what a follow-up inherits tells the document, and need not stand in the passage that answers.
        """
        addressed = self._addressed(query)
        first = {passage.chunk.id for passage in addressed.passages}
        ranked, notices = self._ranked(query)
        if typed is not None and ranked:
            own, further = self._ranked(_within(ranked[:NEAREST], replace(query, text=typed)))
            ranked, notices = alternating(ranked, own), (*notices, *further)
        others = [passage for passage in ranked if passage.chunk.id not in first]
        return Found((*addressed.passages, *others)[: query.k], addressed, tuple(dict.fromkeys(notices)))

    def _addressed(self, query: Query) -> Addressed:
        if "条" not in query.text:
            return NOTHING
        from assistant.retrieval.understanding.addressed import fetch  # 30 ms of patterns that few questions need

        return fetch(query, self._library)

    def _ranked(self, query: Query) -> tuple[list[Passage], tuple[str, ...]]:
        """The best passages, and what degraded on the way."""
        depth = max(DEPTH, query.k)
        also = " ".join(official_words(query.text, shipped_synonyms()))
        lexical = self._library.search_lexical(query.text, depth, query.scope, also, named=False)
        dense, notices = self._near(query, self._ranker.meanings_wanted(lexical, depth))
        ranked, further = self._ordered(query.text, lexical, dense, depth)
        return self._passages(query, ranked[: WINDOW * query.k])[: query.k], (*notices, *further)

    def _near(self, query: Query, depth: int) -> tuple[list[Hit], tuple[str, ...]]:
        """What the meanings find; nothing, and a notice, where the encoder fails on this question."""
        try:
            vector = self._encoder.encode_queries([query.text])[0]
        except EncoderError as error:
            return [], (WORDS_ALONE.format(reason=error.message),)
        return self._library.search_dense(vector, depth, query.scope, named=False), ()

    def _ordered(
        self, question: str, lexical: Sequence[Hit], dense: Sequence[Hit], depth: int
    ) -> tuple[list[Fused], tuple[str, ...]]:
        try:
            return self._ranker.rank(question, lexical, dense, depth), ()
        except RerankerError as error:
            notice = LIGHT_INSTEAD.format(reason=error.message)
            return self._light.rank(question, lexical, dense, depth), (notice,)

    def _passages(self, query: Query, ranked: list[Fused]) -> list[Passage]:
        """The passages of the versions in force, see `versions`; of the others those that nothing stands in for."""
        chunks = self._library.chunks_at(item.chunk_id for item in ranked)
        records = self._library.records({chunk.document_id for chunk in chunks.values()})
        found = [
            Passage(
                chunk=chunk,
                document=records[chunk.document_id].title,
                path=records[chunk.document_id].path,
                paged=records[chunk.document_id].paged,
                score=item.score,
                lexical=item.lexical,
                dense=item.dense,
                dated=records[chunk.document_id].metadata.since,
            )
            for item in ranked
            if (chunk := chunks.get(item.chunk_id)) is not None
        ]
        # A further read only where a superseded document stays whose successor was not found: its title is named.
        shown = in_force(query, found, records, {key: record.title for key, record in records.items()})
        missing = successors_to_name([passage for passage in shown[: query.k] if passage.is_over], records)
        if not missing:
            return shown
        titles = {key: record.title for key, record in {**records, **self._library.records(missing)}.items()}
        return in_force(query, found, records, titles)


def alternating(one: Sequence[Passage], other: Sequence[Passage]) -> list[Passage]:
    """Both rankings in turn, each passage once, with the scores of `one` dealt out anew so that they fall."""
    turns = [passage for passage in chain.from_iterable(zip_longest(one, other)) if passage is not None]
    firsts: dict[str, Passage] = {}
    for passage in turns:
        firsts.setdefault(passage.chunk.id, passage)
    merged = list(firsts.values())
    scores = sorted((passage.score for passage in merged), reverse=True)
    return [replace(passage, score=score) for passage, score in zip(merged, scores, strict=True)]


def _within(passages: Sequence[Passage], query: Query) -> Query:
    documents = frozenset(passage.chunk.document_id for passage in passages)
    return replace(query, scope=replace(query.scope, documents=documents))
