"""`/v1/chat/completions` and `/v1/models`."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from assistant import types as domain
from assistant.config import Settings
from assistant.interfaces.api.event_stream import EVENT_STREAM, streamed
from assistant.interfaces.api.identity import Seen
from assistant.interfaces.api.openai.content import content, marks, pieces
from assistant.interfaces.api.openai.dialogue import dialogue
from assistant.interfaces.api.openai.failures import OpenAIRoute, RequestRefusedError, refusal_of
from assistant.interfaces.api.openai.wire import (
    MAX_STREAM_PIECE,
    MODEL_ID,
    AssistantMessage,
    ChatCompletion,
    ChatRequest,
    Choice,
    Chunk,
    ChunkChoice,
    Delta,
    ErrorReply,
    Model,
    ModelList,
    Usage,
)
from assistant.interfaces.backend import Backend
from assistant.interfaces.wire.answers import Answer, Citation
from assistant.service import Service

MAX_BODY_BYTES = 4 * 1024 * 1024
"""Of a request: a long conversation, many times over."""

HEARTBEAT_SECONDS = 1.0
"""While a model writes, a comment this often tells the client that the answer is coming."""


def _inlined(schema: Any, parts: dict[str, Any]) -> Any:
    """A JSON schema without references: a description that takes it over has its parts elsewhere."""
    if isinstance(schema, list):
        return [_inlined(one, parts) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {name: _inlined(value, parts) for name, value in schema.items() if name != "$defs"}


_SCHEMA = ChatRequest.model_json_schema()
_REQUEST = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": _inlined(_SCHEMA, _SCHEMA["$defs"])}},
    }
}
_FAILURES: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorReply} for status in (400, 401, 403, 404, 405, 413, 429, 500, 503)
}


def router(backend: Backend) -> APIRouter:
    """The routes under `/v1`."""
    routes = APIRouter(tags=["openai"], route_class=OpenAIRoute, responses=_FAILURES)
    started = int(time.time())

    @routes.get("/models")
    async def models(_: Seen) -> ModelList:
        """The one model there is: the library."""
        return ModelList(data=[Model(id=MODEL_ID, created=started)])

    @routes.get("/models/{model_id}")
    async def model(model_id: str, _: Seen) -> Model:
        """What is known of it."""
        if model_id != MODEL_ID:
            raise RequestRefusedError(f"没有名为 {model_id[:80]!r} 的模型", "model", "model_not_found", 404)
        return Model(id=MODEL_ID, created=started)

    @routes.post(
        "/chat/completions",
        response_model=ChatCompletion,
        openapi_extra=_REQUEST,
        responses={200: {"content": {EVENT_STREAM: {}}}},
    )
    async def complete(request: Request, seen: Seen) -> JSONResponse | StreamingResponse:
        """The library's answer to the last message; with `stream`, as chunks that end in `[DONE]`."""
        wanted = ChatRequest.model_validate_json(await _body(request))
        _refuse_other_forms(wanted)
        query = _query(seen, wanted)
        reply = _Reply(backend.settings, f"{str(request.base_url).rstrip('/')}/api/documents")
        if wanted.stream:
            counted = bool(wanted.stream_options and wanted.stream_options.include_usage)
            return streamed(_chunks(backend.stream(query, seen), reply, counted))
        answer = await _answer(request, backend.stream(query, seen))
        return JSONResponse(reply.completion(answer).model_dump(mode="json"))

    @routes.api_route("/{rest:path}", methods=["GET", "POST", "PUT", "PATCH", "DELETE"], include_in_schema=False)
    async def unknown(rest: str) -> None:
        """An address that is none is told so as OpenAI tells it."""
        raise HTTPException(404)

    return routes


async def _body(request: Request) -> bytes:
    received = bytearray()
    async for piece in request.stream():
        received += piece
        if len(received) > MAX_BODY_BYTES:
            raise RequestRefusedError(f"请求超过 {MAX_BODY_BYTES // 1024**2} MB，请缩短对话", None, "too_large", 413)
    return bytes(received)


def _refuse_other_forms(wanted: ChatRequest) -> None:
    if wanted.n not in (None, 1):
        raise RequestRefusedError("每次只给出一个回答，n 应为 1", "n", "unsupported_value")
    if wanted.response_format and wanted.response_format.get("type", "text") != "text":
        raise RequestRefusedError("回答只以文字给出，不按 JSON 结构给出", "response_format", "unsupported_value")
    if wanted.modalities and wanted.modalities != ["text"]:
        raise RequestRefusedError("回答只以文字给出", "modalities", "unsupported_value")
    if wanted.tool_choice not in (None, "auto", "none"):
        raise RequestRefusedError("回答不调用工具", "tool_choice", "unsupported_value")


def _query(seen: Service, wanted: ChatRequest) -> domain.Query:
    asked = dialogue(wanted.messages)
    return seen.query(
        asked.question, k=wanted.k, collections=wanted.collections, as_of=wanted.as_of, history=asked.history
    )


