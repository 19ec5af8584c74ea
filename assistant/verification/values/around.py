"""What the passage around a source's window says of a figure that the window does not have."""

from __future__ import annotations

from assistant.verification.values.candidates import Candidate
from assistant.verification.values.case import Case
from assistant.verification.values.comparing import is_same
from assistant.verification.values.dates import DATE
from assistant.verification.values.figures import Figure, figures
from assistant.verification.values.grammar import ORDINAL, PLAN
from assistant.verification.values.subjects import similarity, subject

ELSEWHERE = 0.5
"""A figure in the passage around the source that fits so well carries the claim's."""

CLEARER = 0.1
"""By so much it must fit better than what the window has."""

_RELATIVE = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "前年": -2}


def stands_around(case: Case, figure: Figure, counterpart: Candidate | None) -> bool:
    """Whether the passage around the window has the figure for the same thing, and the window has no other for it."""
    if counterpart is not None and counterpart.placed:
        return False
    best = _likeness_around(case, figure)
    return best >= (ELSEWHERE if counterpart is None else max(ELSEWHERE, counterpart.likeness + CLEARER))


def may_be_reviewed(case: Case, figure: Figure) -> bool:
    """Whether the year of a date may go without saying: that before a year named around it, or none is named."""
    if figure.moment is None or figure.moment.year is None:
        return False
    named = years_named(case.alignment.source, *case.context)
    return not named or figure.moment.year + 1 in named


def years_named(*texts: str) -> set[int]:
    """The years in some texts, written or understood."""
    moments = [one.moment for text in texts for one in figures(text).items if one.moment is not None]
    return {one.any_year for one in moments if one.any_year is not None}


def relative_years(case: Case) -> set[int]:
    """The years that 去年 and 今年 in the source may mean, going by the years around it."""
    named = years_named(*case.context)
    shifts = {shift for word, shift in _RELATIVE.items() if word in case.alignment.source}
    return {year + shift for year in named for shift in shifts}


def _likeness_around(case: Case, figure: Figure) -> float:
    """How surely the passage has the figure for the same thing, 0 to 1; of a date it is enough that it stands there."""
    best = 0.0
    for around in map(figures, case.context):
        for one in around.items:
            if not is_same(figure, one) or one.bounds != figure.bounds:
                continue
            if figure.kind in (DATE, ORDINAL, PLAN):
                return 1.0
            best = max(best, similarity(subject(case.said, figure), subject(around, one)))
    if figure.moment is not None and figure.moment.year in relative_years(case):
        return 1.0
    return best


__all__ = ["may_be_reviewed", "relative_years", "stands_around", "years_named"]
