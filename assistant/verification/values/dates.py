"""Dates and what they leave out: 2026年5月1日, 5月1日, 2026年5月, 2026-05-01, 2021—2025年, 二〇二六年."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.verification.values.grammar import BARE, NUMERAL, Value

DATE = "date"

_GAP = re.compile(r"\s?")
_DASH = re.compile(r"[-./]?")
_ON = re.compile(r"\s?(?:[-—–－~～]{1,2}|至|到|、|和|及)\s?")
_SCALES = frozenset("十百千万亿")
_WEEKDAY = re.compile(r"\s?[（(]?(?:星期|周)([一二三四五六日天])[)）]?")
_WEEKDAYS = {one: index for index, one in enumerate("一二三四五六日")} | {"天": 6}


@dataclass(frozen=True, slots=True)
class Moment:
    """A date, whole or in part.

    Attributes:
        year, month, day: As written there; None where left out.
        known_year, known_month: What the date before it in the text says of what it leaves out.
        weekday: As written behind it, 0 for Monday.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    known_year: int | None = None
    known_month: int | None = None
    weekday: int | None = None

    @property
    def any_year(self) -> int | None:
        return self.year if self.year is not None else self.known_year

    @property
    def any_month(self) -> int | None:
        return self.month if self.month is not None else self.known_month


Found = tuple[Moment, int, int]
"""A date and where it stands."""


def moments(values: Sequence[Value], plain: str) -> Iterator[Value | Found]:
    """The values in order, those that make up a date put together."""
    index = 0
    last = Moment()
    while index < len(values):
        found = _begin(values, index, plain, last)
        if found is None:
            yield values[index]
            index += 1
            continue
        moment, end, index = found[0], found[1], found[2]
        start = found[3]
        if moment.day is not None and (weekday := _WEEKDAY.match(plain, end)):
            moment, end = replace(moment, weekday=_WEEKDAYS[weekday[1]]), weekday.end()
        last = moment
        yield moment, start, end


def _begin(values: Sequence[Value], index: int, plain: str, last: Moment) -> tuple[Moment, int, int, int] | None:
    """A date that begins with the value there: itself, its end, the next value, its start."""
    first = values[index]
    if _is_year(first, values, index, plain):
        moment = Moment(year=int(first.amount))
        if first.kind in (BARE, NUMERAL):
            return moment, first.end, index + 1, first.start
        return *_more(values, index, plain, moment), first.start
    if first.kind == "月" and 1 <= first.amount <= 12:
        moment = Moment(month=int(first.amount), known_year=last.any_year)
        return *_with_day(values, index, plain, moment), first.start
    goes_on = index and last.day is not None and _ON.fullmatch(plain, values[index - 1].end, first.start)
    if first.kind == "日" and goes_on and first.text.endswith("日") and first.amount <= 31:
        moment = Moment(day=int(first.amount), known_year=last.any_year, known_month=last.any_month)
        return moment, first.end, index + 1, first.start
    if first.kind == BARE and _opens_range(values, index, plain, "月"):
        return Moment(month=int(first.amount), known_year=last.any_year), first.end, index + 1, first.start
    return None


def _is_year(value: Value, values: Sequence[Value], index: int, plain: str) -> bool:
    if value.amount.denominator != 1 or not 1000 <= value.amount < 2200 or value.hedge or value.upper is not None:
        return False
    if value.kind == "年":
        return not set(value.text) & _SCALES  # 两千年 is a length
    if value.kind == NUMERAL:
        return len(value.text) == 4 and not set(value.text) & _SCALES
    return value.kind == BARE and len(value.text) == 4 and 1900 <= value.amount < 2100


def _opens_range(values: Sequence[Value], index: int, plain: str, kind: str) -> bool:
    """Whether the bare number is the first of 1—5月."""
    if index + 1 >= len(values):
        return False
    following = values[index + 1]
    parted = _ON.fullmatch(plain, values[index].end, following.start)
    return bool(parted) and following.kind == kind and 1 <= values[index].amount <= 12


def _more(values: Sequence[Value], index: int, plain: str, moment: Moment) -> tuple[Moment, int, int]:
    """The month and the day after a year."""
    following = values[index + 1] if index + 1 < len(values) else None
    year = values[index]
    gap = _GAP if year.text.endswith(("年", "年度")) else _DASH
    if following is not None and following.kind == "月" and gap.fullmatch(plain, year.end, following.start):
        return _with_day(values, index + 1, plain, replace(moment, month=int(following.amount)))
    return moment, year.end, index + 1


def _with_day(values: Sequence[Value], index: int, plain: str, moment: Moment) -> tuple[Moment, int, int]:
    month = values[index]
    following = values[index + 1] if index + 1 < len(values) else None
    gap = _GAP if month.text.endswith(("月", "月份")) else _DASH
    if following is not None and following.kind == "日" and gap.fullmatch(plain, month.end, following.start):
        return replace(moment, day=int(following.amount)), following.end, index + 2
    return moment, month.end, index + 1


def says(claimed: Moment, stated: Moment) -> bool:
    """Whether the source's date holds all that the claim's date says; a year that it leaves out may be any."""
    if claimed.year is not None and stated.any_year not in (None, claimed.year):
        return False
    if claimed.year is not None and claimed.month is None and stated.any_year is None:
        return False
    if claimed.month is not None and stated.any_month != claimed.month:
        return False
    if claimed.day is not None and stated.day != claimed.day:
        return False
    return claimed.weekday is None or stated.weekday in (None, claimed.weekday)


def needs_year(claimed: Moment, stated: Moment) -> bool:
    """Whether the claim names a year that the source's date leaves out."""
    return claimed.year is not None and stated.any_year is None


def wrong_weekday(moment: Moment) -> int | None:
    """The weekday of a whole date, where it is not the one that stands behind it."""
    year = moment.any_year
    if moment.weekday is None or year is None or moment.any_month is None or moment.day is None:
        return None
    try:
        actual = date(year, moment.any_month, moment.day).weekday()
    except ValueError:
        return None
    return actual if actual != moment.weekday else None


def is_no_day(moment: Moment) -> bool:
    """Whether there is no such day (2月30日)."""
    if moment.month is None or moment.day is None:
        return False
    try:
        date(moment.any_year or 2024, moment.month, moment.day)
    except ValueError:
        return True
    return False


__all__ = ["DATE", "Found", "Moment", "is_no_day", "moments", "needs_year", "says", "wrong_weekday"]
