"""A run held against a baseline: every metric on the cases that both scored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eval.manifest import DECIDING, differing
from eval.report.runs import Run
from eval.stats import Comparison, compare

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Against:
    """A run against its baseline.

    Attributes:
        comparisons: By metric, first the baseline, second the run; only metrics of the same version.
        left_out: Metric -> why it was not compared.
        changed: What the two runs were made of that differs, in Chinese.
    """

    baseline: Run
    comparisons: Mapping[str, Comparison]
    left_out: Mapping[str, str]
    changed: tuple[str, ...]


def against(run: Run, baseline: Run) -> Against:
    """Every metric of `run` compared with `baseline`, case by case."""
    comparisons: dict[str, Comparison] = {}
    left_out: dict[str, str] = {}
    for name, about in run.figures.items():
        before = baseline.figures.get(name)
        if before is None:
            left_out[name] = "基线没有这个指标"
        elif before["version"] != about["version"]:
            left_out[name] = f"指标版本不同：基线第 {before['version']} 版，本次第 {about['version']} 版"
        else:
            comparisons[name] = compare(baseline.scores(name), run.scores(name))
    changed = tuple(DECIDING[key] for key in differing(baseline.manifest, run.manifest))
    return Against(baseline, comparisons, left_out, changed)


def is_worse(found: Comparison, higher_is_better: bool) -> bool:
    """Whether the run is worse than the baseline beyond chance."""
    if found.difference is None or found.p_value is None or found.p_value > SIGNIFICANT:
        return False
    return found.difference < 0 if higher_is_better else found.difference > 0


__all__ = ["SIGNIFICANT", "Against", "against", "is_worse"]
