"""Two runs compared on the cases both hold, and the gate's rule on what may pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import UnreadableFileError, ZhibiError
from eval.cases import Case
from eval.compare import compare_runs
from eval.evaluator import Score
from eval.folder import MANIFEST
from eval.gate import gate
from eval.manifest import CaseSet, EncoderUsed, LibraryUsed, Manifest, Plan
from eval.outcome import Outcome
from eval.record import Result
from eval.revision import Code
from eval.scored import SCORES, CaseScored, MetricFacts, Scored, load_scored, write_baseline

FACTS = {
    "point_recall": MetricFacts("要点召回率", True, "share"),
    "over_refusal": MetricFacts("误拒率", False, "share"),
    "latency": MetricFacts("用时", False, "seconds"),
}


def manifest_of(metrics: Mapping[str, int]) -> Manifest:
    return Manifest(
        cases=CaseSet("t", "0" * 64, 20), code=Code("0.1.0", None, "0" * 16), settings={"k": 8},
        encoder=EncoderUsed("builtin", "f", 0.4), model=None, model_url=None, prompts=(),
        library=LibraryUsed("l", 1, 1), plan=Plan(8, 10), metrics=metrics,
    )  # fmt: skip


def scored(**metrics: Sequence[float | str | None]) -> Scored:
    """A run of cases c0, c1 …; None does not apply, a string is the reason of a failure."""
    size = max(map(len, metrics.values()))
    return Scored(
        Path("run"),
        manifest_of(dict.fromkeys(metrics, 1)),
        {f"c{at}": CaseScored("same", "figure", f"问题{at}？") for at in range(size)},
        {name: FACTS[name] for name in metrics},
        {name: {f"c{at}": score_of(value) for at, value in enumerate(values)} for name, values in metrics.items()},
    )


def score_of(value: float | str | None) -> Score:
    if isinstance(value, str):
        return Score.failed(value)
    return Score.not_applicable("不适用") if value is None else Score.of(value, "" if value == 1 else "缺少要点：46个")


def test_what_improved_and_what_broke_is_told_case_by_case() -> None:
    found = compare_runs(scored(point_recall=[1, 0.5, 0, None]), scored(point_recall=[0, 1, 0, 1])).metrics[0]
    assert [(one.case, one.first, one.second, one.reason) for one in found.broke] == [("c0", 1, 0, "缺少要点：46个")]
    assert [(one.case, one.first, one.second, one.reason) for one in found.improved] == [
        ("c1", 0.5, 1, "缺少要点：46个")
    ]
    assert [one.case for one in found.only_second] == ["c3"]
    assert (found.figures.pairs, found.verdict) == (3, "unclear")


def test_less_refusing_is_better() -> None:
    found = compare_runs(scored(over_refusal=[1.0] * 8), scored(over_refusal=[0.0] * 8)).metrics[0]
    assert (found.verdict, len(found.improved), found.drop) == ("better", 8, -1.0)


def test_nothing_moved_is_the_same() -> None:
    found = compare_runs(scored(point_recall=[1, 0.0]), scored(point_recall=[1, 0.0])).metrics[0]
    assert (found.verdict, found.figures.p_value) == ("same", 1.0)


def test_times_are_told_but_not_judged() -> None:
    found = compare_runs(scored(latency=[0.1] * 9), scored(latency=[0.5] * 9)).metrics[0]
    assert (found.verdict, len(found.broke)) == ("not_judged", 9)


def test_an_edited_case_is_compared_with_nothing() -> None:
    second = scored(point_recall=[0.0, 1])
    edited = replace(second, cases={**second.cases, "c0": CaseScored("other", "figure", "别的问题？")})
    found = compare_runs(scored(point_recall=[1, 1.0]), edited)
    assert (found.compared, found.changed) == (1, ("c0",))
    assert found.metrics[0].broke == ()


def test_another_version_of_a_metric_is_not_compared() -> None:
    first, second = scored(point_recall=[1.0]), scored(point_recall=[0.0])
    newer = replace(second, manifest=manifest_of({"point_recall": 2}))
    found = compare_runs(first, newer).metrics[0]
    assert (found.verdict, found.figures.difference) == ("not_compared", None)
    assert "版本不同" in found.figures.reason
    assert not gate(first, newer).passed


def test_a_significant_drop_fails_the_gate_in_a_sentence() -> None:
    found = gate(scored(point_recall=[1.0] * 20), scored(point_recall=[0.0] * 8 + [1.0] * 12))
    assert not found.passed
    assert found.breaches[0].sentence.startswith("要点召回率（point_recall）：由 1.000 变为 0.600，变差 0.400")
    assert "c0、c1" in found.breaches[0].sentence


def test_a_rise_of_what_should_be_low_fails_too() -> None:
    found = gate(scored(over_refusal=[0.0] * 20), scored(over_refusal=[1.0] * 8 + [0.0] * 12))
    assert [one.metric for one in found.breaches] == ["over_refusal"]


@pytest.mark.parametrize(
    ("second", "max_drop"),
    [
        pytest.param([0.0] * 2 + [1.0] * 18, 0.02, id="chance may do as much"),
        pytest.param([0.0] * 8 + [1.0] * 12, 0.5, id="within the drop allowed"),
        pytest.param([1.0] * 20, 0.0, id="nothing moved"),
    ],
)
def test_what_may_pass(second: list[float], max_drop: float) -> None:
    assert gate(scored(point_recall=[1.0] * 20), scored(point_recall=second), max_drop=max_drop).passed


def test_failing_instead_of_answering_is_no_way_through() -> None:
    found = gate(scored(point_recall=[1.0] * 20), scored(point_recall=["模型没有回应"] * 3 + [1.0] * 17))
    assert "3 例失败" in found.breaches[0].sentence
    assert "模型没有回应" in found.breaches[0].sentence


def test_leaving_cases_out_is_no_way_through() -> None:
    found = gate(scored(point_recall=[1.0] * 20), scored(point_recall=[1.0] * 15))
    assert "5 例没有运行" in found.breaches[0].sentence


def test_leaving_a_metric_out_is_no_way_through() -> None:
    first = scored(point_recall=[1.0] * 3, over_refusal=[0.0] * 3)
    assert [one.metric for one in gate(first, scored(point_recall=[1.0] * 3)).breaches] == ["over_refusal"]
    assert gate(first, scored(point_recall=[1.0] * 3), metrics=["point_recall"]).passed


def test_the_gate_judges_no_times() -> None:
    first, second = scored(latency=[0.1] * 20, point_recall=[1.0] * 20), scored(
        latency=[9.0] * 20, point_recall=[1.0] * 20
    )  # fmt: skip
    assert gate(first, second).watched == ("point_recall",)
    with pytest.raises(ZhibiError, match="不能把关"):
        gate(first, second, metrics=["latency"])
    with pytest.raises(ZhibiError, match="不在第一次评测中"):
        gate(first, second, metrics=["chrf"])


def test_nothing_in_common_is_no_pass() -> None:
    second = scored(point_recall=[1.0])
    other = replace(second, cases={"x": CaseScored("x", "figure", "")})
    with pytest.raises(ZhibiError, match="没有相同的案例"):
        gate(scored(point_recall=[1.0]), other)


def test_a_baseline_holds_what_a_comparison_needs(tmp_path: Path) -> None:
    made = manifest_of({"point_recall": 1, "latency": 1})
    outcome = Outcome("a", None, None, 10, None, 0.1)
    scores = {"point_recall": Score.of(1 / 3, "缺少要点"), "latency": Score.of(0.1)}
    results = [
        Result(Case("a", "figure", "几个？", True), outcome, scores, made.metrics),
        Result(Case("b", "figure", "几次？", True), outcome, {**scores, "point_recall": Score.failed("坏了")},
               made.metrics),
    ]  # fmt: skip
    write_baseline(tmp_path / "kept", made, results, lambda name: name != "latency")
    kept = load_scored(tmp_path / "kept")
    assert kept.manifest.metrics == {"point_recall": 1}
    assert kept.scores["point_recall"]["a"].value == 1 / 3
    assert kept.scores["point_recall"]["b"].status == "failed"


def test_a_damaged_baseline_is_a_sentence(tmp_path: Path) -> None:
    write_baseline(tmp_path, manifest_of({"point_recall": 1}), [], lambda name: True)
    (tmp_path / SCORES).write_text("{\n", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="第 1 行不是计分"):
        load_scored(tmp_path)
    (tmp_path / MANIFEST).write_text("[]", encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="不是评测记录"):
        load_scored(tmp_path)
