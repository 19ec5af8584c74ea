"""The catalog's tables, and the connection to the database file that holds them.

Only portable column types: the same definitions serve SQLite and PostgreSQL.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    text,
)
from sqlalchemy.pool import StaticPool

SCHEMA_VERSION = 2
"""2 has more metadata, supersession, corrections by hand, and what is known of pages. See `migration`."""

metadata = MetaData()

_OPTIONAL = JSON(none_as_null=True)

meta = Table(
    "meta",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("collection", String, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", String, primary_key=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False, index=True),
    Column("collection", String, nullable=False),
    Column("state", String, nullable=False),  # staged -> visible -> hidden -> gone
    Column("sha256", String, nullable=False, index=True),
    Column("path", Text, nullable=False),
    Column("media_type", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("kept", Boolean, nullable=False),  # its original lies under the home folder
    Column("title", Text, nullable=False),
    Column("issuer", Text),
    Column("number", Text),
    Column("issued", Date),
    Column("effective", Date),
    Column("standing", Text),  # 试行, 废止 … as the text states it
    Column("paged", Boolean, nullable=False),
    Column("page_count", Integer, nullable=False),
    Column("chunk_count", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("warnings", JSON, nullable=False),
    Column("ingested_at", String, nullable=False),
    # Since schema 2; nullable, because rows of schema 1 are carried over.
    Column("since", Date),  # the day the indexes hold as "effective"
    Column("repealed", Date),
    Column("genre", Text),
    Column("period", Text),
    Column("label", Text),
    Column("authors", _OPTIONAL),
    Column("journal", Text),
    Column("repeals", _OPTIONAL),
    Column("series", Text),
    Column("title_key", Text),  # the title as other documents name it
    Column("provenance", _OPTIONAL),  # {field: where it came from}
    Column("described", _OPTIONAL),  # the metadata as read, where a person has corrected it
    Column("superseded_on", Date),
    Column("superseded_by", String),
)

for _column in (versions.c.series, versions.c.title_key, versions.c.number):
    Index(f"versions_{_column.name}", _column)

# The database itself refuses two visible versions of one document, and one content twice in a collection.
for _name, _columns in (
    ("one_visible_version", (versions.c.document_id,)),
    ("one_visible_content", (versions.c.collection, versions.c.sha256)),
):
    _visible = text("state = 'visible'")
    Index(_name, *_columns, unique=True, sqlite_where=_visible, postgresql_where=_visible)

Index(
    "unsettled_versions",
    versions.c.state,
    sqlite_where=text("state != 'visible'"),
    postgresql_where=text("state != 'visible'"),
)


def _of_version(**options: bool) -> Column[str]:
    return Column("version_id", ForeignKey("versions.id", ondelete="CASCADE"), nullable=False, **options)  # type: ignore[arg-type]


texts = Table("texts", metadata, _of_version(primary_key=True), Column("text", Text, nullable=False))

pages = Table(
    "pages",
    metadata,
    _of_version(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("origin", String, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("note", Text),
    Column("width", Float),
    Column("height", Float),
    Column("turned", Float),
    Column("lines", _OPTIONAL),  # [[text, top, bottom, [edge, …], confidence], …] on recognised pages
)

repeals = Table(
    "repeals",
    metadata,
    _of_version(primary_key=True),
    Column("key", Text, primary_key=True),  # a title key or a 文号
    Index("repeals_key", "key"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("document_id", ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    Column("field", String, primary_key=True),
    Column("value", JSON, nullable=False),
)

chunks = Table(
    "chunks",
    metadata,
    Column("key", String, primary_key=True),
    _of_version(index=True),
    Column("ordinal", Integer, nullable=False),
    Column("chunk_id", String, nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("section", JSON, nullable=False),
    Column("article", Text),
    Column("runs", JSON, nullable=False),  # [[start, page], …]
)


def open_engine(path: Path | None) -> Engine:
    """The SQLite database at `path`, in WAL mode; None for one in memory."""
    if path is None:
        return create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    engine = create_engine(f"sqlite:///{path}", json_serializer=_json, connect_args={"timeout": 30})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    # Straight to the driver: a question begins eight times, and SQLAlchemy takes ten times as long to say it.
    connection.connection.cursor().execute("BEGIN")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _configure(connection: Any, _record: object) -> None:
    # Python's driver would begin late and leave out table definitions; `_begin` begins every transaction instead.
    connection.isolation_level = None
    # FULL: what a transaction made visible must outlive a power cut, because the indexes were written for it.
    # 16 MB of pages: a question looks up hundreds of chunks, and finds the way to them in memory.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")
