"""What whoever was told a kept reply could see, and do: without that, it is not told again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007_replies_seen"
down_revision = "0006_postgresql"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("replies", sa.Column("reach", sa.Text().with_variant(sa.Text(collation="C"), "postgresql")))


def downgrade() -> None:
    op.drop_column("replies", "reach")
