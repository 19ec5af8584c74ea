"""The sentences that carry a claim are found, and only they."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.quoting import best_quotes

TEXT = (
    "第十条 支部党员大会由全体党员参加，一般每季度召开1次。支部党员大会由支部书记主持。\n"
    "到会有表决权的党员超过应到会人数的一半方可开会。2025年共召开4次，收缴党费1.2万元。食堂周一至周五供应早餐。"
)


@pytest.mark.parametrize(
    ("claim", "quotes"),
    [
        ("支部党员大会一般每季度召开一次。", ["第十条 支部党员大会由全体党员参加，一般每季度召开1次。"]),
        ("党员大会由支部书记主持。", ["支部党员大会由支部书记主持。"]),
        (
            "支部党员大会每季度召开1次，由支部书记主持。",
            ["第十条 支部党员大会由全体党员参加，一般每季度召开1次。支部党员大会由支部书记主持。"],
        ),
        (
            "支部党员大会由全体党员参加，2025年共召开四次。",
            ["第十条 支部党员大会由全体党员参加，一般每季度召开1次。", "2025年共召开4次，收缴党费1.2万元。"],
        ),
        ("全年党费12000元。", ["2025年共召开4次，收缴党费1.2万元。"]),
        ("猕猴桃。", []),
        ("", []),
    ],
)
def test_quotes(claim: str, quotes: list[str]) -> None:
    assert [span.of(TEXT) for span in best_quotes(claim, TEXT)] == quotes


@settings(deadline=None)
@given(
    st.text(alphabet="支部大会每季度1次。\n ，", max_size=40),
    st.text(alphabet="支部大会每季度1次。\n ，", max_size=120),
)
def test_quotes_lie_in_the_text_in_order_and_apart(claim: str, text: str) -> None:
    spans = best_quotes(claim, text)
    assert all(span.of(text).strip() == span.of(text) != "" for span in spans)
    assert all(one.end < other.start or one.end == other.start for one, other in pairwise(spans))


def test_no_passage_gives_no_quote() -> None:
    assert best_quotes("支部党员大会", "") == []
