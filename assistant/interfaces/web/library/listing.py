"""The documents as a list: searched, narrowed, put in order, shown piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import PurePath

from nicegui import ui

from assistant.interfaces import finding
from assistant.interfaces.finding import ORDERS, STANDINGS, Wanted
from assistant.interfaces.labels import title
from assistant.interfaces.web.elements import (
    Button,
    Check,
    Choice,
    Field,
    Progress,
    Text,
    box,
    button,
    chip,
    empty_state,
    link,
)
from assistant.interfaces.web.library.changing import remove, rename
from assistant.interfaces.web.library.choosing import Chosen
from assistant.interfaces.web.library.collections import MOVING, ask_name
from assistant.interfaces.web.library.naming import DEFAULT, collection_name, day_name, standing_name
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord

STEP = 40
"""So many rows are drawn at once."""

PATH = "/library"

RENAMING = "库里的文件会逐份换到新的名下；若已有同名的库，就并入那个库。"


class Listing:
    """Shows what of the library is wanted; the wish stands in the address, so that one comes back to it."""

    def __init__(self, visit: Visit, wanted: Wanted, on_empty: Callable[[], None]) -> None:
        self._visit = visit
        self._wanted = wanted
        self._on_empty = on_empty
        self._records: list[DocumentRecord] = []
        self._found: list[DocumentRecord] = []
        self._titles: list[ui.element] = []
        self._marks: list[tuple[DocumentRecord, Check]] = []
        self._shown = 0
        self._manages = visit.may("manage")
        self._may_rename = visit.may("administer")
        with box("zb-library-tools", role="search", aria_label="查找文件") as self._tools:
            self._build_tools()
        with box("zb-library-counted"):
            self._count = Text("", "zb-hint zb-library-count", tag="p", role="status")
            with box("zb-row"):
                self._all = Check("全选", on_change=self._choose_all)
                self._rename = Button("给这个库改名", self._ask_name, "quiet", icon_name="edit")
                self._doubtful = Check("只看文字存疑的", value=bool(self._wanted.doubtful), on_change=self._doubt)
        self._progress = Progress("进度")
        self._chosen = Chosen(visit, self._progress, self.refresh, self._align)
        self._empty = box("zb-library-empty")
        self._list = box("zb-documents zb-card", tag="ul", aria_label="文件")
        self._more = button("", self._show_more, "zb-button zb-secondary zb-library-more")
        self._more.set_visibility(False)

    def _build_tools(self) -> None:
        self._search = Field(
            "查找", value=self._wanted.q, placeholder="标题、文号、发文机关或文件名", on_change=self._type
        )
        self._search.element.props('type=search debounce="150" clearable')
        self._fold = button("筛选和排列", self._unfold, "zb-button zb-secondary zb-library-fold", aria_expanded="false")
        self._choices = {
            "collection": Choice("库", {}, on_change=partial(self._narrow, "collection")),
            "genre": Choice("文种", {}, on_change=partial(self._narrow, "genre")),
            "year": Choice("年份", {}, on_change=partial(self._narrow, "year")),
            "standing": Choice("效力", {}, on_change=partial(self._narrow, "standing")),
            "order": Choice("排列", {}, on_change=partial(self._narrow, "order")),
        }

    def _unfold(self) -> None:
        """On a narrow screen the choices wait behind a button."""
        opened = self._fold.props.get("aria-expanded") != "true"
        self._fold.props["aria-expanded"] = "true" if opened else "false"
        self._fold.update()
        self._tools.classes(add="zb-unfolded" if opened else "", remove="" if opened else "zb-unfolded")

    async def refresh(self) -> None:
        """Read the library again."""
        if self._list.is_deleted:
            return
        self._records = await self._visit.read(self._visit.service.documents)
        if self._list.is_deleted:
            return
        self._chosen.keep(self._records)
        self._offer()
        self._draw(self._shown)

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
        doubtful = any(record.status != "ready" for record in self._records)
        self._doubtful.box.set_visibility(doubtful or bool(self._wanted.doubtful))

    async def _ask_name(self) -> None:
        old = self._wanted.collection
        name = await ask_name("给库改名", f"{RENAMING}{MOVING}", "改名", value=collection_name(old))
        if name is not None and name != old:
            self._want(replace(self._wanted, collection=name))
            await rename(self._visit, old, name, self._progress, self.refresh)

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

    def _draw(self, shown: int = 0) -> None:
        """Args: shown: So many rows at least, where there are so many: whoever had gone far down stays there."""
        self._found = finding.found(self._records, self._wanted, date.today())
        self._list.clear()
        self._empty.clear()
        self._titles = []
        self._marks = []
        self._shown = 0
        self._all.box.set_visibility(self._manages and len(self._found) > 1)
        self._list.set_visibility(bool(self._found))
        self._count.set_text(self._counted())
        self._rename.set_visibility(self._may_rename and bool(self._wanted.collection) and bool(self._found))
        if not self._records:
            with self._empty:
                self._on_empty()
        elif not self._found:
            with self._empty, empty_state("没有符合条件的文件", "换个词，或放宽条件再找。", "search"):
                button("清除条件", self._forget, "zb-button zb-secondary")
        self._show_more(max(shown, STEP))
        self._align()

    def _counted(self) -> str:
        total = len(self._records)
        if not total or not self._wanted.narrows:
            return f"共 {total} 份" if total else ""
        return f"共 {total} 份，符合条件的 {len(self._found)} 份"

    def _show_more(self, rows: int = STEP) -> None:
        following = self._found[self._shown : self._shown + rows]
        with self._list:
            for record in following:
                self._show(record)
        self._shown += len(following)
        left = len(self._found) - self._shown
        self._more.set_visibility(left > 0)
        self._more.set_text(f"再显示 {min(left, STEP)} 份（还有 {left} 份）")

    def _show(self, record: DocumentRecord) -> None:
        with box("zb-document" + (" zb-document-chooses" if self._manages else ""), tag="li"):
            if self._manages:
                self._marks.append((record, self._chosen.mark(record)))
            with box("zb-document-main"):
                name = PurePath(record.path).name
                self._titles.append(link(record.title, f"{PATH}/{record.id}", "zb-document-title", title=name))
                Text(_about(record), "zb-hint zb-document-about", tag="p")
            with box("zb-document-chips"):
                self._show_state(record)
            with box("zb-actions"):
                self._offer_actions(record)

    def _show_state(self, record: DocumentRecord) -> None:
        standing = finding.standing_of(record, date.today())
        if standing != "now":
            chip(_standing(record, standing), "mute")
        if record.status != "ready":
            chip("文字存疑", "warn", "alert")
        if record.collection not in (DEFAULT, self._wanted.collection):
            chip(collection_name(record.collection), "plain", "folder")

    def _offer_actions(self, record: DocumentRecord) -> None:
        address = f"/api/documents/{record.id}/original"
        link("原件", address, "zb-quiet-button", download="", aria_label=f"下载 {record.title} 的原件")
        if self._manages:
            button(
                "移除",
                partial(self._remove, record),
                "zb-quiet-button",
                aria_label=f"移除{title(record.title)}",
            )

    def _choose_all(self, chosen: bool) -> None:
        """All that were found, also those that are not drawn yet."""
        self._chosen.choose(self._found, chosen)

    def _align(self) -> None:
        """The marks with what is chosen."""
        self._all.set_value(bool(self._found) and all(record.id in self._chosen for record in self._found))
        for record, mark in self._marks:
            if mark.value != (record.id in self._chosen):
                mark.set_value(record.id in self._chosen)

    async def _remove(self, record: DocumentRecord) -> None:
        at = self._found.index(record)
        await remove(self._visit, record, self.refresh)
        if self._titles:
            beside = self._titles[min(at, len(self._titles) - 1)]
            ui.run_javascript(f"document.getElementById('c{beside.id}')?.focus()")


def _standing(record: DocumentRecord, standing: str) -> str:
    """In a word or two; the document's own page says more."""
    if standing == "ahead":
        return standing_name(record, date.today(), {})
    return "已被取代" if record.superseded_by else "已失效"


def _about(record: DocumentRecord) -> str:
    about = record.metadata
    day = about.issued or about.effective
    length = f"{record.pages} 页" if record.paged else ""
    parts: Sequence[str | None] = (about.number, about.issuer, about.genre, day_name(day) if day else None, length)
    return " · ".join(part for part in parts if part) or PurePath(record.path).name
