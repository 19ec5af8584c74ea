"""Figures held together by what they count."""

from __future__ import annotations

from fractions import Fraction

import pytest

from assistant.drafting.measures import contradiction, disagreements, measures, total_faults


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("全年累计节约成本826万元，获得授权专利29件。", [("节约成本", "826万元"), ("获得授权专利", "29件")]),
        ("会议同意2026年安排党建工作经费168万元。", [("安排党建工作经费", "168万元")]),
        ("5月召开大会。", []),
    ],
)
def test_what_a_text_measures(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.subject, one.text) for one in measures(text)] == found


@pytest.mark.parametrize(
    ("one", "other", "disagree"),
    [
        ("累计节约成本826万元。", "全年节约成本862万元。", True),
        ("累计节约成本826万元。", "累计节约成本826万元。", False),
        ("2026年党建工作经费总额为186万元。", "会议同意2026年安排党建工作经费168万元。", True),
        ("2025年党建工作经费172万元。", "2026年党建工作经费186万元。", False),
        ("发展党员12名。", "计划发展党员15名。", False),
        ("工程安装公司16条，其他26条。", "工程安装公司有4个项目部。", False),
    ],
)
def test_two_figures_of_one_thing(one: str, other: str, disagree: bool) -> None:
    assert bool(disagreements([one, other], [(2026,), (2026,)])) is disagree


def test_facts_that_contradict() -> None:
    assert contradiction([("", "发展党员12名"), ("", "全年发展党员13名")]) == ("发展党员12名", "全年发展党员13名")
    assert contradiction([("", "发展党员12名"), ("", "转出党员13名")]) is None


def test_totals() -> None:
    rows = [("甲", [Fraction(1)]), ("乙", [Fraction(2)])]
    assert total_faults([*rows, ("合计", [Fraction(3)])]) == []
    assert total_faults([*rows, ("合计", [Fraction(4)])]) == [0]
    assert total_faults([*rows, ("丙", [None]), ("合计", [Fraction(4)])]) == []
