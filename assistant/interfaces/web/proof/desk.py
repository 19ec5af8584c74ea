"""The desk: the text at the left, what was found in it at the right, one finding at a time beside its source."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from weakref import WeakKeyDictionary

from nicegui import Client, ui
from nicegui.elements.upload_files import FileUpload

from assistant.errors import ProofNotFoundError
from assistant.interfaces.render.verification_report import report
from assistant.interfaces.web.elements import (
    Button,
    DropZone,
    Progress,
    Split,
    Text,
    box,
    button,
    icon,
    page_header,
    toast,
)
from assistant.interfaces.web.proof import example
from assistant.interfaces.web.proof.basis import FILES, BasisForm, text_of
from assistant.interfaces.web.proof.earlier import Earlier
from assistant.interfaces.web.proof.findings import Findings, Summary
from assistant.interfaces.web.proof.keeping import Keeper, Remembered, opened
from assistant.interfaces.web.proof.paper import Paper
from assistant.interfaces.web.proof.remarks import Remark, remarks_of
from assistant.interfaces.web.proof.review import Review
from assistant.interfaces.web.proof.run import Run
from assistant.interfaces.web.proof.work import Work
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.verification import Verified
from assistant.types import Verification
from assistant.verification.proof import Proof

_BUSY_AFTER = 0.5
"""Seconds of work before it is said how far it is."""

LEAD = "逐句核对数字、年份、引文、文件名和固定表述；有出入的标在文中，原文摆在旁边。"
KINDS = "要核对的文稿：Word、WPS、PDF、扫描件、网页、文本"
KEPT = "刷新、断线都不会丢；核对过的留在“以前的校核”里，只有您自己看得到。"

TOO_LONG = "文稿超过 40 万字，浏览器留不住：点“核对”后才留在“以前的校核”里。"
MOST_KEPT = 400_000
"""Characters; as in keep.js."""

_works: WeakKeyDictionary[Client, Work] = WeakKeyDictionary()
"""Each open page's work, while other areas are shown."""


class Desk:
    """One visitor's desk."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._work = _works.setdefault(ui.context.client, Work())
        self._run = Run()
        self._keeper = Keeper(visit, lambda: self._work, self._remember)

    async def begin(self) -> None:
        """Build the area."""
        self._collections = await self._visit.read(self._visit.service.collections)
        with page_header("校核", LEAD):
            self._build_actions()
        self._split = Split("意见")
        with self._split.main, box("zb-proof-desk"):
            with box("zb-proof-left"):
                self._build_text()
            with box("zb-proof-right"):
                self._form_place = box("")
                self._build_form()
                self._findings = Findings(on_choose=self._choose, on_filter=self._filtered, on_basis=self._change_basis)
        self._review = Review(
            self._visit, self._split, self._paper, self._findings, work=lambda: self._work, on_settled=self._settled
        )
        self._show_all(self._paper.version)
        self._remember()
        ui.context.client.on_delete(self._run.stop)

    def _build_form(self) -> None:
        self._form_place.clear()
        with self._form_place:
            self._form = BasisForm(
                self._visit, self._work.basis, self._collections, on_check=self.check, on_change=self._basis_changed
            )

    def _build_actions(self) -> None:
        earlier = Earlier(self._visit, lambda: self._work.record, self._open_kept)
        Button("以前的校核", earlier.open, icon_name="history")
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
        await self._put(Work(text=text, basis=self._work.basis))
        toast(f"已打开“{name}”，点“核对”开始", hint="；".join(told))

    async def _open_kept(self, proof_id: str) -> None:
        """One of the earlier ones; what is found in it is found anew, by what is there now."""
        kept = await self._visit.read(self._visit.service.proofs.load, proof_id)
        await self._put(opened(kept, proof_id))
        await self.check()

    async def _put(self, work: Work) -> None:
        """Another text on the desk; the one that lay there is kept."""
        await self._paper.flush()
        await self._keeper.keep()
        self._run.stop()
        self._split.close()
        _works[ui.context.client] = self._work = work
        await self._paper.load(work.text)
        work.text = self._paper.text
        self._remember()
        self._build_form()
        self._show_all(self._paper.version)

    async def _show_example(self) -> None:
        await self._put(Work(text=example.TEXT, basis=example.basis()))
        await self.check()

    async def _clear(self) -> None:
        had_text = bool(self._paper.text.strip())
        await self._put(Work(basis=self._work.basis))
        self._paper.focus()
        if had_text:
            toast("上一篇留在“以前的校核”里")

    async def _restored(self, state: str) -> None:
        """The browser has brought back what was typed before the page was loaded anew."""
        work = Remembered.read(state).work()
        if work.record is not None:
            try:
                kept = await self._visit.read(self._visit.service.proofs.load, work.record)
            except ProofNotFoundError:  # removed meanwhile
                work.record = None
            else:
                before = opened(kept, work.record)
                work.basis.sources, work.counts = before.basis.sources, before.counts
        work.text = self._paper.text
        if work.text == example.TEXT:
            work.basis = example.basis()  # it is not kept
        _works[ui.context.client] = self._work = work
        self._build_form()
        self._show_all(self._paper.version)
        if work.text.strip():
            toast("上次的文稿还在，点“核对”接着做", kind="note")

    def _remember(self) -> None:
        self._paper.remember(Remembered.of(self._work).text)

    async def _basis_changed(self) -> None:
        self._remember()
        if self._work.basis.given:
            await self._keeper.keep()  # what was given is nowhere else

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
        if not self._form.is_sound():
            return
        if work.basis.kind == FILES and not work.basis.sources:
            toast("还没有给出对照的文件", kind="error", hint="请把来源文件拖到框里，或者改为对照资料库。")
            return
        work.proof = None
        work.checked = True
        await self._verify()
        await self._keeper.keep()

    async def _changed(self) -> None:
        self._work.text = self._paper.text
        if self._work.checked:
            await self._verify()
            self._keeper.keep_soon()

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
        work.counts = {str(verdict): count for verdict, count in verified.counts.items()}
        self._run.take(len(verified.claims))
        self._show_all(version)
        await self._review.follow()

    async def _proof(self) -> Proof:
        """Made anew when the visitor sees more or less than before. Raises NotSignedInError."""
        work, visible = self._work, self._visit.principal.visible
        if work.proof is None or work.visible != visible:
            basis = work.basis
            begin = partial(
                self._visit.service.proof,
                basis.given,
                genre=basis.genre or None,
                as_of=basis.as_of,
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

    async def _choose(self, remark_id: str, take_focus: bool = False) -> None:
        await self._review.choose(remark_id, take_focus=take_focus)

    async def _settled(self) -> None:
        """It was taken down what was looked at, or that was taken back."""
        self._remember()
        self._show_all(self._paper.version)
        await self._review.follow()
        await self._keeper.keep()

    # Out of the desk.

    def _export(self) -> None:
        work, now = self._work, datetime.now()
        if work.verified is None:
            toast("还没有核对，没有报告可以导出", kind="error", hint="请先点“核对”。")
            return
        settled = [(one.found or one.sentence, work.notes[one.id]) for one in work.remarks if one.id in work.notes]
        page = report(Verified.of(work.verified), against=work.basis.said, made=now, settled=settled)
        ui.download.content(page, f"校核报告-{now:%Y%m%d-%H%M}.html", "text/html")
