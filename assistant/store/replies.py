"""Replies kept for a while, so that a request which is sent again is answered again and not done again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from assistant.store.database import Database, insert_new
from assistant.store.tables import replies

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request under a key asked and was told; `status` is None while the first is under way.

    Attributes:
        request: SHA-256 of what was asked.
    """

    request: str
    status: int | None
    media_type: str | None
    body: bytes | None


class ReplyStore:
    """Replies in a database, by who asked and the key they gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, owner: str, key: str, request: str) -> Reply | None:
        """None for the first request under this key, which is noted as under way; else what is known of the first."""
        now = datetime.now(UTC)
        row = {"owner": owner, "key": key, "request": request, "created_at": _text(now)}
        own = (replies.c.owner == owner) & (replies.c.key == key)
        with self._database.begin() as connection:
            connection.execute(delete(replies).where(replies.c.created_at < _text(now - KEPT)))
            if insert_new(connection, replies, row):
                return None
            columns = (replies.c.request, replies.c.status, replies.c.media_type, replies.c.body)
            return Reply(**connection.execute(select(*columns).where(own)).mappings().one())

    def finish(self, owner: str, key: str, status: int, media_type: str, body: bytes) -> None:
        told = {"status": status, "media_type": media_type, "body": body}
        with self._database.begin() as connection:
            connection.execute(update(replies).where(replies.c.owner == owner, replies.c.key == key).values(**told))

    def forget(self, owner: str, key: str) -> None:
        """The request came to nothing that another attempt should be told."""
        with self._database.begin() as connection:
            connection.execute(delete(replies).where(replies.c.owner == owner, replies.c.key == key))

    def recover(self) -> None:
        """After a start: what a killed server had under way may be asked anew."""
        with self._database.begin() as connection:
            connection.execute(delete(replies).where(replies.c.status.is_(None)))


def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
