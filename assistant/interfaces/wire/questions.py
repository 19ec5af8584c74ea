"""Questions as they come in, with the conversation before them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from assistant import types as domain
from assistant.interfaces.wire import CollectionName, Wire

MAX_PASSAGES = 50
"""The most passages one question may ask for."""

MAX_TURNS = 100
MAX_TURN_CHARS = 20_000
"""Bounds of a conversation that is sent along; only its end is looked at."""


class Turn(Wire):
    """An earlier question of the conversation and what was said to it.

    Attributes:
        answer: As shown; "" where it is not known.
        documents: Titles of what it cited.
    """

    question: str = Field(max_length=MAX_TURN_CHARS)
    answer: str = Field("", max_length=MAX_TURN_CHARS)
    documents: list[Annotated[str, StringConstraints(max_length=500)]] = Field([], max_length=100)

    def turn(self) -> domain.Turn:
        return domain.Turn(self.question, self.answer, tuple(self.documents))


class Question(Wire):
    """A question as it comes in; what is left out is the setting's default.

    Attributes:
        k: How many passages, 1 to 50.
        collections: Names to look in; null for all.
        as_of: Leave out what takes effect after this day.
    """

    question: str
    k: int | None = Field(None, ge=1, le=MAX_PASSAGES)
    collections: list[CollectionName] | None = None
    as_of: date | None = None


class AskRequest(Question):
    """A question, answered at once or, with `stream`, as server-sent events.

    Attributes:
        history: The conversation so far, oldest first; a follow-up takes from it what it leaves out.
    """

    stream: bool = False
    history: list[Turn] = Field([], max_length=MAX_TURNS)
