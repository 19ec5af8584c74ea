"""The schema of the assistant's database: which revision stands, and how it is brought to the newest.

A new schema is a new migration in `migrations/versions`; alembic is loaded only where there is one to apply.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from assistant.errors import StoreError

MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def revisions() -> tuple[str, ...]:
    """Those that this program knows, oldest first: the file names sort as the migrations follow each other."""
    return tuple(sorted(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py")))


def revision(connection: Connection) -> str | None:
    """The one that the database stands at; None where nothing was made yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def is_newest(found: str | None) -> bool:
    return found == revisions()[-1]


def require_known(found: str | None, name: str) -> None:
    """Raises StoreError: the database called `name` was written by a newer program."""
    if found is not None and found not in revisions():
        raise StoreError(
            f"工作数据库（{name}）的版本 {found} 无法识别，本程序认识的最新版本是 {revisions()[-1]}",
            "它可能由更新的版本写成，请升级程序",
        )


def upgrade(connection: Connection, name: str) -> None:
    """Bring the database called `name` to the newest revision. Raises StoreError: it was written by a newer program."""
    from alembic import command  # a third of a second that only a new schema needs
    from alembic.config import Config

    require_known(revision(connection), name)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
