"""Sessions: who logged in at the page stays in for a while, and until logging out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select, update

from assistant.accounts.collections import collections_of
from assistant.accounts.principal import RIGHTS_OF, Principal, Right, Role, Visible
from assistant.accounts.secrets import digest, new_token
from assistant.accounts.tables import sessions, users
from assistant.accounts.users import User
from assistant.errors import AccountNotFoundError, NotSignedInError
from assistant.store.database import Database

IDLE = 8 * 3600
"""Seconds without a request after which a session ends: a working day's break, not a night."""

LONGEST = 7 * 24 * 3600
"""Seconds after which a session ends however busy it was."""

_NOTED_EVERY = 300
"""Seconds: use is not written down on every request."""

_ID = 16
"""Characters of a token's digest that name its session: who knows them knows nothing of the token."""

NO_SESSION = ("登录已过期，或在别处退出", "请重新登录")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its token is shown this once, to the browser that keeps it as a cookie."""

    token: str
    user: User


@dataclass(frozen=True, slots=True)
class Session:
    """One of a user's sessions that last. Attributes: id: Names it, and lets nobody in. created, used: Since 1970."""

    id: str
    created: float
    used: float


class SessionStore:
    """Sessions in a database; the tokens themselves are not in it.

    Args:
        clock: Seconds since 1970. A session that began in the clock's future has ended.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def begin(self, user: User) -> SignedIn:
        token, now = new_token(), self._clock()
        with self._database.begin() as connection:
            ended = (sessions.c.used < now - IDLE) | (sessions.c.created < now - LONGEST)
            connection.execute(delete(sessions).where(ended))
            row = {"token": digest(token), "user_id": user.id, "created": now, "used": now}
            connection.execute(insert(sessions).values(**row))
        return SignedIn(token, user)

    def principal(self, token: str, address: str = "") -> Principal:
        """Raises NotSignedInError: no such session, or it has ended."""
        now, held = self._clock(), digest(token)
        query = select(users, sessions.c.created, sessions.c.used).join_from(sessions, users)
        with self._database.read() as connection:
            row = connection.execute(query.where(sessions.c.token == held, ~users.c.disabled)).first()
            if row is None or not _lasts(row.created, row.used, now):
                raise NotSignedInError(*NO_SESSION)
            shown = collections_of(connection, row.id)
        if now - row.used > _NOTED_EVERY:
            with self._database.begin() as connection:
                connection.execute(update(sessions).where(sessions.c.token == held).values(used=now))
        rights = frozenset[Right]() if row.must_change else RIGHTS_OF[row.role]
        visible = visible_to(row.role, row.id, shown)
        return Principal(row.id, row.shown, row.role, rights, visible, "session", "", address, row.must_change)

    def list(self, user_id: str) -> Sequence[Session]:
        """Those of a user that have not ended, the newest first."""
        chosen = select(sessions).where(sessions.c.user_id == user_id).order_by(sessions.c.created.desc())
        now = self._clock()
        with self._database.read() as connection:
            rows = connection.execute(chosen).all()
        return [Session(row.token[:_ID], row.created, row.used) for row in rows if _lasts(row.created, row.used, now)]

    def end(self, token: str) -> None:
        """One that has ended is no error."""
        with self._database.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.token == digest(token)))

    def end_named(self, user_id: str, session_id: str) -> None:
        """Raises AccountNotFoundError: the user has no such session."""
        named = (sessions.c.user_id == user_id, func.substr(sessions.c.token, 1, _ID) == session_id)
        with self._database.begin() as connection:
            if connection.execute(delete(sessions).where(*named)).rowcount == 0:
                raise AccountNotFoundError("没有这次登录，或它已结束", "GET /api/me/sessions 列出现有的登录")

    def end_all(self, user_id: str) -> None:
        """The user is signed out everywhere."""
        with self._database.begin() as connection:
            connection.execute(delete(sessions).where(sessions.c.user_id == user_id))


def session_id(token: str) -> str:
    """What a session is called where it is listed."""
    return digest(token)[:_ID]


def visible_to(role: Role, user_id: str, shown: frozenset[str]) -> Visible:
    """What a user sees: administrators everything, others their own records and their collections."""
    return Visible() if role == "administrator" else Visible(user_id, shown)


def _lasts(created: float, used: float, now: float) -> bool:
    """A minute's grace for clocks that are set right; a clock set back by more ends what it cannot judge."""
    return created <= now + 60 and used <= now + _NOTED_EVERY and now - used <= IDLE and now - created <= LONGEST
