"""What time a sentence speaks of, and whether that is the time wanted."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.drafting.periods import Interval, looks_beyond, next_period, read_period, speaks_of, times_in, year

Y2025, Y2026 = year(2025), year(2026)


@pytest.mark.parametrize(
    ("text", "first", "last", "following"),
    [
        ("2026", (2026, 1, 1), (2026, 12, 31), "2027年"),
        ("2026年度", (2026, 1, 1), (2026, 12, 31), "2027年"),
        ("2026年上半年", (2026, 1, 1), (2026, 6, 30), "2026年下半年"),
        ("2026年第一季度", (2026, 1, 1), (2026, 3, 31), "2026年第二季度"),
        ("2026年1—9月", (2026, 1, 1), (2026, 9, 30), "2026年后续"),
        ("2026年3月", (2026, 3, 1), (2026, 3, 31), "2026年后续"),
        ("“十五五”时期", (2026, 1, 1), (2030, 12, 31), "2031年"),
    ],
)
def test_periods_as_people_write_them(
    text: str, first: tuple[int, int, int], last: tuple[int, int, int], following: str
) -> None:
    interval = read_period(text)
    assert interval == Interval(date(*first), date(*last))
    assert next_period(text, interval) == following


def test_what_is_no_period() -> None:
    assert read_period("最近") is None
    assert next_period("最近", None) == "下一阶段"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("截至2026年3月31日，办结58条。", [(2026, 2026)]),
        ("《2026年党建工作要点》要求抓好落实。", []),
        ("依据东党发〔2025〕11号执行。", []),
        ("2026年至2030年分步实施。", [(2026, 2030)]),
        ("到2027年底全部建成。", [(2027, 2027)]),
        ("二〇二六年三月召开大会。", [(2026, 2026)]),
        ("投资2025万元。", []),
    ],
)
def test_times_that_a_sentence_names(text: str, years: list[tuple[int, int]]) -> None:
    assert [(time.first.year, time.last.year) for time in times_in(text)] == years


@pytest.mark.parametrize(
    ("text", "context", "wanted", "speaks"),
    [
        ("全年发展党员12名。", Y2025, Y2025, True),
        ("全年发展党员12名。", Y2025, Y2026, False),
        ("全年发展党员12名。", None, Y2026, False),
        ("党支部由2024年底的44个增加到46个。", Y2025, Y2025, True),
        ("2024年，公司承接新订单。", Y2025, Y2025, False),
        ("自2024年6月起，平台由12个发展到18个。", Y2026, Y2026, False),
        ("到2027年底达到30个。", Y2026, Y2026, False),
        ("经费186万元，比2025年预算172万元增加14万元。", Y2026, Y2026, True),
        ("覆盖党员1128名（以2025年12月31日统计数为准）。", Y2026, Y2025, False),
        ("去年发展党员12名。", Y2026, Y2026, False),
    ],
)
def test_whether_a_sentence_speaks_of_a_time(
    text: str, context: Interval | None, wanted: Interval, speaks: bool
) -> None:
    assert speaks_of(text, times_in(text), context, wanted) is speaks


def test_what_looks_beyond_a_time() -> None:
    assert looks_beyond("到2027年底达到30个。", times_in("到2027年底达到30个。"), Y2026, Y2026)
    assert not looks_beyond("6月底前完成。", (), Y2026, Y2026)
    assert looks_beyond("持续推进。", (), Interval(date(2026, 1, 1), date(2027, 12, 31)), Y2026)
