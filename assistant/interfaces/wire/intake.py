"""What became of files that were taken in."""

from __future__ import annotations

from pydantic import Field

from assistant.interfaces.wire import Seconds, Wire
from assistant.interfaces.wire.documents import Document


class FailedFile(Wire):
    path: str
    reason: str
    needs_password: bool = False


class DoubtfulPage(Wire):
    """A page that a person should look at; `note` says why."""

    path: str
    page: int
    origin: str
    confidence: float
    note: str


class Move(Wire):
    before: str
    now: str


class IngestReport(Wire):
    """What became of every file that was named.

    Attributes:
        skipped: In the library already.
        doubtful: Pages of the documents taken in whose text cannot be trusted as it is.
        moved: Known under another path, whose file is no longer there.
        removed: Paths of documents whose file is gone, where that was asked for.
    """

    documents: list[Document]
    skipped: list[str]
    failed: list[FailedFile]
    seconds: Seconds
    doubtful: list[DoubtfulPage] = Field([])
    moved: list[Move] = Field([])
    removed: list[str] = Field([])
