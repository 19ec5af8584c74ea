"""Ways of writing set aside: what counts as said, and what does not."""

from __future__ import annotations

import pytest

from eval.assertion import asserts
from eval.normalise import article_label, canonical, mentions, states


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三成", "30%"),
        ("百分之三十", "３０％"),
        ("1.2亿", "12000万"),
        ("1.2亿元", "１２，０００万元".replace("，", "")),
        ("一百二十万元", "120万元"),
        ("2026年3月5日", "2026-03-05"),
        ("二〇二六年三月五日", "2026.3.5"),
        ("2026年度", "2026 年"),
        ("十二个党支部", "12 个党支部"),
        ("三个方面", "3个方面"),
        ("第十二条", "第12条"),
        ("3—5次", "3至5次"),
        ("“一支部一品牌”", "一支部一品牌"),
        ("《党章》", "党章"),
        ("沈 知遠", "沈知远"),
        ("两年", "2年"),
        ("四个意识", "4个意识"),
    ],
)
def test_two_writings_of_one_thing_are_equal(one: str, other: str) -> None:
    assert canonical(one) == canonical(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("三成", "三十"),
        ("30%", "30个百分点"),
        ("1.2亿", "1.2万"),
        ("300余人", "300人"),
        ("2026年3月5日", "2026年5月3日"),
        ("12次", "12人次"),
        ("第二条", "第十二条"),
    ],
)
def test_two_things_are_not(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    ("text", "point", "said"),
    [
        ("一线职工占比达到三成。", "30%", True),
        ("营业收入12000万元，增长7.2%。", "1.2亿元", True),
        ("会议于2026年3月5日召开。", "2026-03-05", True),
        ("会议于2026年3月5日召开。", "3月5日", True),
        ("会议于2026年3月5日召开。", "2026年3月", True),
        ("全年召开会议12场。", "12次", True),  # measure words stand for one another
        ("共有党支部46个。", "46", True),
        ("攻坚持续50天。", "50", True),
        ("书记沈知远主持。", "沈 知远", True),
        ("2025年共有126个支部。", "12", False),  # no part of a longer number
        ("2025年共有126个支部。", "25", False),
        ("会议于2026年3月5日召开。", "5", False),  # a day is no count
        ("会议于2026年3月5日召开。", "3", False),
        ("提高7.2个百分点。", "7.2%", False),
        ("参加300余人。", "300人", False),
        ("参加300人。", "300余人", False),
        ("5G网络覆盖。", "G", False),
        ("召开党员大会三次。", "党员大会", True),
        ("占15.5%。", "5.5%", False),
        ("第十二条规定。", "第二条", False),
        ("时限为三个月。", "3个月", True),
        ("时限为3月。", "3个月", False),
    ],
)
def test_a_point_is_stated_or_not(text: str, point: str, said: bool) -> None:
    assert states(text, point) is said


def test_a_phrase_of_punctuation_is_never_mentioned() -> None:
    assert not mentions("——", "——")


def test_characters_that_stand_for_our_own_signs_do_no_harm() -> None:
    assert not mentions("共\ue00012\ue0016个", "12个")
    assert mentions("共\ue00012\ue001个", "12个")


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("第12条", "第十二条"), ("第 十二 条", "第十二条"), ("第十二条之一", "第十二条之一"),
        ("第十二条第二款第（三）项", "第十二条"), ("十二", None), ("第一章", None), ("第〇条", None),
    ],
)  # fmt: skip
def test_articles_are_labelled_as_chunks_are(text: str, label: str | None) -> None:
    assert article_label(text) == label


@pytest.mark.parametrize(
    ("text", "phrase", "asserted"),
    [
        ("平台每年至少召开5次会议。", "5次", True),
        ("平台每年至少召开五次会议。", "5次", True),
        ("平台每年至少召开3次会议。", "5次", False),
        ("平台每年至少召开15次会议。", "5次", False),
        ("规定的不是5次，而是3次。", "5次", False),
        ("规定的不是3次而是5次。", "5次", True),
        ("应为3次，而不是5次。", "5次", False),
        ("问题中所说的5次，与文件不符。", "5次", False),
        ("由每季度1次改为每月1次。", "每季度1次", False),
        ("由每季度1次改为每月1次。", "每月1次", True),
        ("经费标准从8万元提高到10万元。", "8万元", False),
        ("经费标准从8万元提高到10万元。", "10万元", True),
        ("原办法规定，每年听取2次。", "2次", False),
        ("此前为2次，现为3次。", "2次", False),
        ("每年听取2次，旧办法同时废止。", "2次", True),
        ("旧办法已经停用。每年听取2次。", "2次", True),
        ("按原则每年听取2次。", "2次", True),
    ],
)
def test_what_is_denied_or_past_is_not_asserted(text: str, phrase: str, asserted: bool) -> None:
    assert asserts(text, phrase) is asserted
