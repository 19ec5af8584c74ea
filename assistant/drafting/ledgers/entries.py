"""What a document says for one row of a ledger, as it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.drafting.ledgers.script import Script
from ingest.types import Span

_EDGES = " \t\u3000\n；;，,。、（(）)【】|"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as one place of a document states it.

    Attributes:
        cells: Column name -> where its text stands in the script.
        whole: The whole place.
        is_formal: Whether it is a row of a table or has labels; a sentence of prose is not.
    """

    script: Script
    cells: Mapping[str, Span]
    whole: Span
    is_formal: bool = True

    def text(self, column: str) -> str:
        """What stands in a column, white space joined; "" where nothing does."""
        span = self.cells.get(column)
        return " ".join(span.of(self.script.text).split()) if span is not None else ""


def trimmed(text: str, span: Span, edges: str = _EDGES) -> Span | None:
    """The span without marks and white space at its edges; None where nothing is left."""
    start, end = span.start, span.end
    while start < end and text[start] in edges and not _opens(text, start, end):
        start += 1
    while end > start and text[end - 1] in edges and not _closes(text, start, end):
        end -= 1
    return Span(start, end) if start < end else None


def _opens(text: str, start: int, end: int) -> bool:
    """Whether a bracket at the start is closed inside."""
    return text[start] in "（(【" and any(mark in text[start:end] for mark in "）)】")


def _closes(text: str, start: int, end: int) -> bool:
    return text[end - 1] in "）)】" and any(mark in text[start:end] for mark in "（(【")
