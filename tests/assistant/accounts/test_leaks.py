"""Two users, two collections, random operations against a model of who may see what.

A quick run by default; `ZHIBI_LEAKS=1000` runs as many operations as the figure asks for.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from accounts_house import House, opened
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from assistant.interfaces.api.app import create_app

OPERATIONS = int(os.environ.get("ZHIBI_LEAKS", "60"))
EXAMPLES = max(2, OPERATIONS // 100)
COLLECTIONS = ("甲", "乙")
PEOPLE = ("wang", "li")
SECRET = re.compile(r"秘[甲乙]\d{4}号")


@dataclass
class Model:
    """What there is, and who may see it.

    Attributes:
        members: Collection -> who may see it.
        documents: Id -> collection and the secret that stands in the document.
        records: Id of a task or draft -> its owner and the secret in it.
    """

    members: dict[str, set[str]]
    documents: dict[str, tuple[str, str]] = field(default_factory=dict)
    tasks: dict[str, tuple[str, str]] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def secret(self, collection: str) -> str:
        self.count += 1
        return f"秘{collection}{self.count:04}号"

    def sees(self, who: str, collection: str) -> bool:
        return who in self.members[collection]

    def shown(self, who: str) -> dict[str, str]:
        return {key: secret for key, (collection, secret) in self.documents.items() if self.sees(who, collection)}


class World:
    """The server under the random operations; every reply passes `_checked`."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.client = house.client
        # Each begins as a member of one collection; both do everything that is not administering.
        self.headers = {
            "wang": house.key_of("wang", "librarian", "甲"),
            "li": house.key_of("li", "librarian", "乙"),
        }
        self.ids = {name: house.accounts.users.get(name).id for name in PEOPLE}
        self.model = Model({"甲": {"wang"}, "乙": {"li"}})
        for who, collection in (("wang", "甲"), ("li", "乙")):
            self.upload(who, collection)
            self.upload(who, collection)

    # What may be done, each held against the model.

    def upload(self, who: str, collection: str) -> None:
        model = self.model
        secret = model.secret(collection)
        text = f"# {secret}管理办法\n\n第一条　{secret}由{collection}组每月核对一次，并报送办公室。\n"
        files = {"files": (f"{secret}.md", text.encode())}
        reply = self.request(who, "POST", "/api/documents", files=files, data={"collection": collection}, sent=secret)
        if not model.sees(who, collection):
            self._as_if_absent(who, reply, collection, "丙", "POST", "/api/documents", files=files, form="collection")
            return
        assert reply.status_code == 200, reply.text
        (document,) = reply.json()["documents"]
        model.documents[document["id"]] = (collection, secret)

    def remove(self, who: str, document: str) -> None:
        reply = self.request(who, "DELETE", f"/api/documents/{document}")
        if document in self.model.shown(who):
            assert reply.status_code == 200, reply.text
            del self.model.documents[document]
        else:
            absent = self.request(who, "DELETE", "/api/documents/d000000000000")
            assert _alike(reply, absent, document, "d000000000000")

    def listed(self, who: str, collection: str | None) -> None:
        query = "" if collection is None else f"?collection={collection}"
        found = self.request(who, "GET", f"/api/documents{query}").json()["documents"]
        wanted = {key for key in self.model.shown(who) if collection in (None, self.model.documents[key][0])}
        assert {one["id"] for one in found} == wanted
        names = {one["name"] for one in self.request(who, "GET", "/api/collections").json()["collections"]}
        assert names == {name for name in COLLECTIONS if self.model.sees(who, name)}

    def read(self, who: str, document: str, part: str) -> None:
        reply = self.request(who, "GET", f"/api/documents/{document}{part}")
        if document in self.model.shown(who):
            assert reply.status_code == 200, reply.text
        else:
            absent = self.request(who, "GET", f"/api/documents/d000000000000{part}")
            assert _alike(reply, absent, document, "d000000000000")

    def read_chunk(self, who: str, document: str, part: str) -> None:
        chunks = self.house.service.chunks_of(document) if document in self.model.documents else []
        for chunk in chunks[:1]:
            reply = self.request(who, "GET", f"/api/chunks/{chunk.id}{part}")
            if document in self.model.shown(who):
                assert reply.status_code == 200, reply.text
            else:
                absent = self.request(who, "GET", f"/api/chunks/c0000{part}")
                assert _alike(reply, absent, chunk.id, "c0000")

    def ask(self, who: str, secret: str, route: str, collection: str | None) -> None:
        body: dict[str, Any] = {"question": f"{secret}由谁核对？", "k": 50}
        if collection is not None:
            body["collections"] = [collection]
        reply = self.request(who, "POST", route, json=body, sent=secret)
        assert reply.status_code == 200, reply.text

    def unmoved(self, who: str, route: str) -> None:
        """What comes into a collection that one does not see moves nothing in what one is told."""
        hidden = [name for name in COLLECTIONS if not self.model.sees(who, name)]
        if not hidden:
            return
        secret = self.model.secret(hidden[0])
        bodies = [{"question": f"{secret}由谁核对？", "k": 50}, {"question": "每月核对几次？", "k": 50}]
        before = [self.request(who, "POST", route, json=body, sent=secret).json() for body in bodies]
        self.put(hidden[0], secret)
        after = [self.request(who, "POST", route, json=body, sent=secret).json() for body in bodies]
        assert _timeless(before) == _timeless(after)

    def put(self, collection: str, secret: str) -> None:
        """As somebody else does who may."""
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / f"{secret}.md"
            place.write_text(f"# {secret}管理办法\n\n第一条　{secret}由{collection}组每月核对一次，并报送办公室。\n")
            (document,) = self.house.service.ingest([place], collection).documents
        self.model.documents[document.id] = (collection, secret)

    def verify(self, who: str, document: str) -> None:
        body = {"text": "每季度核对一次。", "sources": [{"document_id": document}]}
        reply = self.request(who, "POST", "/api/verify", json=body)
        if document in self.model.shown(who):
            assert reply.status_code == 200, reply.text
        else:
            absent = self.request(who, "POST", "/api/verify", json=_replaced(body, document, "d000000000000"))
            assert _alike(reply, absent, document, "d000000000000")

    def complete(self, who: str, secret: str) -> None:
        body = {"model": "zhibi", "messages": [{"role": "user", "content": f"{secret}由谁核对？"}]}
        reply = self.request(who, "POST", "/v1/chat/completions", json=body, sent=secret)
        assert reply.status_code == 200, reply.text

    def draft(self, who: str, collection: str) -> None:
        spec = {"单位": "某公司党委", "期间": "2026年", "主题": "核对", "库": [collection]}
        reply = self.request(who, "POST", "/api/drafts", json={"genre": "work_summary", "spec": spec})
        if not self.model.sees(who, collection):
            spec = {**spec, "库": ["丙"]}
            absent = self.request(who, "POST", "/api/drafts", json={"genre": "work_summary", "spec": spec})
            assert _alike(reply, absent, collection, "丙")

    def drafts(self, who: str) -> None:
        for one in self.request(who, "GET", "/api/drafts").json()["drafts"]:
            assert self.request(who, "GET", f"/api/drafts/{one['id']}").status_code == 200
            exported = self.request(who, "GET", f"/api/drafts/{one['id']}/export?format=md")
            assert exported.status_code in (200, 409)
        for stored in self.house.service.drafts.list():
            other = self.request(who, "GET", f"/api/drafts/{stored.id}/versions")
            assert other.status_code in (200, 404)

    def add_task(self, who: str) -> None:
        secret = self.model.secret("甲")
        body = {"plan": f"计划{secret}", "year": 2026, "tasks": [{"matter": f"{secret}核对"}]}
        reply = self.request(who, "POST", "/api/tasks", json=body, sent=secret)
        assert reply.status_code == 201, reply.text
        (task,) = reply.json()["tasks"]
        self.model.tasks[task["id"]] = (who, secret)

    def tasks(self, who: str) -> None:
        found = {one["id"] for one in self.request(who, "GET", "/api/tasks").json()["tasks"]}
        assert found == {key for key, (owner, _) in self.model.tasks.items() if owner == who}
        for key, (owner, _) in list(self.model.tasks.items())[-4:]:
            for method, body in (("GET", None), ("PATCH", {"note": "已核"})):
                reply = self.request(who, method, f"/api/tasks/{key}", json=body)
                absent = self.request(who, method, "/api/tasks/0000000000", json=body)
                assert reply.status_code == 200 if owner == who else _alike(reply, absent, key, "0000000000")

    def admit(self, collection: str, who: str, out: bool) -> None:
        """What an administrator changes holds from the next request on."""
        store = self.house.accounts.collections
        (store.dismiss if out else store.admit)(collection, self.ids[who])
        (self.model.members[collection].discard if out else self.model.members[collection].add)(who)

    def administer(self, who: str) -> None:
        for path in ("/api/users", "/api/audit", "/api/audit/export", "/metrics"):
            assert self.request(who, "GET", path).status_code == 403
        keys = self.request(who, "GET", "/api/keys").json()["keys"]
        assert {key["user_id"] for key in keys} == {self.ids[who]}

    # Inside.

    def request(self, who: str, method: str, path: str, sent: str = "", **more: Any) -> Any:
        reply = self.client.request(method, path, headers=self.headers[who], **more)
        assert reply.status_code < 500, (method, path, reply.text)
        model = self.model
        known = {secret for collection, secret in model.documents.values() if model.sees(who, collection)}
        known |= {secret for owner, secret in model.tasks.values() if owner == who} | {sent}
        hidden = set(SECRET.findall(reply.text)) - known
        # What was removed from a collection that one sees may stand in one's own drafts.
        assert not {one for one in hidden if self._is_hidden(who, one)}, (who, method, path, hidden)
        ids = {key for key, (collection, _) in model.documents.items() if not model.sees(who, collection)}
        assert not {key for key in ids if key in reply.text and key not in path + _text(more)}, (who, method, path)
        return reply

    def _is_hidden(self, who: str, secret: str) -> bool:
        """A secret names its collection; tasks' secrets are their owner's alone."""
        owners = {one: owner for owner, one in self.model.tasks.values()}
        return owners[secret] != who if secret in owners else not self.model.sees(who, secret[1])

    def _as_if_absent(
        self, who: str, reply: Any, name: str, absent: str, method: str, path: str, form: str, **more: Any
    ) -> None:
        other = self.request(who, method, path, data={form: absent}, sent=_text(more), **more)
        assert _alike(reply, other, name, absent)


