"""The area's first page: a run to be started and followed, what was run, data sets, what people thought of answers."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote, urlencode

from nicegui import ui

from assistant.interfaces.web.elements import (
    Button,
    Check,
    Choice,
    Column,
    DataTable,
    Progress,
    Tabs,
    Text,
    box,
    button,
    card,
    chip,
    confirm,
    empty_state,
    guarded,
    link,
    page_header,
    toast,
)
from assistant.interfaces.web.evaluation.datasets import Sets
from assistant.interfaces.web.evaluation.feedback import FeedbackView
from assistant.interfaces.web.evaluation.wording import evaluations, figure, looked_up, run_name, set_name
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.jobs import EvalJobRequest
from assistant.store.jobs import Job
from eval.archive import Archive, RunRecord

LOOK_SECONDS = 1.0
SHOWN = (
    ("point_recall", "要点召回"),
    ("evidence_cited", "依据命中"),
    ("rejection", "应拒则拒"),
    ("quote_recall@5", "检索前5"),
)
WHY = "同一组问题反复考一考：改了资料、设置或模型之后，答得更好还是更差，一看便知。"


class Overview:
    """Three views."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._job: Job | None = None
        self._chosen: list[str] = []

    async def open(self, view: int) -> None:
        with page_header("评测", WHY):
            pass
        tabs = Tabs("评测的各部分", [("评测记录", self._runs), ("数据集", self._sets), ("读者评价", self._feedback)])
        await tabs.choose(view)

    # Runs.

    async def _runs(self) -> None:
        with card("开始评测", "zb-evaluation-start"):
            with box("zb-evaluation-choices"):
                self._set = Choice("用哪组问题", {})
                self._only_search = Check("只考检索，不作答（快）")
                self._go = Button("开始评测", self._start, "primary")
            self._progress = Progress("评测进度")
            with box("zb-evaluation-stop") as self._stop_place:
                Button("停止", self._stop, icon_name="stop")
            self._stop_place.set_visibility(False)
        with box("zb-evaluation-pick"):
            self._hint = Text("", "zb-hint", tag="p", role="status")
            self._compare = Button("比较这两次", self._go_compare)
        self._table = DataTable(
            "评测记录",
            [
                Column("时间", self._name, sort=lambda run: run.started, main=True),
                Column("数据集", lambda run: set_name(run.dataset), sort=lambda run: run.dataset),
                Column("题数", lambda run: str(run.cases), sort=lambda run: run.cases, align="end"),
                *(Column(label, partial(self._figure, name)) for name, label in SHOWN),
                Column("比较", self._pick),
                Column("", self._offer_removal, align="end"),
            ],
            on_empty=self._nothing,
        )
        await self._offer_sets()
        await self._refresh()
        jobs = await self._visit.jobs.list(kinds=("eval",), states=("queued", "running"), limit=1)
        if jobs:
            self._follow(jobs[0])

    async def _refresh(self) -> None:
        runs = await looked_up(self._visit, Archive.runs)
        self._table.set_rows(runs)
        self._count(len(runs))

    def _nothing(self) -> None:
        with empty_state("还没有评测过", "选一组问题，点“开始评测”。第一次用示范资料即可。", "evaluation"):
            pass

    def _pick(self, run: RunRecord) -> None:
        made = Check("选来比较", value=run.id in self._chosen, on_change=partial(self._choose, run.id))
        made.box.classes("zb-evaluation-tick")
        made.element.props["aria-label"] = f"选来比较：{set_name(run.dataset)} {moment(run.started)}"

    def _name(self, run: RunRecord) -> None:
        with box("zb-evaluation-run"):
            link(moment(run.started), f"/evaluation/{quote(run.id)}", "zb-evaluation-open")
            if run.finished is None:
                chip("没有做完", "mute", "stop")
            if run.model:
                Text(run.model, "zb-hint")

    def _offer_removal(self, run: RunRecord) -> None:
        if self._job is None or self._job.id != run.id:
            what = f"删除评测记录：{run_name(run.dataset, run.started)}"
            button("", partial(self._remove, run), "zb-icon-button", icon_name="delete", aria_label=what, title="删除")

    async def _remove(self, run: RunRecord) -> None:
        kept = "它的报告、逐题结果和当时的资料都会删掉，不能恢复。要留着的，请先打开它下载报告。"
        if await confirm(f"删除{moment(run.started)}的评测记录？", kept, "删除"):
            await evaluations(self._visit).remove_run(run.id)
            self._choose(run.id, False)
            await self._refresh()
            toast("已删除评测记录")

    def _figure(self, name: str, run: RunRecord) -> str:
        row = run.figures.get(name)
        return "—" if row is None or row["mean"] is None else figure(row)

    def _choose(self, run_id: str, chosen: bool) -> None:
        self._chosen = [one for one in self._chosen if one != run_id] + ([run_id] if chosen else [])
        self._count(2)

    def _count(self, runs: int) -> None:
        chosen = len(self._chosen)
        told = {0: "选两次评测，逐题比较。", 1: "再选一次。", 2: ""}.get(chosen, "只能选两次，请去掉多选的。")
        self._hint.set_text(told if runs > 1 else "")
        self._compare.set_visibility(chosen == 2)

    def _go_compare(self) -> None:
        first, second = self._chosen
        ui.navigate.to("/evaluation/compare?" + urlencode({"first": first, "second": second}))

    # A run under way.

    async def _start(self) -> None:
        asked = EvalJobRequest(cases=self._set.value, k=None, repeat=None, search_only=self._only_search.value).dump()
        by = self._visit.principal
        by.require("administer")
        await self._visit.jobs.require_dataset(self._set.value)
        job, _ = await self._visit.jobs.submit("eval", asked, by)
        self._follow(job)

    def _follow(self, job: Job) -> None:
        self._job = job
        self._go.set_enabled(False)
        self._stop_place.set_visibility(True)
        self._tell(job)
        self._timer = ui.timer(LOOK_SECONDS, guarded(self._look))

    async def _look(self) -> None:
        if self._job is None:
            return
        job = await self._visit.job(self._job.id)
        self._tell(job)
        if not job.ended:
            return
        self._job = None
        self._timer.cancel()
        self._go.set_enabled(True)
        self._stop_place.set_visibility(False)
        self._progress.hide()
        await self._refresh()
        self._announce(job)

    def _tell(self, job: Job) -> None:
        name = set_name(str(job.asked.get("cases", "")))
        if job.state == "queued":
            self._progress.show(f"{name}：排队中")
        elif job.cancelling:
            self._progress.show(f"{name}：做完这一题就停")
        elif job.total:
            self._progress.show(f"{name}：{job.done}/{job.total}", job.done / job.total)
        else:
            self._progress.show(f"{name}：正在准备资料")

    def _announce(self, job: Job) -> None:
        if job.state == "done" and job.result is not None:
            address = f"/evaluation/{str(job.result['folder']).removeprefix('eval/')}"
            toast("评测做完了", action="看结果", on_action=lambda: ui.navigate.to(address))
        elif job.state == "cancelled":
            toast("评测已停止，做完的题留在记录里", kind="note")
        else:
            toast(job.reason or "评测没有做完", kind="error", hint=job.hint)

    async def _stop(self) -> None:
        if self._job is not None:
            await self._visit.job(self._job.id)
            self._tell(await self._visit.jobs.cancel(self._job.id, self._visit.principal))

    # Data sets.

    async def _sets(self) -> None:
        await Sets(self._visit, self._offer_sets).open()

    async def _offer_sets(self) -> None:
        """There are others to choose from now."""
        known = await looked_up(self._visit, Archive.datasets)
        names = {one.name: f"{set_name(one.name)}（{one.cases} 题）" for one in known if one.cases}
        self._set.set_options(names, self._set.value if self._set.value in names else None)

    # What people thought.

    async def _feedback(self) -> None:
        await FeedbackView(self._visit).open()
