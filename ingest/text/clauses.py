"""Clauses: what stands between two stops."""

from __future__ import annotations

STOPS = "，；：。！？,;:!?\n"
"""End a clause."""


def clause_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The clauses of `text` that [start, end) touches, without the stops around them."""
    first = max(text.rfind(stop, 0, start) for stop in STOPS) + 1
    ends = [found for stop in STOPS if (found := text.find(stop, max(start, end - 1))) >= 0]
    return first, max(end, min(ends, default=len(text)))


__all__ = ["STOPS", "clause_around"]
