"""Fits when to refuse: `python -m eval.bench.fit_refusal --write`.

A logistic curve over what the best sentences cover of a question (`assistant.answering.answerability`), learned from
questions that the passages answer and questions that they do not: the seeds' and the demo's own (answerable or not),
each put to the other's library (without an answer there), DRCD and the CMRC trial split as they are and with the
right document taken away; the demo's and the seeds' without the passages that answer them ("removed"), and the demo's
in other words. The sets weigh as `WEIGHTS` says, however many questions they have, answers and refusals
alike. The threshold is the highest that needlessly refuses few enough (`NEEDLESS`). Printed: the curve of refusals over
thresholds, cross-validated by question; CMRC dev is only looked at.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.answering.answerability import LOOKED_AT, signs
from assistant.answering.evidence import weigh
from assistant.answering.sentences.confidence import SIGNS, Confidence
from assistant.config import load_settings
from assistant.retrieval.question import analyse
from assistant.service import Service
from assistant.types import Passage
from eval.bench.passages import first, relevant, rows, written_out
from eval.datasets import DEMO_DAY, find, take_in
from eval.normalise import compact

WEIGHTS = {
    "demo": 3.0,
    "seeds": 2.0,
    "cmrc2018": 1.0,
    "drcd": 1.0,
    "crossed": 0.6,
    "removed": 1.0,
    "reworded": 1.5,
}
"""What a set counts, half of it for its answerable questions, half for the others; a set not named is looked at."""

FOLDS = 5
LIGHT = 0.03
"""Ridge penalty on standardised signs."""

NEEDLESS = 0.05
BOUND = ("seeds", "demo")
"""At most this share of the answerable questions of these sets may be refused; the threshold is the highest that keeps
to it: the goal that is set for them, with as many refusals of what cannot be answered as it leaves."""

ROUNDS = 3
"""Fits in turn with choosing, of a question's best sentences, the one that is likeliest to answer."""

THRESHOLDS = tuple(step / 40 for step in range(4, 33))

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the signs of its best sentences (at least one), shape (n, len(SIGNS))."""

    id: str
    source: str
    answerable: bool
    signs: Floats


def seen(
    key: str, source: str, text: str, answerable: bool, passages: Sequence[Passage], idf: Callable[[str], float]
) -> Iterator[Asked]:
    """The question as the refusal sees it; nothing where no sentence was found."""
    question = analyse(text, idf)
    best = weigh(question, passages, idf)[:LOOKED_AT]
    if best:
        yield Asked(key, source, answerable, np.array([signs(question, item) for item in best]))


def of_passages(folder: Path, most: int) -> Iterator[Asked]:
    """The questions of a BEIR folder, with the right document and without it."""
    gold = relevant(folder)
    queries = [row for row in rows(first(folder, "queries")) if row["id"] in gold and row["text"].strip()]
    with tempfile.TemporaryDirectory() as place:
        source = written_out(folder, Path(place, "source"))
        with Service.open(load_settings(Path(place, "home")), write=True) as service:
            service.ingest([source])
            for row in queries[:: -(-len(queries) // most)]:
                name = (
                    f"{folder.name}-dev" if folder.name == "cmrc2018" and row["id"].startswith("dev") else folder.name
                )
                found = service.sought_in(service.query(row["text"]))
                others = rescored(found, [one for one in found if Path(one.path).stem not in gold[row["id"]]])
                yield from seen(row["id"], name, row["text"], len(others) < len(found), found, service.idf)
                yield from seen(row["id"], name, row["text"], False, others, service.idf)


@dataclass(frozen=True, slots=True)
class Posed:
    """A question put to a library.

    Attributes:
        quotes: What answers it, verbatim; empty where nothing does.
    """

    id: str
    text: str
    answerable: bool
    quotes: tuple[str, ...] = ()


def of_questions(shared: Path) -> Iterator[Asked]:
    """The seeds' and the demo's questions, each in its own library and in the other's."""
    demo, reworded = (_posed(name) for name in ("demo", "demo_retrieval"))
    lines = (shared / "data" / "seed_qa_dev.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = [
        Posed(row["id"], row["question"], bool(row["answerable"]), tuple(one["quote"] for one in row["evidence"]))
        for row in map(json.loads, filter(str.strip, lines))
    ]
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(Path(place, "demo"))
        take_in(find("demo"), settings, lambda event: None)
        with Service.open(settings, clock=lambda: DEMO_DAY) as service:
            yield from _asked(service, "demo", demo)
            yield from _asked(service, "reworded", reworded)
            yield from _asked(service, "crossed", [replace(one, answerable=False, quotes=()) for one in seeds])
        with Service.open(load_settings(Path(place, "seeds")), write=True) as service:
            service.ingest([shared / "seeds"])
            yield from _asked(service, "seeds", seeds)
            yield from _asked(service, "crossed", [replace(one, answerable=False, quotes=()) for one in demo])


