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
    """

    claimed: str
    stated: str
    at: Span
    item: Evidence

    @property
    def line(self) -> str:
        """“资料中是85%，不是95%。”"""
        return f"资料中是{self.stated.strip()}，不是{self.claimed.strip()}。"

    @property
    def notice(self) -> str:
        return f"{SET_RIGHT}：{self.line}"


__all__ = ["SET_RIGHT", "Correction"]
