"""The HTTP interface over real HTTP, on a fake service."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import RULE, FakeService, record

from assistant import errors
from assistant.errors import LibraryBusyError, ModelUnreachableError, SettingsError, ZhibiError
from assistant.interfaces.api import server as serving
from assistant.interfaces.api.failures import STATUS, status_of
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire.answers import Answer
from assistant.interfaces.wire.documents import DocumentList
from assistant.interfaces.wire.passages import SearchResult
from assistant.types import Token
from prompts.errors import PromptError

Events = list[tuple[str, dict[str, Any]]]


def events_of(response: httpx.Response) -> Events:
    """Server-sent events as (name, data)."""
    found: Events = []
    name = ""
    for line in response.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            found.append((name, json.loads(line.removeprefix("data: "))))
    return found


def asked(client: httpx.Client, **body: Any) -> Events:
    with client.stream("POST", "/api/ask", json={"question": "问", "stream": True, **body}) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        return events_of(response)


READING = [
    ("/healthz", {"status": "ok"}),
    ("/readyz", {"status": "ready"}),
    ("/api/documents/d1/text", {"id": "d1"}),
    ("/api/documents/d1/pages", {"id": "d1"}),
    ("/api/documents/d1", {"title": "示例集团党支部工作办法"}),
    ("/api/chunks/d1-1", {"article": "第十二条", "pages": [3]}),
]


@pytest.mark.parametrize(("path", "part"), READING, ids=[path for path, _ in READING])
def test_reading(client: httpx.Client, path: str, part: dict[str, Any]) -> None:
    reply = client.get(path)
    assert reply.status_code == 200
    assert part.items() <= reply.json().items()


def test_http_and_command_line_speak_the_same_objects(client: httpx.Client, fake: FakeService) -> None:
    assert client.get("/api/documents").json() == DocumentList.of(fake.documents()).dump()
    assert client.post("/api/ask", json={"question": "问"}).json() == Answer.of(fake.answer()).dump()
    found = SearchResult.of(fake.find(fake.query("问"))).dump()
    assert client.post("/api/search", json={"question": "问"}).json() == found
    assert client.get("/api/search", params={"question": "问"}).json() == found


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_filters_reach_the_query(client: httpx.Client, fake: FakeService, method: str) -> None:
    if method == "GET":
        client.get("/api/search?question=问&k=3&collection=党建&collection=制度&as_of=2026-01-31")
    else:
        body = {"question": "问", "k": 3, "collections": ["党建", "制度"], "as_of": "2026-01-31"}
        client.post("/api/search", json=body)
    query = fake.asked[0]
    assert (query.k, query.scope.collections, str(query.scope.as_of)) == (3, {"党建", "制度"}, "2026-01-31")


def test_a_streamed_answer_is_tokens_then_the_answer(client: httpx.Client, fake: FakeService) -> None:
    fake.events = [Token("每月"), Token("一次\n。"), fake.answer()]
    assert asked(client) == [
        ("token", {"text": "每月"}),
        ("token", {"text": "一次\n。"}),
        ("answer", Answer.of(fake.answer()).dump()),
    ]


def test_the_accept_header_asks_for_a_stream_too(client: httpx.Client) -> None:
    reply = client.post("/api/ask", json={"question": "问"}, headers={"Accept": "text/event-stream"})
    assert reply.text.startswith("event: answer\ndata: {")


def test_tokens_arrive_while_the_answer_is_still_written(client: httpx.Client, fake: FakeService) -> None:
    read = threading.Event()
    fake.events = [Token("每月"), read, fake.answer()]
    with client.stream("POST", "/api/ask", json={"question": "问", "stream": True}) as response:
        lines = response.iter_lines()
        assert next(lines) == "event: token"
        read.set()
        assert "event: answer" in list(lines)


def test_a_failure_in_the_middle_ends_the_stream_with_an_error(client: httpx.Client, fake: FakeService) -> None:
    fake.events = [Token("每月"), ModelUnreachableError("模型没有回应", "稍后再试")]
    assert asked(client)[-1] == ("error", {"error": {"message": "模型没有回应", "hint": "稍后再试"}})


def test_a_reader_that_leaves_stops_the_work(fake: FakeService) -> None:
    closed = threading.Event()

    def stream(query: object) -> Any:
        try:
            while True:
                yield Token("字")
                time.sleep(0.01)
        finally:
            closed.set()

    fake.stream = stream  # type: ignore[method-assign]

    async def read_one() -> None:
        events = Backend(fake, fake.settings).stream(fake.query("问"))  # type: ignore[arg-type]
        assert await anext(events) == Token("字")
        await events.aclose()

    asyncio.run(read_one())
    assert closed.wait(30)


BAD_REQUESTS = [
    ("POST", "/api/ask", {"question": ""}, 422, "问题是空的"),
    ("POST", "/api/ask", {"question": "字" * 50_000}, 422, "50000 字"),
    ("POST", "/api/ask", {}, 422, "不合要求"),
    ("POST", "/api/ask", {"question": "问", "k": 99}, 422, "不合要求"),
    ("POST", "/api/ask", {"question": "问", "collections": ["../x"]}, 422, "不合要求"),
    ("POST", "/api/search", {"question": "问", "wat": 1}, 422, "不合要求"),
    ("GET", "/api/search", None, 422, "不合要求"),
    ("GET", "/api/documents/nope", None, 404, "nope"),
    ("GET", "/api/documents/nope/original", None, 404, "nope"),
    ("DELETE", "/api/documents/nope", None, 404, "nope"),
    ("GET", "/api/chunks/nope", None, 404, "没有"),
    ("GET", "/api/nope", None, 404, "没有这个地址"),
    ("PUT", "/api/documents", None, 404, "没有这个地址"),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "sentence"), BAD_REQUESTS)
def test_errors_are_sentences_in_json(
    client: httpx.Client, method: str, path: str, body: dict[str, Any] | None, status: int, sentence: str
) -> None:
    reply = client.request(method, path, json=body)
    assert reply.status_code == status
    assert sentence in reply.json()["error"]["message"]
    assert reply.json()["error"].keys() == {"message", "hint"}


def test_text_that_is_no_json_is_refused(client: httpx.Client) -> None:
    reply = client.post("/api/ask", content=b"{", headers={"Content-Type": "application/json"})
    assert (reply.status_code, reply.json()["error"]["message"]) == (422, "请求的内容不合要求")


def test_a_bug_is_a_500_without_its_details(client: httpx.Client, fake: FakeService) -> None:
    fake.error = RuntimeError("secret detail")
    reply = client.get("/api/documents")
    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert reply.json()["error"]["message"] == "程序出错了"


def test_an_unreadable_library_is_not_ready_but_alive(client: httpx.Client, fake: FakeService) -> None:
    fake.error = errors.LibraryDamagedError("目录打不开", "zhibi library check")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_every_error_has_a_status() -> None:
    kinds: list[type[Exception]] = [PromptError, ZhibiError]
    for kind in kinds:
        kinds += kind.__subclasses__()
        assert status_of(kind("什么")) in range(400, 600)
    assert set(STATUS) <= set(kinds)


def test_uploads_are_taken_in_and_a_bad_one_does_not_stop_the_rest(client: httpx.Client, fake: FakeService) -> None:
    files = [
        ("files", ("../../办法.txt", "第一条".encode(), "text/plain")),
        ("files", ("坏.bad", b"x", "application/pdf")),
        ("files", ("办法.txt", "第二条".encode(), "text/plain")),
    ]
    reply = client.post("/api/documents", files=files, data={"collection": "党建"})
    assert reply.status_code == 200
    folder = fake.settings.home / "uploads" / "党建"
    taken = [one["path"] for one in reply.json()["documents"]]
    assert taken == [str(folder / "办法.txt"), str(folder / "办法 (2).txt")]
    assert [one["path"] for one in reply.json()["failed"]] == [str(folder / "坏.bad")]
    assert reply.json()["documents"][0]["collection"] == "党建"
    assert not list((fake.settings.home / "uploads").iterdir())


@pytest.mark.parametrize("collection", ["../x", "", "a/b", "x" * 65])
def test_a_collection_cannot_lead_elsewhere(client: httpx.Client, collection: str) -> None:
    reply = client.post("/api/documents", files={"files": ("a.txt", b"x")}, data={"collection": collection})
    assert reply.status_code == (422 if collection else 200)  # an empty form field is one left out


def test_an_upload_too_large_is_refused_and_leaves_nothing(
    client: httpx.Client, fake: FakeService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.interfaces.uploads.MAX_FILE_BYTES", 10)
    reply = client.post("/api/documents", files=[("files", ("a.txt", b"ok")), ("files", ("b.txt", b"x" * 11))])
    assert reply.status_code == 413
    assert "b.txt" in reply.json()["error"]["message"]
    assert not list((fake.settings.home / "uploads").iterdir())


@pytest.mark.parametrize("declared", [True, False])
def test_a_request_too_large_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, fake: FakeService, declared: bool
) -> None:
    monkeypatch.setattr("assistant.interfaces.api.app.MAX_REQUEST_BYTES", 1000)
    client: httpx.Client = request.getfixturevalue("client")
    made = client.build_request("POST", "/api/documents", files={"files": ("a.txt", b"x" * 2000)})
    body = made.read() if declared else iter([made.read()])
    reply = client.post("/api/documents", content=body, headers={"Content-Type": made.headers["Content-Type"]})
    assert reply.status_code == 413
    assert not declared or reply.json()["error"]["message"] == "请求太大"
    assert len(fake.records) == 1


def test_writers_wait_for_each_other(client: httpx.Client, fake: FakeService) -> None:
    inside = 0
    most = 0
    take_in = fake.ingest

    def slowly(*args: Any, **_: Any) -> Any:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        time.sleep(0.1)
        inside -= 1
        return take_in(*args)

    fake.ingest = slowly  # type: ignore[method-assign]
    threads = [
        threading.Thread(target=client.post, args=("/api/documents",), kwargs={"files": {"files": (f"{n}.txt", b"x")}})
        for n in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert len(fake.records) == 4


def test_removing(client: httpx.Client, fake: FakeService) -> None:
    assert client.delete("/api/documents/d1").json() == {"removed": "d1"}
    assert fake.records == {}


def test_the_original_is_always_a_download(client: httpx.Client, fake: FakeService, tmp_path: Path) -> None:
    page = tmp_path / "通知.html"
    page.write_text("<script>alert(1)</script>", encoding="utf-8")
    fake.records["d2"] = record(2, "通知", str(page))
    reply = client.get("/api/documents/d2/original")
    assert reply.content == page.read_bytes()
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert reply.headers["x-content-type-options"] == "nosniff"


FOREIGN = [
    ({"Host": "evil.example"}, 400),
    ({"Host": "127.0.0.1.evil.example"}, 400),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"Origin": "null"}, 403),
    ({"Host": "localhost"}, 200),
]


@pytest.mark.parametrize(("headers", "status"), FOREIGN, ids=[str(headers) for headers, _ in FOREIGN])
def test_only_pages_of_this_server_may_talk_to_it(client: httpx.Client, headers: dict[str, str], status: int) -> None:
    assert client.post("/api/ask", json={"question": "问"}, headers=headers).status_code == status


def test_the_own_page_may_talk_to_it(client: httpx.Client, server: str) -> None:
    reply = client.post("/api/ask", json={"question": "问"}, headers={"Origin": server.rstrip("/")})
    assert reply.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/api/nope", "/api/documents"])
def test_security_headers_stand_on_every_reply(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]


def test_the_interface_describes_itself(client: httpx.Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert {"/api/ask", "/api/search", "/api/documents", "/healthz", "/readyz"} <= paths.keys()


def test_many_questions_at_once(client: httpx.Client, fake: FakeService) -> None:
    fake.events = [0.05, fake.answer()]
    replies: list[int] = []
    threads = [
        threading.Thread(target=lambda: replies.append(client.post("/api/ask", json={"question": RULE}).status_code))
        for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert replies == [200] * 10


def test_a_taken_port_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="已被占用"):
            serving.bind("127.0.0.1", taken.getsockname()[1])


def test_a_busy_library_is_a_conflict(client: httpx.Client, fake: FakeService) -> None:
    fake.error = LibraryBusyError("资料库正被另一个进程写入")
    assert client.get("/api/documents").status_code == 409
