"""Fits the light reranker and shows what each step of the ranking does: `python -m eval.bench.fit_ranking --write`.

The steps are the assistant's own (`assistant.retrieval.ranking`), over what the library's own lexical index and the
encoder find. The reranker learns from DRCD and CMRC; their own figures are five-fold, parted by document: no question
is ranked by weights that saw its document. STARD is only looked at. Each step's gain in MRR@10 is given with its 95 %
interval (paired bootstrap over the questions). The shipped weights are those of all DRCD and CMRC questions.

`--fusion .45 .60` fits the weight of fusion through the whole ranking: for each candidate the reranker is fitted anew,
and the candidate with the best mean of MRR@10, recall@10 and recall@100 over the three sets is kept, among those under
which no set's MRR@10 falls below the lexical ranking alone.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.retrieval.fusion import doubt, fuse, normalised
from assistant.retrieval.ranking.evidence import governed, with_evidence
from assistant.retrieval.ranking.ranker import DEPTH, JUDGED
from assistant.retrieval.ranking.reranker import TRUSTED, Candidate, Reranker, columns, inputs
from assistant.retrieval.ranking.synonyms import official_words, shipped_synonyms
from eval.bench.fit_fusion import SETS, RetrievalSet, dense_rankings, keep_fusion, lexical_index, read_set
from ingest.encoder import Encoder, load_encoder
from ingest.encoder.builtin import MODEL_FOLDER
from ingest.library.entries import Sieve
from ingest.library.lexical import LexicalIndex
from ingest.text.citing import title_key
from ingest.text.folding import fold
from ingest.types import Hit

LEARNS_FROM = ("drcd", "cmrc2018")
FOLDS = 5
PENALTY = 1e-3
STEPS = 12
ENOUGH = 1e-6
"""Of loss: a step that gains less is the last."""
SMALLEST = 1e-3
_RESAMPLED = 2000

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


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
    trusted: float


Taken = tuple[RetrievalSet, Sequence[Asked]]
"""A set with its questions at the reranker's door."""


def ask(data: RetrievalSet, encoder: Encoder, index: LexicalIndex, fusion: float) -> list[Asked]:
    """Every question of a set, up to the reranker, under a weight of fusion."""
    dense = dense_rankings(data, encoder, DEPTH)
    keys = [title_key(title) for title in data.titles]
    folded = [fold(text).text for text in data.texts]
    found = []
    for question, meanings, good in zip(data.questions, dense, data.relevant, strict=True):
        also = " ".join(official_words(question, shipped_synonyms()))
        hits = [Hit(match.key, match.score) for match in index.search(question, DEPTH, Sieve(), also)]
        near = [Hit(str(number), score) for number, score in sorted(meanings.items(), key=lambda item: -item[1])]
        fused = {item.chunk_id: item for item in fuse(hits, near, fusion, DEPTH)}
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
                unsure * governed(list(gained), titles, index.idf),
            )
        )
    return found


def fit(questions: Sequence[Asked]) -> Reranker:
    """Weights under which each question's answering passage wins the softmax over its candidates.

    Newton's method on standardised inputs, with a squared penalty: the loss is convex. The trusted share of the fused
    score is added afterwards: learned beside it, the weights would work against it. Questions whose candidates hold no
    answer, or nothing else, teach nothing.
    """
    telling = [one for one in questions if one.right.any() and not one.right.all()]
    values = np.concatenate([inputs(one.table) for one in telling])
    spread = values.std(axis=0) + 1e-6
    values /= spread
    wanted = np.concatenate([one.right / one.right.sum() for one in telling])
    sizes = np.array([len(one.right) for one in telling])
    weights = np.zeros(values.shape[1])
    loss, chances = _loss(values, wanted, sizes, weights)
    for _ in range(STEPS):
        step = _newton_step(values, chances, wanted, sizes, weights)
        size, (tried, then) = 1.0, _loss(values, wanted, sizes, weights - step)
        while tried > loss and size > SMALLEST:
            size /= 2
            tried, then = _loss(values, wanted, sizes, weights - size * step)
        weights, gained, loss, chances = weights - size * step, loss - tried, tried, then
        if gained < ENOUGH:
            break
    return Reranker((weights / spread).astype(np.float32))


def _loss(values: Floats, wanted: Doubles, sizes: Numbers, weights: Doubles) -> tuple[float, Doubles]:
    """The mean loss of the questions, whose candidates follow one another, and each candidate's chance to win."""
    starts = np.cumsum(sizes) - sizes
    scores = values @ weights
    scores -= np.repeat(np.maximum.reduceat(scores, starts), sizes)
    logs = scores - np.repeat(np.log(np.add.reduceat(np.exp(scores), starts)), sizes)
    return float(-(wanted * logs).sum() / len(sizes) + PENALTY / 2 * weights @ weights), np.exp(logs)


