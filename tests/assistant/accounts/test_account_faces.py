"""Accounts over HTTP: who comes in how, what each role may do, what the replies give away."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from accounts_house import ADMIN_PASSWORD, PASSWORD, House

from assistant.errors import SettingsError
from assistant.interfaces.api import server

ORIGIN = {"Origin": "http://127.0.0.1"}


def login(house: House, name: str, password: str) -> dict[str, Any]:
    reply = house.client.post("/api/login", json={"name": name, "password": password})
    assert reply.status_code == 200, reply.text
    told: dict[str, Any] = reply.json()
    return told


def fill(house: House, tmp_path: Path, collection: str, text: str) -> str:
    place = tmp_path / f"{collection}.md"
    place.write_text(f"# {collection}管理办法\n\n第一条　{text}\n", encoding="utf-8")
    (document,) = house.service.ingest([place], collection).documents
    return document.id


BOTH = pytest.mark.parametrize("kept_in", ["sqlite", "postgresql"], indirect=True)


@pytest.mark.parametrize(
    "path", ["/api/documents", "/api/me", "/api/tasks", "/api/users", "/api/jobs", "/v1/models", "/mcp"]
)
def test_nobody_is_let_in(house: House, path: str) -> None:
    reply = house.client.get(path)
    assert reply.status_code == 401
    assert path.startswith(("/v1", "/mcp")) or reply.headers["WWW-Authenticate"] == "Bearer"


def test_the_probes_need_no_login(house: House) -> None:
    assert house.client.get("/healthz").status_code == 200


@BOTH
def test_answers_are_counted_whoever_asks(house: House) -> None:
    assert house.client.post("/api/ask", json={"question": "谁来管？"}, headers=house.key_of("甲", "reader")).is_success
    figures = house.client.get("/metrics", headers=house.key_of("乙", "administrator")).text.splitlines()
    assert sum(float(line.split()[-1]) for line in figures if line.startswith("zhibi_answers_total{")) == 1


@BOTH
def test_a_session_begins_and_ends(house: House) -> None:
    me = login(house, "admin", ADMIN_PASSWORD)
    assert (me["role"], me["collections"], me["via"]) == ("administrator", None, "session")
    assert house.client.get("/api/me").json() == me
    assert house.client.post("/api/logout", headers=ORIGIN).json() == {"ok": True}
    assert house.client.get("/api/me").status_code == 401
    assert [one.action for one in house.accounts.audit.find()][:2] == ["logout", "login"]


def cookie(house: House) -> str:
    return house.client.cookies["zhibi_session"]


def test_a_login_ends_the_session_that_the_browser_had(house: House) -> None:
    """Nobody goes on in a session whose cookie was planted before the login."""
    login(house, "admin", ADMIN_PASSWORD)
    before = cookie(house)
    login(house, "admin", ADMIN_PASSWORD)
    assert cookie(house) != before
    house.client.cookies.clear()
    house.client.cookies.set("zhibi_session", before)
    assert house.client.get("/api/me").status_code == 401


def test_one_sees_where_one_is_signed_in_and_leaves_from_anywhere(house: House) -> None:
    tokens = []
    for _ in range(3):
        house.client.cookies.clear()
        login(house, "admin", ADMIN_PASSWORD)
        tokens.append(cookie(house))
    listed = house.client.get("/api/me/sessions").json()["sessions"]
    assert [one["current"] for one in listed].count(True) == 1
    assert len(listed) == 3
    assert not any(token in str(listed) for token in tokens)
    other = next(one["id"] for one in listed if not one["current"])
    assert house.client.delete(f"/api/me/sessions/{other}", headers=ORIGIN).json() == {"ok": True}
    assert house.client.delete(f"/api/me/sessions/{other}", headers=ORIGIN).status_code == 404
    assert len(house.client.get("/api/me/sessions").json()["sessions"]) == 2
    assert house.client.delete("/api/me/sessions", headers=ORIGIN).json() == {"ok": True}
    for token in tokens:
        house.client.cookies.clear()
        house.client.cookies.set("zhibi_session", token)
        assert house.client.get("/api/me").status_code == 401


def test_an_administrator_signs_somebody_out_everywhere(house: House) -> None:
    headers = house.key_of("王芳", "reader")
    begun = house.accounts.sessions.begin(house.accounts.users.get("王芳"))
    mine = {"Cookie": f"zhibi_session={begun.token}"}
    assert house.client.get("/api/me", headers=mine).status_code == 200
    assert house.client.delete("/api/users/王芳/sessions", headers=headers).status_code == 403
    login(house, "admin", ADMIN_PASSWORD)
    assert house.client.delete("/api/users/王芳/sessions", headers=ORIGIN).json() == {"ok": True}
    house.client.cookies.clear()
    assert house.client.get("/api/me", headers=mine).status_code == 401
    assert house.client.get("/api/me", headers=headers).status_code == 200  # keys are revoked one by one


def test_who_has_come_by_tls_is_told_to_come_so_again(house: House) -> None:
    assert "max-age=" in house.client.get("https://127.0.0.1/api/me").headers["strict-transport-security"]
    assert "strict-transport-security" not in house.client.get("/api/me").headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    reply = house.client.post("/api/login", json={"name": "admin", "password": ADMIN_PASSWORD})
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    secure = house.client.post(
        "https://127.0.0.1/api/login", json={"name": "admin", "password": ADMIN_PASSWORD}
    ).headers["set-cookie"]
    assert secure.startswith("__Host-")
    assert "Secure" in secure


@pytest.mark.parametrize("headers", [{}, {"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_change_with_a_cookie_must_come_from_our_page(house: House, headers: dict[str, str]) -> None:
    login(house, "admin", ADMIN_PASSWORD)
    reply = house.client.post("/api/tasks", json={"plan": "计划", "tasks": [{"matter": "事"}]}, headers=headers)
    assert reply.status_code == 403
    reply = house.client.post("/api/tasks", json={"plan": "计划", "tasks": [{"matter": "事"}]}, headers=ORIGIN)
    assert reply.status_code == 201


def test_a_wrong_password_tells_no_more_than_a_wrong_name(house: House) -> None:
    replies = [
        house.client.post("/api/login", json={"name": name, "password": "不是这个密码"})
        for name in ("admin", "没有这个人")
    ]
    assert [reply.status_code for reply in replies] == [401, 401]
    assert replies[0].json()["error"] == replies[1].json()["error"]


@BOTH
def test_who_guesses_waits(house: House) -> None:
    for _ in range(5):
        house.client.post("/api/login", json={"name": "admin", "password": "不是这个密码"})
    reply = house.client.post("/api/login", json={"name": "admin", "password": ADMIN_PASSWORD})
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/api/users", {"name": "新人", "role": "reader", "id": "u0"}),
        ("PATCH", "/api/users/admin", {"role": "administrator", "password_hash": "x"}),
        ("POST", "/api/keys", {"label": "试", "rights": ["read"], "user_id": "u0"}),
        ("POST", "/api/tasks", {"plan": "计划", "kept_for": "u0", "tasks": [{"matter": "核对"}]}),
        ("POST", "/api/conversations", {"title": "问", "kept_for": "u0"}),
    ],
)
def test_what_is_not_to_be_set_is_refused(house: House, method: str, path: str, body: dict[str, object]) -> None:
    """Whoever says more than may be said is told so: nothing is taken into a record by its name."""
    login(house, "admin", ADMIN_PASSWORD)
    assert house.client.request(method, path, json=body, headers=ORIGIN).status_code == 422
    fits = {name: value for name, value in body.items() if value not in ("u0", "x")}
    assert house.client.request(method, path, json=fits, headers=ORIGIN).is_success


def test_a_password_that_another_chose_is_changed_first(house: House) -> None:
    login(house, "admin", ADMIN_PASSWORD)
    made = house.client.post("/api/users", json={"name": "王芳", "role": "writer"}, headers=ORIGIN).json()
    me = login(house, "王芳", made["password"])
    assert me["must_change"]
    assert house.client.get("/api/documents").status_code == 403
    change = {"old": made["password"], "new": PASSWORD}
    assert house.client.post("/api/me/password", json=change, headers=ORIGIN).json()["must_change"] is False
    assert house.client.get("/api/documents").status_code == 200


ROLES_MAY = [
    ("reader", "POST", "/api/search", {"question": "问"}, 200),
    ("reader", "POST", "/api/tasks", {"plan": "计划", "tasks": [{"matter": "事"}]}, 403),
    ("reader", "GET", "/api/drafts", None, 403),
    ("writer", "POST", "/api/tasks", {"plan": "计划", "tasks": [{"matter": "事"}]}, 201),
    ("writer", "DELETE", "/api/documents/d1", None, 403),
    ("librarian", "DELETE", "/api/documents/d1", None, 404),
    ("librarian", "GET", "/api/users", None, 403),
    ("librarian", "GET", "/api/audit", None, 403),
    ("librarian", "PUT", "/api/collections/甲", {"everyone": True}, 403),
    ("librarian", "PUT", "/api/collections/甲/members/王芳", None, 403),
    ("administrator", "PUT", "/api/collections/甲", {"everyone": True}, 200),
    ("administrator", "GET", "/api/users", None, 200),
]


@pytest.mark.parametrize(("role", "method", "path", "body", "status"), ROLES_MAY)
def test_each_role_does_its_work(house: House, role: Any, method: str, path: str, body: Any, status: int) -> None:
    headers = house.key_of("王芳", role, "甲")
    assert house.client.request(method, path, json=body, headers=headers).status_code == status


def test_a_key_makes_no_keys_and_changes_no_password(house: House) -> None:
    headers = house.key_of("王芳", "administrator")
    assert house.client.post("/api/keys", json={}, headers=headers).status_code == 403
    change = {"old": PASSWORD, "new": ADMIN_PASSWORD}
    assert house.client.post("/api/me/password", json=change, headers=headers).status_code == 403


@BOTH
def test_a_key_is_shown_once_and_ends_when_revoked(house: House) -> None:
    login(house, "admin", ADMIN_PASSWORD)
    made = house.client.post("/api/keys", json={"label": "门户", "rights": ["read"]}, headers=ORIGIN).json()
    bearer = {"Authorization": f"Bearer {made['key']}"}
    house.client.cookies.clear()
    assert house.client.get("/api/me", headers=bearer).json()["rights"] == ["read"]
    listed = house.client.get("/api/keys", headers=bearer).text
    assert made["key"] not in listed
    assert made["about"]["prefix"] in listed
    assert house.client.delete(f"/api/keys/{made['about']['id']}", headers=bearer).status_code == 200
    assert house.client.get("/api/me", headers=bearer).status_code == 401


def test_expired_revoked_and_foreign_keys_read_alike(house: House) -> None:
    """Whoever finds a key does not learn what became of it."""
    headers = house.key_of("王芳", "reader", "甲")
    user = house.accounts.users.get("王芳")
    revoked, text = house.accounts.keys.add(user.id, "试")
    house.accounts.keys.revoke(revoked.id)
    replies = [house.client.get("/api/me", headers={"Authorization": f"Bearer {text}"})]
    _, expiring = house.accounts.keys.add(user.id, "试", days=1)
    clock = house.accounts.keys._clock
    for store in (house.accounts.keys, house.client.app.state.backend.accounts.keys):  # type: ignore[attr-defined]
        store._clock = lambda: clock() + 86_401
    replies.append(house.client.get("/api/me", headers={"Authorization": f"Bearer {expiring}"}))
    replies.append(house.client.get("/api/me", headers={"Authorization": "Bearer zb_" + "x" * 43}))
    house.accounts.users.add("管理", "administrator", PASSWORD)
    house.accounts.users.change("王芳", disabled=True)
    replies.append(house.client.get("/api/me", headers=headers))
    assert {one.status_code for one in replies} == {401}
    assert len({str(one.json()["error"]) for one in replies}) == 1


@pytest.mark.parametrize("value", ["Bearer", "Bearer zb_nonsense", "Basic YTpi", "zb_", "Bearer " + "x" * 5000])
def test_a_malformed_key_is_nobody_even_beside_a_session(house: House, value: str) -> None:
    login(house, "admin", ADMIN_PASSWORD)
    assert house.client.get("/api/me", headers={"Authorization": value}).status_code == 401


@BOTH
def test_who_loses_a_collection_loses_what_was_drawn_from_it(house: House, tmp_path: Path) -> None:
    fill(house, tmp_path, "甲", "主题党日每月开展一次，由支部书记主持。")
    headers = house.key_of("王芳", "writer", "甲")
    spec = {"单位": "某公司党委", "期间": "2026年", "主题": "主题党日"}
    made = house.client.post("/api/drafts", json={"genre": "work_plan", "spec": spec}, headers=headers).json()
    drawn = {one["document"] for one in made["citations"]}
    house.accounts.collections.dismiss("甲", house.accounts.users.get("王芳").id)
    reply = house.client.get(f"/api/drafts/{made['id']}", headers=headers)
    assert reply.status_code == (404 if drawn else 200)


@BOTH
def test_what_is_done_is_noted_and_secrets_are_not(house: House, tmp_path: Path) -> None:
    document = fill(house, tmp_path, "甲", "主题党日每月开展一次。")
    headers = house.key_of("王芳", "writer", "甲")
    house.client.post("/api/ask", json={"question": "主题党日多久一次？"}, headers=headers)
    house.client.get(f"/api/documents/{document}/original", headers=headers)
    house.client.get("/api/documents/d0/text", headers=headers)
    house.client.delete(f"/api/documents/{document}", headers=headers)
    noted = {(one.action, one.subject, one.outcome) for one in house.accounts.audit.find() if one.name == "王芳"}
    assert ("ask", "主题党日多久一次？", "done") in noted
    assert ("read", document, "done") in noted
    assert ("read", "d0", "failed") in noted
    text = str(house.accounts.audit.find())
    assert headers["Authorization"].removeprefix("Bearer ") not in text
    assert PASSWORD not in text


@BOTH
def test_the_audit_log_is_exported(house: House) -> None:
    login(house, "admin", ADMIN_PASSWORD)
    exported = house.client.get("/api/audit/export?format=csv")
    assert exported.text.startswith("\ufeffid,at,name")
    assert "attachment" in exported.headers["content-disposition"]
    page = house.client.get("/api/audit?action=login&limit=1").json()
    assert page["entries"][0]["action"] == "login"


def test_another_address_demands_accounts() -> None:
    with pytest.raises(SettingsError, match="没有启用账号"):
        server.bind("0.0.0.0", 0)
    server.bind("0.0.0.0", 0, accounts=True).close()


def test_users_and_keys_are_listed_page_by_page(house: House) -> None:
    headers = house.key_of("主任", "administrator")
    for name in ("王芳", "李强"):
        house.key_of(name, "reader")
    for path, items in (("/api/users", "users"), ("/api/keys", "keys")):
        whole = house.client.get(path, headers=headers).json()
        assert (len(whole[items]), "next" in whole) == (4 if items == "users" else 3, False)
        pages, cursor = [], {}
        while True:
            told = house.client.get(path, params={"limit": 2, **cursor}, headers=headers).json()
            pages += told[items]
            if "next" not in told:
                break
            cursor = {"cursor": told["next"]}
        assert pages == whole[items]
