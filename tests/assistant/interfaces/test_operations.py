"""What looks after a running server: request ids, logs, metrics, probes, problems, limits, repeated requests."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import structlog
from fakes import FakeService, record

from assistant.errors import LibraryDamagedError, ThrottledError, ZhibiError
from assistant.interfaces.api.limits import Buckets
from assistant.interfaces.logs import HIDDEN, log_as_json
from assistant.store.replies import ReplyStore

QUESTION = "某同志的处分决定"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a server with `log = "json"` writes."""
    root, out = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers, root.level
    log_as_json(["sk-top-secret"], out)
    yield out
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def figure(client: httpx.Client, name: str) -> float:
    found = [line for line in client.get("/metrics").text.splitlines() if line.startswith(name + " ")]
    return float(found[0].split()[-1]) if found else 0.0


@pytest.mark.parametrize(("given", "kept"), [("job-7.a_B", True), ("a" * 65, False), ("a b", False), ("é", False)])
def test_a_request_keeps_a_sound_id_of_its_own(client: httpx.Client, given: str, kept: bool) -> None:
    reply = client.get("/api/documents/none", headers={"X-Request-ID": given.encode()})
    assert (reply.headers["x-request-id"] == given) == kept
    assert reply.json()["request_id"] == reply.headers["x-request-id"]


def test_the_log_tells_each_request_and_nothing_that_was_asked(
    log: io.StringIO, client: httpx.Client, fake: FakeService
) -> None:
    client.get("/api/search", params={"question": QUESTION}, headers={"X-Request-ID": "mine"})
    client.get(f"/api/{QUESTION}")
    told = [line for line in lines(log) if line["event"] == "request"]
    assert [(one["route"], one["status"], one["method"]) for one in told] == [
        ("/api/search", 200, "GET"),
        ("(page)", 404, "GET"),
    ]
    assert told[0]["request_id"] == "mine"
    assert told[0]["level"] == "info"
    assert QUESTION not in log.getvalue()


def test_a_bug_is_logged_with_its_place_and_without_its_words(
    log: io.StringIO, client: httpx.Client, fake: FakeService
) -> None:
    fake.error = RuntimeError(f"secret inside: {QUESTION}")
    reply = client.get("/api/documents", headers={"X-Request-ID": "mine"})
    assert (reply.status_code, reply.headers["x-request-id"]) == (500, "mine")
    assert "content-security-policy" in reply.headers
    bug = next(line for line in lines(log) if line["level"] == "error")
    assert (bug["request_id"], bug["exception"]["type"]) == ("mine", "RuntimeError")
    assert any("fakes.py" in frame for frame in bug["exception"]["frames"])
    assert QUESTION not in log.getvalue()


def test_secrets_are_hidden_wherever_they_come_up(log: io.StringIO) -> None:
    structlog.get_logger().warning("called http://x/?key=sk-top-secret", api_key="k", told={"password": "p", "n": 1})
    logging.getLogger("vendor").warning("sent %s", "sk-top-secret")
    assert "sk-top-secret" not in log.getvalue()
    first, second = lines(log)
    assert (first["api_key"], first["told"]) == (HIDDEN, {"password": HIDDEN, "n": 1})
    assert second["logger"] == "vendor"


def test_requests_and_the_library_are_counted(client: httpx.Client, fake: FakeService) -> None:
    client.get("/api/documents/d1")
    client.get("/api/documents/none")
    assert figure(client, 'zhibi_requests_total{method="GET",route="/api/documents/{document_id}",status="200"}') == 1
    assert figure(client, 'zhibi_requests_total{method="GET",route="/api/documents/{document_id}",status="404"}') == 1
    assert figure(client, "zhibi_library_documents") == 1
    assert figure(client, 'zhibi_request_seconds_count{method="GET",route="/api/documents/{document_id}"}') == 2


def test_files_taken_in_are_counted(client: httpx.Client) -> None:
    files = [("files", (name, b"text", "text/plain")) for name in ("a.txt", "b.txt")]
    client.post("/api/documents", files=files).raise_for_status()
    outcomes = ("taken", "skipped", "failed")
    assert sum(figure(client, f'zhibi_ingested_files_total{{outcome="{one}"}}') for one in outcomes) == 2


def test_no_metric_names_what_a_visitor_typed(client: httpx.Client) -> None:
    client.get(f"/nothing/{QUESTION}")
    client.request("BREW", "/api/documents")
    shown = client.get("/metrics").text
    assert QUESTION not in shown
    assert "BREW" not in shown


def test_readiness_says_what_is_wrong(client: httpx.Client, fake: FakeService) -> None:
    assert client.get("/readyz").json()["checks"].items() >= {"catalog": "ok", "index": "ok", "disk": "ok"}.items()
    fake.error = LibraryDamagedError("索引打不开")
    reply = client.get("/readyz")
    told = reply.json()
    assert (reply.status_code, told["status"]) == (503, "unavailable")
    assert told["checks"].items() >= {"catalog": "索引打不开", "index": "索引打不开", "disk": "ok"}.items()
    assert client.get("/healthz").status_code == 200


