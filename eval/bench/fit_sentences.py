"""Fits what a sentence is worth as an answer and shows what it gains: `python -m eval.bench.fit_sentences --write`.

Every question is put to the library of its whole corpus; the scorer learns, over all sentences of the passages found,
from DRCD, the CMRC trial split, and the demo's and the seeds' questions with the quotations that answer them (softmax,
any sentence of the right document that holds an answer may win: Cao et al. 2007; where an answer has several
quotations, each is learned for itself). What the demo's and the seeds' questions gain is told by weights learned from
the other folds. CMRC dev is only measured: how often the best one or two sentences hold an answer string, over the
whole corpus and inside the right document, each with its 95 % bootstrap interval, beside plain overlap of character
pairs.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.answering.evidence import rows_of
from assistant.answering.sentences.features import FEATURES
from assistant.answering.sentences.scorer import Floats, SentenceScorer
from assistant.config import load_settings
from assistant.retrieval.ranking.reranker import INPUTS, inputs
from assistant.service import Service
from assistant.types import Passage
from eval.bench import reworded
from eval.bench.passages import first, relevant, rows, written_out
from eval.cases import Case
from eval.datasets import DEMO_DAY, find, take_in
from eval.matching import share

MEASURED = "dev:"
"""CMRC questions whose id begins so are never learned from."""

MOST = 160
"""Sentences of a question that are learned from; the passages after them are the lowest ranked."""

SHARES = {"own": 3.0, "cmrc2018": 4.5, "drcd": 2.25}
"""What a set counts, however many questions it has; `own` are the demo's and the seeds'."""

HELD = 0.5
"""Share of a gold quotation that a sentence must hold."""
FOLDS = 5

EPOCHS = 300
RATE = 0.05
DECAY = 2e-3
_RESAMPLED = 2000

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with the sentences of its passages.

    Attributes:
        table: `FEATURES` of each sentence, in the order of passages and text.
        holds: Which sentences hold an answer string.
        right: Which stand in the document that the answer was taken from.
        pieces: For each quotation that the answer consists of, which sentences hold it; `holds` alone in most sets.
        source: The set, a key of `SHARES`; another one is only looked at.
    """

    id: str
    table: Floats
    holds: Flags
    right: Flags
    pieces: tuple[Flags, ...]
    source: str


