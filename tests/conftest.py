"""What every test shares: no network but loopback, quiet libraries, the development data where it is present."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import postgres_cluster
import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, expect, sync_playwright

from assistant.accounts import passwords

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-pings",
]
PATIENCE_MS = 20_000
"""The suite may run beside others on a small machine."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background: the programs it starts would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The development data beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("the development data (../shared) is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"the suite may not leave this machine: {address!r}")
        real(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def postgres() -> Iterator[postgres_cluster.Cluster]:
    """A server of PostgreSQL, one for the session (with xdist one for each worker)."""
    folder = postgres_cluster.binaries()
    if folder is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    with postgres_cluster.cluster(folder) as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """What the setting `database` says: the same test runs on SQLite (None) and on an empty database of PostgreSQL."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres").emptied()


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> str | None:
    """As `database_url`, for servers: SQLite but for the tests and modules that ask for both."""
    return request.getfixturevalue("postgres").emptied() if getattr(request, "param", "") == "postgresql" else None


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For a module's tests: while it is open its loop runs in this thread, and no other can."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed (apt-get install chromium fonts-noto-cjk)")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def real_hasher() -> PasswordHasher:
    """The product's own."""
    return passwords._HASHER


@pytest.fixture(autouse=True, scope="session")
def _quick_hashing(real_hasher: PasswordHasher) -> Iterator[None]:
    """Hashing takes most of the time of a test with users; where it is the subject, a test asks for `real_hashing`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        passwords._nobodys.cache_clear()
        yield
    passwords._nobodys.cache_clear()


@pytest.fixture
def real_hashing(real_hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Passwords cost what they cost."""
    monkeypatch.setattr(passwords, "_HASHER", real_hasher)
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


@pytest.fixture(autouse=True)
def _log_of_its_own() -> Iterator[None]:
    """A command that runs in this process sends its log to a stream that is closed with its test.

    Tracebacks are told without the values of every variable: with them, one takes half a minute.
    """
    _log_plainly()
    yield
    _log_plainly()


def _log_plainly() -> None:
    if (structlog := sys.modules.get("structlog")) is None:
        return
    structlog.reset_defaults()
    *others, console = structlog.get_config()["processors"]
    if isinstance(console, structlog.dev.ConsoleRenderer):
        plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        structlog.configure(processors=[*others, plain])
