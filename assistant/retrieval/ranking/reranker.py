"""A light reranker: a weighted sum of how a passage matches the question, learned from questions with known passages.

Each feature counts three times: as it is, relative to the best among the candidates, and by how close it comes to that
best; the weights stand in `weights.json` in plain sight. Fitted by `python -m eval.bench.fit_ranking --write` on DRCD
and CMRC (softmax over each question's candidates: Cao et al. 2007, "Learning to Rank: From Pairwise Approach to
Listwise Approach"); five-fold over their documents DRCD .9460 -> .9702 MRR@10, CMRC .9879 -> .9931, on STARD, which it
never saw, .397 -> .408. Where the words leave doubt among texts that others cite (`evidence.governed`) the fused score
outweighs the rest: matching words is then what has failed already. Doing so wherever there is doubt cost DRCD .005.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.retrieval.ranking.features import FEATURES, features
from assistant.retrieval.ranking.terms import asked

WEIGHTS = Path(__file__).with_name("weights.json")

COLUMNS = (*FEATURES, "lexical", "dense", "fused")
"""What the reranker sees of a candidate: `FEATURES`, then its normalised scores."""

INPUTS = ("as_is", "relative", "close")
"""What is made of each column, see `inputs`."""

CLOSE = 4
"""Power of the relative value: what says half as much as the best then counts a sixteenth. Without it DRCD .9695."""

TRUSTED = 80.0
"""What a fused score of 1 counts where it is to be trusted, beside weights that are mostly below 10. Looked at on
STARD-dev, where 60 to 80 differ by less than .005 in R@10; DRCD and CMRC are the same from 0 on."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage to be judged; title and text in search form, scores 0 to 1."""

    title: str
    text: str
    lexical: float
    dense: float
    fused: float


@dataclass(frozen=True, slots=True)
class Reranker:
    """Attributes:
    weights: Shape (len(INPUTS) * len(COLUMNS),): one for each column as it is, then one for each relative, …
    """

    weights: Floats

    @classmethod
    def read(cls, path: Path = WEIGHTS) -> Reranker:
        """The weights at `path`, a part of the program: KeyError where it does not name every column."""
        kept = json.loads(path.read_text(encoding="utf-8"))
        return cls(np.array([kept[kind][name] for kind in INPUTS for name in COLUMNS], np.float32))

    def write(self, path: Path = WEIGHTS) -> None:
        rounded = iter([round(float(weight), 4) for weight in self.weights])
        kept = {kind: {name: next(rounded) for name in COLUMNS} for kind in INPUTS}
        path.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")

    def scores(
        self, question: str, candidates: Sequence[Candidate], idf: Callable[[str], float], trusted: float
    ) -> Floats:
        """One score for each candidate, shape (n,), higher is better; comparable among these candidates only.

        Args:
            idf: Rarity of a word or character pair in the library.
            trusted: 0 to 1, how far the fused score is to outweigh the rest.
        """
        table = columns(question, candidates, idf)
        judged: Floats = inputs(table) @ self.weights + np.float32(TRUSTED * trusted) * table[:, -1]
        return judged


def columns(question: str, candidates: Sequence[Candidate], idf: Callable[[str], float]) -> Floats:
    """`COLUMNS` of every candidate, shape (n, len(COLUMNS))."""
    table = features(asked(question, idf), [(one.title, one.text) for one in candidates])
    scores = np.array([(one.lexical, one.dense, one.fused) for one in candidates], np.float32).reshape(-1, 3)
    return np.concatenate([table, scores], axis=1)


def inputs(table: Floats) -> Floats:
    """`table`, the same divided by the best of each column, and a power of that: each column `len(INPUTS)` times."""
    best = table.max(axis=0, initial=0.0)
    relative = np.divide(table, best, out=np.zeros_like(table), where=best > 0)
    return np.concatenate([table, relative, relative**CLOSE], axis=1)


@cache
def shipped_reranker() -> Reranker:
    return Reranker.read()
