"""What is missing in a row: required cells, stages of the loop, a status that closes it, a day that has passed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from assistant.drafting.ledgers.types import LedgerRow
from assistant.drafting.types import Cell
from assistant.types import written_day
from prompts.ledgers import LedgerForm


def audited(row: LedgerRow, form: LedgerForm, day: date) -> LedgerRow:
    """The row with what it lacks on a day."""
    closed = _is_closed(row, form)
    due = row.deadline
    return replace(
        row,
        gaps=tuple(one.heading for one in form.columns if one.required and not row.text(one.name)),
        open_stages=_open_stages(row.cells, form),
        is_closed=closed,
        is_overdue=due is not None and due < day and not closed and form.of_role("due") is not None,
    )


def _open_stages(cells: Mapping[str, Cell], form: LedgerForm) -> tuple[str, ...]:
    return tuple(stage.name for stage in form.stages if not any(name in cells for name in stage.columns))


def _is_closed(row: LedgerRow, form: LedgerForm) -> bool | None:
    column = form.of_role("status")
    said = re.sub(r"\s+", "", row.text(column.name)) if column is not None else ""
    if not said:
        return None
    if any(word in said for word in form.open):
        return False
    return any(word in said for word in form.closed)


def problems(row: LedgerRow, form: LedgerForm) -> tuple[str, ...]:
    """What is wrong with a row, a Chinese phrase each."""
    status = form.of_role("status")
    found = [f"缺{heading}" for heading in row.gaps]
    found += [f"“{stage}”环节没有记录" for stage in row.open_stages]
    if row.is_closed is False and status is not None:
        found.append(f"尚未办结（{row.text(status.name)}）")
    if row.is_overdue and row.deadline is not None:
        unsaid = "" if row.is_closed is False else "，未见办结记录"
        found.append(f"已过时限（{written_day(row.deadline)}）{unsaid}")
    return tuple(found)
