"""Messages of conversations as they are stored: a question with its answer, its place in a branch, its feedback."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from assistant.accounts.principal import Visible
from assistant.errors import ConversationNotFoundError
from assistant.store.keeping import hidden_of
from assistant.store.tables import feedback, messages
from assistant.types import Answer, Turn

State = Literal["answering", "done", "stopped", "failed", "withheld"]
"""withheld: answered from collections that may no longer be seen."""

Rating = Literal["up", "down"]

WITHHELD = "这条回答引用了现在无权查看的资料"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a question was asked with besides its words; None is the setting's default, or everything."""

    k: int | None = None
    collections: tuple[str, ...] | None = None
    as_of: date | None = None
    documents: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody thought of an answer; `given_at` is ISO 8601, UTC."""

    rating: Rating
    comment: str
    given_at: str


@dataclass(frozen=True, slots=True)
class Message:
    """A question with its answer.

    Attributes:
        parent: Id of the message before it; None for the first.
        versions: Ids of all messages with that parent, itself among them, oldest first.
        answer: Set when `state` is "done"; without the passages it was sought in.
        reason, hint: Why there is no answer and what to do, in Chinese; "" otherwise.
        asked_at, ended_at: ISO 8601, UTC; the latter None while it is being answered.
    """

    id: str
    conversation_id: str
    parent: str | None
    versions: tuple[str, ...]
    question: str
    wishes: Wishes
    state: State
    answer: Answer | None
    reason: str
    hint: str
    asked_at: str
    ended_at: str | None
    feedback: Feedback | None = None

    def turn(self) -> Turn:
        """What a later question gets to know of it."""
        return self.answer.as_turn(self.question) if self.answer else Turn(self.question)


def parents_of(connection: Connection, conversation_id: str) -> dict[str, str | None]:
    """Message -> the one before it, in the order in which they were asked."""
    chosen = select(messages.c.id, messages.c.parent).where(messages.c.conversation_id == conversation_id)
    return {row.id: row.parent for row in connection.execute(chosen.order_by(messages.c.number))}


def path_to(parents: Mapping[str, str | None], end: str | None) -> list[str]:
    """The branch that ends at `end`, oldest first."""
    path: list[str] = []
    while end is not None:
        path.append(end)
        end = parents[end]
    return path[::-1]


def newest_end(parents: Mapping[str, str | None], start: str) -> str:
    """From `start` always on to the message that was asked last."""
    following = {parent: one for one, parent in parents.items()}
    end = start
    while end in following:
        end = following[end]
    return end


def message_of(connection: Connection, conversation_id: str, message_id: str, visible: Visible) -> Message:
    """Raises ConversationNotFoundError."""
    parents = parents_of(connection, conversation_id)
    if message_id not in parents:
        raise not_found(message_id)
    return messages_of(connection, [message_id], parents, visible)[0]


def messages_of(
    connection: Connection, ids: Sequence[str], parents: Mapping[str, str | None], visible: Visible
) -> list[Message]:
    """The messages with these ids, in their order."""
    chosen = (
        select(messages, feedback.c.rating, feedback.c.comment, feedback.c.given_at)
        .outerjoin(feedback, feedback.c.message_id == messages.c.id)
        .where(messages.c.id.in_(ids))
    )
    found = {row.id: row for row in connection.execute(chosen)}
    versions: dict[str | None, list[str]] = {}
    for one, parent in parents.items():
        versions.setdefault(parent, []).append(one)
    hidden = hidden_of(connection, ids, visible)
    told = [_told(found[one], tuple(versions[parents[one]])) for one in ids]
    return [_withheld(one) if one.id in hidden else one for one in told]


def _withheld(one: Message) -> Message:
    return replace(one, state="withheld", answer=None, reason=WITHHELD, hint="如需查看，请联系管理员")


def _told(row: Row[Any], versions: tuple[str, ...]) -> Message:
    return Message(
        id=row.id,
        conversation_id=row.conversation_id,
        parent=row.parent,
        versions=versions,
        question=row.question,
        wishes=_wishes(row.wishes),
        state=row.state,
        answer=None if row.answer is None else _adapter().validate_json(row.answer),
        reason=row.reason,
        hint=row.hint,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        feedback=None if row.rating is None else Feedback(row.rating, row.comment, row.given_at),
    )


def dumped_wishes(wishes: Wishes) -> str:
    day = None if wishes.as_of is None else wishes.as_of.isoformat()
    said = {"k": wishes.k, "collections": wishes.collections, "as_of": day, "documents": wishes.documents}
    return json.dumps(said, ensure_ascii=False)


def _wishes(text: str) -> Wishes:
    said = json.loads(text)
    names, day = said["collections"], said["as_of"]
    ids = said.get("documents")  # older messages were asked of all
    return Wishes(
        said["k"],
        None if names is None else tuple(names),
        None if day is None else date.fromisoformat(day),
        None if ids is None else tuple(ids),
    )


@cache
def _adapter() -> TypeAdapter[Answer]:
    return TypeAdapter(Answer)


def dumped_answer(answer: Answer) -> str:
    return _adapter().dump_json(answer).decode()


def not_found(missing: str) -> ConversationNotFoundError:
    return ConversationNotFoundError(f"没有编号为 {missing[:64]!r} 的对话或消息", "编号见对话列表")


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
