"""Run by alembic on the connection that `assistant.store.database` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context

from assistant.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
