"""A draft while it is written: its sections as they come. It goes on when the page is left, and is found again."""

from __future__ import annotations

from nicegui import ui

from assistant.errors import DraftNotFoundError, ZhibiError
from assistant.interfaces.web.drafts.desk import Desk
from assistant.interfaces.web.drafts.listing import genre_of, title_of
from assistant.interfaces.web.drafts.reading import Reading
from assistant.interfaces.web.elements import (
    Button,
    Progress,
    Text,
    box,
    card,
    empty_state,
    guarded,
    link,
    toast,
    way_back,
)
from assistant.interfaces.web.visit import Visit
from assistant.store.jobs import Job

LOOK_SECONDS = 0.4


class Writing:
    """A job that writes a draft.

    Args:
        place: Where the desk is put once the draft is there.
    """

    def __init__(self, visit: Visit, job: Job, place: ui.element) -> None:
        self._visit = visit
        self._job = job
        self._place = place
        self._around = place.parent_slot or place
        self._shown = 0
        with box("zb-page-head", tag="header"):
            with box("zb-page-title"):
                way_back("全部文稿", "/drafts")
                Text(title_of(job), "zb-h1 zb-drafts-title", tag="h1")
                Text(f"{genre_of(job)} · 正在起草，可以离开这一页，写好后在“起草”里找到它。", "zb-lead", tag="p")
            with box("zb-page-actions"):
                self._stop_button = Button("停止", self._stop, icon_name="stop", title="写完手上这一节就停，写好的留下")
        self._progress = Progress("起草进度")
        self._paper = card("正在写的文稿", "zb-drafts-paper")
        self._paper.set_visibility(False)

    def follow(self) -> None:
        """Until it has ended; then the draft is shown in its place."""
        self._tell()
        with self._around:  # the timer outlives the place's content, which it replaces
            self._timer = ui.timer(LOOK_SECONDS, guarded(self._look))

    async def _stop(self) -> None:
        await self._visit.jobs.cancel((await self._visit.job(self._job.id)).id, self._visit.principal)
        self._stop_button.set_text("正在停止")
        self._stop_button.set_enabled(False)

    async def _look(self) -> None:
        try:
            self._job = await self._visit.job(self._job.id)
        except ZhibiError:
            self._timer.cancel()  # told once; the draft goes on being written
            raise
        self._show_new()
        self._tell()
        if self._job.ended:
            self._timer.cancel()
            await self._end()

    def _show_new(self) -> None:
        sections = self._visit.jobs.sections(self._job.id)
        if len(sections) < self._shown:  # the server has begun anew
            self._paper.clear()
            self._shown = 0
        with self._paper:
            for event in sections[self._shown :]:
                with box("zb-drafts-section zb-drafts-fresh", tag="section"):
                    if event.section.heading:
                        Text(event.section.heading, "zb-drafts-heading", tag="h2")
                    Reading(event.section, pick=False)
        self._shown = len(sections)
        self._paper.set_visibility(bool(sections) or self._paper.visible)

    def _tell(self) -> None:
        job = self._job
        if job.state == "queued":
            self._progress.show("排队中：前面还有别的文稿在写")
        elif job.total:
            last = f"，刚写完“{job.detail}”" if job.detail else ""
            self._progress.show(f"已写 {job.done} 节，共 {job.total} 节{last}", job.done / job.total)
        else:
            self._progress.show("正在翻检资料")

    async def _end(self) -> None:
        visit, job = self._visit, self._job
        try:
            draft = await visit.read(lambda: visit.service.drafts.load(job.id))
        except DraftNotFoundError:
            self._fail()
            return
        self._place.clear()
        with self._place:
            await Desk(visit, draft).open()
        if job.state == "cancelled":
            toast("已停止，写好的几节留下了", kind="note")

    def _fail(self) -> None:
        job = self._job
        self._place.clear()
        with self._place:
            Text(title_of(job), "zb-unseen", tag="h1")
            stopped = job.state == "cancelled"
            title = "已停止，一节都还没有写" if stopped else f"没有写成：{job.reason}"
            what = "要求和提纲都还在，可以改了再写。" if stopped else job.hint or "要求和提纲都还在，可以改了再写。"
            with empty_state(title, what, "stop" if stopped else "alert"):
                if job.asked:
                    link("回到要求", f"/drafts/new?from={job.id}", "zb-button zb-primary")
                link("全部文稿", "/drafts", "zb-button zb-secondary")
