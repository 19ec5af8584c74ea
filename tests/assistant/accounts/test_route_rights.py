"""Every route, every kind of caller: who is let in is written down here, and a route that is not fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from accounts_house import PASSWORD, House, opened
from fastapi import FastAPI
from starlette.testclient import TestClient

from assistant.accounts.principal import RIGHTS, RIGHTS_OF, ROLES, Right
from assistant.interfaces.api.app import create_app

Needed = Right | Literal["nothing", "anybody", "settled", "session", "session that reads", "job that drafts", "upload"]
"""A right (to draft and to manage documents one must read as well); "nothing": no login; "anybody": whoever is signed
in, however; "settled": whoever has any right; "session": as anybody, but not by a key; "job that drafts", "upload": the
right to draft or to manage documents alone, since what is made is not shown."""

TABLE: dict[str, Needed] = {
    "GET /healthz": "nothing",
    "GET /readyz": "nothing",
    "GET /metrics": "administer",
    "GET /api/openapi.json": "nothing",
    "* /api/{rest}": "anybody",  # an address that is none
    "* /v1/{rest}": "anybody",
    "* /mcp": "read",
    "POST /api/login": "nothing",
    "POST /api/logout": "anybody",
    "GET /api/me": "anybody",
    "POST /api/me/password": "session",
    "GET /api/me/sessions": "session",
    "DELETE /api/me/sessions": "session",
    "DELETE /api/me/sessions/{session}": "session",
    "GET /api/users": "administer",
    "POST /api/users": "administer",
    "GET /api/users/{user}": "administer",
    "PATCH /api/users/{user}": "administer",
    "DELETE /api/users/{user}": "administer",
    "DELETE /api/users/{user}/sessions": "administer",
    "GET /api/collections": "read",
    "PUT /api/collections/{name}": "administer",
    "POST /api/collections/{name}/rename": "administer",
    "PUT /api/collections/{name}/members/{user}": "administer",
    "DELETE /api/collections/{name}/members/{user}": "administer",
    "GET /api/keys": "read",
    "POST /api/keys": "session that reads",
    "DELETE /api/keys/{key_id}": "read",
    "GET /api/audit": "administer",
    "GET /api/audit/export": "administer",
    "GET /api/documents": "read",
    "POST /api/documents": "manage",
    "GET /api/documents/{document_id}": "read",
    "DELETE /api/documents/{document_id}": "manage",
    "PATCH /api/documents/{document_id}": "manage",
    "POST /api/documents/{document_id}/move": "manage",
    "POST /api/documents/{document_id}/restore": "manage",
    "GET /api/documents/{document_id}/versions": "read",
    "GET /api/documents/{document_id}/text": "read",
    "GET /api/documents/{document_id}/pages": "read",
    "GET /api/documents/{document_id}/pages/{page}/image": "read",
    "GET /api/documents/{document_id}/original": "read",
    "GET /api/chunks/{chunk_id}": "read",
    "GET /api/chunks/{chunk_id}/boxes": "read",
    "GET /api/chunks/{chunk_id}/image": "read",
    "GET /api/search": "read",
    "POST /api/search": "read",
    "POST /api/ask": "read",
    "POST /api/verify": "read",
    "POST /api/verify/file": "read",
    "GET /api/proofs": "read",
    "POST /api/proofs": "read",
    "GET /api/proofs/{proof_id}": "read",
    "POST /api/proofs/{proof_id}/check": "read",
    "DELETE /api/proofs/{proof_id}": "read",
    "POST /api/proofs/{proof_id}/restore": "read",
    "GET /api/tasks": "read",
    "POST /api/tasks": "draft",
    "GET /api/tasks.xlsx": "read",
    "POST /api/tasks/sheet": "draft",
    "POST /api/tasks/carry": "draft",
    "GET /api/tasks/{task_id}": "read",
    "PATCH /api/tasks/{task_id}": "draft",
    "DELETE /api/tasks/{task_id}": "draft",
    "POST /api/tasks/{task_id}/restore": "draft",
    "GET /api/drafts": "draft",
    "POST /api/drafts": "draft",
    "POST /api/drafts/outline": "draft",
    "GET /api/drafts/{draft_id}": "draft",
    "DELETE /api/drafts/{draft_id}": "draft",
    "POST /api/drafts/{draft_id}/restore": "draft",
    "POST /api/drafts/{draft_id}/versions/{version}/restore": "draft",
    "PATCH /api/drafts/{draft_id}": "draft",
    "POST /api/drafts/{draft_id}/copy": "draft",
    "GET /api/drafts/{draft_id}/compare": "draft",
    "GET /api/drafts/{draft_id}/versions": "draft",
    "GET /api/drafts/{draft_id}/export": "draft",
    "PUT /api/drafts/{draft_id}/sections/{section_id}": "draft",
    "POST /api/drafts/{draft_id}/sections/{section_id}/regenerate": "draft",
    "POST /api/drafts/{draft_id}/sections/{section_id}/check": "draft",
    "POST /api/drafts/{draft_id}/tasks": "draft",
    "GET /api/ledgers": "read",
    "GET /api/ledgers/{kind}": "read",
    "GET /api/ledgers/{kind}/export": "read",
    "GET /api/jobs": "settled",
    "POST /api/jobs/ingest": "upload",
    "POST /api/jobs/rebuild": "administer",
    "POST /api/jobs/backup": "administer",
    "POST /api/jobs/eval": "administer",
    "POST /api/jobs/draft": "job that drafts",
    "GET /api/jobs/{job_id}": "settled",
    "POST /api/jobs/{job_id}/cancel": "settled",
    "GET /api/jobs/{job_id}/events": "settled",
    "GET /api/backups": "administer",
    "GET /api/backups/{name}": "administer",
    "DELETE /api/backups/{name}": "administer",
    "GET /api/eval/datasets": "administer",
    "GET /api/eval/datasets/{name}": "administer",
    "PUT /api/eval/datasets/{name}": "administer",
    "DELETE /api/eval/datasets/{name}": "administer",
    "PUT /api/eval/datasets/{name}/cases/{case_id}": "administer",
    "DELETE /api/eval/datasets/{name}/cases/{case_id}": "administer",
    "GET /api/eval/runs": "administer",
    "GET /api/eval/runs/{run_id}": "administer",
    "DELETE /api/eval/runs/{run_id}": "administer",
    "GET /api/eval/runs/{run_id}/cases/{case_id}": "administer",
    "GET /api/eval/runs/{run_id}/compare/{other}": "administer",
    "GET /api/eval/runs/{run_id}/report": "administer",
    "GET /api/conversations": "read",
    "POST /api/conversations": "read",
    "GET /api/conversations/{conversation_id}": "read",
    "PATCH /api/conversations/{conversation_id}": "read",
    "DELETE /api/conversations/{conversation_id}": "read",
    "POST /api/conversations/{conversation_id}/restore": "read",
    "GET /api/conversations/{conversation_id}/messages": "read",
    "POST /api/conversations/{conversation_id}/messages": "read",
    "GET /api/conversations/{conversation_id}/messages/{message_id}": "read",
    "GET /api/conversations/{conversation_id}/messages/{message_id}/events": "read",
    "POST /api/conversations/{conversation_id}/messages/{message_id}/edit": "read",
    "POST /api/conversations/{conversation_id}/messages/{message_id}/retry": "read",
    "POST /api/conversations/{conversation_id}/messages/{message_id}/stop": "read",
    "PUT /api/conversations/{conversation_id}/messages/{message_id}/feedback": "read",
    "DELETE /api/conversations/{conversation_id}/messages/{message_id}/feedback": "read",
    "GET /api/feedback": "read",
    "GET /v1/models": "read",
    "GET /v1/models/{model_id}": "read",
    "POST /v1/chat/completions": "read",
}

QUERIES = {
    "/api/search": "?question=问",
    "/api/chunks/{chunk_id}/boxes": "?start=0&end=1",
    "/api/drafts/{draft_id}/compare": "?earlier=1",
}
"""Without these a request would be refused for another reason."""

BODIES: dict[str, Any] = {"POST /api/me/password": {"old": "a", "new": "b"}}

ORIGIN = {"Origin": "http://127.0.0.1"}


@dataclass(frozen=True)
class Somebody:
    """A caller: what they may do, and how they come in. Attributes: headers: None for one who is not let in at all."""

    rights: frozenset[Right]
    via: Literal["key", "session"]
    user_id: str
    key: str = ""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    service, accounts, backend = opened(tmp_path_factory.mktemp("rights"))
    with service, TestClient(create_app(backend), base_url="http://127.0.0.1") as client:
        yield House(service, accounts, client)


@pytest.fixture(scope="module")
def people(house: House) -> dict[str, Somebody]:
    """Everybody who may come in: each role by session and by key, a key of each scope, a password of another's."""
    found = {}
    for role in ROLES:
        user = house.accounts.users.add(f"人{role}", role, PASSWORD, must_change=False)
        found[f"{role} by session"] = Somebody(RIGHTS_OF[role], "session", user.id)
        _, text = house.accounts.keys.add(user.id, "全", RIGHTS)
        found[f"{role} by key"] = Somebody(RIGHTS_OF[role], "key", user.id, text)
    for right in RIGHTS:
        administrator = found["administrator by key"].user_id
        _, text = house.accounts.keys.add(administrator, right, [right])
        found[f"key that may {right}"] = Somebody(frozenset({right}), "key", administrator, text)
    user = house.accounts.users.add("新人", "librarian", PASSWORD, must_change=True)
    found["password to be changed"] = Somebody(frozenset(), "session", user.id)
    return found


