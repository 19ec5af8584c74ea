"""The order of what both indexes found: fusion, the evidence of whole documents, a light reranker, or a cross-encoder.

Tried on the development sets and left out, because it gave nothing: BM25's k1 and b (0.6 to 2, 0.4 and 0.75; within
.003 everywhere), other title boosts, bigrams at half weight or without form words, words weighted by their rarity in
Chinese at large, pseudo-relevance feedback on words (RM3: R@10 +-.005) and on vectors (Rocchio: lower), neighbouring
articles lending one another score (+.002 R@10 without, -.005 with the evidence of whole documents), a hidden layer in
the reranker (no better than linear on DRCD, worse on CMRC), best-matching token vectors (20 ms a question and more).
"""

from __future__ import annotations

from assistant.retrieval.ranking.ranker import PairJudge, Ranker

__all__ = ["PairJudge", "Ranker", "load_judge"]


def load_judge(name: str) -> PairJudge | None:
    """What the setting `reranker` names: None for "" (the light reranker), else a folder or cached name of a
    sentence-transformers CrossEncoder.

    Raises:
        EncoderError: There is no such model, or it does not give a pair one score.
    """
    if not name.strip():
        return None
    from assistant.retrieval.ranking.crossencoder import CrossEncoderJudge  # torch: seconds, only for who asked for it

    return CrossEncoderJudge.load(name.strip())
