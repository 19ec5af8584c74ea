"""What the configured language model does."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from assistant.config import Settings

if TYPE_CHECKING:
    from assistant.answering.chain import ModelAnswerer
    from assistant.drafting.writing.exchange import Exchange
    from assistant.retrieval.understanding.searched import Rewriter


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
