"""The database of the assistant's own records, and how it is brought to the newest schema.

One file, `work.sqlite`, in the home folder; any SQLAlchemy URL takes its place. A new schema is a new migration in
`migrations/versions`; alembic is loaded only where there is one to apply.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from assistant.errors import StoreError
from ingest.errors import DiskFullError

FILE = "work.sqlite"
MIGRATIONS = Path(__file__).parent / "migrations"

_BUSY_SECONDS = 30
_READING = "zhibi_reading"


class Database:
    """Raises `StoreError` or `DiskFullError` instead of the database's own errors. Safe to share between threads."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._name = name

    @classmethod
    def open(cls, home: Path, url: str | None = None) -> Self:
        """The database of `home`, made or upgraded as need be; `url` names another place for it."""
        if url is None:
            home.mkdir(parents=True, exist_ok=True)
            name = str(home / FILE)
            engine = _sqlite(f"sqlite:///{name}")
        else:
            name = make_url(url).render_as_string(hide_password=True)
            engine = _sqlite(url) if make_url(url).get_backend_name() == "sqlite" else create_engine(url)
        database = cls(engine, name)
        try:
            with database.read() as connection:
                newest = _revision(connection) == _head()
            if not newest:
                with database.begin() as connection:
                    _upgrade(connection)
        except BaseException:
            engine.dispose()
            raise
        return database

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction, committed at the end and rolled back by any error.

        On SQLite it holds the right to write from its start, so that what it read stays true until it writes.
        """
        with self._transaction(reading=False) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads: it sees one state and keeps nobody from writing."""
        with self._transaction(reading=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, reading: bool) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(**{_READING: reading}) as connection, connection.begin():
                yield connection
        except DBAPIError as exc:
            raise self._told(exc) from exc

    def _told(self, exc: DBAPIError) -> StoreError | DiskFullError:
        reason = str(exc.orig).splitlines()[0]
        if "full" in reason.lower() or "no space" in reason.lower():
            return DiskFullError(f"磁盘空间不足，无法写入（{self._name}）", "请腾出空间后重试")
        if "locked" in reason.lower():
            return StoreError(f"另一个程序正在写入（{self._name}）", "请稍后重试")
        return StoreError(f"工作数据库（{self._name}）无法读写：{reason}", "请检查文件权限，或从备份恢复")


def _sqlite(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    return engine


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # Python's driver would begin late and leave out table definitions
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@cache
def _head() -> str:
    """The newest revision: the file names sort as the migrations follow each other."""
    return max(path.stem for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def _upgrade(connection: Connection) -> None:
    from alembic import command  # a third of a second that only a new schema needs
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as exc:
        raise StoreError(f"工作数据库的版本无法识别：{exc}", "它可能由更新的版本写成，请升级程序") from exc


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found
