"""An ingest run's report as it grows, and what is told of it meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import structlog

from ingest.errors import EncryptedFileError, ZhibiError
from ingest.guard import ParserBugError
from ingest.intake import Item, unreadable
from ingest.types import (
    Document,
    DocumentRecord,
    DoubtfulPage,
    IngestFailure,
    IngestReport,
    Move,
    ProgressEvent,
    ProgressStage,
)

OnProgress = Callable[[ProgressEvent], None]

_log = structlog.get_logger(__name__)


class ListenerError(BaseException):
    """What a listener raised to end the run, as `cause`. No `except Exception` takes it for the failure of a file."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(cause)
        self.cause = cause


class Ledger:
    """Keeps account of every item that is expected. Safe to tell from several threads.

    Attributes:
        seen: The paths of all items, as users know them.
        skipped: Items whose content the library held, with its hash.
    """

    def __init__(self, on_progress: OnProgress) -> None:
        self.seen: set[str] = set()
        self.skipped: dict[Item, str] = {}
        self._on_progress = on_progress
        self._telling = threading.Lock()
        self._finished = 0
        self._documents: list[DocumentRecord] = []
        self._doubtful: list[DoubtfulPage] = []
        self._failed: list[IngestFailure] = []
        self._moved: list[Move] = []
        self._removed: list[str] = []

    def report(self, seconds: float) -> IngestReport:
        return IngestReport(
            tuple(self._documents),
            tuple(item.shown for item in self.skipped),
            tuple(self._failed),
            seconds,
            tuple(self._doubtful),
            tuple(self._moved),
            tuple(self._removed),
        )

    def announce(self, stage: ProgressStage, path: str, detail: str = "") -> None:
        event = ProgressEvent(stage, path, self._finished, len(self.seen), detail)
        with self._telling:
            try:
                self._on_progress(event)
            except BaseException as exc:
                raise ListenerError(exc) from exc

    def expect(self, items: Sequence[Item]) -> None:
        """Items that will be finished one day."""
        self.seen.update(item.shown for item in items)
        for item in items:
            self.announce("found", item.shown)

    # Each of these finishes one item.

    def done(self, document: Document, record: DocumentRecord) -> None:
        self._finished += 1
        self._documents.append(record)
        self._doubtful.extend(
            DoubtfulPage(record.path, page.number, page.origin, page.confidence, page.note)
            for page in document.pages
            if page.is_doubtful or (page.origin == "blank" and page.note)
        )
        self.announce("done", record.path)

    def opened(self, archive: Item) -> None:
        """An archive is no document: its members are told for themselves."""
        self._finished += 1
        self.announce("done", archive.shown)

    def skip(self, item: Item, content: str) -> None:
        self._finished += 1
        self.skipped[item] = content
        self.announce("skipped", item.shown)

    def follow(self, item: Item, before: str) -> None:
        """A document whose file has moved here."""
        self._finished += 1
        self._moved.append(Move(before, item.shown))
        self.announce("skipped", item.shown, f"原在 {before}")

    def fail(self, item: Item, error: Exception) -> None:
        self._finished += 1
        self.note(
            IngestFailure(item.shown, _reason(item.shown, error), needs_password=isinstance(error, EncryptedFileError))
        )

    # And these none.

    def reopen(self, item: Item) -> None:
        """An item that was skipped is to be taken in after all."""
        del self.skipped[item]
        self._finished -= 1

    def note(self, failure: IngestFailure) -> None:
        """What was named and could not even be expected."""
        self._failed.append(failure)
        self.announce("failed", failure.path, failure.reason)

    def removed(self, path: str) -> None:
        self._removed.append(path)
        self.announce("removed", path)


def _reason(path: str, error: Exception) -> str:
    if isinstance(error, ZhibiError):
        return str(error)
    if isinstance(error, OSError):
        return str(unreadable(error))
    _log.error("ingest_failed", path=path, exc_info=error)
    name = error.name if isinstance(error, ParserBugError) else type(error).__name__
    return f"读取时发生内部错误（{name}），详情已记入日志；其余文件不受影响"
