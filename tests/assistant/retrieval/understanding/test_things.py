"""What a question names, and where."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.understanding.periods import find_periods, resolved, spelled
from assistant.retrieval.understanding.things import find_things
from assistant.retrieval.understanding.understood import understand

TODAY = date(2026, 5, 12)

NAMED = [
    ("《党费管理办法（试行）》第十二条之一第二款", "title", ["党费管理办法"]),
    ("《党费管理办法（试行）》第十二条之一第二款", "article", ["第十二条之一"]),
    ("《党费管理办法（试行）》第十二条之一第二款", "paragraph", ["第二款"]),
    ("第3条第（二）项怎么理解", "item", ["第二项"]),
    ("第三条至第五条和第9条", "article", ["第三条", "第四条", "第五条", "第九条"]),
    ("第三至五条的内容", "article", ["第三条", "第四条", "第五条"]),
    ("请问澜川党发〔2026〕9号是哪天印发的", "number", ["请问澜川党发〔2026〕9号"]),
    ("2026年3月12日开的会", "date", ["2026-03-12"]),
    ("去年第四季度收到多少条意见", "period", ["2025Q4"]),
    ("“十四五”期间投入多少", "period", ["2021/2025"]),
    ("2025年上半年和今年", "period", ["2025H1", "2026"]),
    ("上个季度检查了几次", "period", ["2026Q1"]),
    ("本月主题党日", "period", ["2026-05"]),
    ("二〇二五年第一季度和二O二六年", "period", ["2025Q1", "2026"]),
    ("每季度、每年上半年开几次会", "period", []),
    ("补助12万元、占比85%，百分之三十", "figure", ["12万元", "85%", "百分之三十"]),
    ("发展了多少名党员", "unit", ["名"]),
    ("“六个再提升”具体是哪六个", "name", ["六个再提升"]),
    ("现行办法与修订前有何不同", "scope", ["current", "older"]),
    ("第一条措施是什么", "article", []),
]


@pytest.mark.parametrize(("question", "kind", "values"), NAMED)
def test_what_is_named_is_recognised(question: str, kind: str, values: list[str]) -> None:
    found = [one for one in find_things(question, TODAY) if one.kind == kind]
    assert [one.value for one in found] == values
    assert all(one.span.of(question) == one.text for one in found)


RESOLVED = [
    ("去年发展了多少名党员", "2025年发展了多少名党员"),
    ("今年的计划是多少名", "2026年的计划是多少名"),
    ("前年上半年花了多少", "2024年上半年花了多少"),
    ("上个季度收到几条意见", "2026年第一季度收到几条意见"),
    ("上个月开了几次会", "2026年4月开了几次会"),
    ("去年（2025年）花了多少", "去年（2025年）花了多少"),
    ("党费按上年度还是本年度的收入算", "党费按上年度还是本年度的收入算"),
    ("《去年今日》是谁写的", "《去年今日》是谁写的"),
    ("每季度开几次会", "每季度开几次会"),
    ("上半年要做完哪些", "上半年要做完哪些"),
]


@pytest.mark.parametrize(("typed", "searched"), RESOLVED)
def test_words_of_speech_for_a_time_become_what_documents_write(typed: str, searched: str) -> None:
    assert resolved(typed, TODAY) == searched
    assert resolved(typed, None) == typed


def test_a_year_begins_anew() -> None:
    assert resolved("上个月的通报", date(2026, 1, 3)) == "2025年12月的通报"
    assert resolved("上季度的通报", date(2026, 2, 3)) == "2025年第四季度的通报"


@pytest.mark.parametrize("value", ["2026", "2026Q3", "2026H2", "2026-05", "2026-05-12"])
def test_a_period_is_found_again_as_it_is_spelled(value: str) -> None:
    if value.count("-") < 2:
        assert [one.value for one in find_periods(spelled(value))] == [value]


@given(st.text(max_size=200))
def test_any_text_is_taken_in_the_same_way_twice(text: str) -> None:
    once = understand(text, today=TODAY)
    assert once == understand(text, today=TODAY)
    assert all(one.span.of(once.text) == one.text for one in once.things)


def test_a_long_row_of_digits_or_marks_takes_no_time() -> None:
    for text in ("1" * 2000, "第" * 2000, "《" * 2000, "第一条" * 600, "十" * 2000, "2026年" * 400):
        understand(text, today=TODAY)
