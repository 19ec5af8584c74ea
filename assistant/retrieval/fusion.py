"""Lexical and dense rankings into one.

A convex sum of max-normalised scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval", 2023). Rank-based fusion was measured and discarded: with a light encoder it ruins ranks that
the lexical side had right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.types import Hit


@dataclass(frozen=True, slots=True)
class Fused:
    """A chunk with its fused score and the two normalised scores, each 0 to 1, that made it."""

    chunk_id: str
    score: float
    lexical: float
    dense: float


def fuse(lexical: Sequence[Hit], dense: Sequence[Hit], weight: float) -> list[Fused]:
    """Fuse two rankings, best first; ties keep the lexical order.

    Args:
        weight: Share of the dense score, 0 to 1; it belongs to the encoder.
    """
    words, meanings = _normalised(lexical), _normalised(dense)
    fused = [
        Fused(
            chunk,
            (1 - weight) * words.get(chunk, 0.0) + weight * meanings.get(chunk, 0.0),
            words.get(chunk, 0.0),
            meanings.get(chunk, 0.0),
        )
        for chunk in dict.fromkeys([*words, *meanings])
    ]
    return sorted(fused, key=lambda item: -item.score)


def _normalised(hits: Sequence[Hit]) -> dict[str, float]:
    best = max((hit.score for hit in hits), default=0.0)
    return {hit.chunk_id: max(hit.score, 0.0) / best for hit in hits} if best > 0 else {}
