"""What it takes to turn files into documents, as one seam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Protocol

from ingest.marking import PageBoxes
from ingest.types import AS_USUAL, Chunk, Document, IngestFailure, MediaType, Page, ReadOptions, Span


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be parsed.

    Attributes:
        path: As shown to users, also of a file inside an archive.
        refused_marks: Marks beside 秘密, 机密 and 绝密 whose bearer is refused.
    """

    path: str
    data: bytes = field(repr=False)
    sha256: str
    collection: str
    document_id: str
    options: ReadOptions = AS_USUAL
    refused_marks: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return PurePath(self.path).name


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation to be found on the pages of its document's original; the fields are those of `marking.locate`."""

    original: bytes = field(repr=False)
    media_type: MediaType
    pages: tuple[Page, ...]
    chunk: Chunk
    span: Span
    options: ReadOptions = AS_USUAL


@dataclass(frozen=True, slots=True)
class PageOf:
    """A page of a document's original that is to be shown; the fields are those of `picturing.picture`."""

    original: bytes = field(repr=False)
    media_type: MediaType
    page: int
    options: ReadOptions = AS_USUAL
    marks: PageBoxes | None = None


@dataclass(frozen=True, slots=True)
class Archive:
    """What was parsed is no document; its members may be (see `Parser.unpack`)."""


class ParserBugError(Exception):
    """A reader failed in a way that no file should cause.

    Args:
        name: Of the exception in the parser process.
        trace: Its traceback there.
    """

    def __init__(self, name: str, trace: str) -> None:
        super().__init__(trace)
        self.name = name


OnMember = Callable[[str, bytes], None]
"""Called with the path inside the archive (for showing only) and the bytes."""


class Parser(Protocol):
    """Turns files into documents. Safe to use from several threads.

    Attributes:
        workers: How many files it parses at once.
    """

    @property
    def workers(self) -> int: ...

    def parse(self, source: Source) -> Document | Archive:
        """The document, equal for equal bytes and options.

        Raises:
            IngestError: The file cannot be taken in; a sentence says why.
            ParserBugError: A reader has a fault.
        """

    def unpack(self, source: Source, on_member: OnMember) -> tuple[IngestFailure, ...]:
        """Calls `on_member` for every file in the archive `source`, and returns those that cannot be had.

        Raises:
            IngestError: The archive as a whole cannot be read.
        """

    def locate(self, quoted: Quoted) -> tuple[PageBoxes, ...]:
        """Where on its pages a quotation stands; see `ingest.marking.locate`.

        Raises:
            IngestError: The original cannot be read any more.
        """

    def picture(self, wanted: PageOf) -> bytes:
        """A page as a JPEG file; see `ingest.picturing.picture`.

        Raises:
            IngestError: The original cannot be read any more, or has no such page.
        """

    def abandon(self) -> None:
        """Ends what is being parsed at once: its `parse` raises. What is asked afterwards is parsed as usual."""
