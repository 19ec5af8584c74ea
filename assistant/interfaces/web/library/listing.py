"""The documents as a list: searched, narrowed, put in order, shown piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath

from nicegui import ui

from assistant.interfaces.labels import title
from assistant.interfaces.web.elements import Check, Choice, Field, Text, box, button, chip, empty_state, link
from assistant.interfaces.web.library import finding
from assistant.interfaces.web.library.changing import remove
from assistant.interfaces.web.library.finding import ORDERS, STANDINGS, Wanted
from assistant.interfaces.web.library.naming import collection_name, day_name, standing_name
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord

STEP = 40
"""So many rows are drawn at once."""

PATH = "/library"


class Listing:
    """Shows what of the library is wanted; the wish stands in the address, so that one comes back to it."""

    def __init__(self, visit: Visit, wanted: Wanted, on_empty: Callable[[], None]) -> None:
        self._visit = visit
        self._wanted = wanted
        self._on_empty = on_empty
        self._records: list[DocumentRecord] = []
        self._found: list[DocumentRecord] = []
        self._manages = visit.may("manage")
        with box("zb-library-tools", role="search", aria_label="查找文件") as self._tools:
            self._build_tools()
        self._count = Text("", "zb-hint zb-library-count", tag="p", role="status")
        self._empty = box("zb-library-empty")
        self._list = box("zb-documents zb-card", tag="ul", aria_label="文件")
        self._more = button("", self._show_more, "zb-button zb-secondary zb-library-more")

    def _build_tools(self) -> None:
        self._search = Field(
            "查找", value=self._wanted.q, placeholder="标题、文号、发文机关或文件名", on_change=self._type
        )
        self._search.element.props('type=search debounce="150" clearable')
        self._choices = {
            "collection": Choice("库", {}, on_change=partial(self._narrow, "collection")),
            "genre": Choice("文种", {}, on_change=partial(self._narrow, "genre")),
            "year": Choice("年份", {}, on_change=partial(self._narrow, "year")),
            "standing": Choice("效力", {}, on_change=partial(self._narrow, "standing")),
            "order": Choice("排列", {}, on_change=partial(self._narrow, "order")),
        }
        self._doubtful = Check("只看文字存疑的", value=bool(self._wanted.doubtful), on_change=self._doubt)

    async def refresh(self) -> None:
        """Read the library again."""
        if self._list.is_deleted:
            return
        self._records = await self._visit.read(self._visit.service.documents)
        if self._list.is_deleted:
            return
        self._offer()
        self._draw()

    def _offer(self) -> None:
        """What the choices may be, with what the library holds now."""
        collections = finding.collections_in(self._records)
        told = {
            "collection": {"": "全部", **{name: collection_name(name) for name in collections}},
            "genre": {"": "全部", **{name: name for name in finding.genres_in(self._records)}},
            "year": {"": "全部", **{year: f"{year}年" for year in finding.years_in(self._records)}},
            "standing": {"": "全部", **STANDINGS},
            "order": ORDERS,
        }
        for name, options in told.items():
            value = getattr(self._wanted, name)
            self._choices[name].set_options({**options, **({} if value in options else {value: value})}, value)
        self._choices["collection"].box.set_visibility(len(collections) > 1 or bool(self._wanted.collection))
        self._tools.set_visibility(bool(self._records))

    # What is wanted.

    def _type(self, text: str) -> None:
        self._want(replace(self._wanted, q=text.strip()))

    def _narrow(self, name: str, value: str) -> None:
        self._want(replace(self._wanted, **{name: value}))

    def _doubt(self, only: bool) -> None:
        self._want(replace(self._wanted, doubtful="1" if only else ""))

    def _want(self, wanted: Wanted) -> None:
        if wanted == self._wanted:
            return
        self._wanted = wanted
        ui.navigate.history.replace(PATH + wanted.query)
        ui.context.client.sub_pages_router.current_path = PATH + wanted.query
        self._draw()

    def _forget(self) -> None:
        """All that narrows."""
        self._want(Wanted(order=self._wanted.order))
        self._search.value = ""
        self._doubtful.set_value(False)
        self._offer()

    # What is shown.

    def _draw(self) -> None:
        self._found = finding.found(self._records, self._wanted, date.today())
        self._titles = {record.id: record.title for record in self._records}
        self._list.clear()
        self._empty.clear()
        self._shown = 0
        self._list.set_visibility(bool(self._found))
        self._count.set_text(self._counted())
        if not self._records:
            with self._empty:
                self._on_empty()
        elif not self._found:
            with self._empty, empty_state("没有符合条件的文件", "换个词，或放宽条件再找。", "search"):
                button("清除条件", self._forget, "zb-button zb-secondary")
        self._show_more()

    def _counted(self) -> str:
        total = len(self._records)
        if not total or not self._wanted.narrows:
            return f"共 {total} 份" if total else ""
        return f"共 {total} 份，符合条件的 {len(self._found)} 份"

    def _show_more(self) -> None:
        following = self._found[self._shown : self._shown + STEP]
        with self._list:
            for record in following:
                self._show(record)
        self._shown += len(following)
        left = len(self._found) - self._shown
        self._more.set_visibility(left > 0)
        self._more.set_text(f"再显示 {min(left, STEP)} 份（还有 {left} 份）")

    def _show(self, record: DocumentRecord) -> None:
        with box("zb-document", tag="li"):
            with box("zb-document-main"):
                link(record.title, f"{PATH}/{record.id}", "zb-document-title", title=PurePath(record.path).name)
                Text(_about(record), "zb-hint zb-document-about", tag="p")
            with box("zb-document-chips"):
                self._show_state(record)
            with box("zb-actions"):
                self._offer_actions(record)

    def _show_state(self, record: DocumentRecord) -> None:
        standing = finding.standing_of(record, date.today())
        if standing != "now":
            with chip(standing_name(record, date.today(), {}), "mute"):
                pass
        if record.status != "ready":
            chip("文字存疑", "warn", "alert")
        if self._choices["collection"].box.visible and not self._wanted.collection:
            chip(collection_name(record.collection))

    def _offer_actions(self, record: DocumentRecord) -> None:
        address = f"/api/documents/{record.id}/original"
        link("原件", address, "zb-quiet-button", download="", aria_label=f"下载 {record.title} 的原件")
        if self._manages:
            button(
                "移除",
                partial(remove, self._visit, record, self.refresh),
                "zb-quiet-button",
                aria_label=f"移除{title(record.title)}",
            )


def _about(record: DocumentRecord) -> str:
    about = record.metadata
    day = about.issued or about.effective
    length = f"{record.pages} 页" if record.paged else ""
    parts: Sequence[str | None] = (about.number, about.issuer, about.genre, day_name(day) if day else None, length)
    return " · ".join(part for part in parts if part) or PurePath(record.path).name
