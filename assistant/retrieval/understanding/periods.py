"""The times that a question speaks of: 2025年, 第一季度, “十四五”; and 去年, 本季度 as seen from a given day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.periods import plan_period
from ingest.text.dates import HAN_YEAR, number_of
from ingest.text.numerals import chinese_numeral, parse_numeral
from ingest.types import Span


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """A period and where it stands.

    Attributes:
        value: "2026", "2026H1", "2026Q2", "2026-05", "2026-05-12", "2021/2025"; as `ingest.periods` writes them.
        relative: Whether its year hangs on the day of the question.
        colloquial: Whether it is a word of speech (去年) that documents put as a number; 上年度 is their own word.
    """

    value: str
    span: Span
    relative: bool = False
    colloquial: bool = False


_YEAR = (
    rf"(?:(?<!\d)(?P<year>(?:19|20)\d\d|{HAN_YEAR})\s?年?度?"
    r"|(?P<near>今年|去年|前年|明年|后年|本年度?|上一?年度|上年度?|下一?年度))"
)
_WITHIN = (
    r"(?:的?第?(?P<quarter>[一二三四1-4])季度|的?(?P<half>[上下])半年"
    r"|(?P<month>1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![日\d]))"
)
_DATED = re.compile(rf"{_YEAR}\s?{_WITHIN}?")
_UNDATED = re.compile(
    r"(?<![年度\d])第?(?P<quarter>[一二三四1-4])季度|(?<!年)(?<!年度)(?<!年的)(?P<half>[上下])半年"
    r"|(?P<this>本|这个?|这一|上个?|上一|下个?|下一)(?P<unit>季度?|月)(?!度?召开|报)"
    r"|(?<![\u4e00-\u9fff])(?P<day>今天|昨天|明天|前天)"
)
_PLAN = re.compile(
    r"[“\"「]?十(?P<plan>[一二三四五六七])五[”\"」]?(?=规划|时期|期间|发展|计划|纲要|以来|末|[的，。？?]|$)"
)
_SHIFT = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "明": 1, "下": 1, "后": 2}
_DAYS = {"今天": 0, "昨天": -1, "前天": -2, "明天": 1}
_COLLOQUIAL = frozenset({"今年", "去年", "前年", "明年", "后年"})
_QUOTES = re.compile(r"《[^》]*》|“[^”]*”|「[^」]*」")
_CYCLE = re.compile(r"每(?:年|个?季度|半年|个?月)?的?$|逢$|各$")
"""What stands before 上半年 or 第一季度 where every year's is meant."""


def find_periods(text: str, today: date | None = None) -> Iterator[FoundPeriod]:
    """The periods in `text`, in order; without `today` those that hang on it are left out."""
    found = [*_plans(text), *_dated(text, today), *(_undated(text, today) if today else ())]
    found.sort(key=lambda one: (one.span.start, -one.span.end))
    end = 0
    for one in found:
        if one.span.start >= end:
            end = one.span.end
            yield one


def spelled(value: str) -> str:
    """A period as documents write it: "2026Q3" -> 2026年第三季度, "2021/2025" -> 2021—2025年."""
    if match := re.fullmatch(r"(\d{4})([QH])(\d)", value):
        part = f"第{chinese_numeral(int(match[3]))}季度" if match[2] == "Q" else "上下"[int(match[3]) - 1] + "半年"
        return f"{match[1]}年{part}"
    if "/" in value:
        return value.replace("/", "—") + "年"
    year, *rest = value.split("-")
    return f"{year}年" + "".join(f"{int(number)}{unit}" for number, unit in zip(rest, "月日", strict=False))


def resolved(text: str, today: date | None) -> str:
    """`text` with words of speech for a time (去年, 上个季度) put as the number that documents write.

    Left alone where the text names a year itself (去年（2025年）), and inside title and quotation marks.
    """
    if today is None:
        return text
    found = list(find_periods(text, today))
    if any(not one.relative for one in found):
        return text
    quoted = [match.span() for match in _QUOTES.finditer(text)]
    for one in reversed(found):
        if one.colloquial and not any(start <= one.span.start < end for start, end in quoted):
            text = text[: one.span.start] + spelled(one.value) + text[one.span.end :]
    return text


def _plans(text: str) -> Iterator[FoundPeriod]:
    for match in _PLAN.finditer(text):
        yield FoundPeriod(plan_period(match["plan"]), Span(*match.span()))


def _dated(text: str, today: date | None) -> Iterator[FoundPeriod]:
    for match in _DATED.finditer(text):
        near = match["near"]
        if near and today is None:
            continue
        if not near and not re.search(r"[年度]", match[0]):
            continue
        year = today.year + _SHIFT[near[0]] if near and today else number_of(match["year"] or "")
        if year is None:
            continue
        yield FoundPeriod(
            f"{year}{_within(match)}", Span(*_trimmed(match)), relative=bool(near), colloquial=near in _COLLOQUIAL
        )


def _undated(text: str, today: date) -> Iterator[FoundPeriod]:
    for match in _UNDATED.finditer(text):
        if _CYCLE.search(text[: match.start()]):
            continue
        span = Span(*match.span())
        if match["day"]:
            number = today.toordinal() + _DAYS[match["day"]]
            if 1 <= number <= date.max.toordinal():
                yield FoundPeriod(date.fromordinal(number).isoformat(), span, relative=True)
        elif match["this"]:
            shift = {"本": 0, "这": 0, "上": -1, "下": 1}[match["this"][0]]
            value = _quarter(today, shift) if match["unit"].startswith("季") else _month(today, shift)
            yield FoundPeriod(value, span, relative=True, colloquial=True)
        else:
            yield FoundPeriod(f"{today.year}{_within(match)}", span, relative=True)


def _within(match: re.Match[str]) -> str:
    if match["quarter"]:
        return f"Q{parse_numeral(match['quarter'])}"
    if match["half"]:
        return "H1" if match["half"] == "上" else "H2"
    month = match.groupdict().get("month")
    return f"-{parse_numeral(month):02}" if month else ""


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    return match.start(), match.start() + len(match[0].rstrip())


def _quarter(today: date, shift: int) -> str:
    at = 4 * today.year + (today.month - 1) // 3 + shift
    return f"{at // 4}Q{at % 4 + 1}"


def _month(today: date, shift: int) -> str:
    at = 12 * today.year + today.month - 1 + shift
    return f"{at // 12}-{at % 12 + 1:02}"
