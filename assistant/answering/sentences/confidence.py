"""How sure it is that the passages carry an answer: one probability, and the threshold below which it is refused.

A logistic curve over what the best sentences cover of the question; weights and threshold stand in `confidence.json`.
Fitted by `python -m eval.bench.fit_refusal --write` on questions with answers and without.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KEPT = Path(__file__).with_name("confidence.json")

KINDS = ("figure", "date", "person", "procedure", "list", "comparison")
"""Kinds of question that are told apart: some are answered in other words than they are asked in."""

SIGNS = (
    "chance",
    "words",
    "pairs",
    "stretch",
    "rarest",
    "numbers",
    "clause",
    "at_asking",
    "with_heading",
    "passage_pairs",
    "direct",
    "covered",
    "asked",
    "focused",
    "unfit",
    "untimely",
    "lacking",
    "nameless",
    "placed",
    "carried",
    "triples",
    "before",
    "with_before",
    "new",
    "length",
    "opens",
    "beyond",
    "row",
    "labelled",
    "cell",
    "after_question",
    "official",
    "passage_meaning",
    "terms",
    "several",
    *(f"asks_{kind}" for kind in KINDS),
)
"""What is looked at, each 0 to 1.

chance: Root of the sentence's chance to be the one that answers. unfit, untimely: It lacks the kind of thing or the
time asked for. lacking: Share of the forms asked for that it lacks. nameless: Share of the names in quotation marks
that its passage lacks. placed: Share of the question's terms, by weight, that its passage holds together with title
and headings. carried: Nothing that a question needs falls short altogether. terms: How many the question has,
in tens. several: More than one source is asked for. asks_…: The question's kind. The others as in `Evidence` and
`FEATURES`. The passage's own score is not among them: it is relative to the best of its list, which a list without an
answer has as well.
"""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Attributes:
    weights: One for each of `SIGNS`.
    threshold: Below this probability a question is refused.
    """

    weights: tuple[float, ...]
    offset: float
    threshold: float

    @classmethod
    def read(cls, path: Path = KEPT) -> Confidence:
        """As kept at `path`; a file that does not name every sign raises KeyError: it is a part of the program."""
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(tuple(kept["weights"][name] for name in SIGNS), kept["offset"], kept["threshold"])

    def write(self, path: Path = KEPT) -> None:
        weights = {name: round(weight, 4) for name, weight in zip(SIGNS, self.weights, strict=True)}
        kept = {"weights": weights, "offset": round(self.offset, 4), "threshold": round(self.threshold, 4)}
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")

    def of(self, signs: Sequence[float]) -> float:
        """The probability that a sentence with these `SIGNS` answers, 0 to 1."""
        level = self.offset + sum(weight * sign for weight, sign in zip(self.weights, signs, strict=True))
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, level))))


@cache
def shipped_confidence() -> Confidence:
    return Confidence.read()
