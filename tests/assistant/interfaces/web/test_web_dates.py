"""Days and periods as people type them on the page."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.drafting.periods import read_period
from assistant.interfaces.web.elements.dates import read_day, usual_periods

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "typed",
    ["2026年3月5日", " 2026 年 3 月 5 日 ", "2026-03-05", "2026-3-5", "2026.3.5", "2026/3/5", "20260305",
     "２０２６年３月５日", "二〇二六年三月五日", "3月5日", "3-5", "3.5"],
)  # fmt: skip
def test_a_day_is_read_however_it_is_typed(typed: str) -> None:
    assert read_day(typed, TODAY) == date(2026, 3, 5)


@pytest.mark.parametrize("typed", ["", "下周", "2026年", "2026年3月", "2026-13-01", "20261301", "2月30日", "3月5日前"])
def test_what_is_no_day_is_none(typed: str) -> None:
    assert read_day(typed, TODAY) is None


def test_the_usual_periods_are_periods() -> None:
    assert usual_periods(TODAY)[0] == "2026年"
    assert all(read_period(period) for period in usual_periods(TODAY))
