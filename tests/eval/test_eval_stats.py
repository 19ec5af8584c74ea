"""Means, intervals, paired comparison: by hand where a hand can, by properties elsewhere."""

from __future__ import annotations

import math
import time

import pytest

from eval.evaluator import Score
from eval.stats import bootstrap_interval, compare, mean, percentile, permutation_p, summarise

LOST = Score.failed("服务没有回答")
APART = Score.not_applicable("案例没有标准依据")


def scored(*numbers: float) -> list[Score]:
    return [Score.of(number) for number in numbers]


def test_what_was_not_scored_is_counted_beside_the_mean() -> None:
    found = summarise([*scored(1, 0, 1, 1), LOST, APART, APART])
    assert (found.mean, found.scored, found.failed, found.not_applicable) == (0.75, 4, 1, 2)
    assert found.ci_low is not None and found.ci_high is not None
    assert 0 <= found.ci_low < 0.75 < found.ci_high <= 1


def test_a_mean_of_nothing_is_none_with_a_reason() -> None:
    found = summarise([LOST, APART, APART])
    assert (found.mean, found.ci_low, found.ci_high) == (None, None, None)
    assert found.reason == "没有可计分的案例：失败 1 个，不适用 2 个"
    assert (mean([]), percentile([], 50)) == (None, None)


@pytest.mark.parametrize("numbers", [[], [0.5]])
def test_fewer_than_two_values_have_no_interval(numbers: list[float]) -> None:
    assert bootstrap_interval(numbers) is None


def test_percentiles_are_interpolated() -> None:
    seconds = [4.0, 1.0, 3.0, 2.0]
    assert percentile(seconds, 50) == 2.5  # between 2 and 3
    assert percentile(seconds, 95) == pytest.approx(3.85)  # 0.95 * 3 = 2.85: 3 + 0.85 * (4 - 3)


def test_the_interval_is_that_of_the_normal_approximation_for_many_values() -> None:
    numbers = [1.0] * 300 + [0.0] * 100
    low, high = bootstrap_interval(numbers) or (0, 0)
    half = 1.96 * math.sqrt(0.75 * 0.25 / 400)  # 0.0424
    assert low == pytest.approx(0.75 - half, abs=0.005)
    assert high == pytest.approx(0.75 + half, abs=0.005)


def test_the_same_scores_give_the_same_figures() -> None:
    scores = scored(*(number % 7 / 7 for number in range(50)))
    assert summarise(scores) == summarise(scores)
    assert summarise(scores, seed=1) != summarise(scores, seed=2)


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ([1.0], 1.0),  # +1, -1: both as large
        ([1.0, 1.0, 1.0], 0.25),  # 2 of 8
        ([1.0, 1.0, 1.0, 1.0, 1.0], 0.0625),  # 2 of 32
        ([1.0, 0.0, 0.0, 1.0, 1.0], 0.25),  # what did not change has no sign
        ([1.0, -1.0], 1.0),
        ([0.0, 0.0], 1.0),
        ([3.0, 1.0], 0.5),  # sums 4, 2, -2, -4
    ],
)
def test_the_permutation_test_is_exact_for_few_differences(differences: list[float], expected: float) -> None:
    assert permutation_p(differences) == expected


def test_the_permutation_test_is_drawn_for_many() -> None:
    assert permutation_p([1.0] * 40) == pytest.approx(1 / 10_001)
    assert (permutation_p([1.0, -1.0] * 20 + [1.0]) or 0) > 0.8
    assert permutation_p([]) is None


def test_a_comparison_is_made_on_the_cases_that_both_runs_scored() -> None:
    first = dict(zip("abcdef", [*scored(1, 0, 0, 0.5), LOST, Score.of(1)], strict=True))
    second = dict(zip("abcdeg", [*scored(1, 1, 0, 0.25), Score.of(1), Score.of(0)], strict=True))
    found = compare(first, second)
    assert (found.pairs, found.first, found.second) == (4, 0.375, 0.5625)
    assert found.difference == 0.1875
    assert (found.rose, found.fell) == (("b",), ("d",))
    assert (found.only_first, found.only_second) == (("f",), ("e", "g"))
    assert found.p_value == 1.0  # +1 and -0.25: of the sums 0.75, 1.25, -1.25, -0.75 all are as large


def test_runs_without_a_common_case_have_no_figures() -> None:
    found = compare({"a": Score.of(1)}, {"b": Score.of(1), "a": LOST})
    assert (found.pairs, found.difference, found.p_value, found.ci_low) == (0, None, None, None)
    assert found.reason == "没有两次运行都计分的案例"


def test_thirty_metrics_over_a_thousand_cases_are_summarised_in_seconds() -> None:
    scores = scored(*(number % 97 / 97 for number in range(1000)))
    started = time.process_time()
    for _ in range(30):
        summarise(scores)
    assert time.process_time() - started < 5


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_score_is_never_nan(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        Score.of(value)


def test_a_score_without_a_value_says_why() -> None:
    with pytest.raises(ValueError, match="reason"):
        Score.failed("")
    with pytest.raises(ValueError, match="exactly when scored"):
        Score(0.0, "failed", "坏了")
