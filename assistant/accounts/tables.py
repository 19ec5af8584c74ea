"""The tables of accounts, beside those of `assistant.store.tables`, as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, String, Table, Text

from assistant.store.tables import Numbering, metadata

users = Table(
    "users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(64), nullable=False, unique=True),  # in the form that is compared
    Column("shown", String(64), nullable=False),  # as it was typed
    Column("role", String(16), nullable=False),
    Column("password", Text, nullable=False),  # argon2id, with its salt and cost
    Column("must_change", Boolean, nullable=False),  # set by another: to be replaced at the first login
    Column("disabled", Boolean, nullable=False),
    Column("created_at", String(32), nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(64), primary_key=True),  # SHA-256 of what the cookie holds
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("created", Float, nullable=False),  # seconds since 1970
    Column("used", Float, nullable=False),
    Index(None, "user_id"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    Column("label", String(64), nullable=False),
    Column("prefix", String(16), nullable=False),  # the key's first characters, for telling keys apart
    Column("digest", String(64), nullable=False, unique=True),  # SHA-256 of the key
    Column("rights", Text, nullable=False),  # JSON
    Column("collections", Text),  # JSON; none: those of its user
    Column("created_at", String(32), nullable=False),
    Column("expires", Float),  # seconds since 1970
    Column("used", Float),
    Column("revoked_at", String(32)),
    Index(None, "user_id"),
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("id", Numbering, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("address", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Index(None, "at"),
)

collections = Table(
    "collections",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("everyone", Boolean, nullable=False),  # every user is a member
    Column("created_at", String(32), nullable=False),
)

collection_members = Table(
    "collection_members",
    metadata,
    Column("collection", ForeignKey("collections.name", ondelete="CASCADE"), primary_key=True),
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Index(None, "user_id"),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Numbering, primary_key=True),
    Column("at", String(32), nullable=False),
    Column("user_id", String(32), nullable=False),
    Column("name", String(64), nullable=False),
    Column("via", String(16), nullable=False),
    Column("key_id", String(32), nullable=False),
    Column("address", String(64), nullable=False),
    Column("action", String(32), nullable=False),
    Column("subject", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("details", Text, nullable=False),  # JSON
    Index(None, "at"),
    Index(None, "user_id"),
    Index(None, "action"),
)
"""Triggers of the migration refuse to change or delete its rows."""