async def _answer(request: Request, events: AsyncGenerator[domain.AnswerEvent, None]) -> domain.Answer:
    """The answer at the end of `events`; a client that has gone away ends the work at the next of them."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, domain.Answer):
                return event
            if await request.is_disconnected():
                break
    raise RequestRefusedError("回答没有写完：连接已断开，或服务正在停止", None, "unavailable", 503)


class _Reply:
    """One reply: its id and time, and how an answer is put into OpenAI's shapes."""

    def __init__(self, settings: Settings, documents: str) -> None:
        self._settings = settings
        self._documents = documents
        self._id = f"chatcmpl-{secrets.token_hex(12)}"
        self._created = int(time.time())

    def completion(self, noun: domain.Answer) -> ChatCompletion:
        answer = Answer.of(noun)
        message = AssistantMessage(content=content(answer), annotations=marks(answer, self._url))
        return ChatCompletion(
            id=self._id,
            created=self._created,
            system_fingerprint=answer.model,
            choices=[Choice(message=message)],
            usage=self._usage(answer),
            zhibi=answer,
        )

    def pieces(self, answer: Answer) -> list[Chunk]:
        """The content piece by piece, then the annotations with the end."""
        texts = pieces(content(answer), MAX_STREAM_PIECE)
        chunks = [self._chunk(ChunkChoice(delta=Delta(content=text)), answer) for text in texts]
        last = ChunkChoice(delta=Delta(annotations=marks(answer, self._url)), finish_reason="stop")
        return [*chunks, self._chunk(last, answer).model_copy(update={"zhibi": answer})]

    def opening(self) -> Chunk:
        return self._chunk(ChunkChoice(delta=Delta(role="assistant", content="")), None)

    def counted(self, answer: Answer) -> Chunk:
        chunk = Chunk(id=self._id, created=self._created, system_fingerprint=answer.model, choices=[])
        return chunk.model_copy(update={"usage": self._usage(answer)})

    def _chunk(self, choice: ChunkChoice, answer: Answer | None) -> Chunk:
        mark = answer.model if answer else None
        return Chunk(id=self._id, created=self._created, system_fingerprint=mark, choices=[choice])

    def _usage(self, answer: Answer) -> Usage | None:
        taken = answer.usage
        if taken is not None:
            return Usage(
                prompt_tokens=taken.sent, completion_tokens=taken.received, total_tokens=taken.sent + taken.received
            )
        # With a model set, it may have been asked (and have failed, or not have counted): that is not known to be none.
        return Usage(prompt_tokens=0, completion_tokens=0, total_tokens=0) if self._settings.model is None else None

    def _url(self, one: Citation) -> str:
        page = "" if one.page is None else f"#page={one.page}"
        return f"{self._documents}/{one.document_id}/original{page}"


async def _chunks(
    events: AsyncGenerator[domain.AnswerEvent, None], reply: _Reply, counted: bool
) -> AsyncIterator[bytes]:
    """The answer once its sentences are checked, in pieces; while a model still writes, comments.

    What a model is writing may not stand after the checks, and a chunk cannot be taken back: it is not sent.
    """
    line = _line(counted)
    beat = time.monotonic()
    yield line(reply.opening())
    async with aclosing(events):
        try:
            async for event in events:
                if isinstance(event, domain.Answer):
                    answer = Answer.of(event)
                    for chunk in reply.pieces(answer):
                        yield line(chunk)
                    if counted:
                        yield line(reply.counted(answer))
                    yield b"data: [DONE]\n\n"
                    return
                if time.monotonic() - beat >= HEARTBEAT_SECONDS:
                    beat = time.monotonic()
                    yield b": \n\n"
        except Exception as error:  # noqa: BLE001 - the status is sent: whatever it is, the client reads it here
            yield _data(ErrorReply(error=refusal_of(error)[1]))
            return
    stopped = RequestRefusedError("回答没有写完：服务正在停止", None, "unavailable", 503)
    yield _data(ErrorReply(error=refusal_of(stopped)[1]))


def _line(counted: bool) -> Callable[[Chunk], bytes]:
    """How chunks are written: without what is not set; with `usage`, null but for the last, where it is asked for."""

    def line(chunk: Chunk) -> bytes:
        left_out = {name for name in ("zhibi", "system_fingerprint") if getattr(chunk, name) is None}
        told = chunk.model_dump(mode="json", exclude=left_out if counted else left_out | {"usage"})
        for choice in told["choices"]:
            choice["delta"] = {name: value for name, value in choice["delta"].items() if value is not None}
        return _sse(told)

    return line


def _data(model: BaseModel) -> bytes:
    return _sse(model.model_dump(mode="json"))


def _sse(value: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(value, ensure_ascii=False, allow_nan=False)}\n\n".encode()
