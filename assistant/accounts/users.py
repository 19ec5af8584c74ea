"""Users: who there is, in which role, with which password."""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from assistant.accounts import passwords
from assistant.accounts.principal import ROLES, Role
from assistant.accounts.tables import api_keys, sessions, users
from assistant.errors import AccountError, AccountNotFoundError
from assistant.store.database import Database
from assistant.store.tables import proofs

_NAME = re.compile(r"\w[\w\-.@]{0,63}")


@dataclass(frozen=True, slots=True)
class User:
    """Attributes:
    name: As it was typed; case and width do not tell two apart.
    must_change: Somebody else chose the password: nothing else is done before it is replaced.
    disabled: May not come in, with whatever session or key.
    created_at: ISO 8601, UTC.
    """

    id: str
    name: str
    role: Role
    must_change: bool
    disabled: bool
    created_at: str


def same_name(name: str) -> str:
    """The form in which names are compared."""
    return unicodedata.normalize("NFKC", name).strip().casefold()[:64]


class UserStore:
    """Users in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, role: Role, password: str, *, must_change: bool = True) -> User:
        """Raises AccountError: the name is taken or no name, the role is none, the password too weak."""
        _check_name(name)
        _check_role(role)
        passwords.check_strength(password, name)
        row = {
            "id": "u" + secrets.token_hex(6),
            "name": same_name(name),
            "shown": unicodedata.normalize("NFC", name.strip()),
            "role": role,
            "password": passwords.hashed(password),
            "must_change": must_change,
            "disabled": False,
            "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        with self._database.begin() as connection:
            try:
                connection.execute(insert(users).values(**row))
            except IntegrityError as exc:
                raise AccountError(f"已有名为 {name!r} 的用户", "请换一个名字") from exc
            return _found(connection, users.c.id == row["id"])

    def list(self) -> list[User]:
        """By name."""
        with self._database.read() as connection:
            return [_user(row) for row in connection.execute(select(users).order_by(users.c.name))]

    def get(self, id_or_name: str) -> User:
        """Raises AccountNotFoundError."""
        with self._database.read() as connection:
            return _found(connection, _named(id_or_name))

    def change(self, id_or_name: str, *, role: Role | None = None, disabled: bool | None = None) -> User:
        """Another role, or whether the user may come in at all; who may not is signed out everywhere.

        Raises:
            AccountNotFoundError: There is no such user.
            AccountError: The last administrator cannot be taken away.
        """
        if role is not None:
            _check_role(role)
        values = {key: value for key, value in {"role": role, "disabled": disabled}.items() if value is not None}
        with self._database.begin() as connection:
            before = _found(connection, _named(id_or_name))
            if values:
                connection.execute(update(users).where(users.c.id == before.id).values(**values))
            _require_administrator(connection)
            if disabled:
                connection.execute(delete(sessions).where(sessions.c.user_id == before.id))
            return _found(connection, users.c.id == before.id)

    def set_password(self, id_or_name: str, password: str, *, must_change: bool) -> User:
        """A new password; all sessions of the user end. Keys have lives of their own: they are revoked one by one.

        Raises:
            AccountNotFoundError: There is no such user.
            AccountError: It is too weak.
        """
        user = self.get(id_or_name)
        passwords.check_strength(password, user.name)
        values = {"password": passwords.hashed(password), "must_change": must_change}
        with self._database.begin() as connection:
            connection.execute(update(users).where(users.c.id == user.id).values(**values))
            connection.execute(delete(sessions).where(sessions.c.user_id == user.id))
            return _found(connection, users.c.id == user.id)

    def remove(self, id_or_name: str) -> User:
        """Removes a user with all sessions, keys and memberships; what he wrote stays, for administrators to see.

        The texts that he put under proof, which nobody else ever saw, go with him.

        Raises:
            AccountNotFoundError: There is no such user.
            AccountError: The last administrator cannot be taken away.
        """
        with self._database.begin() as connection:
            user = _found(connection, _named(id_or_name))
            for table in (sessions, api_keys):
                connection.execute(delete(table).where(table.c.user_id == user.id))
            connection.execute(delete(proofs).where(proofs.c.kept_for == user.id))
            connection.execute(delete(users).where(users.c.id == user.id))
            _require_administrator(connection)
            return user

    def has_administrator(self) -> bool:
        """Whether there is one who may come in."""
        with self._database.read() as connection:
            return _has_administrator(connection)

    def verified(self, name: str, password: str) -> User | None:
        """The user with this name and password; None, after the same time, for any other, and for a disabled one."""
        with self._database.read() as connection:
            row = connection.execute(select(users).where(users.c.name == same_name(name))).first()
        stored = None if row is None else row.password
        if not passwords.matches(password, stored) or row is None or row.disabled:
            return None
        if passwords.is_outdated(row.password):
            with self._database.begin() as connection:
                fresh = passwords.hashed(password)
                connection.execute(update(users).where(users.c.id == row.id).values(password=fresh))
        return _user(row)


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(unicodedata.normalize("NFKC", name).strip()):
        raise AccountError(f"用户名 {name!r} 应为 1—64 个汉字、字母、数字、_、-、. 或 @", "以汉字、字母或数字开头")


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise AccountError(f"没有名为 {role!r} 的角色", f"可用的角色：{'、'.join(ROLES)}")


def _named(id_or_name: str) -> ColumnElement[bool]:
    return (users.c.id == id_or_name) | (users.c.name == same_name(id_or_name))


def _found(connection: Connection, condition: ColumnElement[bool]) -> User:
    row = connection.execute(select(users).where(condition)).first()
    if row is None:
        raise AccountNotFoundError("没有这个用户", "zhibi users list 列出已有的用户")
    return _user(row)


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(row.id, row.shown, row.role, row.must_change, row.disabled, row.created_at)


def _has_administrator(connection: Connection) -> bool:
    able = select(func.count()).select_from(users).where(users.c.role == "administrator", ~users.c.disabled)
    return bool(connection.scalar(able))


def _require_administrator(connection: Connection) -> None:
    if not _has_administrator(connection):
        raise AccountError("这是最后一个管理员", "请先让另一个用户成为管理员")
