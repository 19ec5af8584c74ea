"""What a passage's document says for it: others of its passages were found too, and other documents cite it.

A lay question meets a dozen statutes in its own words; the law that governs the matter is the one that many of the
passages found belong to, and that other texts of the library refer to (《…》). Both only count as far as the words
leave doubt. STARD-dev with both: MRR@10 .357 -> .397, R@10 .459 -> .507, R@100 .673 -> .737; companions alone
bring about a third of it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from assistant.retrieval.fusion import normalised
from ingest.text.citing import MENTION, mention, title_key

COMPANIONS = 0.1
"""What the document with the most and highest passages gains, against 1 for the best passage."""

CITED = 0.05
"""What each unit of ln(1 + 2 * citing chunks) gains."""

LEADERS = 10
"""The documents of so many passages tell what kind of text a question is about (`governed`)."""

FEW, MANY = 0.3, 0.7
"""Shares of cited documents among these up to which, and from which on, the texts count as not cited, and as cited. Of
doubtful questions on an encyclopedia (DRCD, CMRC) hardly one reaches the one, on statutes most reach the other."""


def with_evidence(
    scores: Mapping[str, float], titles: Mapping[str, str], idf: Callable[[str], float], doubt: float
) -> dict[str, float]:
    """`scores` with the evidence of documents added, best first, 1 for the best.

    Args:
        scores: Fused score, 0 to 1, by chunk id.
        titles: The document's title by chunk id; passages whose documents have one title stand together, so that
            "民法典第一千条" and "民法典第一千零一条" do. A chunk without one gains nothing.
        idf: Rarity of an index token in the library.
        doubt: 0 to 1, how far the words have left the question open.
    """
    ranked = sorted(scores, key=scores.__getitem__, reverse=True)
    keys = {chunk: title_key(title) for chunk, title in titles.items()}
    companions = _companions([keys[chunk] for chunk in ranked if chunk in keys])
    gains = {key: doubt * (COMPANIONS * share + CITED * citedness(key, idf)) for key, share in companions.items()}
    gained = {chunk: scores[chunk] + (gains[keys[chunk]] if chunk in keys else 0.0) for chunk in ranked}
    whole = normalised(gained) or gained
    return {chunk: whole[chunk] for chunk in sorted(ranked, key=whole.__getitem__, reverse=True)}


def citedness(title: str, idf: Callable[[str], float]) -> float:
    """ln(1 + 2n) for a document that n chunks of the library name: how much less rare its mention is than no mention.

    BM25's idf of a token in n of N chunks is ln((N + 1) / (n + 0.5)).
    """
    return max(0.0, idf(MENTION) - idf(mention(title)))


def governed(ranked: Sequence[str], titles: Mapping[str, str], idf: Callable[[str], float]) -> float:
    """How far the documents of the first passages are ones that others cite, 0 to 1: statutes are, articles are not.

    Only there does the fused score know more than the words where they leave doubt; elsewhere the reranker does.

    Args:
        ranked: Chunk ids, best first. For `titles` and `idf` see `with_evidence`.
    """
    leaders = [title_key(titles[chunk]) if chunk in titles else "" for chunk in ranked[:LEADERS]]
    cited = {key: bool(key) and citedness(key, idf) > 0 for key in set(leaders)}
    share = sum(cited[key] for key in leaders) / max(1, len(leaders))
    return min(1.0, max(0.0, (share - FEW) / (MANY - FEW)))


def _companions(ranked: Sequence[str]) -> dict[str, float]:
    """For each document the discounted count of its passages in a ranking, 1 for the document with the most."""
    counts: dict[str, float] = defaultdict(float)
    for place, key in enumerate(ranked):
        counts[key] += 1 / math.log2(2 + place)
    return normalised(counts)
