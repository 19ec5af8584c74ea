"""What of a question must be set right."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.evidence import Evidence
from ingest.types import Span

SET_RIGHT = "问题中的说法与资料不符"
"""Begins the notice of an answer that sets something right."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Words of the question that the sources have otherwise.

    Attributes:
        claimed: As the question has it.
        stated: As the source has it, verbatim.
        at: Where `stated` stands in the sentence's text.
        item: The sentence.
        said: What is said of it, where it is not one thing for another.
    """

    claimed: str
    stated: str
    at: Span
    item: Evidence
    said: str | None = None

    @property
    def line(self) -> str:
        """“资料中是85%，不是95%。”"""
        return self.said or f"资料中是{_shown(self.stated)}，不是{_shown(self.claimed)}。"

    @property
    def notice(self) -> str:
        return f"{SET_RIGHT}：{self.line}"


def _shown(words: str) -> str:
    """A figure as it is, other words in quotation marks."""
    bare = words.strip()
    return bare if any(char.isdecimal() for char in bare) or "“" in bare else f"“{bare}”"


__all__ = ["SET_RIGHT", "Correction"]
