"""A question, understood: what it asks in full, for what kind of answer, and what it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.retrieval.understanding.kinds import QuestionType, type_of
from assistant.retrieval.understanding.searched import Rewriter, as_searched
from assistant.retrieval.understanding.things import Thing, ThingKind, find_things
from assistant.types import Turn


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

    def named(self, kind: ThingKind) -> tuple[Thing, ...]:
        """The things of one kind."""
        return tuple(one for one in self.things if one.kind == kind)


def understand(
    question: str, *, today: date | None = None, history: Sequence[Turn] = (), rewrite: Rewriter | None = None
) -> Understood:
    """Take a question in, without a model unless `rewrite` asks one; the same each time.

    The arguments are those of `as_searched`.
    """
    text = as_searched(question, today=today, history=history, rewrite=rewrite)
    return Understood(question, text, type_of(text), find_things(text, today))
