"""A document's text as one piece, with the way back to its chunks: a row may begin in one and end in the next."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.citations import CitationBook
from assistant.types import Passage
from ingest.types import DocumentRecord, Span


@dataclass(frozen=True, slots=True)
class Script:
    """The text of a document.

    Attributes:
        genre: The kind of document, "" where unknown.
        text: Its chunks in reading order, a line break between those that do not meet.
        starts: Where each passage begins in `text`.
        offsets: Where in its chunk's text that is: more than 0 where chunks overlap.
    """

    record: DocumentRecord
    genre: str
    text: str
    passages: tuple[Passage, ...]
    starts: tuple[int, ...]
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, record: DocumentRecord, genre: str, passages: Sequence[Passage]) -> Script:
        parts: list[str] = []
        starts: list[int] = []
        offsets: list[int] = []
        at, reached = 0, 0
        for passage in passages:
            chunk = passage.chunk
            skipped = min(max(0, reached - chunk.start), len(chunk.text))
            gap = "\n" if parts and (chunk.start > reached or not parts[-1].endswith("\n")) and not skipped else ""
            starts.append(at + len(gap))
            offsets.append(skipped)
            parts.append(gap + chunk.text[skipped:])
            at += len(parts[-1])
            reached = max(reached, chunk.end)
        return cls(record, genre, "".join(parts), tuple(passages), tuple(starts), tuple(offsets))

    def cite(self, span: Span, book: CitationBook) -> tuple[str, ...]:
        """The keys of the places that hold `span`, one a chunk."""
        return tuple(book.cite(passage, place).key for passage, place in self._places(span))

    def section_at(self, place: int) -> tuple[str, ...]:
        """The headings above a place, from the outside in."""
        at = bisect_right(self.starts, place) - 1
        return self.passages[at].chunk.address.section if at >= 0 else ()

    def _places(self, span: Span) -> Iterator[tuple[Passage, Span]]:
        first = max(0, bisect_right(self.starts, span.start) - 1)
        for at in range(first, len(self.passages)):
            start = self.starts[at]
            if start >= span.end:
                return
            chunk = self.passages[at].chunk
            base = start - self.offsets[at]
            place = Span(max(span.start - base, self.offsets[at]), min(span.end - base, len(chunk.text)))
            if place.start < place.end and place.of(chunk.text).strip():
                yield self.passages[at], place
