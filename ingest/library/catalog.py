"""The catalog: the SQL database that holds the truth about every document, version, page and chunk.

A version is `staged` while its chunks enter the indexes, `visible` from one transaction on, `hidden` from the
transaction that replaces or removes it until the indexes have forgotten it. A version that is not visible is therefore
the note of unfinished work that the next start needs; nothing else has to be remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    Connection,
    Select,
    and_,
    delete,
    func,
    insert,
    inspect,
    not_,
    select,
    text,
    update,
)  # fmt: skip
from sqlalchemy.exc import DBAPIError

from ingest.errors import LibraryBusyError, LibraryDamagedError
from ingest.library import tables
from ingest.library.corrections import Corrections, from_json
from ingest.library.entries import Entry, entry_key
from ingest.library.faults import RESTORE_HINT, storage_error
from ingest.library.migration import OLDEST, migrate, schema_of
from ingest.library.rows import (
    Row,
    chunk_rows,
    metadata_columns,
    page_rows,
    to_chunk,
    to_entry,
    to_metadata,
    to_page,
    to_record,
    version_row,
)
from ingest.library.succession import note_repeals, settle_succession
from ingest.library.tables import (
    SCHEMA_VERSION,
    chunks,
    corrections,
    documents,
    meta,
    open_engine,
    pages,
    texts,
    versions,
)
from ingest.types import Chunk, Document, DocumentRecord, Metadata, Page, Scope

_SLICE = 500
"""How many ids one statement names at most; databases limit their parameters."""


@dataclass(frozen=True, slots=True)
class State:
    """What decides how the indexes are asked, read anew for every query.

    Attributes:
        revision: Grows with every change of what is visible or of what the indexes hold.
        vectors: Name of the folder that holds the vectors in use; "" before the first document.
        lexical: The same for the lexical index.
        encoder: Name of the encoder that made the vectors.
        fingerprint: Its fingerprint; "" before the first document.
        backlog: Vectors added or removed since the folder was last written in its compact form.
        unsettled: Versions that are staged or hidden.
    """

    revision: int = 0
    vectors: str = ""
    lexical: str = ""
    encoder: str = ""
    fingerprint: str = ""
    backlog: int = 0
    unsettled: tuple[str, ...] = ()


class Catalog:
    """Raises `LibraryDamagedError`, `DiskFullError` or `LibraryBusyError` instead of the database's own errors."""

    def __init__(self, path: Path | None, *, create: bool = False) -> None:
        """Opens the database file at `path`; None gives an empty catalog in memory, for a home without documents."""
        self._place = path or Path()
        self._engine = open_engine(path)
        if create or path is None:
            self._create()
        if create:
            self._bring_up()
        self._check_schema()

    @classmethod
    def for_reading(cls, path: Path) -> Self:
        """The catalog at `path`, or an empty one where no writer has made one yet."""
        if not path.is_file():
            return cls(None)
        try:
            return cls(path)
        except LibraryDamagedError as exc:
            if "no such table: meta" in exc.message:  # a writer is making it at this moment
                return cls(None)
            raise

    @classmethod
    def is_outdated(cls, path: Path) -> bool:
        """Whether the catalog at `path` is of an older schema that opening it with `create` carries over."""
        if not path.is_file():
            return False
        engine = open_engine(path)
        try:
            with engine.connect() as connection:
                return schema_of(connection) == OLDEST
        except DBAPIError:
            return False  # opening it tells what is wrong
        finally:
            engine.dispose()

    def close(self) -> None:
        self._engine.dispose()

    # Reading: visible versions only, unless a name says otherwise.

    def state(self) -> State:
        with self._reading() as connection:
            known = {row.key: row.value for row in connection.execute(select(meta))}
            unsettled = connection.scalars(select(versions.c.id).where(versions.c.state != "visible")).all()
        return State(
            int(known["revision"]),
            known["vectors"],
            known["lexical"],
            known["encoder"],
            known["fingerprint"],
            int(known["backlog"]),
            tuple(unsettled),
        )

    def records(self, collection: str | None = None, ids: Sequence[str] | None = None) -> list[DocumentRecord]:
        """Visible documents in the order they were taken in; those of `collection` or `ids` where given."""
        query = _visible(select(versions)).order_by(versions.c.ingested_at, versions.c.path)
        if collection is not None:
            query = query.where(versions.c.collection == collection)
        if ids is None:
            return [to_record(row) for row in self._rows(query)]
        wanted = list(dict.fromkeys(ids))
        return [to_record(row) for part in _slices(wanted) for row in self._rows(query.where(_document_in(part)))]

    def find(self, collection: str, sha256: str) -> DocumentRecord | None:
        return self._one_record(versions.c.collection == collection, versions.c.sha256 == sha256)

    def at_path(self, collection: str, path: str) -> DocumentRecord | None:
        return self._one_record(versions.c.collection == collection, versions.c.path == path)

    def under(self, collection: str, folder: str) -> list[DocumentRecord]:
        """Visible documents whose path lies below `folder`, by path."""
        ahead = folder.rstrip("/") + "/"
        below = func.substr(versions.c.path, 1, len(ahead)) == ahead
        query = _visible(select(versions)).where(versions.c.collection == collection, below)
        return [to_record(row) for row in self._rows(query.order_by(versions.c.path))]

    def in_series(self, collection: str, series: str) -> list[DocumentRecord]:
        query = _visible(select(versions)).where(versions.c.collection == collection, versions.c.series == series)
        return [to_record(row) for row in self._rows(query.order_by(versions.c.path))]

    def corrections(self, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Document id -> field -> the value a person gave, for the documents that have any."""
        found: dict[str, dict[str, Any]] = {}
        for part in _slices(ids):
            for row in self._rows(select(corrections).where(corrections.c.document_id.in_(part))):
                found.setdefault(row["document_id"], {})[row["field"]] = row["value"]
        return found

    def as_read(self, document_id: str) -> Metadata | None:
        """The metadata of the visible version as they were read, before any correction."""
        rows = self._rows(_visible(select(versions)).where(versions.c.document_id == document_id))
        if not rows:
            return None
        return from_json(rows[0]["described"]) if rows[0]["described"] else to_metadata(rows[0])

    def collections(self) -> list[str]:
        query = _visible(select(versions.c.collection)).distinct().order_by(versions.c.collection)
        return [row["collection"] for row in self._rows(query)]

    def text(self, document_id: str) -> str | None:
        query = _visible(select(texts.c.text).join(versions)).where(versions.c.document_id == document_id)
        return next((row["text"] for row in self._rows(query)), None)

    def pages(self, document_id: str) -> list[Page]:
        query = _visible(select(pages).join(versions)).where(versions.c.document_id == document_id)
        return [to_page(row) for row in self._rows(query.order_by(pages.c.number))]

    def chunks_of(self, document_id: str) -> list[Chunk]:
        query = _chunks().where(versions.c.document_id == document_id).order_by(chunks.c.ordinal)
        return [to_chunk(row) for row in self._rows(query)]

    def chunks(self, ids: Iterable[str]) -> dict[str, Chunk]:
        """Visible chunks by id."""
        wanted = list(dict.fromkeys(ids))
        found = (self._rows(_chunks().where(chunks.c.chunk_id.in_(part))) for part in _slices(wanted))
        return {row["chunk_id"]: to_chunk(row) for rows in found for row in rows}

    def chunk_ids(self, keys: Sequence[str], scope: Scope) -> dict[str, str]:
        """Index key -> chunk id, for the keys whose version is visible and within scope at this moment."""
        # Which versions are meant is asked second, or SQLite may begin with them and walk all their chunks.
        query = select(chunks.c.key, chunks.c.chunk_id, chunks.c.version_id)
        rows = [row for part in _slices(keys) for row in self._rows(query.where(chunks.c.key.in_(part)))]
        meant = {row["version_id"] for row in rows}
        asked = _visible(select(versions.c.id)).where(*_within(scope))
        allowed = {
            row["id"] for part in _slices(sorted(meant)) for row in self._rows(asked.where(versions.c.id.in_(part)))
        }
        return {row["key"]: row["chunk_id"] for row in rows if row["version_id"] in allowed}

    def narrowed(self, scope: Scope) -> Scope:
        """The scope without the limits that shut out no visible document: each costs an index time to apply."""
        if scope.collections is not None and not self._any_outside(Scope(collections=scope.collections)):
            scope = replace(scope, collections=None)
        if scope.as_of is not None and not self._any_outside(Scope(as_of=scope.as_of)):
            scope = replace(scope, as_of=None)
        return scope

    def keys(self) -> set[str]:
        return {row["key"] for row in self._rows(_visible(select(chunks.c.key).join(versions)))}

    def count_chunks(self) -> int:
        query = _visible(select(func.coalesce(func.sum(versions.c.chunk_count), 0).label("n")))
        return int(self._rows(query)[0]["n"])

    def entries(self, keys: Iterable[str] | None = None) -> Iterator[Entry]:
        """What the indexes should hold of the visible chunks, or of those among `keys`."""
        wanted = sorted(self.keys() if keys is None else keys)
        query = _visible(_entries())
        for part in _slices(wanted):
            yield from map(to_entry, self._rows(query.where(chunks.c.key.in_(part)).order_by(chunks.c.key)))

    def kept_originals(self) -> set[str]:
        """Hashes of the originals that versions in any state refer to."""
        return {row["sha256"] for row in self._rows(select(versions.c.sha256).where(versions.c.kept))}

    def originals(self) -> list[tuple[str, str]]:
        """Path and hash of every visible document whose original is kept."""
        query = _visible(select(versions.c.path, versions.c.sha256)).where(versions.c.kept)
        return [(row["path"], row["sha256"]) for row in self._rows(query)]

    def miscounted(self) -> list[str]:
        """Ids of visible documents whose number of chunks is not the one on record."""
        counted = func.count(chunks.c.key)
        query = _visible(select(versions.c.document_id).join(chunks, isouter=True)).group_by(versions.c.id)
        return [row["document_id"] for row in self._rows(query.having(counted != versions.c.chunk_count))]

    def holds_any_version(self) -> bool:
        return bool(self._rows(select(versions.c.id).limit(1)))

    def faults(self) -> list[str]:
        """What the database's own check finds wrong with the file."""
        with self._reading() as connection:
            answers = connection.scalars(text("PRAGMA integrity_check")).all()
            orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
        return [answer for answer in answers if answer != "ok"] + [f"{row[0]} #{row[1]}" for row in orphans]

    # Writing: every method is one transaction.

    def adopt(self, encoder: str, fingerprint: str, *, vectors: str, lexical: str, backlog: int) -> None:
        """From here on the indexes in these folders, made by this encoder, are the ones in use."""
        values = {"encoder": encoder, "fingerprint": fingerprint, "vectors": vectors, "lexical": lexical}
        with self._writing() as connection:
            _set(connection, **values, backlog=str(backlog))
            _advance(connection)

    def stage(self, prepared: Sequence[tuple[Document, bool, Metadata | None]]) -> list[str]:
        """Writes the versions invisibly. Returns their ids.

        Args:
            prepared: Each with whether its original is kept, and its metadata as read if a person corrected them.
        """
        rows = [version_row(document, kept, read) for document, kept, read in prepared]
        with self._writing() as connection:
            for (document, _, _), row in zip(prepared, rows, strict=True):
                if connection.scalar(select(documents.c.id).where(documents.c.id == document.id)) is None:
                    connection.execute(insert(documents), {"id": document.id, "collection": document.collection})
                connection.execute(insert(versions), row)
                connection.execute(insert(texts), {"version_id": row["id"], "text": document.text})
                _insert_all(connection, pages, page_rows(document))
                _insert_all(connection, chunks, chunk_rows(document))
                note_repeals(connection, row["id"], document.metadata)
            _advance(connection, backlog=sum(row["chunk_count"] for row in rows))
        return [row["id"] for row in rows]

    def stage_again(self, document_id: str, about: Metadata, read: Metadata) -> tuple[str, list[Entry]]:
        """Writes a copy of the visible version with other metadata, invisibly: its id, and what the indexes need."""
        with self._writing() as connection:
            query = _visible(select(versions)).where(versions.c.document_id == document_id)
            old = dict(connection.execute(query).mappings().one())
            new = _next_id(connection, old["id"])
            connection.execute(insert(versions), {**old, **metadata_columns(about, read), "id": new, "state": "staged"})
            for table in (texts, pages, chunks):
                rows = connection.execute(select(table).where(table.c.version_id == old["id"])).mappings().all()
                _insert_all(connection, table, [_of_version(dict(row), new) for row in rows])
            note_repeals(connection, new, about)
            _advance(connection, backlog=old["chunk_count"])
            rows = (
                connection.execute(_entries().where(versions.c.id == new).order_by(chunks.c.ordinal)).mappings().all()
            )
            return new, [to_entry(dict(row)) for row in rows]

    def publish(self, staged: Sequence[str], by_hand: tuple[str, Corrections] | None = None) -> None:
        """Makes staged versions visible and hides those they replace, at one stroke.

        Args:
            by_hand: A document and all corrections that hold for it from here on.
        """
        with self._writing() as connection:
            owners = select(versions.c.document_id).where(versions.c.id.in_(staged))
            replaced = (versions.c.document_id.in_(owners), versions.c.state == "visible")
            gone = connection.scalars(select(versions.c.id).where(*replaced)).all()
            connection.execute(update(versions).where(*replaced).values(state="hidden"))
            connection.execute(update(versions).where(versions.c.id.in_(staged)).values(state="visible"))
            if by_hand is not None:
                _keep_corrections(connection, *by_hand)
            settle_succession(connection, [*staged, *gone])
            _advance(connection)

    def revise(self, document_id: str, about: Metadata, read: Metadata, by_hand: Corrections) -> None:
        """Gives the visible version other metadata that the indexes do not hold."""
        of_document = (versions.c.document_id == document_id, versions.c.state == "visible")
        with self._writing() as connection:
            before = connection.execute(
                select(versions.c.id, versions.c.series, versions.c.number).where(*of_document)
            ).one()
            # What it was linked with until now is settled too, as if it had left.
            connection.execute(update(versions).where(*of_document).values(state="hidden"))
            settle_succession(connection, [before.id])
            columns = metadata_columns(about, read)
            connection.execute(update(versions).where(versions.c.id == before.id).values(**columns, state="visible"))
            note_repeals(connection, before.id, about)
            _keep_corrections(connection, document_id, by_hand)
            settle_succession(connection, [before.id])
            _advance(connection)

    def move(self, document_id: str, path: str) -> bool:
        """Notes that the document's file lies elsewhere now. False when no visible document has this id."""
        of_document = (versions.c.document_id == document_id, versions.c.state == "visible")
        with self._writing() as connection:
            moved = connection.execute(update(versions).where(*of_document).values(path=path)).rowcount
            _advance(connection)
        return moved > 0

    def hide(self, document_id: str) -> bool:
        """Takes a document out of every answer. False when no visible document has this id."""
        of_document = (versions.c.document_id == document_id, versions.c.state == "visible")
        with self._writing() as connection:
            gone = connection.scalars(select(versions.c.id).where(*of_document)).all()
            connection.execute(update(versions).where(*of_document).values(state="hidden"))
            settle_succession(connection, gone)
            _advance(connection)
        return bool(gone)

    def drop(self, version_ids: Sequence[str]) -> None:
        """Deletes versions that no index holds any more, and documents left without a version."""
        gone = versions.c.id.in_(version_ids)
        with self._writing() as connection:
            size = connection.scalar(select(func.coalesce(func.sum(versions.c.chunk_count), 0)).where(gone)) or 0
            connection.execute(delete(versions).where(gone))
            connection.execute(delete(documents).where(documents.c.id.not_in(select(versions.c.document_id))))
            _advance(connection, backlog=int(size))

    # Inside.

    def _any_outside(self, scope: Scope) -> bool:
        query = _visible(select(versions.c.id)).where(not_(and_(*_within(scope))))
        return bool(self._rows(query.limit(1)))

    def _one_record(self, *conditions: Any) -> DocumentRecord | None:
        rows = self._rows(_visible(select(versions)).where(*conditions))
        return to_record(rows[0]) if rows else None

    def _rows(self, query: Select[Any]) -> list[Row]:
        with self._reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as exc:
            if "database is locked" in str(exc.orig):
                raise LibraryBusyError("资料库的目录数据库正被占用，等待超时", "稍后重试") from exc
            raise storage_error(exc.orig or exc, self._place, "目录数据库", RESTORE_HINT) from exc

    def _create(self) -> None:
        with self._writing() as connection:
            if inspect(connection).has_table(meta.name):
                return
            tables.metadata.create_all(connection)
            if connection.scalar(select(func.count()).select_from(meta)) == 0:
                connection.execute(insert(meta), _defaults())

    def _bring_up(self) -> None:
        with self._writing() as connection:
            if schema_of(connection) == OLDEST:
                migrate(connection)

    def _check_schema(self) -> None:
        with self._reading() as connection:
            found = connection.scalar(select(meta.c.value).where(meta.c.key == "schema"))
        if found != str(SCHEMA_VERSION):
            raise LibraryDamagedError(
                f"目录数据库（{self._place}）的版本是 {found!r}，本程序认识的是 {str(SCHEMA_VERSION)!r}",
                "请使用建立该资料库的执笔版本，或换一个资料库目录",
            )


def _defaults() -> list[dict[str, str]]:
    values = {"schema": str(SCHEMA_VERSION), "revision": "0", "vectors": "", "lexical": ""}
    values |= {"encoder": "", "fingerprint": "", "backlog": "0"}
    return [{"key": key, "value": value} for key, value in values.items()]


def _set(connection: Connection, **values: str) -> None:
    for key, value in values.items():
        connection.execute(update(meta).where(meta.c.key == key).values(value=value))


def _advance(connection: Connection, backlog: int = 0) -> None:
    known = {row.key: int(row.value) for row in connection.execute(select(meta).where(meta.c.key.in_(_COUNTERS)))}
    _set(connection, revision=str(known["revision"] + 1), backlog=str(known["backlog"] + backlog))


_COUNTERS = ("revision", "backlog")


def _visible(query: Select[Any]) -> Select[Any]:
    return query.where(versions.c.state == "visible")


def _within(scope: Scope) -> list[Any]:
    conditions: list[Any] = []
    if scope.collections is not None:
        conditions.append(versions.c.collection.in_(sorted(scope.collections)))
    if scope.documents is not None:
        conditions.append(versions.c.document_id.in_(sorted(scope.documents)))
    if scope.as_of is not None:
        conditions.append(func.coalesce(versions.c.since, date.min) <= scope.as_of)
    return conditions


def _chunks() -> Select[Any]:
    return _visible(select(chunks, versions.c.document_id).join(versions))


def _entries() -> Select[Any]:
    about = (versions.c.document_id, versions.c.collection, versions.c.since, versions.c.title)
    return select(chunks, *about).join(versions)


def _next_id(connection: Connection, version: str) -> str:
    """An id for a further version of the same content."""
    base = version.partition("+")[0]
    taken = set(connection.scalars(select(versions.c.id).where(versions.c.id.startswith(base, autoescape=True))))
    return next(name for number in count(1) if (name := f"{base}+{number}") not in taken)


def _of_version(row: dict[str, Any], version: str) -> dict[str, Any]:
    renamed = {"key": entry_key(version, row["ordinal"])} if "ordinal" in row else {}
    return {**row, **renamed, "version_id": version}


def _keep_corrections(connection: Connection, document_id: str, by_hand: Corrections) -> None:
    connection.execute(delete(corrections).where(corrections.c.document_id == document_id))
    rows = [{"document_id": document_id, "field": field, "value": value} for field, value in by_hand.items()]
    _insert_all(connection, corrections, rows)


def _document_in(ids: Sequence[str]) -> Any:
    return versions.c.document_id.in_(ids)


def _slices(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), _SLICE):
        yield items[start : start + _SLICE]


def _insert_all(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