def _posed(name: str) -> list[Posed]:
    cases = [case for case in find(name).cases if not case.history]
    return [
        Posed(one.id, one.question, one.answerable, tuple(piece.quote for piece in one.evidence if piece.quote))
        for one in cases
    ]


def _asked(service: Service, source: str, questions: Iterable[Posed]) -> Iterator[Asked]:
    """Each question as it is, and those with quotes also without every passage that holds one."""
    for one in questions:
        found = service.sought_in(service.query(one.text))
        yield from seen(one.id, source, one.text, one.answerable, found, service.idf)
        others = [passage for passage in found if not any(_holds(passage, quote) for quote in one.quotes)]
        left = rescored(found, others)
        if one.quotes and len(left) < len(found):
            yield from seen(one.id, "removed", one.text, False, left, service.idf)


def rescored(found: Sequence[Passage], left: Sequence[Passage]) -> list[Passage]:
    """What is left of the passages found, scored as if nothing else had been found.

    Scores are relative to the best. Kept as they are they would tell by themselves that the best is gone, and the
    curve would learn that instead of what an answer looks like.
    """
    scales = {name: _scale(found, left, name) for name in ("score", "lexical", "dense")}
    return [replace(one, **{name: getattr(one, name) * scale for name, scale in scales.items()}) for one in left]


def _scale(found: Sequence[Passage], left: Sequence[Passage], name: str) -> float:
    best = max((getattr(one, name) for one in left), default=0.0)
    return max(getattr(one, name) for one in found) / best if best > 0 else 1.0


def _holds(passage: Passage, quote: str) -> bool:
    return compact(quote) in compact(passage.chunk.text)


def fit(questions: Sequence[Asked]) -> Confidence:
    """Weights by Newton's method on the likeliest sentence of each question, chosen anew each round."""
    weights, offset = np.zeros(len(SIGNS)), 0.0
    wanted = np.array([one.answerable for one in questions], np.float64)
    shares = _shares(questions)
    for turn in range(ROUNDS):
        rows = [one.signs[int(np.argmax(one.signs @ weights)) if turn else 0] for one in questions]
        weights, offset = _logistic(np.array(rows), wanted, shares)
    return Confidence(tuple(weights.tolist()), float(offset), threshold=0.5)


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
    return np.array([max(confidence.of(row.tolist()) for row in one.signs) for one in questions])


def crosswise(questions: Sequence[Asked]) -> Floats:
    """Each question's probability by weights learned from the other folds'; those of no weight by all that have."""
    folds = np.array([zlib.crc32(one.id.encode()) % FOLDS for one in questions])
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
    confidence = replace(learned, threshold=highest_threshold(questions, probabilities(learned, questions)))
    print("threshold, then for each set: answerable refused / unanswerable refused (cross-validated)")
    for line in curve(questions, crosswise(questions), THRESHOLDS[::2]):
        print(line)
    print(f"threshold {confidence.threshold:.3f}; with the weights learned from all:")
    for line in curve(questions, probabilities(confidence, questions), [confidence.threshold]):
        print(line)
    if write:
        confidence.write()


if __name__ == "__main__":
    main()
