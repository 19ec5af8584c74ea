"""Accounts in a database of their own, and behind a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts_house import Clock, House, opened
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from assistant.accounts import passwords
from assistant.accounts.accounts import Accounts
from assistant.interfaces.api.app import create_app
from assistant.store.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def _quick_hashing(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What hashing costs is tried on SQLite; on PostgreSQL it would take most of the time."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    passwords._nobodys.cache_clear()
    yield
    passwords._nobodys.cache_clear()


def hash_quickly(request: pytest.FixtureRequest, url: str | None) -> None:
    if url is not None:
        request.getfixturevalue("_quick_hashing")


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    hash_quickly(request, database_url)
    with Database.open(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, clock)


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path, kept_in: str | None) -> Iterator[House]:
    hash_quickly(request, kept_in)
    service, accounts, backend = opened(tmp_path / "home", kept_in)
    with service, TestClient(create_app(backend), base_url="http://127.0.0.1") as client:
        yield House(service, accounts, client)
