"""Tasks of plans and what was recorded of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_tasks"
down_revision = "0001_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("plan", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("year", sa.Integer),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("matter", sa.Text, nullable=False),
        sa.Column("measure", sa.Text, nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("due", sa.Text, nullable=False),
        sa.Column("deadline", sa.Date),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("basis", sa.Text, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("progress", sa.Integer),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("carried", sa.String(32)),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
    )
    op.create_index("ix_tasks_plan", "tasks", ["plan"])
    op.create_index("ix_tasks_year", "tasks", ["year"])
    op.create_table(
        "task_events",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("task_id", sa.String(32), sa.ForeignKey("tasks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
    )
    op.create_index("ix_task_events_task_id", "task_events", ["task_id"])
