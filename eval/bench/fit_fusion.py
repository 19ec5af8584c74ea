"""Fits the weight that an encoder's scores get beside the lexical ones: `python -m eval.bench.fit_fusion --write`.

For an encoder of one's own. The built-in one's is fitted through the whole ranking, `eval.bench.fit_ranking --fusion`.

The rule of fusion is the assistant's own (`assistant.retrieval.fusion`), over both rankings' best. The weight chosen
is the one with the best mean of MRR@10 and recall@30 over the sets, among those at which no set's MRR@10 falls more
than `HARM` below the lexical ranking alone: fusion finds what the reranker then orders, and the reranker gains three
times as much on the sets in a text's own words (`eval.bench.fit_ranking` shows both). The development sets: CMRC 2018,
DRCD, STARD (`--data`).
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.retrieval.fusion import fused_scores, normalised
from assistant.retrieval.ranking.ranker import DEPTH
from ingest.encoder import BUILTIN, Encoder, load_encoder
from ingest.encoder.builtin import MODEL_FOLDER, SETTINGS_FILE
from ingest.library.entries import Entry, Sieve
from ingest.library.lexical import LexicalIndex

SETS = ("cmrc2018", "drcd", "stard_dev")
WEIGHTS = tuple(step / 20 for step in range(16))
HARM = 0.005
_AT_ONCE = 256

Ranking = dict[int, float]
"""Passage number -> score."""


@dataclass(frozen=True, slots=True)
class RetrievalSet:
    """Questions over passages; `relevant[i]` are the passage numbers that answer question i."""

    name: str
    titles: list[str]
    texts: list[str]
    questions: list[str]
    relevant: list[set[int]]


@dataclass(frozen=True, slots=True)
class Quality:
    """Means over the questions, 0 to 1."""

    mrr_10: float
    recall_5: float
    recall_10: float
    recall_30: float

    def __str__(self) -> str:
        return (
            f"MRR@10 {self.mrr_10:.4f}  R@5 {self.recall_5:.4f}  R@10 {self.recall_10:.4f}  R@30 {self.recall_30:.4f}"
        )


def read_set(folder: Path, questions_at_most: int) -> RetrievalSet:
    """A set of `corpus.jsonl.gz`, `queries.jsonl[.gz]`, `qrels.tsv`; many questions are thinned out evenly."""
    passages = _lines(folder / "corpus.jsonl.gz")
    number = {passage["id"]: index for index, passage in enumerate(passages)}
    plain = folder / "queries.jsonl"
    questions = {
        query["id"]: query["text"] for query in _lines(plain if plain.exists() else folder / "queries.jsonl.gz")
    }
    relevant: dict[str, set[int]] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, passage, _ = line.split("\t")
        relevant.setdefault(question, set()).add(number[passage])
    kept = list(relevant)[:: -(-len(relevant) // questions_at_most)]
    return RetrievalSet(
        folder.name,
        [passage["title"] for passage in passages],
        [passage["text"] for passage in passages],
        [questions[question] for question in kept],
        [relevant[question] for question in kept],
    )


@contextmanager
def lexical_index(data: RetrievalSet) -> Iterator[LexicalIndex]:
    """The library's own lexical index over the passages, each under its number."""
    with tempfile.TemporaryDirectory() as folder:
        index = LexicalIndex(Path(folder) / "index", create=True)
        index.add(
            Entry(str(number), "", "", "", 0, title, "", text)
            for number, (title, text) in enumerate(zip(data.titles, data.texts, strict=True))
        )
        index.commit()
        try:
            yield index
        finally:
            index.close()


def lexical_rankings(data: RetrievalSet) -> list[Ranking]:
    """What the library's own lexical index finds."""
    with lexical_index(data) as index:
        found = [index.search(question, DEPTH, Sieve()) for question in data.questions]
    return [{int(match.key): match.score for match in matches} for matches in found]


