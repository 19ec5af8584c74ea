"""The figures of a run: every metric over all cases and by kind, with what each rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from eval.cases import KIND_LABELS
from eval.evaluator import Evaluator, Score
from eval.record import Result
from eval.stats import percentile, summarise

PERCENTILES = (50, 95)


def summary_of(results: Sequence[Result], metrics: Mapping[str, Evaluator]) -> dict[str, Any]:
    """The content of summary.json.

    `metrics` holds each metric over all cases: label, version, unit, whether higher is better, mean with its interval,
    counts of scored, failed and not applicable, and for times p50 and p95. `kinds` has the same by kind of case.
    `errors` counts the cases that the service failed at, `degraded` those whose answer came with a notice.
    """
    kinds = [kind for kind in KIND_LABELS if any(one.case.kind == kind for one in results)]
    return {
        "cases": len(results),
        "errors": sum(one.outcome.error is not None for one in results),
        "degraded": sum(bool(one.outcome.answer and one.outcome.answer.notices) for one in results),
        "metrics": _figures(results, metrics),
        "kinds": {
            kind: {
                "label": KIND_LABELS[kind],
                "cases": sum(one.case.kind == kind for one in results),
                "metrics": _figures((one for one in results if one.case.kind == kind), metrics),
            }
            for kind in kinds
        },
    }


def _figures(results: Iterable[Result], metrics: Mapping[str, Evaluator]) -> dict[str, dict[str, Any]]:
    listed = list(results)
    return {name: _figure(metric, [one.scores[name] for one in listed]) for name, metric in metrics.items()}


def _figure(metric: Evaluator, scores: Sequence[Score]) -> dict[str, Any]:
    known = {
        "label": metric.label,
        "description": metric.description,
        "version": metric.version,
        "unit": metric.unit,
        "higher_is_better": metric.higher_is_better,
        **asdict(summarise(scores)),
    }
    if metric.unit == "seconds":
        values = [one.value for one in scores if one.value is not None]
        known |= {f"p{share}": percentile(values, share) for share in PERCENTILES}
    return known


__all__ = ["PERCENTILES", "summary_of"]
