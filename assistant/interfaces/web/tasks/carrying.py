"""What a plan leaves unfinished, put into the next one."""

from __future__ import annotations

from datetime import date
from functools import partial
from urllib.parse import urlencode

from nicegui import ui

from assistant.drafting.tasks.carrying import carry
from assistant.drafting.types import Task
from assistant.interfaces.web.elements import (
    Button,
    Check,
    Field,
    Text,
    box,
    card,
    empty_state,
    link,
    page_header,
    skeleton,
    toast,
)
from assistant.interfaces.web.tasks.editing import FIRST_YEAR, LAST_YEAR
from assistant.interfaces.web.tasks.wording import light_badge, plan_name
from assistant.interfaces.web.visit import Visit


class CarryView:
    """/tasks/carry?plan=…

    Args:
        plan: As `plan_name` gives it.
    """

    def __init__(self, visit: Visit, plan: str) -> None:
        self._visit = visit
        self._plan = plan

    async def open(self) -> None:
        with page_header(
            "结转任务", "没有完成的，转入下一份计划接着做；责任单位不变，时限要重新定。", ("全部任务", "/tasks")
        ):
            pass
        waiting = skeleton(4)
        found = await self._visit.read(lambda: self._visit.service.tasks.find())
        waiting.delete()
        left = [task for task in found if plan_name(task) == self._plan and task.status not in ("done", "stopped")]
        if not left:
            with empty_state("没有要结转的任务", "这份计划里的任务都已完成或停止。", "check"):
                link("看全部任务", "/tasks", "zb-button zb-secondary")
            return
        self._chosen = {task.id for task in left}
        self._left = left
        self._build()

    def _build(self) -> None:
        first = self._left[0]
        year = first.year or date.today().year
        with card("结转", "zb-form zb-tasks-carry"):
            with box("zb-tasks-pair"):
                title = (
                    first.plan.replace(str(year), str(year + 1)) if str(year) in first.plan else f"{year + 1}年工作计划"
                )
                self._to = Field("转入哪份计划", value=title, required=True)
                self._year = Field("年份", value=str(year + 1), required=True)
            Text(f"《{self._plan}》里没有完成的 {len(self._left)} 项", "zb-h3", tag="h2")
            with box("zb-tasks-list", tag="ul"):
                for task in self._left:
                    with box("", tag="li"):
                        Check(task.matter, value=True, on_change=partial(self._mark, task))
                        with box("zb-row"):
                            Text(task.owner or "未写责任单位", "zb-hint")
                            light_badge(task)
            with box("zb-row"):
                self._go = Button("", self._carry, "primary")
        self._count()

    def _mark(self, task: Task, chosen: bool) -> None:
        self._chosen = self._chosen | {task.id} if chosen else self._chosen - {task.id}
        self._count()

    def _count(self) -> None:
        self._go.set_text(f"结转 {len(self._chosen)} 项")
        self._go.set_enabled(bool(self._chosen))

    async def _carry(self) -> None:
        plan, written = self._to.value.strip(), self._year.value.strip()
        is_year = written.isdecimal() and FIRST_YEAR <= int(written) <= LAST_YEAR
        self._to.fail("" if plan else "请写计划的名称")
        self._year.fail("" if is_year else "请写四位数的年份")
        if not plan or not is_year:
            return
        wanted = [task for task in self._left if task.id in self._chosen]
        carried = await self._visit.read(carry, self._visit.service.tasks, wanted, plan, int(written))
        there = len(wanted) - len(carried)
        ui.navigate.to("/tasks?" + urlencode({"plan": plan_name(carried[0])}) if carried else "/tasks")
        toast(f"已结转 {len(carried)} 项" + (f"，另有 {there} 项先前已转入" if there else ""))


def _following(plan: str, year: int) -> str:
    """What the plan of the next year may be called: 2026年工作要点 -> 2027年工作要点."""
    return plan.replace(str(year), str(year + 1)) if str(year) in plan else f"{year + 1}年工作计划"
