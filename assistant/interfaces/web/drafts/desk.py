"""One draft on the desk: read, edited in place, checked, its versions, the way out of the house."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.drafting.comparing import edits
from assistant.drafting.points import FRAME, Point, points
from assistant.drafting.studio import sets_tasks
from assistant.drafting.types import Draft, Section, Sentence
from assistant.interfaces.web.drafts.checks import show_checks
from assistant.interfaces.web.drafts.editor import Editor, bring_ahead
from assistant.interfaces.web.drafts.evidence import Evidence
from assistant.interfaces.web.drafts.exporting import Exporting
from assistant.interfaces.web.drafts.framing import Framing
from assistant.interfaces.web.drafts.grids import Grids
from assistant.interfaces.web.drafts.pane import Pane
from assistant.interfaces.web.drafts.reading import KEYS, PICKED, TWICE, cut
from assistant.interfaces.web.drafts.scripts import F8, FIRST, LIGHT, WIDE
from assistant.interfaces.web.drafts.spans import Written, key_of, where
from assistant.interfaces.web.drafts.unsaved import as_told, unsaved
from assistant.interfaces.web.drafts.versions import Versions, show_edits
from assistant.interfaces.web.elements import Button, Split, Text, box, button, guarded, toast, way_back
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit
from assistant.types import Citation
from prompts.genres import load_genre

Beside = Literal["checks", "grounds", "other"]
"""What the side shows: of the whole draft, of one sentence, or what one has asked for."""


class Desk:
    """A stored draft.

    Attributes:
        draft: The newest version that this page has seen.
    """

    def __init__(self, visit: Visit, draft: Draft) -> None:
        self._visit = visit
        self.draft = draft
        self._panes: dict[str, Pane] = {}
        self._at: Point | None = None
        self._beside: Beside = "checks"
        self._chosen: Sentence | None = None
        self._head = box("zb-page-head zb-drafts-top", tag="header")
        self._split = Split("旁注")
        self._evidence = Evidence(visit, self._split)
        with self._split.main:
            self._bar = box("zb-drafts-bar")
            self._build_bar()
            self._paper = box("zb-drafts-paper zb-card", tag="article", aria_label="文稿正文")
        self._build_paper()
        self._show_head()
        self._paper.on("click", guarded(self._picked), js_handler=PICKED)
        self._paper.on("dblclick", guarded(self._twice), js_handler=TWICE)
        self._paper.on("keydown", guarded(self._keyed), js_handler=KEYS)

    async def open(self) -> None:
        """What the browser still keeps of an earlier visit is brought back; the checks lie beside on a wide screen."""
        client = ui.context.client
        await client.connected()
        bring_ahead(Editor, Grids)
        ui.run_javascript(F8.format(id=self._next.id))
        start = json.dumps(f"draft/{self.draft.id}/")
        kept = await ui.run_javascript(f"window.zhibiKeep?.kept({start}) ?? []", timeout=20)
        found = self._bring_back(kept)
        is_wide = await ui.run_javascript(WIDE, timeout=20)
        if is_wide and not found and not self._split.is_open:  # one may have opened something meanwhile
            self._show_checks()

    def _bring_back(self, kept: object) -> int:
        found = 0
        held = as_told(kept)
        for pane in self._panes.values():
            left = unsaved(held, pane.key, pane.tables_key, Written.of(pane.section))
            if left is not None:
                pane.edit(written=left[0], base=left[1])
                found += 1
        if found:
            toast("上次没有保存的修改还在，已替您打开", kind="note")
        return found

    # The head and the bar.

    def _show_head(self) -> None:
        draft = self.draft
        self._head.clear()
        with self._head:
            with box("zb-page-title"):
                way_back("全部文稿", "/drafts")
                Text(draft.title, "zb-h1 zb-drafts-title", tag="h1")
                told = (load_genre(draft.spec.genre).title, f"第 {draft.version} 版", moment(draft.written_at))
                Text(" · ".join(told), "zb-lead", tag="p")
            with box("zb-page-actions"):
                if draft.tasks and sets_tasks(load_genre(draft.spec.genre)):
                    Button("收入任务台账", self._adopt_tasks, icon_name="tasks")
                Button("版本", self._versions, icon_name="history")
                Button("导出", self._export, "primary", icon_name="download")

    async def _adopt_tasks(self) -> None:
        tasks = await self._visit.read(self._visit.service.studio.adopted, self.draft.id)
        told = f"{len(tasks)} 项任务已在台账里，已有的记录保持不变"
        toast(told, action="去看任务", on_action=lambda: ui.navigate.to("/tasks"))

    def _build_bar(self) -> None:
        with self._bar:
            self._count = button("", self._show_checks, "zb-quiet-button zb-drafts-count", title="看全文检查")
            self._next = button(
                "下一处待办", self._further, "zb-button zb-secondary", title="下一处待办（F8），上一处（Shift+F8）",
                aria_keyshortcuts="F8",
            )  # fmt: skip
            self._next.on("further", guarded(self._further_by), js_handler="(event) => emit(event.detail)")
        self.recount()

    def recount(self) -> None:
        """After an edit: how much is left to do."""
        left = len(self._points())
        self._count.set_text(f"待办 {left} 处" if left else "没有待办")
        self._next.props["disabled"] = not left
        self._next.update()
        ui.run_javascript(FIRST)

    def _points(self) -> list[Point]:
        """What is to be done in the text as it stands on the page, typed but unsaved text too."""
        return list(points(self._as_shown()))

    def _as_shown(self) -> Draft:
        sections = tuple(self._panes[one.id].section if one.id in self._panes else one for one in self.draft.sections)
        return replace(self.draft, sections=sections)

    # The paper.

    def _build_paper(self) -> None:
        self._paper.clear()
        self._panes = {}
        with self._paper:
            with box("zb-drafts-frame"):
                self._frame = box("zb-drafts-frame-text")
                button("修改标题和落款", self._edit_frame, "zb-quiet-button")
            for section in self.draft.sections:
                self._panes[section.id] = Pane(self._visit, self, section)
            self._signature = box("zb-drafts-signature")
        self._show_frame()

    def _show_frame(self) -> None:
        self._frame.clear()
        with self._frame:
            with box("zb-drafts-paper-title", tag="p"):
                _show_line(self.draft.title)
            if self.draft.addressee:
                with box("zb-drafts-addressee", tag="p"):
                    _show_line(f"{self.draft.addressee}：")
        self._signature.clear()
        with self._signature:
            for line in self.draft.signature:
                with box("", tag="p"):
                    _show_line(line)

    def adopt(self, draft: Draft) -> None:
        """Show a newer version; sections that are being edited stay as they are typed."""
        same = [one.id for one in draft.sections] == list(self._panes)
        self.draft = draft
        if same:
            for section in draft.sections:
                self._panes[section.id].show(section)
            self._show_frame()
        else:
            self._build_paper()
        self._show_head()
        self.recount()
        if self._split.is_open and self._beside == "checks":
            self._show_checks()

    # A sentence.

    async def _picked(self, event: GenericEventArguments) -> None:
        await self._open(str(event.args))

    async def _twice(self, event: GenericEventArguments) -> None:
        self._edit_at(str(event.args))

    async def _keyed(self, event: GenericEventArguments) -> None:
        what, key = event.args
        if what == "edit":
            self._edit_at(str(key))
        else:
            await self._open(str(key))

    async def _open(self, key: str, *, focus: bool = False) -> None:
        section_id, at = where(key)
        pane = self._panes[section_id]
        sentence = pane.said(at)
        if sentence is None or pane.is_editing:
            return
        edit = partial(self._edit_at, key)
        await self._show_sentence(sentence, self.draft.citations, edit, is_cell=not isinstance(at, int))
        ui.run_javascript(LIGHT.format(chosen=json.dumps(f'[data-say="{key}"]'), focus=json.dumps(focus)))

    async def pick(self, sentence: Sentence, citations: Sequence[Citation], *, is_cell: bool = False) -> None:
        """The sentence or cell that the keyboard is in: its grounds, where the side shows grounds or checks already."""
        if self._split.is_open and self._beside in ("grounds", "checks") and sentence != self._chosen:
            await self._show_sentence(sentence, citations, None, is_cell=is_cell)

    async def _show_sentence(
        self,
        sentence: Sentence,
        citations: Sequence[Citation],
        on_edit: Callable[[], Any] | None,
        *,
        is_cell: bool,
    ) -> None:
        self._beside, self._chosen = "grounds", sentence
        places = {one.key: one for one in citations}
        await self._evidence.show(sentence, places, self._unlit, on_edit, is_cell=is_cell)

    def _unlit(self) -> None:
        ui.run_javascript(LIGHT.format(chosen='"[data-say=none]"', focus="false"))

    def _edit_at(self, key: str) -> None:
        section_id, at = where(key)
        self._panes[section_id].edit(at)

    # Point by point.

    async def _further(self) -> None:
        await self._step(1)

    async def _further_by(self, event: GenericEventArguments) -> None:
        await self._step(-1 if event.args == -1 else 1)

    async def _step(self, step: int) -> None:
        found = self._points()
        if not found:
            toast("没有待办了", kind="note")
            return
        at = found.index(self._at) if self._at in found else (-1 if step > 0 else 0)
        await self.go(found[(at + step) % len(found)])

    async def go(self, point: Point) -> None:
        """Show what is to be done, with the keyboard on it."""
        self._at = point
        if point.section == FRAME:
            self._edit_frame()
            return
        pane, at = self._panes[point.section], point.start if point.cell is None else point.cell
        if at is None:
            ui.run_javascript(f"document.getElementById('zb-s-{point.section}')?.scrollIntoView()")
        elif pane.is_editing:
            pane.select(at, len(point.text))
        else:
            await self._open(key_of(point.section, at), focus=True)

    # The side.

    def _show_checks(self) -> None:
        with self._split.open("检查"):
            show_checks(self._as_shown(), self.go, self._visit.may)
        self._beside = "checks"

    async def _settled(self) -> bool:
        """Whether nothing is left unsaved; what is edited is saved first."""
        return all([await pane.settle() for pane in list(self._panes.values())])

    async def _versions(self) -> None:
        if await self._settled():
            place = self._split.open("版本")
            self._beside = "other"
            await Versions(self._visit, self.draft, place, self._restore).show()

    async def _restore(self, version: int) -> None:
        before = self.draft.version
        self.adopt(await self._visit.read(self._visit.service.studio.restored, self.draft.id, version))
        toast(f"已恢复第 {version} 版", action="撤销", on_action=lambda: self._restore(before))
        await self._versions()

    async def _export(self) -> None:
        if await self._settled():
            with self._split.open("导出"):
                Exporting(self.draft, self.go)
            self._beside = "other"

    def show_theirs(self, theirs: Section, mine: Written) -> None:
        """What somebody else has written in a section, against what stands here."""
        with self._split.open("对方的文字与您的文字"):
            Text("划去的是对方的文字，加线的是您的文字。", "zb-hint", tag="p")
            show_edits(edits(Written.of(theirs).plain, mine.plain))
        self._beside = "other"

    def _edit_frame(self) -> None:
        with self._split.open("标题和落款"):
            framing = Framing(self._visit, self.draft, self._framed)
        self._beside = "other"
        framing.focus()

    def _framed(self, draft: Draft) -> None:
        self._split.close()
        self.adopt(draft)
        toast(f"已保存为第 {draft.version} 版")


def _show_line(text: str) -> None:
    for piece, is_open in cut(text):
        Text(piece, "zb-drafts-open" if is_open else "")
