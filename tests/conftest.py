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

import homes
import postgres_cluster
import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, expect, sync_playwright
from postgres_cluster import HOST, Certificate

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
PATIENCE_MS = 60_000
"""The suite may run beside others on a small machine."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background: the programs it starts would inherit that
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, however busy the machine; `--hypothesis-profile=default` makes up others.
settings.register_profile("same", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("same")

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite",
        help="where the homes that tests make keep the assistant's records; tests of both run on both in any case",
    )  # fmt: skip


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, tests whose subject is SQLite are skipped, and of a test that runs on both its run on SQLite."""
    if config.getoption("--database") == "sqlite":
        return
    twins = [item for item in items if "sqlite" in _databases_asked(item)]
    config.hook.pytest_deselected(items=twins)
    items[:] = [item for item in items if item not in twins]
    for item in items:
        if (marker := item.get_closest_marker("sqlite")) is not None:
            item.add_marker(pytest.mark.skip(reason=f"on SQLite alone: {marker.args[0]}"))


def _databases_asked(item: pytest.Item) -> set[object]:
    asked = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
    return {asked.get("database_url"), asked.get("kept_in")}


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
    with postgres_cluster.cluster(postgres_binaries()) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_apart() -> Iterator[postgres_cluster.Cluster]:
    """Another with a certificate, which a test may stop as long as it starts it again."""
    with postgres_cluster.cluster(postgres_binaries(), Certificate.of(HOST)) as running:
        yield running


def postgres_binaries() -> Path:
    if (folder := postgres_cluster.binaries()) is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _databases_of_homes(request: pytest.FixtureRequest) -> Iterator[homes.Databases | None]:
    if request.config.getoption("--database") == "sqlite":
        yield None
        return
    with homes.kept_on(request.getfixturevalue("postgres")) as databases:
        yield databases


@pytest.fixture(autouse=True)
def _homes_of_a_test(request: pytest.FixtureRequest, _databases_of_homes: homes.Databases | None) -> Iterator[None]:
    yield
    if _databases_of_homes is not None and (folder := request.node.funcargs.get("tmp_path")) is not None:
        _databases_of_homes.release(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """What the setting `database` says: the same test runs on SQLite (None) and on an empty database of PostgreSQL."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgres").emptied()


@pytest.fixture
def kept_in(request: pytest.FixtureRequest) -> str | None:
    """As `database_url`, for servers: what a home has by default (None) but for tests and modules that ask for both."""
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
