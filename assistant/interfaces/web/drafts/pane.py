"""One section of a draft: read, or edited in place."""

from __future__ import annotations

import json

from assistant.drafting.studio import called
from assistant.drafting.types import Section, Sentence
from assistant.interfaces.web.drafts.editing import Editing, Owner
from assistant.interfaces.web.drafts.reading import show_section
from assistant.interfaces.web.drafts.spans import placed, text_of
from assistant.interfaces.web.elements import Text, box, button, confirm, skeleton, toast
from assistant.interfaces.web.visit import Visit


class Pane:
    """A section on the desk.

    Attributes:
        section: As it stands now, verified: stored, or as typed.
    """

    def __init__(self, visit: Visit, owner: Owner, section: Section) -> None:
        self._visit = visit
        self._owner = owner
        self.section = self._stored = section
        self._editing: Editing | None = None
        name = called(section)
        with box("zb-drafts-section", tag="section", aria_label=name, id=f"zb-s-{section.id}") as self.element:
            with box("zb-drafts-head"):
                self._heading = Text(section.heading, "zb-drafts-heading", tag="h2")
                self._heading.set_visibility(bool(section.heading))
                with box("zb-drafts-tools") as self._tools:
                    edit = button("修改", self.edit, "zb-quiet-button", aria_label=f"修改“{name}”")
                    edit.props["data-edit"] = section.id
                    button("重写", self._anew, "zb-quiet-button", aria_label=f"重写“{name}”")
            self._body = box("zb-drafts-body")
        self._read()

    @property
    def key(self) -> str:
        return f"draft/{self._owner.draft.id}/{self.section.id}"

    @property
    def is_editing(self) -> bool:
        return self._editing is not None

    def show(self, section: Section) -> None:
        """The section as stored now; one that is being edited stays as it is typed."""
        if self._editing is not None or section == self._stored:
            return
        self.section = self._stored = section
        self._heading.set_text(section.heading)
        self._read()

    def _read(self) -> None:
        self._tools.set_visibility(True)
        self._body.clear()
        with self._body:
            show_section(self.section)

    def sentence_at(self, start: int) -> Sentence | None:
        """The sentence that begins at, or holds, a character of the text."""
        text = text_of(self.section) if self._editing is None else self._editing.checked
        found = (one.sentence for one in placed(self.section, text) if one.start <= start < one.end)
        return next(found, None)

    def edit(self, at: int | None = None, text: str | None = None, base: str | None = None) -> None:
        """Begin to edit, with the caret at a character.

        Args:
            text: What was typed before and is not stored; None for the stored text.
            base: What it was typed over; None for the stored text.
        """
        if self._editing is None:
            base = text_of(self._stored) if base is None else base
            self._tools.set_visibility(False)
            self._body.clear()
            with self._body:
                self._editing = Editing(self, self._visit, self._owner, base if text is None else text, base)
        if at is not None or text is None:
            self.select(at or 0, at or 0)

    def select(self, start: int, end: int) -> None:
        if self._editing is not None:
            self._editing.editor.select(start, end)

    def typed(self, section: Section) -> None:
        self.section = section
        self._owner.recount()

    def leave(self, section: Section) -> None:
        """Back to reading."""
        self._editing = None
        self.section = self._stored = section
        self._read()
        self._owner.recount()
        chosen = json.dumps(f"[data-edit={json.dumps(self.section.id)}]")
        self._body.client.run_javascript(f"document.querySelector({chosen})?.focus()")

    async def settle(self) -> bool:
        """Store what is being edited; whether nothing is left unsaved."""
        return self._editing is None or await self._editing.save()

    async def _anew(self) -> None:
        owner, visit = self._owner, self._visit
        name = called(self.section)
        asked = "这一节按资料重新写一遍，您改过的句子保留；现在的文字可以在“版本”里找回。"
        if not await confirm(f"重写“{name}”？", asked, "重写", danger=False):
            return
        draft, studio = owner.draft, visit.service.studio
        self._tools.set_visibility(False)
        self._body.clear()
        with self._body:
            skeleton(4)
        try:
            made = await visit.read(studio.regenerated, draft.id, self.section.id, draft.version)
        finally:
            self._read()
        owner.adopt(made)
        toast(f"“{name}”已重写")
