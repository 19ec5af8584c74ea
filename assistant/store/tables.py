"""The tables as the newest migration leaves them. Only portable types: SQLite and PostgreSQL get the same."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("genre", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("version", Integer, nullable=False),  # the newest
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Index(None, "updated_at"),
)

draft_versions = Table(
    "draft_versions",
    metadata,
    Column("draft_id", ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("written_at", String(32), nullable=False),
    Column("why", Text, nullable=False),  # what made this version: written, section regenerated, edited …
    Column("body", Text, nullable=False),  # the Draft, as JSON
)

tasks = Table(
    "tasks",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("plan", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("year", Integer),
    Column("ordinal", Integer, nullable=False),  # its place in the plan
    Column("matter", Text, nullable=False),
    Column("measure", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("due", Text, nullable=False),
    Column("deadline", Date),
    Column("outcome", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("progress", Integer),
    Column("note", Text, nullable=False),
    Column("carried", String(32)),
    Column("details", Text, nullable=False),  # citations, sources and evidence, as JSON
    Column("updated_at", String(32), nullable=False),
    Index(None, "plan"),
    Index(None, "year"),
)

task_events = Table(
    "task_events",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("task_id", ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("changes", Text, nullable=False),  # {field: [before, after]}, as JSON
    Index(None, "task_id"),
)