def routes_of(app: FastAPI) -> set[str]:
    """Method and path of everything that the application answers; "*" for what takes every method."""
    found = set()
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        prefix = route.include_context.prefix if inner is not None else ""  # type: ignore[attr-defined]
        for one in inner.routes if inner is not None else [route]:
            methods = set(one.methods or ()) - {"HEAD"}
            path = prefix + re.sub(r":path\}", "}", one.path)
            found |= {f"{method} {path}" for method in methods} if 0 < len(methods) < 5 else {f"* {path}"}
    return found


def test_every_route_is_in_the_table_and_nothing_else_is(house: House) -> None:
    app = house.client.app
    assert isinstance(app, FastAPI)
    assert routes_of(app) == set(TABLE)


def ask(house: House, entry: str, headers: dict[str, str]) -> int:
    method, path = entry.split(" ")
    typed = re.sub(r"\{\w+\}", "none", path) + QUERIES.get(path, "")
    method = "POST" if method == "*" else method
    body = BODIES.get(entry, {}) if method in ("POST", "PUT", "PATCH") else None
    house.client.cookies.clear()
    return house.client.request(method, typed, json=body, headers=headers).status_code


def headers_of(house: House, somebody: Somebody) -> dict[str, str]:
    if somebody.via == "key":
        return {"Authorization": f"Bearer {somebody.key}"}
    begun = house.accounts.sessions.begin(house.accounts.users.get(somebody.user_id))
    return {"Cookie": f"zhibi_session={begun.token}", **ORIGIN}


