"""From two rankings to one: fuse, weigh the evidence of documents, judge the best once more.

About 3 ms a question beyond the fetching of chunks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from assistant.retrieval.fusion import Fused, doubt, fuse, normalised
from assistant.retrieval.ranking.evidence import governed, with_evidence
from assistant.retrieval.ranking.reranker import Candidate, shipped_reranker
from ingest.text.citing import title_key
from ingest.text.folding import fold
from ingest.types import Chunk, Hit

JUDGED = 30
"""How many of the best are judged once more: beyond this depth DRCD and CMRC hide one answer in a thousand."""

OPEN = 0.02
"""Less doubt than this moves no document's evidence past anything, and no meaning past the words."""

REMEMBERED = 2_000
"""Passages whose search form is remembered: some 5 MB."""

DEPTH = 200
"""How many chunks each index should give. STARD-dev R@100, without synonyms: .69 of 100, .72 of 200, .73 of 300."""


class Shelves(Protocol):
    """What holds the chunks: `ingest.library.library.Library`."""

    def chunks_at(self, names: Iterable[str]) -> Mapping[str, Chunk]: ...

    def idf(self, token: str) -> float: ...


class PairJudge(Protocol):
    """What scores texts for a question in place of the light reranker, such as a cross-encoder."""

    def scores_of(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score for each text, higher is better.

        Raises:
            RerankerError: It failed on this question; the light reranker then stands in.
        """
        ...


class Ranker:
    """Orders what the two indexes found.

    Args:
        fusion_weight: The encoder's.
        judge: Judges the best in place of the light reranker.
    """

    def __init__(self, shelves: Shelves, fusion_weight: float, judge: PairJudge | None = None) -> None:
        self._shelves = shelves
        self._weight = fusion_weight
        self._judge = judge

    def meanings_wanted(self, lexical: Sequence[Hit], depth: int) -> int:
        """How many dense hits to ask for after this lexical ranking: few where the words have decided."""
        return depth if _doubt(lexical) > OPEN else min(depth, 2 * JUDGED)

    def rank(self, question: str, lexical: Sequence[Hit], dense: Sequence[Hit], depth: int = DEPTH) -> list[Fused]:
        """Everything in either ranking, best first, with scores 0 to 1 that fall with the rank.

        Args:
            depth: How many hits each ranking was asked for.
        """
        found = fuse(lexical, dense, self._weight, depth)
        left_open, trusted = _doubt(lexical), 0.0
        titles = {hit.chunk_id: hit.title for hit in (*lexical, *dense) if hit.title}
        if left_open > OPEN:
            gained = with_evidence({item.chunk_id: item.score for item in found}, titles, self._shelves.idf, left_open)
            by_id = {item.chunk_id: item for item in found}
            found = [rescored(by_id[chunk], score) for chunk, score in gained.items()]
            trusted = left_open * governed(list(gained), titles, self._shelves.idf)
        first, rest = found[:JUDGED], found[JUDGED:]
        chunks = self._shelves.chunks_at(item.chunk_id for item in first)
        best = [item for item in first if item.chunk_id in chunks]
        order = self._judged(question, best, titles, chunks, trusted)
        return [*dealt([*order, *(item for item in first if item.chunk_id not in chunks)]), *rest]

    def _judged(
        self,
        question: str,
        best: list[Fused],
        titles: Mapping[str, str],
        chunks: Mapping[str, Chunk],
        trusted: float,
    ) -> list[Fused]:
        if self._judge is not None:
            judged = self._judge.scores_of(question, [chunks[item.chunk_id].text for item in best])
        else:
            asked = fold(question).text
            candidates = [
                Candidate(
                    name_of(chunks[item.chunk_id], titles.get(item.chunk_id, ""), asked),
                    search_form(chunks[item.chunk_id].text),
                    item.lexical,
                    item.dense,
                    item.score,
                )
                for item in best
            ]
            judged = shipped_reranker().scores(question, candidates, self._shelves.idf, trusted).tolist()
        return [best[place] for place in sorted(range(len(best)), key=lambda place: -judged[place])]


def name_of(chunk: Chunk, title: str, question: str) -> str:
    """The first of the document's title and the headings above a chunk that stands in a question; else the title.

    All in search form but `title`, which is as the document has it.
    """
    names = [title_key(title), *(fold(heading).text for heading in chunk.address.section)]
    return next((name for name in names if len(name) > 1 and name in question), names[0])


@lru_cache(maxsize=REMEMBERED)
def search_form(text: str) -> str:
    """Of a passage: popular ones come with every other question."""
    return fold(text).text


def _doubt(lexical: Sequence[Hit]) -> float:
    return doubt(normalised({hit.chunk_id: hit.score for hit in lexical}))


def dealt(ranked: Sequence[Fused]) -> list[Fused]:
    """The same order with the same scores dealt out anew, so that they fall with the rank."""
    scores = sorted((item.score for item in ranked), reverse=True)
    return [rescored(item, score) for item, score in zip(ranked, scores, strict=True)]


def rescored(item: Fused, score: float) -> Fused:
    """`dataclasses.replace` at a fifth of its cost: every candidate of every question passes here."""
    return Fused(item.chunk_id, score, item.lexical, item.dense)
