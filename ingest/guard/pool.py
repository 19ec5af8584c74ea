"""Parser processes as the rest of the program uses them: a file's bytes in, a Document or a sentence out.

A process serves many files; one that crashes, stalls or talks nonsense costs the file it was reading and is replaced.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Literal

from ingest import errors
from ingest.closing import Closing
from ingest.errors import IngestError, ParserFailedError
from ingest.guard.frames import (
    Bug,
    Built,
    Done,
    Draw,
    Drawn,
    Job,
    Located,
    Member,
    Other,
    Progress,
    Refused,
    Reply,
    Request,
    Search,
)
from ingest.guard.limits import Limits
from ingest.guard.parser import Archive, OnMember, PageOf, ParserBugError, Quoted, Source
from ingest.guard.process import PROGRAM, Process
from ingest.marking import PageBoxes
from ingest.readers.office import convert
from ingest.types import Document, IngestFailure, MediaType, ReadOptions

AT_MOST = 16
"""Processes, whatever the machine has: each needs some 100 MB."""

_JPEG = b"\xff\xd8\xff"

_IsLast = Callable[[Reply, bytes], bool]


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who is told of progress, and by what name a file is spoken of."""

    name: str
    options: ReadOptions


class ParserPool(Closing):
    """Processes that parse, started when they are needed; close it, or use it in a `with` block.

    Implements `Parser`.

    Args:
        workers: How many files are parsed at once; 0 is one for each core.
        program: What serves the jobs (see `Process`).
    """

    def __init__(self, workers: int = 0, limits: Limits | None = None, program: Sequence[str] = PROGRAM) -> None:
        self.workers = min(workers or available_cores(), AT_MOST)
        self._limits = limits or Limits()
        self._program = program
        self._idle: SimpleQueue[Process | None] = SimpleQueue()
        self._busy: set[Process] = set()
        for _ in range(self.workers):
            self._idle.put(None)

    def close(self) -> None:
        """Ends the processes; waits for those at work."""
        for process in [self._idle.get() for _ in range(self.workers)]:
            if process is not None:
                process.kill()
            self._idle.put(None)

    def abandon(self) -> None:
        """See `Parser`."""
        for process in tuple(self._busy):
            process.interrupt()

    def parse(self, source: Source) -> Document | Archive:
        """See `Parser`."""
        reply = self._ask(source, _job("build", source), source.data, _at_once)
        if isinstance(reply, Other) and reply.media_type == "office":
            converted, media_type = convert(source.data, source.name)
            reply = self._ask(source, _job("build", source, media_type, stated="office"), converted, _at_once)
        if isinstance(reply, Built) and _is_about(reply.document, source):
            return reply.document
        if isinstance(reply, Other) and reply.media_type == "archive":
            return Archive()
        raise ParserFailedError(f"解析“{source.name}”的程序答非所问", "请报告这个问题")

    def unpack(self, source: Source, on_member: OnMember) -> tuple[IngestFailure, ...]:
        """See `Parser`."""
        failures: list[IngestFailure] = []

        def hear(reply: Reply, data: bytes) -> bool:
            if isinstance(reply, Member):
                on_member(reply.path, data)
            elif isinstance(reply, Refused):
                failures.append(IngestFailure(f"{source.path}/{reply.path}", reply.message, reply.needs_password))
            return isinstance(reply, Done)

        self._ask(source, _job("unpack", source), source.data, hear)
        return tuple(failures)

    def locate(self, quoted: Quoted) -> tuple[PageBoxes, ...]:
        """See `Parser`."""
        search = Search(
            media_type=quoted.media_type,
            pages=tuple(page for page in quoted.pages if page.number in quoted.chunk.pages),
            chunk=quoted.chunk,
            span=quoted.span,
            passwords=quoted.options.passwords,
        )
        reply = self._ask(_Asker("原件", quoted.options), search, quoted.original, _at_once)
        if not isinstance(reply, Located):
            raise ParserFailedError("定位引文的程序答非所问", "请报告这个问题")
        return reply.pages

    def picture(self, wanted: PageOf) -> bytes:
        """See `Parser`."""
        pictures: list[bytes] = []

        def hear(reply: Reply, data: bytes) -> bool:
            if isinstance(reply, Drawn) and data.startswith(_JPEG):
                pictures.append(data)
            return True

        draw = Draw(
            media_type=wanted.media_type,
            page=wanted.page,
            marks=wanted.marks,
            passwords=wanted.options.passwords,
        )
        self._ask(_Asker("原件", wanted.options), draw, wanted.original, hear)
        if not pictures:
            raise ParserFailedError("显示原件的程序答非所问", "请报告这个问题")
        return pictures[0]

    def _ask(self, source: _Asker | Source, job: Request, data: bytes, is_last: _IsLast) -> Reply:
        """The reply that ends the job, from a process that is borrowed for as long as it takes."""
        process = self._idle.get()
        try:
            if process is None:
                process = Process(self._limits, self._program)
            self._busy.add(process)
            return _converse(process, source, job, data, is_last)
        finally:
            self._give_back(process)

    def _give_back(self, process: Process | None) -> None:
        if process is not None:
            self._busy.discard(process)
            if not process.is_usable:
                process.kill()
                process = None
        self._idle.put(process)


def available_cores() -> int:
    """How many cores this process may use; a container may have fewer than the machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _is_about(document: Document, source: Source) -> bool:
    """Whether a document is of the file that was asked about: a parser must not speak of others."""
    claimed = (document.id, document.collection, document.source.path, document.sha256)
    if claimed != (source.document_id, source.collection, source.path, source.sha256):
        return False
    return all(
        chunk.document_id == document.id and document.text[chunk.start : chunk.end] == chunk.text
        for chunk in document.chunks
    )


def _at_once(reply: Reply, data: bytes) -> bool:
    return True


def _job(
    task: Literal["build", "unpack"],
    source: Source,
    media_type: MediaType | None = None,
    stated: MediaType | None = None,
) -> Job:
    return Job(
        task=task,
        path=source.path,
        name=source.name,
        sha256=source.sha256,
        size=len(source.data),
        collection=source.collection,
        document_id=source.document_id,
        media_type=media_type,
        stated=stated,
        passwords=source.options.passwords,
        ocr=source.options.ocr,
        threads=source.options.threads,
        refused_marks=source.refused_marks,
    )


def _converse(process: Process, source: _Asker | Source, job: Request, data: bytes, is_last: _IsLast) -> Reply:
    for reply, beside in process.ask(job, data):
        if isinstance(reply, Progress):
            source.options.on_page(reply.page, reply.pages)
            continue
        if isinstance(reply, Refused) and reply.path is None:
            process.is_usable = True
            raise _error(reply)
        if isinstance(reply, Bug):
            process.is_usable = True
            raise ParserBugError(reply.name, reply.trace)
        if is_last(reply, beside):
            process.is_usable = True
            return reply
    raise ParserFailedError(
        f"解析“{source.name}”的程序{process.epitaph()}，该文件未导入", "文件可能已损坏，请用原程序打开并另存后重试"
    )


def _error(refused: Refused) -> IngestError:
    """The error by its name, which must be one of ours."""
    kind = getattr(errors, refused.error, IngestError)
    is_ours = isinstance(kind, type) and issubclass(kind, IngestError)
    return (kind if is_ours else IngestError)(refused.message, refused.hint)