def _newton_step(values: Floats, chances: Doubles, wanted: Doubles, sizes: Numbers, weights: Doubles) -> Doubles:
    starts = np.cumsum(sizes) - sizes
    slope = values.T @ (chances - wanted) / len(sizes) + PENALTY * weights
    means = np.repeat(np.add.reduceat(chances[:, None] * values, starts), sizes, axis=0)
    around = (values - means) * np.sqrt(chances)[:, None]
    bend = around.T @ around / len(sizes) + PENALTY * np.eye(len(weights))
    found: Doubles = np.linalg.solve(bend, slope)
    return found


def reranked(reranker: Reranker, one: Asked) -> list[int]:
    scores = inputs(one.table) @ reranker.weights + TRUSTED * one.trusted * one.table[:, -1]
    order = np.argsort(-scores, kind="stable")
    return [one.plain[-1][place] for place in order] + one.plain[-1][len(order) :]


def crosswise(taken: Sequence[Taken]) -> list[list[list[int]]]:
    """The questions of each set, each ranked by weights learned from the other folds' documents of all these sets."""
    folds = [_folds(data) for data, _ in taken]
    learned = [
        fit(
            [
                one
                for (_, asked), of in zip(taken, folds, strict=True)
                for one, fold in zip(asked, of, strict=True)
                if fold != held
            ]
        )
        for held in range(FOLDS)
    ]
    return [
        [reranked(learned[fold], one) for one, fold in zip(asked, of, strict=True)]
        for (_, asked), of in zip(taken, folds, strict=True)
    ]


def _folds(data: RetrievalSet) -> list[int]:
    """Each question's fold; questions on documents of one title share one."""
    titles = [data.titles[min(good)] for good in data.relevant]
    names = sorted(set(titles))
    random.Random(0).shuffle(names)
    fold_of = {name: place % FOLDS for place, name in enumerate(names)}
    return [fold_of[title] for title in titles]


def rankings(taken: Mapping[str, Taken]) -> tuple[Reranker, dict[str, list[list[int]]]]:
    """The weights learned from all questions, and each set ranked: those learned from crosswise."""
    learning = [name for name in taken if name in LEARNS_FROM]
    reranker = fit([one for name in learning for one in taken[name][1]])
    ranked = dict(zip(learning, crosswise([taken[name] for name in learning]), strict=True))
    for name in taken.keys() - ranked.keys():
        ranked[name] = [reranked(reranker, one) for one in taken[name][1]]
    return reranker, ranked


def merit(taken: Mapping[str, Taken], ranked: Mapping[str, Sequence[Sequence[int]]]) -> float:
    """The mean of MRR@10, recall@10 and recall@100 over the sets; -1 where one falls below its lexical ranking."""
    figures = []
    for name, (data, questions) in taken.items():
        reciprocal = reciprocal_ranks(data, ranked[name]).mean()
        if reciprocal < reciprocal_ranks(data, [one.plain[0] for one in questions]).mean():
            return -1.0
        figures += [reciprocal, recall(data, ranked[name], 10).mean(), recall(data, ranked[name], 100).mean()]
    return float(np.mean(figures))


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
    former = [[one.plain[step] for one in questions] for step in range(3)]
    before = reciprocal_ranks(data, former[0])
    for name, ranked in zip(steps, [*former, last], strict=True):
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
    parser.add_argument("--fusion", type=float, nargs="+", help="weights of fusion to choose from")
    parser.add_argument("--write", action="store_true", help="keep the weights")
    options = parser.parse_args(arguments)
    encoder = load_encoder()
    best: tuple[float, float, Reranker] | None = None
    for fusion in options.fusion or [encoder.fusion_weight]:
        taken = {}
        for name in SETS:
            data = read_set(options.data / name, options.questions)
            with lexical_index(data) as index:
                taken[name] = data, ask(data, encoder, index, fusion)
        reranker, ranked = rankings(taken)
        for name, (data, questions) in taken.items():
            report(data, questions, ranked[name], print)
        found = merit(taken, ranked)
        print(f"fusion {fusion:.2f}  merit {found:.4f}")
        if best is None or found > best[0]:
            best = found, fusion, reranker
    if options.write and best is not None:
        best[2].write()
        keep_fusion(MODEL_FOLDER, best[1])


if __name__ == "__main__":
    main()
