"""The desk: the text at the left, what was found in it at the right, one finding at a time beside its source."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from weakref import WeakKeyDictionary

from nicegui import Client, ui
from nicegui.elements.upload_files import FileUpload
from pydantic import TypeAdapter, ValidationError

from assistant.interfaces.render.verification_report import report
from assistant.interfaces.web.elements import (
    Button,
    DropZone,
    Progress,
    Split,
    Text,
    box,
    button,
    confirm,
    icon,
    page_header,
    toast,
)
from assistant.interfaces.web.proof import example
from assistant.interfaces.web.proof.basis import FILES, BasisForm, text_of
from assistant.interfaces.web.proof.findings import Findings, Summary
from assistant.interfaces.web.proof.paper import Paper
from assistant.interfaces.web.proof.remark_card import RemarkCard, give_focus
from assistant.interfaces.web.proof.remarks import Remark, corrected, remarks_of, weights
from assistant.interfaces.web.proof.run import Run
from assistant.interfaces.web.proof.work import Work
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.answers import Citation
from assistant.interfaces.wire.verification import Verified
from assistant.types import Verification
from assistant.verification.proof import Proof
from assistant.verification.sources import Given

_BUSY_AFTER = 0.5
"""Seconds of work before it is said how far it is."""

LEAD = "逐句核对数字、年份、引文、文件名和固定表述；有出入的标在文中，原文摆在旁边。"
KINDS = "要核对的文稿：Word、WPS、PDF、扫描件、网页、文本"
KEPT = "文稿留在这台电脑的浏览器里，刷新、断线都不会丢。"

TOO_LONG = "文稿超过 40 万字，浏览器留不住，改动请另行保存。"
MOST_KEPT = 400_000
"""Characters; as in keep.js."""

_NOTES = TypeAdapter(dict[str, str])

_works: WeakKeyDictionary[Client, Work] = WeakKeyDictionary()
"""Each open page's work, while other areas are shown."""


