"""One section of a draft: read, or edited in place."""

from __future__ import annotations

import json

from assistant.drafting.points import placed_cells, sentence_of
from assistant.drafting.studio import called
from assistant.drafting.types import Section, Sentence
from assistant.interfaces.web.drafts.editing import Editing, Owner
from assistant.interfaces.web.drafts.reading import Reading
from assistant.interfaces.web.drafts.spans import Where, Written, placed, text_of
from assistant.interfaces.web.elements import Text, box, button, confirm, skeleton, toast
from assistant.interfaces.web.visit import Visit

TABLES = "tables"
"""Before a section's id in the key under which the browser keeps its tables; the text stands without it."""


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
    def tables_key(self) -> str:
        return f"draft/{self._owner.draft.id}/{TABLES}/{self.section.id}"

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
            Reading(self.section)

    def said(self, at: Where) -> Sentence | None:
        """The sentence that begins at, or holds, a character of the text; a cell, as a sentence."""
        if isinstance(at, tuple):
            return next((sentence_of(cell) for place, cell in placed_cells(self.section) if place == at), None)
        text = text_of(self.section) if self._editing is None else self._editing.checked.text
        found = (one.sentence for one in placed(self.section, text) if one.start <= at < one.end)
        return next(found, None)

    def edit(self, at: Where = 0, written: Written | None = None, base: Written | None = None) -> None:
        """Begin to edit, with the keyboard at a character or in a cell.

        Args:
            written: What was written before and is not stored; None for what is stored.
            base: What it was written over; None for what is stored.
        """
        if self._editing is None:
            base = base or Written.of(self._stored)
            self._tools.set_visibility(False)
            self._body.clear()
            with self._body:
                self._editing = Editing(self, self._visit, self._owner, written or base, base)
        if written is None:
            self.select(at)

    def select(self, at: Where, length: int = 0) -> None:
        """Put the keyboard into the text or a cell that is being edited."""
        if self._editing is not None:
            self._editing.select(at, length)

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
        back = f"if (document.activeElement === document.body) document.querySelector({chosen})?.focus()"
        self._body.client.run_javascript(back)  # unless one has gone on elsewhere meanwhile

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
