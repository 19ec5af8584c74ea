"""Figures: how they are read, and whether those of a claim are those of its source."""

from __future__ import annotations

from assistant.verification.values.checking import check_values
from assistant.verification.values.grammar import (
    BARE,
    COUNT,
    ORDINAL,
    POINTS,
    RATIO,
    Value,
    comparable,
    matches,
    nearest,
    values,
)
from assistant.verification.values.lengths import is_calendar_year, is_length

__all__ = [
    "BARE",
    "COUNT",
    "ORDINAL",
    "POINTS",
    "RATIO",
    "Value",
    "check_values",
    "comparable",
    "is_calendar_year",
    "is_length",
    "matches",
    "nearest",
    "values",
]
