"""`/api/users`, `/api/collections`, `/api/keys`, `/api/audit`."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi import Path as InPath
from fastapi.responses import StreamingResponse

from assistant.accounts import audit as log
from assistant.accounts.administration import Administration
from assistant.accounts.own import OwnAccount
from assistant.accounts.principal import Principal
from assistant.interfaces.api.identity import (
    Caller,
    HeldRoute,
    Seen,
    requires,
)
from assistant.interfaces.api.logins import accounts_of
from assistant.interfaces.api.paging import Cursor, Limit, page
from assistant.interfaces.backend import Backend
from assistant.interfaces.renaming import rename_collection
from assistant.interfaces.wire import CollectionName
from assistant.interfaces.wire.accounts import (
    AuditEntry,
    AuditPage,
    Collection,
    CollectionChange,
    CollectionList,
    CollectionRename,
    CollectionRenamed,
    Key,
    KeyAdded,
    KeyList,
    NewKey,
    NewUser,
    User,
    UserAdded,
    UserChange,
    UserList,
)

Name = Annotated[str, InPath(max_length=64)]
Day = Annotated[str | None, Query(pattern=r"^\d{4}-\d\d-\d\d[T0-9:.+Z-]{0,20}$")]
Short = Annotated[str | None, Query(max_length=100)]
ADMINISTER = [requires("administer")]


def router(backend: Backend) -> APIRouter:
    """Routes about who may use `backend`. Without accounts they tell so: there is nobody to log in."""
    routes = APIRouter(route_class=HeldRoute, tags=["accounts"])
    _add_users(routes, backend)
    _add_collections(routes, backend)
    _add_keys(routes, backend)
    _add_audit(routes, backend)
    return routes


def _as(by: Principal, backend: Backend) -> Administration:
    return Administration(accounts_of(backend), by)


def _add_users(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/users", dependencies=ADMINISTER)
    async def users(by: Caller, limit: Limit = None, cursor: Cursor = None) -> UserList:
        """Everybody there is, by name."""
        shown, following = page(await backend.read(_as(by, backend).users), lambda user: user.id, limit, cursor)
        return UserList(users=[User.of(user) for user in shown], next=following)

    @routes.post("/users", status_code=201, dependencies=ADMINISTER)
    async def add(wanted: NewUser, by: Caller) -> UserAdded:
        """A new user; without a password one is made and shown this once."""
        chosen = None if wanted.password is None else wanted.password.get_secret_value()
        add_user = _as(by, backend).add_user
        user, made = await backend.read(add_user, wanted.name, wanted.role, chosen, must_change=wanted.must_change)
        return UserAdded(user=User.of(user), password=made)

    @routes.get("/users/{user}", dependencies=ADMINISTER)
    async def show(user: Name, by: Caller) -> User:
        """One user, by id or name."""
        return User.of(await backend.read(_as(by, backend).user, user))

    @routes.patch("/users/{user}", dependencies=ADMINISTER)
    async def change(user: Name, wanted: UserChange, by: Caller) -> User:
        """Another role, another password, or no way in."""
        new = None if wanted.password is None else wanted.password.get_secret_value()
        change = _as(by, backend).change_user
        changed = await backend.read(change, user, role=wanted.role, disabled=wanted.disabled, password=new)
        return User.of(changed)

    @routes.delete("/users/{user}", dependencies=ADMINISTER)
    async def remove(user: Name, by: Caller) -> User:
        """The user with sessions, keys and memberships; what they wrote stays for administrators."""
        return User.of(await backend.read(_as(by, backend).remove_user, user))


def _add_collections(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/collections")
    async def collections(by: Caller, seen: Seen, limit: Limit = None, cursor: Cursor = None) -> CollectionList:
        """Those that the caller may see."""
        existing = await backend.read(seen.collections)
        if backend.accounts is None:
            known = [Collection(name=name, everyone=True) for name in existing]
        else:
            found = await backend.read(backend.accounts.collections.list, by.visible, existing)
            told = by.may("administer")
            known = [
                Collection(name=one.name, everyone=one.everyone, members=list(one.members) if told else None)
                for one in found
            ]
        shown, following = page(known, lambda one: one.name, limit, cursor)
        return CollectionList(collections=list(shown), next=following)

    @routes.put("/collections/{name}", dependencies=ADMINISTER)
    async def put(name: CollectionName, wanted: CollectionChange, by: Caller) -> Collection:
        """Makes a collection known; `everyone` lets all users see it, or not."""
        return Collection.of(await backend.read(_as(by, backend).set_collection, name, everyone=wanted.everyone))

    @routes.post("/collections/{name}/rename", dependencies=ADMINISTER)
    async def rename(name: CollectionName, wanted: CollectionRename, by: Caller) -> CollectionRenamed:
        """Another name for a collection, for all who see it; one that the same people see is joined."""
        done = await rename_collection(backend, by, name, wanted.name)
        return CollectionRenamed(name=wanted.name, moved=done.moved, stayed=[one.id for one, _ in done.stayed])

    @routes.put("/collections/{name}/members/{user}", dependencies=ADMINISTER)
    async def admit(name: CollectionName, user: Name, by: Caller) -> Collection:
        """Lets a user see a collection, from the next request on."""
        return Collection.of(await backend.read(_as(by, backend).admit, name, user))

    @routes.delete("/collections/{name}/members/{user}", dependencies=ADMINISTER)
    async def dismiss(name: CollectionName, user: Name, by: Caller) -> Collection:
        """A user sees the collection no more, from the next request on."""
        return Collection.of(await backend.read(_as(by, backend).dismiss, name, user))


def _add_keys(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/keys")
    async def keys(by: Caller, limit: Limit = None, cursor: Cursor = None) -> KeyList:
        """One's own; an administrator's list holds everybody's."""
        shown, following = page(await backend.read(_keys_of(by, backend).keys), lambda key: key.id, limit, cursor)
        return KeyList(keys=[Key.of(key) for key in shown], next=following)

    @routes.post("/keys", status_code=201)
    async def add(wanted: NewKey, by: Caller) -> KeyAdded:
        """A key of one's own; shown this once. No key makes keys: who finds one could not stay in with another."""
        add_key = OwnAccount(accounts_of(backend), by).add_key
        made, text = await backend.read(add_key, wanted.label, wanted.rights, wanted.collections, wanted.days)
        return KeyAdded(key=text, about=Key.of(made))

    @routes.delete("/keys/{key_id}")
    async def revoke(key_id: Name, by: Caller) -> Key:
        """Ends a key at once: one of one's own, or for administrators anybody's."""
        return Key.of(await backend.read(_keys_of(by, backend).revoke_key, key_id))


