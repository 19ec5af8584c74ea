"""Plans' tasks as plain text."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.drafting.tasks.importing import Wanted
from assistant.drafting.tasks.lights import LABELS
from assistant.drafting.tasks.sheets import COLUMNS, STATUSES
from assistant.interfaces.wire.tasks import ImportPreview, Task, TaskDetail, TaskEvent, TaskList

NOTHING = "没有任务。"


def tasks(told: TaskList) -> str:
    """Plan by plan, a line each, and how many have which light."""
    if not told.tasks:
        return NOTHING
    lines: list[str] = []
    plan: tuple[str, int | None] | None = None
    for one in told.tasks:
        if (one.plan, one.year) != plan:
            plan = one.plan, one.year
            lines.append(f"{one.plan}（{one.year}年）" if one.year else one.plan)
        lines.append(f"  {task(one)}")
    counted = "，".join(f"{LABELS[light]} {number}" for light, number in told.lights.items() if number)
    return "\n".join([*lines, f"共 {len(told.tasks)} 项：{counted}"])


def task(one: Task) -> str:
    """One line: light, id, matter, owner, time, status."""
    progress = "" if one.progress is None else f" {one.progress}%"
    parts = [one.matter, one.owner, one.due, f"{STATUSES[one.status]}{progress}"]
    return f"[{LABELS[one.light]}] {one.id}  " + " · ".join(part for part in parts if part)


def detail(told: TaskDetail) -> str:
    """The task field by field, with its sources and its history."""
    one = told.task
    said = ((COLUMNS[name], getattr(one, name)) for name in ("measure", "outcome", "basis", "note"))
    return "\n".join(
        [
            task(one),
            *(f"  {heading}：{value}" for heading, value in said if value),
            *(f"  出处：《{source.document}》“{source.quote}”" for source in one.sources),
            *(f"  佐证：《{source.document}》“{source.quote}”" for source in one.evidence),
            *(f"  {event.at}  {_changes(event)}" for event in told.history),
        ]
    )


def would(wanted: Wanted) -> str:
    """What a spreadsheet would do, row by row."""
    preview = ImportPreview.of(wanted)
    matters = {one.task.id: one.task.matter for one in wanted.changed}
    counted = f"会新增 {len(preview.added)} 项，更新 {len(preview.changed)} 项，未变 {len(wanted.unchanged)} 项"
    return "\n".join(
        [
            counted,
            *(f"  新增  {matter}" for matter in preview.added),
            *(f"  更新  {matters[one]}：{_told(changes)}" for one, changes in preview.changed.items()),
        ]
    )


def _changes(event: TaskEvent) -> str:
    return _told({name: pair for name, pair in event.changes.items() if name != "deadline"})


def _told(changes: Mapping[str, tuple[str, str]]) -> str:
    return "；".join(
        f"{COLUMNS.get(name, name)}：{_value(name, old)} → {_value(name, new)}" for name, (old, new) in changes.items()
    )


def _value(name: str, value: str) -> str:
    if name == "status":
        return next(label for status, label in STATUSES.items() if status == value)
    return value or "（空）"
