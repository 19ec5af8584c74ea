"""All records from one database into another, of whichever kind: a backup holds them as SQLite, wherever they are."""

from __future__ import annotations

from sqlalchemy import BigInteger, Connection, Table, func, insert, inspect, select, text

from assistant.accounts import tables as _  # noqa: F401 - those of accounts are among the tables then
from assistant.store.tables import homes, metadata

ROWS = 200
"""Held in memory at once."""


RECORDS = tuple(table for table in metadata.sorted_tables if table is not homes)


def is_empty(connection: Connection) -> bool:
    """Whether nothing is in the database: no record, and no table that we did not make."""
    there = set(inspect(connection).get_table_names())
    if "alembic_version" not in there:
        return not there
    return not any(connection.execute(select(table).limit(1)).first() for table in RECORDS if table.name in there)


def copy(source: Connection, target: Connection) -> None:
    """Every row of `source` into `target`, which is empty; both at the newest schema.

    `source` should be in a transaction that sees one state.
    """
    for table in RECORDS:
        rows = source.execution_options(yield_per=ROWS).execute(select(table)).mappings()
        for several in rows.partitions(ROWS):
            target.execute(insert(table), [dict(row) for row in several])
        _count_on(target, table)


def _count_on(connection: Connection, table: Table) -> None:
    """SQLite numbers on from the last row by itself; PostgreSQL has a counter beside the table."""
    key = table.primary_key.columns[0]
    if connection.dialect.name != "postgresql" or not isinstance(key.type, BigInteger):
        return
    last = connection.scalar(select(func.max(key)))
    if last is not None:
        counter = text("SELECT setval(pg_get_serial_sequence(:table, :column), :last)")
        connection.execute(counter, {"table": table.name, "column": key.name, "last": last})
