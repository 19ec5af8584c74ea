"""What a conversation's questions are asked of: collections, documents, the day whose law holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from nicegui import ui

from assistant.interfaces.labels import title
from assistant.interfaces.web.elements import Button, Check, DayField, Field, Text, box, button, icon, unseen
from assistant.interfaces.web.library.naming import collection_name
from assistant.interfaces.web.visit import Visit
from assistant.store.messages import Wishes
from assistant.types import written_day
from ingest.types import DocumentRecord

EVERYTHING = "全部资料"
CHOOSE = "选择在哪些资料里找"
GONE = "已移除的文件"
MOST_SHOWN = 60
"""Documents that are listed at once; of more, a word of the title finds the rest."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen; None is everything, and the day of the question."""

    collections: frozenset[str] | None = None
    documents: frozenset[str] | None = None
    as_of: date | None = None

    @classmethod
    def of(cls, wishes: Wishes) -> Choice:
        return cls(_set(wishes.collections), _set(wishes.documents), wishes.as_of)

    def wishes(self) -> Wishes:
        return Wishes(None, _sorted(self.collections), self.as_of, _sorted(self.documents))

    def label(self, titles: dict[str, str]) -> str:
        """In few words: 《“三会一课”制度》等3份 · 按2024年12月31日的规定."""
        parts = [] if self.collections is None else ["、".join(sorted(map(collection_name, self.collections)))]
        if self.documents is not None:
            names = sorted(title(titles[one]) for one in self.documents if one in titles) or [GONE]
            parts.append(names[0] if len(self.documents) == 1 else f"{names[0]}等 {len(self.documents)} 份文件")
        if self.as_of is not None:
            parts.append(f"按{written_day(self.as_of)}的规定")
        return " · ".join(parts) or EVERYTHING


def _set(names: Sequence[str] | None) -> frozenset[str] | None:
    return None if names is None else frozenset(names)


def _sorted(names: frozenset[str] | None) -> tuple[str, ...] | None:
    return None if names is None else tuple(sorted(names))


class ScopeChooser:
    """Shows what questions are asked of; a click lets one choose otherwise.

    Args:
        on_change: Called with each new choice.
    """

    def __init__(self, visit: Visit, on_change: Callable[[Choice], Any]) -> None:
        self._visit = visit
        self._on_change = on_change
        self._titles: dict[str, str] = {}
        self.choice = Choice()
        self._chip = button("", self._open, "zb-ask-scope", aria_haspopup="dialog", title=CHOOSE)
        with self._chip:
            icon("folder")
            unseen("查找范围：")
            self._text = Text(EVERYTHING, "zb-ask-scope-text")

    def show(self, choice: Choice, titles: dict[str, str]) -> None:
        """Args: titles: Of the documents that may be chosen, by id."""
        self.choice, self._titles = choice, titles
        label = choice.label(titles)
        self._text.set_text(label)
        self._chip.props["title"] = CHOOSE if choice == Choice() else f"{label}（点开可以改）"
        if choice == Choice():
            self._chip.classes(remove="zb-ask-scope-on")
        else:
            self._chip.classes("zb-ask-scope-on")

    async def _open(self) -> None:
        records = await self._visit.read(self._visit.service.documents)
        chosen = await _Dialog(records, self.choice).wait()
        if chosen is not None:
            self.show(chosen, {record.id: record.title for record in records})
            self._on_change(chosen)


class _Dialog:
    """Asks for a choice."""

    def __init__(self, records: Sequence[DocumentRecord], choice: Choice) -> None:
        self._records = sorted(records, key=lambda record: record.title)
        self._documents = set(choice.documents or ())
        names = sorted({record.collection for record in records} | (choice.collections or frozenset()))
        self._collections: list[tuple[str, Check]] = []
        with ui.dialog() as self._dialog, box("zb-dialog zb-card zb-ask-dialog"):
            Text("在哪些资料里找", "zb-h2", tag="h2")
            with box("zb-form"):
                if len(names) > 1:
                    with box("zb-ask-group", role="group", aria_label="库"):
                        Text("库", "zb-label")
                        for name in names:
                            is_on = choice.collections is None or name in choice.collections
                            self._collections.append((name, Check(collection_name(name), value=is_on)))
                self._build_documents()
                told = "不填就按今天。填了，当天还没施行的文件不用。"
                self._day = DayField("按哪一天的规定", value=choice.as_of, help=told)
            with box("zb-dialog-actions"):
                Button(EVERYTHING, lambda: self._dialog.submit(Choice()), "quiet")
                Button("取消", lambda: self._dialog.submit(None))
                Button("确定", self._submit, "primary")
        self._dialog.props["aria-label"] = "查找范围"

    def _build_documents(self) -> None:
        with box("zb-ask-group"):
            self._find = Field(
                "文件",
                placeholder="用标题里的字找",
                on_change=lambda _: self._list_documents(),
                help="一份都不选，就是不限文件。",
            )
            self._list = box("zb-ask-documents", role="group", aria_label="文件")
        self._list_documents()

    def _list_documents(self) -> None:
        sought = self._find.value.strip().casefold()
        found = [record for record in self._records if sought in record.title.casefold()]
        found.sort(key=lambda record: record.id not in self._documents)
        self._list.clear()
        with self._list:
            for record in found[:MOST_SHOWN]:
                Check(title(record.title), value=record.id in self._documents, on_change=self._toggle(record.id))
            if not found:
                Text("没有标题里有这些字的文件", "zb-hint", tag="p")
            elif len(found) > MOST_SHOWN:
                Text(f"还有 {len(found) - MOST_SHOWN} 份，请输入标题里的字来找", "zb-hint", tag="p")

    def _toggle(self, document_id: str) -> Callable[[bool], None]:
        return lambda is_on: self._documents.add(document_id) if is_on else self._documents.discard(document_id)

    def _submit(self) -> None:
        if not self._day.check():
            self._day.focus()
            return
        names = frozenset(name for name, check in self._collections if check.value)
        is_all = not names or len(names) == len(self._collections)
        documents = frozenset(self._documents)
        self._dialog.submit(Choice(None if is_all else names, documents or None, self._day.day))

    async def wait(self) -> Choice | None:
        """None when it is left without a choice."""
        try:
            chosen: Choice | None = await self._dialog
            return chosen
        finally:
            self._dialog.delete()
