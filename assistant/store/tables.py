"""The tables as the newest migration leaves them. Only portable types: SQLite and PostgreSQL behave the same.

On PostgreSQL every text column is `TEXT COLLATE "C"` (migration 0006): as with SQLite its length is bounded by whoever
writes it, and it sorts and compares by code points, which times kept as text rely on. A migration that adds one says
`sa.Text().with_variant(sa.Text(collation="C"), "postgresql")`, and BigInteger for a number that grows without end.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Numbering = BigInteger().with_variant(Integer, "sqlite")
"""Of rows that are numbered as they come; SQLite numbers by itself only what is called INTEGER, of 64 bits too."""

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
    Column("kept_for", String(32), nullable=False, server_default=""),  # a user's id; "" without accounts
    Index(None, "updated_at"),
    Index(None, "kept_for"),
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
    Column("kept_for", String(32), nullable=False, server_default=""),  # as of drafts
    Index(None, "plan"),
    Index(None, "year"),
    Index(None, "kept_for"),
)

task_events = Table(
    "task_events",
    metadata,
    Column("id", Numbering, primary_key=True),
    Column("task_id", ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False),
    Column("at", String(32), nullable=False),
    Column("changes", Text, nullable=False),  # {field: [before, after]}, as JSON
    Index(None, "task_id"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("number", Numbering, primary_key=True),  # in the order in which they were asked for
    Column("id", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("key", String(200)),  # what the client calls the request, so that it counts once
    Column("asked", Text, nullable=False),  # as JSON
    Column("result", Text),  # as JSON, once it is done
    Column("reason", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("detail", Text, nullable=False),
    Column("interruptions", Integer, nullable=False),
    Column("cancelling", Boolean, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("started_at", String(32)),
    Column("ended_at", String(32)),
    Index("uq_jobs_id", "id", unique=True),
    Index("uq_jobs_owner_key", "owner", "key", unique=True),
    Index(None, "state", "kind"),
)

replies = Table(
    "replies",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("request", String(64), nullable=False),  # SHA-256 of what was asked
    Column("status", Integer),  # none while the first request is under way
    Column("media_type", Text),
    Column("body", LargeBinary),
    Column("created_at", String(32), nullable=False),
    Column("reach", Text),  # JSON: what its reader could see and do
    Index(None, "created_at"),
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("kept_for", String(32), nullable=False),  # as of drafts
    Column("title", Text, nullable=False),
    Column("named", Boolean, nullable=False),  # by a person, so that no question renames it
    Column("head", String(32)),  # the last message of the branch that is shown
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Index(None, "kept_for", "updated_at"),
)

messages = Table(
    "messages",
    metadata,
    Column("number", Numbering, primary_key=True),  # in the order in which they were asked
    Column("id", String(32), nullable=False),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("parent", String(32)),  # the message before it; messages with one parent are versions of each other
    Column("key", String(200)),  # what the client calls the request, so that it counts once
    Column("question", Text, nullable=False),
    Column("wishes", Text, nullable=False),  # k, collections, as_of, as JSON
    Column("state", String(16), nullable=False),
    Column("answer", Text),  # the Answer without its passages, as JSON
    Column("reason", Text, nullable=False),
    Column("hint", Text, nullable=False),
    Column("asked_at", String(32), nullable=False),
    Column("ended_at", String(32)),
    Index("uq_messages_id", "id", unique=True),
    Index("uq_messages_conversation_key", "conversation_id", "key", unique=True),
)

feedback = Table(
    "feedback",
    metadata,
    Column("message_id", ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
    Column("rating", String(8), nullable=False),
    Column("comment", Text, nullable=False),
    Column("given_at", String(32), nullable=False),
    Index(None, "given_at"),
)

proofs = Table(
    "proofs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kept_for", Text, nullable=False),  # as of drafts
    Column("title", Text, nullable=False),
    Column("chars", Integer, nullable=False),
    Column("counts", Text, nullable=False),  # sentences by verdict, as JSON
    Column("text", Text, nullable=False),
    Column("basis", Text, nullable=False),  # as JSON
    Column("settled", Text, nullable=False),  # notes by remark, as JSON
    Column("created_at", Text, nullable=False),
    Column("updated_at", Text, nullable=False),
    Index(None, "kept_for", "updated_at"),
)

record_collections = Table(
    "record_collections",
    metadata,
    Column("record", String(32), primary_key=True),  # a draft or a task
    Column("collection", String(64), primary_key=True),  # that it quotes
)

homes = Table("homes", metadata, Column("id", Text, primary_key=True))
"""The home folder that the database belongs to, in one row; no record, and never copied. See `assistant.store.home`."""