def may(somebody: Somebody, needed: Needed) -> bool:
    match needed:
        case "nothing" | "anybody":
            return True
        case "session":
            return somebody.via == "session"
        case "session that reads":
            return somebody.via == "session" and "read" in somebody.rights
        case "settled":
            return bool(somebody.rights)
        case "upload":
            return "manage" in somebody.rights
        case "job that drafts":
            return "draft" in somebody.rights
        case "draft" | "manage":
            return {needed, "read"} <= somebody.rights
        case _:
            return needed in somebody.rights


WHO = [
    *(f"{role} by {via}" for role in ROLES for via in ("session", "key")),
    *(f"key that may {right}" for right in RIGHTS),
    "password to be changed",
]


@pytest.mark.parametrize("who", WHO)
def test_each_is_let_in_where_the_table_says_and_nowhere_else(
    house: House, people: dict[str, Somebody], who: str
) -> None:
    somebody, wrong = people[who], []
    for entry, needed in TABLE.items():
        status = ask(house, entry, headers_of(house, somebody))
        assert status < 500, entry
        if entry != "POST /api/login" and (status in (401, 403)) is may(somebody, needed):
            wrong.append((entry, status))
    assert wrong == []


NOBODY = [{}, {"Authorization": "Bearer zb_forged"}, {"Cookie": "zhibi_session=forged", **ORIGIN}]


@pytest.mark.parametrize("headers", NOBODY, ids=["nothing", "a forged key", "a forged session"])
def test_nobody_is_let_in_but_where_everybody_is(house: House, headers: dict[str, str]) -> None:
    for entry, needed in TABLE.items():
        status = ask(house, entry, headers)
        assert (status == 401) is (needed != "nothing"), (entry, status)


def test_who_is_turned_away_is_noted(house: House, people: dict[str, Somebody]) -> None:
    ask(house, "DELETE /api/users/{user}", headers_of(house, people["reader by session"]))
    entry = house.accounts.audit.find()[0]
    assert (entry.name, entry.action, entry.outcome) == ("人reader", "request", "denied")
    assert entry.subject == "DELETE /api/users/none"
