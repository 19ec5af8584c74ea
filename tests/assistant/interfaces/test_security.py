"""What the server lets a browser do with its replies. SECURITY.md names these tests."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fakes import FakeService

from assistant.interfaces.api.guard import SECURITY_HEADERS

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = b"<!doctype html><script>fetch('/api/documents',{method:'DELETE'})</script>"


@pytest.mark.parametrize("path", ["/api/documents", "/api/nothing", "/healthz", "/metrics", "/v1/models"])
def test_data_is_no_page(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = [part.strip() for part in headers["content-security-policy"].split(";")]
    assert {"script-src 'none'", "object-src 'none'", "frame-ancestors 'none'", "sandbox"} <= set(policy)
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"


def test_a_page_loads_nothing_from_elsewhere() -> None:
    policy = dict(part.strip().split(" ", 1) for part in SECURITY_HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    for sources in policy.values():
        assert "*" not in sources.replace("127.0.0.1:*", "").replace("localhost:*", "")
        assert "http" not in sources


def test_an_uploaded_page_is_never_served_as_one(
    client: httpx.Client, fake: FakeService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "页.html"
    place.write_bytes(HOSTILE)
    monkeypatch.setattr(fake, "original", lambda document_id: place)
    reply = client.get("/api/documents/d1/original")
    assert reply.content == HOSTILE
    assert reply.headers["content-type"] == "application/octet-stream"
    assert reply.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_changes_nothing(client: httpx.Client, fake: FakeService, origin: str) -> None:
    assert client.delete("/api/documents/d1", headers={"Origin": origin}).status_code == 403
    assert "d1" in fake.records


def test_another_name_for_this_machine_is_refused(client: httpx.Client) -> None:
    assert client.get("/api/documents", headers={"Host": "rebound.example"}).status_code == 400


def test_every_test_that_the_checklist_names_is_there() -> None:
    named = [
        cell.strip("` ")
        for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|")
        for cell in line.split("|")[-2].split(",")
        if cell.strip().startswith("`tests/")
    ]
    assert len(named) > 20
    for one in named:
        path, _, name = one.partition("::")
        assert (ROOT / path).is_file(), one
        assert not name or f"def {name}" in (ROOT / path).read_text(encoding="utf-8"), one
