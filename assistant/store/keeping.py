"""For whom drafts and tasks are kept: whose they are, and whose eyes they are for.

A record quotes documents. Whoever may no longer see the collection that it quotes does not see the record either, be it
his own: what it quotes would show what is in there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, insert, select

from assistant.accounts.audit import Notes, unnoted
from assistant.accounts.principal import ALL, Visible
from assistant.store.tables import record_collections


def _unknown(_: Iterable[str]) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Keeping:
    """How a store keeps records.

    Attributes:
        visible: Applied to every query.
        owner: Id of the user to whom new records belong; "" without accounts.
        collections_of: The collections of the documents with these ids, of those that may be seen.
        note: Takes down what is done with the records.
    """

    visible: Visible = ALL
    owner: str = ""
    collections_of: Callable[[Iterable[str]], frozenset[str]] = _unknown
    note: Notes = unnoted


ANYBODY = Keeping()
"""Everybody's records, for nobody in particular."""


def seen(table: Table, visible: Visible) -> list[ColumnElement[bool]]:
    """What a row of `table` (with `id` and `kept_for`) must fulfil to be seen."""
    conditions: list[ColumnElement[bool]] = []
    if visible.owner is not None:
        conditions.append(table.c.kept_for == visible.owner)
    if visible.collections is not None:
        conditions.append(~_hidden(visible.collections).where(record_collections.c.record == table.c.id).exists())
    return conditions


def hidden_of(connection: Connection, records: Sequence[str], visible: Visible) -> frozenset[str]:
    """Those of the records that quote what may not be seen."""
    if visible.collections is None:
        return frozenset()
    chosen = _hidden(visible.collections).where(record_collections.c.record.in_(records))
    return frozenset(connection.scalars(chosen))


def _hidden(collections: frozenset[str]) -> Select[tuple[str]]:
    """The records that quote other collections than these."""
    return select(record_collections.c.record).where(record_collections.c.collection.not_in(sorted(collections)))


def note_collections(connection: Connection, record: str, quoted: Iterable[str]) -> None:
    """Notes that a record quotes these collections too; what an earlier version quoted stays noted."""
    known = set(
        connection.scalars(select(record_collections.c.collection).where(record_collections.c.record == record))
    )
    rows = [{"record": record, "collection": name} for name in sorted(set(quoted) - known)]
    if rows:
        connection.execute(insert(record_collections), rows)


def forgotten(connection: Connection, record: str) -> frozenset[str]:
    """The collections that a record quoted, which is noted no longer."""
    quoted = select(record_collections.c.collection).where(record_collections.c.record == record)
    found = frozenset(connection.scalars(quoted))
    forget(connection, [record])
    return found


def forget(connection: Connection, records: Sequence[str]) -> None:
    connection.execute(delete(record_collections).where(record_collections.c.record.in_(records)))
