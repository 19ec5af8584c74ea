"""The desk: the text at the left, what was found in it at the right, one finding at a time beside its source."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from weakref import WeakKeyDictionary

from nicegui import Client, ui
from nicegui.elements.upload_files import FileUpload

from assistant.accounts.principal import Visible
from assistant.interfaces.render.verification_report import report
from assistant.interfaces.web.elements import (
    Button,
    Choice,
    DropZone,
    Progress,
    Split,
    Text,
    box,
    button,
    confirm,
    guarded,
    icon,
    page_header,
    toast,
    verdict_badge,
)
from assistant.interfaces.web.proof import example
from assistant.interfaces.web.proof.basis import FILES, Basis, BasisForm, text_of
from assistant.interfaces.web.proof.paper import Paper, RemarkList
from assistant.interfaces.web.proof.remark_card import RemarkCard
from assistant.interfaces.web.proof.remarks import GROUPS, Kind, Remark, corrected, remarks_of, weights
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.verification import Verified
from assistant.verification.proof import Proof
from assistant.verification.sources import Given

_BUSY_AFTER = 0.5
"""Seconds of work before it is said how far it is."""


@dataclass
class Work:
    """What stays of a visitor's work while other areas are shown.

    Attributes:
        proof: Knows what was judged; None before the first check, and when the basis changes.
        visible: What the visitor might see when it was made.
        checked: Whether what is typed is judged at once.
        judged: The text that `verified` and `remarks` speak of.
        notes: What was looked at and found right: remark id -> note.
    """

    text: str = ""
    basis: Basis = field(default_factory=Basis)
    proof: Proof | None = None
    visible: Visible | None = None
    checked: bool = False
    judged: str = ""
    verified: Verified | None = None
    remarks: list[Remark] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    hidden: set[Kind] = field(default_factory=set)
    check: str = ""
    seen_notes: bool = False

    @property
    def shown(self) -> list[Remark]:
        """The remarks that are asked for."""
        return [
            one
            for one in self.remarks
            if (one.id in self.notes) == self.seen_notes
            and one.group not in self.hidden
            and (not self.check or self.check in one.checks.split("、"))
        ]


_works: WeakKeyDictionary[Client, Work] = WeakKeyDictionary()


class Desk:
    """One visitor's desk."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._work = _works.setdefault(ui.context.client, Work())
        self._current: Remark | None = None
        self._opened = 0
        self._after: int | None = None
        self._verifying = False
        self._stop = threading.Event()
        self._again = threading.Event()
        self._done = (0, 0)
        self._began = 0.0

    async def begin(self) -> None:
        """Build the area."""
        collections = await self._visit.read(self._visit.service.collections)
        with page_header("校核", "逐句核对数字、年份、引文、文件名和固定表述；有出入的标在文中，原文摆在旁边。"):
            self._copy = _client_button("复制全文", "copy")
            self._report = Button("导出报告", self._export, icon_name="download")
            self._new = Button("换一篇", self._clear, icon_name="plus")
        self._split = Split("意见")
        self._panel = SourcePanel(self._visit, self._split)
        with self._split.main, box("zb-proof-desk"):
            with box("zb-proof-left"):
                self._build_text()
            with box("zb-proof-right"):
                self._form = BasisForm(self._visit, self._work.basis, collections, self.check)
                self._build_findings()
        self._show_all(self._paper.version)
        ui.context.client.on_delete(self._stop.set)

    def _build_text(self) -> None:
        self._summary = box("zb-proof-summary", role="status", aria_live="polite")
        self._progress = Progress("核对")
        with box("zb-proof-stopping") as self._stopping:
            Button("停止", self._halt, icon_name="stop")
        self._stopping.set_visibility(False)
        with box("zb-proof-drop") as self._drop:
            zone = DropZone(
                self._open,
                kinds="要核对的文稿：Word、WPS、PDF、扫描件、网页、文本",
                multiple=False,
                on_begin=lambda: self._progress.show("正在上传"),
            )
        self._paper = Paper(
            self._work.text,
            self._work.shown,
            uploader=zone.element,
            on_change=self._changed,
            on_choose=self._choose,
            on_check=self.check,
            on_restored=self._restored,
        )
        sheet = self._paper.element
        self._copy.on(
            "click",
            lambda event: toast("已复制全文" if event.args else "浏览器不让复制，请在文稿里全选后按 Ctrl + C"),
            js_handler=f"async () => emit(await getElement({sheet.id}).copy())",
        )
        with box("zb-proof-foot"):
            self._size = Text("", "zb-hint zb-figures")
            Text("文稿留在这台电脑的浏览器里，刷新、断线都不会丢。", "zb-hint")
        sheet.on("size", lambda event: self._sized(int(event.args)))
        with box("zb-proof-try") as self._try:
            Text("手边没有文稿？", "zb-hint")
            button("看一个例子", guarded(self._show_example), "zb-link")

    def _build_findings(self) -> None:
        with box("zb-proof-findings") as self._findings:
            with box("zb-proof-against"):
                self._said = Text("", "zb-hint")
                button("更改", self._change_basis, "zb-link", aria_label="更改对照什么")
            with box("zb-proof-filter", role="group", aria_label="看哪些意见"):
                self._toggles = {kind: self._toggle(kind) for kind in GROUPS}
                self._seen = button("", self._toggle_seen, "zb-proof-toggle", aria_pressed="false")
            self._kind = Choice("看哪一类", {"": "全部"}, on_change=self._filter_check)
            self._none = Text("", "zb-note", tag="p")
            self._list = RemarkList(self._choose)

    def _toggle(self, kind: Kind) -> tuple[ui.element, Text]:
        group = GROUPS[kind]
        made = button("", partial(self._filter, kind), f"zb-proof-toggle zb-proof-kind-{kind}", title=group.meaning)
        with made:
            icon(group.icon)
            return made, Text("")

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
        basis = self._work.basis
        _works[ui.context.client] = self._work = Work(basis=basis)
        self._close()
        await self._paper.load(text)
        self._work.text = self._paper.text
        self._paper.keep("")
        self._show_all(self._paper.version)

    async def _show_example(self) -> None:
        self._work.basis.kind = FILES
        self._work.basis.sources = [(example.TITLE, Given(text=example.SOURCE, title=example.TITLE))]
        self._form.refresh()
        await self._put(example.TEXT)
        await self.check()

    async def _clear(self) -> None:
        if self._paper.text.strip() and not await confirm(
            "换一篇文稿？", "现在的文稿和核对意见会清掉，需要的请先复制或导出。", "换一篇"
        ):
            return
        await self._put("")
        ui.run_javascript(f"getElement({self._paper.element.id}).focus()")

    def _restored(self, notes: str) -> None:
        """The browser has brought back what was typed before the page was loaded anew."""
        with_notes = json.loads(notes) if notes else {}
        self._work.notes = {str(key): str(note) for key, note in with_notes.items()}
        toast("上次的文稿还在，点“核对”接着做", kind="note")

    def _sized(self, size: int) -> None:
        self._size.set_text(f"{size:,} 字" if size else "")
        self._try.set_visibility(not size)
        self._drop.set_visibility(not size)
        for made in (self._report, self._new):
            made.set_visibility(bool(size))
        self._copy.set_visibility(bool(size))

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
            toast("还没有给出对照的文件", kind="error", hint="请把来源文件拖到右边的框里，或者改为对照资料库。")
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
        self._again.set()
        if self._verifying:
            return
        self._verifying = True
        self._stop.clear()
        self._form.check.set_busy(True)
        ticking = ui.timer(0.2, self._tell_progress)
        try:
            while self._again.is_set() and not self._stop.is_set():
                self._again.clear()
                await self._verify_once()
        except Exception:
            self._work.checked = False
            raise
        finally:
            self._verifying = False
            if not self._split.element.is_deleted:
                ticking.delete()
                self._progress.hide()
                self._stopping.set_visibility(False)
                self._form.check.set_busy(False)

    async def _verify_once(self) -> None:
        proof = await self._proof()
        work, text, version = self._work, self._paper.text, self._paper.version
        self._began = time.monotonic()

        def going(done: int, of: int) -> bool:
            self._done = (done, of)
            return not (self._stop.is_set() or self._again.is_set())

        def work_it_out() -> tuple[Verified, list[Remark]]:
            verified = Verified.of(proof.verify(text, going))
            return verified, remarks_of(verified)

        verified, remarks = await self._visit.read(work_it_out)
        if self._again.is_set() or work is not self._work or self._split.element.is_deleted:
            return
        work.judged, work.verified, work.remarks = text, verified, remarks
        self._show_all(version)
        await self._follow()

    async def _proof(self) -> Proof:
        """Raises NotSignedInError: the session has ended."""
        work, visible = self._work, self._visit.principal.visible
        if work.proof is None or work.visible != visible:
            basis = work.basis
            collections = [basis.collection] if basis.collection else None
            work.proof = await self._visit.read(
                partial(
                    self._visit.service.proof,
                    basis.given,
                    genre=basis.genre or None,
                    as_of=basis.day,
                    collections=collections,
                )
            )
            work.visible = visible
        return work.proof

    def _tell_progress(self) -> None:
        done, of = self._done
        if of and time.monotonic() - self._began > _BUSY_AFTER:
            self._progress.show(f"正在核对，已核 {done} 句，共 {of} 句", done / of)
            self._stopping.set_visibility(True)

    def _halt(self) -> None:
        self._stop.set()

    # What was found.

    def _show_all(self, version: int) -> None:
        """Bring everything into line with what is known."""
        work = self._work
        verified = work.verified
        self._show_summary()
        self._form.element.set_visibility(verified is None)
        self._findings.set_visibility(verified is not None)
        self._paper.show(work.shown, version)
        if verified is None:
            return
        self._said.set_text(f"对照：{work.basis.said}")
        self._show_filters()

    def _show_filters(self) -> None:
        work = self._work
        open_ = [one for one in work.remarks if one.id not in work.notes]
        counted = weights(open_)
        for kind, (made, text) in self._toggles.items():
            text.set_text(f"{GROUPS[kind].word} {counted[kind]}")
            made.props["aria-pressed"] = "false" if kind in work.hidden else "true"
            made.update()
        looked = len(work.remarks) - len(open_)
        self._seen.set_text(f"已核 {looked}")
        self._seen.set_visibility(bool(looked) or work.seen_notes)
        self._seen.props["aria-pressed"] = "true" if work.seen_notes else "false"
        self._seen.update()
        checks = sorted({check for one in work.remarks for check in one.checks.split("、")})
        if work.check not in checks:
            work.check = ""
        self._kind.set_options({"": "全部", **{check: check for check in checks}}, work.check)
        self._kind.box.set_visibility(len(checks) > 1)
        self._list.show(work.shown)
        self._none.set_text("" if work.shown else self._nothing())
        self._none.set_visibility(not work.shown)

    def _nothing(self) -> str:
        work = self._work
        if work.seen_notes:
            return "没有记为已核的意见。"
        if work.hidden or work.check:
            return "这样筛选没有意见，放开筛选可以看到其余的。"
        if work.notes and work.remarks:
            return "意见都看过了。“已核”里是记为无误的几处。"
        return "没有发现问题。没有发现不等于没有问题，未能核对的句子请自己看一遍。"

    def _show_summary(self) -> None:
        self._summary.clear()
        verified = self._work.verified
        if verified is None:
            return
        with self._summary:
            with box("zb-proof-counts"):
                Text(f"共 {len(verified.claims)} 句", "zb-proof-total zb-figures")
                for verdict, count in verified.counts.items():
                    if count:
                        verdict_badge(verdict, f"{_VERDICTS[verdict]} {count} 句")
            for notice in verified.notices:
                Text(notice, "zb-notice", tag="p")

    def _filter(self, kind: Kind) -> None:
        self._work.hidden ^= {kind}
        self._refilter()

    def _filter_check(self, check: str) -> None:
        self._work.check = check
        self._refilter()

    def _toggle_seen(self) -> None:
        self._work.seen_notes = not self._work.seen_notes
        self._refilter()

    def _refilter(self) -> None:
        self._close()
        self._show_filters()
        self._paper.show(self._work.shown, self._paper.version)

    def _change_basis(self) -> None:
        self._close()
        self._form.element.set_visibility(True)
        self._findings.set_visibility(False)
        self._form.check.set_text("重新核对")

    # One remark at a time.

    async def _follow(self) -> None:
        """After a change: the next remark where one was settled, the same where it is still there."""
        shown = self._work.shown
        if self._after is not None:
            at, self._after = self._after, None
            if shown:
                await self._open_remark(shown[min(at, len(shown) - 1)], take_focus=True)
            else:
                self._close()
            return
        if self._current is not None:
            still = next((one for one in shown if one.id == self._current.id), None)
            if still is None:
                self._close()
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
        self._list.light(remark)
        shown = self._work.shown
        at = next((number for number, one in enumerate(shown) if one.id == remark.id), 0)
        card = RemarkCard(
            remark,
            note=self._work.notes.get(remark.id),
            place=(at, len(shown)),
            on_step=self._step,
            on_accept=self._accept,
            on_settle=self._settle,
        )
        heading = f"第 {at + 1} 处，共 {len(shown)} 处"
        source = self._source(remark, heading)
        if source is None:
            with self._split.open(heading, closed):
                card.build()
        else:
            await self._panel.open(source, closed, above=card.build)
        if take_focus:
            card.focus()
        if remark.better is not None and self._current is remark:
            card.offer(await self._is_better(remark))

    def _source(self, remark: Remark, heading: str) -> Source | None:
        verified, proof = self._work.verified, self._work.proof
        if verified is None or not remark.sources:
            return None
        cited = {citation.key: citation for citation in verified.citations}
        found = next((cited[key] for key in remark.sources if key in cited), None)
        if found is None:
            return None
        passage = proof.passage(found.chunk_id) if proof is not None else None
        return Source.of(found, heading=heading, passage=None if passage is None else passage.chunk.text)

    async def _is_better(self, remark: Remark) -> bool:
        """Whether the text holds less that is wrong with the correction than without it."""
        proof, text, known = self._work.proof, self._work.judged, self._work.remarks
        if proof is None or text[remark.start : remark.end] != remark.found:
            return False
        tried = corrected(text, remark)
        after = await self._visit.read(lambda: remarks_of(Verified.of(proof.verify(tried))))
        return _graveness(after) < _graveness(known)

    async def _step(self, by: int) -> None:
        shown = self._work.shown
        if not shown or self._current is None:
            return
        at = next((number for number, one in enumerate(shown) if one.id == self._current.id), 0)
        await self._open_remark(shown[(at + by) % len(shown)], take_focus=True)

    async def _accept(self, remark: Remark) -> None:
        shown = self._work.shown
        self._after = next((number for number, one in enumerate(shown) if one.id == remark.id), 0)
        if not await self._paper.fix(remark):
            self._after = None
            toast("这里的文字刚刚改过，请再看一眼", kind="note")

    async def _settle(self, remark: Remark, note: str | None) -> None:
        """Take down that it was looked at; None takes that back."""
        work = self._work
        shown = work.shown
        self._after = next((number for number, one in enumerate(shown) if one.id == remark.id), 0)
        if note is None:
            work.notes.pop(remark.id, None)
        else:
            work.notes[remark.id] = note
        self._paper.keep(json.dumps(work.notes, ensure_ascii=False))
        self._show_all(self._paper.version)
        await self._follow()

    def _closed(self, opened: int) -> None:
        """One remark was closed, and did not make way for another."""
        if opened != self._opened:
            return
        self._current = None
        self._paper.light(None)
        self._list.light(None)

    def _close(self) -> None:
        if self._split.is_open:
            self._split.close()

    # Out of the desk.

    def _export(self) -> None:
        work = self._work
        if work.verified is None:
            toast("还没有核对，没有报告可以导出", kind="error", hint="请先点“核对”。")
            return
        settled = [(one.found or one.sentence, work.notes[one.id]) for one in work.remarks if one.id in work.notes]
        page = report(work.verified, against=work.basis.said, made=datetime.now(), settled=settled)
        ui.download.content(page, f"校核报告-{datetime.now():%Y%m%d-%H%M}.html", "text/html")


_VERDICTS = {
    "supported": "有依据",
    "altered": "与原文有出入",
    "wrong_citation": "所注出处不符",
    "unsupported": "未见依据",
    "unverifiable": "无法核对",
}


def _graveness(remarks: Sequence[Remark]) -> tuple[int, int]:
    counted = weights(remarks)
    return counted["certain"] + counted["doubtful"] + counted["unsupported"], counted["suggestion"]


def _client_button(text: str, icon_name: str) -> Text:
    """A button whose click is handled in the browser."""
    with Text("", "zb-button zb-secondary", tag="button", type="button") as made:
        icon(icon_name)
        Text(text)
    return made
