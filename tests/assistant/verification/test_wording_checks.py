"""What the checks of wording have in common: any text is taken, spans are the text's, the work grows with the text."""

from __future__ import annotations

from datetime import date
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.types import Finding
from assistant.verification.alignment import align
from assistant.verification.formulations import check_formulations
from assistant.verification.names import check_names
from assistant.verification.quotations import check_quotations
from assistant.verification.style import suggest_style
from assistant.verification.titles import check_titles

WORDS = (
    "四个意识 政治意识 大局意识 国务院 财政部门 李建国书记 以下简称 国发〔2020〕3号 创新 协调 绿色 全心全意为人民服务"
)
PIECES = st.sampled_from([*"“”‘’「」《》〈〉（）()、，。！…\"' \n\u3000\0臺灣ＡＢ１２", *WORDS.split()])
TEXTS = st.lists(PIECES, max_size=30).map("".join)


def all_findings(claim: str, source: str) -> list[Finding]:
    alignment = align(claim, source)
    return [
        *check_quotations(claim, [source], alignment),
        *check_titles(claim, [source], ["某某管理办法"], alignment),
        *check_formulations(claim, "news", date(2026, 3, 1), [source]),
        *check_names(claim, alignment, [source]),
        *suggest_style(claim),
    ]


@settings(max_examples=150, deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_is_taken_and_spans_are_of_the_claim(claim: str, source: str) -> None:
    for finding in all_findings(claim, source):
        assert 0 <= finding.start <= finding.end <= len(claim)
        assert claim[finding.start : finding.end] == finding.found
        if finding.difference and finding.check != "formulation":
            assert "".join(edit.claim for edit in finding.difference) == finding.found


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_source_word_for_word_is_never_certainly_wrong(claim: str) -> None:
    assert [one for one in all_findings(claim, claim) if one.severity == "certain" and one.note[:2] != "新闻"] == []


@pytest.mark.parametrize(
    "unit",
    [
        "“甲乙丙丁”《某办法》，",
        "创新、协调、绿色、",
        "全心全意为人民",
        "国发〔2020〕3号，",
        "《甲《",
        "“",
        "（以下简称",
    ],
)
def test_hostile_repetition_takes_linear_time(unit: str) -> None:
    text = (unit * 20_000)[:40_000]
    started = process_time()
    check_quotations(text, [text[:2000]])
    check_titles(text, [text[:2000]])
    check_formulations(text, sources=[text[:2000]])
    suggest_style(text)
    assert process_time() - started < 15
