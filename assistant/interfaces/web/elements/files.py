"""Where files are dropped or chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from nicegui import ui
from nicegui.elements.upload_files import FileUpload
from nicegui.events import MultiUploadEventArguments

from assistant.interfaces.uploads import MAX_FILE_BYTES
from assistant.interfaces.web.elements.telling import guarded, toast

# The file input of Quasar's uploader lies over the whole zone; the button is there for the keyboard. Quasar gives the
# input no name that screen readers could say.
ZONE = """
<div class="zb-drop" :ref="(zone) => zone?.querySelector('input')?.setAttribute('aria-label', '选择文件')">
  <span>把文件拖到这里，或</span>
  <button type="button" class="zb-link" @click.stop="props.pickFiles">选择文件</button>
  <span class="zb-hint">KINDS</span>
  <q-uploader-add-trigger />
</div>
"""

REJECTED = f"有文件超过 {MAX_FILE_BYTES // 1024**2} MB，或不是这里要的类型，未上传。"


class DropZone:
    """Takes files by drag, click or keyboard.

    Args:
        on_files: Receives them all at once, when the last has arrived; guarded. `file.name`, `file.iterate()`.
        kinds: Which files are meant, in words.
        accept: As of the HTML attribute; "" takes all.
    """

    def __init__(
        self,
        on_files: Callable[[Sequence[FileUpload]], Any],
        *,
        kinds: str = "PDF、扫描件、图片、Word、WPS、表格、演示、网页、文本、zip",
        accept: str = "",
        multiple: bool = True,
        on_begin: Callable[[], Any] | None = None,
    ) -> None:
        self._on_files = guarded(on_files)
        self.element = ui.upload(
            multiple=multiple,
            auto_upload=True,
            max_file_size=MAX_FILE_BYTES,
            on_multi_upload=self._receive,
            on_rejected=lambda: toast(REJECTED, kind="error"),
            on_begin_upload=on_begin,
        )
        self.element.classes("zb-upload").props("flat square")
        if accept:
            self.element.props["accept"] = accept
        self.element.add_slot("header", ZONE.replace("KINDS", escape(kinds)))
        self.element.add_slot("list", "<span></span>")

    async def _receive(self, event: MultiUploadEventArguments) -> None:
        try:
            await self._on_files(event.files)
        finally:
            if not self.element.is_deleted:
                self.element.reset()
