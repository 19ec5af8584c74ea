"""Follow-ups made whole by a configured language model, held to the words of the conversation; else by the rule."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Self

from assistant.config import Settings
from assistant.models import failure_of, load_chat_model
from assistant.patience import Patience, paced
from assistant.retrieval.understanding.follow_up import standalone
from assistant.retrieval.understanding.things import TITLE, articles_in
from assistant.types import Turn
from ingest.text.folding import fold
from prompts.loader import Prompt, load_prompt, render

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

logger = logging.getLogger(__name__)

PROMPT = "standalone"
LONGEST = 300
"""Characters of a rewritten question."""
PATIENCE = 10.0
"""Seconds at most: the rule stands ready, and somebody waits."""
MOST_ANSWER = 400
"""Characters of an earlier answer that the model sees."""

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_QUOTED = re.compile(r"[“「]([^”」]{1,40})[”」]")
_TAG = re.compile(r"[<＜〈]\s*[/／]?\s*(?=对\s*话|问\s*题)")


class ModelRewriter:
    """Asks the model once for the whole question, where the rule sees that it is none: a question that stands on its
    own must not wait for it.

    What it says counts only where it keeps the question's numbers, titles, articles and quoted names, adds none that
    the conversation does not hold, and shares its words; where it does not, or does not answer, the rule speaks.
    """

    def __init__(self, model: BaseChatModel, prompt: Prompt, patience: float = PATIENCE) -> None:
        self._model = model
        self._prompt = prompt
        self._patience = patience

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """With the configured model; None where there is none. Raises SettingsError where it cannot be made."""
        model = load_chat_model(settings.model_copy(update={"temperature": 0.0}))
        if model is None:
            return None
        return cls(model, load_prompt(PROMPT), min(PATIENCE, Patience.of(settings).silence))

    def __call__(self, question: str, history: Sequence[Turn]) -> str:
        by_rule = standalone(question, history)
        return question if by_rule == question else self._asked(question, history, by_rule)

    def _asked(self, question: str, history: Sequence[Turn], by_rule: str) -> str:
        try:
            said = _line(
                "".join(
                    paced(lambda: self._reply(question, history), self._patience, time.monotonic() + self._patience)
                )
            )
        except TimeoutError:
            logger.warning("the model took too long to complete a follow-up; the rule does it")
            return by_rule
        return said if said == question or is_faithful(said, question, history) else by_rule

    def _reply(self, question: str, history: Sequence[Turn]) -> Iterator[str]:
        from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage  # loaded with the model by now
        from langsmith import tracing_context

        rendered = render(self._prompt, history=_shown(history), question=_as_data(question))
        kinds: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage}
        try:
            with tracing_context(enabled=False):  # as in the answering chain: nothing of this goes elsewhere
                yield str(self._model.invoke([kinds[one.role](content=one.text) for one in rendered]).text)
        except Exception as exc:
            failure = failure_of(exc)
            if failure is None:
                raise
            logger.warning("the model did not complete a follow-up (%s); the rule does it", failure.error.message)


def is_faithful(said: str, question: str, history: Sequence[Turn]) -> bool:
    """Whether a rewritten question keeps what the question names and names nothing that was not said before."""
    if not said or len(said) > LONGEST or "\n" in said:
        return False
    known = fold("\n".join([question, *(part for turn in history for part in _parts(turn))])).text
    kept, new = _named(question), _named(said)
    if not kept <= new or not all(name in known for name in new):
        return False
    pairs = {said[at : at + 2] for at in range(len(said) - 1) if said[at : at + 2].isalnum()}
    return sum(fold(pair).text in known for pair in pairs) >= 0.7 * len(pairs)


def _named(text: str) -> set[str]:
    """Numbers, titles, quoted names and articles, in search form."""
    found = {*_NUMBER.findall(text), *TITLE.findall(text), *_QUOTED.findall(text)}
    return {fold(one).text for one in found} | {fold(one.text).text for one in articles_in(text)}


def _parts(turn: Turn) -> tuple[str, ...]:
    return (turn.question, turn.answer, *turn.documents)


def _line(said: str) -> str:
    """The last line of a reply, without thinking and quotation marks around it."""
    lines = [line.strip() for line in re.sub(r"(?s)<think>.*?</think>", "", said).splitlines() if line.strip()]
    return lines[-1].strip("\"'`").removeprefix("补全后的问题：").strip() if lines else ""


def _shown(history: Sequence[Turn]) -> str:
    return "\n".join(f"问：{_as_data(turn.question)}\n答：{_as_data(turn.answer[:MOST_ANSWER])}" for turn in history)


def _as_data(text: str) -> str:
    """`text` on one line, printable, unable to end the part of the prompt that it stands in."""
    plain = "".join(char if char.isprintable() else " " for char in text)
    return _TAG.sub("〔", " ".join(plain.split()))
