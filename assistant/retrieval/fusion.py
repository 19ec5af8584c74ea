"""Lexical and dense rankings into one.

A convex sum of max-normalised scores (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid
Retrieval", 2023), whose dense share shrinks where the words have already decided. Rank-based fusion was measured
and discarded: with a light encoder it ruins ranks that the lexical side had right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ingest.types import Hit

DECIDED_AFTER = 10
DECIDEDNESS = 4
"""The dense share is scaled by (tenth lexical score / best lexical score) ** 4: near 1 while the words waver, near 0
once one chunk leads. A constant share large enough to help lay questions cost MRR on questions in the text's words."""

Key = TypeVar("Key")


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
        weight: Share of the dense score where the words have decided nothing, 0 to 1; it belongs to the encoder.
    """
    words = normalised({hit.chunk_id: hit.score for hit in lexical})
    meanings = normalised({hit.chunk_id: hit.score for hit in dense})
    scores = fused_scores(words, meanings, weight)
    return [
        Fused(chunk, scores[chunk], words.get(chunk, 0.0), meanings.get(chunk, 0.0))
        for chunk in sorted(scores, key=lambda chunk: -scores[chunk])
    ]


def fused_scores(words: Mapping[Key, float], meanings: Mapping[Key, float], weight: float) -> dict[Key, float]:
    """Fused scores, 0 to 1, of everything in either of two normalised rankings; what a ranking lacks counts 0 there."""
    share = weight * doubt(words)
    return {
        key: (1 - share) * words.get(key, 0.0) + share * meanings.get(key, 0.0)
        for key in dict.fromkeys([*words, *meanings])
    }


def doubt(words: Mapping[Key, float]) -> float:
    """How undecided a normalised lexical ranking is, 0 to 1; 1 where nothing was found."""
    leaders = sorted(words.values(), reverse=True)[:DECIDED_AFTER]
    return float(leaders[-1] ** DECIDEDNESS) if leaders else 1.0


def normalised(scores: Mapping[Key, float]) -> dict[Key, float]:
    """Scores divided by the best, none below 0; empty where nothing scores above 0."""
    best = max(scores.values(), default=0.0)
    return {key: max(score, 0.0) / best for key, score in scores.items()} if best > 0 else {}
