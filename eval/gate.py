"""Whether a run may take the place of another: the rule that continuous integration holds changes against.

The second run fails a metric when, against the first,

1. its mean over the cases that both scored is worse by more than `max_drop`, and significantly so (p < `ALPHA`); or
2. more than the share `max_drop` of the cases that the first run scored could not be scored any more because
   something failed, or were not run at all: leaving the hard cases out is no improvement; or
3. the metric is not measured any more, or in another version.

Times are left out: they hang on the machine. A case that was edited is compared with nothing until a new baseline is
kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from assistant.errors import ZhibiError
from eval.compare import ALPHA, MetricComparison, RunComparison, compare_runs
from eval.metrics import PARTNERS
from eval.scored import Scored

MAX_DROP = 0.02


@dataclass(frozen=True, slots=True)
class Breach:
    """A metric that fails the gate, and why, in Chinese."""

    metric: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate's finding.

    Attributes:
        watched: Metrics that were held against the rule.
        worse: Metrics that are worse on average, yet pass.
    """

    passed: bool
    max_drop: float
    breaches: tuple[Breach, ...]
    watched: tuple[str, ...]
    worse: tuple[str, ...]
    comparison: RunComparison

    def dump(self) -> dict[str, Any]:
        return {
            "passed": self.passed,
            "max_drop": self.max_drop,
            "rule": rule(self.max_drop),
            "breaches": [{"metric": one.metric, "sentence": one.sentence} for one in self.breaches],
            "watched": list(self.watched),
            "worse": list(self.worse),
            "comparison": self.comparison.dump(),
        }


def rule(max_drop: float) -> str:
    """The rule in a Chinese sentence."""
    return (
        f"均值变差超过 {max_drop:g} 且显著（p < {ALPHA:g}），或超过 {max_drop:.0%} 的案例不再能计分，"
        "或指标不再测量，即不通过；用时不计"
    )


def gate(first: Scored, second: Scored, *, max_drop: float = MAX_DROP, metrics: Iterable[str] | None = None) -> Gate:
    """Hold `second` against `first`.

    Args:
        max_drop: The largest significant drop that passes, 0 to 1.
        metrics: Only these, with their partners; None for all that the first run measured, times left out.

    Raises:
        ZhibiError: A metric was asked for that the first run does not hold, or that is a time; or nothing can be
            compared.
    """
    watched = _watched(first, metrics)
    comparison = compare_runs(first, second)
    if not comparison.compared:
        raise ZhibiError("两次评测没有相同的案例，无从比较", "请用同一份案例运行两次")
    by_name = {one.name: one for one in comparison.metrics}
    found = {name: _breach(name, by_name.get(name), first, second, max_drop) for name in watched}
    breaches = tuple(Breach(name, sentence) for name, sentence in found.items() if sentence)
    passing = [by_name[name] for name in watched if name in by_name and not found[name]]
    worse = tuple(one.name for one in passing if one.drop is not None and one.drop > 0)
    return Gate(not breaches, max_drop, breaches, watched, worse, comparison)


def _watched(first: Scored, metrics: Iterable[str] | None) -> tuple[str, ...]:
    gated = {name for name, facts in first.metrics.items() if facts.unit != "seconds"}
    if metrics is None:
        return tuple(name for name in first.metrics if name in gated)
    wanted = set(metrics)
    wanted |= {PARTNERS[name] for name in wanted if name in PARTNERS}
    for name in sorted(wanted - gated):
        why = "是用时，随机器而变，不能把关" if name in first.metrics else "不在第一次评测中"
        raise ZhibiError(f"指标 {name!r} {why}", f"可用的有 {'、'.join(one for one in first.metrics if one in gated)}")
    return tuple(name for name in first.metrics if name in wanted)


def _breach(name: str, one: MetricComparison | None, first: Scored, second: Scored, max_drop: float) -> str:
    label = f"{first.metrics[name].label}（{name}）"
    if one is None:
        return f"{label}：第二次评测没有测量"
    if one.figures.reason and one.verdict == "not_compared" and first.manifest.metrics[name] != _version(second, name):
        return f"{label}：{one.figures.reason}，请重新保存基线"
    return _dropped(label, one, max_drop) or _lost(label, name, one, first, second, max_drop)


def _version(run: Scored, name: str) -> int | None:
    return run.manifest.metrics.get(name)


def _dropped(label: str, one: MetricComparison, max_drop: float) -> str:
    figures, drop = one.figures, one.drop
    if drop is None or drop <= max_drop or figures.p_value is None or figures.p_value >= ALPHA:
        return ""
    cases = "、".join(change.case for change in one.broke[:5]) + (" 等" if len(one.broke) > 5 else "")
    return (
        f"{label}：由 {figures.first:.3f} 变为 {figures.second:.3f}，变差 {drop:.3f}，超过 {max_drop:g}，"
        f"p = {figures.p_value:.2g}；变差 {len(one.broke)} 例：{cases}"
    )


def _lost(label: str, name: str, one: MetricComparison, first: Scored, second: Scored, max_drop: float) -> str:
    """Cases that were scored, are still asked for, and got no score: failed, or not run."""
    scored = [key for key, score in first.scores[name].items() if score.status == "scored"]
    failed = [lost.case for lost in one.only_first if lost.status == "failed"]
    not_run = [key for key in scored if key not in second.cases]
    share = (len(failed) + len(not_run)) / len(scored) if scored else 0.0
    if share <= max_drop:
        return ""
    reasons = {lost.reason for lost in one.only_first if lost.status == "failed"}
    why = f"，如：{sorted(reasons)[0]}" if reasons else ""
    return f"{label}：原有 {len(scored)} 例计分，这次 {len(failed)} 例失败、{len(not_run)} 例没有运行{why}"


__all__ = ["MAX_DROP", "Breach", "Gate", "gate", "rule"]
