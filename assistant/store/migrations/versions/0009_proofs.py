"""Texts that were put under proof, with what they were held against."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009_proofs"
down_revision = "0008_homes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table(
        "proofs",
        sa.Column("id", text, primary_key=True),
        sa.Column("kept_for", text, nullable=False),
        sa.Column("title", text, nullable=False),
        sa.Column("chars", sa.Integer, nullable=False),
        sa.Column("counts", text, nullable=False),
        sa.Column("text", text, nullable=False),
        sa.Column("basis", text, nullable=False),
        sa.Column("settled", text, nullable=False),
        sa.Column("created_at", text, nullable=False),
        sa.Column("updated_at", text, nullable=False),
    )
    op.create_index("ix_proofs_kept_for_updated_at", "proofs", ["kept_for", "updated_at"])


def downgrade() -> None:
    op.drop_table("proofs")
