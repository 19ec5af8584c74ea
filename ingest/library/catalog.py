"""The catalog: the SQL database that holds the truth about every document, version, page and chunk.

A version is `staged` while its chunks enter the indexes, `visible` from one transaction on, `hidden` from the
transaction that replaces or removes it until the indexes have forgotten it. A version that is not visible is therefore
the note of unfinished work that the next start needs; nothing else has to be remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self

from sqlalchemy import (
    Connection,
    delete,
    func,
    insert,
    inspect,
    select,
    update,
)  # fmt: skip
from sqlalchemy.exc import DBAPIError

from ingest.errors import LibraryDamagedError
from ingest.library import tables
from ingest.library.corrections import Corrections
from ingest.library.entries import Entry, entry_key
from ingest.library.lookups import visible
from ingest.library.migration import OLDEST, migrate, schema_of
from ingest.library.rows import (
    chunk_rows,
    metadata_columns,
    page_rows,
    to_entry,
    version_row,
)
from ingest.library.shown import CatalogReader, entry_rows
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
from ingest.types import Document, Metadata


class Catalog(CatalogReader):
    """Raises `LibraryDamagedError`, `DiskFullError` or `LibraryBusyError` instead of the database's own errors."""

    def __init__(self, path: Path | None, *, create: bool = False) -> None:
        """Opens the database file at `path`; None gives an empty catalog in memory, for a home without documents."""
        super().__init__(path or Path(), open_engine(path))
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

    def stage_again(self, document_id: str, about: Metadata, columns: Mapping[str, Any]) -> tuple[str, list[Entry]]:
        """Writes a copy of the visible version, invisibly: its id, and what the indexes need.

        Args:
            about: The copy's metadata.
            columns: In what its row differs from the version's.
        """
        with self._writing() as connection:
            query = visible(select(versions)).where(versions.c.document_id == document_id)
            old = dict(connection.execute(query).mappings().one())
            new = _next_id(connection, old["id"])
            connection.execute(insert(versions), {**old, **columns, "id": new, "state": "staged"})
            for table in (texts, pages, chunks):
                rows = connection.execute(select(table).where(table.c.version_id == old["id"])).mappings().all()
                _insert_all(connection, table, [_of_version(dict(row), new) for row in rows])
            note_repeals(connection, new, about)
            _advance(connection, backlog=old["chunk_count"])
            rows = (
                connection.execute(entry_rows().where(versions.c.id == new).order_by(chunks.c.ordinal)).mappings().all()
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

    def hide(self, document_id: str) -> list[str]:
        """Takes a document out of every answer; returns the ids of what was hidden, none where there is no such one."""
        of_document = (versions.c.document_id == document_id, versions.c.state == "visible")
        with self._writing() as connection:
            gone = connection.scalars(select(versions.c.id).where(*of_document)).all()
            connection.execute(update(versions).where(*of_document).values(state="hidden"))
            settle_succession(connection, gone)
            _advance(connection)
        return list(gone)

    def show_again(self, version_ids: Sequence[str]) -> None:
        """Undoes `hide`, for versions that are not purged and whose place nothing else has taken."""
        with self._writing() as connection:
            hidden = (versions.c.id.in_(version_ids), versions.c.state == "hidden")
            connection.execute(update(versions).where(*hidden).values(state="visible"))
            settle_succession(connection, list(version_ids))
            _advance(connection)

    def drop(self, version_ids: Sequence[str]) -> None:
        """Deletes versions that no index holds any more, and documents left without a version."""
        gone = versions.c.id.in_(version_ids)
        with self._writing() as connection:
            size = connection.scalar(select(func.coalesce(func.sum(versions.c.chunk_count), 0)).where(gone)) or 0
            connection.execute(delete(versions).where(gone))
            connection.execute(delete(documents).where(documents.c.id.not_in(select(versions.c.document_id))))
            _advance(connection, backlog=int(size))

    # Inside.

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._translated(), self._engine.begin() as connection:
            yield connection

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


def _insert_all(connection: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
