"""The assistant's database on a server of PostgreSQL, by the psycopg driver.

It keeps the contract that SQLite gives by itself: a transaction that writes holds the right to write from its start
(an advisory lock of the transaction), one that reads sees one state (repeatable read, read only). Settings are made
for each transaction, and no statement is prepared, so that a pooler such as PgBouncer may stand in between.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from assistant.errors import SettingsError, StoreError
from assistant.store.place import Place
from assistant.store.postgresql_faults import explained

WAIT_SECONDS = 30
"""How long a writer waits for another, and anybody for a free connection."""

CONNECTIONS = 10
"""Kept open; under load there are three times as many, then the next has to wait."""

WRITERS = 0x7A68_6962_6921
"""Key of the lock that a writer holds, the same for every process on the database: "zhibi!"."""

DRIVER = "postgresql+psycopg"
SCHEMES = ("postgresql", "postgres", DRIVER)

HINT = (
    "写作 postgresql://用户:密码@主机:端口/库名，端口可省；密码中的 @ : / ? # % 等要写成 %40 %3A %2F %3F %23 %25，"
    "本机套接字写作 postgresql://用户@/库名?host=/run/postgresql"
)

_READING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
_CONNECT = {
    "connect_timeout": "10", "application_name": "zhibi", "client_encoding": "utf8",
    "keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3", "tcp_user_timeout": "60000",
}  # fmt: skip
"""What an address may say otherwise, after its question mark. A server that is gone is noticed within a minute."""


def place(url: str) -> Place:
    """The database at `url`; nothing is connected yet.

    Raises:
        SettingsError: It is no address of a database of PostgreSQL. Nothing of it is repeated: it may hold a password.
    """
    address = parsed(url)
    engine = create_engine(
        address.update_query_dict({key: value for key, value in _CONNECT.items() if key not in address.query}),
        connect_args={"prepare_threshold": None},
        use_native_hstore=False,
        hide_parameters=True,
        pool_pre_ping=True,  # a server that was started anew is asked once, not told of to a user
        pool_size=CONNECTIONS,
        max_overflow=2 * CONNECTIONS,
        pool_timeout=WAIT_SECONDS,
    )
    name = shown(address)
    event.listen(engine, "do_connect", partial(_connected, name))
    event.listen(engine, "begin", _begin)
    return Place("postgresql", engine, name, _READING, {}, partial(explained, name, _secrets(address)))


def parsed(url: str) -> URL:
    """Raises SettingsError."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingsError("设置 'database' 的值不是数据库地址", HINT) from None
    if address.drivername not in SCHEMES:
        raise SettingsError("设置 'database' 的地址应以 postgresql:// 开头", HINT)
    if not address.database:
        raise SettingsError("设置 'database' 的地址没有写明库名", HINT)
    if "@" in (address.host or "") + address.database:  # the rest of a password that was not written as it must be
        raise SettingsError("设置 'database' 的地址里有不止一个 @", HINT)
    return address.set(drivername=DRIVER)


def shown(address: URL) -> str:
    """Without a password, in whichever way it was given."""
    where = {key: value for key, value in address.query.items() if key in ("host", "port")}
    plain = URL.create("postgresql", address.username, None, address.host, address.port, address.database, where)
    return plain.render_as_string()


def _secrets(address: URL) -> tuple[str, ...]:
    named = [value for key, value in address.query.items() if "password" in key]
    return tuple(str(one) for one in (address.password, *named) if one)


def _connected(name: str, dialect: Any, _record: object, args: Any, parameters: Any) -> Any:
    connection = dialect.connect(*args, **parameters)
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        connection.close()
        raise StoreError(
            f"数据库（{name}）的编码是 {encoding}，应为 UTF8",
            "请另建一个库：CREATE DATABASE 库名 ENCODING 'UTF8' TEMPLATE template0",
        )
    connection.adapters.register_dumper(str, _Text)
    return connection


class _Text(StrDumperUnknown):
    """PostgreSQL has no text with NUL in it; what came with one (from a question, say) is kept with U+FFFD there."""

    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace("\x00", "\ufffd"))


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get("postgresql_readonly"):
        return
    wait = f"{WAIT_SECONDS}s"
    connection.exec_driver_sql(
        "SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s)", (wait, WRITERS)
    )
