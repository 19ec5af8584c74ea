"""A real server with accounts in front of a real library, and the people who use it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from starlette.testclient import TestClient

from assistant.accounts.accounts import Accounts
from assistant.accounts.principal import Role
from assistant.config import load_settings
from assistant.interfaces.backend import Backend
from assistant.retrieval.retriever import Retriever
from assistant.service import Service
from ingest.encoder.fake import FakeEncoder
from ingest.library.library import Library

TODAY = date(2026, 11, 21)
PASSWORD = "四海为家的一只白鹤飞过长江"
ADMIN_PASSWORD = "九曲黄河万里沙浪淘风簸自天"


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class House:
    """A server with accounts, spoken to in this process."""

    service: Service
    accounts: Accounts
    client: TestClient

    def key_of(self, name: str, role: Role, *collections: str) -> dict[str, str]:
        """Headers of a new user with a key to all that the role may do."""
        user = self.accounts.users.add(name, role, PASSWORD, must_change=False)
        for one in collections:
            self.accounts.collections.admit(one, user.id)
        _, text = self.accounts.keys.add(user.id, "试", ("read", "draft", "manage", "administer"))
        return {"Authorization": f"Bearer {text}"}


def opened(home: Path, database: str | None = None) -> tuple[Service, Accounts, Backend]:
    settings = load_settings(home, accounts=True, rate_limit=1_000_000, database=database)
    encoder = FakeEncoder()
    library = Library.open(home, encoder, write=True)
    service = Service(settings, library, Retriever(library, encoder), lambda: TODAY)
    accounts = service.accounts
    accounts.begin(ADMIN_PASSWORD)
    return service, accounts, Backend(service, settings, accounts)
