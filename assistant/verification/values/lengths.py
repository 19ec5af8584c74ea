"""Figures of time: lengths (3个月, 5个工作日) and the years of the calendar (2026年)."""

from __future__ import annotations

from assistant.verification.values.grammar import Value

_KINDS = frozenset({"月数", "季度", "工作日", "日", "周", "时", "分钟", "学时", "年"})
_LONGEST = 1000
"""Years; what is more is a year of the calendar."""


def is_calendar_year(value: Value) -> bool:
    return value.kind == "年" and value.amount > _LONGEST


def is_length(value: Value) -> bool:
    """Whether the figure says how long something takes or how often it comes."""
    return value.kind in _KINDS and not is_calendar_year(value)


__all__ = ["is_calendar_year", "is_length"]
