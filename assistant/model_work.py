"""What the configured language model does."""

from __future__ import annotations

import time
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.config import Settings
from assistant.errors import SettingsError
from assistant.trials import QUESTION, ModelTried

if TYPE_CHECKING:
    from assistant.answering.chain import ModelAnswerer
    from assistant.drafting.writing.exchange import Exchange
    from assistant.retrieval.understanding.searched import Rewriter


TRIAL_SECONDS = 60.0
"""How long a trial of the model waits: a person does."""

TRIAL_CHARS = 40


class ModelWork:
    """Each kind of work is made when it is first asked for, None where no model is set.

    LangChain costs seconds, and searching or taking files in needs none of it.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def answerer(self) -> ModelAnswerer | None:
        """Writes answers."""
        if self._settings.model is None:
            return None
        from assistant.answering.chain import ModelAnswerer

        return ModelAnswerer.from_settings(self._settings)

    @cached_property
    def rewriter(self) -> Rewriter | None:
        """Completes follow-ups in place of the rule."""
        if self._settings.model is None:
            return None
        from assistant.retrieval.understanding.rewriting import ModelRewriter

        return ModelRewriter.from_settings(self._settings)

    @cached_property
    def exchange(self) -> Exchange | None:
        """Writes the sections of drafts."""
        if self._settings.model is None:
            return None
        from assistant.drafting.writing.exchange import Exchange

        return Exchange.from_settings(self._settings)

    def tried(self) -> ModelTried:
        """One short request to the model, without retries: what it said, and how long that took.

        Raises:
            SettingsError: No model is set, or it cannot be made from the settings.
            ModelUnreachableError: The service did not answer.
            ModelReplyError: What came is no reply.
        """
        from assistant.drafting.writing.exchange import Exchange
        from prompts.loader import Message

        brief = {"model_retries": 0, "model_deadline": min(self._settings.model_deadline, TRIAL_SECONDS)}
        exchange = Exchange.from_settings(self._settings.model_copy(update=brief))
        if exchange is None:
            raise SettingsError("没有设置语言模型", "不接模型也能用：回答一句一句摘自原文")
        started = time.monotonic()
        reply = exchange.ask([Message("user", QUESTION)])
        return ModelTried(exchange.name, reply.text[:TRIAL_CHARS], time.monotonic() - started)
