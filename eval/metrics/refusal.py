"""Refusing what the documents do not answer, and only that. Either figure alone is easily made perfect: never one
without the other."""

from __future__ import annotations

from eval.cases import Case
from eval.evaluator import Metric, Score
from eval.metrics.common import answered, needs_answerable
from eval.outcome import Context, Outcome


def rejection(case: Case, outcome: Outcome, context: Context) -> Score:
    refused = answered(outcome).refused
    return Score.of(refused, "" if refused else "资料中没有答案，系统却作了回答")


def over_refusal(case: Case, outcome: Outcome, context: Context) -> Score:
    refused = answered(outcome).refused
    return Score.of(refused, "资料中有答案，系统却拒绝回答" if refused else "")


def _needs_unanswerable(case: Case) -> str | None:
    return "资料中有答案的案例" if case.answerable else None


METRICS: tuple[Metric, ...] = (
    Metric(
        name="rejection",
        version=1,
        label="应拒则拒率",
        description="资料中没有答案的问题里，系统拒绝回答的比例；须与误拒率同看",
        applies=_needs_unanswerable,
        measure=rejection,
    ),
    Metric(
        name="over_refusal",
        version=1,
        label="误拒率",
        description="资料中有答案的问题里，系统拒绝回答的比例；须与应拒则拒率同看",
        applies=needs_answerable,
        measure=over_refusal,
        higher_is_better=False,
    ),
)
