"""Conversations and feedback, as they cross the edge."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from assistant.interfaces.wire import CollectionName, Wire
from assistant.interfaces.wire.answers import Answer
from assistant.interfaces.wire.failures import Failure
from assistant.interfaces.wire.questions import MAX_PASSAGES
from assistant.store.feedback import Rated
from assistant.store.messages import Message as MessageNoun
from assistant.store.messages import Rating, State, Wishes

MAX_TITLE = 200
MAX_QUESTION = 20_000
MAX_COMMENT = 2000
MAX_PAGE = 100
MAX_DOCUMENTS = 1000

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TITLE)]
DocumentId = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Words = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION)]


class Conversation(Wire):
    """A conversation without its messages.

    Attributes:
        title: "" until something is asked; then the first question, unless it was named.
        head: Id of the last message of the branch that is shown; null while it is empty.
        updated_at: UTC, ISO 8601; moves with every message and name.
    """

    id: str
    title: str
    head: str | None
    created_at: str
    updated_at: str


class ConversationList(Wire):
    """The one that changed last first; `next` is the cursor of the page after this one, null on the last."""

    conversations: list[Conversation]
    next: str | None


class NewConversation(Wire):
    title: Annotated[str, StringConstraints(strip_whitespace=True, max_length=MAX_TITLE)] = ""


class ConversationChanges(Wire):
    """What to change: the name, or which branch is shown (by any message of it)."""

    title: Title | None = None
    head: str | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.title is None and self.head is None:
            raise ValueError("title 与 head 至少给出一个")
        return self


class AskedWith(Wire):
    """What a question was asked with; null is the default, or everything."""

    k: int | None
    collections: list[str] | None
    as_of: date | None
    documents: list[str] | None = None


class Feedback(Wire):
    rating: Rating
    comment: str
    given_at: str


class FeedbackGiven(Wire):
    rating: Rating
    comment: str = Field("", max_length=MAX_COMMENT)


class Message(Wire):
    """A question with its answer.

    Attributes:
        parent: Id of the message before it; null for the first.
        versions: Ids of all messages with that parent, oldest first: edited questions, second tries, itself.
        state: "answering", "done", "stopped", "failed", or "withheld": it quotes what may no longer be seen.
        answer: As `/api/ask` gives it, when `state` is "done".
        error: Why there is no answer, when `state` is "failed" or "withheld".
    """

    id: str
    conversation_id: str
    parent: str | None
    versions: list[str]
    question: str
    asked_with: AskedWith
    state: State
    answer: Answer | None
    error: Failure | None
    asked_at: str
    ended_at: str | None
    feedback: Feedback | None

    @classmethod
    def of(cls, noun: MessageNoun) -> Self:
        return cls.like(
            noun,
            asked_with=noun.wishes,
            answer=None if noun.answer is None else Answer.of(noun.answer),
            error=Failure(message=noun.reason, hint=noun.hint) if noun.reason else None,
        )


class MessageList(Wire):
    """Messages of the branch that is shown, oldest first; `next` is the cursor of those before, null at the start."""

    messages: list[Message]
    next: str | None


class NewMessage(Wire):
    """A question, answered at once or, with `stream`, as server-sent events.

    Attributes:
        documents: Ids of those that may answer it; null for all.
    """

    question: Words
    k: int | None = Field(None, ge=1, le=MAX_PASSAGES)
    collections: list[CollectionName] | None = Field(None, max_length=100)
    as_of: date | None = None
    documents: list[DocumentId] | None = Field(None, max_length=MAX_DOCUMENTS)
    stream: bool = False

    def wishes(self) -> Wishes:
        return Wishes(self.k, _tuple(self.collections), self.as_of, _tuple(self.documents))


def _tuple(names: list[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(names)


class Again(Wire):
    """How a second try is answered; it asks what the first asked."""

    stream: bool = False


class EvidenceSketch(Wire):
    document: str
    quote: str


class CaseSketch(Wire):
    """What an eval case can take over; what was right, a person must add where people were not content.

    Attributes:
        kind: A first guess.
        answerable: That an answer was given and liked, or that it is for a person to say.
        evidence: What a liked answer quoted.
        note: The comment.
    """

    id: str
    kind: Literal["factoid", "multi_turn", "unanswerable"]
    question: str
    answerable: bool
    history: list[str]
    answer: str
    evidence: list[EvidenceSketch]
    as_of: date | None
    collections: list[str] | None
    note: str


class RatedMessage(Wire):
    """A rated message with the questions before it, and what it gives for an eval case."""

    message: Message
    history: list[str]
    case: CaseSketch

    @classmethod
    def of(cls, noun: Rated) -> Self:
        return cls(message=Message.of(noun.message), history=list(noun.history), case=_sketch(noun))


class FeedbackList(Wire):
    """The newest rating first; `next` is the cursor of the page after this one, null on the last."""

    feedback: list[RatedMessage]
    next: str | None


def _sketch(rated: Rated) -> CaseSketch:
    one, answer, given = rated.message, rated.message.answer, rated.message.feedback
    liked = given is not None and given.rating == "up" and answer is not None
    refused = liked and answer is not None and answer.refused
    quoted: list[Any] = list(answer.citations) if liked and answer is not None else []
    return CaseSketch(
        id=f"feedback-{one.id}",
        kind="unanswerable" if refused else "multi_turn" if rated.history else "factoid",
        question=one.question,
        answerable=not refused,
        history=list(rated.history),
        answer=answer.text if liked and answer is not None and not refused else "",
        evidence=[EvidenceSketch(document=quote.document, quote=quote.quote) for quote in quoted],
        as_of=one.wishes.as_of,
        collections=None if one.wishes.collections is None else list(one.wishes.collections),
        note=given.comment if given is not None else "",
    )
