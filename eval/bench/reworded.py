"""The demo's questions in other words, in two halves: one is learned from, the other only looked at."""

from __future__ import annotations

from eval.cases import Case
from eval.datasets import find


def learned() -> tuple[Case, ...]:
    """The second, fourth … of them."""
    return find("demo_retrieval").cases[1::2]


def held() -> tuple[Case, ...]:
    """The first, third … of them: never learned from, so that they tell how unseen ones fare."""
    return find("demo_retrieval").cases[::2]
