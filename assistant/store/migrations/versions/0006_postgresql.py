"""On PostgreSQL, text and numbers as SQLite has them; nothing changes on SQLite.

Text sorts and compares by code points (times are kept as text), and its length is bounded by whoever writes it.
Numbers of rows have 64 bits. A plan may be called by a text longer than a tree of an index takes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006_postgresql"
down_revision = "0005_conversations"
branch_labels = None
depends_on = None

TABLES = (
    "drafts", "draft_versions", "tasks", "task_events", "jobs", "replies", "users", "sessions", "api_keys",
    "login_failures", "collections", "collection_members", "audit", "record_collections", "conversations", "messages",
    "feedback",
)  # fmt: skip
NUMBERED = {"task_events": "id", "jobs": "number", "messages": "number", "login_failures": "id", "audit": "id"}


def upgrade() -> None:
    bind = op.get_bind()
    if bind.dialect.name != "postgresql":
        return
    op.drop_index("ix_tasks_plan", "tasks")
    op.create_index("ix_tasks_plan", "tasks", ["plan"], postgresql_using="hash")
    for table in TABLES:
        texts = [one["name"] for one in sa.inspect(bind).get_columns(table) if isinstance(one["type"], sa.String)]
        changes = [f'ALTER COLUMN "{name}" TYPE TEXT COLLATE "C"' for name in texts]
        if table in NUMBERED:
            changes.append(f'ALTER COLUMN "{NUMBERED[table]}" TYPE BIGINT')
            op.execute(f'ALTER SEQUENCE "{table}_{NUMBERED[table]}_seq" AS BIGINT')
        op.execute(f'ALTER TABLE "{table}" {", ".join(changes)}')
