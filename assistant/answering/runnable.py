"""Question answering over a library as a LangChain Runnable, for chains that a site builds itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Protocol, runtime_checkable

from langchain_core.runnables import Runnable, RunnableConfig

from assistant.types import Answer, AnswerEvent, Query, Token

Asked = str | dict[str, Any]
Told = dict[str, Any]


@runtime_checkable
class Answerer(Protocol):
    """What answers: `assistant.service.Service`."""

    def query(
        self,
        text: str,
        *,
        k: int | None = None,
        collections: Any = None,
        documents: Any = None,
        as_of: date | None = None,
    ) -> Query:
        """A query from what a user typed; raises QuestionError."""
        ...

    def ask(self, query: Query) -> Answer: ...

    def stream(self, query: Query) -> Iterator[AnswerEvent]: ...


class LibraryAnswerer(Runnable[Asked, Told]):
    """Answers with citations, or a refusal; with the configured model where there is one, else from the texts alone.

    Example:
        from pathlib import Path
        from langchain_core.runnables import RunnableLambda
        from assistant.answering.runnable import LibraryAnswerer
        from assistant.config import load_settings
        from assistant.service import Service

        with Service.open(load_settings(Path(".zhibi"))) as service:
            chain = LibraryAnswerer(service) | RunnableLambda(lambda told: told["answer"])
            print(chain.invoke("支部党员大会多久召开一次？"))
            print(chain.batch([{"question": "党费按什么比例缴纳？", "k": 5, "collections": ["制度"]}]))

    Args of an invocation: the question, or a dict of "question" and what `Service.query` takes (k, collections,
    documents, as_of). What comes back has the keys of `zhibi ask --json`: answer, refused, reason, claims (text,
    verdict, citations), citations (key, chunk_id, document_id, document, path, section, article, page, quote, start,
    end, note), model, seconds, notices, usage. `stream` gives {"token": text} while a model writes, then the answer,
    which replaces them. Raises what the answerer raises; ValueError for a dict without a "question".
    """

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Told:
        return self._call_with_config(self._answer, input, config)

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Told]:
        for event in self._answerer.stream(self._query(input)):
            yield {"token": event.text} if isinstance(event, Token) else told(event)

    def _answer(self, asked: Asked) -> Told:
        return told(self._answerer.ask(self._query(asked)))

    def _query(self, asked: Asked) -> Query:
        wishes = {"question": asked} if isinstance(asked, str) else dict(asked)
        question = wishes.pop("question", None)
        if not isinstance(question, str):
            raise ValueError(f"expected a question or a dict with one under 'question', found {asked!r}")
        return self._answerer.query(question, **wishes)


def told(answer: Answer) -> Told:
    """An answer with the keys of the JSON contract; passages and the raw reply are left out."""
    citations = [_citation(asdict(citation)) for citation in answer.citations]
    claims = [
        {"text": claim.text, "verdict": claim.verdict, "citations": list(claim.citations)} for claim in answer.claims
    ]
    return {
        "answer": answer.text,
        "refused": answer.refused,
        "reason": answer.reason,
        "claims": claims,
        "citations": citations,
        "model": answer.model,
        "seconds": answer.seconds,
        "notices": list(answer.notices),
        "usage": None if answer.usage is None else asdict(answer.usage),
    }


def _citation(fields: Mapping[str, Any]) -> Told:
    address = fields["address"]
    rest = {name: value for name, value in fields.items() if name != "address"}
    return {**rest, "section": list(address["section"]), "article": address["article"]}
