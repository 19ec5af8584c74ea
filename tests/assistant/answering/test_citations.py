"""Citations are verbatim, numbered, and each quotation has one number."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.answering.citations import CitationBook, cite, with_marks
from assistant.types import Passage
from ingest.types import Span

MakePassage = Callable[..., Passage]


def test_the_quote_is_what_stands_at_its_span(passages: list[Passage]) -> None:
    citation = cite(passages[0], Span(4, 30), "1")
    text = passages[0].chunk.text
    assert citation.quote == text[4:30] == text[citation.start : citation.end]
    assert (citation.chunk_id, citation.document_id) == ("chunk-组织生活规则", "document-组织生活规则")
    assert citation.address.article == "第十条"


def test_white_space_at_the_edges_is_not_quoted(make_passage: MakePassage) -> None:
    citation = cite(make_passage("  第一句。\n 第二句。\n"), Span(0, 8), "1")
    assert (citation.quote, citation.start, citation.end) == ("第一句。", 2, 6)


def test_the_page_is_where_the_quote_begins(make_passage: MakePassage) -> None:
    passage = make_passage("甲" * 20)
    assert [cite(passage, span, "1").page for span in (Span(0, 20), Span(9, 12), Span(10, 12))] == [3, 3, 4]


def test_formats_without_pages_cite_none(passages: list[Passage]) -> None:
    assert cite(passages[1], Span(0, len(passages[1].chunk.text)), "1").page is None


@pytest.mark.parametrize("span", [Span(0, 0), Span(3, 2), Span(-1, 4), Span(0, 1000), Span(4, 6)])
def test_a_span_without_text_is_a_bug(make_passage: MakePassage, span: Span) -> None:
    with pytest.raises(ValueError, match="expected a span"):
        cite(make_passage("四个汉字  又四个字"), span, "1")


def test_numbers_follow_the_order_of_appearance_and_repeats_keep_theirs(passages: list[Passage]) -> None:
    book = CitationBook()
    spans = [(0, Span(0, 10)), (1, Span(0, 10)), (0, Span(0, 10)), (0, Span(0, 11))]
    assert [book.cite(passages[at], span).key for at, span in spans] == ["1", "2", "1", "3"]
    assert [citation.key for citation in book.citations] == ["1", "2", "3"]


def test_the_same_quotation_with_other_white_space_is_the_same(make_passage: MakePassage) -> None:
    book, passage = CitationBook(), make_passage("第一句。 第二句。")
    assert book.cite(passage, Span(0, 4)) == book.cite(passage, Span(0, 5))


def test_marks_follow_the_sentence() -> None:
    assert with_marks("每季度召开1次。", ["1", "3"]) == "每季度召开1次。[1][3]"
    assert with_marks("每季度召开1次。", []) == "每季度召开1次。"
