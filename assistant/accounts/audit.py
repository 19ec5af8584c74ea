"""The audit log: who read, asked, drafted, exported and changed what. It only grows: the database sees to that."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from sqlalchemy import ColumnElement, Row, insert, or_, select

from assistant.accounts.principal import Principal
from assistant.accounts.tables import audit
from assistant.store.database import Database

Outcome = Literal["done", "failed", "denied"]
"""denied: the right was lacking. failed: it could not be done, be it that there is no such thing to be seen."""

MOST_SUBJECT = 500
"""Characters of what was asked, read or changed."""

PAGE = 500
"""Entries that are read at once."""

COLUMNS = ("id", "at", "name", "action", "subject", "outcome", "via", "address", "user_id", "key_id", "details")

_HIDDEN = re.compile(r"zb_[\w\-]{8,}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Entry:
    """Attributes:
    id: Grows with time.
    at: ISO 8601, UTC.
    via: "local", "session", "key", "login" or "cli".
    action: "ask", "search", "read", "draft", "login" …
    subject: What it was done with: a question, a document's id, a user's name.
    """

    id: int
    at: str
    user_id: str
    name: str
    via: str
    key_id: str
    address: str
    action: str
    subject: str
    outcome: Outcome
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries are looked for.

    Attributes:
        name: Of whom; None for everybody.
        text: Stands in the subject, the name or the details.
        since, until: ISO 8601 days or times, UTC; both included.
        before: Only entries with a smaller id: the next page.
    """

    name: str | None = None
    action: str | None = None
    outcome: Outcome | None = None
    text: str | None = None
    since: str | None = None
    until: str | None = None
    before: int | None = None


class Notes(Protocol):
    """Takes down what somebody does."""

    def __call__(
        self, action: str, subject: str, outcome: Outcome = "done", details: Mapping[str, Any] | None = None
    ) -> None: ...


def unnoted(action: str, subject: str, outcome: Outcome = "done", details: Mapping[str, Any] | None = None) -> None:
    """Notes nothing: without accounts there is nobody to tell apart."""


class AuditLog:
    """Entries in a database. There is no method that changes or deletes one, and triggers refuse it to everybody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(
        self,
        principal: Principal | None,
        action: str,
        subject: str,
        outcome: Outcome = "done",
        details: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        via: str = "",
        address: str = "",
    ) -> None:
        """One more entry.

        Args:
            principal: Who; None where nobody is signed in, then `name`, `via` and `address` say what is known.
            details: JSON values; never a password, a key or a token (what looks like a key is blotted out).
        """
        who = {
            "user_id": principal.user_id if principal else "",
            "name": (principal.name if principal else name)[:64],
            "via": (principal.via if principal else via)[:16],
            "key_id": principal.key_id if principal else "",
            "address": (principal.address if principal else address)[:64],
        }
        values = {
            **who,
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "action": action,
            "subject": _plain(subject)[:MOST_SUBJECT],
            "outcome": outcome,
            "details": _plain(json.dumps(details or {}, ensure_ascii=False, sort_keys=True)),
        }
        with self._database.begin() as connection:
            connection.execute(insert(audit).values(**values))

    def notes_of(self, principal: Principal) -> Notes:
        """What takes down what this principal does."""

        def note(
            action: str, subject: str, outcome: Outcome = "done", details: Mapping[str, Any] | None = None
        ) -> None:
            self.note(principal, action, subject, outcome, details)

        return note

    def find(self, wanted: Wanted = Wanted(), limit: int = 100) -> list[Entry]:
        """The newest first."""
        query = select(audit).where(*_conditions(wanted)).order_by(audit.c.id.desc()).limit(limit)
        with self._database.read() as connection:
            return [_entry(row) for row in connection.execute(query)]

    def all(self, wanted: Wanted = Wanted()) -> Iterator[Entry]:
        """Every entry that is wanted, the newest first, read page by page."""
        before = wanted.before
        while True:
            page = self.find(
                Wanted(wanted.name, wanted.action, wanted.outcome, wanted.text, wanted.since, wanted.until, before),
                PAGE,
            )
            yield from page
            if len(page) < PAGE:
                return
            before = page[-1].id


def as_json_lines(entries: Iterator[Entry]) -> Iterator[str]:
    """A JSON object a line."""
    for entry in entries:
        row = {column: getattr(entry, column) for column in COLUMNS}
        yield json.dumps(row, ensure_ascii=False) + "\n"


def as_csv(entries: Iterator[Entry]) -> Iterator[str]:
    """For spreadsheets: a byte order mark, a heading, a line an entry; no cell is taken for a formula."""
    yield "\ufeff" + _line(COLUMNS)
    for entry in entries:
        cells = [getattr(entry, column) for column in COLUMNS]
        cells[-1] = json.dumps(entry.details, ensure_ascii=False)
        yield _line([_cell(str(cell)) for cell in cells])


def _line(cells: tuple[str, ...] | list[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream).writerow(cells)
    return stream.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(text: str) -> str:
    return _HIDDEN.sub("zb_…", text.encode("utf-8", "replace").decode())


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    for column, value in (
        (audit.c.name, wanted.name),
        (audit.c.action, wanted.action),
        (audit.c.outcome, wanted.outcome),
    ):
        if value is not None:
            found.append(column == value)
    if wanted.text:
        columns = (audit.c.subject, audit.c.name, audit.c.details)
        found.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    if wanted.since is not None:
        found.append(audit.c.at >= wanted.since)
    if wanted.until is not None:
        # A day as a bound includes all its times: they sort behind the day and before "~".
        found.append(audit.c.at <= f"{wanted.until}~")
    if wanted.before is not None:
        found.append(audit.c.id < wanted.before)
    return found


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.id,
        row.at,
        row.user_id,
        row.name,
        row.via,
        row.key_id,
        row.address,
        row.action,
        row.subject,
        row.outcome,
        json.loads(row.details),
    )
