"""What administrators do with accounts, each deed taken down: the same for the API, the page and the command line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from assistant.accounts import passwords
from assistant.accounts.accounts import Accounts
from assistant.accounts.audit import Entry, Wanted
from assistant.accounts.collections import Collection
from assistant.accounts.keys import Key
from assistant.accounts.principal import ALL, Principal, Right, Role
from assistant.accounts.sessions import Session
from assistant.accounts.users import User


class Administration:
    """Accounts as an administrator uses them.

    Args:
        by: Who does it; None for whoever holds the home folder, at the command line.

    Raises:
        ForbiddenError: `by` is no administrator.
    """

    def __init__(self, accounts: Accounts, by: Principal | None = None) -> None:
        if by is not None:
            by.require("administer")
        self._accounts = accounts
        self._by = by

    # Users.

    def users(self) -> Sequence[User]:
        """By name."""
        return self._accounts.users.list()

    def user(self, id_or_name: str) -> User:
        """Raises AccountNotFoundError."""
        return self._accounts.users.get(id_or_name)

    def add_user(
        self, name: str, role: Role = "reader", password: str | None = None, *, must_change: bool = True,
        collections: Iterable[str] = (),
    ) -> tuple[User, str | None]:  # fmt: skip
        """The new user, and the password where one was made: it is shown this once.

        Args:
            password: None has one made.
            collections: Those that the user is let into.

        Raises:
            AccountError: The name is taken or no name, the role is none, the password too weak.
        """
        made = passwords.generated() if password is None else None
        user = self._accounts.users.add(name, role, made or password or "", must_change=must_change)
        self._note("user_add", user.name, role=user.role)
        for one in collections:
            self.admit(one, user.id)
        return user, made

    def change_user(
        self, id_or_name: str, *, role: Role | None = None, disabled: bool | None = None, password: str | None = None
    ) -> User:
        """Another role, another password, or no way in; what is None stays.

        Raises:
            AccountNotFoundError: There is no such user.
            AccountError: The last administrator cannot be taken away, or the password is too weak.
        """
        changed = self._accounts.users.change(id_or_name, role=role, disabled=disabled)
        if password is not None:
            changed = self._accounts.users.set_password(changed.id, password, must_change=True)
        given = {"role": role, "disabled": disabled, "password": password}
        fields = sorted(name for name, value in given.items() if value is not None)
        self._note("user_change", changed.name, fields=fields, role=changed.role, disabled=changed.disabled)
        return changed

    def reset_password(self, id_or_name: str) -> tuple[User, str]:
        """A password made for a user, shown this once; it is to be changed at the next login.

        Raises:
            AccountNotFoundError: There is no such user.
        """
        made = passwords.generated()
        return self.change_user(id_or_name, password=made), made

    def remove_user(self, id_or_name: str) -> User:
        """As `UserStore.remove`."""
        gone = self._accounts.users.remove(id_or_name)
        self._note("user_remove", gone.name)
        return gone

    def sessions_of(self, id_or_name: str) -> Sequence[Session]:
        """Where a user is signed in, the newest first. Raises AccountNotFoundError."""
        return self._accounts.sessions.list(self.user(id_or_name).id)

    def sign_out(self, id_or_name: str) -> User:
        """A user is signed out everywhere; who may still log in may do so again. Raises AccountNotFoundError."""
        who = self.user(id_or_name)
        self._accounts.sessions.end_all(who.id)
        self._note("logout", who.name, everywhere=True)
        return who

    # Collections.

    def collections(self, existing: Iterable[str] = ()) -> Sequence[Collection]:
        """As `CollectionStore.list`, all of them."""
        return self._accounts.collections.list(ALL, existing)

    def set_collection(self, name: str, *, everyone: bool | None = None) -> Collection:
        """Makes a collection known, or lets everyone in or not."""
        made = self._accounts.collections.set(name, everyone=everyone)
        self._note("collection", name, everyone=made.everyone)
        return made

    def name_anew(self, old: str, new: str, existing: Iterable[str] = ()) -> Collection:
        """As `CollectionStore.name_anew`; noted once the old name is given up."""
        return self._accounts.collections.name_anew(old, new, existing)

    def give_up_name(self, old: str, new: str) -> None:
        """As `CollectionStore.give_up_name`."""
        self._accounts.collections.give_up_name(old, new)
        self._note("collection_rename", old, name=new)

    def admit(self, name: str, id_or_name: str) -> Collection:
        """Lets a user see a collection, from the next request on. Raises AccountNotFoundError."""
        who = self.user(id_or_name)
        changed = self._accounts.collections.admit(name, who.id)
        self._note("member_add", name, user=who.name)
        return changed

    def dismiss(self, name: str, id_or_name: str) -> Collection:
        """A user sees a collection no more, from the next request on. Raises AccountNotFoundError."""
        who = self.user(id_or_name)
        changed = self._accounts.collections.dismiss(name, who.id)
        self._note("member_remove", name, user=who.name)
        return changed

    # Keys.

    def keys(self) -> Sequence[Key]:
        """Everybody's, the newest first."""
        return self._accounts.keys.list()

    def add_key(
        self, id_or_name: str, label: str, rights: Iterable[Right], collections: Iterable[str] | None, days: int | None
    ) -> tuple[Key, str]:
        """A key for a user, and its text, shown this once. Raises as `KeyStore.add`."""
        who = self.user(id_or_name)
        made, text = self._accounts.keys.add(who.id, label, rights, collections, days)
        self._note("key_add", made.id, label=made.label, rights=list(made.rights), user=who.name)
        return made, text

    def revoke_key(self, key_id: str) -> Key:
        """Ends anybody's key at once. Raises AccountNotFoundError."""
        gone = self._accounts.keys.revoke(key_id)
        self._note("key_revoke", gone.id)
        return gone

    # What was done.

    def entries(self, wanted: Wanted, limit: int) -> Sequence[Entry]:
        """Of the audit log, the newest first."""
        return self._accounts.audit.find(wanted, limit)

    def export(self, wanted: Wanted, form: str) -> Iterator[Entry]:
        """All entries that are wanted; that they were taken away is noted under the name of the file's form."""
        self._note("audit_export", form)
        return self._accounts.audit.all(wanted)

    def _note(self, action: str, subject: str, **details: Any) -> None:
        via = "" if self._by is not None else "cli"
        self._accounts.audit.note(self._by, action, subject, details=details, via=via)
