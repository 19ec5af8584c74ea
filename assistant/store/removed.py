"""A removed conversation as its rows, so that a removal can be undone. Whoever holds it may put it back once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select

from assistant.store.messages import now
from assistant.store.tables import conversations, feedback, messages, record_collections

Rows = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, repr=False)
class Removed:
    """What was in the tables; see `removed_of`."""

    conversation_id: str
    conversation: Rows
    messages: Rows
    feedback: Rows
    collections: Rows


def removed_of(connection: Connection, conversation_id: str) -> Removed:
    """The rows of a conversation, its messages in the order in which they were asked."""
    own = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
    return Removed(
        conversation_id,
        _rows(connection, select(conversations).where(conversations.c.id == conversation_id)),
        _rows(
            connection,
            select(messages).where(messages.c.conversation_id == conversation_id).order_by(messages.c.number),
        ),
        _rows(connection, select(feedback).where(feedback.c.message_id.in_(own))),
        _rows(connection, select(record_collections).where(record_collections.c.record.in_(own))),
    )


def put_back(connection: Connection, removed: Removed) -> bool:
    """Inserts the rows again, messages under new numbers; False where the conversation is there."""
    known = select(conversations.c.id).where(conversations.c.id == removed.conversation_id)
    if connection.scalar(known) is not None:
        return False
    connection.execute(insert(conversations), list(removed.conversation))
    for row in removed.messages:  # one by one: their numbers follow one another
        said = {name: value for name, value in row.items() if name != "number"}
        if said["state"] == "answering":  # nobody answers it any more
            said |= {"state": "stopped", "ended_at": now()}
        connection.execute(insert(messages).values(said))
    for table, rows in ((feedback, removed.feedback), (record_collections, removed.collections)):
        if rows:
            connection.execute(insert(table), list(rows))
    return True


def _rows(connection: Connection, chosen: Select[Any]) -> Rows:
    return tuple(dict(row._mapping) for row in connection.execute(chosen))
