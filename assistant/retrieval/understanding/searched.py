"""The question as it is searched: whole, its times of speech put as numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from assistant.retrieval.understanding.periods import resolved
from assistant.types import Turn

MOST_TURNS = 6
MOST_ANSWER = 2000
"""Characters of an earlier answer that are looked at."""
MOST_DOCUMENTS = 8

Rewriter = Callable[[str, Sequence[Turn]], str]
"""Makes a follow-up whole from the conversation; gives a question that stands on its own back as it is."""


def as_searched(
    question: str, *, today: date | None = None, history: Sequence[Turn] = (), rewrite: Rewriter | None = None
) -> str:
    """The question as it stands on its own, 去年 put as a year.

    Args:
        today: What 今年 is seen from; None leaves such words as they are.
        history: The conversation so far, oldest first; only its end is looked at.
        rewrite: The rule of `follow_up` for None.
    """
    if not history:
        return resolved(question, today)
    if rewrite is None:
        from assistant.retrieval.understanding.follow_up import standalone  # 10 ms of patterns, for follow-ups alone

        rewrite = standalone
    return resolved(rewrite(question, bounded(history)), today)


def bounded(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The end of a conversation, each turn cut to what may matter; turns without a question are left out."""
    asked = [turn for turn in history if turn.question.strip()]
    return tuple(
        Turn(turn.question.strip(), turn.answer[:MOST_ANSWER], turn.documents[:MOST_DOCUMENTS])
        for turn in asked[-MOST_TURNS:]
    )
