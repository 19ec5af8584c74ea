"""Two runs compared: per metric the paired difference, and case by case what improved and what broke.

Only cases that both runs asked in the same wording and with the same gold are compared, and only metrics of the same
version; what is left out is counted and said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from eval.evaluator import Score
from eval.manifest import DECIDING, differing
from eval.scored import MetricFacts, Scored, load_scored
from eval.stats import Comparison
from eval.stats import compare as paired

ALPHA = 0.05
"""A difference is significant below this p-value. Of twenty metrics that chance alone moves, about one passes it."""

Verdict = Literal["better", "worse", "unclear", "same", "not_judged", "not_compared"]
"""better, worse: significant. unclear: something moved, no more than chance may. same: no case moved.
not_judged: a time, which hangs on the machine and what else it does."""


@dataclass(frozen=True, slots=True)
class Change:
    """A case whose value moved.

    Attributes:
        reason: What was lacking on the side that is worse.
    """

    case: str
    kind: str
    question: str
    first: float
    second: float
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A case that one run scored and the other did not; `reason` is the other's."""

    case: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class MetricComparison:
    """One metric in two runs.

    Attributes:
        figures: With the interval and the p-value; `rose` and `fell` are values, whichever is better.
        improved: By how much, the largest first.
        only_first: Cases that the first run scored and the second did not, with the second's reason.
    """

    name: str
    facts: MetricFacts
    figures: Comparison
    verdict: Verdict
    improved: tuple[Change, ...]
    broke: tuple[Change, ...]
    only_first: tuple[Lost, ...]
    only_second: tuple[Lost, ...]

    @property
    def drop(self) -> float | None:
        """By how much the second run is worse; negative when it is better."""
        if self.figures.difference is None:
            return None
        return -self.figures.difference if self.facts.higher_is_better else self.figures.difference


@dataclass(frozen=True, slots=True)
class RunComparison:
    """Two runs.

    Attributes:
        differing: What of the manifests decides the figures and differs, in Chinese.
        compared: How many cases both runs hold in the same form.
        changed: Cases of the same id that ask or expect something else; left out.
        only_first: Cases that only the first run holds, likewise only_second.
        absent: Metrics that only one run holds.
    """

    first: Scored
    second: Scored
    differing: tuple[str, ...]
    compared: int
    changed: tuple[str, ...]
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    metrics: tuple[MetricComparison, ...]
    absent: tuple[str, ...]

    def dump(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "first": _run_fields(self.first),
            "second": _run_fields(self.second),
            "differing": list(self.differing),
            "cases": {
                "compared": self.compared,
                "changed": list(self.changed),
                "only_first": list(self.only_first),
                "only_second": list(self.only_second),
            },
            "metrics": {one.name: _metric_fields(one) for one in self.metrics},
            "absent": list(self.absent),
        }


def compare_folders(first: Path, second: Path) -> RunComparison:
    """Raises UnreadableFileError when either folder holds no run."""
    return compare_runs(load_scored(first), load_scored(second))


def compare_runs(first: Scored, second: Scored) -> RunComparison:
    """`second` against `first`: improved means that `second` is better."""
    both = [key for key in first.cases if key in second.cases]
    same = [key for key in both if first.cases[key].digest == second.cases[key].digest]
    return RunComparison(
        first=first,
        second=second,
        differing=tuple(DECIDING[key] for key in differing(first.manifest, second.manifest)),
        compared=len(same),
        changed=tuple(key for key in both if key not in set(same)),
        only_first=tuple(key for key in first.cases if key not in second.cases),
        only_second=tuple(key for key in second.cases if key not in first.cases),
        metrics=tuple(_compare_metric(name, first, second, same) for name in second.metrics if name in first.metrics),
        absent=tuple(sorted(first.metrics.keys() ^ second.metrics.keys())),
    )


def _compare_metric(name: str, first: Scored, second: Scored, same: Sequence[str]) -> MetricComparison:
    versions = first.manifest.metrics[name], second.manifest.metrics[name]
    one, other = _chosen(first.scores[name], same), _chosen(second.scores[name], same)
    facts = second.metrics[name]
    if versions[0] != versions[1]:
        reason = f"指标的版本不同（{versions[0]} 与 {versions[1]}），不能比较"
        figures = Comparison(0, None, None, None, None, None, None, (), (), (), (), reason)
        return MetricComparison(name, facts, figures, "not_compared", (), (), (), ())
    figures = paired(one, other)
    better, worse = (figures.rose, figures.fell) if facts.higher_is_better else (figures.fell, figures.rose)
    return MetricComparison(
        name=name,
        facts=facts,
        figures=figures,
        verdict=_verdict(figures, facts),
        improved=_changes(better, one, other, second, one),
        broke=_changes(worse, one, other, second, other),
        only_first=tuple(_lost(key, other) for key in figures.only_first),
        only_second=tuple(_lost(key, one) for key in figures.only_second),
    )


def _chosen(scores: Mapping[str, Score], same: Sequence[str]) -> dict[str, Score]:
    return {key: scores[key] for key in same if key in scores}


def _verdict(figures: Comparison, facts: MetricFacts) -> Verdict:
    if figures.difference is None or figures.p_value is None:
        return "not_compared"
    if facts.unit == "seconds":
        return "not_judged"
    if not figures.rose and not figures.fell:
        return "same"
    if figures.p_value >= ALPHA:
        return "unclear"
    return "better" if (figures.difference > 0) == facts.higher_is_better else "worse"


def _changes(
    keys: Sequence[str], one: Mapping[str, Score], other: Mapping[str, Score], run: Scored, worse: Mapping[str, Score]
) -> tuple[Change, ...]:
    found = [
        Change(key, run.cases[key].kind, run.cases[key].question, _value(one[key]), _value(other[key]),
               worse[key].reason)
        for key in keys
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda change: -abs(change.second - change.first)))


def _value(score: Score) -> float:
    if score.value is None:
        raise ValueError("expected a scored case")
    return score.value


def _lost(key: str, scores: Mapping[str, Score]) -> Lost:
    found = scores.get(key)
    return Lost(key, "absent", "没有这个指标") if found is None else Lost(key, found.status, found.reason)


def _run_fields(run: Scored) -> dict[str, Any]:
    manifest = run.manifest
    return {
        "path": str(run.path),
        "dataset": manifest.cases.name,
        "cases": len(run.cases),
        "code": asdict(manifest.code),
        "encoder": manifest.encoder.name,
        "model": manifest.model,
        "finished": manifest.finished,
    }


def _metric_fields(one: MetricComparison) -> dict[str, Any]:
    figures = asdict(one.figures)
    for name in ("rose", "fell", "only_first", "only_second"):
        del figures[name]
    return {
        **asdict(one.facts),
        **figures,
        "verdict": one.verdict,
        "improved": [asdict(change) for change in one.improved],
        "broke": [asdict(change) for change in one.broke],
        "only_first": [asdict(lost) for lost in one.only_first],
        "only_second": [asdict(lost) for lost in one.only_second],
    }


__all__ = ["ALPHA", "Change", "Lost", "MetricComparison", "RunComparison", "Verdict", "compare_folders", "compare_runs"]
