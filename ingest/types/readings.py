"""A file, and what a reader makes of it: pages for showing, blocks for indexing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from ingest.types.places import PageRun

MediaType = Literal[
    "pdf", "docx", "xlsx", "csv", "pptx", "text", "markdown", "html", "mhtml", "image", "office", "archive"
]
"""What a file is by its content. "office" is what LibreOffice must convert first (.doc, .wps, .xls, .ppt, .rtf, .odt);
"archive" (.zip) is no document but holds files that may be."""


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


BlockKind = Literal["paragraph", "heading", "table_row", "footnote"]
"""What a reader saw. A table row is one record: its header cells are repeated in its text. A footnote stands right
after the paragraph that refers to it, its mark in front; it is never a heading."""


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


PageOrigin = Literal["native", "ocr", "garbled", "blank"]
"""Where a page's text came from; garbled and blank pages carry no text worth citing."""


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


def is_doubtful(origin: PageOrigin, confidence: float) -> bool:
    """Whether a person should look at the page itself before trusting its text. A blank page holds no doubt."""
    return origin == "garbled" or (origin != "blank" and confidence < DOUBTFUL_BELOW)


@dataclass(frozen=True, slots=True)
class PageState:
    """What is known about a page, without its text; the fields are those of `Page`."""

    number: int
    origin: PageOrigin
    confidence: float
    note: str = ""

    @property
    def is_doubtful(self) -> bool:
        return is_doubtful(self.origin, self.confidence)


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
        return is_doubtful(self.origin, self.confidence)


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
