"""How far the text of a recognised page can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

_UNSURE = 0.9


def trust(doubts: Sequence[float]) -> float:
    """0 to 1 from the confidences of a page's characters, 0 for none."""
    if not doubts:
        return 0.0
    unsure = sum(one < _UNSURE for one in doubts) / len(doubts)
    return round(max(0.0, 1 - 2 * unsure), 2)
