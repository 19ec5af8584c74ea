"""A citation as a note says it: 《title》, 文号, article or heading, page."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.export.cleaning import one_line
from assistant.types import Citation, in_book_marks


def source_of(citation: Citation) -> str:
    """《某某条例》（党发〔2026〕3号）第十二条，第3页; without an article the innermost heading: 《总结》，二、问题.

    What is not known is left out.
    """
    title = _title(one_line(citation.document))
    number = f"（{one_line(citation.number)}）" if citation.number else ""
    address = citation.address
    heading = one_line(address.section[-1]) if address.section and not address.article else ""
    page = f"第{citation.page}页" if citation.page is not None else ""
    return "，".join(part for part in (title + number + one_line(address.article or ""), heading, page) if part)


def note_of(citations: Sequence[Citation]) -> str:
    """One note for all that a sentence cites, each place once: “……；……。”, what must be said of a document after it."""
    said = dict.fromkeys(_with_remark(citation) for citation in citations)
    return f"{'；'.join(said)}。"


def _with_remark(citation: Citation) -> str:
    return source_of(citation) + (f"（{one_line(citation.note)}）" if citation.note else "")


def _title(document: str) -> str:
    whole = document.startswith("《") and document.find("》") == len(document) - 1
    return document if whole else in_book_marks(document)


__all__ = ["note_of", "source_of"]