class Desk:
    """One visitor's desk."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._work = _works.setdefault(ui.context.client, Work())
        self._current: Remark | None = None
        self._opened = 0
        self._next: int | None = None
        self._run = Run()

    async def begin(self) -> None:
        """Build the area."""
        collections = await self._visit.read(self._visit.service.collections)
        with page_header("校核", LEAD):
            self._build_actions()
        self._split = Split("意见")
        self._panel = SourcePanel(self._visit, self._split)
        with self._split.main, box("zb-proof-desk"):
            with box("zb-proof-left"):
                self._build_text()
            with box("zb-proof-right"):
                self._form = BasisForm(self._visit, self._work.basis, collections, self.check)
                self._findings = Findings(on_choose=self._choose, on_filter=self._filtered, on_basis=self._change_basis)
        self._show_all(self._paper.version)
        ui.context.client.on_delete(self._run.stop)

    def _build_actions(self) -> None:
        with Text("", "zb-button zb-secondary", tag="button", type="button") as self._copy:
            icon("copy")
            Text("复制全文")
        self._report = Button("导出报告", self._export, icon_name="download")
        self._new = Button("换一篇", self._clear, icon_name="plus")

    def _build_text(self) -> None:
        self._summary = Summary()
        self._progress = Progress("核对")
        with box("zb-proof-stopping") as self._stopping:
            Button("停止", self._run.stop, icon_name="stop")
        self._stopping.set_visibility(False)
        with box("zb-proof-drop") as self._drop:
            began = partial(self._progress.show, "正在上传")
            zone = DropZone(self._open, kinds=KINDS, multiple=False, on_begin=began)
        self._paper = Paper(
            self._work.text,
            self._work.shown,
            uploader=zone.element,
            on_change=self._changed,
            on_choose=self._choose,
            on_check=self.check,
            on_restored=self._restored,
            on_size=self._sized,
        )
        self._paper.copies_by(self._copy)
        with box("zb-proof-foot"):
            self._size = Text("", "zb-hint zb-figures")
            self._kept = Text(KEPT, "zb-hint")
        with box("zb-proof-try") as self._try:
            Text("手边没有文稿？", "zb-hint")
            button("看一个例子", self._show_example, "zb-link")

    # The text.

    async def _open(self, files: Sequence[FileUpload]) -> None:
        try:
            self._progress.show(f"正在读取 {files[0].name}")
            name, text, told = await text_of(self._visit, files[0])
        finally:
            self._progress.hide()
        if not text.strip():
            toast(f"“{name}”里没有读到文字", kind="error", hint="扫描件请先确认图像清楚；也可以直接粘贴文字。")
            return
        await self._put(text)
        toast(f"已打开“{name}”，点“核对”开始", hint="；".join(told))

    async def _put(self, text: str) -> None:
        """Another text; what it is held against stays."""
        _works[ui.context.client] = self._work = Work(basis=self._work.basis)
        self._run.stop()
        self._split.close()
        await self._paper.load(text)
        self._work.text = self._paper.text
        self._paper.keep("")
        self._form.check.set_text("核对")
        self._show_all(self._paper.version)

    async def _show_example(self) -> None:
        self._work.basis.kind = FILES
        self._work.basis.sources = [(example.TITLE, Given(text=example.SOURCE, title=example.TITLE))]
        self._form.refresh()
        await self._put(example.TEXT)
        await self.check()

    async def _clear(self) -> None:
        warning = "现在的文稿和核对意见会清掉，需要的请先复制或导出。"
        if not self._paper.text.strip() or await confirm("换一篇文稿？", warning, "换一篇"):
            await self._put("")
            self._paper.focus()

    def _restored(self, notes: str) -> None:
        """The browser has brought back what was typed before the page was loaded anew."""
        try:
            self._work.notes = _NOTES.validate_json(notes or "{}")
        except ValidationError:  # written by another version, or by hand
            self._work.notes = {}
        toast("上次的文稿还在，点“核对”接着做", kind="note")

    def _sized(self, size: int) -> None:
        self._size.set_text(f"{size:,} 字" if size else "")
        self._kept.set_text(KEPT if size <= MOST_KEPT else TOO_LONG)
        for made in (self._try, self._drop):
            made.set_visibility(not size)
        for shown in (self._copy, self._report, self._new):
            shown.set_visibility(bool(size))

    # Checking.

    async def check(self) -> None:
        """Hold the whole text against the basis that is chosen now."""
        await self._paper.flush()
        work = self._work
        work.text = self._paper.text
        if not work.text.strip():
            toast("还没有文稿", kind="error", hint="请先粘贴文字，或者打开一个文件。")
            return
        if work.basis.kind == FILES and not work.basis.sources:
            toast("还没有给出对照的文件", kind="error", hint="请把来源文件拖到框里，或者改为对照资料库。")
            return
        work.proof = None
        work.checked = True
        await self._verify()

    async def _changed(self) -> None:
        self._work.text = self._paper.text
        if self._work.checked:
            await self._verify()

    async def _verify(self) -> None:
        """Judge the text as it stands; what is typed meanwhile is judged next, by the same run."""
        if not self._run.begin():
            return
        self._form.check.set_busy(True)
        ticking = ui.timer(0.2, self._tell_progress)
        try:
            while self._run.goes_on():
                await self._verify_once()
        except Exception:
            self._work.checked = False  # else each letter that is typed would fail the same way
            raise
        finally:
            self._run.end()
            if not self._split.element.is_deleted:
                ticking.delete()
                self._progress.hide()
                self._stopping.set_visibility(False)
                self._form.check.set_busy(False)
                self._summary.show(self._work.verified)

    async def _verify_once(self) -> None:
        proof = await self._proof()
        work, text, version = self._work, self._paper.text, self._paper.version

        def judge() -> tuple[Verification, list[Remark]]:
            verified = proof.verify(text, self._run.going)
            return verified, remarks_of(verified)

        verified, remarks = await self._visit.read(judge)
        if self._run.is_stale or work is not self._work or self._split.element.is_deleted:
            return
        work.judged, work.verified, work.remarks = text, verified, remarks
        self._run.take(len(verified.claims))
        self._show_all(version)
        await self._follow()

    async def _proof(self) -> Proof:
        """Made anew when the visitor sees more or less than before. Raises NotSignedInError."""
        work, visible = self._work, self._visit.principal.visible
        if work.proof is None or work.visible != visible:
            basis = work.basis
            begin = partial(
                self._visit.service.proof,
                basis.given,
                genre=basis.genre or None,
                as_of=basis.day,
                collections=[basis.collection] if basis.collection else None,
            )
            work.proof = await self._visit.read(begin)
            work.visible = visible
        return work.proof

    def _tell_progress(self) -> None:
        done, of = self._run.done
        if of and self._run.seconds > _BUSY_AFTER:
            self._progress.show(f"正在核对，已核 {done} 句，共 {of} 句", done / of)
            self._stopping.set_visibility(True)

    # What was found.

    def _show_all(self, version: int) -> None:
        """Bring everything into line with what is known."""
        work = self._work
        is_known = work.verified is not None
        self._summary.show(work.verified, goes_on=self._run.is_stale)
        self._form.element.set_visibility(not is_known)
        self._findings.element.set_visibility(is_known)
        self._paper.show(work.shown, version)
        if is_known:
            self._findings.show(work)

    def _filtered(self) -> None:
        self._split.close()
        self._findings.show(self._work)
        self._paper.show(self._work.shown, self._paper.version)

    def _change_basis(self) -> None:
        self._split.close()
        self._form.element.set_visibility(True)
        self._findings.element.set_visibility(False)
        self._form.check.set_text("重新核对")

    # One remark at a time.

    async def _follow(self) -> None:
        """After a change: the next remark where one was settled, the same where it is still there."""
        shown = self._work.shown
        at, self._next = self._next, None
        if at is not None and shown:
            await self._open_remark(shown[min(at, len(shown) - 1)], take_focus=True)
        elif at is not None:
            self._split.close()
        elif self._current is not None:
            still = next((one for one in shown if one.id == self._current.id), None)
            if still is None:
                self._split.close()
            else:
                self._current = still
                self._paper.light(still, follow=False)

    async def _choose(self, remark_id: str) -> None:
        chosen = next((one for one in self._work.shown if one.id == remark_id), None)
        if chosen is not None:
            await self._open_remark(chosen)

    async def _open_remark(self, remark: Remark, *, take_focus: bool = False) -> None:
        self._current = remark
        self._opened += 1
        closed = partial(self._closed, self._opened)
        self._paper.light(remark)
        self._findings.light(remark)
        card = RemarkCard(
            remark,
            note=self._work.notes.get(remark.id),
            on_step=self._step,
            on_accept=self._accept,
            on_settle=self._settle,
        )
        heading = f"第 {self._work.place(remark) + 1} 处，共 {len(self._work.shown)} 处"
        source = self._source(remark, heading)
        if source is None:
            with self._split.open(heading, closed):
                card.build()
        else:
            await self._panel.open(source, closed, above=card.build)
        if take_focus:
            card.focus()
        if remark.better is not None:
            card.offer(await self._is_better(remark))

    def _source(self, remark: Remark, heading: str) -> Source | None:
        """Where what is expected stands, else where what comes nearest does."""
        work = self._work
        if work.verified is None or work.proof is None:
            return None
        cited = {citation.key: citation for citation in work.verified.citations}
        found = next((cited[key] for key in remark.sources if key in cited), None)
        if found is None:
            return None
        given = work.proof.passage(found.chunk_id)
        return Source.of(Citation.of(found), heading=heading, passage=given.chunk.text if given else None)

    async def _is_better(self, remark: Remark) -> bool:
        """Whether the checks find less that is wrong with the correction in the text than without it."""
        work, proof = self._work, self._work.proof
        if proof is None or remark.repeats or work.judged[remark.start : remark.end] != remark.found:
            return False
        before, tried = _graveness(work.remarks), corrected(work.judged, remark)
        return await self._visit.read(lambda: _graveness(remarks_of(proof.verify(tried))) < before)

    async def _step(self, by: int) -> None:
        shown = self._work.shown
        if shown and self._current is not None:
            at = (self._work.place(self._current) + by) % len(shown)
            await self._open_remark(shown[at], take_focus=True)

    async def _accept(self, remark: Remark) -> None:
        self._next = self._work.place(remark)
        if not await self._paper.fix(remark):
            self._next = None
            toast("这里的文字刚刚改过，请再看一眼", kind="note")

    async def _settle(self, remark: Remark, note: str | None) -> None:
        """Take down that it was looked at; None takes that back."""
        work = self._work
        self._next = work.place(remark)
        if note is None:
            work.notes.pop(remark.id, None)
        else:
            work.notes[remark.id] = note
        self._paper.keep(json.dumps(work.notes, ensure_ascii=False))
        self._show_all(self._paper.version)
        await self._follow()

    def _closed(self, opened: int) -> None:
        """One remark was closed, and did not make way for another."""
        if opened == self._opened:
            if self._current is not None:
                give_focus(f'[data-remark="{self._current.id}"]', held="body")
            self._current = None
            self._paper.light(None)
            self._findings.light(None)

    # Out of the desk.

    def _export(self) -> None:
        work, now = self._work, datetime.now()
        if work.verified is None:
            toast("还没有核对，没有报告可以导出", kind="error", hint="请先点“核对”。")
            return
        settled = [(one.found or one.sentence, work.notes[one.id]) for one in work.remarks if one.id in work.notes]
        page = report(Verified.of(work.verified), against=work.basis.said, made=now, settled=settled)
        ui.download.content(page, f"校核报告-{now:%Y%m%d-%H%M}.html", "text/html")


def _graveness(remarks: Sequence[Remark]) -> tuple[int, int]:
    counted = weights(remarks)
    return counted["certain"] + counted["doubtful"] + counted["unsupported"], counted["suggestion"]
