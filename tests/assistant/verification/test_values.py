"""Figures are found in every way of writing them, and what only looks like one is not."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verification.values import matches, nearest, values
from ingest.text.numerals import chinese_numeral


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("85%", [("ratio", "17/20")]),
        ("８５．５％", [("ratio", "171/200")]),
        ("百分之三十", [("ratio", "3/10")]),
        ("百分之十二点五", [("ratio", "1/8")]),
        ("百分之百", [("ratio", "1")]),
        ("三成", [("ratio", "3/10")]),
        ("三分之二", [("ratio", "2/3")]),
        ("千分之五，5‰", [("ratio", "1/200"), ("ratio", "1/200")]),
        ("3.5个百分点，三点五个百分点", [("points", "7/2"), ("points", "7/2")]),
        ("1.2亿元", [("元", "120000000")]),
        ("12000万元", [("元", "120000000")]),
        ("一千零五十万元", [("元", "10500000")]),
        ("3.5万人", [("count", "35000")]),
        ("12,300人", [("count", "12300")]),
        ("12，300人", [("bare", "12"), ("count", "300")]),
        ("30余项，三十多项", [("count", "30"), ("count", "30")]),
        ("2025年3月15日", [("年", "2025"), ("月", "3"), ("日", "15")]),
        ("二〇二五年", [("年", "2025")]),
        ("2025-03-15", [("年", "2025"), ("月", "3"), ("日", "15")]),
        ("2025.3", [("年", "2025"), ("月", "3")]),
        ("第十二条，第12条", [("ordinal", "12"), ("ordinal", "12")]),
        ("十二个月，12个月", [("月数", "12"), ("月数", "12")]),
        ("五十天，50 日", [("日", "50"), ("日", "50")]),
        ("每月一次", [("count", "1")]),
        ("五个支部", [("count", "5")]),
        ("一个支部，一项工作", []),
        ("三个方面，两点要求，四项举措", []),
        ("第一，加强领导；第二，压实责任", []),
        ("十分重要，万众一心，百年大计，千家万户，一成立", []),
        ("5G网络，H3C", []),
        ("两千零二十五", []),
        ("", []),
    ],
)
def test_values(text: str, figures: list[tuple[str, str]]) -> None:
    assert [(value.kind, value.amount) for value in values(text)] == [(kind, Fraction(n)) for kind, n in figures]


@settings(deadline=None)
@given(st.text(alphabet="0123456789.,%一二三十百万亿点分之第成年月日个人次 ，", max_size=40))
def test_a_figure_is_what_stands_at_its_span(text: str) -> None:
    found = values(text)
    assert all(value.text == text[value.start : value.end] != "" for value in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@settings(deadline=None)
@given(st.integers(1, 9999))
def test_chinese_and_arabic_writing_are_the_same_figure(number: int) -> None:
    (arabic,), (chinese,) = values(f"{number}次"), values(f"{chinese_numeral(number)}次")
    assert matches(arabic, chinese)


@pytest.mark.parametrize(
    ("claim", "source", "same"),
    [
        ("12次", "十二场", True),
        ("50天", "50日", True),
        ("50天", "50次", False),
        ("2025", "2025年", True),
        ("85", "85%", False),
        ("3个百分点", "3%", False),
        ("第3条", "3条", False),
        ("0.5亿元", "5000万元", True),
        ("1个月", "1月", False),
    ],
)
def test_same_figure(claim: str, source: str, same: bool) -> None:
    (one,), (other,) = values(claim), values(source)
    assert matches(one, other) is same


def test_the_nearest_of_the_comparable() -> None:
    (claim,) = values("15名")
    assert (found := nearest(claim, values("14%，16天，20人，12名"))) is not None and found.text == "12名"
    assert nearest(claim, values("14%，16天")) is None


@pytest.mark.parametrize("piece", ["一", "1", "1,", "十分之", "百分之一点", "1.1", "第", "2025-", "三成"])
def test_long_texts_take_no_long_time(piece: str) -> None:
    values(piece * (20_000 // len(piece)))
