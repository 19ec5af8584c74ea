"""A home folder and its database of PostgreSQL, bound to each other: each names the other, and no third joins in.

The library's catalog, originals and indexes lie in the home, records that quote them in the database. Two homes on one
database would mix up the accounts, drafts and tasks of two libraries. So the home notes which database holds its
records and under which id it is known there, and the database notes that id. The note moves with the home.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, delete, insert, inspect, select

from assistant.errors import StoreError
from assistant.store.tables import homes

NOTE = "work.postgresql"
"""In the home folder where a server holds the records. Without its address no second set of them is begun."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a home says of its database.

    Attributes:
        database: Its address, without a password.
        id: Under which the database knows the home; "" in notes of a program that did not bind them.
    """

    database: str
    id: str

    @classmethod
    def read(cls, home: Path) -> Self | None:
        """None where there is none."""
        place = home / NOTE
        if not place.is_file():
            return None
        lines = [*place.read_text(encoding="utf-8").splitlines(), "", ""]
        return cls(lines[0].strip(), lines[1].strip())

    def write(self, home: Path) -> None:
        """Whole or not at all. Raises StoreError."""
        place = home / NOTE
        half = place.with_name(f".{NOTE}.half")
        try:
            home.mkdir(parents=True, exist_ok=True)
            half.write_text(f"{self.database}\n{self.id}\n", encoding="utf-8")
            half.replace(place)
        except OSError as exc:
            raise StoreError(f"写不了 {place}：{exc.strerror}", "请检查文件夹和权限") from exc


def owner(connection: Connection) -> str | None:
    """Id of the home that the database belongs to; None while it belongs to none."""
    if not inspect(connection).has_table(homes.name):
        return None
    found: str | None = connection.scalar(select(homes.c.id))
    return found


def require_own(home: Path, known: str | None, database: str) -> bool:
    """Whether home and database are bound to each other already.

    Args:
        known: What `owner` says.
        database: The database's name.

    Raises:
        StoreError: The database belongs to another home, or to none while another holds this home's records.
    """
    note = Note.read(home)
    if known is None and note is not None and note.database != database:
        raise StoreError(
            f"{home} 的文稿、账号等存放在 {note.database}，不在数据库（{database}）中",
            "请检查 ZHIBI_DATABASE；要搬过去：按原来的地址用 zhibi backup 备份，改好后再 zhibi restore --force；"
            f"不要那些记录，请删除 {home / NOTE}",
        )
    if known is not None and (note is None or note.id != known):
        raise StoreError(
            f"数据库（{database}）属于另一个资料库，不能与 {home} 同用",
            "一个数据库只供一个资料库使用：请在 ZHIBI_DATABASE 中另指定一个空的库；"
            f"要换文件夹，请连同其中的 {NOTE} 一起移走，或备份后恢复到一个空的库",
        )
    return known is not None and note == Note(database, known)


def bind(connection: Connection, home: Path, database: str) -> None:
    """Bind the two, in the transaction of `connection`, which holds the right to write.

    The home notes it first: where the program ends in between, the same home binds the database at its next start.

    Raises:
        StoreError: As `require_own`, or the home cannot be written.
    """
    known = owner(connection)
    if require_own(home, known, database):
        return
    note = Note.read(home)
    own = known or (note.id if note is not None else "") or secrets.token_hex(16)
    Note(database, own).write(home)
    if known is None:
        connection.execute(insert(homes).values(id=own))


def bind_anew(connection: Connection, home: Path, database: str) -> None:
    """As `bind`, for a database in which nothing is kept: whichever home it belonged to has lost nothing."""
    connection.execute(delete(homes))
    bind(connection, home, database)


__all__ = ["NOTE", "Note", "bind", "bind_anew", "owner", "require_own"]
