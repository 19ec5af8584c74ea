"""A cited place in the side of a `Split`: its pages, or its passage in its section, with the quote marked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from assistant.errors import IngestError
from assistant.interfaces.labels import page_range, title
from assistant.interfaces.web.elements import Split, Text, box, button, link, skeleton
from assistant.interfaces.web.sheets import sheets
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.answers import Citation
from ingest.marking import PageBoxes
from ingest.types import Chunk, Span, pages_between

GONE = "这段原文已不在资料库中：文件可能已更新或移除。作答时的原话是："
MOVED = "这段原文已经变动，不能标出引文的位置。作答时的原话是："
UNPLACED = "页面上没能准确标出这句话，请对照下面的文字。"
UNSHOWN = "原件的页面不能显示：{reason}。"

SHOWN_AS_PAGES = ("pdf", "image")
NEIGHBOURS = 3
"""So many passages of the same section are shown before the one that is cited, and after it."""


@dataclass(frozen=True)
class Source:
    """What is shown: [start, end) of a chunk's text, which should read `quote`.

    Attributes:
        heading: Above all: "出处 1".
        document: Title, without 《》.
        pages: As the document counts them; () where pages mean nothing.
        note: What must be said of the document: that it is superseded.
        passage: The chunk's text where the document is in no library but was given; None: it is looked up.
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
    note: str = ""
    passage: str | None = None

    @classmethod
    def of(cls, citation: Citation, *, heading: str = "", passage: str | None = None) -> Source:
        return cls(
            heading or f"出处 {citation.key}",
            citation.chunk_id,
            citation.document_id,
            citation.document,
            citation.quote,
            citation.start,
            citation.end,
            tuple(citation.section),
            citation.article or "",
            () if citation.page is None else (citation.page,),
            citation.note or "",
            passage,
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
            if source.passage is not None:
                _show_place(source)
                _show_passage("", source.passage, source, "")
                self._split.show_mark()
                return
            waiting = skeleton(4)
        chunk = await self._visit.read(self._visit.service.chunk, source.chunk_id)
        if body.is_deleted:
            return
        record = None if chunk is None else await self._visit.read(self._visit.service.document, source.document_id)
        if body.is_deleted:
            return
        waiting.delete()
        is_there = chunk is not None and chunk.text[source.start : source.end] == source.quote
        with body:
            _show_place(source)
            if chunk is None or record is None or not is_there:
                _show_alone(source, GONE if chunk is None else MOVED)
            elif record.media_type in SHOWN_AS_PAGES:
                await self._show_pages(source, chunk, body)
            else:
                await self._show_section(source, chunk, body)
        if body.is_deleted:
            return
        with body:
            if chunk is not None:
                link("下载原件", f"/api/documents/{source.document_id}/original", download="")
        self._split.show_mark()

    async def _show_pages(self, source: Source, chunk: Chunk, body: ui.element) -> None:
        """The words are there at once, the pages above them when the places on them are known."""
        paper = box("zb-sheets")
        with paper:
            skeleton(8)
        with box("zb-source-words"):
            Text("这一段的文字", "zb-hint", tag="h3")
            _show_passage("", chunk.text, source, "")
        found: tuple[PageBoxes, ...] = ()
        said = ""
        try:
            found = await self._visit.read(self._visit.service.boxes, chunk.id, source.start, source.end)
        except IngestError as error:
            said = UNSHOWN.format(reason=error.message)
        if body.is_deleted:
            return
        pages = pages_between(chunk.runs, Span(source.start, source.end))
        paper.clear()
        with paper:
            if not said and len(found) < len(pages):
                said = UNPLACED
            if said:
                Text(said, "zb-notice", tag="p")
            if not said or said == UNPLACED:
                sheets(source.document_id, pages, found, source.quote)
                button("放大页面", lambda: _enlarge(paper, larger), "zb-quiet-button", aria_pressed="false")
                larger = paper.default_slot.children[-1]

    async def _show_section(self, source: Source, chunk: Chunk, body: ui.element) -> None:
        chunks = await self._visit.read(self._visit.service.chunks_of, source.document_id)
        if not body.is_deleted:
            before, after = around(chunk, chunks)
            _show_passage(before, chunk.text, source, after)

    def close(self) -> None:
        self._split.close()


def around(chunk: Chunk, chunks: Sequence[Chunk]) -> tuple[str, str]:
    """The text of the section that `chunk` stands in, before it and after it; of a long one the nearest passages.

    Args:
        chunks: All of the document, in order.
    """
    at = next((number for number, one in enumerate(chunks) if one.id == chunk.id), None)
    if at is None:
        return "", ""
    before, after = chunks[max(0, at - NEIGHBOURS) : at], chunks[at + 1 : at + 1 + NEIGHBOURS]
    same = [one for one in before if one.address.section == chunk.address.section]
    following = [one for one in after if one.address.section == chunk.address.section]
    return (
        "\n".join(one.text[: max(0, chunk.start - one.start)] for one in same).rstrip("\n"),
        "\n".join(one.text[max(0, chunk.end - one.start) :] for one in following).lstrip("\n"),
    )


def _enlarge(paper: ui.element, pressed: ui.element) -> None:
    is_large = "zb-sheets-large" in paper.classes
    paper.classes(remove="zb-sheets-large") if is_large else paper.classes("zb-sheets-large")
    pressed.props["aria-pressed"] = "false" if is_large else "true"
    pressed.update()


def _show_place(source: Source) -> None:
    Text(title(source.document), "zb-title", tag="h2")
    if source.section:
        Text(" › ".join(source.section), "zb-path", tag="p")
    places = [source.article, page_range(source.pages)]
    if any(places):
        with box("zb-places"):
            for place in filter(None, places):
                Text(place, "zb-place")
    if source.note:
        Text(source.note, "zb-source-note", tag="p")


def _show_alone(source: Source, why: str) -> None:
    """A quote that does not stand at its place is shown apart, never marked."""
    Text(why, "zb-note", tag="p")
    Text(source.quote, "zb-passage", tag="blockquote")


def _show_passage(before: str, text: str, source: Source, after: str) -> None:
    with box("zb-passage", tag="blockquote"):
        if before:
            Text(before, "zb-around", tag="p")
        with box("zb-cited", tag="p"):
            Text(text[: source.start])
            Text(source.quote, tag="mark")
            Text(text[source.end :])
        if after:
            Text(after, "zb-around", tag="p")
