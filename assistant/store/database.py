"""The database of the assistant's own records, and how it is brought to the newest schema.

One file, `work.sqlite`, in the home folder, or a database of PostgreSQL where the setting `database` names one. What
the library holds (catalog, originals, both indexes) stays in the home folder with either: it is files beside files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError

from assistant.errors import SettingsError, StoreError
from assistant.store import home as binding
from assistant.store import schema, sqlite
from assistant.store.place import Kind, Place
from ingest.closing import Closing

if TYPE_CHECKING:
    from assistant.config import Settings

FILE = "work.sqlite"


class Database(Closing):
    """Raises `StoreError` or `DiskFullError` instead of the database's own errors. Safe to share between threads."""

    def __init__(self, place: Place) -> None:
        self._place = place

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The one that the settings name, made or upgraded as need be.

        Raises:
            StoreError: It cannot be used; or it is new, and the home folder holds records that would be out of sight;
                or a server holds them, and the settings do not name it; or it belongs to another home.
            SettingsError: The address is none.
        """
        database = cls.unprepared(settings)
        with _closed_by_errors(database):
            bound = database.require_own(settings.home)
            database._prepare()
            if not bound:
                with database.begin() as connection:
                    binding.bind(connection, settings.home, database.name)
        return database

    @classmethod
    def open(cls, home: Path, url: str | None = None) -> Self:
        """The database of `home`, made or upgraded as need be; `url` names one of PostgreSQL in its place."""
        database = cls(_place(home, url))
        with _closed_by_errors(database):
            database._prepare()
        return database

    @classmethod
    def unprepared(cls, settings: Settings) -> Self:
        """To look at as it stands: nothing is made or upgraded."""
        return cls(_place(settings.home, address_in(settings)))

    def _prepare(self) -> None:
        if not schema.is_newest(self.revision()):
            with self.begin() as connection:
                schema.upgrade(connection, self.name)

    def require_own(self, home: Path) -> bool:
        """Whether home and database are bound to each other already, as a file in the home always is.

        Raises:
            StoreError: The home's records are in itself or in another database, or this one belongs to another home.
        """
        if self.kind == "sqlite":
            return True
        with self.read() as connection:
            if schema.revision(connection) is None and (home / FILE).is_file():
                raise StoreError(
                    f"数据库（{self.name}）是空的，而文件夹 {home} 里已有记录（{FILE}）",
                    "要搬过去：先不设 ZHIBI_DATABASE，用 zhibi backup 备份，设好后再 zhibi restore --force；"
                    f"不要这些记录，请移走 {FILE}",
                )
            return binding.require_own(home, binding.owner(connection), self.name)

    @property
    def name(self) -> str:
        """As it may be shown: without a password."""
        return self._place.name

    @property
    def kind(self) -> Kind:
        return self._place.kind

    def revision(self) -> str | None:
        """Which the schema stands at; None where there is none yet."""
        with self.read() as connection:
            return schema.revision(connection)

    def require_known(self, revision: str | None) -> None:
        """Raises StoreError: a newer program has made the schema."""
        schema.require_known(revision, self.name)

    def close(self) -> None:
        self._place.engine.dispose()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction, committed at the end and rolled back by any error.

        It holds the right to write from its start, so that what it read stays true until it writes.
        """
        with self._transaction(self._place.writing) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One transaction that only reads: it sees one state and keeps nobody from writing."""
        with self._transaction(self._place.reading) as connection:
            yield connection

    @contextmanager
    def _transaction(self, options: Mapping[str, Any]) -> Iterator[Connection]:
        try:
            with self._place.engine.connect().execution_options(**options) as connection, connection.begin():
                yield connection
        except DBAPIError as exc:
            raise self._place.explained(exc) from exc
        except NoConnectionLeftError as exc:
            raise StoreError(f"工作数据库（{self.name}）的连接都在使用中", "请稍后重试") from exc


@contextmanager
def _closed_by_errors(database: Database) -> Iterator[None]:
    try:
        yield
    except BaseException:
        database.close()
        raise


def insert_new(connection: Connection, table: Table, row: Mapping[str, object]) -> bool:
    """Adds the row unless there is one with its key already; whether it was added."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # loaded where such a database is used, and only there

        added = insert(table).values(**row).on_conflict_do_nothing().returning(*table.primary_key)
        return connection.execute(added).first() is not None
    from sqlalchemy.dialects.sqlite import insert as insert_sqlite

    return connection.execute(insert_sqlite(table).values(**row).on_conflict_do_nothing()).rowcount == 1


def is_made(settings: Settings) -> bool:
    """Whether there may be records: the file in the home is made by the first that needs it, a server's is always."""
    return settings.database is not None or any((settings.home / name).is_file() for name in (FILE, binding.NOTE))


def address_in(settings: Settings) -> str | None:
    """The server's, with its password; None where the file in the home holds the records.

    Raises:
        StoreError: A server holds them, and the settings do not name it.
    """
    if settings.database is not None:
        return settings.database.get_secret_value()
    if (note := binding.Note.read(settings.home)) is not None:
        raise StoreError(
            f"文稿、账号等存放在 {note.database}，现在没有设置 ZHIBI_DATABASE",
            f"请设好 ZHIBI_DATABASE；确定不再用那个数据库，请删除 {settings.home / binding.NOTE}",
        )
    return None


def _place(home: Path, url: str | None) -> Place:
    if url is None:
        home.mkdir(parents=True, exist_ok=True)
        return sqlite.place(home / FILE)
    try:
        from assistant.store import postgresql  # brings the driver, which only such a database needs
    except ImportError as exc:
        raise SettingsError(
            "设置 'database' 指明了 PostgreSQL，但没有安装它的驱动程序", "请执行 pip install 'zhibi[postgresql]'"
        ) from exc
    return postgresql.place(url)
