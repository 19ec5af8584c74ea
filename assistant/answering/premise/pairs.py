"""Character pairs by which a statement and a sentence are held against each other."""

from __future__ import annotations

from assistant.answering.evidence import Evidence
from ingest.text.tokens import STOP_WORDS, bigrams


def telling(text: str) -> frozenset[str]:
    """The pairs of a statement that say something."""
    return frozenset(pair for pair in bigrams(text) if len(pair) > 1 and pair not in STOP_WORDS)


def held(item: Evidence) -> frozenset[str]:
    """The pairs of a sentence with its title and headings."""
    return frozenset(bigrams(" ".join((*item.passage.headings, item.text))))


__all__ = ["held", "telling"]
