"""A server whose database goes away and comes back: told in a sentence, and as good as before afterwards."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Sized
from pathlib import Path

import httpx
import pytest
from fakes import FakeService
from postgres_cluster import QUOTED, Cluster

from assistant.interfaces.cli.app import run

PATIENCE = 30.0


@pytest.fixture
def kept_in(postgres_apart: Cluster) -> str:
    return postgres_apart.emptied()


def test_requests_are_told_that_it_is_away_and_go_on_when_it_is_back(
    client: httpx.Client, postgres_apart: Cluster
) -> None:
    made = client.post("/api/conversations", json={}).json()["id"]
    assert client.get("/readyz").json()["checks"]["database"] == "ok"
    postgres_apart.stop()
    try:
        away = client.get(f"/api/conversations/{made}")
        ready = client.get("/readyz")
        answered = client.post("/api/ask", json={"question": "主题党日多久开展一次？"})
    finally:
        postgres_apart.start()
    assert away.status_code == 503
    assert "连不上数据库" in away.json()["error"]["message"]
    assert "是否在运行" in away.json()["error"]["hint"]
    assert QUOTED not in away.text
    assert ready.status_code == 503
    assert "连不上数据库" in ready.json()["checks"]["database"]
    assert answered.status_code == 200
    assert client.get(f"/api/conversations/{made}").status_code == 200
    assert client.get("/readyz").json()["checks"]["database"] == "ok"


def test_what_was_acknowledged_outlives_a_crash_of_the_server(
    client: httpx.Client, fake: FakeService, postgres_apart: Cluster
) -> None:
    """Tasks are added all the while: each is kept, or said not to be."""
    kept: list[str] = []
    refused: list[httpx.Response] = []
    ended = threading.Event()

    def add() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            asked = {"plan": "年度计划", "unit": "一支部", "year": 2026, "tasks": [{"matter": f"事项{number}"}]}
            reply = client.post("/api/tasks", json=asked)
            if reply.status_code == 201:
                kept.append(asked["tasks"][0]["matter"])
            else:
                refused.append(reply)

    thread = threading.Thread(target=add)
    thread.start()
    try:
        for _ in range(2):
            more(kept)
            postgres_apart.stop(signal.SIGQUIT)
            more(refused)
            postgres_apart.start()
        more(kept)
    finally:
        ended.set()
        thread.join()
    assert {reply.status_code for reply in refused} == {503}
    assert all("数据库" in reply.json()["error"]["message"] and QUOTED not in reply.text for reply in refused)
    assert {task.matter for task in fake.tasks.find()} >= set(kept)


def more(replies: Sized) -> None:
    """Wait until there is another."""
    before, deadline = len(replies), time.monotonic() + PATIENCE
    while len(replies) == before:
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("accounts", ["true", "false"])
def test_a_server_does_not_start_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], accounts: str
) -> None:
    monkeypatch.setenv("ZHIBI_DATABASE", f"postgresql://zhibi:{QUOTED}@127.0.0.1:1/zhibi")
    monkeypatch.setenv("ZHIBI_ACCOUNTS", accounts)
    assert run(["--home", str(tmp_path), "serve", "--port", "0"]) == 1
    said = capfd.readouterr()
    assert "连不上数据库（postgresql://zhibi@127.0.0.1:1/zhibi）" in said.err
    assert "是否在运行" in said.err
    assert "Traceback" not in said.err
    assert QUOTED not in said.err
