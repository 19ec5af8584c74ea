"""Conversations: their questions with what was answered, in branches.

A message is a question with its answer. An edited question and a second try are new messages beside the old one,
with the same parent; the branch that ends at the conversation's head is the one that is shown. Nothing is overwritten.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from assistant.accounts.principal import Visible
from assistant.errors import ConversationError
from assistant.store.database import Database
from assistant.store.keeping import ANYBODY, Keeping, forget, note_collections
from assistant.store.messages import (
    Message,
    Wishes,
    dumped_answer,
    dumped_wishes,
    message_of,
    messages_of,
    newest_end,
    not_found,
    now,
    parents_of,
    path_to,
)
from assistant.store.paging import beyond, newest_first
from assistant.store.removed import Removed, put_back, removed_of
from assistant.store.tables import conversations, messages
from assistant.types import Answer, Turn

TITLE_CHARS = 40
"""Of the first question, where a conversation was not named by hand."""

MOST_TURNS = 100
"""Of a branch that a question gets to know of."""

BROKEN_OFF = "服务在回答途中停止"
"""Why a message failed whose server was killed."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A conversation without its messages.

    Attributes:
        head: Id of the last message of the branch that is shown; None while it is empty.
        created_at, updated_at: ISO 8601, UTC; the latter moves with every message and name.
    """

    id: str
    title: str
    head: str | None
    created_at: str
    updated_at: str


class ConversationStore:
    """Conversations in a database.

    Args:
        keeping: For whom: a conversation that may not be seen is as one that does not exist. An answer that quotes a
            collection which may no longer be seen is withheld, and no later question gets to know it.
    """

    def __init__(self, database: Database, keeping: Keeping = ANYBODY) -> None:
        self._database = database
        self._keeping = keeping
        self._visible = keeping.visible

    def create(self, title: str = "") -> Conversation:
        """An empty one; without a title its first question names it."""
        at = now()
        made = Conversation(secrets.token_hex(8), title, None, at, at)
        values = {"id": made.id, "kept_for": self._keeping.owner, "title": title, "named": bool(title), "head": None}
        with self._database.begin() as connection:
            connection.execute(insert(conversations).values(**values, created_at=at, updated_at=at))
        return made

    def list(self, limit: int, after: str | None = None, search: str = "") -> Sequence[Conversation]:
        """One's own, the one that changed last first, `limit` at most.

        Args:
            after: Id of the last one that is known already.
            search: What the title or a question must contain, in any case of Latin letters.

        Raises:
            ConversationNotFoundError: `after` is none.
        """
        chosen = select(conversations).where(conversations.c.kept_for == self._keeping.owner)
        if search := search.strip():
            asked = select(messages.c.conversation_id).where(messages.c.question.icontains(search, autoescape=True))
            named = conversations.c.title.icontains(search, autoescape=True)
            chosen = chosen.where(or_(named, conversations.c.id.in_(asked)))
        at, own_id = conversations.c.updated_at, conversations.c.id
        with self._database.read() as connection:
            if after is not None:
                last = conversation_of(connection, after, self._visible)
                chosen = chosen.where(beyond(at, own_id, last.updated_at, last.id))
            found = connection.execute(chosen.order_by(*newest_first(at, own_id)).limit(limit))
            return [_record(row) for row in found]

    def get(self, conversation_id: str) -> Conversation:
        """Raises ConversationNotFoundError."""
        with self._database.read() as connection:
            return conversation_of(connection, conversation_id, self._visible)

    def rename(self, conversation_id: str, title: str) -> Conversation:
        """Raises ConversationNotFoundError."""
        with self._database.begin() as connection:
            found = conversation_of(connection, conversation_id, self._visible)
            return _changed(connection, found, title=title, named=True)

    def show(self, conversation_id: str, message_id: str) -> Conversation:
        """Shows the branch that the message is in, to its newest end. Raises ConversationNotFoundError."""
        with self._database.begin() as connection:
            found = conversation_of(connection, conversation_id, self._visible)
            parents = parents_of(connection, conversation_id)
            if message_id not in parents:
                raise not_found(message_id)
            return _changed(connection, found, head=newest_end(parents, message_id))

    def remove(self, conversation_id: str) -> Removed:
        """Its messages and what was thought of them go with it; what was removed comes back, for `restore`.

        Raises:
            ConversationNotFoundError: There is no such conversation.
        """
        with self._database.begin() as connection:
            conversation_of(connection, conversation_id, self._visible)
            removed = removed_of(connection, conversation_id)
            forget(connection, list(parents_of(connection, conversation_id)))
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        self._keeping.note("remove_conversation", conversation_id)
        return removed

    def restore(self, removed: Removed) -> None:
        """Puts back what was removed a moment ago, as it was; nothing happens where it is there already."""
        with self._database.begin() as connection:
            is_back = put_back(connection, removed)
        if is_back:
            self._keeping.note("restore_conversation", removed.conversation_id)

    def branch(self, conversation_id: str, limit: int | None = None, before: str | None = None) -> Sequence[Message]:
        """The messages of the branch that is shown, oldest first; of many the last `limit`.

        Args:
            before: Id of a message of the branch: those before it, not it.

        Raises:
            ConversationNotFoundError: There is no such conversation, or no such message in the branch.
        """
        with self._database.read() as connection:
            found = conversation_of(connection, conversation_id, self._visible)
            parents = parents_of(connection, conversation_id)
            path = path_to(parents, found.head)
            if before is not None:
                if before not in path:
                    raise not_found(before)
                path = path[: path.index(before)]
            shown = messages_of(connection, path if limit is None else path[-limit:], parents, self._visible)
        self._keeping.note("read_conversation", conversation_id)
        return shown

    def message(self, conversation_id: str, message_id: str) -> Message:
        """Raises ConversationNotFoundError."""
        with self._database.read() as connection:
            conversation_of(connection, conversation_id, self._visible)
            return message_of(connection, conversation_id, message_id, self._visible)

    def turns(self, message: Message) -> tuple[Turn, ...]:
        """What was asked and answered before the message, in its branch, oldest first."""
        with self._database.read() as connection:
            parents = parents_of(connection, message.conversation_id)
            path = path_to(parents, message.parent)[-MOST_TURNS:]
            return tuple(one.turn() for one in messages_of(connection, path, parents, self._visible))

    def ask(self, conversation_id: str, question: str, wishes: Wishes, key: str | None = None) -> tuple[Message, bool]:
        """A question at the end of the branch that is shown; see `_begin`. Raises ConversationNotFoundError."""
        with self._database.begin() as connection:
            found = conversation_of(connection, conversation_id, self._visible, alone=True)
            return self._begin(connection, found, found.head, question, wishes, key)

    def ask_again(
        self,
        conversation_id: str,
        message_id: str,
        question: str | None = None,
        wishes: Wishes | None = None,
        key: str | None = None,
    ) -> tuple[Message, bool]:
        """The question of a message in other words, or once more in the same, beside it; see `_begin`.

        Raises:
            ConversationNotFoundError: There is no such message.
        """
        with self._database.begin() as connection:
            found = conversation_of(connection, conversation_id, self._visible, alone=True)
            old = message_of(connection, conversation_id, message_id, self._visible)
            return self._begin(connection, found, old.parent, question or old.question, wishes or old.wishes, key)

    def _begin(
        self,
        connection: Connection,
        found: Conversation,
        parent: str | None,
        question: str,
        wishes: Wishes,
        key: str | None,
    ) -> tuple[Message, bool]:
        """A message to be answered, at the end of the branch that is shown from now on; and whether it is new.

        Args:
            key: What the client calls the request; with one that is known, the message that it made comes back.

        Raises:
            ConversationError: A question of the conversation is being answered, or the key named another question.
        """
        known = None if key is None else self._known(connection, found.id, key, question)
        if known is not None:
            return known, False
        busy = select(messages.c.id).where(messages.c.conversation_id == found.id, messages.c.state == "answering")
        if connection.scalar(busy.limit(1)) is not None:
            raise ConversationError("上一个问题还在回答中", "请等它完成，或先停止它")
        made = secrets.token_hex(8)
        said = {"question": question, "wishes": dumped_wishes(wishes), "reason": "", "hint": ""}
        placed = {"id": made, "conversation_id": found.id, "parent": parent, "key": key}
        connection.execute(insert(messages).values(**placed, **said, state="answering", asked_at=now()))
        _changed(connection, found, head=made, title=found.title or question[:TITLE_CHARS])
        return message_of(connection, found.id, made, self._visible), True

    def _known(self, connection: Connection, conversation_id: str, key: str, question: str) -> Message | None:
        named = select(messages.c.id).where(messages.c.conversation_id == conversation_id, messages.c.key == key)
        known = connection.scalar(named)
        if known is None:
            return None
        message = message_of(connection, conversation_id, known, self._visible)
        if message.question != question:
            raise ConversationError("这个 Idempotency-Key 已用于另一个问题", "请为新的请求换一个 Idempotency-Key")
        return message

    def finish(self, message_id: str, answer: Answer) -> None:
        """The answer has come. A message that has ended stays as it is, here and below."""
        read = {one.chunk.document_id for one in answer.passages} | {one.document_id for one in answer.citations}
        quoted = self._keeping.collections_of(read)
        with self._database.begin() as connection:
            if _ended(connection, message_id, state="done", answer=dumped_answer(replace(answer, passages=()))):
                note_collections(connection, message_id, quoted)

    def stop(self, message_id: str) -> None:
        """Somebody did not want to wait; what had been written, unverified, is not kept."""
        with self._database.begin() as connection:
            _ended(connection, message_id, state="stopped")

    def fail(self, message_id: str, reason: str, hint: str) -> None:
        with self._database.begin() as connection:
            _ended(connection, message_id, state="failed", reason=reason, hint=hint)

    def recover(self) -> int:
        """Messages that a killed server left unanswered say so from now on; tells how many there were."""
        values = {"state": "failed", "reason": BROKEN_OFF, "hint": "请再试一次", "ended_at": now()}
        with self._database.begin() as connection:
            return connection.execute(update(messages).where(messages.c.state == "answering").values(**values)).rowcount


def conversation_of(
    connection: Connection, conversation_id: str, visible: Visible, *, alone: bool = False
) -> Conversation:
    """A conversation by its id.

    Args:
        alone: Nobody else may go on with it until the transaction ends; on SQLite every writer is alone anyhow.

    Raises:
        ConversationNotFoundError: There is none that may be seen.
    """
    chosen = select(conversations).where(conversations.c.id == conversation_id)
    if alone:
        chosen = chosen.with_for_update()
    if visible.owner is not None:
        chosen = chosen.where(conversations.c.kept_for == visible.owner)
    row = connection.execute(chosen).first()
    if row is None:
        raise not_found(conversation_id)
    return _record(row)


def _record(row: Row[Any]) -> Conversation:
    return Conversation(row.id, row.title, row.head, row.created_at, row.updated_at)


def _changed(connection: Connection, found: Conversation, **values: object) -> Conversation:
    at = now()
    connection.execute(update(conversations).where(conversations.c.id == found.id).values(**values, updated_at=at))
    values.pop("named", None)
    return replace(found, **values, updated_at=at)  # type: ignore[arg-type]


def _ended(connection: Connection, message_id: str, **values: object) -> bool:
    ending = update(messages).where(messages.c.id == message_id, messages.c.state == "answering")
    return connection.execute(ending.values(**values, ended_at=now())).rowcount == 1
