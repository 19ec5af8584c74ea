"""Fits when to refuse: `python -m eval.bench.fit_refusal --write`.

A logistic curve over what the best sentences cover of a question (`assistant.answering.answerability`), learned from
questions that the passages answer and questions that they do not (`eval.bench.refusal_questions`). The sets weigh as
`WEIGHTS` says, however many questions they have, answers and refusals alike. The threshold is the highest that
needlessly refuses few enough (`NEEDLESS`). Printed: the curve of refusals over thresholds, cross-validated by document;
CMRC dev and the reworded questions that are held out are only looked at.
"""

from __future__ import annotations

import argparse
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.answering.sentences.confidence import Confidence
from eval.bench.refusal_questions import Asked, Floats, of_passages, of_questions

WEIGHTS = {
    "demo": 3.0,
    "seeds": 5.0,
    "reworded": 2.0,
    "plain": 1.5,
    "removed": 1.0,
    "crossed": 0.6,
    "lay": 0.3,
    "cmrc2018": 3.0,
    "drcd": 3.0,
}
"""What a set counts, half of it for its answerable questions, half for the others; a set not named is looked at."""

FOLDS = 10
LIGHT = 0.03
"""Ridge penalty on standardised signs."""

NEEDLESS = 0.05
BOUND = ("seeds", "demo")
"""At most this share of the answerable questions of these sets may be refused by weights learned from others; the
threshold is the highest that keeps to it: the goal that is set for them."""

ROUNDS = 3
"""Fits in turn with choosing, of a question's best sentences, the one that is likeliest to answer."""

THRESHOLDS = tuple(step / 40 for step in range(4, 33))


def fit(questions: Sequence[Asked]) -> Confidence:
    """Weights by Newton's method on the likeliest sentence of each question, chosen anew each round."""
    names = questions[0].names
    weights, offset = np.zeros(len(names)), 0.0
    wanted = np.array([one.answerable for one in questions], np.float64)
    shares = _shares(questions)
    for turn in range(ROUNDS):
        rows = [one.signs[int(np.argmax(one.signs @ weights)) if turn else 0] for one in questions]
        weights, offset = _logistic(np.array(rows), wanted, shares)
    return Confidence(dict(zip(names, weights.tolist(), strict=True)), float(offset), threshold=0.5)


def _shares(questions: Sequence[Asked]) -> Floats:
    counts = Counter((one.source, one.answerable) for one in questions)
    return np.array([WEIGHTS[one.source] / counts[one.source, one.answerable] for one in questions])


def _logistic(table: Floats, wanted: Floats, shares: Floats) -> tuple[Floats, float]:
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-6
    inputs = np.column_stack([(table - middle) / spread, np.ones(len(table))])
    free = np.append(np.full(table.shape[1], LIGHT * shares.sum()), 1e-9)
    weights = np.zeros(inputs.shape[1])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-inputs @ weights))
        slope = inputs.T @ (shares * (chances - wanted)) + free * weights
        bend = (inputs * (shares * chances * (1 - chances))[:, None]).T @ inputs + np.diag(free)
        weights = weights - np.linalg.solve(bend, slope)
    plain = weights[:-1] / spread
    return plain, float(weights[-1] - plain @ middle)


def probabilities(confidence: Confidence, questions: Sequence[Asked]) -> Floats:
    return np.array(
        [max(confidence.of(dict(zip(one.names, row.tolist(), strict=True))) for row in one.signs) for one in questions]
    )


def crosswise(questions: Sequence[Asked]) -> Floats:
    """Each question's probability by weights learned from the other folds."""
    folds = np.array([zlib.crc32(one.group.encode()) % FOLDS for one in questions])
    found = np.zeros(len(questions))
    for held in range(FOLDS):
        learned = fit([one for one, at in zip(questions, folds, strict=True) if at != held and one.source in WEIGHTS])
        found[folds == held] = probabilities(
            learned, [one for one, at in zip(questions, folds, strict=True) if at == held]
        )
    return found


def highest_threshold(questions: Sequence[Asked], found: Floats) -> float:
    """The threshold by the rule at `NEEDLESS`."""
    bound = [
        found[[at for at, one in enumerate(questions) if one.source == source and one.answerable]] for source in BOUND
    ]
    kept = [one for one in THRESHOLDS if all(np.mean(values < one) <= NEEDLESS for values in bound)]
    return max(kept, default=THRESHOLDS[0])


def curve(questions: Sequence[Asked], found: Floats, thresholds: Iterable[float]) -> Iterator[str]:
    sources = list(dict.fromkeys(one.source for one in questions))
    for threshold in thresholds:
        parts = []
        for source in sources:
            refused = {
                kind: [
                    p < threshold
                    for p, one in zip(found, questions, strict=True)
                    if (one.source, one.answerable) == (source, kind)
                ]
                for kind in (True, False)
            }
            parts.append(f"{source} {_mean(refused[True])}/{_mean(refused[False])}")
        yield f"{threshold:.3f}  " + "  ".join(parts)


def _mean(flags: Sequence[bool]) -> str:
    return f"{np.mean(flags):.3f}" if flags else "-"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.fit_refusal", description="fit when to refuse")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with seeds and data")
    parser.add_argument("--questions", type=int, default=1_000, help="at most so many of each published set")
    parser.add_argument("--write", action="store_true", help="keep weights and threshold")
    options = parser.parse_args(arguments)
    questions = list(of_questions(options.shared))
    for name in ("cmrc2018", "drcd"):
        questions += of_passages(options.shared / "data" / name, options.questions)
    report(questions, options.write)


def report(questions: Sequence[Asked], write: bool) -> None:
    learned = fit([one for one in questions if one.source in WEIGHTS])
    found = crosswise(questions)
    confidence = replace(learned, threshold=highest_threshold(questions, found))
    print("threshold, then for each set: answerable refused / unanswerable refused (cross-validated)")
    for line in curve(questions, found, THRESHOLDS[::2]):
        print(line)
    print(f"threshold {confidence.threshold:.3f}; with the weights learned from all:")
    for line in curve(questions, probabilities(confidence, questions), [confidence.threshold]):
        print(line)
    if write:
        confidence.write()


if __name__ == "__main__":
    main()
