"""Who loses a collection, a right or the way in loses with it what was kept for them: replies, jobs, streams."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from accounts_house import House
from test_account_faces import fill

from assistant.seen import NarrowedService, SeenService
from assistant.service import Service

PATIENCE = 60.0
SECRET = "秘甲0001号"
TEXT = f"{SECRET}由甲组每月核对一次，并报送办公室。"


def out_of(house: House, collection: str, name: str = "王芳") -> None:
    house.accounts.collections.dismiss(collection, house.accounts.users.get(name).id)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/ask", {"question": f"{SECRET}由谁核对？"}),
        ("/api/search", {"question": f"{SECRET}由谁核对？"}),
        ("/api/verify", {"text": "秘甲0001号每季度核对一次。"}),
        ("/v1/chat/completions", {"model": "zhibi", "messages": [{"role": "user", "content": f"{SECRET}由谁核对？"}]}),
    ],
)
def test_a_kept_reply_is_told_again_to_those_alone_who_may_still_see(
    house: House, tmp_path: Path, path: str, body: Any
) -> None:
    fill(house, tmp_path, "甲", TEXT)
    headers = {**house.key_of("王芳", "writer", "甲"), "Idempotency-Key": "a-1"}
    first = house.client.post(path, json=body, headers=headers)
    assert "甲组" in first.text
    again = house.client.post(path, json=body, headers=headers)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    out_of(house, "甲")
    refused = house.client.post(path, json=body, headers=headers)
    assert refused.status_code == 403
    assert "甲组" not in refused.text
    anew = house.client.post(path, json=body, headers={**headers, "Idempotency-Key": "a-2"})
    assert anew.status_code == 200
    assert "甲组" not in anew.text
    house.accounts.collections.admit("甲", house.accounts.users.get("王芳").id)
    assert house.client.post(path, json=body, headers=headers).json() == first.json()


def test_a_kept_reply_is_not_told_to_a_narrower_key_or_a_lesser_role(house: House, tmp_path: Path) -> None:
    fill(house, tmp_path, "甲", TEXT)
    wide = house.key_of("王芳", "writer", "甲", "乙")
    user = house.accounts.users.get("王芳")
    narrow = house.accounts.keys.add(user.id, "窄", ("read",), ["乙"])[1]
    body = {"plan": f"计划{SECRET}", "year": 2026, "tasks": [{"matter": "核对"}]}
    key = {"Idempotency-Key": "a-1"}
    assert house.client.post("/api/tasks", json=body, headers=wide | key).status_code == 201
    asked = {"question": f"{SECRET}由谁核对？"}
    key = {"Idempotency-Key": "a-2"}
    assert "甲组" in house.client.post("/api/ask", json=asked, headers=wide | key).text
    reply = house.client.post("/api/ask", json=asked, headers={"Authorization": f"Bearer {narrow}"} | key)
    assert reply.status_code == 403
    assert "甲组" not in reply.text
    house.accounts.users.change("王芳", role="reader")
    reply = house.client.post("/api/tasks", json=body, headers=wide | {"Idempotency-Key": "a-1"})
    assert reply.status_code == 403
    assert SECRET not in reply.text


def ended(house: House, job: str, headers: dict[str, str]) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE
    while (told := house.client.get(f"/api/jobs/{job}", headers=headers).json())["state"] not in ("done", "failed"):
        assert time.monotonic() < deadline, told
        time.sleep(0.02)
    result: dict[str, Any] = told
    return result


def upload(house: House, headers: dict[str, str], collection: str = "甲", **more: str) -> Any:
    files = {"files": (f"{SECRET}.md", f"# {SECRET}办法\n\n第一条　{TEXT}\n".encode())}
    return house.client.post(
        "/api/jobs/ingest", files=files, data={"collection": collection}, headers={**headers, **more}
    )


def test_what_came_of_a_job_is_withheld_with_the_collection(house: House) -> None:
    headers = house.key_of("王芳", "librarian", "甲")
    job = upload(house, headers, **{"Idempotency-Key": "j-1"}).json()["id"]
    assert SECRET in str(ended(house, job, headers)["result"])
    out_of(house, "甲")
    shown = [
        house.client.get(f"/api/jobs/{job}", headers=headers),
        house.client.get("/api/jobs", headers=headers),
        house.client.get(f"/api/jobs/{job}/events", headers=headers),
        house.client.post(f"/api/jobs/{job}/cancel", headers=headers),
    ]
    assert all(one.status_code == 200 and SECRET not in one.text for one in shown), [one.text for one in shown]
    assert shown[0].json()["state"] == "done"
    again = upload(house, headers, **{"Idempotency-Key": "j-1"})
    assert again.status_code == 404
    assert "没有名为 '甲' 的库" in again.json()["error"]["message"]


def test_a_job_of_a_draft_is_withheld_when_a_collection_it_drew_on_is_lost(house: House, tmp_path: Path) -> None:
    fill(house, tmp_path, "甲", TEXT)
    headers = house.key_of("王芳", "writer", "甲")
    spec = {"单位": "某公司党委", "期间": "2026年", "主题": "核对"}
    made = house.client.post("/api/jobs/draft", json={"genre": "work_summary", "spec": spec}, headers=headers)
    told = ended(house, made.json()["id"], headers)
    assert told["state"] == "done"
    assert told["asked"]["genre"] == "work_summary"
    out_of(house, "甲")
    told = ended(house, made.json()["id"], headers)
    assert (told["result"], told["asked"], told["detail"]) == (None, {}, "")


def test_a_job_for_a_collection_one_may_not_see_is_refused_as_for_one_that_is_not(house: House) -> None:
    headers = house.key_of("王芳", "librarian", "甲")
    house.accounts.collections.set("乙", everyone=False)
    hidden, absent = upload(house, headers, "乙"), upload(house, headers, "丙")
    assert (hidden.status_code, absent.status_code) == (404, 404)
    told, other = hidden.json(), absent.json()
    assert told["error"]["message"].replace("乙", "丙") == other["error"]["message"]
    assert house.client.get("/api/jobs", headers=headers).json()["jobs"] == []


def test_one_key_of_a_job_names_one_request(house: House) -> None:
    headers = {**house.key_of("王芳", "librarian", "甲", "乙"), "Idempotency-Key": "j-1"}
    first, again = upload(house, headers), upload(house, headers)
    assert first.json()["id"] == again.json()["id"]
    spec = {"单位": "某公司党委", "期间": "2026年"}
    for other in (
        upload(house, headers, "乙"),
        house.client.post("/api/jobs/draft", json={"genre": "work_summary", "spec": spec}, headers=headers),
    ):
        assert other.status_code == 409
        assert "Idempotency-Key 已用于另一个请求" in other.json()["error"]["message"]


@pytest.mark.parametrize("loses", ["the collection", "the account"])
def test_a_stream_of_a_job_does_not_outlast_what_its_watcher_may_see(
    house: House, loses: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The job waits until the watcher has lost what is lost; what it then tells is withheld, or nothing."""
    begun, may_go = threading.Event(), threading.Event()
    whole = house.service.ingest

    def ingest(*args: Any, **more: Any) -> Any:
        begun.set()
        assert may_go.wait(PATIENCE)
        return whole(*args, **more)

    monkeypatch.setattr(house.service, "ingest", ingest)
    headers = house.key_of("王芳", "librarian", "甲")
    job = upload(house, headers).json()["id"]
    assert begun.wait(PATIENCE)
    lost = threading.Event()

    def lose() -> None:
        if loses == "the collection":
            out_of(house, "甲")
        else:
            house.accounts.users.change("王芳", disabled=True)
        lost.set()
        may_go.set()

    monkeypatch.setattr("assistant.interfaces.api.jobs.LOOK_EVERY", 0.02)
    threading.Timer(0.3, lose).start()
    told = house.client.get(f"/api/jobs/{job}/events", headers=headers).text
    assert lost.is_set()
    last = told.rsplit("event: ", 1)[-1]
    assert (last.startswith("end") and SECRET not in last) or not last.startswith("end")
    assert ("event: end" in told) is (loses == "the collection")


