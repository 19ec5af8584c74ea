"""What stands around a draft's text: title, addressee, signature."""

from __future__ import annotations

from collections.abc import Callable

from assistant.drafting.frame import open_in
from assistant.drafting.studio import Wording
from assistant.drafting.types import Draft
from assistant.errors import DraftConflictError
from assistant.interfaces.web.elements import Button, Field, box
from assistant.interfaces.web.visit import Visit


class Framing:
    """A form in a split's side.

    Args:
        on_saved: Hears of the draft as stored.
    """

    def __init__(self, visit: Visit, draft: Draft, on_saved: Callable[[Draft], None]) -> None:
        self._visit = visit
        self._draft = draft
        self._on_saved = on_saved
        keep, lines = f"draft/{draft.id}//", "\n".join(draft.signature)
        with box("zb-form"):
            self._title = Field("标题", value=draft.title, lines=2, required=True, keep=f"{keep}title")
            self._addressee = Field("主送", value=draft.addressee, help="没有就空着", keep=f"{keep}addressee")
            self._signature = Field("落款", value=lines, lines=2, help="每行一项：单位、日期", keep=f"{keep}signature")
            Button("保存", self._save, "primary")

    def focus(self) -> None:
        """Put the keyboard on what is open, else on the title."""
        fields = (self._title, self._addressee, self._signature)
        next((field for field in fields if open_in(field.value)), self._title).focus()

    async def _save(self) -> None:
        if not self._title.value.strip():
            self._title.fail("请写标题")
            return
        lines = tuple(line.strip() for line in self._signature.value.splitlines() if line.strip())
        saved = await self._stored(
            Wording(" ".join(self._title.value.split()), self._addressee.value.strip(" ：:"), lines)
        )
        for field in (self._title, self._addressee, self._signature):
            if field.kept is not None:
                field.kept.forget()
        self._on_saved(saved)

    async def _stored(self, wording: Wording) -> Draft:
        """Over a newer version, too, where that left title and signature alone."""
        visit, seen = self._visit, self._draft
        try:
            return await visit.read(visit.service.studio.framed, seen.id, wording, seen.version)
        except DraftConflictError:
            newest = await visit.read(lambda: visit.service.drafts.load(seen.id))
            if _wording(newest) != _wording(seen):
                raise
            return await visit.read(visit.service.studio.framed, seen.id, wording, newest.version)


def _wording(draft: Draft) -> Wording:
    return Wording(draft.title, draft.addressee, draft.signature)
