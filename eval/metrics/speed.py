"""How long an answer takes."""

from __future__ import annotations

from eval.cases import Case
from eval.evaluator import Metric, Score
from eval.metrics.common import always
from eval.outcome import Context, Outcome


def latency(case: Case, outcome: Outcome, context: Context) -> Score:
    """Wall seconds; the report adds p50 and p95 with `eval.stats.percentile`."""
    return Score.of(outcome.seconds)


METRICS: tuple[Metric, ...] = (
    Metric(
        name="latency",
        version=1,
        label="用时",
        description="从提问到得到完整回答的秒数；只检索时为检索用时",
        applies=always,
        measure=latency,
        needs="nothing",
        higher_is_better=False,
        unit="seconds",
    ),
)
