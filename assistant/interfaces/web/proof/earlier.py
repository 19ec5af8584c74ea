"""The texts that were put under proof before: found, opened again, removed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from nicegui import ui

from assistant.interfaces.labels import VERDICTS
from assistant.interfaces.web.elements import Button, Field, Text, box, button, empty_state, toast
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit
from assistant.store.proofs import ProofRecord, RemovedProof

STEP = 30
"""So many are listed at once."""
UNNAMED = "（还没有文稿）"
TELLING = ("altered", "wrong_citation", "unsupported")
"""Verdicts whose number is told in the list."""


class Earlier:
    """A list at the page's edge, over the desk.

    Args:
        current: Id of the one that is on the desk; None where that is not kept.
        on_open: Puts the one of an id on the desk.
    """

    def __init__(
        self, visit: Visit, current: Callable[[], str | None], on_open: Callable[[str], Awaitable[None]]
    ) -> None:
        self._visit = visit
        self._current = current
        self._on_open = on_open
        self._shown = STEP
        with ui.dialog().props("position=right") as self._dialog, box("zb-dialog zb-card zb-proof-earlier"):
            with box("zb-card-head"):
                Text("以前的校核", "zb-h2", tag="h2")
                button("关闭", self._dialog.close, "zb-quiet-button", aria_label="关闭以前的校核")
            Text("只有您自己看得到。打开时按现在的资料重新核对。", "zb-hint", tag="p")
            self._find = Field("查找", placeholder="文稿里的字", on_change=self._sought)
            self._list = box("zb-proof-kept", tag="ul", aria_label="以前的校核")
        self._dialog.props["aria-label"] = "以前的校核"

    async def open(self) -> None:
        self._shown = STEP
        self._dialog.open()
        await self.refresh()

    async def refresh(self) -> None:
        sought = self._find.value
        found = await self._visit.read(self._visit.service.proofs.list, self._shown + 1, None, sought)
        if self._list.is_deleted or sought != self._find.value:
            return
        self._list.clear()
        self._find.box.set_visibility(bool(found) or bool(sought.strip()))
        with self._list:
            for one in found[: self._shown]:
                self._show(one)
            if not found:
                self._tell_none(bool(sought.strip()))
            elif len(found) > self._shown:
                with box("zb-proof-more", tag="li"):
                    Button("更早的", self._more)

    async def _sought(self, _: str) -> Any:
        self._shown = STEP
        await self.refresh()

    async def _more(self) -> None:
        self._shown += STEP
        await self.refresh()

    def _tell_none(self, is_sought: bool) -> None:
        if is_sought:
            Text("没有找到", "zb-note", tag="li")
        else:
            with (
                box("", tag="li"),
                empty_state("还没有校核过", "贴上一篇文稿，点“核对”；核对过的都留在这里。", "proof"),
            ):
                pass

    def _show(self, one: ProofRecord) -> None:
        name = one.title or UNNAMED
        with box("zb-proof-kept-one", tag="li"):
            with button("", partial(self._open, one.id), "zb-proof-kept-open", title=name) as made:
                Text(name, "zb-proof-kept-title")
                Text(_about(one), "zb-hint")
            if one.id == self._current():
                made.props["aria-current"] = "true"
            remove = partial(self._remove, one, name)
            button("", remove, "zb-icon-button", icon_name="delete", aria_label=f"移除：{name}", title="移除")

    async def _open(self, proof_id: str) -> None:
        self._dialog.close()
        await self._on_open(proof_id)

    async def _remove(self, one: ProofRecord, name: str) -> None:
        removed = await self._visit.read(self._visit.service.proofs.remove, one.id)
        toast(f"已移除“{name}”", action="撤销", on_action=partial(self._put_back, removed))
        await self.refresh()

    async def _put_back(self, removed: RemovedProof) -> None:
        await self._visit.read(self._visit.service.proofs.put_back, removed)
        await self.refresh()


def _about(one: ProofRecord) -> str:
    """今天 9:05 · 1,234 字 · 与原文有出入 2 句."""
    told = [f"{VERDICTS[verdict]} {one.counts[verdict]} 句" for verdict in TELLING if one.counts.get(verdict)]
    if one.counts and not told:
        told = ["没有发现问题"]
    return " · ".join([moment(one.updated_at), f"{one.chars:,} 字", *told])
