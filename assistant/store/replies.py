"""Replies kept for a while, so that a request which is sent again is answered again and not done again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Self

from sqlalchemy import delete, select, update

from assistant.accounts.principal import Principal
from assistant.store.database import Database, insert_new
from assistant.store.tables import replies

KEPT = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Reach:
    """What somebody may do, and see; see `Principal`."""

    rights: frozenset[str]
    owner: str | None
    collections: frozenset[str] | None

    @classmethod
    def of(cls, principal: Principal) -> Self:
        seen = principal.visible
        return cls(frozenset(principal.rights), seen.owner, seen.collections)

    def covers(self, other: Reach) -> bool:
        """Whether what that one was told may be told to this one."""
        sees = self.collections is None or (other.collections is not None and other.collections <= self.collections)
        return sees and self.owner in (None, other.owner) and other.rights <= self.rights

    def text(self) -> str:
        seen = None if self.collections is None else sorted(self.collections)
        return json.dumps({"rights": sorted(self.rights), "owner": self.owner, "collections": seen})

    @classmethod
    def read(cls, text: str) -> Self:
        said = json.loads(text)
        seen = said["collections"]
        return cls(frozenset(said["rights"]), said["owner"], None if seen is None else frozenset(seen))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a request under a key asked and was told; `status` is None while the first is under way.

    Attributes:
        request: SHA-256 of what was asked.
        reach: Of whoever was told it; None where that was not noted.
    """

    request: str
    status: int | None
    media_type: str | None
    body: bytes | None
    reach: Reach | None


class ReplyStore:
    """Replies in a database, by who asked and the key they gave.

    Args:
        clock: The time, UTC. Set back, it keeps replies for longer; set ahead, it forgets none that is under way.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock

    def begin(self, owner: str, key: str, request: str) -> Reply | None:
        """None for the first request under this key, which is noted as under way; else what is known of the first."""
        now = self._clock()
        row = {"owner": owner, "key": key, "request": request, "created_at": _text(now)}
        own = (replies.c.owner == owner) & (replies.c.key == key)
        with self._database.begin() as connection:
            old = replies.c.created_at < _text(now - KEPT)
            connection.execute(delete(replies).where(old, replies.c.status.is_not(None)))
            if insert_new(connection, replies, row):
                return None
            known = connection.execute(select(replies).where(own)).one()
        reach = None if known.reach is None else Reach.read(known.reach)
        return Reply(known.request, known.status, known.media_type, known.body, reach)

    def finish(self, owner: str, key: str, status: int, media_type: str, body: bytes, reach: Reach) -> None:
        told = {"status": status, "media_type": media_type, "body": body, "reach": reach.text()}
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
