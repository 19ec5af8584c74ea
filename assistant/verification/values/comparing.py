"""Whether two figures are the same, and whether they could be: amounts, units, dates."""

from __future__ import annotations

from assistant.verification.values.dates import DATE, says
from assistant.verification.values.figures import Figure
from assistant.verification.values.grammar import (
    BARE,
    CODE,
    COUNT,
    FREQUENCY,
    NUMERAL,
    ORDINAL,
    PLAN,
    POINTS,
    RATIO,
    VAGUE,
)
from assistant.verification.values.units import alike, base_unit, in_base

_ALONE = frozenset({BARE, NUMERAL})
"""Kinds of numbers that name no unit."""
NO_AMOUNT = frozenset({ORDINAL, DATE, PLAN, FREQUENCY, CODE})
"""Kinds of figures of which there is no more or less."""
_CLOSED = NO_AMOUNT | {RATIO, POINTS}
"""Kinds that a number without a unit is never said for."""
_SHARES = frozenset({RATIO, POINTS, "倍"})
_NUMBERED = frozenset("届次批期轮版代号名位")
"""What 第 may be left out before: 第十四届, 十四届."""


def is_same(claimed: Figure, stated: Figure) -> bool:
    """Whether the source's figure is the claim's, however the two are written; bounds are another matter."""
    if claimed.moment is not None and stated.moment is not None:
        return says(claimed.moment, stated.moment)
    if claimed.unit == stated.unit and claimed.amount != stated.amount:
        return False
    if CODE in (claimed.kind, stated.kind):
        return claimed.kind == stated.kind and claimed.text.lower() == stated.text.lower()
    return is_comparable(claimed, stated) and _amounts(claimed, stated)


def is_comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures could be the same quantity, going by their units."""
    if one.kind in _ALONE or other.kind in _ALONE:
        return one.kind not in _CLOSED and other.kind not in _CLOSED
    if ORDINAL in (one.kind, other.kind):
        return _is_same_order(one, other)
    if one.kind == COUNT and other.kind == COUNT:
        return alike(one.unit, other.unit)
    if VAGUE in (one.kind, other.kind):
        return one.kind == other.kind and (one.unit == other.unit or alike(one.unit, other.unit))
    if "倍" in (one.kind, other.kind):
        return {one.kind, other.kind} <= {"倍", RATIO}
    if FREQUENCY in (one.kind, other.kind):
        return all(figure.kind == FREQUENCY or base_unit(figure.unit) == "月数" for figure in (one, other))
    return base_unit(one.unit) == base_unit(other.unit)


def is_related(one: Figure, other: Figure) -> bool:
    """Whether one may have been put for the other by mistake: like quantities, % and 百分点, 3个月 and 3年."""
    if DATE in (one.kind, other.kind):
        return one.kind == other.kind and _share_parts(one, other)
    if ORDINAL not in (one.kind, other.kind) and is_comparable(one, other):
        return True
    if ORDINAL in (one.kind, other.kind):
        return one.kind == other.kind and one.unit[:1] == other.unit[:1]
    if CODE in (one.kind, other.kind):
        return one.kind == other.kind
    if FREQUENCY in (one.kind, other.kind) or PLAN in (one.kind, other.kind):
        return one.kind == other.kind
    return (one.kind in _SHARES) == (other.kind in _SHARES)


def is_slip(one: Figure, other: Figure) -> bool:
    """Whether they differ in the number alone or in the unit alone."""
    return is_comparable(one, other) or one.amount == other.amount or {one.kind, other.kind} <= _SHARES


def _amounts(one: Figure, other: Figure) -> bool:
    mine, theirs = in_base(one.unit, one.amount)[1], in_base(other.unit, other.amount)[1]
    if "番" in (one.unit, other.unit) and one.unit != other.unit and other.kind == one.kind == "倍":
        return mine == theirs or (abs(mine - theirs) == 1 and 2 in (mine, theirs))
    if one.upper is None and other.upper is None:
        return mine == theirs
    if one.upper is None or other.upper is None:
        return False
    return mine == theirs and in_base(one.unit, one.upper)[1] == in_base(other.unit, other.upper)[1]


def _is_same_order(one: Figure, other: Figure) -> bool:
    if one.kind != other.kind:
        return one.unit == other.unit and one.unit in _NUMBERED
    return one.unit == other.unit or not one.unit or not other.unit


def _share_parts(one: Figure, other: Figure) -> bool:
    mine, theirs = one.moment, other.moment
    if mine is None or theirs is None:
        return False
    return (
        (mine.year is not None and theirs.year is not None)
        or (mine.month is not None and theirs.any_month is not None)
        or (mine.day is not None and theirs.day is not None)
    )


__all__ = ["NO_AMOUNT", "is_comparable", "is_related", "is_same", "is_slip"]
