"""What a backup says of itself: a tar file whose first member is this manifest, then every file it names.

manifest.json           this
catalog.sqlite3         the library's catalog; both indexes are made anew from it
work.sqlite             drafts, tasks, jobs, accounts, as SQLite even where a server of PostgreSQL holds them
zhibi.toml              the settings, without secrets
originals/ab/ab12…      the files as they came, by the SHA-256 of their content
"""

from __future__ import annotations

import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import BackupError
from assistant.store.database import FILE

NAME = "manifest.json"
CATALOG = "catalog.sqlite3"
WORK = FILE
SETTINGS = "zhibi.toml"
ORIGINALS = "originals"

MOST_BYTES = 256 * 1024**2
"""Of a manifest: more than a million files."""

HINT = "请换一份备份"

_PLAIN = frozenset({CATALOG, WORK, SETTINGS})
_ORIGINAL = re.compile(rf"{ORIGINALS}/([0-9a-f]{{2}})/(\1[0-9a-f]{{62}})")


class Member(BaseModel):
    """One file: its size in bytes and the SHA-256 of its content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")

    @field_validator("name")
    @classmethod
    def _is_known(cls, name: str) -> str:
        """No other name is ever written to the disk."""
        if name not in _PLAIN and not _ORIGINAL.fullmatch(name):
            raise ValueError(f"unknown member {name!r}")
        return name


class Manifest(BaseModel):
    """Fields are only ever added.

    Attributes:
        program: Version of the program that made it.
        made_at: UTC, ISO 8601: the state of this moment is what is restored.
        documents: How many the library shows.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: Literal[1] = 1
    program: str
    made_at: str
    documents: int
    members: tuple[Member, ...]

    @classmethod
    def read(cls, data: bytes, place: str) -> Self:
        """Raises BackupError."""
        try:
            return cls.model_validate_json(data)
        except ValidationError as exc:
            first = exc.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise BackupError(f"备份 {place} 的清单不合要求：{where} {first['msg']}", HINT) from exc


def original_name(sha256: str) -> str:
    return f"{ORIGINALS}/{sha256[:2]}/{sha256}"
