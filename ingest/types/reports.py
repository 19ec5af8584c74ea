"""What became of the files that were named, and of the library."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ingest.types.documents import DocumentRecord
from ingest.types.readings import PageOrigin


@dataclass(frozen=True, slots=True)
class IngestFailure:
    """A file that was not taken in.

    Attributes:
        reason: Why, and what to do, in Chinese.
        needs_password: Whether a password would open it.
    """

    path: str
    reason: str
    needs_password: bool = False


@dataclass(frozen=True, slots=True)
class DoubtfulPage:
    """A page that was taken in, or could not be, and that a person should look at.

    Attributes:
        confidence: 0 to 1.
        note: Why, in Chinese.
    """

    path: str
    page: int
    origin: PageOrigin
    confidence: float
    note: str


@dataclass(frozen=True, slots=True)
class Move:
    """A document whose file was found again at another path; nothing was read anew."""

    before: str
    now: str


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of every file that was named.

    Attributes:
        skipped: Paths whose content the collection already held.
        seconds: Wall time.
        doubtful: Pages of the documents taken in that cannot be trusted as they are.
        moved: Documents known under another path, whose file is no longer there.
        removed: Paths of documents whose file is gone, where that was asked for.
    """

    documents: tuple[DocumentRecord, ...]
    skipped: tuple[str, ...]
    failed: tuple[IngestFailure, ...]
    seconds: float
    doubtful: tuple[DoubtfulPage, ...] = ()
    moved: tuple[Move, ...] = ()
    removed: tuple[str, ...] = ()


ProgressStage = Literal["found", "reading", "encoding", "storing", "done", "skipped", "failed", "removed"]


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """One step of an ingest run, for a bar or a page.

    Attributes:
        index: How many files are finished.
        total: How many files there are.
    """

    stage: ProgressStage
    path: str
    index: int
    total: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something `library check` found wrong, and what mends it."""

    what: str
    hint: str
    items: tuple[str, ...] = field(default=())
