"""红黄蓝: how a task stands on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assistant.drafting.types import Light, Task

LABELS: dict[Light, str] = {"red": "红", "yellow": "黄", "blue": "蓝", "green": "绿", "none": "—"}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a task that is not overdue is near its day, or behind.

    Attributes:
        days: Yellow from so many days before its day on, unless it is nearly done.
        behind: Yellow where progress lags behind the time that has passed of its year by so many hundredths.
        nearly: Hundredths of progress from which the nearness of the day is no concern.
    """

    days: int = 30
    behind: int = 30
    nearly: int = 90


USUAL = Thresholds()


def light(task: Task, today: date, thresholds: Thresholds = USUAL) -> Light:
    """Green is done; red overdue; yellow near its day or behind; blue on its way; none without a day, or stopped."""
    if task.status == "done":
        return "green"
    if task.status == "stopped" or task.deadline is None:
        return "none"
    if today > task.deadline:
        return "red"
    progress = task.progress or 0
    near = (task.deadline - today).days < thresholds.days and progress < thresholds.nearly
    return "yellow" if near or _lag(task, task.deadline, today) >= thresholds.behind else "blue"


def _lag(task: Task, deadline: date, today: date) -> int:
    """Hundredths by which progress lags behind the time passed; 0 where no progress was recorded."""
    if task.progress is None:
        return 0
    start = date(task.year or deadline.year, 1, 1)
    whole, passed = (deadline - start).days, (today - start).days
    expected = 100 * passed // whole if whole > 0 else 100
    return max(0, min(100, expected)) - task.progress
