"""What of a question must be set right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from assistant.answering.evidence import Evidence
from ingest.types import Span

SET_RIGHT = "问题中的说法与资料不符"
"""Begins the notice of an answer that sets something right."""

_DIGIT = re.compile(r"[\d“]")
"""A figure needs no quotation marks, and what has some gets none around it."""


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
        if self.said is not None:
            return self.said
        stated, claimed = self.stated.strip(), self.claimed.strip()
        if not _DIGIT.search(stated):
            stated, claimed = f"“{stated}”", f"“{claimed}”"
        return f"资料中是{stated}，不是{claimed}。"

    @property
    def notice(self) -> str:
        return f"{SET_RIGHT}：{self.line}"


def authority(item: Evidence) -> tuple[bool, bool, int]:
    """Orders sentences that say the same: what is in force, then a rule's article, then the newer goes before."""
    passage = item.passage
    return not passage.is_over, passage.chunk.address.article is not None, (passage.dated or date.min).toordinal()


__all__ = ["SET_RIGHT", "Correction", "authority"]