def test_every_reading_of_what_is_in_documents_is_noted(house: House, tmp_path: Path) -> None:
    document = fill(house, tmp_path, "甲", TEXT)
    headers = house.key_of("王芳", "librarian", "甲")
    chunk = house.service.chunks_of(document)[0].id
    conversation = house.client.post("/api/conversations", json={}, headers=headers).json()["id"]
    question = {"question": f"{SECRET}由谁核对？"}
    message = house.client.post(f"/api/conversations/{conversation}/messages", json=question, headers=headers).json()
    at = f"/api/conversations/{conversation}/messages/{message['id']}"
    house.client.put(f"{at}/feedback", json={"rating": "up"}, headers=headers)
    house.client.post("/api/tasks", json={"plan": "计划", "tasks": [{"matter": "核对"}]}, headers=headers)
    ledger = house.client.get("/api/ledgers", headers=headers).json()["ledgers"][0]["kind"]
    spec = {"单位": "某公司党委", "期间": "2026年", "主题": "核对"}
    draft = house.client.post("/api/drafts", json={"genre": "work_summary", "spec": spec}, headers=headers).json()["id"]
    readings = {
        f"/api/documents/{document}/text": "read",
        f"/api/documents/{document}/pages": "read",
        f"/api/documents/{document}/original": "read",
        f"/api/chunks/{chunk}": "read",
        f"/api/chunks/{chunk}/boxes?start=0&end=2": "read",
        "/api/search?question=核对": "search",
        f"/api/ledgers/{ledger}": "ledger",
        f"/api/ledgers/{ledger}/export?format=md": "export",
        f"/api/conversations/{conversation}/messages": "read_conversation",
        at: "read_conversation",
        f"{at}/events": "read_conversation",
        "/api/feedback": "read_feedback",
        "/api/tasks.xlsx": "export",
        f"/api/drafts/{draft}": "read_draft",
        f"/api/drafts/{draft}/export?format=md&copy=evidence": "export",
    }
    for path, action in readings.items():
        before = {one.id for one in house.accounts.audit.find()}
        assert house.client.get(path, headers=headers).status_code == 200, path
        fresh = [one for one in house.accounts.audit.find() if one.id not in before]
        assert action in {one.action for one in fresh}, path
        assert {one.name for one in fresh} == {"王芳"}
    sent = {"file": ("总结.txt", "每季度核对一次。".encode())}
    assert house.client.post("/api/verify/file", files=sent, headers=headers).is_success
    assert ("verify", "总结.txt") in {(one.action, one.subject) for one in house.accounts.audit.find()}


