"""The outline: sections renamed, put in another order, dropped, added, before anything is written."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from nicegui import ui
from nicegui.events import GenericEventArguments

from assistant.drafting.types import Outline, OutlineItem
from assistant.errors import SpecError
from assistant.interfaces.web.drafts.editor import put_kept
from assistant.interfaces.web.elements import Button, Field, Text, box, button, guarded, icon, toast
from assistant.interfaces.wire import draft_requests as wire
from assistant.interfaces.wire.draft_requests import MAX_SECTIONS

# Alt with an arrow moves the section in which the keyboard is.
MOVE = """(event) => {
    const step = {ArrowUp: -1, ArrowDown: 1}[event.key];
    if (!event.altKey || !step) return;
    event.preventDefault();
    emit(step);
}"""


@dataclass
class Entry:
    """A section of the outline with its fields."""

    item: OutlineItem
    element: ui.element | None = None
    heading: Field | None = None
    length: Field | None = None
    points: Field | None = None


class Outlining:
    """The outline on its way.

    Args:
        keep: Key under which the browser keeps the outline.
    """

    def __init__(self, outline: Outline, keep: str) -> None:
        self._keep = keep
        self._entries = [Entry(item) for item in outline]
        self._added = 0
        Text(
            "可以改名、增删、调整顺序：点箭头，拖左边的把手，或在某一节里按 Alt+↑、Alt+↓。",
            "zb-hint",
            tag="p",
            id="zb-outline-help",
        )
        self._list = ui.element("ol").classes("zb-drafts-outline")
        self._said = Text("", "zb-unseen", role="status")
        Button("加一节", self._add, icon_name="plus")
        self._draw()

    def _draw(self, focus: Entry | None = None) -> None:
        self._list.clear()
        with self._list:
            for entry in self._entries:
                self._row(entry)
        if focus is not None and focus.heading is not None:
            focus.heading.focus()
        self._note()

    def _row(self, entry: Entry) -> None:
        item = entry.item
        name = item.heading or "新的一节"
        with box("zb-drafts-row", tag="li") as entry.element:
            with box("zb-drafts-grip", tag="span", draggable="true", title="拖动调整顺序", aria_hidden="true") as grip:
                icon("grip")
            with box("zb-drafts-row-fields"):
                change = lambda _: self._note()  # noqa: E731 - the same for three fields
                entry.heading = Field("这一节的标题", value=item.heading, on_change=change)
                entry.points = Field(
                    "小标题", value="\n".join(item.points), lines=2 if item.points else 1, on_change=change,
                    help="每行一个；不要小标题就清空",
                ) if item.points else None  # fmt: skip
                entry.length = Field("大约字数", value=str(item.length or ""), on_change=change)
                entry.length.box.classes("zb-drafts-length")
            with box("zb-drafts-row-tools"):
                self._tool("raise", f"上移“{name}”", partial(self._move, entry, -1))
                self._tool("lower", f"下移“{name}”", partial(self._move, entry, 1))
                self._tool("delete", f"去掉“{name}”", partial(self._drop, entry))
        entry.element.on("keydown", guarded(partial(self._keyed, entry)), js_handler=MOVE)
        number = str(self._entries.index(entry))
        grip.on("dragstart", js_handler=f"(event) => event.dataTransfer.setData('text/x-zb-section', '{number}')")
        entry.element.on("dragover", js_handler="(event) => event.preventDefault()")
        entry.element.on(
            "drop", guarded(partial(self._dropped_on, entry)),
            js_handler="(event) => { event.preventDefault(); emit(event.dataTransfer.getData('text/x-zb-section')); }",
        )  # fmt: skip

    def _tool(self, name: str, label: str, act: Callable[[], Any]) -> None:
        button("", act, "zb-icon-button", icon_name=name, aria_label=label, title=label)

    def _keyed(self, entry: Entry, event: GenericEventArguments) -> None:
        self._move(entry, 1 if event.args == 1 else -1)

    def _move(self, entry: Entry, step: int) -> None:
        at = self._entries.index(entry)
        self._place(entry, min(len(self._entries) - 1, max(0, at + step)))

    def _dropped_on(self, target: Entry, event: GenericEventArguments) -> None:
        told = str(event.args)
        if told.isdigit() and int(told) < len(self._entries):
            self._place(self._entries[int(told)], self._entries.index(target))

    def _place(self, entry: Entry, at: int) -> None:
        self._take()
        self._entries.remove(entry)
        self._entries.insert(at, entry)
        self._draw(entry)
        self._said.set_text(f"“{entry.item.heading}”现在是第 {at + 1} 节，共 {len(self._entries)} 节")

    def _drop(self, entry: Entry) -> None:
        self._take()
        at = self._entries.index(entry)
        self._entries.remove(entry)
        self._draw(self._entries[min(at, len(self._entries) - 1)] if self._entries else None)
        toast(
            f"已去掉“{entry.item.heading or '新的一节'}”", action="撤销", on_action=partial(self._put_back, entry, at)
        )

    def _put_back(self, entry: Entry, at: int) -> None:
        self._take()
        self._entries.insert(min(at, len(self._entries)), entry)
        self._draw(entry)

    def _add(self) -> None:
        self._take()
        if len(self._entries) >= MAX_SECTIONS:
            raise SpecError(f"提纲最多 {MAX_SECTIONS} 节", "请合并几节再加")
        taken = {entry.item.id for entry in self._entries}
        while f"own{self._added}" in taken or not self._added:
            self._added += 1
        entry = Entry(OutlineItem(f"own{self._added}", "", (), 0))
        self._entries.append(entry)
        self._draw(entry)

    def _take(self) -> None:
        """What stands in the fields becomes the outline."""
        for entry in self._entries:
            entry.item = _read(entry)

    def _note(self) -> None:
        self._take()
        put_kept(self._list.client, self._keep, dumped([entry.item for entry in self._entries]))

    def outline(self) -> Outline:
        """As it stands. Raises SpecError where a section has no heading, or there is none at all."""
        self._take()
        if not self._entries:
            raise SpecError("提纲里一节也没有", "请至少加一节")
        for entry in self._entries:
            if entry.heading is not None:
                entry.heading.fail("" if entry.item.heading else "请写这一节的标题，或去掉这一节")
        if not all(entry.item.heading for entry in self._entries):
            raise SpecError("有一节没有标题", "写上标题，或去掉这一节")
        return tuple(entry.item for entry in self._entries)


def _read(entry: Entry) -> OutlineItem:
    if entry.heading is None or entry.length is None:
        return entry.item
    digits = "".join(char for char in entry.length.value if char.isdigit())
    points = entry.item.points if entry.points is None else tuple(
        line.strip() for line in entry.points.value.splitlines() if line.strip()
    )  # fmt: skip
    return replace(
        entry.item, heading=" ".join(entry.heading.value.split()), points=points, length=min(int(digits or 0), 50_000)
    )


def dumped(outline: Sequence[OutlineItem]) -> str:
    """As the browser keeps it."""
    return json.dumps([wire.OutlineItem.of(item).dump() for item in outline], ensure_ascii=False)


def loaded(text: str) -> Outline | None:
    """What the browser kept; None where that is no outline."""
    try:
        told = [wire.OutlineItem.model_validate(item).noun() for item in json.loads(text)]
    except ValueError:
        return None
    return tuple(told) or None
