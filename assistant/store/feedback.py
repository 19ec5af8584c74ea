"""What people thought of answers: one rating a message, with a comment; what eval cases are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from assistant.errors import ConversationError
from assistant.store.conversations import conversation_of
from assistant.store.database import Database
from assistant.store.keeping import ANYBODY, Keeping
from assistant.store.messages import Message, Rating, message_of, messages_of, not_found, now, parents_of, path_to
from assistant.store.paging import beyond, newest_first
from assistant.store.tables import conversations, feedback, messages


@dataclass(frozen=True, slots=True)
class Rated:
    """A message that somebody rated, with the questions before it, oldest first."""

    message: Message
    history: tuple[str, ...]


class FeedbackStore:
    """Ratings in a database; `keeping` as of the conversations."""

    def __init__(self, database: Database, keeping: Keeping = ANYBODY) -> None:
        self._database = database
        self._visible = keeping.visible
        self._note = keeping.note

    def rate(self, conversation_id: str, message_id: str, rating: Rating, comment: str = "") -> Message:
        """What is thought of the answer, in place of what was thought before.

        Raises:
            ConversationNotFoundError: There is no such message.
            ConversationError: It is not answered yet.
        """
        with self._database.begin() as connection:
            if self._message(connection, conversation_id, message_id).state == "answering":
                raise ConversationError("这个问题还在回答中，尚不能评价", "请等回答完成")
            connection.execute(delete(feedback).where(feedback.c.message_id == message_id))
            values = {"message_id": message_id, "rating": rating, "comment": comment, "given_at": now()}
            connection.execute(insert(feedback).values(**values))
            rated = self._message(connection, conversation_id, message_id)
        self._note("rate", message_id, details={"rating": rating})
        return rated

    def unrate(self, conversation_id: str, message_id: str) -> Message:
        """Takes back what was thought. Raises ConversationNotFoundError."""
        with self._database.begin() as connection:
            self._message(connection, conversation_id, message_id)
            connection.execute(delete(feedback).where(feedback.c.message_id == message_id))
            return self._message(connection, conversation_id, message_id)

    def list(self, limit: int, after: str | None = None, rating: Rating | None = None) -> Sequence[Rated]:
        """The newest rating first, `limit` at most.

        Args:
            after: Id of the last message that is known already.

        Raises:
            ConversationNotFoundError: `after` has no rating that may be seen.
        """
        at, own_id = feedback.c.given_at, messages.c.id
        chosen = (
            select(messages.c.id, messages.c.conversation_id, at)
            .join(feedback, feedback.c.message_id == messages.c.id)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
        )
        if self._visible.owner is not None:
            chosen = chosen.where(conversations.c.kept_for == self._visible.owner)
        with self._database.read() as connection:
            if after is not None:
                last = connection.execute(chosen.where(messages.c.id == after)).first()
                if last is None:
                    raise not_found(after)
                chosen = chosen.where(beyond(at, own_id, last.given_at, last.id))
            if rating is not None:
                chosen = chosen.where(feedback.c.rating == rating)
            found = connection.execute(chosen.order_by(*newest_first(at, own_id)).limit(limit)).all()
            return [self._rated(connection, row.conversation_id, row.id) for row in found]

    def _message(self, connection: Connection, conversation_id: str, message_id: str) -> Message:
        conversation_of(connection, conversation_id, self._visible)
        return message_of(connection, conversation_id, message_id, self._visible)

    def _rated(self, connection: Connection, conversation_id: str, message_id: str) -> Rated:
        parents = parents_of(connection, conversation_id)
        path = messages_of(connection, path_to(parents, message_id), parents, self._visible)
        return Rated(path[-1], tuple(one.question for one in path[:-1]))
