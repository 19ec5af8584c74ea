"""The JSON contract of `zhibi doctor`."""

from __future__ import annotations

from typing import Literal

from assistant.interfaces.wire import Wire
from assistant.interfaces.wire.health import Problem


class EncoderState(Wire):
    """The encoder configured; null where it cannot be loaded."""

    name: str
    dimension: int | None
    fingerprint: str | None


class RerankerState(Wire):
    name: str
    usable: bool


class LibraryState(Wire):
    """What the library holds; `doubtful` documents have a page whose text cannot be trusted."""

    documents: int
    chunks: int
    doubtful: int
    collections: list[str]


class DatabaseState(Wire):
    """Where drafts, tasks and accounts are kept; `revision` of its schema is null while there is none."""

    kind: Literal["sqlite", "postgresql"]
    place: str
    usable: bool
    revision: str | None


class DoctorReport(Wire):
    """What `doctor` found; `library` is null when there is none yet, `reranker` and `model` when none is set.

    `database` is null where its address is none.
    """

    ok: bool
    versions: dict[str, str | None]
    home: str
    encoder: EncoderState
    reranker: RerankerState | None
    model: str | None
    model_url: str | None
    model_key_set: bool
    library: LibraryState | None
    database: DatabaseState | None
    programs: dict[str, str | None]
    problems: list[Problem]
