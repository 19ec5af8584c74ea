"""Questions that ask several things at once."""

from __future__ import annotations

import pytest

from assistant.retrieval.understanding.parts import MOST, parts_of


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("二车间有多少名党员，全公司又有多少名？", ("二车间有多少名党员", "全公司又有多少名党员")),
        ("预算是多少；由谁审批？", ("预算是多少", "由谁审批")),
        ("按照新办法，经费上限是多少，会不会超出预算？", ("按照新办法，经费上限是多少", "会不会超出预算")),
        ("2026年，项目周期最长多久？", ()),
        ("评估时限是哪天，两份文件的说法一致吗？", ()),
        ("《关于什么是先锋，如何当先锋的意见》何时印发？", ()),
        ("项目周期最长多久？", ()),
        ("？？，，。。", ()),
        ("", ()),
    ],
)
def test_a_question_falls_into_what_it_asks(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


def test_no_more_parts_than_are_looked_at_and_nothing_lost() -> None:
    parts = parts_of("，".join(f"第{number}项是什么" for number in range(9)))
    assert len(parts) == MOST
    assert parts[-1].count("是什么") == 9 - MOST + 1
