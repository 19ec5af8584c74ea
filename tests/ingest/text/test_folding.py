from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.folding import fold

MIXED = st.text(
    alphabet=st.sampled_from("党建 引領體系Ａb1２½①“”（）〔〕—…\u200b\n\t\u3000é\u0301ﬁ㎡《》,。%+"), max_size=60
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("党 建 引　领", "党建引领"),
        ("共 50 余项", "共50余项"),
        ("ＩＳＯ  9001 质量", "iso 9001质量"),
        ("國有企業黨建", "国有企业党建"),
        ("“一” 『二』", '"一""二"'),
        ("党发〔2026〕３号", "党发[2026]3号"),
        ("2021—2025年", "2021-2025年"),
        ("二○二六年", "二〇二六年"),
        ("café cafe\u0301", "cafe cafe"),
        ("第一\n第二", "第一第二"),
        ("零\u200b宽", "零宽"),
        ("⻓⻛", "长风"),
        ("", ""),
    ],
)
def test_ways_of_writing_are_unified(text: str, folded: str) -> None:
    assert fold(text).text == folded


def test_a_span_leads_back_to_the_original() -> None:
    text = "落实“第 一 议 题”制度"
    folded = fold(text)
    start = folded.text.index("第一议题")
    assert folded.span(start, start + 4).of(text) == "第 一 议 题"


def test_a_character_that_folds_to_several_is_covered_whole() -> None:
    folded = fold("占½以上")
    assert folded.text == "占1⁄2以上"
    assert folded.span(2, 3).of("占½以上") == "½"


@given(st.one_of(MIXED, st.text(max_size=60)))
def test_offsets_rise_and_end_with_the_length(text: str) -> None:
    folded = fold(text)
    offsets = list(folded.offsets)
    assert len(offsets) == len(folded.text) + 1
    assert offsets == sorted(offsets)
    assert offsets[-1] == len(text)


@given(st.one_of(MIXED, st.text(max_size=60)))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text).text
    assert fold(once).text == once


@given(st.one_of(MIXED, st.text(max_size=60)), st.data())
def test_a_span_folds_to_what_it_was_found_by(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    start = data.draw(st.integers(0, len(folded.text)))
    end = data.draw(st.integers(start, len(folded.text)))
    span = folded.span(start, end)
    assert folded.text[start:end].strip() in fold(span.of(text)).text
    assert 0 <= span.start <= span.end <= len(text)
