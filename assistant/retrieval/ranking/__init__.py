"""The order of what both indexes found: fusion, the evidence of whole documents, a light reranker, or a cross-encoder.

Tried on the development sets and left out, because it gave nothing: BM25's k1 and b (0.6 to 2, 0.4 and 0.75; within
.003 everywhere), other title boosts, bigrams at half weight or without form words, words weighted by their rarity in
Chinese at large, pseudo-relevance feedback on words (RM3: R@10 +-.005) and on vectors (Rocchio: lower), neighbouring
articles lending one another score (+.002 R@10 without, -.005 with the evidence of whole documents), a hidden layer in
the reranker (no better than linear on DRCD, worse on CMRC), exact windows, longest common subsequences, unweighted or
squared terms beside those there are (DRCD +-.0005), best-matching token vectors (20 ms a question and more).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from assistant.retrieval.ranking.ranker import PairJudge, Ranker

__all__ = ["LazyJudge", "PairJudge", "Ranker", "load_judge"]


class LazyJudge:
    """What the setting `reranker` names, loaded with the first question: what asks nothing need not wait for torch.

    Raises:
        EncoderError: From the first question on, where the model cannot be loaded.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def scores_of(self, question: str, texts: Sequence[str]) -> list[float]:
        return self._judge.scores_of(question, texts)

    @cached_property
    def _judge(self) -> PairJudge:
        return load_judge(self._name)


def load_judge(name: str) -> PairJudge:
    """A cross-encoder by name: a folder, or a model in sentence-transformers' format in the local cache.

    Raises:
        EncoderError: There is no such model, or it does not give a pair one score.
    """
    from assistant.retrieval.ranking.crossencoder import CrossEncoderJudge  # torch: seconds, only for who asked for it

    return CrossEncoderJudge.load(name)
