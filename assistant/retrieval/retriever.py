"""From a query to passages: both indexes, ranked as one."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.retrieval.fusion import Fused
from assistant.retrieval.ranking.ranker import DEPTH, PairJudge, Ranker
from assistant.retrieval.ranking.synonyms import official_words, shipped_synonyms
from assistant.retrieval.understanding.addressed import Addressed, fetch
from assistant.retrieval.versions import WINDOW, in_force, successors_to_name
from assistant.types import Passage, Query
from ingest.encoder.protocol import Encoder
from ingest.library.library import Library


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found.

    Attributes:
        passages: Best first, `addressed.passages` before all others.
        addressed: The articles that the question addresses, and what of them there is not.
    """

    passages: tuple[Passage, ...]
    addressed: Addressed


class Retriever:
    """Finds passages in a library.

    Args:
        library: An open library whose vectors were made by `encoder`.
        judge: Judges the best passages in place of the light reranker, such as a cross-encoder.
    """

    def __init__(self, library: Library, encoder: Encoder, judge: PairJudge | None = None) -> None:
        self._library = library
        self._encoder = encoder
        self._ranker = Ranker(library, encoder.fusion_weight, judge)

    def search(self, query: Query) -> list[Passage]:
        """The `query.k` best passages, best first; fewer when the library holds fewer.

        Raises:
            EncoderMismatchError: The library's vectors were made by another encoder.
        """
        return list(self.find(query).passages)

    def find(self, query: Query) -> Found:
        """As `search`: the articles that the question addresses first. Raises as that does."""
        addressed = fetch(query, self._library)
        first = {passage.chunk.id for passage in addressed.passages}
        others = [passage for passage in self._ranked(query) if passage.chunk.id not in first]
        return Found((*addressed.passages, *others)[: query.k], addressed)

    def _ranked(self, query: Query) -> list[Passage]:
        depth = max(DEPTH, query.k)
        also = " ".join(official_words(query.text, shipped_synonyms()))
        lexical = self._library.search_lexical(query.text, depth, query.scope, also)
        vector = self._encoder.encode_queries([query.text])[0]
        dense = self._library.search_dense(vector, depth, query.scope)
        ranked = self._ranker.rank(query.text, lexical, dense, depth)[: WINDOW * query.k]
        return self._passages(query, ranked)[: query.k]

    def _passages(self, query: Query, ranked: list[Fused]) -> list[Passage]:
        """The passages of the versions in force, see `versions`; of the others those that nothing stands in for."""
        chunks = {chunk.id: chunk for chunk in self._library.chunks([item.chunk_id for item in ranked])}
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
