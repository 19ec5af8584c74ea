"""Means with their uncertainty, and the paired comparison of two runs. Seeded: same scores, same figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.evaluator import Score

Floats = NDArray[np.floating[Any]]

SEED = 20260101
RESAMPLES = 2_000
PERMUTATIONS = 10_000
LEVEL = 0.95
"""Of the confidence intervals."""

_EXACT = 12
"""Differences up to which every one of the 2^n signs is tried."""
_BATCH = 2_000_000
"""Random numbers drawn at a time."""
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Summary:
    """The mean of one metric over cases, with what it rests on.

    Attributes:
        mean: Over the scored cases; None when there are none, `reason` then says so.
        ci_low: 95 % percentile bootstrap interval of the mean; None with fewer than two scored cases. Where all values
            are equal the interval has no width: it then says nothing of cases unlike those.
    """

    mean: float | None
    ci_low: float | None
    ci_high: float | None
    scored: int
    failed: int
    not_applicable: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One metric in two runs, on the cases that both scored.

    Attributes:
        pairs: How many those are; without any, the figures are None and `reason` says so.
        difference: Mean of (second - first).
        ci_low: 95 % percentile bootstrap interval of the difference; None with fewer than two pairs.
        p_value: Two-sided sign-flip permutation test: how often chance alone gives a difference as large.
        rose: Cases whose value is higher in the second run, by id; whether that is better is the metric's matter.
        fell: Likewise lower.
        only_first: Cases that the first run scored and the second did not.
        only_second: Likewise the other way round.
    """

    pairs: int
    first: float | None
    second: float | None
    difference: float | None
    ci_low: float | None
    ci_high: float | None
    p_value: float | None
    rose: tuple[str, ...]
    fell: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    reason: str = ""


def summarise(scores: Sequence[Score], *, seed: int = SEED) -> Summary:
    """The mean of what was scored, with counts of what was not."""
    found = [score.value for score in scores if score.value is not None]
    counts = Counter(score.status for score in scores)
    low, high = bootstrap_interval(found, seed=seed) or (None, None)
    reason = "" if found else f"没有可计分的案例：失败 {counts['failed']} 个，不适用 {counts['not_applicable']} 个"
    return Summary(mean(found), low, high, len(found), counts["failed"], counts["not_applicable"], reason)


def mean(numbers: Sequence[float]) -> float | None:
    """None of nothing."""
    return float(np.mean(numbers)) if numbers else None


def percentile(numbers: Sequence[float], percent: float) -> float | None:
    """The value below which `percent` (0 to 100) of the numbers lie, interpolated linearly; None of nothing."""
    return float(np.percentile(numbers, percent)) if numbers else None


def bootstrap_interval(
    numbers: Sequence[float], *, level: float = LEVEL, resamples: int = RESAMPLES, seed: int = SEED
) -> tuple[float, float] | None:
    """Percentile bootstrap interval of the mean (Efron 1979); None for fewer than two numbers."""
    if len(numbers) < 2:
        return None
    sample = np.asarray(numbers, dtype=np.float64)
    rng = np.random.default_rng(seed)
    size = len(sample)
    means = np.concatenate(
        [sample[rng.integers(0, size, size=(rows, size))].mean(axis=1) for rows in _batches(resamples, size)]
    )
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def compare(first: Mapping[str, Score], second: Mapping[str, Score], *, seed: int = SEED) -> Comparison:
    """Two runs' scores of one metric by case id, compared on the cases that both scored."""
    one = {key: score.value for key, score in first.items() if score.value is not None}
    other = {key: score.value for key, score in second.items() if score.value is not None}
    both = [key for key in one if key in other]
    changes = {key: other[key] - one[key] for key in both}
    low, high = bootstrap_interval(list(changes.values()), seed=seed) or (None, None)
    return Comparison(
        pairs=len(both),
        first=mean([one[key] for key in both]),
        second=mean([other[key] for key in both]),
        difference=mean(list(changes.values())),
        ci_low=low,
        ci_high=high,
        p_value=permutation_p(list(changes.values()), seed=seed),
        rose=tuple(key for key, change in changes.items() if change > _ROUNDING),
        fell=tuple(key for key, change in changes.items() if change < -_ROUNDING),
        only_first=tuple(key for key in one if key not in other),
        only_second=tuple(key for key in other if key not in one),
        reason="" if both else "没有两次运行都计分的案例",
    )


def permutation_p(differences: Sequence[float], *, permutations: int = PERMUTATIONS, seed: int = SEED) -> float | None:
    """Two-sided p-value of paired differences under random signs (Fisher's randomisation test); None of nothing.

    Exact for few differences, else drawn, with one added to both counts so that it is never 0 (Phipson, Smyth 2010).
    """
    if not differences:
        return None
    moved = np.asarray([one for one in differences if abs(one) > _ROUNDING], dtype=np.float64)
    observed = abs(moved.sum()) - _ROUNDING * max(1, len(moved))
    if len(moved) <= _EXACT:
        return float(np.mean(np.abs(_all_signs(len(moved)) @ moved) >= observed))
    rng = np.random.default_rng(seed)
    hits = sum(
        int(np.sum(np.abs(_random_signs(rng, rows, len(moved)) @ moved) >= observed))
        for rows in _batches(permutations, len(moved))
    )
    return (hits + 1) / (permutations + 1)


def _all_signs(count: int) -> Floats:
    """Every row of `count` signs, 2^count rows; one empty row for none."""
    rows = np.arange(2**count)[:, None] >> np.arange(count)[None, :]
    return (rows & 1) * 2.0 - 1.0


def _random_signs(rng: np.random.Generator, rows: int, count: int) -> Floats:
    return rng.integers(0, 2, size=(rows, count), dtype=np.int8) * 2.0 - 1.0


def _batches(total: int, width: int) -> Iterator[int]:
    """Row counts that add up to `total`, so that no batch holds more than about `_BATCH` numbers."""
    rows = max(1, _BATCH // max(1, width))
    while total > 0:
        yield min(rows, total)
        total -= rows


__all__ = [
    "Comparison",
    "Summary",
    "bootstrap_interval",
    "compare",
    "mean",
    "percentile",
    "permutation_p",
    "summarise",
]
