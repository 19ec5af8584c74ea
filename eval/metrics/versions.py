"""Documents that disagree, rules that were replaced, questions that presume what is not so.

The tasks are those of RGB (Chen et al. 2024, "Benchmarking Large Language Models in Retrieval-Augmented Generation"),
judged without a model: by what is cited, and by what `eval.assertion` finds asserted.
"""

from __future__ import annotations

from collections.abc import Callable

from assistant.types import Answer
from eval.assertion import asserts
from eval.cases import KIND_LABELS, Case, Kind
from eval.evaluator import Metric, Score
from eval.matching import Piece, finest_pieces
from eval.metrics.common import (
    REFUSED,
    answered,
    missed_evidence,
    needs_answerable,
    plain_text,
    states_points,
    uncited,
    unresolved,
)
from eval.outcome import Context, Outcome


def conflict_sides(case: Case, outcome: Outcome, context: Context) -> Score:
    """1 when every side is shown by a sound citation, else 0."""
    lacking = missed_evidence(case, outcome, context)
    if isinstance(lacking, Score):
        return lacking
    return Score.of(not lacking, f"没有引用这一方：{'；'.join(lacking)}" if lacking else "", missed=lacking)


def current_version(case: Case, outcome: Outcome, context: Context) -> Score:
    """1 when the evidence, which stands in the version in force, is cited and no superseded value asserted, else 0."""
    lacking = missed_evidence(case, outcome, context)
    if isinstance(lacking, Score):
        return lacking
    asserted = _asserted(answered(outcome), case)
    reasons = [f"没有引用现行规定：{one}" for one in lacking] + [f"仍按旧规定作答：{one}" for one in asserted]
    return Score.of(not reasons, "；".join(reasons), missed=lacking, asserted=asserted)


def false_premise(case: Case, outcome: Outcome, context: Context) -> Score:
    """1 when the right value is stated or its evidence cited, and the wrong one not asserted, else 0.

    Where the documents do not hold the right value either (`answerable` is false), refusing is right as well.
    """
    answer = answered(outcome)
    if answer.refused:
        return Score.of(not case.answerable, REFUSED if case.answerable else "")
    asserted = _asserted(answer, case)
    if asserted:
        return Score.of(0, f"认同了错误的前提：{'；'.join(asserted)}", asserted=asserted)
    wanted = finest_pieces(case, context)
    if _sets_right(answer, wanted, case, context):
        return Score.of(1)
    return unresolved(wanted, context) or Score.of(0, "没有说明或引用正确的内容")


def _sets_right(answer: Answer, wanted: tuple[Piece, ...], case: Case, context: Context) -> bool:
    if not case.points and not wanted:
        return True
    return states_points(answer, case) or (bool(wanted) and not uncited(answer, wanted, case, context))


def _asserted(answer: Answer, case: Case) -> list[str]:
    text = plain_text(answer)
    return [wrong for wrong in case.wrong if asserts(text, wrong)]


def _needs_kind(kind: Kind) -> Callable[[Case], str | None]:
    return lambda case: None if case.kind == kind else f"不是“{KIND_LABELS[kind]}”类案例"


def _needs_conflict(case: Case) -> str | None:
    return _needs_kind("conflict")(case) or needs_answerable(case)


def _needs_versions(case: Case) -> str | None:
    lacking = None if case.evidence or case.wrong else "案例没有标准依据，也没有列出旧说法"
    return _needs_kind("outdated_version")(case) or needs_answerable(case) or lacking


def _needs_premise(case: Case) -> str | None:
    return _needs_kind("false_premise")(case) or (None if case.wrong else "案例没有列出错误的前提")


METRICS: tuple[Metric, ...] = (
    Metric(
        name="conflict_sides",
        version=1,
        label="分歧呈现率",
        description="资料说法不一时，各方都被引用的案例比例",
        applies=_needs_conflict,
        measure=conflict_sides,
    ),
    Metric(
        name="current_version",
        version=1,
        label="现行版本率",
        description="引用了现行规定、且没有按旧规定作答的案例比例",
        applies=_needs_versions,
        measure=current_version,
    ),
    Metric(
        name="false_premise",
        version=1,
        label="前提纠正率",
        description="问题前提有误时，给出正确内容、且没有认同错误的案例比例",
        applies=_needs_premise,
        measure=false_premise,
    ),
)