def _alike(reply: Any, absent: Any, name: str, other: str) -> bool:
    """Whether two replies differ in nothing but the name that was asked for."""
    assert reply.status_code == absent.status_code, (reply.text, absent.text)
    one, two = _timeless(reply.json()), _timeless(absent.json())
    assert _text(one).replace(name, other) == _text(two)
    return True


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _timeless(one)
            for key, one in value.items()
            if key not in ("seconds", "request_id", "instance", "score")
        }
    return [_timeless(one) for one in value] if isinstance(value, list) else value


def _text(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        return [_replaced(one, old, new) for one in value]
    return value.replace(old, new) if isinstance(value, str) else value


@contextmanager
def a_world() -> Iterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        service, accounts, backend = opened(Path(folder))
        with service, TestClient(create_app(backend), base_url="http://127.0.0.1") as client:
            yield World(House(service, accounts, client))


def perform(world: World, data: st.DataObject) -> None:
    """One operation of one person, drawn at random."""
    model = world.model
    who = data.draw(st.sampled_from(PEOPLE))
    collection = data.draw(st.sampled_from(COLLECTIONS))
    document = data.draw(st.sampled_from([*model.documents, "d000000000000"]))
    secrets = [secret for _, secret in model.documents.values()] or ["秘甲0000号"]
    secret = data.draw(st.sampled_from(secrets))
    doings = {
        "upload": lambda: world.upload(who, collection),
        "remove": lambda: world.remove(who, document),
        "list": lambda: world.listed(who, data.draw(st.sampled_from([None, *COLLECTIONS]))),
        "read": lambda: world.read(who, document, data.draw(st.sampled_from(["", "/text", "/pages"]))),
        "original": lambda: world.read(who, document, "/original"),
        "chunk": lambda: world.read_chunk(who, document, data.draw(st.sampled_from(["", "/boxes?start=0&end=3"]))),
        "search": lambda: world.ask(who, secret, "/api/search", data.draw(st.sampled_from([None, *COLLECTIONS]))),
        "ask": lambda: world.ask(who, secret, "/api/ask", None),
        "unmoved": lambda: world.unmoved(who, data.draw(st.sampled_from(["/api/search", "/api/ask"]))),
        "complete": lambda: world.complete(who, secret),
        "verify": lambda: world.verify(who, document),
        "draft": lambda: world.draft(who, collection),
        "drafts": lambda: world.drafts(who),
        "add_task": lambda: world.add_task(who),
        "tasks": lambda: world.tasks(who),
        "admit": lambda: world.admit(collection, who, data.draw(st.booleans())),
        "administer": lambda: world.administer(who),
    }
    doings[data.draw(st.sampled_from(sorted(doings)))]()


@settings(
    max_examples=EXAMPLES + 1,  # the first that is tried does the simplest thing over and over
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.timeout(3600)
@given(data=st.data())
def test_nobody_learns_of_what_another_may_see(data: st.DataObject) -> None:
    with a_world() as world:
        for _ in range(OPERATIONS // EXAMPLES):
            perform(world, data)
