"""The day by which 时限 wants a task done: 2026年6月底前, 第三季度, 年底前, 3月至5月."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from ingest.text.dates import find_dates
from ingest.text.numerals import parse_numeral

_NUMBER = r"1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]"
_POINT = re.compile(
    rf"""
    (?:(?P<year>(?:19|20)\d\d|[一二][〇○零九][〇○零一二三四五六七八九]{{2}})\s?年度?\s?)?
    (?:
      (?P<month>{_NUMBER})\s?月份?\s?
      (?:(?P<day>3[01]|[12]\d|0?[1-9]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])\s?[日号]
        |(?P<part>上旬|中旬|下旬|初|中|底|末))?
      \s?(?P<before>之?以?前)?
    | 第?(?P<quarter>[一二三四1-4])季度\s?(?P<end>底|末)?\s?(?P<before_quarter>之?以?前)?
    | (?P<half>[上下])半年
    | (?P<mid>年?中(?!旬))
    | (?P<whole>年底|年末|全年|年内|年度内|本年度?|当年|岁末|底|末|内)
    )?
    """,
    re.VERBOSE,
)
_RECURRING = re.compile(r"每[年月周日季]|每个?(?:季度|月|半年|星期)|按[月季]|长期|持续|常态|经常|随时|日常")
_PART_DAYS = {"初": 10, "上旬": 10, "中旬": 20, "中": 20}


def deadline(text: str, year: int | None = None) -> date | None:
    """The last day that `text` allows; None where it names none, or none without knowing the year.

    What recurs or goes on (每季度, 长期坚持) is due at the end of the plan's year. Of several times the last counts:
    3月至5月 is due on 31 May. 6月底前 and 6月30日前 allow 30 June, 6月前 the last of May.

    Args:
        year: The plan's, for times that name none.
    """
    full = [found.value for found in find_dates(text)]
    points = list(_points(text, year))
    if full or points:
        return max([*full, *points])
    if _RECURRING.search(text) and year is not None:
        return date(year, 12, 31)
    return None


def _points(text: str, year: int | None) -> Iterator[date]:
    named = year
    for match in _POINT.finditer(text):
        if not match["year"] and (not match.group() or match.group() in ("中", "底", "末", "内")):
            continue
        if match["year"]:
            named = parse_numeral(match["year"].replace("○", "〇"))
        if named is not None and (found := _day(match, named)):
            yield found


def _day(match: re.Match[str], year: int) -> date | None:
    if match["month"]:
        return _within_month(match, year, parse_numeral(match["month"]) or 0)
    if match["quarter"]:
        last = 3 * (parse_numeral(match["quarter"]) or 0)
        return _month_end(year, last - 3 if match["before_quarter"] and not match["end"] else last)
    is_half = match["half"] == "上" or match["mid"]
    return date(year, 6, 30) if is_half else date(year, 12, 31)


def _within_month(match: re.Match[str], year: int, month: int) -> date | None:
    if not 1 <= month <= 12:
        return None
    if match["day"]:
        return _date(year, month, parse_numeral(match["day"]) or 0)
    if match["part"] in _PART_DAYS:
        return date(year, month, _PART_DAYS[match["part"]])
    if match["before"] and not match["part"]:
        return date(year, month, 1) - timedelta(days=1)
    return _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    if month == 0:
        return date(year - 1, 12, 31)
    return date(year, month, monthrange(year, month)[1])


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
