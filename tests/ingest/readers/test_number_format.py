"""Numbers as a Chinese spreadsheet program shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.readers.number_format import plain, shown, shown_text

MAY_DAY = 46143.0
"""1 May 2026."""


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (0.85, "0%", "85%"),
        (0.8565, "0.0%", "85.7%"),
        (2.5, "0", "3"),
        (1.005, "0.00", "1.01"),
        (5, "000", "005"),
        (0.25, "0.##", "0.25"),
        (-5, "0.00;[Red]-0.00", "-5.00"),
        (-5, "0.00_);(0.00)", "(5.00)"),
        (-0.001, "0.00", "0.00"),
        (0, "0;-0;;@", ""),
        (0, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1234.5, "[$¥-804]#,##0.00", "¥1,234.50"),
        (-1234.5, "[$¥-804]#,##0.00", "-¥1,234.50"),
        (32000, '0!.0,"万"', "3.2万"),
        (32000, '0\\.0,"万"', "3.2万"),
        (123_456_789, '0.00,,"百万"', "123.46百万"),
        (13812345678, "000-0000-0000", "138-1234-5678"),
        (12, 'General"人"', "12人"),
        (3, '"第"0"号"', "第3号"),
        (150, '[>=100]"高";[<50]"低";"中"', "高"),
        (70, '[>=100]"高";[<50]"低";"中"', "中"),
        (1.5, "# ?/?", "1 1/2"),
        (12345, "0.00E+00", "1.23E+04"),
        (MAY_DAY, "yyyy-mm-dd", "2026-05-01"),
        (MAY_DAY, 'yyyy"年"m"月"d"日"', "2026年5月1日"),
        (MAY_DAY, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二六年五月一日"),
        (MAY_DAY, "[$-F800]dddd, mmmm dd, yyyy", "2026年5月1日"),
        (MAY_DAY, "aaaa", "星期五"),
        (MAY_DAY + 0.5, "yyyy/m/d h:mm", "2026/5/1 12:00"),
        (0.5, "h:mm AM/PM", "12:00 PM"),
        (0.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (1.25, "[h]:mm", "30:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (-3, "yyyy-mm-dd", "-3"),
        (1e300, "yyyy-mm-dd", f"{1e300:.10g}"),
        (7, "", ""),
    ],
)
def test_a_value_under_its_format(value: float, code: str, expected: str) -> None:
    assert shown(value, code) == expected


def test_days_counted_from_1904() -> None:
    assert shown(MAY_DAY - 1462, "yyyy-mm-dd", True) == "2026-05-01"


@pytest.mark.parametrize(
    ("text", "code", "expected"), [("3", '"第"@"号"', "第3号"), ("甲", "General", "甲"), ("甲", "@", "甲")]
)
def test_words_around_a_text(text: str, code: str, expected: str) -> None:
    assert shown_text(text, code) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(3.0, "3"), (0.1 + 0.2, "0.3"), (3.14159265358979, "3.141592654"), (110101199001010000.0, "1.1010119900101e+17")],
)
def test_a_value_without_a_format(value: float, expected: str) -> None:
    assert plain(value) in (expected, f"{value:.10g}")


@given(
    st.floats(allow_nan=True, allow_infinity=True),
    st.text('0#?.,%;[]"\\!_*@/yYmdhsaeE+-AMPGgnrl年月日>=<$DBN1', max_size=24),
)
def test_no_format_is_too_strange(value: float, code: str) -> None:
    assert isinstance(shown(value, code), str)
    assert isinstance(shown_text("甲", code), str)
