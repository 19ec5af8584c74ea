"""Clients that stall, trickle, break off, lie, come in crowds or without a name: a clear reply, nothing left."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fakes import FakeService

from assistant.accounts.accounts import Accounts
from assistant.accounts.principal import Role
from assistant.interfaces.api import bodies, server
from assistant.interfaces.api.app import create_app
from assistant.interfaces.api.server import Server, address, bind
from assistant.interfaces.backend import Backend

PATIENCE = 30.0
"""Seconds within which what must happen has happened, on a machine with other work."""

BOUNDARY = "----zhibi"
PART = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'.encode()
CROWD = 200


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server of little patience; set before it is made."""
    monkeypatch.setattr(bodies, "SILENCE_SECONDS", 0.4)
    monkeypatch.setattr(bodies, "GRACE_SECONDS", 2.0)
    monkeypatch.setattr(server, "HEAD_SECONDS", 0.5)


@contextmanager
def connected(url: str) -> Iterator[socket.socket]:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE) as made:
        yield made


def head(method: str, path: str, url: str, **more: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {urlsplit(url).netloc}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def reply(connection: socket.socket) -> tuple[int, dict[str, str], bytes]:
    """The one reply on a connection that is closed after it; a client that is still sending then is reset."""
    received = b""
    try:
        while piece := connection.recv(65536):
            received += piece
    except ConnectionResetError:
        assert received
    start, _, body = received.partition(b"\r\n\r\n")
    first, *lines = start.decode().split("\r\n")
    headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
    return int(first.split()[1]), headers, body


def is_closed(connection: socket.socket) -> bool:
    """Whether it is, once what was said before is heard."""
    try:
        while connection.recv(65536):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


def drip(connection: socket.socket, stop: threading.Event) -> None:
    try:
        while not stop.wait(0.05):
            connection.sendall(b"a")
    except OSError:
        return  # cut off, which is what should be


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize("said", [b"", b"GET /healthz HT", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-"])
def test_a_request_that_never_gets_said_is_cut_off(server: str, said: bytes) -> None:
    stop = threading.Event()
    with connected(server) as connection:
        connection.sendall(said)
        if said:  # and goes on, a letter at a time
            threading.Thread(target=drip, args=(connection, stop), daemon=True).start()
        assert is_closed(connection)
        stop.set()


def test_a_head_without_end_is_cut_off(server: str) -> None:
    with connected(server) as connection:
        try:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: " + b"a" * 4_000_000)
        except OSError:
            return  # while it was still being sent
        assert is_closed(connection)


def test_many_heads_one_after_the_other_are_answered(client: httpx.Client) -> None:
    assert {client.get("/healthz").status_code for _ in range(200)} == {200}


FORM = f"multipart/form-data; boundary={BOUNDARY}"
KEY = {"Idempotency_Key": "a-1"}
BODIES = [
    ("/api/search", "application/json", b'{"question": "', {}),
    ("/api/search", "application/json", b'{"question": "', KEY),
    ("/api/documents", FORM, PART + b"half a ", {}),
    ("/api/documents", FORM, PART + b"half a ", KEY),
    ("/api/jobs/ingest", FORM, PART + b"half a ", {}),
    ("/v1/chat/completions", "application/json", b'{"model": "zhibi", ', {}),
]


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("path", "kind", "half", "key"), BODIES)
def test_a_body_that_stalls_is_told_so_and_leaves_nothing(
    server: str, fake: FakeService, path: str, kind: str, half: bytes, key: dict[str, str]
) -> None:
    with connected(server) as connection:
        connection.sendall(head("POST", path, server, Content_Type=kind, Content_Length="1000", **key) + half)
        status, headers, body = reply(connection)
    assert status == 408
    assert headers["connection"] == "close"
    assert "没有发完" in body.decode()
    assert_nothing_is_left(fake)


@pytest.mark.usefixtures("hurried")
def test_a_body_that_trickles_is_told_so(server: str, fake: FakeService) -> None:
    stop = threading.Event()
    with connected(server) as connection:
        connection.sendall(head("POST", "/api/search", server, Content_Type="application/json", Content_Length="99999"))
        threading.Thread(target=drip, args=(connection, stop), daemon=True).start()
        assert reply(connection)[0] == 408
        stop.set()


@pytest.mark.parametrize("path", ["/api/documents", "/api/jobs/ingest"])
def test_an_upload_that_breaks_off_leaves_nothing(
    server: str, client: httpx.Client, fake: FakeService, path: str
) -> None:
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    with connected(server) as connection:
        connection.sendall(head("POST", path, server, Content_Type=kind, Content_Length="5000000"))
        connection.sendall(PART + b"x" * 2_000_000)
    assert client.get("/healthz").status_code == 200
    assert set(fake.records) == {"d1"}
    assert_nothing_is_left(fake)


def assert_nothing_is_left(fake: FakeService) -> None:
    """No file of an upload that came to nothing; the request itself may live on a moment."""
    folders = [fake.settings.home / name for name in ("uploads", "spool")]
    deadline = time.monotonic() + PATIENCE
    while left := [path for folder in folders for path in folder.rglob("*") if path.is_file()]:
        assert time.monotonic() < deadline, left
        time.sleep(0.02)


@pytest.mark.parametrize(
    "lie",
    [
        {"Content_Length": "5", "Transfer_Encoding": "chunked"},
        {"Content_Length": "-1"},
        {"Content_Length": "5, 6"},
        {"Transfer_Encoding": "xchunked"},
    ],
)
def test_a_request_that_contradicts_itself_is_refused(server: str, lie: dict[str, str]) -> None:
    """Two readings of where a request ends would let a second one be smuggled past a proxy."""
    with connected(server) as connection:
        connection.sendall(head("POST", "/api/search", server, Content_Type="application/json", **lie) + b"{}")
        connection.shutdown(socket.SHUT_WR)
        assert reply(connection)[0] in (400, 411, 422, 501)


@pytest.mark.filterwarnings("ignore:.*SpooledTemporaryFile")  # Starlette drops the file of a part without end
def test_a_form_that_is_none_is_refused(client: httpx.Client, fake: FakeService) -> None:
    kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
    for body in (b"no form", b"--other\r\n\r\nx", PART + b"no end"):
        assert client.post("/api/documents", content=body, headers=kind).status_code in (400, 422)
    assert_nothing_is_left(fake)


@pytest.mark.parametrize("path", ["/api/search", "/api/verify", "/api/drafts", "/v1/chat/completions"])
def test_what_is_no_upload_is_not_read_without_end(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(bodies, "MAX_PLAIN_BYTES", 100_000)
    body = json.dumps({"question": "问" * 200_000})
    assert client.post(path, content=body, headers={"Content-Type": "application/json"}).status_code == 413

    def endless() -> Iterator[bytes]:
        for _ in range(300):
            yield b" " * 1000

    reply = client.post(path, content=endless(), headers={"Content-Type": "application/json"})
    assert reply.status_code == 413


def test_a_crowd_of_uploads_is_taken_in_whole(server: str, fake: FakeService) -> None:
    """200 at once: each is answered, each file is there under its own name, none is left behind."""

    async def all_at_once() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=CROWD)
        async with httpx.AsyncClient(base_url=server, limits=limits, timeout=120, trust_env=False) as client:
            sent = [
                client.post("/api/documents", files={"files": (f"文件{number}.txt", f"正文{number}".encode())})
                for number in range(CROWD)
            ]
            return list(await asyncio.gather(*sent))

    replies = asyncio.run(all_at_once())
    assert {one.status_code for one in replies} == {200}
    titles = {document["title"] for one in replies for document in one.json()["documents"]}
    assert titles == {f"文件{number}" for number in range(CROWD)}
    taken = {one.title: fake.texts[one.id] for one in fake.records.values() if one.title in titles}
    assert taken == {f"文件{number}": f"正文{number}" for number in range(CROWD)}
    assert_nothing_is_left(fake)


@pytest.fixture
def guarded(fake: FakeService) -> Iterator[tuple[str, dict[str, str]]]:
    """The URL of a server with accounts, and a key of each role."""
    accounts = Accounts(fake._database)
    keys = {}
    roles: tuple[Role, ...] = ("reader", "librarian")
    for role in roles:
        user = accounts.users.add(role, role, "correct horse battery 7", must_change=False)
        keys[role] = accounts.keys.add(user.id, "试", ("read", "manage"))[1]
    with serving(Backend(fake, fake.settings, accounts)) as url:
        yield url, keys


@contextmanager
def serving(backend: Any) -> Iterator[str]:
    listener = bind("127.0.0.1", 0)
    running = Server(create_app(backend), lambda: None)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield address(listener)
    finally:
        running.should_exit = True
        thread.join(PATIENCE)
    assert not thread.is_alive()


TURNED_AWAY = [("nobody", 401), ("forged", 401), ("reader", 403)]


@pytest.mark.parametrize(
    ("address", "who", "status"),
    [
        *(("POST /api/documents", *one) for one in TURNED_AWAY),
        *(("POST /api/jobs/ingest", *one) for one in TURNED_AWAY),
        *(("POST /api/verify/file", *one) for one in TURNED_AWAY[:2]),
        ("POST /api/tasks/sheet", "reader", 403),
        ("PUT /api/eval/datasets/x", "reader", 403),
    ],
)
def test_an_upload_is_refused_before_it_is_sent(
    guarded: tuple[str, dict[str, str]], fake: FakeService, address: str, who: str, status: int
) -> None:
    """Half a gigabyte is announced and none of it comes: the reply does not wait for it."""
    url, keys = guarded
    shown = {} if who == "nobody" else {"Authorization": f"Bearer {keys.get(who, 'zb_forged')}"}
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    with connected(url) as connection:
        connection.sendall(
            head(*address.split(" "), url, Content_Type=kind, Content_Length=str(500 * 1024**2), **shown)
        )
        told = connection.recv(65536)
    assert int(told.split()[1]) == status
    assert_nothing_is_left(fake)


def test_another_key_with_each_request_is_no_way_around_the_limit(fake: FakeService) -> None:
    fake.settings = fake.settings.model_copy(update={"rate_limit": 2})
    accounts = Accounts(fake._database)
    with (
        serving(Backend(fake, fake.settings, accounts)) as url,
        httpx.Client(base_url=url, timeout=60, trust_env=False) as client,
    ):
        statuses = [
            client.get("/api/documents", headers={"Authorization": f"Bearer zb_{number}"}).status_code
            for number in range(120)
        ]
    assert statuses[0] == 401
    assert statuses[-1] == 429
