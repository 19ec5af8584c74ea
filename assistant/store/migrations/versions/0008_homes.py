"""Which home folder a database of PostgreSQL belongs to; on SQLite, which lies in its home, the table stays empty."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_homes"
down_revision = "0007_replies_seen"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    op.create_table("homes", sa.Column("id", text, primary_key=True))


def downgrade() -> None:
    op.drop_table("homes")
