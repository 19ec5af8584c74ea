"""The versions of a draft: listed, one compared with the newest, an earlier one brought back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from nicegui import ui

from assistant.drafting.comparing import Change, compared
from assistant.drafting.types import Draft
from assistant.interfaces.web.elements import Button, Text, box, button, chip, skeleton
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit
from assistant.store.drafts import VersionRecord
from assistant.types import Edit

Restore = Callable[[int], Awaitable[None]]

SHORT = 60
"""Characters of unchanged text that are shown around a change."""


class Versions:
    """Shown in a split's side.

    Args:
        place: The side, opened.
        restore: Makes an earlier version the newest.
    """

    def __init__(
        self, visit: Visit, draft: Draft, place: ui.element, restore: Callable[[int], Awaitable[None]]
    ) -> None:
        self._visit = visit
        self._draft = draft
        self._restore = restore
        self._place = place

    async def show(self) -> None:
        """List them, the newest first."""
        self._place.clear()
        with self._place:
            waiting = skeleton()
        records = await self._visit.read(lambda: self._visit.service.drafts.versions(self._draft.id))
        if self._place.is_deleted:
            return
        waiting.delete()
        with self._place:
            Text("每次保存都是一版，随时可以比较和恢复。", "zb-hint", tag="p")
            with box("zb-drafts-versions", tag="ol"):
                for record in records:
                    self._item(record, records)

    def _item(self, record: VersionRecord, records: Sequence[VersionRecord]) -> None:
        newest = record.version == records[0].version
        with box("zb-drafts-version", tag="li"):
            with box("zb-row"):
                Text(f"第 {record.version} 版", "zb-h3")
                if newest:
                    chip("现在这版", "good")
                Text(moment(record.written_at), "zb-hint zb-figures")
            Text(record.why, "zb-drafts-why", tag="p")
            with box("zb-row"):
                if record.version > 1:
                    before = record.version - 1
                    button("改了什么", partial(self.compare, before, record.version), "zb-quiet-button")
                if not newest:
                    latest = records[0].version
                    button("和现在比较", partial(self.compare, record.version, latest), "zb-quiet-button")
                    button("恢复这版", partial(self._restore, record.version), "zb-quiet-button")

    async def compare(self, earlier: int, later: int) -> None:
        """What changed from one version to another."""
        drafts = self._visit.service.drafts
        old = await self._visit.read(drafts.load, self._draft.id, earlier)
        new = await self._visit.read(drafts.load, self._draft.id, later)
        changes = await self._visit.read(compared, old, new)
        if self._place.is_deleted:
            return
        self._place.clear()
        with self._place:
            with box("zb-row"):
                Button("回到各版", self.show, "quiet", icon_name="back")
            Text(f"第 {earlier} 版到第 {later} 版", "zb-h3", tag="h3")
            show_changes(changes)


def show_changes(changes: Sequence[Change]) -> None:
    """Taken out struck through, put in underlined."""
    if not changes:
        Text("两版文字相同。", "zb-hint", tag="p")
    for change in changes:
        Text(change.heading, "zb-drafts-part zb-h3", tag="h3")
        show_edits(change.edits)


def show_edits(edits: Sequence[Edit]) -> None:
    with box("zb-drafts-compared", tag="p"):
        for edit in edits:
            if edit.kind == "equal":
                Text(shortened(edit.claim))
                continue
            if edit.source:
                Text(edit.source, tag="del")
            if edit.claim:
                Text(edit.claim, tag="ins")


def shortened(text: str) -> str:
    """Unchanged text, with its middle left out where it is long."""
    return text if len(text) <= 2 * SHORT + 2 else f"{text[:SHORT]} …… {text[-SHORT:]}"
