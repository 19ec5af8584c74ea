"""A server whose database goes away and comes back: told in a sentence, and as good as before afterwards."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from postgres_cluster import QUOTED, Cluster, name_of

from assistant.interfaces.cli.app import run


@pytest.fixture
def kept_in(postgres: Cluster) -> str:
    return postgres.emptied()


def test_requests_are_told_that_it_is_away_and_go_on_when_it_is_back(
    client: httpx.Client, postgres: Cluster, kept_in: str
) -> None:
    made = client.post("/api/conversations", json={}).json()["id"]
    assert client.get("/readyz").json()["checks"]["database"] == "ok"
    name = name_of(kept_in)
    postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres.drop_connections()
    try:
        away = client.get(f"/api/conversations/{made}")
        ready = client.get("/readyz")
        answered = client.post("/api/ask", json={"question": "主题党日多久开展一次？"})
    finally:
        postgres.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert away.status_code == 503
    assert "连不上数据库" in away.json()["error"]["message"]
    assert "是否在运行" in away.json()["error"]["hint"]
    assert QUOTED not in away.text
    assert ready.status_code == 503
    assert "连不上数据库" in ready.json()["checks"]["database"]
    assert answered.status_code == 200
    assert client.get(f"/api/conversations/{made}").status_code == 200
    assert client.get("/readyz").json()["checks"]["database"] == "ok"


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
