"""A client's messages as a question with the conversation before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.interfaces.api.openai.content import without_sources
from assistant.interfaces.api.openai.failures import RequestRefusedError
from assistant.interfaces.api.openai.wire import Message
from assistant.interfaces.wire.questions import MAX_TURN_CHARS, MAX_TURNS
from assistant.types import Turn

_ANSWERED = ("text", "input_text", "refusal")
"""Kinds of content parts that are words."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The last question and the turns before it, oldest first."""

    question: str
    history: tuple[Turn, ...]


def dialogue(messages: Sequence[Message]) -> Dialogue:
    """What is asked.

    What system, developer and tool messages say is passed over: how is answered, the library's own rules decide.

    Raises:
        RequestRefusedError: The last word is not the user's, or it holds something else than text.
    """
    spoken = [(index, one) for index, one in enumerate(messages) if one.role in ("user", "assistant")]
    if not spoken or spoken[-1][1].role != "user":
        raise RequestRefusedError("最后一条消息应是用户的提问（role 为 user）", "messages")
    turns = list(_turns([(one.role, _text(one, index)) for index, one in spoken[:-1]]))
    last, question = spoken[-1]
    return Dialogue(_text(question, last), tuple(turns[-MAX_TURNS:]))


def _turns(said: Sequence[tuple[str, str]]) -> Iterator[Turn]:
    """Questions with what was said to each; an answer to nothing is passed over."""
    question: str | None = None
    for role, text in said:
        if role == "user":
            if question is not None:
                yield Turn(question[:MAX_TURN_CHARS])
            question = text
        elif question is not None:
            answer, documents = without_sources(text)
            yield Turn(question[:MAX_TURN_CHARS], answer[:MAX_TURN_CHARS], documents)
            question = None
    if question is not None:
        yield Turn(question[:MAX_TURN_CHARS])


def _text(message: Message, index: int) -> str:
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    for number, part in enumerate(message.content):
        if part.type not in _ANSWERED:
            raise RequestRefusedError(
                f"消息中有 {part.type[:40]!r}：只能回答文字提问", f"messages[{index}].content[{number}]"
            )
    return "\n".join(part.text or part.refusal or "" for part in message.content)
