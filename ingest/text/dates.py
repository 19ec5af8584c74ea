"""Calendar dates as documents write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingest.text.numerals import parse_numeral
from ingest.types import Span

HAN_YEAR = "[一二][〇○零O0九][〇○零O0一二三四五六七八九]{2}"
"""A year in Chinese numerals, its zeros as people type them: 二〇二六, 二○二六, 二O二六, 二0二六."""
_YEAR = rf"(?:(?:19|20)\d\s?\d|{HAN_YEAR})"
_PART = r"(?:\d\s?\d?|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])"
DATE_PATTERN = (
    rf"(?:(?P<year>{_YEAR})\s?年\s?(?P<month>{_PART})\s?月\s?(?P<day>{_PART})\s?日"
    rf"|(?P<iso_year>(?:19|20)\d\d)(?P<sign>[-./])(?P<iso_month>\d\d?)(?P=sign)(?P<iso_day>\d\d?)(?![\d.]))"
)
"""A full date: 2026年3月1日, 二〇二六年三月一日, 2026-03-01, 2026.3.1, 2026/3/1. Its named groups allow one use."""

_DATE = re.compile(rf"(?<![\d.]){DATE_PATTERN}")


@dataclass(frozen=True, slots=True)
class FoundDate:
    value: date
    span: Span


def find_dates(text: str) -> Iterator[FoundDate]:
    """The full dates in `text`, in order; what only looks like one (2月30日) is left out."""
    for match in _DATE.finditer(text):
        value = matched_date(match)
        if value is not None:
            yield FoundDate(value, Span(*match.span()))


def matched_date(match: re.Match[str]) -> date | None:
    """The date that a match of a pattern with `DATE_PATTERN` in it stands for, None when there is no such day."""
    written = (match["year"], match["month"], match["day"]) if match["year"] else match.group(*_ISO_GROUPS)
    year, month, day = (number_of(part.replace(" ", "")) or 0 for part in written)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def number_of(written: str) -> int | None:
    """The value of a year, a month or a day, in figures or as `HAN_YEAR` has it; None where it is no number."""
    return parse_numeral(written if written.isdecimal() else written.translate(_TYPED_ZEROS))


def with_arabic_years(text: str) -> str:
    """`text` with the years that it writes in Chinese numerals put in figures: 二〇二六年 -> 2026年."""
    return _HAN_YEARS.sub(lambda match: str(number_of(match.group())), text)


_HAN_YEARS = re.compile(rf"{HAN_YEAR}(?=年)")
_TYPED_ZEROS = str.maketrans("O0", "〇〇")
_ISO_GROUPS = ("iso_year", "iso_month", "iso_day")
