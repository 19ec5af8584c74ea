"""Dates and periods of a claim: a day that exists, the year around it, the time that a figure belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.types import Finding
from assistant.verification.values.around import relative_years, years_named
from assistant.verification.values.case import Case, altered
from assistant.verification.values.comparing import is_same
from assistant.verification.values.dates import DATE, is_no_day, needs_year, wrong_weekday
from assistant.verification.values.figures import Figure, figures
from assistant.verification.values.periods import conflict, period

BEHIND_DATE = 8
"""Characters behind a date that show which sentence it leads."""


def check_day(case: Case, figure: Figure) -> Iterator[Finding]:
    """What is wrong with a date in itself."""
    if figure.moment is None:
        return
    stated = {one.text for one in case.known.items}
    if is_no_day(figure.moment) and figure.text not in stated:
        yield Finding("dates", "altered", figure.start, figure.end, figure.text, note="没有这一天")
    elif (weekday := wrong_weekday(figure.moment)) is not None and figure.text not in stated:
        note = f"这一天是星期{'一二三四五六日'[weekday]}"
        yield Finding("dates", "altered", figure.start, figure.end, figure.text, severity="doubtful", note=note)


def check_period(case: Case, figure: Figure, fitting: Sequence[Figure], likely: Sequence[Figure]) -> Iterator[Finding]:
    """The figure must belong to the same period in both; of `likely` figures the first of that period is expected."""
    if figure.kind == DATE:
        yield from _check_year(case, figure, fitting)
        return
    mine = period(case.said, figure)
    if mine is None or not mine.own:
        return
    theirs = [period(case.known, one) for one in fitting]
    if all(conflict(mine, one) for one in theirs):
        there = theirs[0]
        when = "" if there is None else f"{there.year}年" if there.year is not None else f"第{there.quarter}季度"
        rivals = [one for one in likely if one.kind == figure.kind and not conflict(mine, period(case.known, one))]
        yield altered(case, figure, rivals[0] if rivals else fitting[0], f"来源中这一数据属于{when}")


def led_otherwise(case: Case, figure: Figure) -> Finding | None:
    """A finding where the passage has the words that follow the date, but only behind other dates.

    The window may have been put together from clauses in the claim's order; the passage itself was not.
    """
    behind = case.said.text[figure.end : figure.end + BEHIND_DATE]
    if len(behind) < BEHIND_DATE:
        return None
    leading = [
        (around, one)
        for around in map(figures, case.context)
        for one in around.items
        if one.kind == DATE and around.text.startswith(behind, one.end)
    ]
    if not leading or any(is_same(figure, one) for _, one in leading):
        return None
    around, other = leading[0]
    expected = around.wide_text(other)
    return Finding("dates", "altered", figure.start, figure.end, figure.text, expected)


def _check_year(case: Case, figure: Figure, fitting: Sequence[Figure]) -> Iterator[Finding]:
    """A year before a date that the source has without one must stand around it, where years stand there at all."""
    moment = figure.moment
    if moment is None or not all(one.moment is not None and needs_year(moment, one.moment) for one in fitting):
        return
    years = years_named(case.alignment.source, *case.context)
    if years and moment.year not in years | relative_years(case):
        yield replace(altered(case, figure, fitting[0], "来源未写明年份"), severity="doubtful")


__all__ = ["check_day", "check_period", "led_otherwise"]
