"""The period that a figure belongs to in its sentence: the year or quarter named in its clause, or before it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.verification.values.dates import DATE
from assistant.verification.values.figures import MASK, Figure, Figures

_COMPARED = re.compile(r"(?:比|较|同|与|从|由|自|对比|相比|至|到)\s?$")
"""Before a date that a figure is compared with, or that only begins its time."""
_EMPTY = re.compile(r"[在到截至止底末初中年度全的于自从\s" + MASK + "]*")


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or a year and a quarter.

    Attributes:
        year: None where only the quarter is named.
        quarter: 1 to 4, else None.
        own: Whether it stands in the figure's own clause, or alone in the one before.
    """

    year: int | None
    quarter: int | None
    own: bool


def period(found: Figures, figure: Figure) -> Period | None:
    """The period of a figure that is no date; None where its sentence names none before it."""
    year: int | None = None
    quarter: int | None = None
    own = False
    clause = figure.clause
    near = {clause[0]} | _leading(found, clause)
    for one in found.items:
        if one.start >= figure.start:
            break
        if _COMPARED.search(found.masked[max(0, one.start - 2) : one.start]):
            continue
        if one.kind == DATE and one.moment is not None and one.moment.any_year is not None:
            year, quarter, own = one.moment.any_year, None, one.clause[0] in near
        elif one.kind == "季度" and one.amount in (1, 2, 3, 4) and one is not figure:
            quarter, own = int(one.amount), one.clause[0] in near
    return Period(year, quarter, own) if year is not None or quarter is not None else None


def conflict(claimed: Period | None, stated: Period | None) -> bool:
    """Whether the two name different times; the claim must name its own for it."""
    if claimed is None or stated is None or not claimed.own:
        return False
    if claimed.year is not None and stated.year is not None and claimed.year != stated.year:
        return True
    return claimed.quarter is not None and stated.quarter is not None and claimed.quarter != stated.quarter


def _leading(found: Figures, clause: tuple[int, int]) -> set[int]:
    """The clause before, where it is nothing but a time: 2024年，……."""
    at = found.clauses.index(clause)
    if at == 0:
        return set()
    start, end = found.clauses[at - 1]
    return {start} if _EMPTY.fullmatch(found.masked, start, end) else set()


__all__ = ["Period", "conflict", "period"]
