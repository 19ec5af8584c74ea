"""Fits the light reranker and shows what each step of the ranking does: `python -m eval.bench.fit_ranking --write`.

The steps are the assistant's own (`assistant.retrieval.ranking`), over what the library's own lexical index and the
encoder find. The reranker learns from DRCD alone; DRCD's own figure is five-fold, parted by document: no question is
ranked by weights that saw its document. CMRC and STARD are only looked at. Each step's gain in MRR@10 is given with its
95 % interval (paired bootstrap over the questions). The shipped weights are those of all DRCD questions.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.retrieval.fusion import doubt, fuse, normalised
from assistant.retrieval.ranking.evidence import with_evidence
from assistant.retrieval.ranking.ranker import DEPTH, JUDGED
from assistant.retrieval.ranking.reranker import COLUMNS, DOUBTFUL, Candidate, Reranker, columns, inputs
from assistant.retrieval.ranking.synonyms import official_words, shipped_synonyms
from eval.bench.fit_fusion import SETS, RetrievalSet, dense_rankings, lexical_index, read_set
from ingest.encoder import Encoder, load_encoder
from ingest.library.entries import Sieve
from ingest.library.lexical import LexicalIndex
from ingest.text.citing import title_key
from ingest.text.folding import fold
from ingest.types import Hit

LEARNS_FROM = "drcd"
FOLDS = 5
EPOCHS = 300
RATE = 0.05
DECAY = 1e-3
_RESAMPLED = 2000

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question at the reranker's door.

    Attributes:
        plain: Passage numbers as the former steps had them: the lexical ranking, the fused one, the one with evidence.
        table: `COLUMNS` of the first `JUDGED` of the last of them.
        right: Which of those answer.
    """

    plain: tuple[list[int], list[int], list[int]]
    table: Floats
    right: npt.NDArray[np.bool_]
    doubt: float


def ask(data: RetrievalSet, encoder: Encoder, index: LexicalIndex) -> list[Asked]:
    """Every question of a set, up to the reranker."""
    dense = dense_rankings(data, encoder, DEPTH)
    keys = [title_key(title) for title in data.titles]
    folded = [fold(text).text for text in data.texts]
    found = []
    for question, meanings, good in zip(data.questions, dense, data.relevant, strict=True):
        also = " ".join(official_words(question, shipped_synonyms()))
        hits = [Hit(match.key, match.score) for match in index.search(question, DEPTH, Sieve(), also)]
        near = [Hit(str(number), score) for number, score in sorted(meanings.items(), key=lambda item: -item[1])]
        fused = {item.chunk_id: item for item in fuse(hits, near, encoder.fusion_weight, DEPTH)}
        unsure = doubt(normalised({hit.chunk_id: hit.score for hit in hits}))
        titles = {chunk: data.titles[int(chunk)] for chunk in fused}
        gained = with_evidence({chunk: item.score for chunk, item in fused.items()}, titles, index.idf, unsure)
        ranked = [int(chunk) for chunk in gained]
        candidates = [
            Candidate(
                keys[number], folded[number], fused[str(number)].lexical, fused[str(number)].dense, gained[str(number)]
            )
            for number in ranked[:JUDGED]
        ]
        found.append(
            Asked(
                ([int(hit.chunk_id) for hit in hits], [int(chunk) for chunk in fused], ranked),
                columns(question, candidates, index.idf),
                np.array([number in good for number in ranked[:JUDGED]], np.bool_),
                unsure,
            )
        )
    return found


