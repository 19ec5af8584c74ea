"""The JSON contract of accounts: users, keys, collections with members, the audit log."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, SecretStr, StringConstraints

from assistant.accounts.audit import Outcome
from assistant.accounts.principal import Principal, Right, Role, Via
from assistant.interfaces.wire import CollectionName, Paged, Wire

UserName = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Password = Annotated[SecretStr, Field(max_length=256)]


class LoginRequest(Wire):
    name: UserName
    password: Password


class Me(Wire):
    """Who is asking.

    Attributes:
        rights: read, draft, manage, administer.
        collections: Those that may be seen; null for all.
        via: "local" without accounts, "session" or "key".
        must_change: The password must be changed before anything else.
    """

    id: str
    name: str
    role: Role
    rights: list[Right]
    collections: list[str] | None
    via: Via
    must_change: bool

    @classmethod
    def told(cls, by: Principal) -> Me:
        seen = by.visible.collections
        shown = None if seen is None else sorted(seen)
        return cls(
            id=by.user_id,
            name=by.name,
            role=by.role,
            rights=sorted(by.rights),
            collections=shown,
            via=by.via,
            must_change=by.must_change,
        )


class PasswordChange(Wire):
    old: Password
    new: Password


class Session(Wire):
    """A login that lasts; times in UTC, ISO 8601. Attributes: current: It is the one that asks."""

    id: str
    created_at: str
    used_at: str
    current: bool


class SessionList(Paged):
    """The newest first."""

    sessions: list[Session]


class User(Wire):
    """A user; never the password."""

    id: str
    name: str
    role: Role
    must_change: bool
    disabled: bool
    created_at: str


class UserList(Paged):
    """By name."""

    users: list[User]


class NewUser(Wire):
    """`password` null has one made, which the reply shows this once."""

    name: UserName
    role: Role = "reader"
    password: Password | None = None
    must_change: bool = True


class UserAdded(Wire):
    """`password` only where one was made."""

    user: User
    password: str | None = None


class UserChange(Wire):
    """What is null stays."""

    role: Role | None = None
    disabled: bool | None = None
    password: Password | None = None


class Collection(Wire):
    """`members` are ids of users, and null for who does not administer."""

    name: str
    everyone: bool
    members: list[str] | None = None


class CollectionList(Paged):
    collections: list[Collection]


class CollectionChange(Wire):
    everyone: bool | None = None


class CollectionRename(Wire):
    """The name that a collection is to have."""

    name: CollectionName


class CollectionRenamed(Wire):
    """A collection under its new name.

    Attributes:
        moved: Documents that are there now.
        stayed: Ids of those that stayed under the old name: the new one holds them in another version.
    """

    name: str
    moved: int
    stayed: list[str]


class NewKey(Wire):
    """`days` until it expires, null for never; `collections` null for all of the user's."""

    label: Annotated[str, StringConstraints(max_length=64)] = ""
    rights: list[Right] = Field(default=["read"], min_length=1, max_length=4)
    collections: list[CollectionName] | None = None
    days: Annotated[int, Field(ge=1, le=3650)] | None = 90


class Key(Wire):
    """A key without itself; times of expiry and use in seconds since 1970."""

    id: str
    user_id: str
    label: str
    prefix: str
    rights: list[Right]
    collections: list[str] | None
    created_at: str
    expires: float | None
    used: float | None
    revoked_at: str | None


class KeyAdded(Wire):
    """The key itself is in `key`, this once."""

    key: str
    about: Key


class KeyList(Paged):
    keys: list[Key]


class AuditEntry(Wire):
    id: int
    at: str
    user_id: str
    name: str
    via: str
    key_id: str
    address: str
    action: str
    subject: str
    outcome: Outcome
    details: dict[str, Any]


class AuditPage(Wire):
    """`next` is the `before` of the following page, null at the end."""

    entries: list[AuditEntry]
    next: int | None = None


class Done(Wire):
    ok: bool = True
