"""The library on the page: what is in it, files dragged in, files removed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import PurePath

from nicegui import ui
from nicegui.events import MultiUploadEventArguments

from assistant.errors import ZhibiError
from assistant.interfaces.labels import ingest_counts, size, title
from assistant.interfaces.uploads import MAX_FILE_BYTES, Upload
from assistant.interfaces.web.elements import Text, box, button
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord, IngestReport, ProgressEvent

SHOWN = 100
"""How many documents the page lists; the command line lists them all."""

STAGES = {"reading": "正在读取", "encoding": "正在编码", "storing": "正在存入"}

# The file input of Quasar's uploader lies over the whole zone; the button is there for the keyboard.
DROP_ZONE = """
<div class="zb-drop">
  <span>把文件拖到这里，或</span>
  <button type="button" class="zb-link" @click.stop="props.pickFiles">选择文件</button>
  <span class="zb-hint">PDF、扫描件、图片、Word、WPS、表格、演示、网页、文本、zip</span>
  <q-uploader-add-trigger />
</div>
"""


class LibraryPanel:
    """Lists the documents and takes new ones in; `on_change` hears how many there are."""

    def __init__(self, backend: Visit, on_change: Callable[[int], None]) -> None:
        self._backend = backend
        self._on_change = on_change
        with box("zb-card zb-library", tag="section", role="region", aria_label="资料库"):
            with box("zb-card-head"):
                Text("资料库", "zb-eyebrow")
                self._count = Text("", "zb-hint")
            if backend.may("manage"):
                self._build_upload()
            self._progress = Text("", "zb-progress", tag="p", role="status")
            self._progress.set_visibility(False)
            self._report = box("zb-report")
            self._list = box("zb-documents", tag="ul")

    def _build_upload(self) -> None:
        upload = ui.upload(
            multiple=True,
            auto_upload=True,
            max_file_size=MAX_FILE_BYTES,
            on_multi_upload=self._receive,
            on_rejected=lambda: self._say(f"有文件超过 {MAX_FILE_BYTES // 1024**2} MB，未上传。"),
            on_begin_upload=lambda: self._say("正在上传"),
        )
        upload.classes("zb-upload").props("flat square")
        upload.add_slot("header", DROP_ZONE)
        upload.add_slot("list", "<span></span>")
        self._upload = upload

    async def refresh(self) -> None:
        """Read the library again and list it, the newest first."""
        records = await self._backend.read(self._backend.service.documents)
        records = sorted(records, key=lambda record: record.ingested_at, reverse=True)
        self._count.set_text(f"{len(records)} 份" if records else "")
        self._list.clear()
        with self._list:
            for record in records[:SHOWN]:
                self._show(record)
            if len(records) > SHOWN:
                Text(f"另有 {len(records) - SHOWN} 份，可用 zhibi library list 查看", "zb-hint", tag="li")
        self._on_change(len(records))

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
        Text("原件", "zb-quiet", tag="a", href=address, download="")
        if not self._backend.may("manage"):
            return
        button("移除", lambda: self._confirm(actions, record), "zb-quiet", aria_label=f"移除 {record.title}")

    def _confirm(self, actions: ui.element, record: DocumentRecord) -> None:
        """Ask once more, in place: what is removed is gone from every answer."""

        def keep() -> None:
            actions.clear()
            with actions:
                self._offer_actions(actions, record)

        actions.clear()
        with actions:
            button("确认移除", lambda: self._remove(record), "zb-quiet zb-danger")
            button("取消", keep, "zb-quiet")

    async def _remove(self, record: DocumentRecord) -> None:
        try:
            await self._backend.write(self._backend.service.remove, record.id)
            self._say(f"已移除 {title(record.title)}")
        except ZhibiError as error:
            self._say(str(error))
        await self.refresh()

    async def _receive(self, event: MultiUploadEventArguments) -> None:
        received: list[Upload] = []
        try:
            for file in event.files:
                received.append(await self._backend.inbox.receive(file.iterate(), file.name))  # noqa: PERF401 - kept on error
            report = await self._backend.ingest(
                received, self._backend.collection, self._follow(asyncio.get_running_loop())
            )
            self._progress.set_visibility(False)
            self._show_report(report)
        except ZhibiError as error:
            self._say(str(error))
        finally:
            self._backend.inbox.discard(received)
            self._upload.reset()
        await self.refresh()

    def _follow(self, loop: asyncio.AbstractEventLoop) -> Callable[[ProgressEvent], None]:
        """A listener that may be called from the ingesting thread."""

        def tell(event: ProgressEvent) -> None:
            if event.stage in STAGES:
                where = f"{STAGES[event.stage]}（{event.index + 1}/{event.total}）{PurePath(event.path).name}"
                text = f"{where} {event.detail}".rstrip()
                loop.call_soon_threadsafe(self._say, text)

        return tell

    def _say(self, text: str) -> None:
        self._progress.set_text(text)
        self._progress.set_visibility(True)

    def _show_report(self, report: IngestReport) -> None:
        self._report.clear()
        with self._report:
            with box("zb-card-head"):
                counts = ingest_counts(len(report.documents), len(report.skipped), len(report.failed))
                Text(counts, "zb-report-head")
                button("知道了", self._report.clear, "zb-quiet")
            for record in report.documents:
                for warning in record.warnings:
                    Text(f"{title(record.title)}：{warning}", "zb-report-line", tag="p")
            for failure in report.failed:
                Text(f"{PurePath(failure.path).name}：{failure.reason}", "zb-report-line zb-danger", tag="p")
