from __future__ import annotations

from datetime import date

import pytest

from ingest.text.dates import find_dates, with_arabic_years


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年3月1日", [date(2026, 3, 1)]),
        ("二〇二六年三月十一日印发", [date(2026, 3, 11)]),
        ("二○二五年十二月三十一日", [date(2025, 12, 31)]),
        ("二O二五年十二月十日", [date(2025, 12, 10)]),
        ("二0二五年五月十日，二0一0年一月一日", [date(2025, 5, 10), date(2010, 1, 1)]),
        ("日期:2025-12-24人气:9", [date(2025, 12, 24)]),
        ("2025.3.1至2025/4/30", [date(2025, 3, 1), date(2025, 4, 30)]),
        ("2026 年 3 月 1 日", [date(2026, 3, 1)]),
        ("2月30日，2026年2月30日", []),
        ("12.2025.25.12", []),
        ("2026年3月", []),
    ],
)
def test_dates_are_found(text: str, expected: list[date]) -> None:
    assert [found.value for found in find_dates(text)] == expected


def test_the_span_holds_the_date() -> None:
    text = "自2026年3月1日起"
    (found,) = find_dates(text)
    assert found.span.of(text) == "2026年3月1日"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("二〇二六年工作要点", "2026年工作要点"),
        ("二○二五年、二O二六年，二0二七年度", "2025年、2026年，2027年度"),
        ("一九四九年十月", "1949年十月"),
        ("二〇二六号文，三年，二十年", "二〇二六号文，三年，二十年"),
    ],
)
def test_years_in_chinese_numerals_are_put_in_figures(text: str, expected: str) -> None:
    assert with_arabic_years(text) == expected
