"""A task's own words, written or changed."""

from __future__ import annotations

from dataclasses import fields as fields_of
from datetime import date
from typing import Protocol

from assistant.drafting.tasks.deadlines import deadline
from assistant.drafting.tasks.sheets import COLUMNS, MOST_CHARS
from assistant.drafting.types import Task
from assistant.interfaces.web.elements import Button, Field, Split, Text, box, toast
from assistant.interfaces.web.tasks.wording import FOCUS, day
from assistant.interfaces.web.visit import Visit

HELP = {
    "matter": "一句话说清要做什么。",
    "due": "照文件的写法：6月底前、第三季度、全年。",
    "owner": "几个单位用顿号隔开。",
    "basis": "文件名称、文号或会议。",
}
NAMES = ("matter", "measure", "owner", "due", "outcome", "basis")
LINES = {"matter": 2, "measure": 3, "outcome": 2, "basis": 2}
FIRST_YEAR, LAST_YEAR = 1900, 2200


class Board(Protocol):
    """Who shows the list beside it."""

    async def refresh(self) -> None: ...
    async def show(self, task_id: str) -> None: ...


class Editor:
    """Shown in a split's side.

    Args:
        task: With an id the one that is changed, else what a new one begins with.
    """

    def __init__(self, visit: Visit, split: Split, board: Board, task: Task) -> None:
        self._visit = visit
        self._split = split
        self._board = board
        self._task = task
        self._key = f"task/{task.id or 'new'}"

    def open(self) -> None:
        task, is_new = self._task, not self._task.id
        body = self._split.open("新增任务" if is_new else "修改任务")
        body.classes("zb-tasks-drawer")
        with body, box("zb-form zb-tasks-form"):
            self._fields = {
                name: self._field(name) for name in ("matter", "measure", "owner", "due", "outcome", "basis")
            }
            if is_new:
                self._plan = Field("属于哪份计划", value=task.plan, required=True, keep=f"{self._key}/plan")
                self._unit = Field("制定计划的单位", value=task.unit, keep=f"{self._key}/unit")
                self._year = Field("年份", value=str(task.year or date.today().year), keep=f"{self._key}/year")
            with box("zb-row"):
                Button("新增" if is_new else "保存", self._save, "primary")
                Button("取消", self._leave, "quiet")
        body.client.run_javascript(FOCUS.format(id=body.id))

    def _field(self, name: str) -> Field:
        made = Field(
            COLUMNS[name],
            value=str(getattr(self._task, name)),
            help=HELP.get(name, ""),
            required=name == "matter",
            lines=LINES.get(name, 1),
            keep=f"{self._key}/{name}",
            on_change=self._tell_day if name == "due" else None,
        )
        if name == "due":
            self._understood = Text("", "zb-hint", tag="p", role="status")
            self._tell_day(made.value)
        return made

    def _tell_day(self, due: str) -> None:
        """By when that is, so that nobody is surprised by a light."""
        found = deadline(due, self._year_of() or date.today().year) if due.strip() else None
        told = f"即 {day(found)}前完成" if found else "看不出是哪一天，这项任务不会亮灯" if due.strip() else ""
        self._understood.set_text(told)

    def _year_of(self) -> int | None:
        year = getattr(self, "_year", None)
        written = year.value.strip().removesuffix("年") if year is not None else str(self._task.year or "")
        return int(written) if written.isdecimal() and FIRST_YEAR <= int(written) <= LAST_YEAR else None

    async def _save(self) -> None:
        values = {name: field.value.strip() for name, field in self._fields.items()}
        if not self._sound(values):
            return
        if self._task.id:
            before = {field.name: getattr(self._task, field.name) for field in fields_of(self._task)}
            changes = {name: value for name, value in values.items() if value != before[name]}
            stored = await self._visit.read(self._visit.service.tasks.record, self._task.id, changes)
        else:
            added = [
                Task(
                    "",
                    values["matter"],
                    values["measure"],
                    values["owner"],
                    values["due"],
                    values["outcome"],
                    values["basis"],
                )
            ]
            plan, unit, year = self._plan.value.strip(), self._unit.value.strip(), self._year_of()
            [stored] = await self._visit.read(self._visit.service.tasks.add, plan, unit, year, added)
        new = () if self._task.id else (self._plan, self._unit, self._year)
        for field in (*self._fields.values(), *new):
            if field.kept is not None:
                field.kept.forget()
        await self._board.refresh()
        await self._board.show(stored.id)
        toast("已保存" if self._task.id else "已新增")

    def _sound(self, values: dict[str, str]) -> bool:
        is_new = not self._task.id
        wrong = {name: f"最多 {MOST_CHARS} 字" for name, value in values.items() if len(value) > MOST_CHARS}
        if not values["matter"]:
            wrong["matter"] = "请写明这项任务是什么"
        for name, field in self._fields.items():
            field.fail(wrong.get(name, ""))
        if is_new:
            self._plan.fail("" if self._plan.value.strip() else "请写计划的名称")
            self._year.fail("" if self._year_of() else "请写四位数的年份")
            return not wrong and bool(self._plan.value.strip()) and self._year_of() is not None
        return not wrong

    async def _leave(self) -> None:
        if self._task.id:
            await self._board.show(self._task.id)
        else:
            self._split.close()
