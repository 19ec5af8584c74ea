"""A section while it is edited: verified as one types, saved as a new version, kept from whoever saves over it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from assistant.drafting.points import kind_of, points_of
from assistant.drafting.studio import Known, called
from assistant.drafting.types import Draft, Section, Sentence
from assistant.errors import DraftConflictError, DraftNotFoundError, ZhibiError
from assistant.interfaces.web.drafts.editor import Editor
from assistant.interfaces.web.drafts.evidence import show_state, told
from assistant.interfaces.web.drafts.spans import Placed, marks, placed, text_of
from assistant.interfaces.web.elements import Button, Text, box, button, toast
from assistant.interfaces.web.visit import Visit
from assistant.types import Citation

if TYPE_CHECKING:
    from assistant.interfaces.web.drafts.pane import Pane

MOST_LISTED = 6
"""Sentences listed under the editor; more would be drawn anew with every key."""

CHECKED, CHECKING, UNCHECKED = "已逐句核对", "正在核对……", "暂时不能核对，文字留在本机："
HINT = "每段一行。按 Ctrl+S 或 Esc 保存并离开；F8 到下一处待办。"
GONE = "这份文稿已在别处移除，存不进去了。您写的文字还在上面，请先复制出来。"


class Owner(Protocol):
    """What a pane asks of the desk that it lies on."""

    draft: Draft

    def adopt(self, draft: Draft) -> None: ...
    async def pick(self, sentence: Sentence, citations: Sequence[Citation]) -> None: ...
    def recount(self) -> None: ...
    def show_theirs(self, theirs: Section, mine: str) -> None: ...


class Editing:
    """A section while it is edited."""

    def __init__(self, pane: Pane, visit: Visit, owner: Owner, text: str, base: str) -> None:
        self._pane, self._visit, self._owner = pane, visit, owner
        self._draft = owner.draft
        self._base = base
        self._text = self.checked = text
        self._known: Known = {}
        self._listed: list[Placed] = []
        self._at = 0
        self._citations = self._draft.citations
        self._busy = self._told = False
        name = called(pane.section)
        with box("zb-drafts-hint") as hint:
            Text(HINT, "zb-hint")
        self.editor = Editor(
            f"“{name}”的正文", text, base, pane.key, hint=hint,
            on_typed=self.typed, on_caret=self._caret, on_finish=self._finish, on_leave=self._leave,
        )  # fmt: skip
        self._conflict = box("zb-drafts-conflict", role="alert")
        self._conflict.set_visibility(False)
        with box("zb-drafts-foot") as self._foot:
            self._state = Text(CHECKED, "zb-hint", role="status")
            Button("放弃修改", self._discard, "quiet")
            Button("保存", self.editor.finish, "primary", title="保存（Ctrl+S）", aria_keyshortcuts="Control+S")
        self._list = box("zb-drafts-issues", tag="ul", aria_label=f"“{name}”里要看的句子")
        self._show(pane.section)
        self._is_stale = base != text_of(pane.section)
        if self._is_stale:
            self._tell_conflict(self._draft, pane.section)

    async def typed(self, text: str) -> None:
        """Verify what is new; while that goes on, only the last of what is typed meanwhile counts."""
        self._text = text
        if self._busy:
            return
        self._busy = True
        try:
            while await self._check(self._text) and self.checked != self._text:
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

    async def _check(self, text: str) -> bool:
        """Whether somebody is still there to see what was found."""
        self._state.set_text(CHECKING)
        studio, section_id = self._visit.service.studio, self._pane.section.id
        draft = await self._visit.read(studio.checked, self._draft, section_id, text, self._known)
        if self._list.is_deleted:
            return False
        self.checked = text
        self._citations = draft.citations
        section = next(one for one in draft.sections if one.id == section_id)
        self._pane.typed(section)
        self._show(section)
        return True

    def _show(self, section: Section) -> None:
        self.editor.show_marks(self.checked, marks(section, self.checked))
        left = len(list(points_of(section)))
        self._state.set_text(CHECKED if not left else f"{CHECKED}，{left} 处待办")
        doubtful = [one for one in placed(section, self.checked) if not one.level and kind_of(one.sentence)]
        if doubtful != self._listed:
            self._listed = doubtful
            self._draw_list()

    def _draw_list(self) -> None:
        self._list.clear()
        with self._list:
            for one in self._listed[:MOST_LISTED]:
                with box("", tag="li"):
                    show_state(one.sentence)
                    finding = next(iter(one.sentence.claim.findings), None)
                    said = one.sentence.text if finding is None else f"{one.sentence.text}（{told(finding)}）"
                    button(said, partial(self.editor.select, one.start, one.end), "zb-drafts-issue")
            if len(self._listed) > MOST_LISTED:
                more = f"另有 {len(self._listed) - MOST_LISTED} 句，按 F8 逐处查看。"
                Text(more, "zb-hint", tag="li")

    async def _caret(self, at: int) -> None:
        self._at = at
        if self._text == self.checked and (sentence := self._pane.sentence_at(at)) is not None:
            await self._owner.pick(sentence, self._citations)

    async def _finish(self, text: str) -> None:
        self._text = text
        await self.save()

    async def _leave(self, text: str) -> None:
        self._text = text
        if text == self._base:
            self._close(self._pane.section)
        else:
            await self.save()

    def _discard(self) -> None:
        text, pane = self._text, self._pane
        stored = next(one for one in self._owner.draft.sections if one.id == pane.section.id)
        self._close(stored)
        if text != self._base:
            toast("已放弃修改", kind="note", action="撤销", on_action=lambda: pane.edit(text=text))

    def _close(self, section: Section) -> None:
        self.editor.forget()
        self._pane.leave(section)

    async def save(self, version: int | None = None) -> bool:
        """Store the text as the draft's next version, unless somebody else has changed this section meanwhile.

        Args:
            version: That the author has seen by now; None for the one that was opened.
        """
        section_id = self._pane.section.id
        if self._text == self._base:
            self._close(next(one for one in self._draft.sections if one.id == section_id))
            return True
        visit, draft = self._visit, self._draft
        if self._is_stale and version is None:
            return await self._settle_conflict(draft)
        try:
            saved = await visit.read(
                visit.service.studio.edited, draft.id, section_id, self._text, version or draft.version, self._known
            )
        except DraftConflictError:
            return await self._settle_conflict(await visit.read(lambda: visit.service.drafts.load(draft.id)))
        except DraftNotFoundError as error:
            raise DraftNotFoundError(GONE, "移除的人可以在“起草”里撤销") from error
        self._close(next(one for one in saved.sections if one.id == section_id))
        self._owner.adopt(saved)
        toast(f"已保存为第 {saved.version} 版")
        return True

    async def _settle_conflict(self, newest: Draft) -> bool:
        theirs = next((one for one in newest.sections if one.id == self._pane.section.id), None)
        if theirs is not None and text_of(theirs) == self._base:
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
                    Button("看对方改了什么", lambda: self._owner.show_theirs(theirs, self._text))
                    Button("用我的，存为新版", lambda: self._keep_mine(newest), "primary")
                    Button("用对方的", lambda: self._take_theirs(newest))
        self._conflict.set_visibility(True)
        self._foot.set_visibility(theirs is None)

    async def _keep_mine(self, newest: Draft) -> None:
        self._draft = newest
        await self.save(newest.version)

    def _take_theirs(self, newest: Draft) -> None:
        mine, pane = self._text, self._pane
        self._close(next(one for one in newest.sections if one.id == pane.section.id))
        self._owner.adopt(newest)
        toast("已换成对方的文字", kind="note", action="找回我写的", on_action=lambda: pane.edit(text=mine))
