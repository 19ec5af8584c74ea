"""What a metric is, and what it may say of a case: a figure, a failure, or that it does not apply."""

from __future__ import annotations

import math
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from eval.cases import Case
from eval.outcome import Context, Outcome

Status = Literal["scored", "failed", "not_applicable"]
Unit = Literal["share", "seconds"]
"""share: 0 to 1."""

Needs = Literal["answer", "passages", "nothing"]
"""The part of an outcome that a metric looks at."""

NOT_ASKED = "这次运行没有提问"
NOT_SEARCHED = "这次运行没有检索"


@dataclass(frozen=True, slots=True)
class Score:
    """What a metric says of one case. Made by `of`, `failed` and `not_applicable`.

    Attributes:
        value: Finite; None unless `status` is "scored".
        reason: Chinese. Why there is no value; of a value, what was lacking, "" when nothing was.
        detail: What led to the value, for the report: JSON values only.
    """

    value: float | None
    status: Status
    reason: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.status == "scored") != (self.value is not None):
            raise ValueError(f"expected a value exactly when scored, found {self.value!r} with {self.status!r}")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"expected a finite value, found {self.value!r}: what cannot be computed is no score")
        if self.value is None and not self.reason:
            raise ValueError("expected a reason why there is no value")

    @classmethod
    def of(cls, value: float, reason: str = "", **detail: Any) -> Score:
        return cls(float(value), "scored", reason, detail)

    @classmethod
    def failed(cls, reason: str, **detail: Any) -> Score:
        """The metric applies, but something broke: the service, the library, a judge."""
        return cls(None, "failed", reason, detail)

    @classmethod
    def not_applicable(cls, reason: str, **detail: Any) -> Score:
        """The question of the metric does not arise with this case and this outcome."""
        return cls(None, "not_applicable", reason, detail)


class Evaluator(Protocol):
    """A metric: deterministic unless it says otherwise, without state, and its figures hang on its arguments alone."""

    @property
    def name(self) -> str:
        """As on the command line: "quote_recall@5"."""

    @property
    def version(self) -> int:
        """From 1 up; raised when the same outcome may get another value. Figures of two versions are not compared."""

    @property
    def label(self) -> str:
        """Chinese, a few characters."""

    @property
    def description(self) -> str:
        """Chinese, one line for the report."""

    @property
    def higher_is_better(self) -> bool: ...

    @property
    def unit(self) -> Unit: ...

    def score(self, case: Case, outcome: Outcome, context: Context) -> Score:
        """Judge one outcome. What the service failed at is a failed score, not an exception."""


@dataclass(frozen=True, slots=True)
class Metric:
    """An Evaluator made of two functions.

    Attributes:
        applies: None for a case that the metric is about; else why it is not, in Chinese.
        measure: Called only for such a case, with the part of the outcome that `needs` names present.
    """

    name: str
    version: int
    label: str
    description: str
    applies: Callable[[Case], str | None]
    measure: Callable[[Case, Outcome, Context], Score]
    needs: Needs = "answer"
    higher_is_better: bool = True
    unit: Unit = "share"

    def score(self, case: Case, outcome: Outcome, context: Context) -> Score:
        reason = self.applies(case)
        if reason is not None:
            return Score.not_applicable(reason)
        return self._absent(outcome) or self.measure(case, outcome, context)

    def _absent(self, outcome: Outcome) -> Score | None:
        absent = {
            "answer": NOT_ASKED if outcome.answer is None else None,
            "passages": NOT_SEARCHED if outcome.passages is None else None,
            "nothing": "" if outcome.error is not None else None,
        }[self.needs]
        if absent is None:
            return None
        return Score.not_applicable(absent) if outcome.error is None else Score.failed(outcome.error)


def evaluate(evaluator: Evaluator, case: Case, outcome: Outcome, context: Context) -> Score:
    """The score, with an exception of the evaluator told as a failure: one bad metric never stops the others."""
    try:
        return evaluator.score(case, outcome, context)
    except Exception as exc:  # noqa: BLE001 - judges are others' code; the trace goes into the report
        return Score.failed(f"指标出错：{type(exc).__name__}：{exc}", trace=traceback.format_exc())


def evaluate_all(evaluators: Iterable[Evaluator], case: Case, outcome: Outcome, context: Context) -> dict[str, Score]:
    """Every evaluator's score by its name."""
    return {one.name: evaluate(one, case, outcome, context) for one in evaluators}


__all__ = [
    "NOT_ASKED",
    "NOT_SEARCHED",
    "Evaluator",
    "Metric",
    "Needs",
    "Score",
    "Status",
    "Unit",
    "evaluate",
    "evaluate_all",
]
