"""What everybody does with an account of their own: logins and keys."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.accounts.accounts import Accounts
from assistant.accounts.keys import Key
from assistant.accounts.principal import Principal, Right
from assistant.accounts.sessions import Session, session_id
from assistant.errors import ForbiddenError


class OwnAccount:
    """The account of whoever asks.

    Args:
        token: Of the session that asks; "" where a key does.
    """

    def __init__(self, accounts: Accounts, by: Principal, token: str = "") -> None:
        self._accounts = accounts
        self._by = by
        self.current = session_id(token) if token else ""
        """Names the login that asks."""

    def sessions(self) -> Sequence[Session]:
        """Where one is signed in, the newest first. Raises ForbiddenError: asked by key."""
        self._require_session("用密钥不能查看或结束登录", "请在页面登录后操作")
        return self._accounts.sessions.list(self._by.user_id)

    def end(self, session: str) -> None:
        """Ends one of one's own logins. Raises as `sessions`, and AccountNotFoundError."""
        self._require_session("用密钥不能查看或结束登录", "请在页面登录后操作")
        self._accounts.sessions.end_named(self._by.user_id, session)
        self._accounts.audit.note(self._by, "logout", self._by.name, details={"session": session})

    def end_others(self) -> int:
        """Ends all logins but the one that asks; how many. Raises as `sessions`."""
        others = [one.id for one in self.sessions() if one.id != self.current]
        for one in others:
            self.end(one)
        return len(others)

    def leave(self) -> None:
        """Signs out everywhere, here too. Raises as `sessions`."""
        self._require_session("用密钥不能查看或结束登录", "请在页面登录后操作")
        self._accounts.sessions.end_all(self._by.user_id)
        self._accounts.audit.note(self._by, "logout", self._by.name, details={"everywhere": True})

    def keys(self) -> Sequence[Key]:
        """One's own, the newest first."""
        self._by.require("read")
        return self._accounts.keys.list(self._by.user_id)

    def add_key(
        self, label: str, rights: Iterable[Right], collections: Iterable[str] | None, days: int | None
    ) -> tuple[Key, str]:
        """A key of one's own, and its text, shown this once.

        No key makes keys: who finds one could not stay in with another.

        Raises:
            ForbiddenError: Asked by key.
            AccountError: As `KeyStore.add`.
        """
        self._by.require("read")
        self._require_session("用密钥不能生成密钥", "请在页面登录后生成")
        made, text = self._accounts.keys.add(self._by.user_id, label, rights, collections, days)
        details = {"label": made.label, "rights": list(made.rights), "days": days}
        self._accounts.audit.note(self._by, "key_add", made.id, details=details)
        return made, text

    def revoke_key(self, key_id: str) -> Key:
        """Ends a key of one's own at once. Raises AccountNotFoundError."""
        self._by.require("read")
        gone = self._accounts.keys.revoke(key_id, self._by.user_id)
        self._accounts.audit.note(self._by, "key_revoke", gone.id)
        return gone

    def _require_session(self, message: str, hint: str) -> None:
        if self._by.via != "session":
            raise ForbiddenError(message, hint)
