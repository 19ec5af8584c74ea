"""All drafts: sought, opened, copied, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from assistant.drafting.frame import Frame
from assistant.drafting.spec import read_spec
from assistant.errors import ZhibiError
from assistant.interfaces.web.elements import (
    Button,
    Choice,
    Column,
    DataTable,
    Field,
    box,
    button,
    chip,
    empty_state,
    guarded,
    link,
    page_header,
    skeleton,
    toast,
)
from assistant.interfaces.web.elements.tables import STEP
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit
from assistant.store.drafts import DraftRecord, Removed
from assistant.store.jobs import Job
from prompts.genres import all_genres, load_genre

LOOK_SECONDS = 1.0
UNDER_WAY = ("queued", "running")
STATE = "状态"
FAILED = 5
"""So many of the last attempts are looked through for one that came to nothing."""


@dataclass(frozen=True)
class Row:
    """A draft, or one that is being written."""

    id: str
    title: str
    genre: str
    moment: str
    record: DraftRecord | None = None
    job: Job | None = None


class Listing:
    """The list."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._rows: list[Row] = []
        self._left: Mapping[str, int] = {}
        genres = {genre.name: genre.title for genre in all_genres()}
        with page_header("起草", "说清要写什么，执笔按资料起草，每句都可核对。"):
            Button("新建文稿", lambda: ui.navigate.to("/drafts/new"), "primary", icon_name="plus")
        with box("zb-drafts-search", role="search", aria_label="查找文稿") as self._search_box:
            self._search = Field("查找", placeholder="标题、单位或期间", on_change=lambda _: self._show())
            self._genre = Choice("文种", {"": "全部文种", **genres}, on_change=lambda _: self._show())
        self._waiting = skeleton(4)
        self._table = DataTable(
            "文稿",
            [
                Column("标题", self._title, sort=lambda row: row.title, main=True),
                Column("文种", lambda row: row.genre, sort=lambda row: row.genre),
                Column(STATE, self._state, sort=self._order),
                Column("最近修改", lambda row: moment(row.moment), sort=lambda row: row.moment),
                Column("", self._actions),
            ],
            on_empty=self._nothing,
        )
        self._table_timer: ui.timer | None = None

    async def open(self) -> None:
        await self.refresh()

    async def refresh(self) -> None:
        visit = self._visit
        records = await visit.read(lambda: visit.service.drafts.list())
        owner = visit.principal.visible.owner
        jobs = await visit.jobs.list(owner=owner, kinds=("draft",), limit=40)
        self._rows = rows_of(records, jobs)
        shown = [row.id for row in self._rows if row.record is not None][:STEP]
        if not self._waiting.is_deleted:
            self._waiting.delete()
        self._show()  # before the drafts themselves are read for what is left to do in them
        before, self._left = self._left, await visit.read(lambda: visit.service.drafts.left(shown))
        if self._table_timer is None and any(row.job and row.job.state in UNDER_WAY for row in self._rows):
            self._table_timer = ui.timer(LOOK_SECONDS, guarded(self._look))
        if self._left != before:
            self._table.redraw(STATE)

    async def _look(self) -> None:
        goes_on = False
        try:
            await self.refresh()
            goes_on = any(row.job and row.job.state in UNDER_WAY for row in self._rows)
        finally:
            if not goes_on and self._table_timer is not None:
                self._table_timer.cancel()
                self._table_timer = None

    def _show(self) -> None:
        sought, genre = self._search.value.strip(), self._genre.value
        title = load_genre(genre).title if genre else ""
        self._search_box.set_visibility(bool(self._rows))
        self._table.set_rows([row for row in self._rows if (not title or row.genre == title) and _has(row, sought)])

    def _nothing(self) -> None:
        if self._rows:
            with empty_state("没有找到", "换一个词，或选“全部文种”。", "search"):
                Button("看全部", self._all)
        else:
            what = "选一个文种，写清单位、期间和已知的情况，执笔按资料库里的文件起草。"
            with empty_state("还没有文稿", what, "drafts"):
                Button("新建文稿", lambda: ui.navigate.to("/drafts/new"))

    def _all(self) -> None:
        self._search.value = ""
        self._genre.set_options({"": "全部文种", **{one.name: one.title for one in all_genres()}}, "")
        self._show()

    # Cells.

    def _title(self, row: Row) -> None:
        link(row.title, f"/drafts/{row.id}", "zb-drafts-link")

    def _state(self, row: Row) -> None:
        if row.job is not None:
            _job_chip(row.job)
        elif (left := self._left.get(row.id)) is None:
            chip(f"第 {row.record.version if row.record else 1} 版")
        elif left:
            chip(f"待办 {left} 处", "warn", "edit")
        else:
            chip("没有待办", "good", "check")

    def _order(self, row: Row) -> int:
        return -1 if row.job is not None else self._left.get(row.id, 0)

    def _actions(self, row: Row) -> None:
        if row.record is None:
            return
        with box("zb-drafts-actions"):
            button("复制", partial(self._copy, row), "zb-quiet-button", aria_label=f"复制《{row.title}》")
            button("移除", partial(self._remove, row), "zb-quiet-button", aria_label=f"移除《{row.title}》")

    async def _copy(self, row: Row) -> None:
        made = await self._visit.read(self._visit.service.studio.copied, row.id)
        await self.refresh()
        toast(f"已复制为《{made.title}》", action="打开", on_action=lambda: ui.navigate.to(f"/drafts/{made.id}"))

    async def _remove(self, row: Row) -> None:
        removed = await self._visit.read(lambda: self._visit.service.drafts.remove(row.id))
        await self.refresh()
        toast(f"已移除《{row.title}》", action="撤销", on_action=partial(self._put_back, removed))

    async def _put_back(self, removed: Removed) -> None:
        await self._visit.read(lambda: self._visit.service.drafts.put_back(removed))
        await self.refresh()


def rows_of(records: Sequence[DraftRecord], jobs: Sequence[Job]) -> list[Row]:
    """What is being written first; of attempts that came to nothing the latest, unless something was kept of them."""
    known = {record.id for record in records}
    rows = []
    for at, job in enumerate(jobs):
        lost = job.state in ("failed", "cancelled") and at < FAILED
        if job.id not in known and (job.state in UNDER_WAY or lost):
            rows.append(Row(job.id, title_of(job), genre_of(job), job.created_at, job=job))
    rows.sort(key=lambda row: row.job is None or row.job.state not in UNDER_WAY)
    return rows + [Row(one.id, one.title, load_genre(one.genre).title, one.updated_at, record=one) for one in records]


def genre_of(job: Job) -> str:
    return load_genre(str(job.asked["genre"])).title if job.asked else "文稿"


def title_of(job: Job) -> str:
    """What a draft that is not there yet will be called."""
    try:
        spec = read_spec(job.asked["spec"], str(job.asked["genre"]))
    except (KeyError, ZhibiError):
        return genre_of(job)
    return Frame.of(spec).title(spec, load_genre(spec.genre))


def _has(row: Row, sought: str) -> bool:
    record = row.record
    texts = (row.title,) if record is None else (record.title, record.unit, record.period)
    return all(any(word in text for text in texts) for word in sought.split())


def _job_chip(job: Job) -> None:
    if job.state == "queued":
        chip("排队中", "blue")
    elif job.state == "running":
        chip(f"正在写 {job.done}/{job.total}" if job.total else "正在写", "blue")
    elif job.state == "cancelled":
        chip("已停止", "mute", "stop")
    else:
        chip("没有写成", "bad", "alert")
