"""A document's text by its headings, a part at a time: a book of 5,000 pages opens as fast as a notice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from nicegui import ui

from assistant.interfaces.web.elements import Text, box, button, skeleton
from assistant.interfaces.web.visit import Visit
from ingest.types import Chunk, DocumentRecord

PART = 12_000
"""Characters that are shown at once, at most, where headings or paragraphs allow."""

MOST_HEADINGS = 200
"""Entries of the outline that are drawn at once."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Attributes:
    depth: From 1, the outermost.
    start: Where in the document's text its section begins.
    """

    name: str
    depth: int
    start: int


def outline(chunks: Iterable[Chunk]) -> list[Heading]:
    """The headings in reading order, each once where its section begins."""
    found: list[Heading] = []
    path: tuple[str, ...] = ()
    for chunk in chunks:
        section = chunk.address.section
        shared = 0
        while shared < min(len(path), len(section)) and path[shared] == section[shared]:
            shared += 1
        found += [Heading(name, depth, chunk.start) for depth, name in enumerate(section[shared:], start=shared + 1)]
        path = section
    return found


def parts(length: int, breaks: Sequence[int], most: int = PART) -> list[int]:
    """Where the parts of a text begin: at breaks (of chunks, ascending), each part as long as `most` allows."""
    starts, last = [0], 0
    for at in breaks:
        if at - starts[-1] > most and last > starts[-1]:
            starts.append(last)
        last = at
    if length - starts[-1] > most and last > starts[-1]:
        starts.append(last)
    return starts


class Reading:
    """The outline beside the text."""

    def __init__(self, visit: Visit, record: DocumentRecord) -> None:
        self._visit = visit
        self._record = record

    async def build(self) -> None:
        waiting = skeleton(6)
        service = self._visit.service
        chunks = await self._visit.read(service.chunks_of, self._record.id)
        self._text = await self._visit.read(service.text, self._record.id)
        self._headings = outline(chunks)
        self._names = {_plain(heading.name): heading.depth for heading in self._headings}
        self._starts = parts(len(self._text), [chunk.start for chunk in chunks])
        waiting.delete()
        with box("zb-library-reading"):
            if self._headings:
                with box("zb-library-outline", tag="nav", aria_label="文中标题"):
                    self._build_outline()
            with box("zb-library-text"):
                self._place = box("zb-library-part")
                self._ways = box("zb-row zb-library-ways")
        self._show(0)

    def _build_outline(self) -> None:
        self._listed = 0
        self._outline = box("", tag="ul")
        self._rest = button("", self._list_more, "zb-quiet-button")
        self._list_more()

    def _list_more(self) -> None:
        following = self._headings[self._listed : self._listed + MOST_HEADINGS]
        with self._outline:
            for heading in following:
                with box(f"zb-library-heading zb-depth-{min(heading.depth, 4)}", tag="li"):
                    button(heading.name, partial(self._go, heading))
        self._listed += len(following)
        left = len(self._headings) - self._listed
        self._rest.set_visibility(left > 0)
        self._rest.set_text(f"再列 {min(left, MOST_HEADINGS)} 个标题（还有 {left} 个）")

    def _go(self, heading: Heading) -> None:
        part = max(at for at, start in enumerate(self._starts) if start <= heading.start)
        if part != self._shown:
            self._show(part)
        line = next((line for at, line in self._lines if at >= heading.start), None)
        if line is not None:
            ui.run_javascript(
                f"const line = document.getElementById('c{line.id}'); line?.scrollIntoView({{block: 'start'}});"
                "line?.focus({preventScroll: true});"
            )

    def _show(self, part: int) -> None:
        self._shown = part
        start = self._starts[part]
        end = self._starts[part + 1] if part + 1 < len(self._starts) else len(self._text)
        self._lines: list[tuple[int, ui.element]] = []
        self._place.clear()
        at = start
        with self._place:
            for line in self._text[start:end].split("\n"):
                if line.strip():
                    self._lines.append((at, self._line(line)))
                at += len(line) + 1
        self._ways.clear()
        if len(self._starts) > 1:
            with self._ways:
                self._show_ways(part)

    def _line(self, line: str) -> ui.element:
        depth = self._names.get(_plain(line))
        if depth is None:
            return Text(line, "zb-library-line", tag="p", tabindex="-1")
        return Text(line, f"zb-library-title zb-depth-{min(depth, 4)}", tag="h2" if depth == 1 else "h3", tabindex="-1")

    def _show_ways(self, part: int) -> None:
        if part > 0:
            button("上一部分", partial(self._turn, part - 1), "zb-button zb-secondary")
        Text(f"第 {part + 1} 部分，共 {len(self._starts)} 部分", "zb-hint", role="status")
        if part + 1 < len(self._starts):
            button("下一部分", partial(self._turn, part + 1), "zb-button zb-secondary")

    def _turn(self, part: int) -> None:
        self._show(part)
        ui.run_javascript(f"document.getElementById('c{self._place.id}')?.scrollIntoView({{block: 'start'}})")


def _plain(text: str) -> str:
    return "".join(text.split())
