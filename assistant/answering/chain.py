"""Answers written by a language model: a LangChain chain over the passages, every sentence checked against its sources.

passages, question -> prompt | model | pieces -> reply -> claims with verbatim citations
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langchain_core.runnables import Runnable, RunnableGenerator, RunnableLambda
from langsmith import tracing_context

from assistant.answering.citations import notes
from assistant.answering.extractive import NO_EVIDENCE, refusal
from assistant.answering.keys import KeyRing
from assistant.answering.leaks import LeakSieve, secret_runs
from assistant.answering.markup import Display, without_thinking
from assistant.answering.material import as_data, material
from assistant.answering.reply import compose, repeats
from assistant.config import Settings
from assistant.errors import ModelReplyError, ModelUnreachableError
from assistant.models import Failure, failure_of, load_chat_model, model_name
from assistant.patience import Patience, paced
from assistant.types import Answer, AnswerEvent, Passage, Query, Token, Usage
from prompts.loader import Prompt, load_prompt, render

PROMPT = "answer"
RETRYING = "\n\n（模型的回复中断，正在重试……）\n\n"
"""Shown when an attempt fails after part of it was shown; the Answer at the end replaces it all."""

MOST_RAW = 100_000
"""Characters of a reply in all, thinking included; what goes beyond is cut off."""

_LENGTH = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_BLOCKED = frozenset({"content_filter", "safety", "SAFETY", "refusal"})
_LOOP_CHECK_EVERY = 500


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a reply as it comes.

    Attributes:
        finish: Why the reply ended ("stop", "length" …); None while it goes on.
        usage: Tokens sent and received, where the service reports them; of the whole reply.
    """

    text: str
    finish: str | None = None
    usage: Usage | None = None

    def __add__(self, other: Piece) -> Piece:
        return Piece(self.text + other.text, other.finish or self.finish, other.usage or self.usage)


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens sent and received, in the site's currency."""

    sent: float
    received: float

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """None where either is not set."""
        sent, received = settings.model_price_sent, settings.model_price_received
        return None if sent is None or received is None else cls(sent, received)

    def priced(self, usage: Usage) -> Usage:
        return replace(usage, cost=(usage.sent * self.sent + usage.received * self.received) / 1e6)


@dataclass(frozen=True, slots=True)
class _Task:
    query: Query
    passages: tuple[Passage, ...]
    ring: KeyRing
    secret: frozenset[str]


