"""The library as a LangChain retriever."""

from __future__ import annotations

import pytest
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from assistant.retrieval.langchain import LibraryRetriever
from assistant.types import Passage, Query
from ingest.types import Address, Chunk, PageRun, Scope

CHUNK = Chunk("c1", "d1", 0, 0, 4, "每季一次", Address(("第二章",), "第十条"), (PageRun(0, 3),))


class Fixed:
    """Finds one passage, and remembers what it was asked."""

    def __init__(self, paged: bool = True) -> None:
        self.paged = paged
        self.asked: list[Query] = []

    def search(self, query: Query) -> list[Passage]:
        self.asked.append(query)
        return [Passage(CHUNK, "规则", "/规则.pdf", self.paged, 0.9)]


def test_a_passage_is_a_document_with_its_address() -> None:
    (document,) = LibraryRetriever(searcher=Fixed()).invoke("多久？")
    assert (document.page_content, document.id) == ("每季一次", "c1")
    assert document.metadata == {
        "chunk_id": "c1", "document_id": "d1", "document": "规则", "path": "/规则.pdf", "section": ["第二章"],
        "article": "第十条", "pages": [3], "score": 0.9, "note": None
    }  # fmt: skip


def test_formats_without_pages_have_none() -> None:
    (document,) = LibraryRetriever(searcher=Fixed(paged=False)).invoke("多久？")
    assert document.metadata["pages"] == []


def test_scope_and_number_reach_the_search() -> None:
    searcher = Fixed()
    scope = Scope(collections=frozenset({"党建"}))
    LibraryRetriever(searcher=searcher, k=3, scope=scope).invoke("多久？")
    assert searcher.asked == [Query("多久？", scope, 3)]


def test_it_composes_with_other_runnables() -> None:
    chain = LibraryRetriever(searcher=Fixed()) | RunnableLambda(lambda documents: documents[0].metadata["article"])
    assert chain.invoke("多久？") == "第十条"
    assert chain.batch(["一", "二"]) == ["第十条", "第十条"]


def test_a_wrong_number_is_refused() -> None:
    with pytest.raises(ValidationError):
        LibraryRetriever(searcher=Fixed(), k=0)
