"""Collections with their members: who may see what lies in which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select, update

from assistant.accounts.principal import Visible
from assistant.accounts.tables import collection_members, collections, users
from assistant.accounts.users import User
from assistant.errors import AccountNotFoundError
from assistant.store.database import Database


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


def _ensure(connection: Connection, name: str) -> None:
    if connection.scalar(select(collections.c.name).where(collections.c.name == name)) is None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(insert(collections).values(name=name, everyone=False, created_at=now))


def _members(connection: Connection, name: str) -> tuple[str, ...]:
    query = select(collection_members.c.user_id).where(collection_members.c.collection == name)
    return tuple(connection.scalars(query.order_by(collection_members.c.user_id)))
