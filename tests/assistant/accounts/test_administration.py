"""What administrators do, and everybody with an account of their own: done once, noted once."""

from __future__ import annotations

import pytest
from accounts_house import PASSWORD

from assistant.accounts.accounts import Accounts
from assistant.accounts.administration import Administration
from assistant.accounts.audit import Wanted
from assistant.accounts.own import OwnAccount
from assistant.accounts.principal import Principal
from assistant.errors import AccountError, AccountNotFoundError, ForbiddenError


def signed_in(accounts: Accounts, name: str, role: str = "reader") -> tuple[Principal, str]:
    user = accounts.users.add(name, role, PASSWORD, must_change=False)  # type: ignore[arg-type]
    token = accounts.sessions.begin(user).token
    return accounts.sessions.principal(token), token


def noted(accounts: Accounts, limit: int = 1) -> list[tuple[str, str, str]]:
    return [(one.action, one.subject, one.via) for one in accounts.audit.find(Wanted(), limit)]


def test_only_an_administrator_administers(accounts: Accounts) -> None:
    accounts.begin(PASSWORD)
    for role in ("reader", "writer", "librarian"):
        by, _ = signed_in(accounts, role, role)
        with pytest.raises(ForbiddenError):
            Administration(accounts, by)


def test_a_user_is_added_with_a_password_shown_once_and_let_into_collections(accounts: Accounts) -> None:
    by, _ = signed_in(accounts, "管事", "administrator")
    admin = Administration(accounts, by)
    user, made = admin.add_user("王芳", "writer", collections=["制度"])
    assert made
    assert user.must_change
    assert accounts.users.verified("王芳", made) == user
    assert accounts.collections.of(user) == {"制度"}
    assert noted(accounts, 2) == [("member_add", "制度", "session"), ("user_add", "王芳", "session")]
    assert admin.add_user("李明", password=PASSWORD)[1] is None


def test_a_new_password_ends_logins_and_is_told_in_the_log_without_itself(accounts: Accounts) -> None:
    by, _ = signed_in(accounts, "管事", "administrator")
    _, token = signed_in(accounts, "王芳")
    user, made = Administration(accounts, by).reset_password("王芳")
    assert user.must_change
    assert accounts.users.verified("王芳", made)
    assert not Administration(accounts, by).sessions_of("王芳")
    (entry,) = accounts.audit.find(Wanted(), 1)
    assert entry.details == {"fields": ["password"], "role": "reader", "disabled": False}
    assert made not in str(entry)
    assert token


def test_the_command_line_is_noted_as_itself(accounts: Accounts) -> None:
    admin = Administration(accounts)
    admin.add_user("王芳", "administrator")
    admin.set_collection("制度", everyone=True)
    admin.sign_out("王芳")
    told = [("logout", "王芳", "cli"), ("collection", "制度", "cli"), ("user_add", "王芳", "cli")]
    assert noted(accounts, 3) == told
    with pytest.raises(AccountError, match="最后一个管理员"):
        admin.change_user("王芳", disabled=True)


def test_one_leaves_elsewhere_and_stays_here(accounts: Accounts) -> None:
    by, token = signed_in(accounts, "王芳")
    for _ in range(2):
        accounts.sessions.begin(accounts.users.get("王芳"))
    own = OwnAccount(accounts, by, token)
    assert own.current in {one.id for one in own.sessions()}
    assert own.end_others() == 2
    assert [one.id for one in own.sessions()] == [own.current]
    with pytest.raises(AccountNotFoundError):
        own.end("f" * 16)


def test_one_makes_and_revokes_ones_own_keys_and_nobody_elses(accounts: Accounts) -> None:
    by, token = signed_in(accounts, "王芳")
    other, _ = signed_in(accounts, "李明")
    key, text = OwnAccount(accounts, by, token).add_key("门户", ["read"], None, 30)
    assert accounts.keys.principal(text).user_id == by.user_id
    assert OwnAccount(accounts, other).keys() == []
    with pytest.raises(AccountNotFoundError):
        OwnAccount(accounts, other).revoke_key(key.id)
    with pytest.raises(ForbiddenError):
        OwnAccount(accounts, accounts.keys.principal(text)).add_key("再来一个", ["read"], None, 30)
    assert OwnAccount(accounts, by, token).revoke_key(key.id).revoked_at
