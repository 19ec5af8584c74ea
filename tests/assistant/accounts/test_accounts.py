"""Users, passwords, sessions, keys, collections, the throttle and the audit log, in a real database."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from accounts_house import ADMIN_PASSWORD, PASSWORD, Clock
from sqlalchemy import text

from assistant.accounts import passwords
from assistant.accounts.accounts import FIRST, Accounts
from assistant.accounts.audit import Wanted, as_csv, as_json_lines
from assistant.accounts.principal import LOCAL, RIGHTS_OF, ROLES, Principal, Visible
from assistant.accounts.sessions import IDLE, LONGEST
from assistant.accounts.throttle import FROM_THERE, WINDOW
from assistant.errors import (
    AccountError,
    AccountNotFoundError,
    ForbiddenError,
    NotSignedInError,
    StoreError,
    ThrottledError,
)
from assistant.store.database import Database
from ingest.library.library import Library
from ingest.library.view import LibraryView


def test_the_first_start_makes_an_administrator_and_tells_the_password_once(accounts: Accounts) -> None:
    made = accounts.begin()
    assert made is not None
    assert accounts.begin() is None
    assert accounts.login(FIRST, made).user.role == "administrator"


def test_a_chosen_password_is_not_told(accounts: Accounts) -> None:
    assert accounts.begin(ADMIN_PASSWORD) is None
    assert accounts.login("ADMIN", ADMIN_PASSWORD).user.name == FIRST


def test_users_that_were_there_before_get_an_administrator_too(accounts: Accounts) -> None:
    accounts.users.add("王芳", "writer", PASSWORD)
    made = accounts.begin()
    assert made is not None
    assert accounts.login(FIRST, made).user.role == "administrator"


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("短", "12—128 个字符.*现在是 1 个"),
        ("kV7-tq2Lm9x", "12—128 个字符.*现在是 11 个"),
        ("a" * 129, "12—128 个字符"),
        ("aaaaaaaaaaaa", "太容易猜到"),
        ("abcabcabcabc", "太容易猜到"),
        ("123456789012", "太容易猜到"),
        ("138001380017", "太容易猜到"),
        ("Password1234", "太容易猜到"),
        ("qwertyuiop123", "太容易猜到"),
        ("1qaz2wsx3edc", "太容易猜到"),
        ("P@ssw0rd!@#$", "太容易猜到"),
        ("wangfang1988", "太容易猜到"),
        ("Zhibi-wangfang", "太容易猜到"),
    ],
)
def test_weak_passwords_are_refused(accounts: Accounts, password: str, said: str) -> None:
    with pytest.raises(AccountError, match=said) as caught:
        accounts.users.add("WangFang", "reader", password)
    assert "不相干的词" in caught.value.hint


@pytest.mark.parametrize("password", ["correct horse 7", "kV7-tq2Lm9xB", "四海为家的一只白鹤飞过长江", "zzyzx q w e r"])
def test_no_kinds_of_characters_are_asked_for(accounts: Accounts, password: str) -> None:
    accounts.users.add("WangFang", "reader", password)
    assert accounts.login("wangfang", password).user.name == "WangFang"


def test_a_password_of_an_earlier_rule_lets_its_owner_in(accounts: Accounts, database: Database) -> None:
    accounts.users.add("王芳", "reader", PASSWORD, must_change=False)
    with database.begin() as connection:
        connection.execute(text("UPDATE users SET password = :kept"), {"kept": passwords.hashed("short8ch")})
    assert accounts.login("王芳", "short8ch").user.name == "王芳"
    with pytest.raises(AccountError, match="12—128"):
        accounts.users.set_password("王芳", "short9chr", must_change=False)


def test_every_place_that_names_the_rule_names_the_same(tmp_path: Path) -> None:
    from assistant.config import Settings
    from assistant.interfaces.web import login

    assert f"{passwords.SHORTEST}—{passwords.LONGEST} 个字符" in str(
        Settings.model_fields["admin_password"].description
    )
    assert f"至少 {passwords.SHORTEST} 个字符".encode() in login._password_page().body
    assert passwords.check_strength(passwords.generated(), "admin") is None


@pytest.mark.usefixtures("real_hashing")
def test_passwords_are_kept_as_argon2id(accounts: Accounts, database: Database) -> None:
    accounts.users.add("王芳", "reader", PASSWORD)
    with database.read() as connection:
        stored = connection.scalar(text("SELECT password FROM users"))
    assert str(stored).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.matches(PASSWORD, stored)
    assert not passwords.matches(PASSWORD + "x", stored)
    assert not passwords.matches(PASSWORD, None)


def test_names_that_look_alike_are_one(accounts: Accounts) -> None:
    accounts.users.add("Wang", "reader", PASSWORD)
    with pytest.raises(AccountError, match="已有"):
        accounts.users.add("ｗａｎｇ", "reader", PASSWORD)


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    accounts.begin(ADMIN_PASSWORD)
    for attempt in (
        lambda: accounts.users.change(FIRST, role="reader"),
        lambda: accounts.users.change(FIRST, disabled=True),
        lambda: accounts.users.remove(FIRST),
    ):
        with pytest.raises(AccountError, match="最后"):
            attempt()
    assert accounts.users.get(FIRST).role == "administrator"


def test_each_role_may_do_what_those_before_it_may(accounts: Accounts) -> None:
    rights = [RIGHTS_OF[role] for role in ROLES]
    assert all(one < other for one, other in pairwise(rights))
    with pytest.raises(ForbiddenError):
        replace(LOCAL, rights=RIGHTS_OF["reader"]).require("draft")


def signed_in(accounts: Accounts, role: str = "reader", name: str = "王芳") -> tuple[str, Principal]:
    accounts.users.add(name, role, PASSWORD, must_change=False)  # type: ignore[arg-type]
    begun = accounts.login(name, PASSWORD, "10.0.0.7")
    return begun.token, accounts.sessions.principal(begun.token)


def test_a_session_ends_after_idling_after_a_week_and_at_logout(accounts: Accounts, clock: Clock) -> None:
    token, _ = signed_in(accounts)
    clock.now += IDLE - 1
    accounts.sessions.principal(token)  # use renews it
    clock.now += IDLE - 1
    accounts.sessions.principal(token)
    clock.now += IDLE + 1
    with pytest.raises(NotSignedInError):
        accounts.sessions.principal(token)
    token = accounts.login("王芳", PASSWORD).token
    for _ in range(LONGEST // IDLE + 1):
        clock.now += IDLE - 1
        try:
            accounts.sessions.principal(token)
        except NotSignedInError:
            break
    else:
        pytest.fail("a session went on for more than a week")
    token = accounts.login("王芳", PASSWORD).token
    accounts.sessions.end(token)
    with pytest.raises(NotSignedInError):
        accounts.sessions.principal(token)


def test_a_clock_set_back_ends_what_it_cannot_judge(accounts: Accounts, clock: Clock) -> None:
    token, _ = signed_in(accounts)
    clock.now -= 86_400
    with pytest.raises(NotSignedInError):
        accounts.sessions.principal(token)


@pytest.mark.parametrize("jump", [-86_400, 86_400, 10 * 365 * 86_400, -10 * 365 * 86_400])
def test_a_clock_that_jumps_locks_nobody_out_and_lets_nobody_in(accounts: Accounts, clock: Clock, jump: float) -> None:
    """Sessions may end, and one logs in again; failures of another time hold nobody up; what was ended stays so."""
    token, principal = signed_in(accounts)
    gone, revoked = accounts.keys.add(principal.user_id, "试", days=None)
    accounts.keys.revoke(gone.id)
    ended = accounts.login("王芳", PASSWORD).token
    accounts.sessions.end(ended)
    for _ in range(FROM_THERE):
        with pytest.raises(NotSignedInError):
            accounts.login("王芳", "不是这个密码", "10.0.0.7")
    clock.now += jump
    with pytest.raises(NotSignedInError):
        accounts.sessions.principal(token)
    with pytest.raises(NotSignedInError):
        accounts.sessions.principal(ended)
    with pytest.raises(NotSignedInError):
        accounts.keys.principal(revoked)
    assert accounts.sessions.principal(accounts.login("王芳", PASSWORD, "10.0.0.7").token).name == "王芳"
    clock.now -= jump  # and is set right again
    assert accounts.sessions.principal(accounts.login("王芳", PASSWORD, "10.0.0.7").token).name == "王芳"


@pytest.mark.parametrize("ends", ["password", "disabled", "removed"])
def test_sessions_and_keys_end_with_what_let_them_in(accounts: Accounts, ends: str) -> None:
    token, principal = signed_in(accounts)
    _, key = accounts.keys.add(principal.user_id, "试")
    if ends == "password":
        accounts.users.set_password("王芳", ADMIN_PASSWORD, must_change=True)
    elif ends == "disabled":
        accounts.users.add("管理", "administrator", ADMIN_PASSWORD)
        accounts.users.change("王芳", disabled=True)
    else:
        accounts.users.add("管理", "administrator", ADMIN_PASSWORD)
        accounts.users.remove("王芳")
    with pytest.raises(NotSignedInError):
        accounts.sessions.principal(token)
    if ends == "password":
        assert accounts.keys.principal(key).user_id == principal.user_id  # keys are revoked, not overtaken
        return
    with pytest.raises(NotSignedInError):
        accounts.keys.principal(key)


def test_the_database_holds_no_token_and_no_key(accounts: Accounts, database: Database) -> None:
    token, principal = signed_in(accounts)
    _, key = accounts.keys.add(principal.user_id, "试")
    with database.read() as connection:
        rows = [str(row) for table in ("sessions", "api_keys", "audit", "users")
                for row in connection.execute(text(f"SELECT * FROM {table}"))]  # fmt: skip
    assert not any(secret in row for secret in (token, key, PASSWORD) for row in rows)


def test_a_key_reaches_no_farther_than_its_user(accounts: Accounts) -> None:
    _, principal = signed_in(accounts, "writer")
    accounts.collections.admit("甲", principal.user_id)
    _, wide = accounts.keys.add(principal.user_id, "宽", ("read", "draft", "administer"))
    _, narrow = accounts.keys.add(principal.user_id, "窄", ("read",), ["甲", "乙"])
    assert accounts.keys.principal(wide).rights == {"read", "draft"}
    assert accounts.keys.principal(narrow).visible == Visible(principal.user_id, frozenset({"甲"}))
    accounts.collections.dismiss("甲", principal.user_id)
    assert accounts.keys.principal(narrow).visible.collections == frozenset()


def test_an_administrators_key_for_reading_sees_no_others_records(accounts: Accounts) -> None:
    _, principal = signed_in(accounts, "administrator")
    _, key = accounts.keys.add(principal.user_id, "读", ("read",), ["甲"])
    assert accounts.keys.principal(key).visible == Visible(principal.user_id, frozenset({"甲"}))


@pytest.mark.parametrize("text_", ["", "zb_", "zb_" + "x" * 43, "x" * 10_000, "密钥", "\udce9"])
def test_malformed_and_foreign_keys_are_nobody(accounts: Accounts, text_: str) -> None:
    with pytest.raises(NotSignedInError):
        accounts.keys.principal(text_)


def test_keys_expire_and_are_revoked_by_their_owner_alone(accounts: Accounts, clock: Clock) -> None:
    _, principal = signed_in(accounts)
    made, key = accounts.keys.add(principal.user_id, "试", days=1)
    with pytest.raises(AccountNotFoundError):
        accounts.keys.revoke(made.id, "another")
    accounts.keys.principal(key)
    clock.now += 86_400
    with pytest.raises(NotSignedInError):
        accounts.keys.principal(key)
    lasting, other = accounts.keys.add(principal.user_id, "试", days=None)
    accounts.keys.revoke(lasting.id, principal.user_id)
    with pytest.raises(NotSignedInError):
        accounts.keys.principal(other)


def test_a_collection_for_everyone_is_seen_by_all(accounts: Accounts) -> None:
    token, principal = signed_in(accounts)
    assert principal.visible.collections == frozenset()
    accounts.collections.set("公共", everyone=True)
    shown = accounts.sessions.principal(token).visible
    assert shown.collections == {"公共"}
    assert [one.name for one in accounts.collections.list(shown, ["公共", "密室"])] == ["公共"]


@pytest.mark.parametrize("name", ["王芳", "没有这个人"])
def test_logins_are_throttled_alike_for_those_who_exist_and_those_who_do_not(
    accounts: Accounts, clock: Clock, name: str
) -> None:
    accounts.users.add("王芳", "reader", PASSWORD)
    for _ in range(FROM_THERE):
        with pytest.raises(NotSignedInError, match="用户名或密码不对"):
            accounts.login(name, "不是这个密码", "10.0.0.7")
    with pytest.raises(ThrottledError) as caught:
        accounts.login(name, PASSWORD, "10.0.0.7")
    assert 0 < caught.value.retry_after <= WINDOW + 1
    if name == "王芳":
        accounts.login(name, PASSWORD, "10.0.0.8")  # whoever guesses locks out nobody elsewhere
        clock.now += WINDOW + 1
        accounts.login(name, PASSWORD, "10.0.0.7")


def test_the_audit_log_only_grows(accounts: Accounts, database: Database) -> None:
    accounts.audit.note(LOCAL, "ask", "主题党日多久一次")
    truncating = ("TRUNCATE audit",) if database.kind == "postgresql" else ()
    for statement in ("UPDATE audit SET subject = 'x'", "DELETE FROM audit", *truncating):
        with pytest.raises(StoreError), database.begin() as connection:
            connection.execute(text(statement))
    (entry,) = accounts.audit.find()
    assert (entry.subject, entry.outcome, entry.via) == ("主题党日多久一次", "done", "local")


def test_the_audit_log_is_searched_and_exported(accounts: Accounts) -> None:
    accounts.audit.note(None, "login", "王芳", "denied", name="王芳", address="10.0.0.7")
    accounts.audit.note(LOCAL, "ask", '=HYPERLINK("http://evil")', details={"key": "zb_" + "a" * 43})
    accounts.audit.note(LOCAL, "read", "d1")
    assert [one.subject for one in accounts.audit.find(Wanted(outcome="denied"))] == ["王芳"]
    assert [one.action for one in accounts.audit.find(Wanted(text="HYPER"))] == ["ask"]
    assert accounts.audit.find(Wanted(text="%")) == []
    day = accounts.audit.find()[0].at[:10]
    assert len(accounts.audit.find(Wanted(since=day, until=day))) == 3
    assert accounts.audit.find(Wanted(until="2000-01-01")) == []
    lines = [json.loads(line) for line in as_json_lines(accounts.audit.all())]
    assert [one["action"] for one in lines] == ["read", "ask", "login"]
    table = list(csv.DictReader(io.StringIO("".join(as_csv(accounts.audit.all())).removeprefix("\ufeff"))))
    assert table[1]["subject"].startswith("'=")
    assert "aaaa" not in json.dumps(lines)


def test_a_view_of_the_library_leaves_no_method_unnarrowed() -> None:
    public = {name for name, value in vars(Library).items() if callable(value) and not name.startswith("_")}
    unnarrowed = public - set(vars(LibraryView)) - {"document_id"}  # a function of its arguments alone
    assert unnarrowed == set()