def plain(text: str) -> str:
    """Comparable form: compatibility characters unified, white space dropped, lower case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def ask(folder: Path, most: int) -> Iterator[Asked]:
    """Every question of a set (thinned out evenly to `most`), put to a library of the whole corpus."""
    gold = relevant(folder)
    queries = [row for row in rows(first(folder, "queries")) if row["id"] in gold and row["text"].strip()]
    with tempfile.TemporaryDirectory() as place:
        source = written_out(folder, Path(place, "source"))
        with Service.open(load_settings(Path(place, "home")), write=True) as service:
            service.ingest([source])
            for row in queries[:: -(-len(queries) // most)]:
                found = service.search(service.query(row["text"]))
                yield seen(row, found, gold[row["id"]], service.idf, folder.name)


def seen(
    row: dict[str, Any], passages: Sequence[Passage], gold: set[str], idf: Callable[[str], float], source: str
) -> Asked:
    """A question as the scorer sees it."""
    sentences, table = rows_of(row["text"], passages, idf)
    answers = [plain(answer) for answer in row["answers"]]
    texts = [plain(span.of(passage.chunk.text)) for passage, span in sentences]
    holds = np.array([any(answer in text for answer in answers) for text in texts], np.bool_)
    return Asked(
        row["id"],
        np.array(table, np.float32).reshape(-1, len(FEATURES)),
        holds,
        np.array([Path(passage.path).stem in gold for passage, _ in sentences], np.bool_),
        (holds,),
        source,
    )


def own(shared: Path) -> Iterator[Asked]:
    """The demo's questions, as asked and in other words, and the seeds', in the libraries that answer them."""
    lines = (shared / "data" / "seed_qa_dev.jsonl").read_text(encoding="utf-8").splitlines()
    seeds = [row for row in map(json.loads, filter(str.strip, lines)) if row["answerable"]]
    with tempfile.TemporaryDirectory() as place:
        settings = load_settings(Path(place, "demo"))
        take_in(find("demo"), settings, lambda event: None)
        with Service.open(settings, clock=lambda: DEMO_DAY) as service:
            for case in (*find("demo").cases, *reworded.learned()):
                if case.answerable and not case.history:
                    yield quoted(case.id, case.question, _wanted(case), service, "own")
            for case in reworded.held():
                yield quoted(case.id, case.question, _wanted(case), service, "held")
        with Service.open(load_settings(Path(place, "seeds")), write=True) as service:
            service.ingest([shared / "seeds"])
            for row in seeds:
                wanted = [(one["quote"], one["file"]) for one in row["evidence"]]
                yield quoted(row["id"], row["question"], wanted, service, "own")


def _wanted(case: Case) -> list[tuple[str, str]]:
    return [(piece.quote, piece.document) for piece in case.evidence if piece.quote]


def quoted(key: str, question: str, wanted: Sequence[tuple[str, str]], service: Service, source: str) -> Asked:
    """A question whose answer is known by quotations.

    Args:
        wanted: Quotation and name of the file; one quotation in several files is one thing.
    """
    sentences, table = rows_of(question, service.sought_in(service.query(question)), service.idf)
    files = {quote: {file for other, file in wanted if other == quote} for quote, _ in wanted}
    pieces = tuple(
        np.array(
            [Path(one.path).name in names and share(quote, span.of(one.chunk.text)) >= HELD for one, span in sentences],
            np.bool_,
        )
        for quote, names in files.items()
    )
    everywhere = np.ones(len(sentences), np.bool_)
    holds = np.logical_or.reduce([~everywhere, *pieces])
    return Asked(key, np.array(table, np.float32).reshape(-1, len(FEATURES)), holds, everywhere, pieces, source)


def fit(questions: Sequence[Asked], seed: int = 1) -> SentenceScorer:
    """Weights under which the sentences that hold an answer win the softmax over each question's sentences.

    Full-batch Adam on standardised inputs. A sentence that holds the answer elsewhere than in the right document, or
    another of its pieces, is neither right nor wrong and left out.
    """
    telling = [(one, piece) for one in questions for piece in one.pieces if (piece & one.right)[:MOST].any()]
    width = len(INPUTS) * len(FEATURES)
    values = np.zeros((len(telling), MOST, width), np.float32)
    wanted = np.zeros((len(telling), MOST), np.bool_)
    there = np.zeros((len(telling), MOST), np.bool_)
    for place, (one, piece) in enumerate(telling):
        size = min(MOST, len(piece))
        values[place, :size] = inputs(one.table)[:size]
        wanted[place, :size] = (piece & one.right)[:size]
        there[place, :size] = ((one.right | ~piece) & (~one.holds | piece))[:size]
    counts = Counter(one.source for one, _ in telling)
    weight = np.array([SHARES[one.source] / counts[one.source] for one, _ in telling], np.float32)
    weight /= weight.sum()
    spread = values[there].std(axis=0) + 1e-6
    values /= spread
    weights = np.random.default_rng(seed).normal(0, 0.01, width).astype(np.float32)
    mean, square = np.zeros(width, np.float32), np.zeros(width, np.float32)
    for step in range(1, EPOCHS + 1):
        scores = np.where(there, values @ weights, -np.inf)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances = powers / powers.sum(axis=1, keepdims=True)
        hits = np.where(wanted, powers, 0.0)
        hits /= np.maximum(hits.sum(axis=1, keepdims=True), 1e-30)
        slope = np.einsum("qk,qkf->f", (chances - hits) * weight[:, None], values) + DECAY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.999 * square + 0.001 * slope**2
        weights = weights - RATE * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return SentenceScorer((weights / spread).astype(np.float32))


def hits(scores: Callable[[Asked], Floats], questions: Sequence[Asked], count: int, *, inside: bool) -> Floats:
    """For each question 1 where one of the best `count` sentences holds an answer, else 0.

    Args:
        inside: Only the right document's sentences are looked at.
    """
    found = []
    for one in questions:
        order = np.argsort(-scores(one), kind="stable")
        best = [place for place in order if one.right[place] or not inside][:count]
        found.append(float(one.holds[best].any()))
    return np.array(found, np.float32)


def interval(shares: Floats) -> str:
    """Mean with its 95 % interval, by bootstrap over the questions."""
    picks = np.random.default_rng(1).integers(0, len(shares), (_RESAMPLED, len(shares)))
    low, high = np.percentile(shares[picks].mean(axis=1), [2.5, 97.5])
    return f"{shares.mean():.4f} [{low:.4f}, {high:.4f}]"


def report(scorer: SentenceScorer, questions: Sequence[Asked], say: Callable[[str], object]) -> None:
    kinds: dict[str, Callable[[Asked], Floats]] = {
        "overlap": lambda one: one.table[:, FEATURES.index("pairs")],
        "learned": lambda one: inputs(one.table) @ scorer.weights,
    }
    for name, scores in kinds.items():
        for inside in (False, True):
            for count in (1, 2, 3):
                where = "right document" if inside else "whole corpus"
                say(f"{name:8s} {where:14s} best {count}: {interval(hits(scores, questions, count, inside=inside))}")


def crosswise(learned: Sequence[Asked], mine: Sequence[Asked], say: Callable[[str], object]) -> None:
    """Tells which share of our own questions' quotations the best sentences hold, by weights of the other folds."""
    found: dict[int, list[float]] = {1: [], 2: [], 3: [], 5: []}
    folds = [zlib.crc32(one.id.encode()) % FOLDS for one in mine]
    for held in range(FOLDS):
        scorer = fit([*learned, *(one for one, fold in zip(mine, folds, strict=True) if fold != held)])
        for count, shares in found.items():
            shares += quotations(scorer, [one for one, at in zip(mine, folds, strict=True) if at == held], count)
    for count, shares in found.items():
        say(f"own questions, cross-validated, best {count}: {interval(np.array(shares, np.float32))}")


