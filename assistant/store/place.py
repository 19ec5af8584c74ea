"""Where a database lies and how it is used: what `assistant.store.database` has to know of SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from assistant.errors import ZhibiError

Kind = Literal["sqlite", "postgresql"]


@dataclass(frozen=True, slots=True)
class Place:
    """A database that can be connected to.

    Attributes:
        name: As it may be shown: a path, or an address without its password.
        reading: Execution options of a transaction that only reads: it sees one state and keeps nobody from writing.
        writing: Of one that may write: it holds the right to write from its start.
        explained: The driver's error as a sentence.
    """

    kind: Kind
    engine: Engine
    name: str
    reading: Mapping[str, Any]
    writing: Mapping[str, Any]
    explained: Callable[[DBAPIError], ZhibiError]