PROBLEMS = [
    ("/api/documents/none", 404, "urn:zhibi:problem:document-not-found"),
    ("/api/nothing", 404, "about:blank"),
    ("/api/search?question=问&k=x", 422, "about:blank"),
]


@pytest.mark.parametrize(("path", "status", "kind"), PROBLEMS)
def test_errors_are_problems(client: httpx.Client, path: str, status: int, kind: str) -> None:
    reply = client.get(path)
    told = reply.json()
    assert reply.headers["content-type"] == "application/problem+json"
    assert (reply.status_code, told["status"], told["type"]) == (status, status, kind)
    assert told["instance"] == path.split("?")[0]
    assert told["error"]["message"] in told["detail"]
    assert told["title"]


def test_who_is_throttled_is_told_for_how_long(client: httpx.Client, fake: FakeService) -> None:
    fake.error = ThrottledError("太多次", "稍后", 7)
    assert client.get("/api/documents").headers["retry-after"] == "7"


def test_lists_come_a_page_at_a_time(client: httpx.Client, fake: FakeService) -> None:
    fake.records = {one.id: one for one in (record(number, f"文件{number}") for number in range(1, 6))}
    whole = client.get("/api/documents").json()
    assert "next" not in whole
    seen, cursor = [], None
    while True:
        page = client.get("/api/documents", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += page["documents"]
        cursor = page.get("next")
        if cursor is None:
            break
    assert seen == whole["documents"]
    assert client.get("/api/documents?cursor=gone").status_code == 422
    assert client.get("/api/documents?limit=0").status_code == 422


def test_a_repeated_write_is_done_once(client: httpx.Client) -> None:
    body = {"plan": "年度计划", "unit": "一支部", "year": 2026, "tasks": [{"matter": "开展主题党日"}]}
    headers = {"Idempotency-Key": "a-1"}
    first = client.post("/api/tasks", json=body, headers=headers)
    again = client.post("/api/tasks", json=body, headers=headers)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (first.headers.get("idempotency-replayed"), again.headers["idempotency-replayed"]) == (None, "true")
    assert len(client.get("/api/tasks").json()["tasks"]) == 1
    other = client.post("/api/tasks", json={**body, "plan": "另一计划"}, headers=headers)
    assert other.status_code == 422
    assert client.post("/api/tasks", json=body, headers={"Idempotency-Key": "a b"}).status_code == 400


def test_a_write_that_failed_inside_may_be_tried_again(
    client: httpx.Client, fake: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once, however long the database takes."""
    for name in ("finish", "forget"):
        monkeypatch.setattr(ReplyStore, name, slowly(getattr(ReplyStore, name)))
    headers = {"Idempotency-Key": "a-2"}
    fake.error = ZhibiError("磁盘坏了")
    assert client.delete("/api/documents/d1", headers=headers).status_code == 500
    fake.error = None
    assert client.delete("/api/documents/d1", headers=headers).json() == {"removed": "d1"}
    assert client.delete("/api/documents/d1", headers=headers).json() == {"removed": "d1"}
    assert client.delete("/api/documents/d1").status_code == 404


def slowly(method: Callable[..., None]) -> Callable[..., None]:
    def slow(*args: object) -> None:
        time.sleep(0.2)
        method(*args)

    return slow


def test_two_requests_under_one_key_at_once_are_done_once(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also those that come first of all, while what an earlier server left is forgotten."""
    monkeypatch.setattr(ReplyStore, "recover", slowly(ReplyStore.recover))
    body = {"plan": "年度计划", "unit": "一支部", "year": 2026, "tasks": [{"matter": "开展主题党日"}]}
    statuses: list[int] = []

    def send() -> None:
        statuses.append(client.post("/api/tasks", json=body, headers={"Idempotency-Key": "a-3"}).status_code)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {201, 409}
    assert len(client.get("/api/tasks").json()["tasks"]) == 1


def test_a_bucket_empties_and_fills_again() -> None:
    now = 0.0
    buckets = Buckets(60, lambda: now)
    assert [buckets.take("甲") for _ in range(60)] == [0.0] * 60
    assert buckets.take("甲") == pytest.approx(1.0)
    assert buckets.take("乙") == 0.0
    now = 2.5
    assert [buckets.take("甲") for _ in range(3)] == [0.0, 0.0, pytest.approx(0.5)]


def test_who_asks_too_often_is_told_when_to_come_again(fake: FakeService, request: pytest.FixtureRequest) -> None:
    fake.settings = fake.settings.model_copy(update={"rate_limit": 3})
    client = request.getfixturevalue("client")
    statuses = [client.get("/api/documents").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.get("/api/documents")
    assert int(refused.headers["retry-after"]) in range(1, 21)
    assert refused.json()["error"]["message"] == "请求太频繁"
    assert client.get("/healthz").status_code == 200
