"""Collections with their members: who may see what lies in which."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from assistant.accounts.principal import ALL, Visible
from assistant.accounts.tables import api_keys, collection_members, collections, users
from assistant.accounts.users import User
from assistant.errors import AccountError, AccountNotFoundError
from assistant.store.database import Database
from assistant.store.tables import record_collections


@dataclass(frozen=True, slots=True)
class Collection:
    """Attributes:
    everyone: Every user is a member.
    members: Ids of the users who are members by name.
    """

    name: str
    everyone: bool = False
    members: tuple[str, ...] = ()


class CollectionStore:
    """Memberships in a database. A collection nobody was admitted to is seen by administrators alone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self, visible: Visible, existing: Iterable[str] = ()) -> list[Collection]:
        """Those that may be seen, by name.

        Args:
            existing: Names of the collections that hold documents, whether or not anybody was admitted.
        """
        found = {name: Collection(name) for name in existing}
        with self._database.read() as connection:
            for row in connection.execute(select(collections)):
                found[row.name] = Collection(row.name, row.everyone, _members(connection, row.name))
        return [found[name] for name in sorted(found) if visible.shows(name)]

    def get(self, name: str) -> Collection:
        """One that has none of its own gives an empty membership."""
        with self._database.read() as connection:
            row = connection.execute(select(collections).where(collections.c.name == name)).first()
            return Collection(name) if row is None else Collection(name, row.everyone, _members(connection, name))

    def set(self, name: str, *, everyone: bool | None = None) -> Collection:
        """Makes the collection known, or lets everyone in or not; its members stay."""
        with self._database.begin() as connection:
            _ensure(connection, name)
            if everyone is not None:
                connection.execute(update(collections).where(collections.c.name == name).values(everyone=everyone))
        return self.get(name)

    def admit(self, name: str, user_id: str) -> Collection:
        """Raises AccountNotFoundError: there is no such user."""
        with self._database.begin() as connection:
            if connection.scalar(select(users.c.id).where(users.c.id == user_id)) is None:
                raise AccountNotFoundError("没有这个用户", "zhibi users list 列出已有的用户")
            _ensure(connection, name)
            if user_id not in _members(connection, name):
                connection.execute(insert(collection_members).values(collection=name, user_id=user_id))
        return self.get(name)

    def dismiss(self, name: str, user_id: str) -> Collection:
        of_user = (collection_members.c.collection == name, collection_members.c.user_id == user_id)
        with self._database.begin() as connection:
            connection.execute(delete(collection_members).where(*of_user))
        return self.get(name)

    def name_anew(self, old: str, new: str, existing: Iterable[str] = ()) -> Collection:
        """A second name for a collection: whoever sees it under the old one, be it by a key, sees it under the new one.

        Args:
            existing: As of `list`.

        Raises:
            AccountNotFoundError: There is no collection of the old name.
            AccountError: One of the new name is seen by others than this.
        """
        known = {*existing, *(one.name for one in self.list(ALL))}
        if old not in known:
            raise no_collection(old)
        first, second = self.get(old), self.get(new)
        if new in known and (first.everyone, set(first.members)) != (second.everyone, set(second.members)):
            raise AccountError(f"已有名为“{new}”的库，能看它的人不同", "请换一个名称，或先把两个库设成同样的人能看")
        with self._database.begin() as connection:
            _ensure(connection, new)
            connection.execute(update(collections).where(collections.c.name == new).values(everyone=first.everyone))
            added = sorted({*first.members} - {*second.members})
            if added:
                rows = [{"collection": new, "user_id": user_id} for user_id in added]
                connection.execute(insert(collection_members), rows)
            _rescope(connection, lambda names: names | {new} if old in names else names)
        return self.get(new)

    def give_up_name(self, old: str, new: str) -> None:
        """Nothing lies under the old name any more: what was noted under it is noted under the new one."""
        quoted = record_collections.c
        twice = select(quoted.record).where(quoted.collection == new)
        with self._database.begin() as connection:
            connection.execute(delete(record_collections).where(quoted.collection == old, quoted.record.in_(twice)))
            connection.execute(update(record_collections).where(quoted.collection == old).values(collection=new))
            _rescope(connection, lambda names: names - {old})
            connection.execute(delete(collections).where(collections.c.name == old))

    def of(self, user: User) -> frozenset[str]:
        """Names of the collections of which the user is a member."""
        with self._database.read() as connection:
            return collections_of(connection, user.id)


def no_collection(name: str) -> AccountNotFoundError:
    """What is said of a collection that there is not, and of one that may not be seen."""
    return AccountNotFoundError(f"没有名为 {name!r} 的库", "请向管理员申请，或换一个库")


def collections_of(connection: Connection, user_id: str) -> frozenset[str]:
    own = select(collection_members.c.collection).where(collection_members.c.user_id == user_id)
    public = select(collections.c.name).where(collections.c.everyone)
    return frozenset(connection.scalars(own.union(public)))


def _rescope(connection: Connection, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
    """The collections that keys are confined to, changed."""
    for row in connection.execute(
        select(api_keys.c.id, api_keys.c.collections).where(api_keys.c.collections.is_not(None))
    ):
        before = frozenset(json.loads(row.collections))
        if (after := change(before)) != before:
            told = json.dumps(sorted(after), ensure_ascii=False)
            connection.execute(update(api_keys).where(api_keys.c.id == row.id).values(collections=told))


def _ensure(connection: Connection, name: str) -> None:
    if connection.scalar(select(collections.c.name).where(collections.c.name == name)) is None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(insert(collections).values(name=name, everyone=False, created_at=now))


def _members(connection: Connection, name: str) -> tuple[str, ...]:
    query = select(collection_members.c.user_id).where(collection_members.c.collection == name)
    return tuple(connection.scalars(query.order_by(collection_members.c.user_id)))
