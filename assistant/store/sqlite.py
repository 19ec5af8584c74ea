"""The assistant's database as a file of SQLite: write-ahead log, one writer at a time from the transaction's start."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DBAPIError

from assistant.errors import StoreError, ZhibiError
from assistant.store.place import Place
from ingest.errors import DiskFullError

BUSY_SECONDS = 30
"""How long a writer waits for another."""

_READING = "zhibi_reading"


def place(path: Path) -> Place:
    """The database in the file at `path`, whose folder must be there."""
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True)
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin)
    name = str(path)
    return Place("sqlite", engine, name, {_READING: True}, {_READING: False}, partial(_explained, name))


def _configure(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # Python's driver would begin late and leave out table definitions
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _explained(name: str, error: DBAPIError) -> ZhibiError:
    reason = str(error.orig).splitlines()[0]
    if "full" in reason.lower() or "no space" in reason.lower():
        return DiskFullError(f"磁盘空间不足，无法写入（{name}）", "请腾出空间后重试")
    if "locked" in reason.lower():
        return StoreError(f"另一个程序正在写入（{name}）", "请稍后重试")
    return StoreError(f"工作数据库（{name}）无法读写：{reason}", "请检查文件权限，或从备份恢复")
