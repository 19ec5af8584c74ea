"""Fitting the light reranker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.retrieval.ranking.reranker import COLUMNS, INPUTS, shipped_reranker
from eval.bench.fit_fusion import RetrievalSet, lexical_index, read_set
from eval.bench.fit_ranking import (
    Asked,
    ask,
    crosswise,
    fit,
    interval,
    merit,
    reciprocal_ranks,
    report,
    reranked,
)
from ingest.encoder import load_encoder
from ingest.encoder.fake import FakeEncoder

DATA = RetrievalSet(
    "tiny",
    ["党章", "准则", "党章"],
    ["支部大会每季度召开一次。", "党员应当按时缴纳党费。", "《准则》另有规定的，从其规定。支部委员会每月召开。"],
    ["支部大会多久召开一次？", "党费怎么交？"],
    [{0}, {1}],
)


def question(answer: int, deciding: int, seed: int) -> Asked:
    """Five candidates with random figures, of which the answering one is best in one column."""
    table = np.random.default_rng(seed).uniform(0, 0.8, (5, len(COLUMNS))).astype(np.float32)
    table[answer, deciding] = 1.0
    return Asked(([], [], [10, 11, 12, 13, 14]), table, np.arange(5) == answer, 0.0)


def test_the_column_that_tells_gets_the_weight() -> None:
    learned = fit([question(seed % 5, deciding=3, seed=seed) for seed in range(200)])
    assert np.argmax(learned.weights.reshape(len(INPUTS), len(COLUMNS)).sum(axis=0)) == 3
    assert reranked(learned, question(2, deciding=3, seed=999))[0] == 12


def test_questions_without_an_answer_among_the_candidates_teach_nothing() -> None:
    hopeless = Asked(([], [], [1, 2]), np.ones((2, len(COLUMNS)), np.float32), np.zeros(2, np.bool_), 0.0)
    telling = [question(seed % 5, deciding=3, seed=seed) for seed in range(20)]
    np.testing.assert_allclose(fit(telling).weights, fit([*telling, hopeless]).weights)


def test_every_step_is_shown_for_a_set() -> None:
    said: list[str] = []
    with lexical_index(DATA) as index:
        questions = ask(DATA, FakeEncoder(), index, 0.2)
    assert [one.plain[0][0] for one in questions] == [0, 1]
    assert all(len(one.table) == len(one.plain[2]) == 3 for one in questions)
    report(DATA, questions, crosswise([(DATA, questions)])[0], said.append)
    assert [line.split()[1] for line in said] == ["lexical", "fused", "evidence", "reranked"]


def test_a_ranking_below_the_words_alone_has_no_merit() -> None:
    questions = [Asked(([0, 1, 2], [], []), np.zeros((0, len(COLUMNS)), np.float32), np.zeros(0, np.bool_), 0.0)] * 2
    taken = {"tiny": (DATA, questions)}
    assert merit(taken, {"tiny": [[0, 1, 2], [1, 0, 2]]}) == 1.0
    assert merit(taken, {"tiny": [[0, 1, 2], [0, 1, 2]]}) == pytest.approx((0.75 + 1 + 1) / 3)
    assert merit(taken, {"tiny": [[2, 1, 0], [2, 0, 1]]}) == -1.0


def test_the_interval_holds_the_mean() -> None:
    gains = np.array([0.0] * 90 + [1.0] * 10, np.float32)
    low, high = interval(gains)
    assert 0.03 < low < 0.1 < high < 0.17


@pytest.mark.slow
@pytest.mark.shared
def test_the_shipped_ranking_does_no_harm_on_cmrc(shared: Path) -> None:
    data = read_set(shared / "data" / "cmrc2018", questions_at_most=700)
    encoder = load_encoder("builtin")
    with lexical_index(data) as index:
        questions = ask(data, encoder, index, encoder.fusion_weight)
    alone = reciprocal_ranks(data, [one.plain[0] for one in questions]).mean()
    ranked = reciprocal_ranks(data, [reranked(shipped_reranker(), one) for one in questions]).mean()
    assert ranked >= max(alone, 0.985)
