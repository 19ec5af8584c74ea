"""What a question takes for granted, and what the sources say of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.evidence import Evidence, weigh
from assistant.answering.premise import Correction, correction
from assistant.answering.premise.statements import statements, without_asking
from assistant.retrieval.question import analyse
from assistant.types import Passage
from ingest.types import Address, Chunk, PageRun


def passage(text: str, document: str, article: str | None = None, score: float = 1.0) -> Passage:
    chunk = Chunk(
        id=f"c-{document}", document_id=f"d-{document}", ordinal=0, start=0, end=len(text), text=text,
        address=Address((), article), runs=(PageRun(0, 1),),
    )  # fmt: skip
    return Passage(chunk, document, f"/{document}.pdf", True, score, lexical=score, dense=score)


RULE = passage(
    "车辆使用须提前2个工作日提出申请，经综合办公室审核后报分管副总经理审批。公务用车年度结余油卡可以结转至下一年度使用。"
    "长途用车由车队队长负责调度。封存车辆一般每季度检查1次。",
    "公务用车管理办法",
    "第八条",
)
REPORT = passage(
    "2023年东湖水厂首次实现零投诉，供水漏损率由12.5%下降到8.6%。全年考核的26个班组中优秀9个、良好17个，没有不合格班组。"
    "开展“一户一档”建档行动，覆盖居民4.2万户。",
    "东湖水厂年度总结",
)
PARTNER = passage("滨江水厂推行“四问四查”巡检流程，累计发现隐患132处。", "滨江水厂经验材料")
PASSAGES = (RULE, REPORT, PARTNER)


def weighed(question: str, *passages: Passage) -> list[Evidence]:
    return weigh(analyse(question, lambda term: 1.0), passages or PASSAGES, lambda term: 1.0)


def told(question: str, *passages: Passage) -> Correction | None:
    return correction(question, weighed(question, *passages))


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("供水漏损率下降到6.8%，是怎么做到的？", "资料中是8.6%，不是6.8%。"),
        ("“一户一档”建档行动覆盖居民4.2亿户，为什么？", "资料中是4.2万户，不是4.2亿户。"),
        ("东湖水厂2022年首次实现零投诉，请写一段成效。", "资料中是2023年，不是2022年。"),
        ("车辆使用须提前2个月提出申请，依据是什么？", "资料中是2个工作日，不是2个月。"),
        ("为什么车辆使用要报总经理审批？", "资料中是“分管副总经理”，不是“总经理”。"),
        ("考核不合格的3个班组是哪几个？", "资料中是“没有不合格班组”，不是“不合格的3个班组”。"),
    ],
    ids=["amount", "scale", "year", "unit", "body", "none"],
)
def test_what_the_sources_have_otherwise_is_set_right(question: str, line: str) -> None:
    found = told(question)
    assert found is not None
    assert found.line == line
    assert found.at.of(found.item.text) == found.stated


@pytest.mark.parametrize(
    "question",
    [
        "为什么公务用车年度结余油卡不可以结转至下一年度使用？",
        "既然公务用车年度结余油卡不得结转至下一年度使用，怎么处理？",
    ],
)
def test_a_rule_turned_into_its_opposite_is_set_right(question: str) -> None:
    found = told(question)
    assert found is not None
    assert "可以" in found.stated
    assert found.item.passage.document == "公务用车管理办法"


def test_a_practice_of_somebody_else_is_not_taken_for_that_of_the_one_named() -> None:
    found = told("东湖水厂推行的“四问四查”巡检流程，累计发现隐患132处，是怎么做到的？")
    assert found is not None
    assert "滨江水厂" in found.line
    assert "东湖水厂" in found.line


@pytest.mark.parametrize(
    "question",
    [
        "供水漏损率下降到8.6%，是怎么做到的？",  # as the source has it
        "供水漏损率由12.5%下降到8.6%，主要原因是什么？",  # what has been left behind is a figure as well
        "如果供水漏损率下降到6.8%，怎么奖励？",  # supposed
        "供水漏损率是8.6%还是6.8%？",  # a choice
        "公务用车年度结余油卡能不能结转至下一年度使用？",  # asked
        "东湖水厂2022年供水漏损率是多少？",  # the year is what is asked for
        "七年战争期间车辆使用谁来审批？",  # a number in a name
        "封存车辆多久检查1次？",  # part of asking
        "车辆使用由谁审批？",
        "滨江水厂推行的“四问四查”巡检流程累计发现多少隐患？",
        "食堂早餐供应率达到95%，是怎么做到的？",  # of nothing in the library
    ],
)
def test_nothing_sound_is_set_right(question: str) -> None:
    assert told(question) is None


def test_what_another_source_says_as_the_question_does_is_not_wrong() -> None:
    other = passage("复核后，供水漏损率下降到6.8%。", "复核报告", score=0.9)
    assert told("供水漏损率下降到6.8%，是怎么做到的？", REPORT, other) is None


def test_of_sources_that_agree_the_article_in_force_is_shown() -> None:
    old = replace(passage("答：项目可以延期1次。", "问答"), dated=date(2025, 1, 1))
    rule = replace(passage("项目可以延期1次。", "办法", "第三条", 0.9), dated=date(2026, 1, 1))
    found = told("既然项目可以延期2次，怎么申请？", old, rule)
    assert found is not None
    assert found.item.passage.document == "办法"


def test_the_document_that_the_question_names_decides() -> None:
    one = passage("值班人员每班不少于4人，交接班须当面办理。", "甲站制度")
    other = passage("值班人员每班不少于6人，交接班须当面办理。", "乙站制度")
    assert told("按照《乙站制度》，值班人员每班不少于6人，为什么？", one, other) is None
    found = told("按照《乙站制度》，值班人员每班不少于4人，为什么？", one, other)
    assert found is not None
    assert (found.stated, found.item.passage.document) == ("不少于6人", "乙站制度")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("既然项目可以延期2次，第二次最多能延多久？", ("项目可以延期2次",)),
        ("为什么结余经费不能结转？", ("结余经费不能结转",)),
        ("某水厂串联217家企业的经验是什么？", ("某水厂串联217家企业",)),
        ("按照《用车办法》，车辆须封存，依据是什么？", ("车辆须封存",)),
        ("漏损率达到95%，是怎么做到的？", ("漏损率达到95%",)),
        ("2025年漏损率是多少？", ()),
        ("车辆由谁审批？", ()),
        ("如果延期2次怎么办？", ()),
        ("项目可以延期2次，对吗？", ()),
        ("", ()),
        ("？？？", ()),
        ("😀😀", ()),
    ],
)
def test_what_a_question_states(question: str, said: tuple[str, ...]) -> None:
    assert statements(question) == said


@pytest.mark.parametrize("question", ["试行办法规定的试行期3年到什么时候结束？", "", "请问多少？", "a' OR 1=1 --"])
def test_a_question_without_its_asking_keeps_every_place(question: str) -> None:
    bare = without_asking(question)
    assert len(bare) == len(question)
    assert all(after in (before, "，") for before, after in zip(question, bare, strict=True))


def test_no_evidence_sets_nothing_right() -> None:
    assert correction("既然项目可以延期2次，怎么申请？", []) is None
