"""One exchange with the model: a prompt out, a whole reply in, within the site's patience."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda
from langsmith import tracing_context

from assistant.answering.markup import without_thinking
from assistant.answering.reply import repeats
from assistant.config import Settings
from assistant.errors import ModelReplyError, ModelUnreachableError
from assistant.models import Failure, failure_of, load_chat_model, model_name
from assistant.patience import Patience, paced
from assistant.types import Usage
from prompts.loader import Message

_CHECK_EVERY = 500
"""Characters between two looks for a reply that goes round in circles."""

_CUT = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_MOST_RAW = 100_000


@dataclass(frozen=True, slots=True)
class Reply:
    """What the model said.

    Attributes:
        text: Without thinking.
        cut: It ended at a limit of length; its last sentence may be unfinished.
        usage: Tokens, where the service tells them.
    """

    text: str
    cut: bool
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    finish: str | None
    usage: Usage | None


class Exchange:
    """Asks a chat model; retries what may succeed a little later.

    Args:
        model: Any LangChain chat model; its own retries should be off.
        most_chars: Length of a reply beyond which it is cut off.
    """

    def __init__(self, model: BaseChatModel, *, name: str, patience: Patience, most_chars: int) -> None:
        self.name = name
        self._patience = patience
        self._most_chars = most_chars
        self._chain: Runnable[Sequence[Message], _Piece] = (
            RunnableLambda(_as_messages) | model | RunnableGenerator(_pieces)
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """The exchange with the configured model; None where none is. Raises `SettingsError`."""
        model, name = load_chat_model(settings), model_name(settings)
        if model is None or name is None:
            return None
        return cls(model, name=name, patience=Patience.of(settings), most_chars=settings.model_max_chars)

    def ask(self, messages: Sequence[Message]) -> Reply:
        """The whole reply.

        Raises:
            ModelUnreachableError: The service did not answer within the patience and the retries.
            ModelReplyError: What came is empty, broken off, or goes round in circles.
        """
        until = time.monotonic() + self._patience.deadline
        for attempt in range(self._patience.retries + 1):
            try:
                return self._attempt(messages, until)
            except _FailedError as exc:
                failure, cause = exc.failure, exc.__cause__
            except ModelReplyError as exc:
                failure, cause = Failure(exc, retryable=True), exc.__cause__
            except TimeoutError as exc:
                slow = ModelUnreachableError(
                    "模型服务迟迟没有响应", "可调大 ZHIBI_MODEL_TIMEOUT 或 ZHIBI_MODEL_DEADLINE"
                )
                failure, cause = Failure(slow, retryable=True), exc
            pause = self._patience.pause(attempt, failure.retry_after)
            if not failure.retryable or attempt == self._patience.retries or time.monotonic() + pause >= until:
                raise failure.error from cause
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _attempt(self, messages: Sequence[Message], until: float) -> Reply:
        text, finish, usage, checked = "", None, None, 0
        for piece in paced(lambda: self._stream(messages), self._patience.silence, until):
            text += piece.text
            finish, usage = piece.finish or finish, piece.usage or usage
            if len(text) > _MOST_RAW or len(without_thinking(text)) > self._most_chars:
                break
            if len(text) > checked + _CHECK_EVERY:
                checked = len(text)
                if repeats(text[-2 * _CHECK_EVERY :]):
                    raise ModelReplyError("模型的回复不断重复同样的话", "请换用其他模型，或调整 ZHIBI_TEMPERATURE")
        said = without_thinking(text).strip()
        cut = finish in _CUT or len(said) > self._most_chars or len(text) > _MOST_RAW
        if not said:
            raise ModelReplyError("模型的回复是空的", "请稍后再试，或换用其他模型")
        if finish is None and not cut:
            raise ModelReplyError("模型的回复中途断开", "请检查网络与模型服务的日志")
        return Reply(said[: self._most_chars], cut, usage)

    def _stream(self, messages: Sequence[Message]) -> Iterator[_Piece]:
        try:
            # Cards are confidential: tracing switched on for other programs must not send them anywhere.
            with tracing_context(enabled=False):
                yield from self._chain.stream(messages)
        except Exception as exc:
            failure = failure_of(exc)
            if failure is None:
                raise
            raise _FailedError(failure) from exc


class _FailedError(Exception):
    """One attempt failed at the service; carried from the thread that asked to where it is decided what to do."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error.message)
        self.failure = failure


def _as_messages(messages: Sequence[Message]) -> list[BaseMessage]:
    kinds = {"system": SystemMessage, "user": HumanMessage}
    return [kinds[message.role](message.text) for message in messages]


def _pieces(messages: Iterator[BaseMessage]) -> Iterator[_Piece]:
    for message in messages:
        about = message.response_metadata
        finish = about.get("finish_reason") or about.get("stop_reason") or about.get("done_reason")
        told = message.usage_metadata if isinstance(message, AIMessage) else None
        yield _Piece(message.text, finish, Usage(told["input_tokens"], told["output_tokens"]) if told else None)


__all__ = ["Exchange", "Reply"]
