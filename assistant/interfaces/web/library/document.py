"""One document: what is known of it, its text, its pages, its versions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import PurePath

from nicegui import ui

from assistant.errors import DocumentNotFoundError, NotSignedInError
from assistant.interfaces.finding import standing_of
from assistant.interfaces.web.elements import (
    Button,
    Tabs,
    Text,
    box,
    button,
    chip,
    empty_state,
    guarded,
    icon,
    link,
    page_header,
    way_back,
)
from assistant.interfaces.web.library.about import About
from assistant.interfaces.web.library.changing import move, remove
from assistant.interfaces.web.library.naming import collection_name, day_name, standing_name
from assistant.interfaces.web.library.pages import Pages
from assistant.interfaces.web.library.reading import Reading
from assistant.interfaces.web.library.versions import Versions
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord

LOOK_SECONDS = 5.0
"""How often it is looked whether the document is still there."""

VIEWS = ("about", "text", "pages", "versions")


class DocumentPage:
    """Shows a document until it is gone."""

    def __init__(self, visit: Visit, record: DocumentRecord, versions: list[DocumentRecord]) -> None:
        self._visit = visit
        self._record = record
        self._versions = versions
        self._whole = box("zb-library-document")

    @classmethod
    async def open(cls, visit: Visit, document_id: str) -> DocumentPage:
        """Raises DocumentNotFoundError."""
        record = await visit.read(visit.service.document, document_id)
        return cls(visit, record, await visit.read(visit.service.versions, document_id))

    async def build(self, query: Mapping[str, str]) -> None:
        with self._whole:
            with box("zb-library-above"):
                way_back("资料库", "/library")
            self._head = box("zb-library-head")
            self._notice = box("zb-library-notice", role="status")
            self._draw_head()
            views = [("基本信息", self._build_about), ("正文", self._build_text)]
            if self._record.paged:
                views.append((f"页面（{self._record.pages}）", partial(self._build_pages, query)))
            if len(self._versions) > 1:
                views.append((f"版本（{len(self._versions)}）", self._build_versions))
            tabs = Tabs("这份文件", views)
            await tabs.choose(self._first_view(query, len(views)))
        self._looking = ui.timer(LOOK_SECONDS, guarded(self._look))

    def _first_view(self, query: Mapping[str, str], views: int) -> int:
        wanted = query.get("view", "pages" if "page" in query else "about")
        shown = [name for name in VIEWS if name != "pages" or self._record.paged][:views]
        return shown.index(wanted) if wanted in shown else 0

    # Head.

    def _draw_head(self) -> None:
        record = self._record
        self._head.clear()
        with self._head, page_header(record.title, _line(record)):
            address = f"/api/documents/{record.id}/original"
            with link("", address, "zb-button zb-secondary", download="", title=PurePath(record.path).name):
                icon("download")
                Text("下载原件")
            if self._visit.may("manage"):
                Button("换库", partial(move, self._visit, record, self._again), icon_name="folder")
                Button("移除", partial(remove, self._visit, record, self._removed), icon_name="delete")
        with self._head, box("zb-row zb-library-chips"):
            self._show_chips()

    def _show_chips(self) -> None:
        record, day = self._record, date.today()
        titles = {one.id: one.title for one in self._versions}
        standing = standing_of(record, day)
        told = standing_name(record, day, titles)
        if standing == "now" and (record.metadata.series or told):
            chip("现行", "good", "check")
        if told:
            chip(told, "mute" if standing == "over" else "plain")
        chip(collection_name(record.collection), "plain", "folder")
        if record.status != "ready":
            chip("有的页文字存疑，请对照原页核对", "warn", "alert")

    # Views.

    async def _build_about(self) -> None:
        await About(self._visit, self._record, self._corrected).build()

    async def _build_text(self) -> None:
        await Reading(self._visit, self._record).build()

    async def _build_pages(self, query: Mapping[str, str]) -> None:
        await Pages(self._visit, self._record).build(int(page) if (page := query.get("page", "")).isdecimal() else None)

    async def _build_versions(self) -> None:
        await Versions(self._visit, self._record, self._versions).build()

    # What changes.

    async def _again(self) -> None:
        """Draw the head anew, after a change."""
        if self._whole.is_deleted:
            return
        self._record = await self._visit.read(self._visit.service.document, self._record.id)
        self._versions = await self._visit.read(self._visit.service.versions, self._record.id)
        self._draw_head()

    async def _corrected(self, record: DocumentRecord) -> None:
        self._record = record
        await self._again()

    async def _removed(self) -> None:
        """Called when it was removed, and again when that was undone."""
        try:
            await self._visit.read(self._visit.service.document, self._record.id)
        except DocumentNotFoundError:
            if not self._whole.is_deleted:
                ui.navigate.to("/library")
        else:  # whoever has gone elsewhere meanwhile stays there
            if ui.context.client.sub_pages_router.current_path.startswith("/library"):
                ui.navigate.to(f"/library/{self._record.id}")

    async def _look(self) -> None:
        """Somebody else may have removed the document, or brought its next version."""
        if self._whole.is_deleted:
            return
        try:
            now = await self._visit.read(self._visit.service.document, self._record.id)
        except DocumentNotFoundError:
            self._looking.deactivate()
            self._show_gone()
            return
        except NotSignedInError:
            self._looking.deactivate()  # said once
            raise
        if now.sha256 != self._record.sha256 and not self._notice.default_slot.children:
            with self._notice, box("zb-row zb-library-told"):
                Text("这份文件刚收入了新的版本，下面还是旧的内容。")
                button("看新版本", ui.navigate.reload, "zb-link")

    def _show_gone(self) -> None:
        if self._whole.is_deleted:
            return
        self._whole.clear()
        with (
            self._whole,
            empty_state(
                "这份文件已被移除",
                f"《{self._record.title}》刚从资料库移除，今后的回答不再引用它。已写进文稿的引文不受影响。",
                "library",
            ),
        ):
            link("回到资料库", "/library", "zb-button zb-secondary")


def _line(record: DocumentRecord) -> str:
    about = record.metadata
    day = about.issued or about.effective
    parts = (about.number, about.issuer, day_name(day) if day else None)
    return " · ".join(part for part in parts if part)
