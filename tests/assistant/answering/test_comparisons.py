"""Questions that set things side by side, and sources that do not agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.comparison.aspects import measured_by
from assistant.answering.extractive import NO_EVIDENCE, ExtractiveAnswerer
from assistant.types import Answer, Passage, Query
from ingest.types import Address, Chunk, PageRun


def passage(text: str, document: str, *, article: str | None = None, score: float = 1.0) -> Passage:
    chunk = Chunk(
        id=f"c-{document}", document_id=f"d-{document}", ordinal=0, start=0, end=len(text), text=text,
        address=Address((), article), runs=(PageRun(0, 1),),
    )  # fmt: skip
    return Passage(chunk, document, f"/{document}.pdf", True, score, lexical=score, dense=score)


def ask(question: str, *passages: Passage) -> Answer:
    return ExtractiveAnswerer(lambda term: 1.0).answer(Query(question), passages)


def rows_of(answer: Answer) -> list[list[str]]:
    lines = [line for line in answer.text.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


LEVELS = passage(
    "平台分为一级、二级和三级三个层级。申报一级平台的，成员不少于9人。申报二级平台的，成员不少于6人。申报三级平台的，成员不少于4人。",
    "平台办法",
)


def test_three_things_have_a_row_each_with_what_is_measured() -> None:
    answer = ask("一级平台、二级平台和三级平台对成员人数的要求有什么不同？", LEVELS)
    rows = rows_of(answer)
    assert [row[0] for row in rows] == ["一级平台", "二级平台", "三级平台"]
    assert [figure in row[1] for figure, row in zip(("9人", "6人", "4人"), rows, strict=True)] == [True] * 3
    assert all(claim.citations for claim in answer.claims)


OLD_LIST = replace(passage("答：验收得分80分以上为合格。", "设备验收常见问题解答"), dated=date(2025, 9, 1))
RULE = replace(
    passage("验收得分75分以上为合格。验收由设备部组织。", "设备验收管理办法", article="第五条", score=0.9),
    dated=date(2026, 4, 1),
)


@pytest.mark.parametrize(
    "question",
    [
        "验收问答里说得分80分以上为合格，和现行办法对得上吗？",
        "验收问答和管理办法对验收合格得分的说法一致吗？",
        "设备验收合格的得分，验收问答与管理办法的规定有什么不同？",
    ],
)
def test_two_documents_that_the_question_names_stand_side_by_side(question: str) -> None:
    answer = ask(question, OLD_LIST, RULE)
    assert [row[0] for row in rows_of(answer)] == ["设备验收管理办法", "设备验收常见问题解答"]
    first = answer.text.splitlines()[0]
    assert first.startswith("资料说法不一：《设备验收管理办法》（2026年4月1日）为“75分以上”")
    assert "《设备验收常见问题解答》（2025年9月1日）为“80分以上”" in first
    assert first in answer.notices


def test_documents_that_agree_are_not_said_to_differ() -> None:
    same = replace(OLD_LIST, chunk=replace(OLD_LIST.chunk, text="答：验收得分75分以上为合格。", end=14))
    answer = ask("验收问答和管理办法对验收合格得分的说法一致吗？", same, RULE)
    assert len(rows_of(answer)) == 2
    assert "不一" not in answer.text


def test_a_choice_of_two_figures_shows_the_sources_of_both() -> None:
    report = replace(passage("2025年重点任务完成34项，完成率94.4%。", "年度总结"), dated=date(2026, 1, 16))
    ledger = passage("2025年重点任务截至年底已完成33项，完成率91.7%。", "任务台账", score=0.9)
    answer = ask("2025年重点任务完成了34项还是33项？", report, ledger)
    assert answer.text.splitlines()[0] == (
        "资料说法不一：《年度总结》（2026年1月16日）为“34项”；《任务台账》为“33项”。"
    )
    assert {one.document for one in answer.citations} == {"年度总结", "任务台账"}


def test_a_part_of_a_sum_does_not_disagree_with_the_sum() -> None:
    plan = passage("2026年培训经费总额为186万元。", "经费方案")
    part = passage("2026年从培训经费中安排70万元用于平台建设。", "实施方案", score=0.9)
    assert "不一" not in ask("2026年培训经费总额是多少？", plan, part).text


def test_the_answer_of_an_older_list_of_questions_is_left_out_beside_the_rule() -> None:
    rule = replace(passage("延期申请应当在到期前45日提出。", "项目办法", article="第九条"), dated=date(2026, 4, 1))
    older = replace(
        passage("答：延期申请应当在到期前30日提出，由部门审核。", "项目问答", score=0.9), dated=date(2025, 9, 1)
    )
    answer = ask("延期申请最晚要在到期前多少天提出？", rule, older)
    assert "45日" in answer.text
    assert "30日" not in answer.text or "说法不一" in answer.text


def test_a_missing_side_is_said_to_be_missing() -> None:
    one = passage("甲分公司每季度召开安全例会1次。", "甲分公司制度")
    answer = ask("甲分公司和乙分公司召开安全例会的频次有什么不同？", one)
    assert ["乙分公司", NO_EVIDENCE] in rows_of(answer)


@pytest.mark.parametrize(
    ("question", "gives", "lacks"),
    [
        ("两者的召开频次有什么不同？", "一般每季度召开1次", "提前2日通知"),
        ("验收的权重有什么变化？", "技术指标占40%", "得分75分以上为合格"),
        ("评审时限各是多少个工作日？", "20个工作日内完成", "2026年完成"),
        ("奖励封顶各是多少？", "不超过8万元", "奖励3人"),
        ("成员人数有什么区别？", "成员不少于7人", "成员不少于7年"),
    ],
)
def test_what_is_measured_is_told_by_the_question(question: str, gives: str, lacks: str) -> None:
    (holds,) = measured_by(question)
    assert holds(gives)
    assert not holds(lacks)


def test_a_question_that_names_no_measure_measures_nothing() -> None:
    assert measured_by("两种做法有什么不同？") == ()
