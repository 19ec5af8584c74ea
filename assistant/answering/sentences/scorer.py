"""The worth of a sentence as an answer: a weighted sum of how it matches, learned from questions with known answers.

Each feature counts three times: as it is, relative to the best among the question's sentences, and by how close it
comes to that best, as in `assistant.retrieval.ranking.reranker`; the weights stand in `weights.json` in plain sight.
Fitted by `python -m eval.bench.fit_sentences --write` on DRCD, the CMRC trial split and our own questions (softmax over
all sentences of all passages found, any sentence that holds an answer may win), measured on CMRC dev.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.sentences.features import FEATURES
from assistant.retrieval.ranking.reranker import INPUTS, inputs

WEIGHTS = Path(__file__).with_name("weights.json")

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SentenceScorer:
    """Attributes:
    weights: Shape (len(INPUTS) * len(FEATURES),): one for each feature as it is, then one for each relative, …
    """

    weights: Floats

    @classmethod
    def read(cls, path: Path = WEIGHTS) -> SentenceScorer:
        """The weights at `path`; KeyError for a file that does not name every feature: it is a part of the program."""
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array([kept[kind][name] for kind in INPUTS for name in FEATURES], np.float32))

    def write(self, path: Path = WEIGHTS) -> None:
        rounded = iter([round(float(weight), 4) for weight in self.weights])
        kept = {kind: {name: next(rounded) for name in FEATURES} for kind in INPUTS}
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")

    def chances(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """The chance of each sentence to be the one that answers, if one does; together they are 1.

        Args:
            rows: `features` of all sentences of all passages of one question, at least one.
        """
        scores = inputs(np.array(rows, np.float32)) @ self.weights
        powers = np.exp(scores - scores.max())
        found: list[float] = (powers / powers.sum()).tolist()
        return found


@cache
def shipped_scorer() -> SentenceScorer:
    return SentenceScorer.read()
