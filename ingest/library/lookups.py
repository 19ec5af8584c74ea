"""What is asked of the catalog by name, many names at a time.

The queries are made once: making one costs as much as answering it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, literal, select, union_all

from ingest.library.batches import batched
from ingest.library.memory import Holding, Selection, Volume
from ingest.library.rows import to_chunk, to_record
from ingest.library.tables import chunks, meta, versions
from ingest.types import Chunk, DocumentRecord, Scope

_SLICE = 500
"""How many ids one statement names at most; databases limit their parameters."""

UNSETTLED = "unsettled"
STATE = union_all(
    select(meta.c.key, meta.c.value),
    select(literal(UNSETTLED), versions.c.id).where(versions.c.state != "visible"),
)
"""Every (key, value) of `meta`, and (`UNSETTLED`, id) of every version that is staged or hidden."""

REVISION = select(meta.c.value).where(meta.c.key == "revision")


def visible(query: Select[Any]) -> Select[Any]:
    return query.where(versions.c.state == "visible")


def within(scope: Scope) -> list[Any]:
    conditions: list[Any] = []
    if scope.collections is not None:
        conditions.append(versions.c.collection.in_(sorted(scope.collections)))
    if scope.documents is not None:
        conditions.append(versions.c.document_id.in_(sorted(scope.documents)))
    if scope.as_of is not None:
        conditions.append(func.coalesce(versions.c.since, date.min) <= scope.as_of)
    return conditions


def visible_chunks() -> Select[Any]:
    return visible(select(chunks, versions.c.document_id).join(versions))


def slices(items: Iterable[str]) -> Iterator[list[str]]:
    """As many as one statement may name, one after the other."""
    return batched(items, _SLICE)


def _looked_up(query: Select[Any], column: Any) -> Select[Any]:
    """The query for the names given as `wanted`."""
    return query.where(column.in_(bindparam("wanted", expanding=True)))


_NAMES = _looked_up(select(chunks.c.key, chunks.c.chunk_id), chunks.c.key)
_VOLUME = (versions.c.document_id, versions.c.collection, versions.c.title, versions.c.since, versions.c.chunk_count)
_VOLUMES = _looked_up(visible(select(versions.c.id, *_VOLUME)), versions.c.id)
_RECORDS = _looked_up(visible(select(versions)), versions.c.document_id)
_CHUNKS = _looked_up(visible_chunks(), chunks.c.chunk_id)
_CHUNKS_AT = _looked_up(visible_chunks(), chunks.c.key)


def _answers(connection: Connection, query: Select[Any], wanted: Sequence[str]) -> Iterator[Any]:
    for part in slices(wanted):
        yield from connection.execute(query, {"wanted": part}).all()


def names(connection: Connection, keys: Sequence[str]) -> dict[str, str]:
    """Index key -> chunk id, of versions in any state."""
    return {key: name for key, name in _answers(connection, _NAMES, keys)}  # noqa: C416 (rows are no pairs to mypy)


def volumes(connection: Connection, wanted: Sequence[str]) -> dict[str, Volume]:
    """Visible versions by id."""
    return {version: Volume(*about) for version, *about in _answers(connection, _VOLUMES, wanted)}


def records(connection: Connection, ids: Sequence[str]) -> dict[str, DocumentRecord]:
    """Visible documents by id."""
    rows = (row._mapping for row in _answers(connection, _RECORDS, ids))
    return {row["document_id"]: to_record(row) for row in rows}


def chunks_by_id(connection: Connection, ids: Sequence[str]) -> dict[str, Chunk]:
    """Visible chunks by id."""
    rows = (row._mapping for row in _answers(connection, _CHUNKS, ids))
    return {row["chunk_id"]: to_chunk(row) for row in rows}


def chunks_by_key(connection: Connection, keys: Sequence[str]) -> dict[str, Chunk]:
    """Visible chunks by index key."""
    rows = (row._mapping for row in _answers(connection, _CHUNKS_AT, keys))
    return {row["key"]: to_chunk(row) for row in rows}


def holdings(connection: Connection) -> dict[str, Holding]:
    """What each collection holds."""
    latest = func.max(func.coalesce(versions.c.since, date.min))
    columns = (versions.c.collection, func.sum(versions.c.chunk_count), latest)
    rows = connection.execute(visible(select(*columns)).group_by(versions.c.collection))
    return {collection: Holding(int(count or 0), day) for collection, count, day in rows}


def size(connection: Connection, scope: Scope) -> int:
    """How many visible chunks are within scope."""
    query = visible(select(func.coalesce(func.sum(versions.c.chunk_count), 0))).where(*within(scope))
    return int(connection.scalar(query) or 0)


def selection(connection: Connection, scope: Scope) -> Selection:
    """The visible versions within scope."""
    query = visible(select(versions.c.id, versions.c.chunk_count)).where(*within(scope))
    return Selection({row.id: row.chunk_count for row in connection.execute(query)})
