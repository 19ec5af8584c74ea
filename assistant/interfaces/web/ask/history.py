"""The conversations that were held: found, opened, renamed, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from nicegui import ui

from assistant.interfaces.web.elements import Button, Field, Text, box, button, guarded, icon, link, toast
from assistant.interfaces.web.visit import Visit
from assistant.store.conversations import Conversation

STEP = 30
"""Conversations that are listed at once."""
LONGEST_TITLE = 200
UNNAMED = "（还没有提问）"


def when(changed: str, today: date) -> str:
    """How a day is spoken of: 今天 9:05, 昨天, 3月5日, 2025年3月5日.

    Args:
        changed: ISO 8601, UTC.
        today: In the server's time zone, in which the result is, too.
    """
    at = datetime.fromisoformat(changed).astimezone()
    days = (today - at.date()).days
    if days == 0:
        return f"今天 {at.hour}:{at.minute:02}"
    if days == 1:
        return "昨天"
    return f"{at.month}月{at.day}日" if at.year == today.year else f"{at.year}年{at.month}月{at.day}日"


class History:
    """A list at the page's edge, over what is shown.

    Args:
        current: Id of the conversation that is shown; None for a new one.
        on_gone: Called when that is removed.
    """

    def __init__(self, visit: Visit, current: Callable[[], str | None], on_gone: Callable[[], Any]) -> None:
        self._visit = visit
        self._current = current
        self._on_gone = on_gone
        self._shown = STEP
        with ui.dialog().props("position=right") as self._dialog, box("zb-dialog zb-card zb-ask-history"):
            with box("zb-card-head"):
                Text("历史问答", "zb-h2", tag="h2")
                button("关闭", self._dialog.close, "zb-quiet-button", aria_label="关闭历史问答")
            self._find = Field("查找", placeholder="名称或问题里的字", on_change=self._sought)
            self._list = box("zb-ask-conversations", tag="ul", aria_label="历史问答")
        self._dialog.props["aria-label"] = "历史问答"

    async def open(self) -> None:
        self._shown = STEP
        self._dialog.open()
        await self.refresh()

    async def _sought(self, _: str) -> None:
        self._shown = STEP
        await self.refresh()

    async def refresh(self) -> None:
        sought = self._find.value
        store = self._visit.service.conversations
        found = await self._visit.read(store.list, self._shown + 1, None, sought)
        if self._list.is_deleted or sought != self._find.value:
            return
        self._list.clear()
        with self._list:
            for one in found[: self._shown]:
                self._show(one)
            if not found:
                said = "没有找到" if sought.strip() else "还没有提过问题。提过的问题和回答都会留在这里。"
                Text(said, "zb-ask-none", tag="li")
            elif len(found) > self._shown:
                with box("zb-ask-more", tag="li"):
                    Button("更早的", self._more)

    async def _more(self) -> None:
        self._shown += STEP
        await self.refresh()

    def _show(self, one: Conversation) -> None:
        name = one.title or UNNAMED
        with box("zb-ask-conversation", tag="li") as row:
            self._fill(row, one, name)

    def _fill(self, row: ui.element, one: Conversation, name: str) -> None:
        row.clear()
        with row:
            with link("", f"/c/{one.id}", "zb-ask-conversation-name", title=name) as made:
                Text(name, "zb-ask-conversation-title")
                Text(when(one.updated_at, date.today()), "zb-hint")
            made.on("click", self._dialog.close, args=[])
            if one.id == self._current():
                made.props["aria-current"] = "page"
            rename = partial(self._rename, row, one, name)
            button("", rename, "zb-icon-button", icon_name="edit", aria_label=f"改名：{name}", title="改名")
            remove = partial(self._remove, one, name)
            button("", remove, "zb-icon-button", icon_name="delete", aria_label=f"移除：{name}", title="移除")

    def _rename(self, row: ui.element, one: Conversation, name: str) -> None:
        row.clear()
        with row, box("zb-ask-rename"):
            field = Field("新的名称", value=name)

            async def store() -> None:
                wanted = field.value.strip()
                if not 0 < len(wanted) <= LONGEST_TITLE:
                    field.fail(f"请写 1 至 {LONGEST_TITLE} 个字")
                    return
                renamed = await self._visit.read(self._visit.service.conversations.rename, one.id, wanted)
                self._fill(row, renamed, renamed.title)

            field.element.on("keydown.enter", guarded(store), args=[])
            with box("zb-row"):
                Button("保存", store, "primary")
                Button("取消", partial(self._fill, row, one, name))
        field.element.run_method("select")

    async def _remove(self, one: Conversation, name: str) -> None:
        service = self._visit.service
        await self._visit.replies.stop_all(one.id, service)
        removed = await self._visit.read(service.conversations.remove, one.id)

        async def undo() -> None:
            await self._visit.read(self._visit.service.conversations.restore, removed)
            if not self._list.is_deleted:
                await self.refresh()
            toast("已恢复", kind="note")

        toast(f"已移除“{_short(name)}”", action="撤销", on_action=undo)
        if one.id == self._current():
            self._on_gone()
        else:
            await self.refresh()


def show_recent(conversations: Sequence[Conversation]) -> None:
    """The last few, to go on with."""
    with box("zb-ask-recent", tag="section", aria_label="最近的问答"):
        Text("最近的问答", "zb-hint", tag="h2")
        for one in conversations:
            with link("", f"/c/{one.id}", "zb-ask-recent-one"):
                icon("history")
                Text(one.title or UNNAMED, "zb-ask-conversation-title")
                Text(when(one.updated_at, date.today()), "zb-hint")


def _short(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:16]}…"