def dense_rankings(data: RetrievalSet, encoder: Encoder, depth: int = DEPTH) -> list[Ranking]:
    """The nearest passages by dot product, searched exactly. Passages are encoded without their titles, as stored."""
    documents = encoder.encode_documents(data.texts)
    rankings = []
    for first in range(0, len(data.questions), _AT_ONCE):
        scores = encoder.encode_queries(data.questions[first : first + _AT_ONCE]) @ documents.T
        rankings += [_best(row, depth) for row in scores]
    return rankings


def quality(data: RetrievalSet, lexical: Sequence[Ranking], dense: Sequence[Ranking], weight: float) -> Quality:
    ranked = [fused(words, meanings, weight) for words, meanings in zip(lexical, dense, strict=True)]
    return Quality(
        float(np.mean([_reciprocal_rank(order[:10], good) for order, good in zip(ranked, data.relevant, strict=True)])),
        *(
            float(
                np.mean(
                    [len(good & set(order[:k])) / len(good) for order, good in zip(ranked, data.relevant, strict=True)]
                )
            )
            for k in (5, 10, 30)
        ),
    )


def fused(lexical: Ranking, dense: Ranking, weight: float) -> list[int]:
    """Passage numbers, best first; ties keep the lexical order."""
    scores = fused_scores(normalised(lexical), normalised(dense), weight, DEPTH)
    return sorted(scores, key=lambda passage: -scores[passage])


def choose(measured: dict[str, dict[float, Quality]]) -> float:
    """The weight by the rule in this module's docstring; 0 where the encoder only does harm."""
    harmless = [
        weight for weight in WEIGHTS if all(by[weight].mrr_10 >= by[0.0].mrr_10 - HARM for by in measured.values())
    ]
    return max(harmless, key=lambda weight: sum(by[weight].mrr_10 + by[weight].recall_30 for by in measured.values()))


def keep_fusion(folder: Path, weight: float) -> None:
    """Writes the weight beside the model in `folder`."""
    (folder / SETTINGS_FILE).write_text(json.dumps({"fusion_weight": weight}, indent=2) + "\n", encoding="utf-8")


def _best(scores: npt.NDArray[np.float32], depth: int) -> Ranking:
    depth = min(depth, len(scores))
    nearest = np.argpartition(-scores, depth - 1)[:depth]
    return {int(passage): float(scores[passage]) for passage in nearest}


def _reciprocal_rank(order: Sequence[int], good: set[int]) -> float:
    return next((1 / rank for rank, passage in enumerate(order, 1) if passage in good), 0.0)


def _lines(path: Path) -> list[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def measure(encoder: Encoder, sets: Iterable[RetrievalSet]) -> dict[str, dict[float, Quality]]:
    """Quality by set name and weight."""
    measured = {}
    for data in sets:
        lexical, dense = lexical_rankings(data), dense_rankings(data, encoder)
        measured[data.name] = {weight: quality(data, lexical, dense, weight) for weight in (*WEIGHTS, 1.0)}
    return measured


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.fit_fusion", description="fit the fusion weight")
    parser.add_argument("--encoder", default=BUILTIN, help="builtin, or a model folder")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with the development sets")
    parser.add_argument("--questions", type=int, default=10_000, help="at most so many of each set")
    parser.add_argument("--write", action="store_true", help="keep the weight in the model folder")
    options = parser.parse_args(arguments)
    encoder = load_encoder(options.encoder)
    measured = measure(encoder, (read_set(options.data / name, options.questions) for name in SETS))
    for name, by_weight in measured.items():
        for weight, value in by_weight.items():
            print(f"{name:10s} w={weight:.2f}  {value}")
    weight = choose(measured)
    print(f"weight {weight:.2f}")
    if options.write:
        folder = MODEL_FOLDER if options.encoder == BUILTIN else Path(options.encoder)
        keep_fusion(folder, weight)


if __name__ == "__main__":
    main()
