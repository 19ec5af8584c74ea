"""Questions answered from a library: in a model's words where one is set, else in the library's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from assistant.answering.addressed import answer_addressed
from assistant.answering.extractive import MODEL, ExtractiveAnswerer, refusal
from assistant.errors import ModelError
from assistant.model_work import ModelWork
from assistant.retrieval.retriever import Found, Retriever
from assistant.retrieval.understanding.parts import parts_of
from assistant.retrieval.understanding.periods import resolved
from assistant.retrieval.understanding.searched import Rewriter, as_searched
from assistant.types import Answer, AnswerEvent, Passage, Query, Token

LOOKED_THROUGH = 16
"""Passages in which an answer is sought, where fewer are asked for: what answers a question asked in other words, or
the second half of it, often stands below the first eight."""

FALLBACK_NOTICE = "语言模型未能给出可用的回答，以下为资料原文摘录：{reason}"


class Answerer:
    """Finds passages and answers from them.

    Args:
        extractive: Answers without a model.
        model: Answers and completes follow-ups with one.
        on_answer: Hears every answer and refusal, in the thread that made it.
    """

    def __init__(
        self,
        retriever: Retriever,
        extractive: ExtractiveAnswerer,
        model: ModelWork,
        on_answer: Callable[[Answer], None],
    ) -> None:
        self._retriever = retriever
        self._extractive = extractive
        self._model = model
        self._on_answer = on_answer

    def find(self, query: Query) -> Found:
        """The best passages, best first, with what degraded on the way."""
        return self._found(query)[1]

    def sought_in(self, query: Query) -> tuple[Passage, ...]:
        """The passages in which an answer to the query is sought, best first: `query.k` and some more."""
        return self._found(query, LOOKED_THROUGH)[1].passages

    def rewriter(self, query: Query) -> Rewriter | None:
        """What completes the query from its conversation; None is the rule, or nothing to complete."""
        return self._model.rewriter if query.history else None

    def ask(self, query: Query) -> Answer:
        """The answer, with its citations, or a refusal."""
        started = time.perf_counter()
        asked, found = self._found(query, LOOKED_THROUGH)
        model = self._model.answerer if found.is_answerable else None
        try:
            answer = model.answer(asked, found.passages[: query.k]) if model else self._extracted(query, asked, found)
        except ModelError as error:
            answer = self._instead_of_model(query, asked, found, error)
        return self._telling(answer, query, asked, found, started)

    def stream(self, query: Query) -> Iterator[AnswerEvent]:
        """Tokens as they come, then the Answer that replaces them.

        A model that fails is replaced by the extractive answer, whose notices say so.
        """
        started = time.perf_counter()
        asked, found = self._found(query, LOOKED_THROUGH)
        model = self._model.answerer if found.is_answerable else None
        if model is None:
            yield self._telling(self._extracted(query, asked, found), query, asked, found, started)
            return
        try:
            for event in model.stream(asked, found.passages[: query.k]):
                yield event if isinstance(event, Token) else self._telling(event, query, asked, found, started)
        except ModelError as error:
            yield self._telling(self._instead_of_model(query, asked, found, error), query, asked, found, started)

    def _telling(self, answer: Answer, query: Query, asked: Query, found: Found, started: float) -> Answer:
        told = _told(answer, query, asked, found, started)
        self._on_answer(told)
        return told

    def _found(self, query: Query, least: int = 0) -> tuple[Query, Found]:
        """The query as it is searched, standing on its own, and what that found.

        Args:
            least: So many passages at least, where the library has them; then each part of a question that asks
                several things is searched for as well, in the documents found.
        """
        rewrite = self.rewriter(query)
        text = as_searched(query.text, today=query.day, history=query.history, rewrite=rewrite)
        asked = replace(query, text=text, history=())
        follows = bool(query.history) and asked.text != resolved(query.text, query.day)
        wide = replace(asked, k=max(asked.k, least))
        found = self._retriever.find(wide, typed=query.text if follows else None)
        for part in parts_of(asked.text) if least else ():
            found = found.with_others(self._retriever.search(replace(found.within(asked), text=part)))
        return asked, found

    def _extracted(self, query: Query, asked: Query, found: Found) -> Answer:
        """The answer that needs no model; a refusal that names it where what is addressed is not there.

        What a follow-up inherits need not stand in the sentence that answers it: where no sentence answers the whole
        question, the nearest passages, found with all of it, may answer what was typed.
        """
        addressed = found.addressed
        if addressed.passages:
            return answer_addressed(asked, addressed, found.passages, self._extractive.answer)
        if addressed.missing:
            return refusal("；".join(addressed.missing), found.passages, MODEL)
        answer = self._extractive.answer(asked, found.passages)
        if not (answer.refused and query.history and asked.text != query.text):
            return answer
        typed = self._extractive.answer(replace(asked, text=query.text), found.passages)
        return answer if typed.refused else replace(typed, passages=found.passages)

    def _instead_of_model(self, query: Query, asked: Query, found: Found, error: ModelError) -> Answer:
        fallback = self._extracted(query, asked, found)
        return replace(fallback, notices=(*fallback.notices, FALLBACK_NOTICE.format(reason=error.message)))


def _told(answer: Answer, query: Query, asked: Query, found: Found, started: float) -> Answer:
    """The answer with its time, what degraded before it, and the question as it was searched where not as typed."""
    standalone = asked.text if asked.text != query.text else None
    seconds = time.perf_counter() - started
    told = replace(answer, seconds=seconds, standalone=standalone, notices=(*found.notices, *answer.notices))
    return replace(told, passages=_shown(told, query.k))


def _shown(answer: Answer, k: int) -> tuple[Passage, ...]:
    """The first `k` passages, and of the others those that the answer cites."""
    cited = {citation.chunk_id for citation in answer.citations}
    return (*answer.passages[:k], *(one for one in answer.passages[k:] if one.chunk.id in cited))
