"""Everything about accounts behind one name: who there is, who comes in, who may see what, what was done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from assistant.accounts import passwords
from assistant.accounts.audit import AuditLog
from assistant.accounts.collections import CollectionStore
from assistant.accounts.keys import KeyStore
from assistant.accounts.principal import RIGHTS_OF, Principal, Visible
from assistant.accounts.sessions import SessionStore, SignedIn, visible_to
from assistant.accounts.throttle import Throttle
from assistant.accounts.users import UserStore
from assistant.errors import AccountError, ForbiddenError, NotSignedInError
from assistant.store.database import Database

FIRST = "admin"
"""Name of the administrator that the first start makes."""

WRONG = ("用户名或密码不对", "请检查大小写；忘记密码请找管理员重设")


class Accounts:
    """Accounts in the assistant's database.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self.users = UserStore(database)
        self.collections = CollectionStore(database)
        self.sessions = SessionStore(database, clock)
        self.keys = KeyStore(database, clock)
        self.audit = AuditLog(database)
        self._throttle = Throttle(database, clock)

    def begin(self, password: str | None = None) -> str | None:
        """Makes the first administrator where there is none, be there other users already.

        Args:
            password: The one the site has chosen; with None one is made.

        Returns:
            The password that was made, to be shown once; None where none was.

        Raises:
            AccountError: The chosen password is too weak, or another user bears the first one's name.
        """
        if self.users.has_administrator():
            return None
        chosen = password or passwords.generated()
        self.users.add(FIRST, "administrator", chosen, must_change=False)
        self.audit.note(None, "user_add", FIRST, details={"role": "administrator"}, name="", via="cli")
        return chosen if password is None else None

    def login(self, name: str, password: str, address: str = "", before: str | None = None) -> SignedIn:
        """A session for the user with this name and password.

        Args:
            before: Token of the session that the same browser had; it ends, whosever it was.

        Raises:
            ThrottledError: Too many have failed.
            NotSignedInError: They do not fit; whether the name exists is not told.
        """
        self._throttle.check(name, address)
        user = self.users.verified(name, password)
        if user is None:
            self._throttle.failed(name, address)
            self.audit.note(None, "login", name, "denied", name=name, via="login", address=address)
            raise NotSignedInError(*WRONG)
        self._throttle.succeeded(name, address)
        if before is not None:
            self.sessions.end(before)
        begun = self.sessions.begin(user)
        self.audit.note(None, "login", user.name, name=user.name, via="login", address=address)
        return begun

    def logout(self, token: str, address: str = "") -> None:
        """Ends a session; one that has ended is no error."""
        try:
            by = self.sessions.principal(token, address)
        except NotSignedInError:
            return
        self.sessions.end(token)
        self.audit.note(by, "logout", by.name)

    def change_password(self, principal: Principal, old: str, new: str) -> None:
        """One's own; all one's sessions end.

        Raises:
            ForbiddenError: Not by key: who holds one must not lock its owner out.
            ThrottledError: The old one was wrong too often.
            AccountError: The old one is wrong, or the new one too weak, or the same.
        """
        if principal.via != "session":
            raise ForbiddenError("用密钥不能改密码", "请在页面登录后修改")
        self._throttle.check(principal.name, principal.address)
        if self.users.verified(principal.name, old) is None:
            self._throttle.failed(principal.name, principal.address)
            self.audit.note(principal, "password", principal.name, "denied")
            raise AccountError("原密码不对", "忘记密码请找管理员重设")
        if old == new:
            raise AccountError("新密码与原密码相同", "请换一个")
        self.users.set_password(principal.user_id, new, must_change=False)
        self.audit.note(principal, "password", principal.name)

    def acting_for(self, then: Principal) -> Principal:
        """Who asked for work that goes on after the request, as he may act today, and no farther than then.

        Raises:
            AccountNotFoundError: There is no such user any more.
            ForbiddenError: He may not come in any more.
        """
        if then.via == "local":
            return then
        user = self.users.get(then.user_id)
        if user.disabled:
            raise ForbiddenError("这个用户已停用", "请由管理员恢复后重做")
        today = visible_to(user.role, user.id, self.collections.of(user))
        visible = Visible(then.visible.owner or today.owner, today.narrowed(then.visible.collections))
        return replace(then, role=user.role, rights=then.rights & RIGHTS_OF[user.role], visible=visible)
