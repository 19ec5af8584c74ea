"""Refusal, conflict, versions, premises, speed, repeats; the registry and what a broken metric does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from outcomes import BRANCHES, CONTEXT, REFUSAL, REPORTS, answer, case, cite, outcome

from assistant.errors import ZhibiError
from assistant.types import Answer
from eval.cases import Case, Evidence
from eval.evaluator import Metric, Score, evaluate
from eval.metrics import METRICS, PARTNERS, select
from eval.outcome import Context, Outcome

HEARD, FORMERLY = "每年至少听取3次平台工作汇报", "每年至少听取2次平台工作汇报"
NEW, OLD = cite("1", "new8", HEARD), cite("2", "old8", FORMERLY)
TWELVE, ELEVEN = cite("1", "sum2", "主题党日活动12次"), cite("2", "memo1", "主题党日活动11次")
SIDES = (
    Evidence("05-2025年党建工作总结.pdf", quote="全年开展主题党日活动12次"),
    Evidence("06-情况通报.pdf", quote="全年开展主题党日活动11次"),
)
UNANSWERABLE = case(kind="unanswerable", answerable=False)


def score(name: str, asked: Case, said: Answer | None, **fields: Any) -> Score:
    return METRICS[name].score(asked, outcome(said, **fields), CONTEXT)


@pytest.mark.parametrize(
    ("asked", "said", "rejection", "over_refusal"),
    [
        (UNANSWERABLE, REFUSAL, 1, None),
        (UNANSWERABLE, answer([("有46个。", "")], []), 0, None),
        (case(points=(("46个",),)), REFUSAL, None, 1),
        (case(points=(("46个",),)), answer([("有46个。", "")], []), None, 0),
    ],
)
def test_each_case_counts_for_one_half_of_the_pair(
    asked: Case, said: Answer, rejection: float | None, over_refusal: float | None
) -> None:
    assert (score("rejection", asked, said).value, score("over_refusal", asked, said).value) == (
        rejection,
        over_refusal,
    )


@pytest.mark.parametrize(
    ("citations", "expected", "reason"),
    [
        ([TWELVE, ELEVEN], 1, ""),
        ([TWELVE], 0, "没有引用这一方：《06-情况通报.pdf》“全年开展主题党日活动11次”"),
        ([], 0, None),
        ([TWELVE, replace(ELEVEN, start=0)], 0, None),
    ],
)
def test_a_conflict_is_shown_when_every_side_is_cited(
    citations: Sequence[object], expected: float, reason: str | None
) -> None:
    asked = case(kind="conflict", evidence=SIDES)
    said = replace(answer([("两份文件不一致。", "12")], []), citations=tuple(citations))
    found = score("conflict_sides", asked, said)
    assert found.value == expected
    assert reason is None or found.reason == reason
    assert score("conflict_sides", asked, REFUSAL).value == 0


@pytest.mark.parametrize(
    ("claims", "expected", "reason"),
    [
        ([(f"{HEARD}。", "1")], 1, ""),
        ([("由每年2次改为每年3次。", "12")], 1, ""),
        ([(f"此前{FORMERLY}，现为3次。", "12")], 1, ""),
        ([(f"{HEARD}。", "1"), (f"{FORMERLY}。", "2")], 0, "仍按旧规定作答：2次"),
        ([(f"{FORMERLY}。", "2")], 0, "没有引用现行规定"),
        ([(f"{HEARD}。", "")], 0, "没有引用现行规定"),
    ],
)
def test_the_current_version_is_cited_and_the_old_value_not_asserted(
    claims: list[tuple[str, str]], expected: float, reason: str
) -> None:
    asked = case(kind="outdated_version", evidence=(REPORTS,), wrong=("2次",))
    used = "".join(keys for _, keys in claims)
    found = score("current_version", asked, answer(claims, [one for one in (NEW, OLD) if one.key in used]))
    assert found.value == expected
    assert reason in found.reason
    assert score("current_version", asked, REFUSAL).value == 0


@pytest.mark.parametrize(
    ("claims", "answerable", "expected"),
    [
        ([("规定的不是5次，而是3次。", "")], True, 1),  # stated
        ([("文件对此另有规定。", "1")], True, 1),  # cited
        ([("平台每年至少听取5次汇报。", "1")], True, 0),  # asserted, whatever is cited
        ([("每年至少听取3次，不少于5次。", "1")], True, 0),
        ([("请按文件执行。", "")], True, 0),  # neither
        ([], True, 0),  # refused
        ([], False, 1),
    ],
)
def test_a_false_premise_is_set_right(claims: list[tuple[str, str]], answerable: bool, expected: float) -> None:
    gold = {"evidence": (REPORTS,), "points": (("3次",),)} if answerable else {}
    asked = case(kind="false_premise", wrong=("5次",), answerable=answerable, **gold)
    cited = [NEW] if claims and claims[0][1] else []
    assert score("false_premise", asked, answer(claims, cited) if claims else REFUSAL).value == expected


@pytest.mark.parametrize("name", ["conflict_sides", "current_version", "false_premise"])
def test_other_kinds_are_left_out(name: str) -> None:
    found = score(name, case(evidence=(BRANCHES,)), REFUSAL)
    assert found.status == "not_applicable"
    assert re.fullmatch("不是“.+”类案例", found.reason)


def test_latency_is_that_of_the_outcome_and_a_failed_case_has_none() -> None:
    assert score("latency", case(), REFUSAL, seconds=1.5).value == 1.5
    assert score("latency", case(), None, error="连接超时").status == "failed"


def test_repeats_must_equal_the_answer_in_all_but_their_time() -> None:
    said = answer([(f"{HEARD}。", "1")], [NEW])
    assert score("determinism", case(), said).reason == "这次运行没有重复提问"
    assert score("determinism", case(), said, repeats=(replace(said, seconds=9.0),)).value == 1
    other = replace(said, text="另一种说法", citations=())
    found = score("determinism", case(), said, repeats=(said, other))
    assert (found.value, found.reason) == (0, "再次提问时不同：引用、文字")


def test_what_was_not_asked_is_left_out_and_what_failed_is_counted() -> None:
    asked = case(points=(("46个",),))
    assert score("point_recall", asked, None).reason == "这次运行没有提问"
    failed = score("point_recall", asked, None, error="连接超时")
    assert (failed.status, failed.reason) == ("failed", "连接超时")
    assert score("rejection", asked, None, error="连接超时").status == "not_applicable"


def test_gold_documents_that_the_library_lacks_are_a_failure_not_a_zero() -> None:
    asked = case(kind="conflict", evidence=(*SIDES, Evidence("没有.pdf", quote="13次")))
    for name in ("conflict_sides", "evidence_cited"):
        found = score(name, asked, answer([("两份文件不一致。", "12")], [TWELVE, ELEVEN]))
        assert (found.status, found.reason) == ("failed", "资料库中没有标准依据所在的文件《没有.pdf》")


def test_a_metric_that_breaks_is_a_failure_with_its_trace() -> None:
    def broken(case: Case, outcome: Outcome, context: Context) -> Score:
        raise KeyError("chunk")

    metric = Metric("broken", 1, "坏的", "坏的", lambda _: None, broken)
    found = evaluate(metric, case(), outcome(REFUSAL), CONTEXT)
    assert (found.status, found.reason) == ("failed", "指标出错：KeyError：'chunk'")
    assert "test_eval_behaviour.py" in found.detail["trace"]


def test_every_metric_says_what_it_is_in_chinese() -> None:
    for name, metric in METRICS.items():
        assert metric.name == name
        assert metric.version >= 1
        assert re.search("[\u4e00-\u9fff]", metric.label)
        assert re.search("[\u4e00-\u9fff]", metric.description)
        assert "\n" not in metric.description
    assert len({metric.label for metric in METRICS.values()}) == len(METRICS)


def test_one_half_of_a_pair_brings_the_other() -> None:
    assert list(select(["rejection", "chrf"])) == ["chrf", "rejection", "over_refusal"]
    assert list(select(["over_refusal"])) == ["rejection", "over_refusal"]
    assert list(select()) == list(METRICS)
    assert set(PARTNERS) <= set(METRICS)


def test_a_metric_that_does_not_exist_is_a_sentence() -> None:
    with pytest.raises(ZhibiError, match="没有名为 'recall@5' 的指标") as raised:
        select(["recall@5"])
    assert "quote_recall@5" in raised.value.hint
