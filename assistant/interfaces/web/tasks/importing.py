"""A spreadsheet taken in: first what it would change, then, when somebody has said so, the change."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import PurePath

from nicegui import ui
from nicegui.elements.upload_files import FileUpload

from assistant.drafting.tasks.importing import Wanted, look_through, take_in
from assistant.drafting.tasks.sheets import COLUMNS
from assistant.drafting.types import Task
from assistant.errors import TaskError, TaskNotFoundError
from assistant.interfaces.web.elements import (
    Button,
    Column,
    DataTable,
    DropZone,
    Field,
    Text,
    box,
    card,
    link,
    page_header,
    toast,
)
from assistant.interfaces.web.tasks.editing import FIRST_YEAR, LAST_YEAR
from assistant.interfaces.web.tasks.wording import STATUS_WORDS
from assistant.interfaces.web.visit import Visit

MAX_SHEET_BYTES = 20 * 1024 * 1024
_YEAR = re.compile(r"(?:19|20|21)\d\d")
STRANGE = "表格里有一个编号不是现有任务的"
STRANGE_HINT = "编号由系统给出：新增的任务请把编号留空，已被移除的请删去编号再收入。"


class ImportView:
    """/tasks/import."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        with page_header("导入任务表格", "先看会改动什么，再决定收不收。", ("全部任务", "/tasks")):
            pass
        with box("zb-tasks-import"):
            with box("zb-tasks-how", tag="ol"):
                Text("没有编号的行是新任务，会加进所填的计划。", tag="li")
                Text("有编号的行是从这里导出、填好的记录，会更新那一项。", tag="li")
                with box("", tag="li"):
                    Text("第一行写栏名：事项、措施、责任单位、时限、成果、依据、状态、进度、完成情况。可以")
                    link("下载现在的任务表", "/api/tasks.xlsx", download="")
                    Text("照着填。")
            DropZone(self._receive, kinds="Excel 表格（.xlsx）", accept=".xlsx,.xlsm", multiple=False)
            self._outcome = box("zb-tasks-outcome", role="status")

    async def _receive(self, files: Sequence[FileUpload]) -> None:
        file = files[0]
        self._outcome.clear()
        data = await file.read()
        if len(data) > MAX_SHEET_BYTES:
            raise TaskError(f"“{file.name}”太大，任务表格最大 {MAX_SHEET_BYTES // 1024**2} MB", "请删去不相干的工作表")
        try:
            wanted = await self._visit.read(look_through, self._visit.service.tasks, data, file.name)
        except TaskNotFoundError as error:
            raise TaskError(STRANGE, STRANGE_HINT) from error
        if not self._outcome.is_deleted:
            self._show(wanted, data, file.name)

    def _show(self, wanted: Wanted, data: bytes, name: str) -> None:
        with self._outcome, card("会改动什么", "zb-stack"):
            Text(PurePath(name).name, "zb-eyebrow", tag="p")
            counted = f"会新增 {len(wanted.added)} 项，更新 {len(wanted.changed)} 项，未变 {len(wanted.unchanged)} 项"
            Text(counted, "zb-h2", tag="h2")
            if not wanted.added and not wanted.changed:
                Text("表格和现有的任务一致，不用收入。", "zb-lead", tag="p")
                return
            if wanted.changed:
                self._show_changes(wanted)
            if wanted.added:
                self._show_new(wanted, name)
            with box("zb-row"):
                Button("照此收入", lambda: self._take(data, name), "primary")
                Button("不收入", self._outcome.clear, "quiet")

    def _show_changes(self, wanted: Wanted) -> None:
        Text("更新", "zb-h3", tag="h3")
        rows = [
            (one.task.matter, COLUMNS[field], _told(field, getattr(one.task, field)), _told(field, value))
            for one in wanted.changed
            for field, value in one.changes.items()
        ]
        columns: list[Column[tuple[str, str, str, str]]] = [
            Column("事项", lambda row: row[0], main=True),
            Column("栏目", lambda row: row[1]),
            Column("原来", lambda row: row[2]),
            Column("改为", lambda row: row[3]),
        ]
        table = DataTable("会更新的任务", columns)
        table.set_rows(rows)

    def _show_new(self, wanted: Wanted, name: str) -> None:
        Text("新增", "zb-h3", tag="h3")
        table: DataTable[Task] = DataTable(
            "会新增的任务",
            [
                Column("事项", lambda task: task.matter, main=True),
                Column("责任单位", lambda task: task.owner or "—"),
                Column("时限", lambda task: task.due or "—"),
            ],
        )
        table.set_rows(wanted.added)
        stem = PurePath(name).stem
        year = _YEAR.search(stem)
        with box("zb-tasks-pair"):
            self._plan = Field("新任务属于哪份计划", value=stem, required=True)
            self._unit = Field("制定计划的单位")
            self._year = Field("年份", value=year.group() if year else str(date.today().year), required=True)

    async def _take(self, data: bytes, name: str) -> None:
        plan, unit, year = "", "", None
        if hasattr(self, "_plan") and not self._plan.element.is_deleted:
            plan, unit, written = self._plan.value.strip(), self._unit.value.strip(), self._year.value.strip()
            is_year = written.isdecimal() and FIRST_YEAR <= int(written) <= LAST_YEAR
            self._plan.fail("" if plan else "请写计划的名称")
            self._year.fail("" if is_year else "请写四位数的年份")
            if not plan or not is_year:
                return
            year = int(written)
        taken = await self._visit.read(take_in, self._visit.service.tasks, data, name, plan, unit, year)
        ui.navigate.to("/tasks")
        toast(f"新增 {len(taken.added)} 项，更新 {len(taken.changed)} 项")


def _told(field: str, value: object) -> str:
    if field == "status":
        return STATUS_WORDS[str(value)]
    return "（空）" if value in (None, "") else str(value)
