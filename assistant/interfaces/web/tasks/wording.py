"""How tasks are told on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from nicegui import ui

from assistant.drafting.tasks.lights import light
from assistant.drafting.tasks.sheets import COLUMNS, STATUSES
from assistant.drafting.types import Light, Task
from assistant.interfaces.web.elements import chip, light_chip
from assistant.store.tasks import TaskEvent

LIGHTS: dict[Light, tuple[str, str]] = {
    "red": ("红灯", "过了时限还没有完成"),
    "yellow": ("黄灯", "临近时限，或进度落后"),
    "blue": ("蓝灯", "正在按时推进"),
    "green": ("已完成", "记为完成"),
    "none": ("不亮灯", "没有写明时限，或已停止"),
}
"""Word and what it means, the most pressing first."""

STATUS_WORDS: dict[str, str] = {str(status): word for status, word in STATUSES.items()}
FOCUS = """requestAnimationFrame(() => {{
    const one = document.getElementById("c{id}");
    if (one && !one.contains(document.activeElement)) one.focus({{preventScroll: true}});
    one?.closest(".zb-split-side")?.scrollIntoView({{block: "nearest"}});
}})"""
"""The keyboard goes into what has just been opened, and all of it is seen."""

NO_OWNER = "未写责任单位"
NO_DAY = "时限未定"
EMPTY = "（空）"
WORDS = {"evidence": "佐证", "deadline": "到期日"}
"""Of fields that are no column of a sheet."""

_UNITS = re.compile(r"[、，,；;\s]+")


def light_of(task: Task) -> Light:
    return light(task, date.today())


def light_badge(task: Task) -> ui.element:
    """The light with what it is about: 红灯 已过 12 天."""
    shown = light_of(task)
    if shown == "green":
        return chip("已完成", "good", "check")
    if shown == "none" or task.deadline is None:
        return chip(STATUSES["stopped"] if task.status == "stopped" else NO_DAY, "mute")
    left = (task.deadline - date.today()).days
    if shown == "red":
        return light_chip("red", f"红灯 · 已过 {-left} 天")
    told = "今天到期" if left == 0 else f"还有 {left} 天"
    return light_chip("blue" if shown == "blue" else "yellow", f"{LIGHTS[shown][0]} · {told}")


def day(value: date | None) -> str:
    """2026年6月30日, or "" where there is none."""
    return "" if value is None else f"{value.year}年{value.month}月{value.day}日"


def owners(task: Task) -> tuple[str, ...]:
    """The units that answer for it: 组织部、工会 are two."""
    return tuple(dict.fromkeys(part for part in _UNITS.split(task.owner) if part)) or (NO_OWNER,)


def plan_name(task: Task) -> str:
    """Of its plan, with the year where the title does not say it."""
    if task.year is None or str(task.year) in task.plan:
        return task.plan
    return f"{task.plan}（{task.year}年）"


def share_of(task: Task) -> int:
    """Hundredths done; a finished task is done whatever was recorded."""
    return 100 if task.status == "done" else task.progress or 0


@dataclass(frozen=True)
class Chosen:
    """Which tasks are looked at; "" is all of them."""

    plan: str = ""
    owner: str = ""
    light: str = ""
    status: str = ""
    words: str = ""

    def shows(self, task: Task, *, but_light: bool = False) -> bool:
        told = f"{task.matter} {task.measure} {task.owner} {task.outcome} {task.basis} {task.note} {task.due}"
        return (
            self.plan in ("", plan_name(task))
            and (not self.owner or self.owner in owners(task))
            and (not self.status or self.status == task.status)
            and (but_light or self.light in ("", light_of(task)))
            and all(word in told for word in self.words.split())
        )


def of_kind(values: Iterable[str]) -> list[str]:
    """Each once, in order of appearance."""
    return list(dict.fromkeys(values))


def by_pressure(tasks: Sequence[Task]) -> list[Task]:
    """The nearest day first; what is done or has no day last."""
    return sorted(tasks, key=lambda task: (light_of(task) in ("green", "none"), task.deadline or date.max))


def changes_of(event: TaskEvent) -> list[str]:
    """What a record changed: 状态：未启动 → 进行中."""
    return [
        f"{COLUMNS.get(name) or WORDS.get(name, name)}：{_told(name, before)} → {_told(name, after)}"
        for name, (before, after) in event.changes.items()
        if name != "deadline" or "due" not in event.changes
    ]


def _told(name: str, value: str) -> str:
    if name == "status":
        return STATUS_WORDS.get(value, value)
    return f"{value}%" if name == "progress" and value else value or EMPTY
