"""Where the homes that tests make keep the assistant's records.

In their own file of SQLite; with `pytest --database=postgresql` each in a database of its own on the session's server.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from postgres_cluster import Cluster
from pydantic import SecretStr
from sqlalchemy import insert

from assistant.config import Settings
from assistant.store.copying import copy
from assistant.store.database import Database
from assistant.store.home import Note, owner
from assistant.store.tables import homes

_server: Databases | None = None


def database_of(home: Path) -> str | None:
    """What the setting `database` is for this home where nothing else is said; None for SQLite."""
    return None if _server is None else _server.address(home)


@contextmanager
def kept_on(cluster: Cluster) -> Iterator[Databases]:
    """Meanwhile every home's default is a database of this server, in this process through its settings."""
    global _server
    _server = databases = Databases(cluster)
    field = Settings.model_fields["database"]
    field.default_factory = lambda said: SecretStr(databases.address(said["home"]))
    Settings.model_rebuild(force=True)
    try:
        yield databases
    finally:
        _server, field.default_factory = None, None
        Settings.model_rebuild(force=True)


class Databases:
    """One for each home, on one server."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._names: dict[Path, str] = {}
        self._free: list[str] = []
        self._numbers = count(1)
        self._lock = threading.Lock()

    def address(self, home: Path) -> str:
        """A home that was moved has the database that it had, one that was copied has a copy of it."""
        home = home.expanduser().absolute()
        with self._lock:
            own, noted = self._names.get(home), self._noted(home)
            if noted not in (None, own):
                self._follow(home, noted)
            elif own is None:
                self._names[home] = self._another()
            return self._cluster.url(self._names[home])

    def release(self, folder: Path) -> None:
        """The homes in this folder are used no more."""
        with self._lock:
            for home in [home for home in self._names if home.is_relative_to(folder)]:
                name = self._names.pop(home)
                self._cluster.drop_connections(name)
                self._free.append(name)

    def _noted(self, home: Path) -> str | None:
        """The one that the home is bound to."""
        note = Note.read(home)
        said = "" if note is None else note.database
        return next((one for one in self._names.values() if f"/{one}?" in said), None)

    def _follow(self, home: Path, name: str) -> None:
        """It has the database of another home: it was moved from there, or copied."""
        before = next(one for one, its in self._names.items() if its == name)
        if self._noted(before) != name:
            self._names[home] = self._names.pop(before)
            return
        self._names[home] = self._another()
        source, target = (Database.open(home, self._cluster.url(one)) for one in (name, self._names[home]))
        with source, target, source.read() as records, target.begin() as copied:
            copy(records, copied)
            copied.execute(insert(homes).values(id=owner(records)))

    def _another(self) -> str:
        if self._free:
            name = self._free.pop()
            self._cluster.empty(name)
        else:
            name = f"home_{next(self._numbers)}"
            self._cluster.make(name)
        return name
