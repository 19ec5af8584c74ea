"""Accounts in a database of their own, and behind a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from accounts_house import Clock, House, opened
from starlette.testclient import TestClient

from assistant.accounts.accounts import Accounts
from assistant.interfaces.api.app import create_app
from assistant.store.database import Database


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path, database_url: str | None) -> Iterator[Database]:
    with Database.open(tmp_path, database_url) as opened:
        yield opened


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, clock)


@pytest.fixture
def house(tmp_path: Path, kept_in: str | None) -> Iterator[House]:
    service, accounts, backend = opened(tmp_path / "home", kept_in)
    with service, TestClient(create_app(backend), base_url="http://127.0.0.1") as client:
        yield House(service, accounts, client)
