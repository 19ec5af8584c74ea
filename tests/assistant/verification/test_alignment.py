"""A claim beside its source: nothing of either is lost, and differences are where a reader sees them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.alignment import align
from assistant.verification.composition import clauses, compose

TEXTS = st.text(alphabet="党支部应当可以不每月1２,.，。；、“”《》㎡ \n\u200babA", max_size=40)


def differences(claim: str, source: str) -> list[tuple[str, str, str]]:
    return [(edit.kind, edit.source, edit.claim) for edit in compose(claim, source).edits if edit.kind != "equal"]


@given(TEXTS, TEXTS)
def test_the_edits_make_up_both_texts(claim: str, source: str) -> None:
    alignment = align(claim, source)
    assert "".join(edit.claim for edit in alignment.edits) == claim
    assert "".join(edit.source for edit in alignment.edits) == source
    assert 0 <= alignment.score <= 1


@given(TEXTS, TEXTS)
def test_composing_keeps_every_character_of_the_source(claim: str, source: str) -> None:
    alignment = compose(claim, source)
    assert "".join(edit.claim for edit in alignment.edits) == claim
    assert "".join(edit.source for edit in alignment.edits) == alignment.source
    assert Counter(alignment.source) == Counter(source)


@given(TEXTS)
def test_clauses_make_up_their_text(text: str) -> None:
    assert "".join(clauses(text)) == text


@given(TEXTS, TEXTS, st.integers(0, 40), st.integers(0, 40))
def test_spans_are_carried_over_into_the_other_text(claim: str, source: str, one: int, two: int) -> None:
    alignment = align(claim, source)
    start, end = sorted((min(one, len(claim)), min(two, len(claim))))
    first, last = alignment.source_span(start, end)
    assert 0 <= first <= last <= len(source)
    start, end = sorted((min(one, len(source)), min(two, len(source))))
    first, last = alignment.claim_span(start, end)
    assert 0 <= first <= last <= len(claim)


@pytest.mark.parametrize(
    ("claim", "source", "expected"),
    [
        ("党支部可以每月开会。", "党支部应当每月开会。", [("replace", "应当", "可以")]),
        ("增长3.5%。", "增长5.3%。", [("replace", "5.3", "3.5")]),
        ("達到１２００萬元。", "达到1200万元。", []),
        ("甲、丙、丁。", "甲、乙、丙、丁。", [("delete", "乙、", "")]),
        ("不得出租。", "不得转让，不得出租。", [("delete", "不得转让，", "")]),
        ("根据有关规定，每月开会。", "每月开会。", [("insert", "", "根据有关规定，")]),
    ],
)
def test_what_differs(claim: str, source: str, expected: list[tuple[str, str, str]]) -> None:
    assert differences(claim, source) == expected


def test_a_span_lies_where_its_words_lie() -> None:
    alignment = align("支部应当每月召开1次会议", "各支部每月召开１次会议")
    assert alignment.source_span(8, 10) == (7, 9)
    assert alignment.source_span(2, 4) == (3, 3)
    assert alignment.claim_span(7, 9) == (8, 10)
    assert alignment.claim_span(0, 1) == (0, 0)


def test_clauses_in_another_order_lie_beside_themselves() -> None:
    source = "2025年，产值增长6.5%，新增就业1352万人，失业率降到4.9%。"
    alignment = compose("新增就业1352万人，产值增长6.5%。", source)
    assert alignment.score == 1
    assert all(edit.kind in ("equal", "delete") or edit.claim == "。" for edit in alignment.edits)


def test_a_clause_finds_its_own_among_alike_ones() -> None:
    source = "城镇居民收入达到六百元，比上年增长12.5%；农民收入达到三百元，比上年增长14.7%。"
    claim = "农民收入达到三百元，比上年增长14.7%；城镇居民收入达到六百元，比上年增长12.5%。"
    assert [edit for edit in compose(claim, source).edits if edit.kind != "equal" and edit.claim not in "；。"] == []
