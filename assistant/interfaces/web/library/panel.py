"""What is in the library, files dragged in, files removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import PurePath

from nicegui import ui
from nicegui.elements.upload_files import FileUpload

from assistant.interfaces.labels import ingest_counts, size, title
from assistant.interfaces.uploads import Upload
from assistant.interfaces.web.elements import DropZone, Progress, Text, box, button, empty_state, link, toast
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord, IngestReport, ProgressEvent

SHOWN = 100
"""How many documents the page lists; the command line lists them all."""

STAGES = {"reading": "正在读取", "encoding": "正在编码", "storing": "正在存入"}


class LibraryPanel:
    """Lists the documents and takes new ones in."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        if visit.may("manage"):
            DropZone(self._receive, on_begin=lambda: self._progress.show("正在上传"))
        self._progress = Progress("收入文件")
        self._report = box("zb-report")
        self._count = Text("", "zb-hint zb-library-count", tag="p")
        self._empty = box("zb-library-empty")
        self._list = box("zb-documents zb-card", tag="ul")

    async def refresh(self) -> None:
        """Read the library again and list it, the newest first."""
        records = await self._visit.read(self._visit.service.documents)
        records = sorted(records, key=lambda record: record.ingested_at, reverse=True)
        self._count.set_text(f"共 {len(records)} 份，新收入的在前" if records else "")
        self._list.clear()
        self._empty.clear()
        self._list.set_visibility(bool(records))
        if not records:
            with self._empty, empty_state("资料库还是空的", self._what_to_do(), "library"):
                pass
        with self._list:
            for record in records[:SHOWN]:
                self._show(record)
            if len(records) > SHOWN:
                Text(f"另有 {len(records) - SHOWN} 份，可用 zhibi library list 查看", "zb-hint", tag="li")

    def _what_to_do(self) -> str:
        if self._visit.may("manage"):
            return "把制度、要点、总结等文件拖到上面的框里，读完就可以提问和起草。"
        return "请资料员收入文件，之后就可以提问和起草。"

    def _show(self, record: DocumentRecord) -> None:
        with box("zb-document", tag="li"):
            Text(title(record.title), "zb-document-title", tag="p", title=PurePath(record.path).name)
            with box("zb-document-foot"):
                doubtful = "" if record.status == "ready" else " · 部分文字存疑"
                Text(size(record.pages, record.paged, record.chunks) + doubtful, "zb-hint")
                with box("zb-actions") as actions:
                    self._offer_actions(actions, record)

    def _offer_actions(self, actions: ui.element, record: DocumentRecord) -> None:
        address = f"/api/documents/{record.id}/original"
        link("原件", address, "zb-quiet-button", download="", aria_label=f"下载 {record.title} 的原件")
        if not self._visit.may("manage"):
            return
        button("移除", lambda: self._confirm(actions, record), "zb-quiet-button", aria_label=f"移除 {record.title}")

    def _confirm(self, actions: ui.element, record: DocumentRecord) -> None:
        """Ask once more, in place: what is removed is gone from every answer."""

        def keep() -> None:
            actions.clear()
            with actions:
                self._offer_actions(actions, record)

        actions.clear()
        with actions:
            button("确认移除", lambda: self._remove(record), "zb-quiet-button zb-bad")
            button("取消", keep, "zb-quiet-button")

    async def _remove(self, record: DocumentRecord) -> None:
        try:
            await self._visit.write(self._visit.service.remove, record.id)
            toast(f"已移除{title(record.title)}")
        finally:
            await self.refresh()

    async def _receive(self, files: Sequence[FileUpload]) -> None:
        received: list[Upload] = []
        try:
            for file in files:
                received.append(await self._visit.inbox.receive(file.iterate(), file.name))  # noqa: PERF401 - kept on error
            follow = self._follow(asyncio.get_running_loop())
            self._show_report(await self._visit.ingest(received, self._visit.collection, follow))
        finally:
            self._progress.hide()
            self._visit.inbox.discard(received)
        await self.refresh()

    def _follow(self, loop: asyncio.AbstractEventLoop) -> Callable[[ProgressEvent], None]:
        """A listener that may be called from the ingesting thread."""

        def tell(event: ProgressEvent) -> None:
            if event.stage in STAGES:
                where = f"{STAGES[event.stage]}（{event.index + 1}/{event.total}）{PurePath(event.path).name}"
                text = f"{where} {event.detail}".rstrip()
                loop.call_soon_threadsafe(self._progress.show, text, event.index / max(1, event.total))

        return tell

    def _show_report(self, report: IngestReport) -> None:
        self._report.clear()
        with self._report:
            with box("zb-card-head"):
                counts = ingest_counts(len(report.documents), len(report.skipped), len(report.failed))
                Text(counts, "zb-report-head")
                button("知道了", self._report.clear, "zb-quiet-button")
            for record in report.documents:
                for warning in record.warnings:
                    Text(f"{title(record.title)}：{warning}", "zb-report-line", tag="p")
            for failure in report.failed:
                Text(f"{PurePath(failure.path).name}：{failure.reason}", "zb-report-line zb-bad", tag="p")
