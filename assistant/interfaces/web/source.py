"""A cited passage in the side of a `Split`: its quote marked, where it stands, and the way to the original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from assistant.interfaces.labels import page_range, title
from assistant.interfaces.web.elements import Split, Text, box, link, skeleton
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.answers import Citation
from ingest.types import Chunk

GONE = "这段原文已不在资料库中：文件可能已更新或移除。作答时的原话是："
MOVED = "这段原文已经变动，不能标出引文的位置。作答时的原话是："


@dataclass(frozen=True)
class Source:
    """What is shown: [start, end) of a chunk's text, which should read `quote`.

    Attributes:
        heading: Above all: "出处 1".
        document: Title, without 《》.
        pages: As the document counts them; () where pages mean nothing.
    """

    heading: str
    chunk_id: str
    document_id: str
    document: str
    quote: str
    start: int
    end: int
    section: tuple[str, ...] = ()
    article: str = ""
    pages: tuple[int, ...] = ()

    @classmethod
    def of(cls, citation: Citation) -> Source:
        return cls(
            f"出处 {citation.key}",
            citation.chunk_id,
            citation.document_id,
            citation.document,
            citation.quote,
            citation.start,
            citation.end,
            tuple(citation.section),
            citation.article or "",
            () if citation.page is None else (citation.page,),
        )


class SourcePanel:
    """Shows one source at a time in a split's side.

    split = Split("出处")
    panel = SourcePanel(visit, split)
    ...
    await panel.open(Source.of(citation), on_close=lambda: light(None))
    """

    def __init__(self, visit: Visit, split: Split) -> None:
        self._visit = visit
        self._split = split

    async def open(
        self,
        source: Source,
        on_close: Callable[[], Any] | None = None,
        *,
        above: Callable[[], object] | None = None,
    ) -> None:
        """`on_close` is called when it makes way for another or is closed; `above` builds what stands over it."""
        body = self._split.open(source.heading, on_close)
        with body:
            if above is not None:
                above()
            waiting = skeleton(4)
        chunk = await self._visit.read(self._visit.service.chunk, source.chunk_id)
        if body.is_deleted:
            return
        waiting.delete()
        with body:
            _show(source, chunk)
        self._split.show_mark()

    def close(self) -> None:
        self._split.close()


def _show(source: Source, chunk: Chunk | None) -> None:
    Text(title(source.document), "zb-title", tag="h2")
    if source.section:
        Text(" › ".join(source.section), "zb-path", tag="p")
    places = [source.article, page_range(source.pages)]
    if any(places):
        with box("zb-places"):
            for place in filter(None, places):
                Text(place, "zb-place")
    _show_passage(source, chunk)
    if chunk is not None:
        link("下载原件", f"/api/documents/{source.document_id}/original", download="")


def _show_passage(source: Source, chunk: Chunk | None) -> None:
    """The passage with the quote marked; a quote that does not stand at its place is shown apart, never marked."""
    if chunk is None or chunk.text[source.start : source.end] != source.quote:
        Text(GONE if chunk is None else MOVED, "zb-note", tag="p")
        Text(source.quote, "zb-passage", tag="blockquote")
        return
    with box("zb-passage", tag="blockquote"):
        Text(chunk.text[: source.start])
        Text(source.quote, tag="mark")
        Text(chunk.text[source.end :])
