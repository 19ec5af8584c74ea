"""Taking questions apart."""

from __future__ import annotations

import pytest

from assistant.retrieval.question import Mark, Question, analyse, focus_in, kind_of, marks_in, names_in, unit_of


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("年度考核优秀等次的比例是多少？", "figure"),
        ("支部委员会多久召开一次会议？", "figure"),
        ("新办法从什么时候起施行？", "date"),
        ("任务书应当在哪一天前提交？", "date"),
        ("什么是党员先锋岗？", "definition"),
        ("“双联”机制是什么意思？", "definition"),
        ("“四必谈”具体是哪四种情形？", "content"),
        ("“1+N”指什么？", "content"),
        ("项目验收需要提交哪些材料？", "list"),
        ("立项申请怎样审批？", "procedure"),
        ("新旧两版办法对结项期限的规定有什么区别？", "comparison"),
        ("谁主持民主生活会？", "person"),
        ("台账由哪个部门汇总？", "person"),
        ("新办法与旧办法相比有什么变化？", "comparison"),
        ("请写一段成效。", "other"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("共有多少名队员？", "名"),
        ("开展了多少人次培训？", "人次"),
        ("投入多少万元？", "万元"),
        ("利润是多少？", ""),
        ("合格率是多少？", "率"),
        ("整改要多久？", "时长"),
        ("要提前几天通知？", "时长"),
        ("由谁负责？", None),
    ],
)
def test_unit_of_the_figure_asked_for(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


def take_apart(text: str) -> Question:
    return analyse(text, lambda term: 1.0)


def test_what_is_counted() -> None:
    assert take_apart("下设多少个党支部，共有多少名党员？").counted == ("党支部", "党员")


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("第5次党委会由谁主持？", {"主持"}),
        ("突击队一共有多少名队员？", {"队员"}),
        ("全年立案多少件？", {"立案"}),
        ("诊断平台的准确率提升到了多少？", {"准确率"}),
        ("下设多少个党支部、共有多少名党员？", {"党支部"}),
    ],
)
def test_focus_is_the_term_nearest_to_the_question_word(text: str, focus: set[str]) -> None:
    assert focus <= focus_in(text)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("2025年第五次党委会", {Mark("年", 2025), Mark("次", 5)}),
        ("第5次会议、第3季度", {Mark("次", 5), Mark("季度", 3)}),
        ("第十二条规定了20251名", set()),
    ],
)
def test_years_and_ordinals_are_read(text: str, marks: set[Mark]) -> None:
    assert marks_in(text) == marks


def test_a_date_that_bounds_a_time_is_no_mark() -> None:
    assert take_apart("2026年4月1日以后立项的怎么延期？").marks == frozenset()


def test_a_request_that_asks_nothing() -> None:
    assert not take_apart("2022年利润首次突破一亿元，请写一段成效。").asks


def test_how_many_things_are_to_be_listed() -> None:
    assert take_apart("“六个再提升”的六个方面分别是什么？").items == 6


def test_a_name_inside_another_name_is_left_out() -> None:
    assert names_in("“六有六好”机制的“六有”是什么，见《支部手册》") == ("六有六好", "支部手册")


def test_words_of_asking_are_no_terms() -> None:
    question = analyse("请问项目经费一共有多少万元？", lambda term: 1.0)
    assert "经费" in question.terms
    assert not {"请问", "多少", "一共", "一共有"} & set(question.terms)


def test_a_name_no_dictionary_has_is_one_term() -> None:
    assert "江瀚桥" in analyse("江瀚桥支部的书记是谁？", lambda term: 1.0).terms


@pytest.mark.parametrize(("sentence", "expected"), [("项目经费由党委审批。", 1.0), ("今天天气很好。", 0.0), ("", 0.0)])
def test_coverage_runs_from_none_to_all(sentence: str, expected: float) -> None:
    question = analyse("项目经费由谁审批？", lambda term: 1.0)
    assert question.coverage(question.matches(sentence)) == pytest.approx(expected)


def test_a_question_of_stop_words_covers_nothing() -> None:
    question = analyse("这是什么？", lambda term: 1.0)
    assert question.terms == ()
    assert question.coverage(()) == 0.0
