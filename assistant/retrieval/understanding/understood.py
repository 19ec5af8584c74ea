"""A question, understood: what it asks in full, for what kind of answer, and what it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.retrieval.understanding.follow_up import standalone
from assistant.retrieval.understanding.kinds import QuestionType, type_of
from assistant.retrieval.understanding.periods import resolved
from assistant.retrieval.understanding.things import Thing, ThingKind, find_things
from assistant.types import Turn

MOST_TURNS = 6
MOST_ANSWER = 2000
"""Characters of an earlier answer that are looked at."""
MOST_DOCUMENTS = 8

Rewriter = Callable[[str, Sequence[Turn]], str]
"""Makes a follow-up whole from the conversation; gives a question that stands on its own back as it is."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question taken in.

    Attributes:
        typed: As the user put it.
        text: The same as it stands on its own, times of speech (去年) put as numbers: what is searched and answered.
        type: The kind of answer wanted.
        things: What `text` names, by place; spans are of `text`.
    """

    typed: str
    text: str
    type: QuestionType
    things: tuple[Thing, ...]

    @property
    def is_changed(self) -> bool:
        return self.text != self.typed

    def named(self, kind: ThingKind) -> tuple[Thing, ...]:
        """The things of one kind."""
        return tuple(one for one in self.things if one.kind == kind)


def understand(
    question: str, *, today: date | None = None, history: Sequence[Turn] = (), rewrite: Rewriter = standalone
) -> Understood:
    """Take a question in, without a model unless `rewrite` asks one; the same each time.

    Args:
        today: What 今年 is seen from; None leaves such words as they are.
        history: The conversation so far, oldest first; only its end is looked at.
    """
    text = as_searched(question, today=today, history=history, rewrite=rewrite)
    return Understood(question, text, type_of(text), find_things(text, today))


def as_searched(
    question: str, *, today: date | None = None, history: Sequence[Turn] = (), rewrite: Rewriter = standalone
) -> str:
    """`Understood.text` alone."""
    whole = rewrite(question, bounded(history)) if history else question
    return resolved(whole, today)


def bounded(history: Sequence[Turn]) -> tuple[Turn, ...]:
    """The end of a conversation, each turn cut to what may matter; turns without a question are left out."""
    asked = [turn for turn in history if turn.question.strip()]
    return tuple(
        Turn(turn.question.strip(), turn.answer[:MOST_ANSWER], turn.documents[:MOST_DOCUMENTS])
        for turn in asked[-MOST_TURNS:]
    )
