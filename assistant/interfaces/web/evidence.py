"""The panel beside the answer: a cited passage with its quote marked, where it stands, and the way to the original."""

from __future__ import annotations

from collections.abc import Callable

from nicegui import ui

from assistant.interfaces.labels import page_range, title
from assistant.interfaces.web.elements import Text, box, button
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire import Citation
from ingest.types import Chunk

GONE = "这段原文已不在资料库中：文件可能已更新或移除。作答时的原话是："
MOVED = "这段原文已经变动，不能标出引文的位置。作答时的原话是："

SHOW_MARK = "document.querySelector('.zb-evidence mark')?.scrollIntoView({block: 'nearest', behavior: 'smooth'})"


class EvidencePanel:
    """Shows one citation at a time; closed until one is clicked."""

    def __init__(self, backend: Visit) -> None:
        self._backend = backend
        self._on_close: Callable[[], None] = lambda: None
        self._box = box("zb-card zb-evidence", tag="section", role="region", aria_label="出处")
        self._box.set_visibility(False)

    async def open(self, citation: Citation, on_close: Callable[[], None]) -> None:
        """Show a citation; `on_close` is called when it makes way for another or is closed."""
        chunk = await self._backend.read(self._backend.service.chunk, citation.chunk_id)
        self._on_close()
        self._on_close = on_close
        self._box.clear()
        with self._box:
            self._show(citation, chunk)
        self._box.set_visibility(True)
        ui.run_javascript(SHOW_MARK)

    def close(self) -> None:
        self._on_close()
        self._box.set_visibility(False)
        self._box.clear()

    def _show(self, citation: Citation, chunk: Chunk | None) -> None:
        with box("zb-card-head"):
            Text(f"出处 {citation.key}", "zb-eyebrow")
            button("关闭", self.close, "zb-quiet", aria_label="关闭出处")
        Text(title(citation.document), "zb-title", tag="h2")
        if citation.section:
            Text(" › ".join(citation.section), "zb-path", tag="p")
        _show_place(citation)
        _show_passage(citation, chunk)
        if chunk is not None:
            address = f"/api/documents/{citation.document_id}/original"
            Text("下载原件", "zb-link", tag="a", href=address, download="")


def _show_place(citation: Citation) -> None:
    places = [citation.article or "", page_range([] if citation.page is None else [citation.page])]
    if any(places):
        with box("zb-places"):
            for place in filter(None, places):
                Text(place, "zb-place")


def _show_passage(citation: Citation, chunk: Chunk | None) -> None:
    """The passage with the quote marked; a quote that does not stand at its place is shown apart, never marked."""
    if chunk is None or chunk.text[citation.start : citation.end] != citation.quote:
        Text(GONE if chunk is None else MOVED, "zb-note", tag="p")
        Text(citation.quote, "zb-passage", tag="blockquote")
        return
    with box("zb-passage", tag="blockquote"):
        Text(chunk.text[: citation.start])
        Text(citation.quote, tag="mark")
        Text(chunk.text[citation.end :])
