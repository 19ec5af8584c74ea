"""What the annotations that came through whole tell about those that were torn."""

from __future__ import annotations

import pytest

from ingest.byteshift import readings, realign
from ingest.repair import repair

WHOLE = "構(gòu)建(jiàn)鞏(gǒng)固(gù)共(gòng)鼓(gǔ)勵(lì)國(guó)家"


def test_a_reading_seen_before_gives_its_byte() -> None:
    known = readings("購(gòu)買")
    assert known.second_byte(0xD9, "gòu") == "購".encode("gbk")[1]


@pytest.mark.parametrize("pinyin", ["gòu", "gōu"])
def test_a_reading_not_seen_lies_between_its_neighbours_in_the_order_of_gb_2312(pinyin: str) -> None:
    assert readings(WHOLE).second_byte(0xD9, pinyin) == "購".encode("gbk")[1]


@pytest.mark.parametrize(("first", "pinyin"), [(0xD9, "zhuàng"), (0x81, "gòu"), (0xD9, "bù")])
def test_without_near_neighbours_nothing_is_guessed(first: int, pinyin: str) -> None:
    assert readings(WHOLE).second_byte(first, pinyin) is None
    assert readings("無").second_byte(first, pinyin) is None


def test_a_line_torn_by_an_annotation_is_whole_again() -> None:
    torn = "優(yōu)勝?gòu)倪x擇課題開始，提高工作質(zhì)量"
    assert realign(torn, readings(WHOLE)) == "優勝從選擇課題開始，提高工作質量"
    assert repair(f"{WHOLE}\n{torn}").text.split("\n")[1] == "优胜从选择课题开始，提高工作质量"
