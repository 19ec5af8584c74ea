"""Files in, documents in the library: find, skip what is known, parse, encode, store; report on every file.

Files are parsed ahead of their turn, one in each of the parser's processes, and taken in order, so that the same
folder always gives the same library.
"""

from __future__ import annotations

import hashlib
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.departures import Departures
from ingest.discovery import discover, is_document_name, shown
from ingest.errors import DiskFullError, EmptyFileError, LibraryError, LimitExceededError, ZhibiError
from ingest.guard import Archive, Parser, ParserPool, Source, available_cores
from ingest.intake import Item, Spool, Turn, content_hash
from ingest.ledger import Ledger, ListenerError, OnProgress
from ingest.library.library import Library
from ingest.presence import gone
from ingest.shelving import Shelf, Waiting
from ingest.types import AS_USUAL, Document, IngestReport, ReadOptions

DEFAULT_MAX_BYTES = 200 * 1024 * 1024

AHEAD = 2
"""Files that wait parsed or half-parsed, for each of the parser's processes."""
AHEAD_BYTES = 256 * 1024 * 1024
"""Bytes of files that wait, together."""

MOST_THREADS = 4
"""Threads that recognise one file's pages: each costs 250 MB, and more than four gain next to nothing."""

_ROUNDS = 3
"""Two files may swap their contents, three may rotate them; each round settles at least one."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """How files are to be taken in.

    Attributes:
        options: What the readers may do; the number of threads is chosen by the run.
        refused_marks: Marks beside 秘密, 机密 and 绝密 whose bearer is refused.
        max_bytes: Larger files are refused.
        sync: Whether documents leave the library whose file has left one of the folders named.
        gone: Files and folders known to be gone: what was taken from there leaves the library.
    """

    options: ReadOptions = AS_USUAL
    refused_marks: tuple[str, ...] = ()
    max_bytes: int = DEFAULT_MAX_BYTES
    sync: bool = False
    gone: tuple[Path, ...] = ()


AS_THEY_COME = Wishes()


def ingest(
    library: Library,
    paths: Iterable[Path],
    collection: str = "default",
    on_progress: OnProgress | None = None,
    *,
    wishes: Wishes = AS_THEY_COME,
    parser: Parser | None = None,
) -> IngestReport:
    """Takes files, and the documents in folders and archives, into one collection of a library opened for writing.

    A file whose content the collection holds is skipped wherever it lies, and followed where its old path is empty
    now; a file whose path is known and whose content is new replaces its older version. What fails is reported and
    stops nothing else; when the disk is full, what is finished stays and the rest is reported.

    Args:
        on_progress: Called from several threads, never by two at once. What it raises ends the run.
        parser: None starts processes for this run.

    Raises:
        EncoderMismatchError: Before anything is read, when the library's vectors come from another encoder.
        LibraryDamagedError: The library itself fails; what was stored before stays.
    """
    if parser is None:
        with ParserPool() as pool:
            return ingest(library, paths, collection, on_progress, wishes=wishes, parser=pool)
    ledger = Ledger(on_progress or (lambda event: None))
    try:
        return _taken_in(library, list(paths), collection, ledger, wishes, parser)
    except ListenerError as told:
        raise told.cause from None


def _taken_in(
    library: Library, named: Sequence[Path], collection: str, ledger: Ledger, wishes: Wishes, parser: Parser
) -> IngestReport:
    started = time.perf_counter()
    run = _Run(library, collection, wishes, parser, ledger)
    departures = Departures(library, collection, ledger)
    run.prepare()
    found = discover(named, exclude=library.home)
    items = [Item(path, shown(path)) for path in found.files]
    ledger.expect(items)
    for failure in found.failures:
        ledger.note(failure)
    try:
        run.take_all(items)
        if wishes.sync:
            departures.let_go_missing([path for path in named if path.is_dir()], found.failures)
        departures.let_go(wishes.gone)
    finally:
        run.clear()
    return ledger.report(time.perf_counter() - started)


class _Run:
    """One run over the files: begins them ahead, finishes them in order."""

    def __init__(self, library: Library, collection: str, wishes: Wishes, parser: Parser, ledger: Ledger) -> None:
        self._library = library
        self._collection = collection
        self._wishes = wishes
        self._parser = parser
        self._ledger = ledger
        self._spool = Spool(library.home)
        self._shelf = Shelf(library, ledger, self._spool)

    def prepare(self) -> None:
        self._spool.clear()
        try:
            self._library.check_encoder()
        except DiskFullError as exc:
            self._shelf.full = exc

    def clear(self) -> None:
        self._spool.clear()

    def take_all(self, items: Sequence[Item]) -> None:
        with ThreadPoolExecutor(self._parser.workers, "parse") as threads:
            try:
                for _ in range(_ROUNDS):
                    self._take(deque(items), threads)
                    self._shelf.clear()
                    items = self._displaced()
                    if not items:
                        return
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                self._parser.abandon()
                raise

    def _take(self, queue: deque[Item], threads: ThreadPoolExecutor) -> None:
        turns: deque[Turn] = deque()
        while queue or turns:
            while queue and self._may_begin(turns):
                turns.append(self._begin(queue.popleft(), threads, turns))
            members = self._finish(turns.popleft(), threads)
            queue.extendleft(reversed(members))

    def _may_begin(self, turns: deque[Turn]) -> bool:
        many = len(turns) >= max(1, AHEAD * self._parser.workers)
        return not turns or not (many or sum(len(turn.data) for turn in turns) >= AHEAD_BYTES)

    # A file's beginning: its bytes are read, its parsing starts.

    def _begin(self, item: Item, threads: ThreadPoolExecutor, turns: Iterable[Turn]) -> Turn:
        """Has a file parsed, unless its content is known, or will be when its turn has come."""
        if self._shelf.full is not None:
            return Turn(item, error=self._shelf.full)
        try:
            content = content_hash(item.place, self._wishes.max_bytes)
            if self._holds(content) or any(content == turn.content for turn in turns):
                return Turn(item, content)
            self._ledger.announce("reading", item.shown)
            data = item.place.read_bytes()
        except (ZhibiError, OSError) as exc:
            return Turn(item, error=exc)
        # The file may have changed since it was hashed: what counts is what is read now.
        content = hashlib.sha256(data).hexdigest()
        source = self._source(item, content, data)
        return Turn(item, content, data, source.document_id, threads.submit(self._parser.parse, source))

    def _source(self, item: Item, content: str, data: bytes) -> Source:
        def on_page(page: int, pages: int) -> None:
            self._ledger.announce("reading", item.shown, f"第 {page}/{pages} 页")

        return Source(
            path=item.shown,
            data=data,
            sha256=content,
            collection=self._collection,
            document_id=self._library.id_for(self._collection, item.shown),
            options=replace(self._wishes.options, on_page=on_page, threads=self._threads()),
            refused_marks=self._wishes.refused_marks,
        )

    def _threads(self) -> int:
        """A file alone gets all cores for the recognition of its pages; several share them."""
        share = available_cores() // min(self._parser.workers, len(self._ledger.seen))
        return min(MOST_THREADS, max(1, share))

    # A file's end, when all before it have ended.

    def _finish(self, turn: Turn, threads: ThreadPoolExecutor) -> list[Item]:
        """Takes a file in whose turn has come; returns the files inside it where it is an archive."""
        if turn.error is not None:
            self._fail(turn.item, turn.error)
            return []
        if self._is_known(turn.item, turn.content):
            return []
        if turn.parsing is None or turn.owner != self._library.id_for(self._collection, turn.item.shown):
            return self._finish(self._begin(turn.item, threads, ()), threads)
        return self._settle(turn, turn.parsing)

    def _settle(self, turn: Turn, parsing: Future[Document | Archive]) -> list[Item]:
        try:
            parsed = parsing.result()
            if isinstance(parsed, Archive):
                return self._unpack(turn)
        except DiskFullError as exc:
            self._shelf.full = exc
            self._fail(turn.item, exc)
            return []
        except LibraryError:
            raise
        except Exception as exc:  # noqa: BLE001 (a bug in one reader must not stop the other files; it is logged)
            self._fail(turn.item, exc)
            return []
        self._shelf.add(Waiting(turn.item, parsed, turn.data))
        return []

    def _unpack(self, turn: Turn) -> list[Item]:
        """The documents in an archive, each put where it can be read; they are told like the files of a folder."""
        archive = turn.item
        if archive.is_member:  # those that may be opened were, with the one around them
            raise LimitExceededError("压缩包套了太多层，没有再打开", "请解压后导入其中的文件")
        members: list[Item] = []

        def keep(path: str, data: bytes) -> None:
            if is_document_name(path.rpartition("/")[2]):
                members.append(Item(self._spool.put(data), f"{archive.shown}/{path}", is_member=True))

        failures = self._parser.unpack(self._source(archive, turn.content, turn.data), keep)
        if not members and not failures:
            raise EmptyFileError("压缩包里没有可导入的文件")
        self._ledger.expect(members)
        for failure in failures:
            self._ledger.note(failure)
        self._spool.drop(archive)
        self._ledger.opened(archive)
        return members

    def _fail(self, item: Item, error: Exception) -> None:
        self._spool.drop(item)
        self._ledger.fail(item, error)

    # What is known already.

    def _holds(self, content: str) -> bool:
        return self._shelf.holds(content) or self._library.find(self._collection, content) is not None

    def _is_known(self, item: Item, content: str) -> bool:
        """Whether the library holds this content; if so the item is done with."""
        holder = self._library.find(self._collection, content)
        if holder is None:
            if self._shelf.holds(content):
                self._ledger.skip(item, content)
                return True
            return False
        older = self._library.at_path(self._collection, item.shown)
        if older is not None and older.sha256 != content:
            # The file at this path has become a copy of another document: its own older version is no more.
            self._library.remove(older.id)
        if holder.path != item.shown and self._has_left(holder.path):
            self._library.move(holder.id, item.shown)
            self._ledger.follow(item, holder.path)
            self._spool.drop(item)
        else:
            self._ledger.skip(item, content)
        return True

    def _has_left(self, path: str) -> bool:
        """Whether a file is no longer where it was taken from; uploads never stay there."""
        return not Path(path).is_relative_to(self._library.home) and gone(path, self._ledger.seen)

    def _displaced(self) -> list[Item]:
        """Skipped files whose content has since been replaced at the path where it was known."""
        lost = [
            item
            for item, content in self._ledger.skipped.items()
            if self._library.find(self._collection, content) is None
        ]
        for item in lost:
            self._ledger.reopen(item)
        return lost
