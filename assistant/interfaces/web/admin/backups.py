"""备份: made now, taken away, let go of."""

from __future__ import annotations

from functools import partial

from nicegui import ui

from assistant.backup.shelf import Kept, Shelf
from assistant.interfaces.web.admin.facts import megabytes
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import (
    Button,
    Column,
    DataTable,
    Progress,
    Text,
    box,
    card,
    confirm,
    empty_state,
    guarded,
    icon,
    link,
    toast,
)
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit

LOOK_EVERY = 0.5
"""Seconds between two looks at a backup under way."""

KEEP = (
    "做好的备份先放在服务器的资料库文件夹里。请下载到另一台电脑或移动硬盘上保管：放在同一块硬盘上，硬盘坏了就都没有了。"
    "谁拿到备份，就能看到全部资料，请锁好。"
)
RESTORE = "恢复在服务器上做：zhibi --home 新文件夹 restore 备份文件。逐个核对，全部无误才就位；模型的密钥要重新设置。"


async def build(visit: Visit, place: Place) -> None:
    page = Backups(visit)
    await page.refresh()
    await page.resume()


class Backups:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._shelf = Shelf(visit.house.settings)
        self._job = ""
        with card("备份"):
            with box("zb-admin-head"):
                self._last = Text("", "zb-admin-sentence", tag="p", role="status")
                self._begin = Button("现在备份", self._start, "primary")
            self._progress = Progress("备份")
            Text(KEEP, "zb-note", tag="p")
            self._table = DataTable(
                "备份",
                [
                    Column("何时", lambda one: moment(one.made_at), main=True),
                    Column("文件", lambda one: f"{one.documents} 份", align="end"),
                    Column("大小", lambda one: megabytes(one.size), align="end"),
                    Column("", self._actions, align="end"),
                ],
                on_empty=self._none,
            )
        Text(RESTORE, "zb-note", tag="p")
        self._timer = ui.timer(LOOK_EVERY, guarded(self._look), active=False)

    async def refresh(self) -> None:
        found = await self._visit.read(self._shelf.list)
        self._last.set_text(f"上一次备份：{moment(found[0].made_at)}" if found else "上一次备份：还没有")
        self._table.set_rows(found)

    async def resume(self) -> None:
        """Follow one that is under way already."""
        under_way = await self._visit.jobs.list(states=("queued", "running"), kinds=("backup",), limit=1)
        if under_way:
            self._follow(under_way[0].id)

    async def _start(self) -> None:
        self._visit.principal.require("administer")
        job, _ = await self._visit.jobs.submit("backup", {}, self._visit.principal)
        self._follow(job.id)

    def _follow(self, job_id: str) -> None:
        self._job = job_id
        self._begin.set_enabled(False)
        self._progress.show("正在备份，可以离开这一页")
        self._timer.activate()

    async def _look(self) -> None:
        job = await self._visit.job(self._job)
        if not job.ended:
            return
        self._timer.deactivate()
        self._progress.hide()
        self._begin.set_enabled(True)
        await self.refresh()
        if job.state == "done":
            toast("备份做好了，请下载保管")
        else:
            toast(job.reason or "备份没有做成", kind="error", hint=job.hint)

    def _actions(self, one: Kept) -> None:
        when = moment(one.made_at)
        with box("zb-row zb-admin-actions"):
            address = f"/api/backups/{one.name}"
            with link("", address, "zb-button zb-secondary", download="", aria_label=f"下载{when}的备份"):
                icon("download")
                Text("下载")
            Button("删除", partial(self._remove, one), "quiet", aria_label=f"删除{when}的备份")

    async def _remove(self, one: Kept) -> None:
        when = moment(one.made_at)
        if await confirm(f"删除{when}的备份？", "不能恢复。已经下载到别处的不受影响。", "删除"):
            house, by = self._visit.house, self._visit.principal
            await self._visit.read(self._shelf.remove, one.name)
            await house.note(by, "backup_remove", one.name)
            toast(f"已删除{when}的备份")
            await self.refresh()

    def _none(self) -> None:
        with empty_state("还没有备份", "点“现在备份”做一份，做的时候照常使用。", "download"):
            pass
