"""API keys: another program's way in, as far as its owner lets it and no farther than the owner himself."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from assistant.accounts.collections import collections_of
from assistant.accounts.principal import RIGHTS, RIGHTS_OF, Principal, Right, Visible
from assistant.accounts.secrets import SHOWN, digest, new_key
from assistant.accounts.sessions import visible_to
from assistant.accounts.tables import api_keys, users
from assistant.errors import AccountError, AccountNotFoundError, NotSignedInError
from assistant.store.database import Database

MOST_DAYS = 3650
MOST_KEYS = 100
"""Of one user, revoked and expired ones not counted."""

_NOTED_EVERY = 300

BAD_KEY = ("密钥无效、已过期或已吊销", "请向管理员要一个新的密钥")


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; the key itself is shown once, when it is made.

    Attributes:
        prefix: Its first characters.
        rights: At most these, and at most those of its user's role on the day of use.
        collections: At most these of its user's; None for all of them.
        created_at, revoked_at: ISO 8601, UTC.
        expires, used: Seconds since 1970; None for never.
    """

    id: str
    user_id: str
    label: str
    prefix: str
    rights: tuple[Right, ...]
    collections: tuple[str, ...] | None
    created_at: str
    expires: float | None
    used: float | None
    revoked_at: str | None


class KeyStore:
    """Keys in a database, as digests.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def add(
        self,
        user_id: str,
        label: str,
        rights: Iterable[Right] = ("read",),
        collections: Iterable[str] | None = None,
        days: int | None = 90,
    ) -> tuple[Key, str]:
        """A new key, and its text, which cannot be shown again.

        Args:
            days: Until it expires; None for never.

        Raises:
            AccountError: An unknown right, a number of days that cannot be, or too many keys.
        """
        wanted = tuple(right for right in RIGHTS if right in set(rights))
        if not wanted or set(rights) - set(RIGHTS):
            raise AccountError("密钥的权限不合要求", f"可用的权限：{'、'.join(RIGHTS)}")
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise AccountError(f"密钥的有效期应为 1—{MOST_DAYS} 天", "例如 --days 90")
        text = new_key()
        row = {
            "id": "k" + secrets.token_hex(6),
            "user_id": user_id,
            "label": label.strip()[:64],
            "prefix": text[:SHOWN],
            "digest": digest(text),
            "rights": json.dumps(wanted),
            "collections": None if collections is None else json.dumps(sorted(set(collections)), ensure_ascii=False),
            "created_at": _now(),
            "expires": None if days is None else self._clock() + days * 86_400,
        }
        with self._database.begin() as connection:
            if connection.scalar(select(users.c.id).where(users.c.id == user_id)) is None:
                raise AccountNotFoundError("没有这个用户", "zhibi users list 列出已有的用户")
            live = select(api_keys.c.expires).where(api_keys.c.user_id == user_id, api_keys.c.revoked_at.is_(None))
            ends = connection.scalars(live).all()
            if sum(end is None or end > self._clock() for end in ends) >= MOST_KEYS:
                raise AccountError(f"一个用户至多有 {MOST_KEYS} 个有效的密钥", "请先吊销不用的密钥")
            connection.execute(insert(api_keys).values(**row))
            stored = connection.execute(select(api_keys).where(api_keys.c.id == row["id"])).one()
        return _key(stored), text

    def list(self, user_id: str | None = None) -> list[Key]:
        """The keys of a user, or of all for None, the newest first."""
        query = select(api_keys).order_by(api_keys.c.created_at.desc(), api_keys.c.id)
        if user_id is not None:
            query = query.where(api_keys.c.user_id == user_id)
        with self._database.read() as connection:
            return [_key(row) for row in connection.execute(query)]

    def revoke(self, key_id: str, user_id: str | None = None) -> Key:
        """Ends a key at once; one that is revoked already stays so.

        Args:
            user_id: Whose key it must be; None for anybody's.

        Raises:
            AccountNotFoundError: There is no such key, or it is another's.
        """
        named = [api_keys.c.id == key_id]
        if user_id is not None:
            named.append(api_keys.c.user_id == user_id)
        with self._database.begin() as connection:
            still = (*named, api_keys.c.revoked_at.is_(None))
            connection.execute(update(api_keys).where(*still).values(revoked_at=_now()))
            row = connection.execute(select(api_keys).where(*named)).first()
        if row is None:
            raise AccountNotFoundError("没有这个密钥", "zhibi keys list 列出已有的密钥")
        return _key(row)

    def principal(self, text: str, address: str = "") -> Principal:
        """Raises NotSignedInError: unknown, expired, revoked, or its user may not come in; which, is not told."""
        now = self._clock()
        query = select(api_keys, users.c.shown, users.c.role, users.c.disabled).join_from(api_keys, users)
        with self._database.read() as connection:
            row = connection.execute(query.where(api_keys.c.digest == digest(text))).first()
            ended = row is None or row.revoked_at is not None or (row.expires is not None and row.expires <= now)
            if row is None or ended or row.disabled:
                raise NotSignedInError(*BAD_KEY)
            shown = collections_of(connection, row.user_id)
        if row.used is None or abs(now - row.used) > _NOTED_EVERY:
            with self._database.begin() as connection:
                connection.execute(update(api_keys).where(api_keys.c.id == row.id).values(used=now))
        return _principal(_key(row), row, shown, address)


def _principal(key: Key, row: Row[Any], shown: frozenset[str], address: str) -> Principal:
    rights = RIGHTS_OF[row.role] & frozenset(key.rights)
    visible = visible_to(row.role, key.user_id, shown)
    if "administer" not in rights:
        visible = Visible(key.user_id, visible.collections)
    if key.collections is not None:
        visible = Visible(visible.owner, visible.narrowed(frozenset(key.collections)))
    return Principal(key.user_id, row.shown, row.role, rights, visible, "key", key.id, address)


def _key(row: Row[Any]) -> Key:
    return Key(
        row.id,
        row.user_id,
        row.label,
        row.prefix,
        tuple(json.loads(row.rights)),
        None if row.collections is None else tuple(json.loads(row.collections)),
        row.created_at,
        row.expires,
        row.used,
        row.revoked_at,
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
