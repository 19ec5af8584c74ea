"""Where a title of several lines turns (GB/T 9704-2012, 7.3.1: whole words, symmetrical, of fitting length)."""

from __future__ import annotations

from assistant.export.signing import width
from ingest.text.tokens import terms


def balanced_width(title: str, most: int) -> float:
    """Characters a line should hold so that `title` turns between words and its lines are alike.

    Args:
        most: Characters that a line can hold at most.

    Returns:
        `most` for a title of one line.
    """
    if width(title) <= most:
        return float(most)
    ends = _word_ends(title)
    count = int(-(-width(title) // most))
    least = max(int(-(-width(title) // count)), most // 2)
    return float(max(range(least, most + 1), key=lambda wide: _merit(title, wide, ends)))


def _merit(title: str, wide: int, ends: frozenset[int]) -> tuple[float, float]:
    """First how few words are broken, then how alike the lines are."""
    turns = _turns(title, wide)
    broken = sum(turn not in ends for turn in turns)
    last = width(title[turns[-1] :]) if turns else width(title)
    return -broken, -abs(wide - last)


def _turns(title: str, wide: int) -> list[int]:
    """The offsets at which lines begin that hold `wide` characters, the first left out."""
    turns, used = [], 0.0
    for at, character in enumerate(title):
        used += width(character)
        if used > wide:
            turns.append(at)
            used = width(character)
    return turns


def _word_ends(title: str) -> frozenset[int]:
    """The offsets at which a word begins."""
    folded, at, ends = title.lower(), 0, set[int]()
    for word in terms(title):
        found = folded.find(word, at)
        if found >= 0:
            ends |= {found, found + len(word)}
            at = found + len(word)
    return frozenset(ends)


__all__ = ["balanced_width"]