def _keys_of(by: Principal, backend: Backend) -> Administration | OwnAccount:
    """Those that the caller may see and revoke."""
    by.require("read")
    return _as(by, backend) if by.may("administer") else OwnAccount(accounts_of(backend), by)


def _add_audit(routes: APIRouter, backend: Backend) -> None:
    @routes.get("/audit", dependencies=ADMINISTER)
    async def audit(
        by: Caller,
        name: Short = None,
        action: Short = None,
        outcome: log.Outcome | None = None,
        text: Short = None,
        since: Day = None,
        until: Day = None,
        before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 100,
    ) -> AuditPage:
        """The newest first; times in UTC, both bounds included."""
        wanted = log.Wanted(name, action, outcome, text, since, until, before)
        found = await backend.read(_as(by, backend).entries, wanted, limit)
        following = found[-1].id if len(found) == limit else None
        return AuditPage(entries=[AuditEntry.of(entry) for entry in found], next=following)

    @routes.get("/audit/export", dependencies=ADMINISTER, response_class=StreamingResponse)
    async def export(
        by: Caller,
        format: Literal["csv", "jsonl"] = "csv",
        name: Short = None,
        action: Short = None,
        outcome: log.Outcome | None = None,
        text: Short = None,
        since: Day = None,
        until: Day = None,
    ) -> StreamingResponse:
        """All entries that are wanted, as a file."""
        wanted = log.Wanted(name, action, outcome, text, since, until)
        entries = await backend.read(_as(by, backend).export, wanted, format)
        lines = log.as_csv(entries) if format == "csv" else log.as_json_lines(entries)
        kind = "text/csv; charset=utf-8" if format == "csv" else "application/x-ndjson"
        headers = {"Content-Disposition": f'attachment; filename="audit.{format}"', "Cache-Control": "no-store"}
        return StreamingResponse(lines, media_type=kind, headers=headers)
