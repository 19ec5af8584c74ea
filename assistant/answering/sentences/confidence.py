"""How sure it is that the passages carry an answer: one probability, and the threshold below which it is refused.

A logistic curve over what the best sentences cover of the question (`assistant.answering.answerability.signs`, the one
list of what is looked at); weights and threshold stand in `confidence.json`.
Fitted by `python -m eval.bench.fit_refusal --write` on questions with answers and without.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

KEPT = Path(__file__).with_name("confidence.json")


@dataclass(frozen=True, slots=True)
class Confidence:
    """Attributes:
    weights: One for each sign, by its name.
    threshold: Below this probability a question is refused.
    """

    weights: Mapping[str, float]
    offset: float
    threshold: float

    @classmethod
    def read(cls, path: Path = KEPT) -> Confidence:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(kept["weights"], kept["offset"], kept["threshold"])

    def write(self, path: Path = KEPT) -> None:
        weights = {name: round(weight, 4) for name, weight in self.weights.items()}
        kept = {"weights": weights, "offset": round(self.offset, 4), "threshold": round(self.threshold, 4)}
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")

    def of(self, signs: Mapping[str, float]) -> float:
        """The probability that a sentence with these signs answers, 0 to 1.

        Raises:
            KeyError: A sign has no weight: the file was fitted to others, and it is a part of the program.
        """
        level = self.offset + sum(self.weights[name] * sign for name, sign in signs.items())
        return 1 / (1 + math.exp(-max(-50.0, min(50.0, level))))


@cache
def shipped_confidence() -> Confidence:
    return Confidence.read()