def quotations(scorer: SentenceScorer, questions: Sequence[Asked], count: int) -> list[float]:
    """For each question that has quotations the share of them that the best `count` sentences hold."""
    ranked = [(one, np.argsort(-(inputs(one.table) @ scorer.weights), kind="stable")) for one in questions]
    return [float(np.mean([piece[order[:count]].any() for piece in one.pieces])) for one, order in ranked if one.pieces]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.fit_sentences", description="fit the sentence scorer")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with the development sets")
    parser.add_argument("--questions", type=int, default=10_000, help="at most so many of each set")
    parser.add_argument("--write", action="store_true", help="keep the weights")
    options = parser.parse_args(arguments)
    cmrc = list(ask(options.data / "cmrc2018", options.questions))
    measured = [one for one in cmrc if one.id.startswith(MEASURED)]
    learned = [one for one in cmrc if not one.id.startswith(MEASURED)]
    learned += ask(options.data / "drcd", options.questions)
    asked = list(own(options.data.parent))
    mine, held = ([one for one in asked if one.source == source] for source in ("own", "held"))
    scorer = fit([*learned, *mine])
    print(f"learned from {len(learned)} questions of CMRC trial and DRCD and {len(mine)} of our own")
    print(f"measured on {len(measured)} CMRC dev questions")
    report(scorer, measured, print)
    for count in (1, 2, 3, 5):
        print(
            f"held out, in other words, best {count}: {interval(np.array(quotations(scorer, held, count), np.float32))}"
        )
    crosswise(learned, mine, print)
    if options.write:
        scorer.write()


if __name__ == "__main__":
    main()