UNNOTED = {
    "open", "close", "query", "understand", "collections", "versions", "idf", "encoder",
    "tasks", "drafts", "conversations", "feedback", "proofs", "jobs", "replies", "accounts",
}  # fmt: skip
"""What tells nothing of what is in documents, and stores, which narrow and note for themselves."""


def test_no_way_of_the_service_is_left_unnoted() -> None:
    public = {
        name for one in (Service, *Service.__mro__[1:-1]) for name, value in vars(one).items()
        if not name.startswith("_") and (callable(value) or hasattr(value, "__get__"))
    }  # fmt: skip
    held = set(vars(SeenService)) | set(vars(NarrowedService)) & {"close"}
    assert public - held - UNNOTED == set()


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    yield
    structlog.reset_defaults()


def test_what_is_denied_in_a_reply_names_no_secret(house: House, tmp_path: Path) -> None:
    """What is hidden and what is not there differ in nothing but the name that was asked for."""
    document = fill(house, tmp_path, "甲", TEXT)
    headers = house.key_of("王芳", "librarian", "乙")
    chunk = house.service.chunks_of(document)[0].id
    for hidden, absent in (
        (f"/api/documents/{document}", "/api/documents/d000000000000"),
        (f"/api/documents/{document}/text", "/api/documents/d000000000000/text"),
        (f"/api/documents/{document}/pages/1/image", "/api/documents/d000000000000/pages/1/image"),
        (f"/api/chunks/{chunk}", "/api/chunks/c000000000000"),
        (f"/api/chunks/{chunk}/boxes?start=0&end=2", "/api/chunks/c000000000000/boxes?start=0&end=2"),
        (f"/api/chunks/{chunk}/image", "/api/chunks/c000000000000/image"),
        ("/api/documents?collection=甲", "/api/documents?collection=丙"),
        (f"/api/documents?cursor={document}", "/api/documents?cursor=d000000000000"),
    ):
        one, two = (house.client.get(path, headers=headers) for path in (hidden, absent))
        names = re.compile(r"[dc][0-9a-f]{8,}(-\d+)?|" + re.escape(chunk) + r'|"request_id":"\w+"')
        assert one.status_code == two.status_code
        assert names.sub("", one.text) == names.sub("", two.text)
        assert set(one.headers) == set(two.headers)
