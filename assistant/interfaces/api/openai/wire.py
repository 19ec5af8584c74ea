"""What crosses the edge of `/v1`: OpenAI's shapes, with what only Zhibi has added beside them.

Requests are read tolerantly, as OpenAI's clients send them: what has no meaning here is passed over. What would make
the reply another than the one asked for (two choices, JSON, a tool that must be called) is refused by name.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.interfaces.wire import CollectionName
from assistant.interfaces.wire.answers import Answer, Citation
from assistant.interfaces.wire.questions import MAX_PASSAGES

MODEL_ID = "zhibi"
"""The library, by whatever it is set to answer with."""

MAX_MESSAGES = 2000
MAX_STREAM_PIECE = 24
"""Characters of an answer in one chunk of a stream."""

Role = Literal["system", "developer", "user", "assistant", "tool", "function"]


class Part(BaseModel):
    """A part of a message's content; only text can be answered."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    type: str
    text: str | None = None
    refusal: str | None = None


class Message(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    role: Role
    content: str | list[Part] | None = None


class StreamOptions(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    include_usage: bool | None = None


class ChatRequest(BaseModel):
    """A request for a chat completion.

    Attributes:
        model: Any name is taken; the reply names what answered.
        collections: Names to look in, null for all; `extra_body` of the official client.
        as_of: Leave out what takes effect after this day.
        k: How many passages to answer from, 1 to 50.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]
    model: str = MODEL_ID
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: int | None = None
    response_format: dict[str, Any] | None = None
    modalities: list[str] | None = None
    tool_choice: str | dict[str, Any] | None = None
    collections: list[CollectionName] | None = None
    as_of: date | None = None
    k: int | None = Field(None, ge=1, le=MAX_PASSAGES)


class UrlCitation(BaseModel):
    """A mark [1] of the content: content[start_index:end_index], in characters, and the document it points to."""

    start_index: int
    end_index: int
    title: str
    url: str


class Annotation(BaseModel):
    """OpenAI's citation; `zhibi` is the quotation with its place, as `/api/ask` gives it."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation
    zhibi: Citation


class AssistantMessage(BaseModel):
    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None
    annotations: list[Annotation]


class Usage(BaseModel):
    """Tokens that the language model behind the answer took; nothing is counted where none was asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Choice(BaseModel):
    index: int = 0
    message: AssistantMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(BaseModel):
    """A whole answer.

    Attributes:
        system_fingerprint: What wrote it: "extractive", or the model with the prompt's name@version.
        usage: Null where a model was asked and did not say what it took.
        zhibi: The answer as `/api/ask` gives it: claims with verdicts, citations, notices.
    """

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL_ID
    system_fingerprint: str
    choices: list[Choice]
    usage: Usage | None
    zhibi: Answer


class Delta(BaseModel):
    """What is new in a chunk; fields that are not set are left out."""

    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[Annotation] | None = None


class ChunkChoice(BaseModel):
    index: int = 0
    delta: Delta
    logprobs: None = None
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """A piece of a streamed answer; the last with a choice carries the annotations and the whole answer."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL_ID
    system_fingerprint: str | None = None
    choices: list[ChunkChoice]
    usage: Usage | None = None
    zhibi: Answer | None = None


class Model(BaseModel):
    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "zhibi"


class ModelList(BaseModel):
    object: Literal["list"] = "list"
    data: list[Model]


class Error(BaseModel):
    message: str
    type: str
    param: str | None = None
    code: str | None = None


class ErrorReply(BaseModel):
    """OpenAI's shape of an error."""

    error: Error
