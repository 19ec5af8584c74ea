"""The library as a LangChain retriever, for chains that a site builds itself."""

from __future__ import annotations

from datetime import date
from typing import Protocol, runtime_checkable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from assistant.types import Passage, Query
from ingest.types import Scope


@runtime_checkable
class Searcher(Protocol):
    """What finds passages: `assistant.retrieval.retriever.Retriever`."""

    def search(self, query: Query) -> list[Passage]:
        """The `query.k` best passages, best first."""
        ...


class LibraryRetriever(BaseRetriever):
    """Passages of the library as LangChain documents, best first.

    Example:
        from langchain.chat_models import init_chat_model
        from langchain_core.output_parsers import StrOutputParser
        from langchain_core.prompts import ChatPromptTemplate
        from langchain_core.runnables import RunnablePassthrough

        retriever = LibraryRetriever(searcher=Retriever(library, encoder), k=5)
        found = retriever | (lambda documents: "\\n".join(document.page_content for document in documents))
        prompt = ChatPromptTemplate.from_template("资料：{found}\\n问题：{question}")
        chain = {"found": found, "question": RunnablePassthrough()} | prompt | init_chat_model(…) | StrOutputParser()
        chain.invoke("支部党员大会多久召开一次？")

    `page_content` is the chunk's text; the metadata are chunk_id, document_id, document (title), path, section (list),
    article (or None), pages (list, empty in formats without pages), score (0 to 1, comparable within one result) and
    note (what must be said of the document, e.g. that it is superseded, or None).
    Raises what the searcher raises.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, extra="forbid")

    searcher: Searcher
    k: int = Field(8, ge=1, le=50)
    scope: Scope = Scope()
    today: date | None = None
    """The day whose law is preferred where the scope names none; None lets every known supersession count."""

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [_document(passage) for passage in self.searcher.search(Query(query, self.scope, self.k, self.today))]


def _document(passage: Passage) -> Document:
    chunk = passage.chunk
    metadata = {
        "chunk_id": chunk.id,
        "document_id": chunk.document_id,
        "document": passage.document,
        "path": passage.path,
        "section": list(chunk.address.section),
        "article": chunk.address.article,
        "pages": list(passage.pages),
        "score": passage.score,
        "note": passage.note,
    }
    return Document(page_content=chunk.text, metadata=metadata, id=chunk.id)
