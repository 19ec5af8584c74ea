"""Answers to questions that compare: a small table of what the sources say of each side, and which side has none."""

from __future__ import annotations

from assistant.answering.comparison.sides import newest_first, of_one_thing, rows
from assistant.answering.comparison.table import NONE, Row, table

__all__ = ["NONE", "Row", "newest_first", "of_one_thing", "rows", "table"]
