"""Misreadings put right, and look-alikes left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.ocr.fixes import fixed


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("-1一", "— 1 —"),
        ("一 12 -", "— 12 —"),
        ("2021一2025年", "2021—2025年"),
        ("增长1O.5%，共2O26人", "增长10.5%，共2026人"),
        ("编号1l3、4|5", "编号113、415"),
        ("炼钢党发[2026]3号", "炼钢党发〔2026〕3号"),
        ("炼钢党发【2026〕12 号", "炼钢党发〔2026〕12 号"),
        ("(一）集团党委班子成员", "（一）集团党委班子成员"),
        ("（四)职工代表(含离退休)", "（四）职工代表（含离退休）"),
    ],
)
def test_what_the_surroundings_prove_is_put_right(read: str, meant: str) -> None:
    assert fixed(read) == meant


@pytest.mark.parametrize(
    "text",
    [
        "第一条 本办法共一章",
        "二〇二六年一月",
        "一、总则",
        "（2026）京01民初5号",
        "f(x)=2",
        "[1] 王某某",
        "OA系统",
        "三十一",
        "— 3 —",
    ],
)
def test_what_may_be_meant_stays(text: str) -> None:
    assert fixed(text) == text


@given(st.text(alphabet="一1O0l|—（）()[]〔〕26年号党a ", max_size=30))
def test_a_second_look_changes_nothing(text: str) -> None:
    assert fixed(fixed(text)) == fixed(text)
