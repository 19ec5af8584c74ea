"""Fitting the sentence scorer and the refusal on small made-up sets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assistant.answering.sentences.confidence import shipped_confidence
from assistant.answering.sentences.features import FEATURES
from assistant.retrieval.ranking.reranker import inputs
from assistant.types import Passage
from eval.bench import fit_refusal, fit_sentences
from eval.bench.refusal_questions import Asked, Posed, seen
from ingest.types import Address, Chunk, PageRun

TELLS = FEATURES.index("pairs")


def sentences(seed: int, size: int = 6) -> fit_sentences.Asked:
    """A question whose answer stands where the pairs are most, all else being noise."""
    table = np.random.default_rng(seed).random((size, len(FEATURES)), dtype=np.float32)
    holds = np.zeros(size, np.bool_)
    holds[int(table[:, TELLS].argmax())] = True
    return fit_sentences.Asked(str(seed), table, holds, np.ones(size, np.bool_), (holds,), "drcd")


def test_the_scorer_learns_which_feature_tells() -> None:
    scorer = fit_sentences.fit([sentences(seed) for seed in range(300)])
    unseen = [sentences(seed) for seed in range(1000, 1100)]
    right = fit_sentences.hits(lambda one: inputs(one.table) @ scorer.weights, unseen, 1, inside=False)
    assert right.mean() > 0.8
    assert int(scorer.weights[: len(FEATURES)].argmax()) == TELLS


def test_an_answer_elsewhere_is_neither_right_nor_wrong() -> None:
    one = sentences(1)
    elsewhere = fit_sentences.Asked("2", one.table, one.holds, ~one.holds, one.pieces, "drcd")
    with_it = fit_sentences.fit([sentences(seed) for seed in range(50)] + [elsewhere])
    without = fit_sentences.fit([sentences(seed) for seed in range(50)])
    assert np.array_equal(with_it.weights, without.weights)


def test_hits_are_counted_among_the_best_and_inside_the_right_document() -> None:
    table = np.zeros((3, len(FEATURES)), np.float32)
    table[:, TELLS] = (0.9, 0.5, 0.1)
    holds = np.array([False, False, True])
    one = fit_sentences.Asked("1", table, holds, np.array([False, True, True]), (holds,), "drcd")

    def scores(asked: fit_sentences.Asked) -> fit_sentences.Floats:
        return asked.table[:, TELLS]

    counted = [fit_sentences.hits(scores, [one], count, inside=inside)[0] for count, inside in ((2, False), (2, True))]
    assert counted == [0.0, 1.0]


def test_a_set_counts_by_its_share_and_not_by_its_size() -> None:
    few, many = [sentences(seed) for seed in range(10)], [replace(sentences(seed), source="own") for seed in range(99)]
    once, twice = fit_sentences.fit([*few, *many]), fit_sentences.fit([*few, *many, *many])
    assert np.allclose(once.weights, twice.weights, atol=0.02)


def signed(seed: int, answerable: bool, source: str) -> Asked:
    signs = np.random.default_rng(seed).random((2, 40))
    signs[:, 7] = (0.8 if answerable else 0.2) + 0.1 * signs[:, 0]
    return Asked(str(seed), str(seed), source, answerable, tuple(f"sign{at}" for at in range(40)), signs)


def test_the_threshold_keeps_needless_refusals_few() -> None:
    questions = [
        signed(2 * seed + answerable, bool(answerable), source)
        for seed in range(60)
        for answerable in (0, 1)
        for source in fit_refusal.BOUND
    ]
    confidence = fit_refusal.fit(questions)
    found = fit_refusal.probabilities(confidence, questions)
    threshold = fit_refusal.highest_threshold(questions, found)
    refused = {
        kind: np.mean([p < threshold for p, one in zip(found, questions, strict=True) if one.answerable == kind])
        for kind in (True, False)
    }
    assert refused[True] <= fit_refusal.NEEDLESS
    assert refused[False] > 0.9


def test_refused_questions_are_learned_from_the_best_sentences() -> None:
    text = "项目周期一般为12个月。食堂供应早餐。"
    chunk = Chunk("c", "d", 0, 0, len(text), text, Address(), (PageRun(0, 1),))
    passage = Passage(chunk, "办法", "/办法.md", False, 1.0, 1.0, 1.0)
    posed = Posed("1", "办法.md", "项目周期一般为几个月？", True)
    (asked,) = seen(posed, "demo", True, [passage], lambda term: 1.0)
    assert asked.signs.shape == (2, len(asked.names))
    assert set(asked.names) == set(shipped_confidence().weights)
    assert asked.signs.min() >= 0 and asked.signs.max() <= 1
    assert list(seen(posed, "demo", True, [], lambda term: 1.0)) == []


@pytest.mark.parametrize("threshold", [0.0, 1.0])
def test_the_curve_names_every_set(threshold: float) -> None:
    questions = [signed(1, True, "seeds"), signed(2, False, "demo")]
    (line,) = fit_refusal.curve(questions, np.array([0.9, 0.1]), [threshold])
    refused = "1.000" if threshold else "0.000"
    assert line == f"{threshold:.3f}  seeds {refused}/-  demo -/{refused}"
