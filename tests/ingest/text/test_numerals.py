from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.numerals import chinese_numeral, parse_numeral


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三百二十", 320), ("十二", 12), ("二十", 20), ("一百零五", 105), ("一百〇五", 105), ("两千零二十", 2020),
        ("二〇二六", 2026), ("二○二六", 2026), ("一千二百六十", 1260), ("三万五千", 35000), ("一亿二千万", 120_000_000),
        ("十", 10), ("〇", 0), ("12", 12), ("１２", 12), ("贰拾叁", 23), ("廿三", 23),
    ],
)  # fmt: skip
def test_numerals_are_read(numeral: str, value: int) -> None:
    assert parse_numeral(numeral) == value


@pytest.mark.parametrize("text", ["", "四个", "三会一课", "3.5", "abc", "第十"])
def test_nothing_else_is_read_as_a_numeral(text: str) -> None:
    assert parse_numeral(text) is None


@given(st.integers(0, 9999))
def test_written_numerals_are_read_back(value: int) -> None:
    assert parse_numeral(chinese_numeral(value)) == value


def test_only_article_sized_numbers_are_written() -> None:
    with pytest.raises(ValueError, match="9999"):
        chinese_numeral(10_000)
