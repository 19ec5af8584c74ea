"""What time a draft speaks of, and whether a sentence of a source speaks of that time."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingest.periods import period_in
from ingest.text.dates import with_arabic_years

_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_CODE = re.compile(r"(?P<year>\d{4})(?:(?P<half>H[12])|(?P<quarter>Q[1-4])|-(?P<month>\d{2})|/(?P<until>\d{4}))?\Z")
_MONTHS = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月?\s*[—–\-~～至到]+\s*(\d{1,2})\s*月")
_NAMED = re.compile(
    r"《[^《》]*》|[〔\[(（【][^〔〕\[\]()（）【】]{0,12}(?:修订|修正|印发|发布|试行|版|稿)[^〔〕\[\]()（）【】]*[〕\])）】]|〔\d{4}〕\s*\d*号?"
)
"""Titles, editions and 文号: their years are names, not times."""
_TIME = re.compile(
    r"""
    (?<!\d) (?P<year>(?:19|20)\d\d)
    (?: (?:\s?年)? \s?[—–\-~～至到]\s? (?P<until>(?:19|20)\d\d) \s?年
      | \s?年度? (?:
            \s?(?P<month>1[0-2]|0?[1-9])\s?月
            (?: \s?[—–\-~～至到]\s?(?P<last>1[0-2]|0?[1-9])\s?月 )?
            (?:\s?(?P<day>3[01]|[12]\d|0?[1-9])\s?日)?
          | \s?(?P<half>[上下])半年
          | \s?第?(?P<quarter>[一二三四])季度
          | (?P<end>底|末)
        )?
      | [-./](?P<iso_month>1[0-2]|0?[1-9])[-./](?P<iso_day>3[01]|[12]\d|0?[1-9])(?![\d.])
    )
    """,
    re.VERBOSE,
)
_COMPARES = re.compile(r"比|较|同比|上年|由[^。]{0,30}(?:到|至|为)|从[^。]{0,30}(?:到|至|为)|以[^。]{0,20}为准")
"""A figure of the year before stands beside one of the year itself."""
_AS_OF = re.compile(r"以[^。]{0,20}为准")
_OTHER_YEAR = re.compile(r"去年|前年|上一?年度?(?!考核)|明年|后年")


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def overlaps(self, other: Interval) -> bool:
        return self.first <= other.last and other.first <= self.last


def year(number: int, until: int | None = None) -> Interval:
    return Interval(date(number, 1, 1), date(until or number, 12, 31))


def interval_of(code: str | None) -> Interval | None:
    """The days of a period as `ingest.types.Metadata.period` writes it; None for none."""
    match = _CODE.match(code or "")
    if match is None:
        return None
    number = int(match["year"])
    if match["half"]:
        return _months(number, 1, 6) if match["half"] == "H1" else _months(number, 7, 12)
    if match["quarter"]:
        first = 3 * int(match["quarter"][1]) - 2
        return _months(number, first, first + 2)
    if match["month"]:
        return _months(number, int(match["month"]), int(match["month"]))
    return year(number, int(match["until"]) if match["until"] else None)


def read_period(text: str) -> Interval | None:
    """The days that a user's words mean: 2026, 2026年上半年, 2026年1—9月, 2026年3月, “十五五”时期; None for none."""
    written = text.strip()
    if re.fullmatch(r"(?:19|20)\d\d", written):
        return year(int(written))
    if match := _MONTHS.search(written):
        first, last = int(match[2]), int(match[3])
        if 1 <= first <= last <= 12:
            return _months(int(match[1]), first, last)
    return interval_of(period_in(written))


def next_period(text: str, interval: Interval | None) -> str:
    """What comes after a period, as it is said: 2027年, 2026年下半年, 2026年第二季度; 下一阶段 where unclear."""
    if interval is None:
        return "下一阶段"
    number, months = interval.first.year, (interval.first.month, interval.last.month)
    if interval == year(number):
        return f"{number + 1}年"
    if months[1] == 12:
        return f"{interval.last.year + 1}年" if "季度" not in text else f"{number + 1}年第一季度"
    if months == (1, 6):
        return f"{number}年下半年"
    if "季度" in text:
        return f"{number}年第{'一二三四'[months[1] // 3]}季度"
    return f"{number}年后续"


def before(interval: Interval) -> Interval:
    """The period of the same length a year earlier."""
    return Interval(_moved(interval.first), _moved(interval.last))


def times_in(text: str) -> tuple[Interval, ...]:
    """The times with a year that `text` names, in order; years inside titles, editions and 文号 are names."""
    plain = with_arabic_years(_NAMED.sub(lambda match: " " * len(match.group()), text))
    return tuple(filter(None, map(_time, _TIME.finditer(plain))))


def leading_time(text: str) -> Interval | None:
    """The time that a sentence begins with: 2025年5月，…; 截至2026年3月31日，…. What follows it speaks of it too."""
    head = re.match(r"(?:截至|截止|到|在|自|从)?(?=(?:19|20)\d\d|[一二][〇○零九])[^，。]{4,20}", text)
    return next(iter(times_in(head.group())), None) if head else None


def speaks_of(text: str, times: Sequence[Interval], context: Interval | None, wanted: Interval) -> bool:
    """Whether a sentence speaks of the time wanted.

    Args:
        times: The times that it names.
        context: The time that its paragraph, heading or document speaks of.
    """
    if _OTHER_YEAR.search(text):
        return False
    if not times:
        return context is not None and context.overlaps(wanted)
    if _AS_OF.search(text) and not (context is not None and context.overlaps(wanted)):
        return False
    others = [one for one in times if not one.overlaps(wanted)]
    if any(one.first > wanted.last or one.last.year < wanted.first.year - 1 for one in others):
        return False
    if len(others) < len(times):
        return not others or _COMPARES.search(text) is not None
    return context is not None and context.overlaps(wanted) and _COMPARES.search(text) is not None


def looks_beyond(text: str, times: Sequence[Interval], context: Interval | None, wanted: Interval) -> bool:
    """Whether a sentence speaks of what comes after the time wanted."""
    if _OTHER_YEAR.search(text):
        return False
    if times:
        return all(one.last > wanted.last for one in times)
    return context is not None and context.last > wanted.last


def _months(number: int, first: int, last: int) -> Interval:
    return Interval(date(number, first, 1), date(number, last, monthrange(number, last)[1]))


def _moved(day: date) -> date:
    return date(day.year - 1, day.month, 28 if (day.month, day.day) == (2, 29) else day.day)


def _time(match: re.Match[str]) -> Interval | None:
    number = int(match["year"])
    if match["until"]:
        return year(number, int(match["until"])) if number <= int(match["until"]) else None
    if match["half"]:
        return _months(number, 1, 6) if match["half"] == "上" else _months(number, 7, 12)
    if match["quarter"]:
        first = 3 * _QUARTERS[match["quarter"]] - 2
        return _months(number, first, first + 2)
    if match["end"]:
        return Interval(date(number, 12, 31), date(number, 12, 31))
    month, day = match["month"] or match["iso_month"], match["day"] or match["iso_day"]
    if month is None:
        return year(number) if "年" in match.group() else None
    return _day(number, int(month), int(match["last"] or month), int(day) if day else None)


def _day(number: int, first: int, last: int, day: int | None) -> Interval | None:
    if last < first:
        return None
    if day is None:
        return _months(number, first, last)
    if day > monthrange(number, last)[1]:
        return None
    return Interval(date(number, first, day if first == last else 1), date(number, last, day))
