"""What is known of a document, where each piece came from, and its correction by hand."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import PurePath
from typing import Any

from nicegui import ui

from assistant.errors import CorrectionError
from assistant.interfaces.labels import FIELDS, SOURCES
from assistant.interfaces.web.elements import (
    Button,
    DayField,
    Field,
    PeriodField,
    Text,
    box,
    button,
    chip,
    guarded,
    toast,
)
from assistant.interfaces.web.library.naming import KINDS, period_code, taken_in, value_name
from assistant.interfaces.web.visit import Visit
from ingest.library.corrections import LONGEST
from ingest.types import DocumentRecord

HELP = {
    "repealed": "从这一天起不再有效",
    "status": "如 试行、修订、征求意见稿、废止",
    "genre": "如 管理办法、工作总结、通知",
    "period": "文件说的是哪段时间",
    "authors": "几位作者用顿号隔开",
    "series": "同一制度的各个版本写成一样，就会连在一起",
    "label": "如 内部资料",
}

DAYS = ("issued", "effective", "repealed")

ALWAYS = ("title", "issuer", "number", "issued", "effective", "status", "genre", "period", "series")
"""Shown even where nothing is known; the others once there is a value."""


class About:
    """The table of what is known; one line at a time is corrected in its place.

    Args:
        on_corrected: Hears of the document as it is after a correction.
    """

    def __init__(
        self, visit: Visit, record: DocumentRecord, on_corrected: Callable[[DocumentRecord], Awaitable[None]]
    ) -> None:
        self._visit = visit
        self._record = record
        self._on_corrected = on_corrected
        self._manages = visit.may("manage")
        self._all = False

    async def build(self) -> None:
        self._table = box("zb-library-facts zb-card", role="list", aria_label="基本信息")
        self._more = button("", self._show_all, "zb-quiet-button")
        self._rest = box("zb-library-rest")
        self._read = await self._visit.read(self._visit.service.as_read, self._record.id)
        self._draw()

    def _draw(self) -> None:
        shown = [name for name in FIELDS if self._all or name in ALWAYS or value_name(self._record.metadata, name)]
        self._table.clear()
        self._lines: dict[str, ui.element] = {}
        self._edits: dict[str, ui.element] = {}
        with self._table:
            for name in shown:
                with box("zb-library-fact", role="listitem") as line:
                    self._lines[name] = line
                    self._draw_line(name)
        self._more.set_visibility(self._manages and len(shown) < len(FIELDS))
        self._more.set_text("补充其他信息（作者、刊物、标识、废止日期等）")
        self._draw_rest()

    def _show_all(self) -> None:
        self._all = True
        self._draw()

    def _draw_line(self, name: str) -> None:
        value = value_name(self._record.metadata, name)
        Text(FIELDS[name], "zb-library-key")
        with box("zb-library-value"):
            Text(value or "未写明", "" if value else "zb-library-none")
            self._tell_read(name, value)
        with box("zb-library-source"):
            self._tell_source(name, value)
        with box("zb-library-act"):
            if self._manages:
                self._edits[name] = button(
                    "更正", partial(self._edit, name), "zb-quiet-button", aria_label=f"更正{FIELDS[name]}"
                )

    def _tell_source(self, name: str, value: str) -> None:
        where = dict(self._record.metadata.provenance).get(name)
        if where == "hand":
            chip("人工更正", "good", "edit")
        elif where is not None and value:
            Text(f"取自{SOURCES[where]}", "zb-hint")

    def _tell_read(self, name: str, value: str) -> None:
        """What was read, where a person says otherwise, and the way back to it."""
        if dict(self._record.metadata.provenance).get(name) != "hand":
            return
        read = value_name(self._read, name)
        with box("zb-row zb-library-read"):
            Text(f"原来读作：{read}" if read else "原来没有读出", "zb-hint")
            if self._manages and read != value:
                button(
                    "恢复原值", partial(self._restore, name), "zb-quiet-button", aria_label=f"恢复{FIELDS[name]}的原值"
                )

    def _draw_rest(self) -> None:
        record = self._record
        told = {
            "文件名": PurePath(record.path).name,
            "格式": KINDS.get(record.media_type, record.media_type),
            "篇幅": f"{record.pages} 页" if record.paged else "",
            "收入时间": taken_in(record),
            "废止了": "、".join(record.metadata.repeals),
        }
        self._rest.clear()
        with self._rest:
            for warning in record.warnings:
                Text(warning, "zb-notice", tag="p")
            with box("zb-library-file"):
                for name, value in told.items():
                    if value:
                        Text(f"{name}：{value}", "zb-hint", tag="p")

    # Correcting.

    def _edit(self, name: str) -> None:
        line = self._lines[name]
        line.clear()
        with line, box("zb-library-editing"):
            value = value_name(self._record.metadata, name)
            keep = f"library/{self._record.id}/{name}"
            field = self._field(name, value, keep)
            save = partial(self._save, name, field)
            with box("zb-row"):
                Button("保存", save, "primary")
                button("取消", partial(self._leave, name, field), "zb-button zb-quiet")
        field.element.props(f"maxlength={LONGEST}")
        field.element.on("keydown.enter", guarded(save), args=[])
        field.element.on("keydown.escape", guarded(partial(self._leave, name, field)), args=[])
        field.element.run_method("focus")

    def _field(self, name: str, value: str, keep: str) -> Field:
        label, told = FIELDS[name], HELP.get(name, "")
        if name in DAYS:
            return DayField(label, value=getattr(self._record.metadata, name), help=told, keep=keep)
        if name == "period":
            return PeriodField(label, value=value, help=told, keep=keep)
        return Field(label, value=value, help=told, keep=keep)

    def _leave(self, name: str, field: Field) -> None:
        _forget(field)
        line = self._lines[name]
        line.clear()
        with line:
            self._draw_line(name)
        self._focus(name)

    def _focus(self, name: str) -> None:
        """The keyboard goes on where it was."""
        ui.run_javascript(f"document.getElementById('c{self._edits[name].id}')?.focus()")

    async def _save(self, name: str, field: Field) -> None:
        if isinstance(field, DayField | PeriodField) and not field.check():
            return
        text = field.value.strip()
        was = self._by_hand(name)
        try:
            await self._correct(name, period_code(text) if name == "period" else text)
        except CorrectionError as error:
            field.fail("。".join(part for part in (error.message, error.hint) if part))
            return
        _forget(field)
        toast(f"已更正{FIELDS[name]}", action="撤销", on_action=partial(self._take_back, name, was))

    async def _restore(self, name: str) -> None:
        was = self._by_hand(name)
        await self._correct(name, None)
        toast(f"已恢复{FIELDS[name]}的原值", action="撤销", on_action=partial(self._take_back, name, was))

    async def _take_back(self, name: str, was: Any) -> None:
        await self._correct(name, was)
        toast(f"已撤销对{FIELDS[name]}的改动")

    def _by_hand(self, name: str) -> Any:
        """The correction that holds now, as `Service.correct` takes it; None where none does."""
        if dict(self._record.metadata.provenance).get(name) != "hand":
            return None
        value = getattr(self._record.metadata, name)
        return list(value) if isinstance(value, tuple) else value or ""

    async def _correct(self, name: str, value: Any) -> None:
        """None takes a correction back."""
        self._record = await self._visit.write(self._visit.service.correct, self._record.id, {name: value})
        if not self._table.is_deleted:
            self._draw()
            self._focus(name)
        await self._on_corrected(self._record)


def _forget(field: Field) -> None:
    if field.kept is not None:
        field.kept.forget()
