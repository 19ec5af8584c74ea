"""`/api/search` and `/api/ask`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse

from assistant import types as domain
from assistant.errors import ZhibiError
from assistant.interfaces.api.event_stream import EVENT_STREAM, is_wanted, sse_event, streamed
from assistant.interfaces.api.identity import HeldRoute, Seen
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire import CollectionName
from assistant.interfaces.wire.answers import Answer, Token
from assistant.interfaces.wire.failures import ErrorReply
from assistant.interfaces.wire.passages import SearchResult
from assistant.interfaces.wire.questions import MAX_PASSAGES, AskRequest, Question
from assistant.service import Service


def router(backend: Backend) -> APIRouter:
    """Routes that put questions to `backend`."""
    routes = APIRouter(route_class=HeldRoute, tags=["questions"])

    async def found(seen: Service, question: Question) -> SearchResult:
        return SearchResult.of(await backend.read(seen.find, _query(seen, question)))

    @routes.post("/search")
    async def search(question: Question, seen: Seen) -> SearchResult:
        """The best passages, best first."""
        return await found(seen, question)

    @routes.get("/search")
    async def search_by_address(
        question: str,
        seen: Seen,
        k: Annotated[int | None, Query(ge=1, le=MAX_PASSAGES)] = None,
        collection: Annotated[list[CollectionName] | None, Query()] = None,
        as_of: date | None = None,
    ) -> SearchResult:
        """As by POST, for what can only follow addresses; the question then stands in logs on the way."""
        return await found(seen, Question(question=question, k=k, collections=collection, as_of=as_of))

    @routes.post("/ask", response_model=Answer, responses={200: {"content": {EVENT_STREAM: {}}}})
    async def ask(question: AskRequest, request: Request, seen: Seen) -> Answer | StreamingResponse:
        """An answer in whole sentences of the sources, each cited, or a refusal; with `stream` told as events."""
        query = _query(seen, question)
        if is_wanted(request, question.stream):
            return streamed(_events(backend, query, seen))
        return Answer.of(await backend.read(seen.ask, query))

    return routes


def _query(seen: Service, question: Question) -> domain.Query:
    history = [one.turn() for one in question.history] if isinstance(question, AskRequest) else []
    return seen.query(
        question.question, k=question.k, collections=question.collections, as_of=question.as_of, history=history
    )


async def _events(backend: Backend, query: domain.Query, seen: Service) -> AsyncIterator[bytes]:
    """`token` while the answer is written, then `answer`; `error` in its place when it fails."""
    async with aclosing(backend.stream(query, seen)) as stream:
        try:
            async for event in stream:
                if isinstance(event, domain.Token):
                    yield sse_event("token", Token.of(event))
                else:
                    yield sse_event("answer", Answer.of(event))
        except ZhibiError as error:
            yield sse_event("error", ErrorReply.of(error))
