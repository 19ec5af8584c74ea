"""The nouns that flow from a file to the library.

    SourceFile -> Reading (Pages of Blocks) -> Document (text, Chunks with Addresses)

Every offset counts Unicode code points, every range is half-open, every page number starts at 1.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

BlockKind = Literal["paragraph", "heading", "table_row", "footnote"]
"""What a reader saw. A table row is one record: its header cells are repeated in its text. A footnote stands right
after the paragraph that refers to it, its mark in front; it is never a heading."""

PageOrigin = Literal["native", "ocr", "garbled", "blank"]
"""Where a page's text came from; garbled and blank pages carry no text worth citing."""

MediaType = Literal[
    "pdf", "docx", "xlsx", "csv", "pptx", "text", "markdown", "html", "mhtml", "image", "office", "archive"
]
"""What a file is by its content. "office" is what LibreOffice must convert first (.doc, .wps, .xls, .ppt, .rtf, .odt);
"archive" (.zip) is no document but holds files that may be."""


@dataclass(frozen=True, slots=True)
class Span:
    """Characters [start, end) of some text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class PageRun:
    """From character `start` of the enclosing text on, the text stands on `page`."""

    start: int
    page: int


def page_at(runs: tuple[PageRun, ...], offset: int) -> int:
    """The page on which the character at `offset` stands. `runs` are sorted, the first starts at 0."""
    return runs[bisect_right(runs, offset, key=lambda run: run.start) - 1].page


def pages_between(runs: tuple[PageRun, ...], span: Span) -> tuple[int, ...]:
    """The pages that the characters of `span` stand on, ascending, without repeats."""
    first = bisect_right(runs, span.start, key=lambda run: run.start) - 1
    last = bisect_right(runs, max(span.start, span.end - 1), key=lambda run: run.start) - 1
    return tuple(sorted({run.page for run in runs[first : last + 1]}))


def clip_runs(runs: tuple[PageRun, ...], span: Span) -> tuple[PageRun, ...]:
    """`runs` as seen from inside `span`: offsets relative to its start, the first at 0."""
    first = bisect_right(runs, span.start, key=lambda run: run.start) - 1
    inner = [run for run in runs[first + 1 :] if run.start < span.end]
    head = PageRun(0, runs[first].page)
    return (head, *(PageRun(run.start - span.start, run.page) for run in inner))


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as found, before anything was read from it.

    Attributes:
        path: Absolute path as a string; shown to users, never used to name what is stored.
        sha256: Hex digest of the bytes: the version's identity.
        size: Bytes.
    """

    path: str
    sha256: str
    size: int
    media_type: MediaType


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading or table row as a reader saw it, on one page or flowing over several.

    Attributes:
        text: Without line breaks inside; never empty.
        runs: Which of its characters stand on which page; the first run starts at 0.
        level: Heading level from 1 (outermost) where the format states it, else None.
    """

    kind: BlockKind
    text: str
    runs: tuple[PageRun, ...]
    level: int | None = None

    @property
    def page(self) -> int:
        return self.runs[0].page


DOUBTFUL_BELOW = 0.8
"""A page whose confidence is lower is shown to the user, and marked where it is cited."""


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line that was recognised in a picture of a page, with its place.

    Attributes:
        text: As recognised, before any repair.
        top, bottom: In points, from the page's upper edge.
        edges: Where each character begins, and at the end where the last one ends, in points from the left edge:
            one more than there are characters, ascending.
        confidence: 0 to 1.
    """

    text: str
    top: float
    bottom: float
    edges: tuple[float, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page and what is known about its text.

    Attributes:
        text: What the reader saw on the page, repaired, paragraphs separated by newlines.
        confidence: 0 to 1, how far the text can be trusted.
        note: Why it is doubtful, in Chinese; "" where nothing is to be said.
        width, height: In points, as a person sees the page; 0 in formats without fixed pages.
        lines: What was recognised where, on pages of origin "ocr" and in pictures on others: a native page is read
            again from the original when a place on it is asked for.
        turned: By how many degrees clockwise the page as the original shows it must be turned about its middle to
            stand as its text is read: quarter turns and the slope of a crooked scan. `width`, `height` and `lines`
            are those of the page so turned.
    """

    number: int
    text: str
    origin: PageOrigin
    confidence: float
    note: str = ""
    width: float = 0.0
    height: float = 0.0
    lines: tuple[PrintedLine, ...] = ()
    turned: float = 0.0

    @property
    def is_doubtful(self) -> bool:
        """Whether a person should look at the page itself before trusting its text. A blank page holds no doubt."""
        return self.origin == "garbled" or (self.origin != "blank" and self.confidence < DOUBTFUL_BELOW)


def _unheard(page: int, pages: int) -> None:
    """Nobody waits for this page."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user lets or tells the readers do.

    Attributes:
        passwords: Tried in turn on a file that asks for one.
        ocr: Whether pages without usable text are recognised from their picture.
        threads: How many threads recognition may use.
        on_page: Called with a page's number and the number of pages whenever one is finished: who waits sees that
            work goes on. Readers of formats without pages need not call it.
    """

    passwords: tuple[str, ...] = field(default=(), repr=False)
    ocr: bool = True
    threads: int = 1
    on_page: Callable[[int, int], None] = field(default=_unheard, compare=False, repr=False)


AS_USUAL = ReadOptions()
"""No password is known, recognition on one thread."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file: its pages for showing, its blocks in reading order for indexing.

    Attributes:
        paged: True where page numbers mean what a person sees (PDF); False for flowing formats,
            whose only page is number 1 and is never cited.
        title: The title the format itself states (document properties, <title>), or None.
        author: The author that the format states, or None.
        margins: Running headers and footers that were kept out of the blocks, each once, in order of appearance:
            a secrecy mark may stand there.
    """

    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    paged: bool
    title: str | None = None
    warnings: tuple[str, ...] = ()
    author: str | None = None
    margins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Address:
    """Where in a document something stands.

    Attributes:
        section: Heading path from the outside in, e.g. ("第二章 组织设置", "第一节 支部").
        article: Normalised article label, e.g. "第十二条" or "第十二条之一"; None outside articles.
    """

    section: tuple[str, ...] = ()
    article: str | None = None


@dataclass(frozen=True, slots=True)
class AddressedBlock:
    """A block with the address that the document's structure gives it."""

    block: Block
    address: Address


Provenance = Literal["text", "properties", "name", "folder", "hand"]
"""Where a piece of metadata came from: the document's text, the format's own properties, the file's name, its folder,
or a person who corrected it."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says about itself. Every field but the title may be unknown.

    Attributes:
        number: 文号, e.g. "党发〔2026〕3号".
        repealed: The day from which it is no longer in force, as its own text or another document's states it.
        status: 试行, 废止, 修订 … as the text states it.
        genre: 工作总结, 管理办法, 通知 … by the title's last words.
        period: The time the document speaks of: "2026", "2026H1", "2026Q2", "2026-05", "2021/2025".
        label: 内部资料, 仅供内部使用 … as marked; a document marked 秘密 or higher never gets this far.
        authors: Of papers and articles, in order.
        journal: Where a paper appeared.
        repeals: Titles (without 《》) and 文号 of what this document puts out of force, as its text states them.
        series: Names the rule whose version this is: equal for all versions of one rule. "" where it is none.
        provenance: Field name -> where its value came from, for every field that has one; sorted by name.
    """

    title: str
    issuer: str | None = None
    number: str | None = None
    issued: date | None = None
    effective: date | None = None
    status: str | None = None
    repealed: date | None = None
    genre: str | None = None
    period: str | None = None
    label: str | None = None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    repeals: tuple[str, ...] = ()
    series: str = ""
    provenance: tuple[tuple[str, Provenance], ...] = ()

    @property
    def since(self) -> date | None:
        """The day from which the document speaks: it takes effect, or where that is not stated it was issued.

        An amended text keeps the clause on its first coming into force; it speaks from its amendment on.
        """
        if self.effective and self.issued and self.issued > self.effective and self.status in ("修正", "修订"):
            return self.issued
        return self.effective or self.issued


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document's text that is stored, searched and cited.

    `text` equals the document's text at [start, end).
    """

    id: str
    document_id: str
    ordinal: int
    start: int
    end: int
    text: str
    address: Address
    runs: tuple[PageRun, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        return pages_between(self.runs, Span(0, len(self.text)))


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a source, read, structured and chunked.

    Attributes:
        id: Stable over the versions of one source in one collection.
        sha256: Identity of this version's bytes.
        text: Blocks joined by newlines; chunks are ranges of it and cover it.
    """

    id: str
    collection: str
    source: SourceFile
    metadata: Metadata
    text: str
    pages: tuple[Page, ...]
    chunks: tuple[Chunk, ...]
    paged: bool
    warnings: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        return self.source.sha256

    @property
    def title(self) -> str:
        return self.metadata.title


@dataclass(frozen=True, slots=True)
class Scope:
    """What a query may see; applied inside the stores, before ranking.

    Attributes:
        collections: Names allowed, or None for all.
        as_of: Only documents not known to take effect after this day, or None.
        documents: Document ids allowed, or None for all.
    """

    collections: frozenset[str] | None = None
    as_of: date | None = None
    documents: frozenset[str] | None = None


EVERYTHING = Scope()
"""No restriction."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk found by one index. `score` is the index's own, higher is better; `title` is the document's."""

    chunk_id: str
    score: float
    title: str = ""


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
class DocumentRecord:
    """A visible document as the catalog lists it, without its text.

    Attributes:
        superseded_on: The day from which a later version of the same rule, a document that repeals this one, or its own
            end takes its place; it may lie in the future. None where that is not known.
        superseded_by: Id of the document that takes its place; without `superseded_on` since a day that is not known.
    """

    id: str
    title: str
    path: str
    collection: str
    sha256: str
    media_type: str
    pages: int
    paged: bool
    chunks: int
    status: str
    """ready, or doubtful when a page's text cannot be trusted."""
    metadata: Metadata
    warnings: tuple[str, ...]
    ingested_at: str
    """UTC, ISO 8601, seconds."""
    superseded_on: date | None = None
    superseded_by: str | None = None


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
