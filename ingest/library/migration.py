"""Carries a library of schema 1 over to schema 2, in place and in one transaction: a kill leaves schema 1 as it was.

What schema 2 knows more of each document is read from its stored text; nothing that schema 1 knew is changed. The day
that the indexes hold stays what it was, until the document is taken in anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Connection, Table, inspect, select, text, update

from ingest.errors import LibraryDamagedError
from ingest.genres import genre_of
from ingest.library import tables
from ingest.library.rows import Row, metadata_columns
from ingest.library.succession import note_repeals, settle_succession
from ingest.library.tables import meta, versions
from ingest.metadata import describe, series_of
from ingest.types import Block, Metadata, PageRun, Provenance, Reading

OLDEST = "1"
"""The schema that can be carried over."""

_KEPT = ("title", "issuer", "number", "issued", "effective", "status")
"""What schema 1 knew, by the names of `Metadata`."""


def schema_of(connection: Connection) -> str | None:
    return connection.scalar(select(meta.c.value).where(meta.c.key == "schema"))


def migrate(connection: Connection) -> None:
    """All of it, within the caller's transaction."""
    if schema_of(connection) != OLDEST:
        raise LibraryDamagedError(f"目录数据库的版本不是 {OLDEST!r}，不能升级")
    known = inspect(connection)
    for table in (versions, tables.pages):
        present = {column["name"] for column in known.get_columns(table.name)}
        for column in table.columns:
            if column.name not in present:
                connection.execute(text(_addition(connection, table, column)))
    tables.metadata.create_all(connection)
    for table in (versions, tables.pages):
        for index in table.indexes:
            index.create(connection, checkfirst=True)
    ids = connection.scalars(select(versions.c.id).order_by(versions.c.id)).all()
    for version_id in ids:
        _fill(connection, version_id)
    settle_succession(connection, ids)
    connection.execute(update(meta).where(meta.c.key == "schema").values(value=str(tables.SCHEMA_VERSION)))


def _addition(connection: Connection, table: Table, column: Column[Any]) -> str:
    quote = connection.dialect.identifier_preparer.quote
    kind = column.type.compile(connection.dialect)
    return f"ALTER TABLE {quote(table.name)} ADD COLUMN {quote(column.name)} {kind}"


def _fill(connection: Connection, version_id: str) -> None:
    row = dict(connection.execute(select(versions).where(versions.c.id == version_id)).mappings().one())
    stored = connection.scalar(select(tables.texts.c.text).where(tables.texts.c.version_id == version_id)) or ""
    lines = stored.split("\n")
    about = merged(row, describe(_reading(lines), row["path"]), series_of(row["title"], row["issuer"], lines))
    columns = metadata_columns(about, None) | {"since": row["effective"] or row["issued"]}
    connection.execute(update(versions).where(versions.c.id == version_id).values(**columns))
    note_repeals(connection, version_id, about)


def merged(row: Row, found: Metadata, series: str) -> Metadata:
    """What schema 1 had in `row`, and of what is found anew all that it had not."""
    kept = {name: row["standing" if name == "status" else name] for name in _KEPT}
    anew = {name: getattr(found, name) for name in ("repealed", "label", "authors", "journal", "period", "repeals")}
    genre = genre_of(kept["title"])
    origins = dict(found.provenance)
    provenance: dict[str, Provenance] = {
        name: origins.get(name, "text") for name, value in (kept | anew).items() if value not in (None, (), "")
    }
    if genre is not None:
        provenance["genre"] = provenance["title"]
    return Metadata(
        **kept,
        **anew,
        genre=genre.name if genre else found.genre,
        series=series,
        provenance=tuple(sorted(provenance.items())),
    )


def _reading(lines: Sequence[str]) -> Reading:
    blocks = tuple(Block("paragraph", line, (PageRun(0, 1),)) for line in lines if line.strip())
    return Reading((), blocks, paged=False)
