"""Follow-ups made whole by rule; questions that stand on their own left as they are."""

from __future__ import annotations

import random

import pytest

from assistant.retrieval.understanding.follow_up import standalone
from assistant.retrieval.understanding.searched import MOST_TURNS, as_searched, bounded
from assistant.types import Turn
from eval.cases import load_cases
from eval.datasets import SHIPPED

WHOLE = [
    (["集团级平台一年最多补助多少钱？"], "那班组级的呢？", "班组级平台一年最多补助多少钱？"),
    (["“三会一课”里党员大会多久开一次？", "支委会呢？"], "党小组会呢？", "“三会一课”里党小组会多久开一次？"),
    (["甲项目部的党员有多少名？"], "乙项目部呢", "乙项目部的党员有多少名？"),
    (["2025年发展党员多少名？"], "2024年呢？", "2024年发展党员多少名？"),
    (["第一季度收到意见多少条？"], "那第二季度呢？", "第二季度收到意见多少条？"),
    (["项目经费第一年拨付多少？"], "那第二年呢？", "项目经费第二年拨付多少？"),
    (["《党费管理办法》第十二条怎么规定？"], "那第十三条呢？", "《党费管理办法》第十三条怎么规定？"),
    (["优秀党支部的比例不超过多少？"], "这个比例是怎么算的？", "优秀党支部的比例是怎么算的？"),
    (["党员先锋创新平台的建设周期是多久？"], "它的有效期呢？", "党员先锋创新平台的有效期是什么？"),
    (["《考勤管理制度》规定旷工几天算自动离职？"], "它什么时候施行？", "《考勤管理制度》什么时候施行？"),
    (["党费收缴标准是什么？"], "该标准从什么时候开始执行？", "党费收缴标准从什么时候开始执行？"),
    (["支部换届要做哪些准备？"], "还有吗？", "支部换届要做哪些准备？"),
    (["焊接攻关后一次合格率达到多少？"], "攻关之前是多少？", "焊接攻关之前一次合格率达到多少？"),
    (["2026年第5次党委会哪天开的？"], "会上审议了哪两份文件？", "2026年第5次党委会，会上审议了哪两份文件？"),
    (["民主评议党员什么时候开展？"], "谁来组织？", "民主评议党员，谁来组织？"),
    (["2025年全集团发展了多少名党员？"], "今年的计划是多少名？", "全集团发展党员，今年的计划是多少名？"),
]


@pytest.mark.parametrize(("before", "question", "whole"), WHOLE, ids=[one[1] for one in WHOLE])
def test_a_follow_up_takes_what_it_leaves_out_from_the_question_before(
    before: list[str], question: str, whole: str
) -> None:
    assert standalone(question, [Turn(one) for one in before]) == whole


def test_what_the_answer_has_just_named_may_be_asked_about() -> None:
    turn = Turn("党支部考核结果分哪几个等次？", "分为优秀、良好、合格、不合格四个等次。[1]")
    assert standalone("优秀的比例最高能占多少？", [turn]) == "党支部考核结果，优秀的比例最高能占多少？"
    assert standalone("优秀的比例最高能占多少？", [Turn("党费何时缴纳？")]) == "优秀的比例最高能占多少？"


def test_an_article_without_a_title_is_of_the_document_that_was_cited() -> None:
    turn = Turn("党支部党员大会多久开一次？", "一般每季度召开1次。[1]", ("“三会一课”制度",))
    assert standalone("第六条呢？", [turn]) == "《“三会一课”制度》第六条怎么规定？"


STANDING = [
    "什么是“三会一课”？",
    "《党员先锋创新平台管理办法》第九条怎么规定？",
    "主题党日多久开展一次？",
    "那什么是揭榜挂帅？",
    "其他单位能否参加？支部如何报名，材料交到哪里？",
    "他人代领补助怎么处理？",
    "以上级组织名义发文由谁审批？",
]


@pytest.mark.parametrize("question", STANDING)
def test_a_question_that_stands_on_its_own_is_left_as_it_is(question: str) -> None:
    history = [Turn("闸门启闭机公司的返修费用下降了多少？", "由146万元下降到47万元。[1]")]
    assert standalone(question, history) == question
    assert standalone(question, []) == question


def test_no_question_of_the_demo_set_changes_after_unrelated_turns() -> None:
    """Two turns of other documents before it, ten times for each question: nothing is taken from them."""
    cases = [*load_cases(SHIPPED["demo"].cases), *load_cases(SHIPPED["demo_retrieval"].cases)]
    told = [case for case in cases if case.answer]
    chance = random.Random(5)
    for case in cases:
        if case.history:
            continue
        own = {one.document for one in case.evidence}
        others = [one for one in told if own.isdisjoint(each.document for each in one.evidence) and one.id != case.id]
        for _ in range(10):
            turns = [Turn(one.question, one.answer) for one in chance.sample(others, 2)]
            assert standalone(case.question, turns) == case.question


def test_only_the_end_of_a_conversation_is_looked_at() -> None:
    turns = [Turn(f"第{number}个问题是什么？", "答" * 9000, tuple(map(str, range(50)))) for number in range(40)]
    kept = bounded([*turns, Turn("  ")])
    assert [turn.question for turn in kept] == [turn.question for turn in turns[-MOST_TURNS:]]
    assert all(len(turn.answer) <= 2000 and len(turn.documents) <= 8 for turn in kept)


@pytest.mark.parametrize(
    "question", ["呢", "？？？", "那", "它", "😀😀", "SELECT * FROM 党费; --", "那" * 500, "的" * 500]
)
def test_odd_follow_ups_are_taken_as_they_come(question: str) -> None:
    for turn in (Turn("党费多少？", "每月"), Turn("？"), Turn("😀"), Turn("呢", "呢")):
        whole = as_searched(question, history=[turn, turn])
        assert whole
        assert len(whole) <= len(question) + 120
