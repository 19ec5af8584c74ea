"""Files in, documents in the library: find, skip what is known, read, encode, store; report on every file.

Files are read one after another; `build_document` is pure, so workers can take that step over. Small documents are
stored several at a time: that costs 5 ms a document instead of 50, and a kill loses at most one such group, which the
next run reads again.
"""

from __future__ import annotations

import hashlib
import stat
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import structlog

from ingest.discovery import discover, shown
from ingest.document import build_document
from ingest.errors import DiskFullError, LibraryError, LimitExceededError, UnreadableFileError, ZhibiError
from ingest.library.entries import Prepared
from ingest.library.library import Library
from ingest.readers import sniff
from ingest.types import (
    Document,
    DocumentRecord,
    IngestFailure,
    IngestReport,
    ProgressEvent,
    ProgressStage,
    SourceFile,
)

DEFAULT_MAX_BYTES = 200 * 1024 * 1024

GROUP_FILES = 16
GROUP_CHUNKS = 256
GROUP_BYTES = 64 * 1024 * 1024
"""A group is stored as soon as it reaches one of these."""

_ROUNDS = 3
"""Two files may swap their contents, three may rotate them; each round settles at least one."""

OnProgress = Callable[[ProgressEvent], None]

_log = structlog.get_logger(__name__)