class ModelAnswerer:
    """Answers from passages through a chat model.

    Args:
        model: Any LangChain chat model; its own retries should be off.
        prompt: With the variables "question" and "passages".
        name: The model as it is recorded, e.g. "openai:qwen2.5-72b".
        most_chars: Length of a reply beyond which it is cut off, thinking not counted.
        prices: What tokens cost; None leaves the cost open.
    """

    def __init__(
        self,
        model: BaseChatModel,
        prompt: Prompt,
        *,
        name: str,
        patience: Patience = Patience(),  # noqa: B008 (frozen)
        most_chars: int = 6000,
        prices: Prices | None = None,
    ) -> None:
        self.name = f"{name} {prompt.identity}"
        self._prompt = prompt
        self._patience = patience
        self._most_chars = most_chars
        self._prices = prices
        self._chain: Runnable[_Task, Piece] = RunnableLambda(self._messages) | model | RunnableGenerator(_pieces)

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """The answerer of the configured model, or None when no model is configured.

        Raises:
            SettingsError: The model cannot be made from the settings.
        """
        model, name = load_chat_model(settings), model_name(settings)
        if model is None or name is None:
            return None
        patience, most = Patience.of(settings), settings.model_max_chars
        prices = Prices.of(settings)
        return cls(model, load_prompt(PROMPT), name=name, patience=patience, most_chars=most, prices=prices)

    def answer(self, query: Query, passages: Sequence[Passage]) -> Answer:
        """The whole answer in one exchange, without streaming. Raises as `stream` does."""
        return [event for event in self._events(query, passages, streaming=False) if isinstance(event, Answer)][-1]

    def stream(self, query: Query, passages: Sequence[Passage]) -> Iterator[AnswerEvent]:
        """Tokens as they come (inert text without keys, not verified), then the Answer that replaces them.

        Raises:
            ModelError: No usable reply after the retries; tokens may have been given out before.
        """
        return self._events(query, passages, streaming=True)

    def _events(self, query: Query, passages: Sequence[Passage], *, streaming: bool) -> Iterator[AnswerEvent]:
        started = time.monotonic()
        until = started + self._patience.deadline
        task = _Task(query, tuple(passages), KeyRing(passages), self._secret(query, passages))
        for attempt in range(self._patience.retries + 1):
            shown = False
            try:
                for event in self._attempt(task, until, streaming=streaming):
                    shown = True
                    yield replace(event, seconds=time.monotonic() - started) if isinstance(event, Answer) else event
                return
            except (_AttemptFailedError, ModelReplyError, TimeoutError) as exc:
                failure, cause = _meaning(exc)
                pause = self._patience.pause(attempt, failure.retry_after)
                if not failure.retryable or attempt == self._patience.retries or time.monotonic() + pause >= until:
                    raise failure.error from cause
                # A service that cannot stream answers a request to stream with nothing, or with something else.
                malformed = isinstance(exc, _AttemptFailedError) and isinstance(failure.error, ModelReplyError)
                streaming = streaming and not malformed
                if shown:
                    yield Token(RETRYING)
                time.sleep(pause)

    def _attempt(self, task: _Task, until: float, *, streaming: bool) -> Iterator[AnswerEvent]:
        sieve = LeakSieve(task.secret)
        display = Display(lambda text: sieve.feed(task.ring.without_keys(text)))
        reply, checked = Piece(""), 0
        for piece in paced(lambda: self._ask(task, streaming=streaming), self._patience.silence, until):
            reply += piece
            if (text := display.feed(piece.text)) and streaming:
                yield Token(text)
            if display.length > self._most_chars or len(reply.text) > MOST_RAW:
                break
            if len(reply.text) > checked + _LOOP_CHECK_EVERY:
                checked = len(reply.text)
                _check_loop(reply.text)
        if (text := display.finish()) and streaming:
            yield Token(text)
        yield self._answer(task, reply)

    def _ask(self, task: _Task, *, streaming: bool) -> Iterator[Piece]:
        """The pieces of one reply. Raises `_AttemptFailedError` for whatever goes wrong at the service."""
        try:
            # Passages are confidential: tracing switched on for other programs must not send them anywhere.
            with tracing_context(enabled=False):
                yield from self._chain.stream(task) if streaming else [self._chain.invoke(task)]
        except Exception as exc:
            failure = failure_of(exc)
            if failure is None:
                raise
            raise _AttemptFailedError(failure) from exc

    def _answer(self, task: _Task, reply: Piece) -> Answer:
        raw = reply.text[:MOST_RAW]
        said = without_thinking(raw)
        cut = reply.finish in _LENGTH or len(said) > self._most_chars or len(reply.text) > MOST_RAW
        if reply.finish is None and not cut:
            raise ModelReplyError("模型的回复中途断开", "请检查网络与模型服务的日志")
        if reply.finish in _BLOCKED:
            raise ModelReplyError("模型服务拦下了回复", "请换一种问法，或换用其他模型")
        composed = compose(said[: self._most_chars], task.ring, task.query.text, cut=cut, secret=task.secret)
        usage = self._prices.priced(reply.usage) if self._prices and reply.usage else reply.usage
        if composed.refused:
            nothing = refusal(NO_EVIDENCE, task.passages, self.name)
            return replace(nothing, notices=composed.notices, raw=raw, usage=usage)
        return Answer(
            text=composed.text,
            refused=False,
            reason=None,
            claims=composed.claims,
            citations=composed.citations,
            passages=task.passages,
            model=self.name,
            seconds=0.0,
            notices=(*composed.notices, *notes(composed.citations)),
            raw=raw,
            usage=usage,
        )

    def _secret(self, query: Query, passages: Sequence[Passage]) -> frozenset[str]:
        """What a reply may not repeat: the prompt's own words, save those that question or passages have as well."""
        known = [query.text, *(passage.chunk.text for passage in passages)]
        return secret_runs([message.text for message in self._prompt.messages if message.role == "system"], known)

    def _messages(self, task: _Task) -> list[BaseMessage]:
        rendered = render(self._prompt, question=as_data(task.query.text), passages=material(task.ring))
        kinds = {"system": SystemMessage, "user": HumanMessage}
        return [kinds[message.role](message.text) for message in rendered]


class _AttemptFailedError(Exception):
    """One attempt failed at the service; carried from the thread that asked to where it is decided what to do."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error.message)
        self.failure = failure


def _meaning(exc: _AttemptFailedError | ModelReplyError | TimeoutError) -> tuple[Failure, BaseException | None]:
    """What an attempt's end means, and the exception behind it, if that is another one."""
    if isinstance(exc, _AttemptFailedError):
        return exc.failure, exc.__cause__
    if isinstance(exc, ModelReplyError):
        return Failure(exc, retryable=True), exc.__cause__
    error = ModelUnreachableError("模型服务迟迟没有响应", "可调大 ZHIBI_MODEL_TIMEOUT 或 ZHIBI_MODEL_DEADLINE")
    return Failure(error, retryable=True), exc


def _check_loop(text: str) -> None:
    if repeats(text[-2 * _LOOP_CHECK_EVERY :]):
        raise ModelReplyError("模型的回复不断重复同样的话", "请换用其他模型，或调整 ZHIBI_TEMPERATURE")


def _pieces(messages: Iterator[BaseMessage]) -> Iterator[Piece]:
    """The chain's parser: text and end of each message, whole or streamed."""
    for message in messages:
        metadata = message.response_metadata
        finish = metadata.get("finish_reason") or metadata.get("stop_reason") or metadata.get("done_reason")
        yield Piece(message.text, finish, _usage(message))


def _usage(message: BaseMessage) -> Usage | None:
    """What the service says that the reply took; some say it with the last piece, some not at all."""
    told = message.usage_metadata if isinstance(message, AIMessage) else None
    return Usage(told["input_tokens"], told["output_tokens"]) if told else None
