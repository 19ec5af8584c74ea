"""A text taken apart: every claim with its exact place and what it cites."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verification.claims import LONGEST, Statement, split_claims

REPORT = """# 2025年工作总结
各位代表：
一、主要工作
（一）加强组织建设
2025年，全院发展党员12名[1]。会议指出：“要坚持标准。要严格程序。”大家一致同意。[2][3]
- 新增支部3个
我们希望明年做得更好。
谢谢大家！
"""


def said(text: str) -> dict[str, Statement]:
    return {one.text: one for one in split_claims(text)}


def test_every_kind_is_told_apart() -> None:
    assert [(one.kind, one.text) for one in split_claims(REPORT)] == [
        ("heading", "# 2025年工作总结"),
        ("courtesy", "各位代表："),
        ("heading", "一、主要工作"),
        ("heading", "（一）加强组织建设"),
        ("statement", "2025年，全院发展党员12名[1]。"),
        ("statement", "会议指出：“要坚持标准。要严格程序。”"),
        ("statement", "大家一致同意。"),
        ("statement", "- 新增支部3个"),
        ("opinion", "我们希望明年做得更好。"),
        ("courtesy", "谢谢大家！"),
    ]


@pytest.mark.parametrize(
    ("text", "claim", "marks"),
    [
        ("支部每月开会[1]。", "支部每月开会[1]。", ("1",)),
        ("支部每月开会。[1][2]", "支部每月开会。", ("1", "2")),
        ("支部每月开会【3】，讨论问题[01]。", "支部每月开会【3】，讨论问题[01]。", ("3", "1")),
        ("支部每月开会[1-3]。", "支部每月开会[1-3]。", ("1", "2", "3")),
        ("支部每月开会[1、4]。", "支部每月开会[1、4]。", ("1", "4")),
        ("支部每月开会[K1a2b]。", "支部每月开会[K1a2b]。", ("K1a2b",)),
        ("[5]支部每月开会。", "支部每月开会。", ("5",)),
        ("党发〔2026〕3号要求每月开会。", "党发〔2026〕3号要求每月开会。", ()),
        ("编号[2026]不是出处。", "编号[2026]不是出处。", ()),
    ],
)
def test_marks_belong_to_their_sentence(text: str, claim: str, marks: tuple[str, ...]) -> None:
    assert said(text)[claim].marks == marks


def test_marks_are_blanked_out_of_what_is_checked() -> None:
    (one,) = split_claims("发展党员12名[1]，增长20%[2]。")
    assert one.plain == "发展党员12名   ，增长20%   。"
    assert len(one.plain) == len(one.text)


def test_a_line_that_was_wrapped_goes_on() -> None:
    text = "各级党组织应当定期听取平台建设情况的汇报，及时研究解决存在的困难\n和问题，并把有关情况纳入年度考核的内容。"
    assert [one.text for one in split_claims(text)] == [text]


@given(st.text(alphabet="党支部。，“”[]12【】\n#一、（）：！Kab ", max_size=60))
def test_places_are_exact_and_nothing_but_marks_and_blanks_is_left_out(text: str) -> None:
    found = split_claims(text)
    assert all(text[one.start : one.end] == one.text for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    "text", ["支部每月开会" * 33_000, "“" * 200_000, "[1]" * 66_000, "“党。" * 66_000, "\n" * 200_000]
)
def test_long_texts_take_no_long_time(text: str) -> None:
    started = time.process_time()
    assert all(len(one.text) <= LONGEST for one in split_claims(text))
    assert time.process_time() - started < 10


@pytest.mark.parametrize("text", ["", " \n ", "\u200b"])
def test_an_empty_text_claims_nothing(text: str) -> None:
    assert [one for one in split_claims(text) if one.plain.strip("\u200b ")] == []


@pytest.mark.parametrize(
    ("text", "counts_on"),
    [
        ("1. 甲事。\n2. 乙事。\n3. 丙事。", [True, True, True]),
        ("9. 甲事。", [False]),
        ("1. 甲事。\n（一）乙事。\n2. 丙事。\n5. 丁事。", [True, True, True, False]),
    ],
)
def test_numbers_that_are_no_count_of_the_text(text: str, counts_on: list[bool]) -> None:
    assert [one.counts_on for one in split_claims(text)] == counts_on
