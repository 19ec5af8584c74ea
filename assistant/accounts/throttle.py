"""Failed logins, counted for the account, for the address, and for both: each has its own measure of patience."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from assistant.accounts.tables import login_failures
from assistant.accounts.users import same_name
from assistant.errors import ThrottledError
from assistant.store.database import Database

WINDOW = 15 * 60
"""Seconds for which a failure counts."""

FROM_THERE = 5
"""Failures of one account from one address: a person who mistypes is held up, and nobody else."""

FROM_ADDRESS = 30
"""Failures from one address, whatever the account: many people may share it."""

FOR_ACCOUNT = 50
"""Failures of one account from wherever: more would let many addresses guess, fewer would let anyone lock it."""


class Throttle:
    """Login failures in a database: a restart forgets none.

    Args:
        clock: Seconds since 1970. A clock that was set back does not hold anybody up: what lies in its future is
            forgotten.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def check(self, name: str, address: str) -> None:
        """Raises ThrottledError: too many failures; the same whether or not there is such an account."""
        with self._database.read() as connection:
            waits = [self._wait(connection, conditions, most) for conditions, most in self._measures(name, address)]
        if wait := max(waits):
            minutes = -(-wait // 60)
            raise ThrottledError("登录失败的次数太多", f"请 {minutes} 分钟后再试", retry_after=wait)

    def failed(self, name: str, address: str) -> None:
        now = self._clock()
        with self._database.begin() as connection:
            old = (login_failures.c.at < now - WINDOW) | (login_failures.c.at > now)
            connection.execute(delete(login_failures).where(old))
            values = {"name": same_name(name), "address": address[:64], "at": now}
            connection.execute(insert(login_failures).values(**values))

    def succeeded(self, name: str, address: str) -> None:
        """Who came in at last starts anew from there."""
        there = (login_failures.c.name == same_name(name), login_failures.c.address == address[:64])
        with self._database.begin() as connection:
            connection.execute(delete(login_failures).where(*there))

    def _measures(self, name: str, address: str) -> list[tuple[list[ColumnElement[bool]], int]]:
        account, place = login_failures.c.name == same_name(name), login_failures.c.address == address[:64]
        return [([account, place], FROM_THERE), ([place], FROM_ADDRESS), ([account], FOR_ACCOUNT)]

    def _wait(self, connection: Connection, conditions: list[ColumnElement[bool]], most: int) -> int:
        """Seconds until so few failures count that another try is heard."""
        now = self._clock()
        counted = (login_failures.c.at >= now - WINDOW, login_failures.c.at <= now, *conditions)
        if (connection.scalar(select(func.count()).select_from(login_failures).where(*counted)) or 0) < most:
            return 0
        newest = select(login_failures.c.at).where(*counted).order_by(login_failures.c.at.desc())
        # The most recent `most` failures must not all count: the oldest of them is the first to be forgotten.
        oldest = connection.scalar(newest.offset(most - 1).limit(1))
        return 1 if oldest is None else max(1, int(oldest + WINDOW - now) + 1)
