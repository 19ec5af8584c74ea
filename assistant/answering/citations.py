"""Citations: verbatim by construction, numbered in order of appearance, each quotation once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.types import Citation, Passage, in_book_marks
from ingest.types import Span


def cite(passage: Passage, span: Span, key: str) -> Citation:
    """The citation of the characters `span` of the passage's chunk, less white space at the edges.

    Raises:
        ValueError: When `span` lies outside the chunk's text or holds white space only: a bug of the caller.
    """
    return Citation.of(passage, _trimmed(passage.chunk.text, span), key)


class CitationBook:
    """Numbers the citations of one answer: "1", "2" …; the same characters of the same chunk keep their number."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, int, int], Citation] = {}

    def cite(self, passage: Passage, span: Span) -> Citation:
        """The numbered citation of `span` in the passage's chunk. Raises ValueError as `cite` does."""
        fresh = cite(passage, span, str(len(self._entries) + 1))
        return self._entries.setdefault((fresh.chunk_id, fresh.start, fresh.end), fresh)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """In the order of their numbers."""
        return tuple(self._entries.values())


def notes(citations: Sequence[Citation]) -> tuple[str, ...]:
    """What must be said of the documents cited, a sentence a document: “第[2]条引文出自《…》，该文件……”."""
    said: dict[tuple[str, str, str], list[str]] = {}
    for citation in citations:
        if citation.note is not None:
            said.setdefault((citation.document_id, citation.document, citation.note), []).append(citation.key)
    return tuple(
        f"第{''.join(f'[{key}]' for key in keys)}条引文出自{in_book_marks(title)}，{note}"
        for (_, title, note), keys in said.items()
    )


def with_marks(text: str, keys: Iterable[str]) -> str:
    """`text` followed by the marks of its citations: "……。[1][2]"."""
    return text + "".join(f"[{key}]" for key in keys)


def _trimmed(text: str, span: Span) -> Span:
    if not 0 <= span.start <= span.end <= len(text):
        raise ValueError(f"expected a span within 0 to {len(text)}, found {span!r}")
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    end = span.end - (len(piece) - len(piece.rstrip()))
    if start >= end:
        raise ValueError(f"expected a span with text in it, found {piece!r} at {span!r}")
    return Span(start, end)


__all__ = ["CitationBook", "cite", "notes", "with_marks"]
