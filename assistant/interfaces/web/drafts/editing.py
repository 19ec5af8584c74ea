"""A section while it is edited: verified as one types, saved as a new version, kept from whoever saves over it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from assistant.drafting.cells import Tables, anchored
from assistant.drafting.points import kind_of, placed_cells, points_of, sentence_of
from assistant.drafting.reviser import Known
from assistant.drafting.studio import called
from assistant.drafting.types import Draft, Section, Sentence
from assistant.errors import DraftConflictError, DraftNotFoundError, ZhibiError
from assistant.interfaces.web.drafts.editor import Editor
from assistant.interfaces.web.drafts.evidence import show_state, told
from assistant.interfaces.web.drafts.grids import Grids
from assistant.interfaces.web.drafts.spans import Where, Written, marks, placed
from assistant.interfaces.web.elements import Button, Text, box, button, toast
from assistant.interfaces.web.visit import Visit
from assistant.types import Citation

if TYPE_CHECKING:
    from assistant.interfaces.web.drafts.pane import Pane

MOST_LISTED = 6
"""Sentences listed under the editor; more would be drawn anew with every key."""

CHECKED, CHECKING, UNCHECKED = "已逐句核对", "正在核对……", "暂时不能核对，文字留在本机："
HINT = "每段一行。按 Ctrl+S 或 Esc 保存并离开；F8 到下一处待办。"
TABLE_HINT = "表格里按 Tab 到下一格，回车到下一行，Esc 放弃这一格的改动。"
GONE = "这份文稿已在别处移除，存不进去了。您写的文字还在上面，请先复制出来。"


class Owner(Protocol):
    """What a pane asks of the desk that it lies on."""

    draft: Draft

    def adopt(self, draft: Draft) -> None: ...
    async def pick(self, sentence: Sentence, citations: Sequence[Citation], *, is_cell: bool = False) -> None: ...
    def recount(self) -> None: ...
    def show_theirs(self, theirs: Section, mine: Written) -> None: ...


class Editing:
    """A section while it is edited.

    Attributes:
        checked: What the verdicts of the section are of.
    """

    def __init__(self, pane: Pane, visit: Visit, owner: Owner, written: Written, base: Written) -> None:
        self._pane, self._visit, self._owner = pane, visit, owner
        self._draft = owner.draft
        self._base = base
        self._is_stale = base != Written.of(pane.section)
        self._written = self.checked = written
        self._known: Known = {}
        self._listed: list[tuple[Sentence, Where]] = []
        self._at: Where = 0
        self._citations = self._draft.citations
        self._busy = self._told = False
        self._build(pane)
        self._show(pane.section)
        if self._is_stale:
            self._tell_conflict(self._draft, pane.section)

    def _build(self, pane: Pane) -> None:
        name, written = called(pane.section), self._written
        with box("zb-drafts-hint") as hint:
            Text(HINT + (TABLE_HINT if written.tables else ""), "zb-hint")
        self.editor = Editor(
            f"“{name}”的正文", written.text, self._base.text, pane.key, hint=hint,
            on_typed=self._typed, on_caret=self._caret, on_finish=self._finish, on_leave=self._leave,
        )  # fmt: skip
        self._grids = Grids(
            pane.section, written.tables, self._base.tables, pane.tables_key,
            on_typed=self._typed_tables, on_cell=self._caret, on_finish=self.editor.finish,
            on_leave=self.editor.leave, on_removed=self._removed,
        ) if written.tables else None  # fmt: skip
        self._conflict = box("zb-drafts-conflict", role="alert")
        self._conflict.set_visibility(False)
        with box("zb-drafts-foot") as self._foot:
            self._state = Text(CHECKED, "zb-hint", role="status")
            Button("放弃修改", self._discard, "quiet")
            Button("保存", self.editor.finish, "primary", title="保存（Ctrl+S）", aria_keyshortcuts="Control+S")
        self._list = box("zb-drafts-issues", tag="ul", aria_label=f"“{name}”里要看的句子")

    def select(self, at: Where, length: int = 0) -> None:
        """Put the keyboard there."""
        if isinstance(at, int):
            self.editor.select(at, at + length)
        elif self._grids is not None:
            self._grids.select(at)

    async def _typed(self, text: str) -> None:
        await self._verify(replace(self._written, text=text))

    async def _typed_tables(self, tables: Tables | None) -> None:
        if tables is not None:
            await self._verify(replace(self._written, tables=tables))

    def _removed(self, row: int, put_back: Callable[[], None]) -> None:
        toast(f"已去掉第 {row} 行", action="撤销", on_action=put_back)

    async def _verify(self, written: Written) -> None:
        """Verify what is new; while that goes on, only the last of what is typed meanwhile counts."""
        self._written = written
        if self._busy:
            return
        self._busy = True
        try:
            while await self._check(self._written) and self.checked != self._written:
                pass
            self._told = False
            await self._caret(self._at)
        except ZhibiError as error:
            self._state.set_text(f"{UNCHECKED}{error.message}")
            if not self._told:  # once, not with every key
                self._told = True
                raise
        finally:
            self._busy = False

    async def _check(self, written: Written) -> bool:
        """Whether somebody is still there to see what was found."""
        self._state.set_text(CHECKING)
        studio, section_id = self._visit.service.studio, self._pane.section.id
        text, tables = self._asked(written, self._draft)
        draft = await self._visit.read(studio.checked, self._draft, section_id, text, self._known, tables)
        if self._list.is_deleted:
            return False
        self.checked = written
        self._citations = draft.citations
        section = next(one for one in draft.sections if one.id == section_id)
        self._pane.typed(section)
        self._show(section)
        return True

    def _show(self, section: Section) -> None:
        text = self.checked.text
        self.editor.show_marks(text, marks(section, text))
        if self._grids is not None:
            self._grids.show_marks(section)
        left = len(list(points_of(section)))
        self._state.set_text(CHECKED if not left else f"{CHECKED}，{left} 处待办")
        doubtful: list[tuple[Sentence, Where]] = [
            (one.sentence, one.start) for one in placed(section, text) if not one.level and kind_of(one.sentence)
        ]
        cells = [(sentence_of(cell), place) for place, cell in placed_cells(section)]
        doubtful += [(sentence, place) for sentence, place in cells if kind_of(sentence)]
        if doubtful != self._listed:
            self._listed = doubtful
            self._draw_list()

    def _draw_list(self) -> None:
        self._list.clear()
        with self._list:
            for sentence, at in self._listed[:MOST_LISTED]:
                with box("", tag="li"):
                    show_state(sentence)
                    finding = next(iter(sentence.claim.findings), None)
                    said = sentence.text if finding is None else f"{sentence.text}（{told(finding)}）"
                    button(said, partial(self.select, at, len(sentence.text)), "zb-drafts-issue")
            if len(self._listed) > MOST_LISTED:
                more = f"另有 {len(self._listed) - MOST_LISTED} 句，按 F8 逐处查看。"
                Text(more, "zb-hint", tag="li")

    async def _caret(self, at: Where) -> None:
        self._at = at
        if self._written == self.checked and (sentence := self._pane.said(at)) is not None:
            await self._owner.pick(sentence, self._citations, is_cell=not isinstance(at, int))

    async def _finish(self, text: str) -> None:
        self._written = replace(self._written, text=text)
        await self.save()

    async def _leave(self, text: str) -> None:
        self._written = replace(self._written, text=text)
        if self._written == self._base:
            self._close(self._pane.section)
        else:
            await self.save()

    def _discard(self) -> None:
        pane, draft = self._pane, self._owner.draft
        written = self._own(self._written, draft)
        self._close(self._section_of(draft))
        if self._written != self._base:
            toast("已放弃修改", kind="note", action="撤销", on_action=lambda: pane.edit(written=written))

    def _close(self, section: Section) -> None:
        self.editor.forget()
        if self._grids is not None:
            self._grids.forget()
        self._pane.leave(section)

    async def save(self, version: int | None = None) -> bool:
        """Store what is written as the draft's next version, unless somebody else has changed this section meanwhile.

        Args:
            version: That the author has seen by now; None for the one that was opened.
        """
        section_id, written = self._pane.section.id, self._written
        if written == self._base:
            self._close(self._section_of(self._draft))
            return True
        visit, draft = self._visit, self._draft
        if self._is_stale and version is None:
            return await self._settle_conflict(draft)
        text, tables = self._asked(written, draft)
        try:
            saved = await visit.read(
                visit.service.studio.edited, draft.id, section_id, text, version or draft.version, self._known, tables
            )
        except DraftConflictError:
            return await self._settle_conflict(await visit.read(lambda: visit.service.drafts.load(draft.id)))
        except DraftNotFoundError as error:
            raise DraftNotFoundError(GONE, "移除的人可以在“起草”里撤销") from error
        self._close(self._section_of(saved))
        self._owner.adopt(saved)
        toast(f"已保存为第 {saved.version} 版")
        return True

    async def _settle_conflict(self, newest: Draft) -> bool:
        theirs = next((one for one in newest.sections if one.id == self._pane.section.id), None)
        if theirs is not None and Written.of(theirs) == self._base:
            self._draft = newest  # somebody changed other sections: both changes hold
            return await self.save()
        self._tell_conflict(newest, theirs)
        return False

    def _tell_conflict(self, newest: Draft, theirs: Section | None) -> None:
        self._conflict.clear()
        with self._conflict:
            Text("这一节刚才在别处改过", "zb-h3", tag="p")
            Text(
                f"已有第 {newest.version} 版。您写的文字还在上面，没有丢；请选择怎么办。"
                "不论选哪个，对方那一版都留在“版本”里。" if theirs is not None
                else f"第 {newest.version} 版里已没有这一节。您写的文字还在上面，请先复制出来。",
                "zb-hint", tag="p",
            )  # fmt: skip
            if theirs is not None:
                with box("zb-row"):
                    Button("看对方改了什么", lambda: self._owner.show_theirs(theirs, self._written))
                    Button("用我的，存为新版", lambda: self._keep_mine(newest), "primary")
                    Button("用对方的", lambda: self._take_theirs(newest))
        self._conflict.set_visibility(True)
        self._foot.set_visibility(theirs is None)

    async def _keep_mine(self, newest: Draft) -> None:
        self._draft = newest
        await self.save(newest.version)

    def _section_of(self, draft: Draft) -> Section:
        return next(one for one in draft.sections if one.id == self._pane.section.id)

    def _asked(self, written: Written, draft: Draft) -> tuple[str | None, Tables | None]:
        """The text and the tables that `written` makes of the section in `draft`; None for what it leaves."""
        own, stored = self._own(written, draft), Written.of(self._section_of(draft))
        return (
            None if own.text == stored.text else own.text,
            None if own.tables == stored.tables else own.tables,
        )

    def _own(self, written: Written, draft: Draft) -> Written:
        """What is written over the section as it was opened, with its rows as rows of the section in `draft`."""
        now = Written.of(self._section_of(draft)).tables
        if now == self._base.tables:
            return written
        return replace(written, tables=anchored(written.tables, self._base.tables, now))

    def _take_theirs(self, newest: Draft) -> None:
        mine, pane = self._own(self._written, newest), self._pane
        self._close(self._section_of(newest))
        self._owner.adopt(newest)
        toast("已换成对方的文字", kind="note", action="找回我写的", on_action=lambda: pane.edit(written=mine))
