"""Whether the same question gets the same answer."""

from __future__ import annotations

from dataclasses import fields

from assistant.types import Answer
from eval.cases import Case
from eval.evaluator import Metric, Score
from eval.metrics.common import always, answered
from eval.outcome import Context, Outcome

TIMING = "seconds"
"""The one field of an answer that may differ."""

_LABELS = {
    "text": "文字",
    "refused": "是否拒答",
    "reason": "拒答理由",
    "claims": "断言",
    "citations": "引用",
    "passages": "检索结果",
    "model": "模型",
    "notices": "提示",
    "raw": "模型原文",
}


def determinism(case: Case, outcome: Outcome, context: Context) -> Score:
    """1 when every repeat equals the first answer in all but its timing, else 0."""
    if not outcome.repeats:
        return Score.not_applicable("这次运行没有重复提问")
    answer = answered(outcome)
    differing = sorted({name for other in outcome.repeats for name in _differing(answer, other)})
    labels = "、".join(_LABELS.get(name, name) for name in differing)
    return Score.of(not differing, f"再次提问时不同：{labels}" if differing else "", differing=differing)


def _differing(one: Answer, other: Answer) -> list[str]:
    names = [field.name for field in fields(Answer) if field.name != TIMING]
    return [name for name in names if getattr(one, name) != getattr(other, name)]


METRICS: tuple[Metric, ...] = (
    Metric(
        name="determinism",
        version=1,
        label="可重复率",
        description="同一问题再问一次，回答、引用与检索结果完全相同的比例",
        applies=always,
        measure=determinism,
    ),
)
