"""What writes the sections of one draft: a model where there is one and it serves, else the composer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.drafting.cards import pairs_of
from assistant.drafting.composing import Composer
from assistant.drafting.filling import Filled, used
from assistant.drafting.types import Section
from assistant.errors import ModelError, ModelUnreachableError
from assistant.types import Usage

if TYPE_CHECKING:
    from assistant.drafting.writing.writer import Writer

FALLBACK = "“{heading}”一节没有用语言模型所写，改用资料原文：{reason}"


class Pen:
    """Writes section after section.

    Attributes:
        model: What wrote, as a draft records it; "" while nothing but the composer has.
        notices: What degraded, in Chinese.
        usage: Of all sections together.
    """

    def __init__(self, composer: Composer, writer: Writer | None = None) -> None:
        self._composer = composer
        self._writer = writer
        self._said: list[frozenset[str]] = []
        self.model = ""
        self.notices: tuple[str, ...] = ()
        self.usage: Usage | None = None

    def section(self, filled: Filled, number: int) -> Section:
        section = self._by_model(filled, number) or self._composer.section(filled, number)
        self._said += [
            pairs_of(sentence.text)
            for paragraph in section.paragraphs
            if paragraph.level == 0
            for sentence in paragraph.sentences
        ]
        return section

    def _by_model(self, filled: Filled, number: int) -> Section | None:
        if self._writer is None or not used([filled]):
            return None
        try:
            text = self._writer.write(filled, self._said)
        except ModelError as error:
            self.notices += (FALLBACK.format(heading=filled.chapter.heading, reason=error.message),)
            if isinstance(error, ModelUnreachableError):
                self._writer = None  # whoever did not answer once is not waited for again
            return None
        self.model = self._writer.model
        self.usage = text.usage if self.usage is None else added(self.usage, text.usage)
        self.notices += tuple(f"“{filled.chapter.heading}”一节：{notice}" for notice in text.notices)
        return self._composer.written(filled, text, number)


def added(one: Usage, other: Usage | None) -> Usage:
    return one if other is None else Usage(one.sent + other.sent, one.received + other.received)
