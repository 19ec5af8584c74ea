"""All tasks: the chart, what is looked at, the list, and one of them beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from urllib.parse import urlencode

from assistant.drafting.types import Task
from assistant.errors import TaskNotFoundError
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import (
    Button,
    Choice,
    Column,
    DataTable,
    Field,
    Split,
    Text,
    box,
    button,
    empty_state,
    icon,
    link,
    page_header,
    skeleton,
    toast,
)
from assistant.interfaces.web.source import SourcePanel
from assistant.interfaces.web.tasks.chart import Chart
from assistant.interfaces.web.tasks.drawer import Drawer
from assistant.interfaces.web.tasks.editing import Editor
from assistant.interfaces.web.tasks.wording import (
    LIGHTS,
    NO_DAY,
    STATUS_WORDS,
    Chosen,
    by_pressure,
    light_badge,
    light_of,
    of_kind,
    owners,
    plan_name,
    share_of,
)
from assistant.interfaces.web.visit import Visit
from assistant.store.tasks import RemovedTask

STATUS_CHOICES: dict[str, str] = {"": "全部状态", **STATUS_WORDS}
GONE = "这项任务已不在了，可能已被移除。"
_FOCUS = "document.querySelector('[data-task=\"{id}\"]')?.focus()"


class Board:
    """The area."""

    def __init__(self, visit: Visit, place: Place) -> None:
        self._visit = visit
        self._place = place
        self._tasks: list[Task] = []
        self._chosen = Chosen()
        self._can_write = visit.may("draft")
        with page_header("任务", "计划里的每一件事：谁负责、何时完成、现在怎样。"):
            if self._can_write:
                link("导入表格", "/tasks/import", "zb-button zb-secondary")
            with box("zb-tasks-export"):
                self._export = box("zb-tasks-export-link", tag="span")
            if self._can_write:
                Button("新增任务", self.begin, "primary", icon_name="plus")
        self._waiting = skeleton(6)
        with box("zb-tasks-above") as self._above:
            self._chart = Chart(self._choose_light)
            self._build_filters()
        self._split = Split("任务详情")
        self._source = SourcePanel(visit, self._split)
        with self._split.main:
            self._told = Text("", "zb-hint zb-tasks-told", tag="p", role="status")
            self._table = DataTable(
                "任务",
                [
                    Column("事项", self._matter, main=True),
                    Column("责任单位", lambda task: task.owner or "—", sort=lambda task: task.owner),
                    Column("时限", lambda task: task.due or NO_DAY, sort=lambda task: task.deadline or date.max),
                    Column("进度", self._progress, sort=share_of),
                    Column("红黄蓝", self._light, sort=lambda task: list(LIGHTS).index(light_of(task))),
                ],
                on_empty=self._nothing,
            )
        self._above.set_visibility(False)
        self._split.element.set_visibility(False)

    def _build_filters(self) -> None:
        with box("zb-tasks-filters", role="search", aria_label="筛选任务") as self._filters:
            self._words = Field("查找", placeholder="事项、措施、成果里的字", on_change=self._choose_words)
            self._plan = Choice("计划", {"": "全部计划"}, on_change=lambda value: self._choose(plan=value))
            self._owner = Choice("责任单位", {"": "全部单位"}, on_change=lambda value: self._choose(owner=value))
            self._lights = Choice("红黄蓝", {"": "全部"}, on_change=lambda value: self._choose(light=value))
            self._status = Choice("状态", STATUS_CHOICES, on_change=lambda value: self._choose(status=value))

    # What is shown.

    async def open(self) -> None:
        self._chosen = Chosen(plan=self._place.query.get("plan", ""))
        await self.refresh()
        self._waiting.delete()
        self._above.set_visibility(True)
        self._split.element.set_visibility(True)

    async def refresh(self) -> None:
        """Read the tasks again and show them as they were looked at."""
        self._tasks = by_pressure(await self._visit.read(lambda: self._visit.service.tasks.find()))
        self._offer()
        self._draw()

    def _offer(self) -> None:
        """What can be chosen, with what is chosen now; a plan that is gone is chosen no longer."""
        plans = of_kind(plan_name(task) for task in sorted(self._tasks, key=lambda task: -(task.year or 0)))
        units = sorted(of_kind(unit for task in self._tasks for unit in owners(task)))
        chosen = self._chosen
        self._chosen = replace(
            chosen,
            plan=chosen.plan if chosen.plan in plans else "",
            owner=chosen.owner if chosen.owner in units else "",
        )
        self._plan.set_options({"": "全部计划", **{one: one for one in plans}}, self._chosen.plan)
        self._owner.set_options({"": "全部单位", **{one: one for one in units}}, self._chosen.owner)
        self._status.set_options(STATUS_CHOICES, self._chosen.status)

    def _choose(self, **changed: str) -> None:
        self._chosen = replace(self._chosen, **changed)
        self._draw()

    def _choose_light(self, light: str) -> None:
        self._choose(light=light)

    def _choose_words(self, words: str) -> None:
        self._choose(words=words.strip())

    def _draw(self) -> None:
        there = bool(self._tasks)
        self._chart.element.set_visibility(there)
        self._filters.set_visibility(there)
        near = [task for task in self._tasks if self._chosen.shows(task, but_light=True)]
        shown = [task for task in near if self._chosen.shows(task)]
        words: dict[str, str] = {light: word for light, (word, _) in LIGHTS.items()}
        self._lights.set_options({"": "全部", **words}, self._chosen.light)
        self._chart.show(near, self._chosen.light)
        self._table.set_rows(shown)
        is_part = len(shown) != len(self._tasks)
        self._told.set_text(f"找到 {len(shown)} 项，共 {len(self._tasks)} 项" if is_part else "")
        self._draw_plan_actions(shown)

    def _draw_plan_actions(self, shown: Sequence[Task]) -> None:
        """What can be done with all that is there: a file of it; of one plan, the next one and a text."""
        plans = of_kind(plan_name(task) for task in shown)
        of_one = next((task for task in shown), None) if len(plans) == 1 else None
        asked = {"plan": of_one.plan} if of_one and self._chosen.plan else {}
        if asked and of_one and of_one.year is not None:
            asked["year"] = str(of_one.year)
        self._export.clear()
        with self._export:
            if self._tasks:
                address = "/api/tasks.xlsx" + (f"?{urlencode(asked)}" if asked else "")
                what = f"把《{of_one.plan}》的任务导出为表格" if asked and of_one else "把全部任务导出为表格"
                link("导出表格", address, "zb-button zb-secondary", download="", title=what)
            if of_one is not None and self._can_write:
                plan = urlencode({"plan": plan_name(of_one)})
                link("结转到下一计划", f"/tasks/carry?{plan}", "zb-button zb-secondary")
                spec = urlencode({"genre": "work_summary", "unit": of_one.unit, "period": _period(of_one)})
                link("起草总结", f"/drafts/new?{spec}", "zb-button zb-secondary")

    # Cells.

    def _matter(self, task: Task) -> None:
        with box("zb-tasks-matter"):
            with button("", partial(self.show, task.id), "zb-tasks-open", data_task=task.id):
                Text(task.matter)
            if not self._chosen.plan:
                Text(plan_name(task), "zb-tasks-plan", tag="p")

    def _progress(self, task: Task) -> None:
        share = share_of(task)
        with box("zb-tasks-progress"):
            with box("zb-tasks-track", aria_hidden="true"):
                box("zb-tasks-done").style(f"width: {share}%")
            Text(f"{share}%" if task.progress is not None or task.status == "done" else "未填", "zb-figures")

    def _light(self, task: Task) -> None:
        light_badge(task)

    def _nothing(self) -> None:
        if self._tasks:
            with empty_state("没有符合条件的任务", "换一个词，或把条件放宽。", "search"):
                Button("看全部任务", self._all)
            return
        what = "起草工作计划时会带出任务；手头有台账的，可以直接导入表格。"
        if not self._can_write:
            what = "还没有人把任务交给您看。"
        with empty_state("还没有任务", what, "tasks"):
            if self._can_write:
                with link("", "/tasks/import", "zb-button zb-primary"):
                    icon("upload")
                    Text("导入表格")
                link("起草工作计划", "/drafts/new?genre=work_plan", "zb-button zb-secondary")

    def _all(self) -> None:
        self._words.value = ""
        self._chosen = Chosen()
        self._offer()
        self._draw()

    # One task.

    async def show(self, task_id: str) -> None:
        """Beside the list."""
        try:
            drawer = Drawer(self._visit, self._split, self._source, self)
            await drawer.open(task_id)
        except TaskNotFoundError:
            toast(GONE, kind="note")
            self._place.moved("/tasks")
            await self.refresh()

    def opened(self, task_id: str) -> None:
        """The drawer shows it, or a source of it."""
        self._place.moved(f"/tasks/{task_id}")

    def closed(self, task_id: str) -> None:
        """The drawer was closed: the keyboard goes back to where it was opened."""
        self._place.moved("/tasks")
        self._split.element.client.run_javascript(_FOCUS.format(id=task_id))

    def begin(self) -> None:
        """A task to be added."""
        Editor(self._visit, self._split, self, self._suggested()).open()

    def _suggested(self) -> Task:
        """What a new task has in common with those that are looked at."""
        like = next((task for task in self._tasks if self._chosen.shows(task)), None)
        if like is None:
            return Task("", "", year=date.today().year)
        return Task("", "", plan=like.plan, unit=like.unit, year=like.year)

    async def remove(self, task: Task) -> None:
        removed = await self._visit.read(lambda: self._visit.service.tasks.take_out(task.id))
        self._split.close()
        await self.refresh()
        toast(f"已移除“{task.matter}”", action="撤销", on_action=partial(self._put_back, removed))

    async def _put_back(self, removed: RemovedTask) -> None:
        await self._visit.read(lambda: self._visit.service.tasks.put_back(removed))
        await self.refresh()


def _period(task: Task) -> str:
    return f"{task.year}年" if task.year else ""