def fit(questions: Sequence[Asked], seed: int = 1) -> Reranker:
    """Weights under which each question's answering passage wins the softmax over its candidates.

    Full-batch Adam on standardised inputs; questions whose candidates hold no answer, or nothing else, teach nothing.
    """
    telling = [one for one in questions if one.right.any() and not one.right.all()]
    width = 2 * len(COLUMNS)
    values = np.zeros((len(telling), JUDGED, width), np.float32)
    wanted = np.zeros((len(telling), JUDGED), np.float32)
    there = np.zeros((len(telling), JUDGED), np.bool_)
    for row, one in enumerate(telling):
        size = len(one.right)
        values[row, :size], wanted[row, :size], there[row, :size] = inputs(one.table), one.right / one.right.sum(), True
    spread = values[there].std(axis=0) + 1e-6
    values /= spread
    weights = np.random.default_rng(seed).normal(0, 0.01, width).astype(np.float32)
    mean, square = np.zeros(width, np.float32), np.zeros(width, np.float32)
    for step in range(1, EPOCHS + 1):
        scores = np.where(there, values @ weights, -np.inf)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = np.einsum("qk,qkf->f", chances - wanted, values) / len(telling) + DECAY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights = weights - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return Reranker((weights / spread).astype(np.float32))


def reranked(reranker: Reranker, one: Asked) -> list[int]:
    scores = inputs(one.table) @ reranker.weights + DOUBTFUL * one.doubt * one.table[:, -1]
    order = np.argsort(-scores, kind="stable")
    return [one.plain[-1][place] for place in order] + one.plain[-1][len(order) :]


def crosswise(data: RetrievalSet, questions: Sequence[Asked]) -> list[list[int]]:
    """Each question ranked by weights learned from the other folds' documents."""
    titles = [data.titles[min(good)] for good in data.relevant]
    names = sorted(set(titles))
    random.Random(0).shuffle(names)
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    folds = [fold_of[title] for title in titles]
    learned = [fit([one for one, fold in zip(questions, folds, strict=True) if fold != held]) for held in range(FOLDS)]
    return [reranked(learned[fold], one) for one, fold in zip(questions, folds, strict=True)]


def reciprocal_ranks(data: RetrievalSet, ranked: Sequence[Sequence[int]]) -> Floats:
    return np.array(
        [
            next((1 / rank for rank, number in enumerate(order[:10], 1) if number in good), 0.0)
            for order, good in zip(ranked, data.relevant, strict=True)
        ],
        np.float32,
    )


def recall(data: RetrievalSet, ranked: Sequence[Sequence[int]], depth: int) -> Floats:
    pairs = zip(ranked, data.relevant, strict=True)
    return np.array([len(good & set(order[:depth])) / len(good) for order, good in pairs], np.float32)


def interval(gains: Floats) -> tuple[float, float]:
    """The 95 % interval of the mean gain, by paired bootstrap."""
    picks = np.random.default_rng(1).integers(0, len(gains), (_RESAMPLED, len(gains)))
    low, high = np.percentile(gains[picks].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)


def report(
    data: RetrievalSet, questions: Sequence[Asked], last: Sequence[Sequence[int]], say: Callable[[str], object]
) -> None:
    steps = [*("lexical", "fused", "evidence"), "reranked"]
    rankings = [*([one.plain[step] for one in questions] for step in range(3)), last]
    before = reciprocal_ranks(data, rankings[0])
    for name, ranked in zip(steps, rankings, strict=True):
        now = reciprocal_ranks(data, ranked)
        low, high = interval(now - before)
        depths = "  ".join(f"R@{depth} {recall(data, ranked, depth).mean():.4f}" for depth in (5, 10, 30, 100))
        gain = f"{(now - before).mean():+.4f} [{low:+.4f}, {high:+.4f}]"
        say(f"{data.name:10s} {name:9s} MRR@10 {now.mean():.4f}  {depths}  gain over the step before {gain}")
        before = now


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.fit_ranking", description="fit the light reranker")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with the development sets")
    parser.add_argument("--questions", type=int, default=10_000, help="at most so many of each set")
    parser.add_argument("--write", action="store_true", help="keep the weights")
    options = parser.parse_args(arguments)
    encoder = load_encoder()
    taken = {}
    for name in SETS:
        data = read_set(options.data / name, options.questions)
        with lexical_index(data) as index:
            taken[name] = data, ask(data, encoder, index)
    reranker = fit(taken[LEARNS_FROM][1])
    for name, (data, questions) in taken.items():
        last = crosswise(data, questions) if name == LEARNS_FROM else [reranked(reranker, one) for one in questions]
        report(data, questions, last, print)
    if options.write:
        reranker.write()


if __name__ == "__main__":
    main()
