"""The JSON contract of `/api/eval`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from assistant.interfaces.wire import Paged, Wire

if TYPE_CHECKING:
    from eval import cases
    from eval.archive import RunRecord
    from eval.report.judgement import Verdict
    from eval.report.runs import Run

DatasetName = Annotated[str, StringConstraints(pattern=r"^\w[\w\- ]{0,39}$")]
"""Of a data set: letters (Chinese too), digits, spaces, `-` and `_`."""

Line = Annotated[str, StringConstraints(max_length=4_000)]
Kind = Literal[
    "factoid", "figure", "definition", "procedure", "list", "comparison", "multi_document", "multi_turn",
    "unanswerable", "false_premise", "outdated_version", "conflict",
]  # fmt: skip


class Dataset(Wire):
    """A data set.

    Attributes:
        own: It was made here and may be changed; its questions are put to the home's library.
        ask: False where only the search can be judged.
        faults: Lines of its file that are no case.
    """

    name: str
    cases: int
    own: bool
    ask: bool
    faults: int


class DatasetList(Paged):
    datasets: list[Dataset]


class Evidence(Wire):
    document: Line
    quote: Line | None = None
    article: Line | None = None
    section: Line | None = None
    page: Annotated[int, Field(ge=1)] | None = None


class CaseFields(Wire):
    """What is asked, and what is known to be right."""

    kind: Kind
    question: Line
    answerable: bool = True
    history: Annotated[list[Line], Field(max_length=50)] = Field(default_factory=list)
    answer: Line = ""
    points: Annotated[list[list[Line]], Field(max_length=100)] = Field(default_factory=list)
    evidence: Annotated[list[Evidence], Field(max_length=100)] = Field(default_factory=list)
    wrong: Annotated[list[Line], Field(max_length=100)] = Field(default_factory=list)
    as_of: date | None = None
    collections: Annotated[list[Line], Field(max_length=100)] | None = None
    note: Line = ""

    def noun(self, case_id: str) -> cases.Case:
        from eval.cases import Case as Noun  # the suite is needed by nobody else here
        from eval.cases import Evidence as Place

        told = self.model_dump(exclude={"history", "points", "evidence", "wrong", "collections"})
        return Noun(
            id=case_id,
            **told,
            history=tuple(self.history),
            points=tuple(map(tuple, self.points)),
            evidence=tuple(Place(**one.model_dump()) for one in self.evidence),
            wrong=tuple(self.wrong),
            collections=None if self.collections is None else tuple(self.collections),
        )


class Case(CaseFields):
    """A case of a data set."""

    id: str

    @classmethod
    def of(cls, noun: Any) -> Self:
        lists: dict[str, Any] = {
            "history": list(noun.history), "points": [list(one) for one in noun.points], "wrong": list(noun.wrong),
            "evidence": [Evidence.of(one) for one in noun.evidence],
            "collections": None if noun.collections is None else list(noun.collections),
        }  # fmt: skip
        return cls.like(noun, **lists)


class CaseList(Wire):
    """Cases in the order of their file; `next` is the cursor of the page after this one, null on the last."""

    cases: list[Case]
    next: str | None


class Figure(Wire):
    """A metric over the cases that it was scored on, with the 95 % interval of its mean."""

    label: str
    unit: Literal["share", "seconds"]
    higher_is_better: bool
    mean: float | None
    ci_low: float | None
    ci_high: float | None
    scored: int
    failed: int
    not_applicable: int

    @classmethod
    def told(cls, row: Mapping[str, Any]) -> Self:
        return cls(**{name: row[name] for name in cls.model_fields})


class EvalRun(Wire):
    """A run.

    Attributes:
        finished: Null of one that was stopped or is under way.
        asked: False where only the search was judged.
        metrics: By name; empty until it is finished.
    """

    id: str
    dataset: str
    cases: int
    started: str
    finished: str | None
    model: str | None
    asked: bool
    metrics: dict[str, Figure]

    @classmethod
    def told(cls, noun: RunRecord) -> Self:
        return cls.like(noun, metrics={name: Figure.told(row) for name, row in noun.figures.items()})


class EvalRunList(Wire):
    """The newest first."""

    runs: list[EvalRun]
    next: str | None


class CaseOutcome(Wire):
    """How a case came out. Attributes: short: It falls short. lacking: The metrics that are not perfect."""

    id: str
    kind: str
    question: str
    short: bool
    lacking: list[str]
    error: str | None


class EvalRunDetail(Wire):
    """A run with its cases, those that fall short first; `kinds` has its figures by kind of question."""

    id: str
    dataset: str
    started: str
    finished: str | None
    metrics: dict[str, Figure]
    kinds: dict[str, dict[str, Figure]]
    cases: list[CaseOutcome]

    @classmethod
    def told(cls, run_id: str, run: Run, verdicts: Mapping[str, Verdict]) -> Self:
        from eval.report.judgement import ordered

        parts = run.summary["kinds"]
        return cls(
            id=run_id,
            dataset=run.manifest.cases.name,
            started=run.manifest.started,
            finished=run.manifest.finished,
            metrics={name: Figure.told(row) for name, row in run.figures.items()},
            kinds={
                kind: {name: Figure.told(row) for name, row in part["metrics"].items()} for kind, part in parts.items()
            },
            cases=[
                CaseOutcome(
                    id=one.case.id,
                    kind=one.case.kind,
                    question=one.case.question,
                    short=bool(verdicts[one.case.id].weight),
                    lacking=list(verdicts[one.case.id].lacking),
                    error=one.outcome.error,
                )
                for one in ordered(run.results, verdicts)
            ],
        )


class CaseResult(Wire):
    """What was asked, expected and given, as a line of results.jsonl says it."""

    case: Case
    outcome: dict[str, Any]
    scores: dict[str, dict[str, Any]]


class RunComparison(Wire):
    """Two runs on the cases that both put: what decides the figures and differs, and each metric with its cases."""

    first: str
    second: str
    differing: list[str]
    compared: int
    metrics: dict[str, dict[str, Any]]