def ingest(
    library: Library,
    paths: Iterable[Path],
    collection: str = "default",
    on_progress: OnProgress | None = None,
    *,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> IngestReport:
    """Takes files, and the documents in folders, into one collection of a library opened for writing.

    A file whose content the collection holds is skipped wherever it lies; a file whose path is known and whose content
    is new replaces its older version. What fails is reported and stops nothing else; when the disk is full, what is
    finished stays and the rest is reported.

    Args:
        max_bytes: Larger files are refused.

    Raises:
        EncoderMismatchError: Before anything is read, when the library's vectors come from another encoder.
        LibraryDamagedError: The library itself fails; what was stored before stays.
    """
    started = time.perf_counter()
    found = discover(list(paths), exclude=library.home)
    run = _Run(library, collection, on_progress or (lambda event: None), max_bytes, len(found.files))
    run.prepare()
    for path in found.files:
        run.announce("found", shown(path))
    for failure in found.failures:
        run.fail(failure.path, failure.reason)
    run.take_all(found.files)
    return IngestReport(
        tuple(run.documents), tuple(map(shown, run.skipped)), tuple(run.failed), time.perf_counter() - started
    )


class _Waiting:
    """A document that was read and is not stored yet."""

    def __init__(self, path: Path, document: Document, data: bytes) -> None:
        self.path = path
        self.document = document
        self.data = data


class _Run:
    """One run's report as it grows, and the group of documents that waits to be stored."""

    def __init__(self, library: Library, collection: str, on_progress: OnProgress, max_bytes: int, total: int) -> None:
        self.documents: list[DocumentRecord] = []
        self.skipped: dict[Path, str] = {}
        self.failed: list[IngestFailure] = []
        self._library = library
        self._collection = collection
        self._on_progress = on_progress
        self._max_bytes = max_bytes
        self._total = total
        self._finished = 0
        self._group: list[_Waiting] = []
        self._full: DiskFullError | None = None

    def prepare(self) -> None:
        try:
            self._library.check_encoder()
        except DiskFullError as exc:
            self._full = exc

    def take_all(self, files: Sequence[Path]) -> None:
        for _ in range(_ROUNDS):
            for path in files:
                self._take(path)
            self._store_group()
            files = self._displaced()
            if not files:
                return

    def announce(self, stage: ProgressStage, path: str, detail: str = "") -> None:
        self._on_progress(ProgressEvent(stage, path, self._finished, self._total, detail))

    def fail(self, path: str, reason: str) -> None:
        self.failed.append(IngestFailure(path, reason))
        self.announce("failed", path, reason)

    def _take(self, path: Path) -> None:
        if self._full is not None:
            self._fail(path, self._full)
            return
        try:
            content = _hash(path, self._max_bytes)
            if self._is_known(path, content):
                self._skip(path, content)
                return
            self.announce("reading", shown(path))
            waiting = self._read(path)
        except Exception as exc:  # noqa: BLE001 (a bug in one reader must not stop the other files; it is logged)
            self._fail(path, exc)
            return
        self._group.append(waiting)
        if self._group_is_full():
            self._store_group()

    def _read(self, path: Path) -> _Waiting:
        data = path.read_bytes()
        # The file may have changed since it was hashed: what counts is what is read now.
        source = SourceFile(shown(path), hashlib.sha256(data).hexdigest(), len(data), sniff(data, path.name))
        owner = self._library.document_id(self._collection, source.path)
        return _Waiting(path, build_document(source, data, self._collection, owner), data)

    def _is_known(self, path: Path, content: str) -> bool:
        if any(content == waiting.document.sha256 for waiting in self._group):
            return True
        if self._library.find(self._collection, content) is None:
            return False
        older = self._library.at_path(self._collection, shown(path))
        if older is not None and older.sha256 != content:
            # The file at this path has become a copy of another document: its own older version is no more.
            self._library.remove(older.id)
        return True

    def _displaced(self) -> list[Path]:
        """Skipped files whose content has since been replaced at the path where it was known."""
        gone = [path for path, content in self.skipped.items() if self._library.find(self._collection, content) is None]
        for path in gone:
            del self.skipped[path]
        self._finished -= len(gone)
        return gone

    def _group_is_full(self) -> bool:
        return (
            len(self._group) >= GROUP_FILES
            or sum(len(waiting.document.chunks) for waiting in self._group) >= GROUP_CHUNKS
            or sum(len(waiting.data) for waiting in self._group) >= GROUP_BYTES
        )

    def _store_group(self) -> None:
        group, self._group = self._group, []
        if group:
            self._store(group)

    def _store(self, group: list[_Waiting]) -> None:
        if self._full is not None:
            for waiting in group:
                self._fail(waiting.path, self._full)
            return
        try:
            records = self._encode_and_store(group)
        except DiskFullError as exc:
            self._full = exc
            self._store(group)
        except LibraryError:
            raise
        except Exception as exc:  # noqa: BLE001 (see above)
            if len(group) == 1:
                self._fail(group[0].path, exc)
                return
            for waiting in group:
                self._store([waiting])
        else:
            for record in records:
                self._finished += 1
                self.documents.append(record)
                self.announce("done", record.path)

    def _encode_and_store(self, group: list[_Waiting]) -> list[DocumentRecord]:
        for waiting in group:
            self.announce("encoding", waiting.document.source.path)
        vectors = self._library.encode([waiting.document for waiting in group])
        for waiting in group:
            self.announce("storing", waiting.document.source.path)
        return self._library.store_many(
            [Prepared(waiting.document, rows, waiting.data) for waiting, rows in zip(group, vectors, strict=True)]
        )

    def _skip(self, path: Path, content: str) -> None:
        self._finished += 1
        self.skipped[path] = content
        self.announce("skipped", shown(path))

    def _fail(self, path: Path, exc: Exception) -> None:
        self._finished += 1
        self.fail(shown(path), _reason(path, exc))


def _reason(path: Path, exc: Exception) -> str:
    if isinstance(exc, ZhibiError):
        return str(exc)
    if isinstance(exc, OSError):
        return str(_unreadable(exc))
    _log.error("ingest_failed", path=shown(path), exc_info=exc)
    return f"读取时发生内部错误（{type(exc).__name__}），详情已记入日志；其余文件不受影响"


def _hash(path: Path, max_bytes: int) -> str:
    about = path.stat()
    if not stat.S_ISREG(about.st_mode):
        raise UnreadableFileError("不是普通文件（设备、管道或文件夹）")
    if about.st_size > max_bytes:
        raise LimitExceededError(
            f"文件有 {about.st_size / 1_048_576:.0f} MB，上限是 {max_bytes / 1_048_576:.0f} MB", "请拆分后再导入"
        )
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unreadable(exc: OSError) -> UnreadableFileError:
    if isinstance(exc, FileNotFoundError):
        return UnreadableFileError("文件在导入过程中消失了", "确认文件还在后重新导入")
    if isinstance(exc, PermissionError):
        return UnreadableFileError("没有读取这个文件的权限", "修改文件权限后重新导入")
    return UnreadableFileError(f"无法读取文件：{exc.strerror or exc}", "检查磁盘或网络驱动器")
