"""A fake service behind the command line and behind a real HTTP server."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes import FakeService

from assistant.config import Settings, load_settings
from assistant.interfaces.api.app import create_app
from assistant.interfaces.api.server import Server, address, bind
from assistant.interfaces.backend import Backend
from assistant.interfaces.cli.app import run
from assistant.service import Service

PATIENCE = 30.0
"""Seconds within which what must happen has happened, on a machine with other work."""


@pytest.fixture
def settings(tmp_path: Path, kept_in: str | None, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("ZHIBI_HOME", raising=False)
    return load_settings(tmp_path / "home", database=kept_in)


@pytest.fixture
def fake(settings: Settings) -> Iterator[FakeService]:
    with FakeService(settings) as made:
        yield made


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The one JSON object on standard output; fails when there is more or less."""
        loaded = json.loads(self.out)
        assert isinstance(loaded, dict)
        return loaded


@pytest.fixture
def zhibi(
    fake: FakeService, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Outcome]:
    """Run a command line in this process, on the fake service."""
    monkeypatch.setattr(Service, "open", lambda settings, *, write=False: fake)

    def call(*args: str) -> Outcome:
        code = run(["--home", str(fake.settings.home), *args])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call


@pytest.fixture
def server(fake: FakeService) -> Iterator[str]:
    """The URL of a real server on the fake service."""
    listener = bind("127.0.0.1", 0)
    url = address(listener)
    running = Server(create_app(Backend(fake, fake.settings)), lambda: None)
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not running.started and time.monotonic() < deadline:
        time.sleep(0.01)
    yield url
    running.should_exit = True
    thread.join(PATIENCE)
    assert not thread.is_alive()


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=60, trust_env=False) as made:
        yield made
