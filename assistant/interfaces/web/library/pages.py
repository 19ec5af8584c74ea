"""A document's pages, one at a time: the page itself beside the text that was read from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from nicegui import ui

from assistant.interfaces.labels import ORIGINS
from assistant.interfaces.web.elements import Button, Choice, Field, Text, box, button, chip, guarded, skeleton
from assistant.interfaces.web.sheets import sheet
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord, Page, PageState

SHOWABLE = frozenset({"pdf", "image"})
"""Kinds of files whose pages can be drawn."""

MOST = 60
"""Pages named in the row of those to be looked at."""

DOUBTFUL = "doubtful"


class Pages:
    """Leafs through all pages, or through those of one kind."""

    def __init__(self, visit: Visit, record: DocumentRecord) -> None:
        self._visit = visit
        self._record = record

    async def build(self, number: int | None) -> None:
        """Args: number: The page that is shown first; None for the first that is doubtful, or the first."""
        waiting = skeleton()
        self._states = await self._visit.read(self._visit.service.page_states, self._record.id)
        waiting.delete()
        self._doubtful = [state.number for state in self._states if state.is_doubtful]
        self._kind = DOUBTFUL if self._doubtful and number is None else ""
        self._chosen = self._numbers(self._kind)
        Text(_summary(self._states), "zb-hint", tag="p")
        if self._doubtful:
            self._build_doubtful()
        self._build_tools()
        self._place = box("zb-library-leaf")
        known = {state.number for state in self._states}
        await self._show(number if number in known else (self._chosen[0] if self._chosen else 1))

    def _numbers(self, kind: str) -> list[int]:
        if kind == DOUBTFUL:
            return self._doubtful
        return [state.number for state in self._states if kind in ("", state.origin)]

    def _build_doubtful(self) -> None:
        with box("zb-library-doubtful", role="group", aria_label="文字存疑的页"):
            Text("请对照原页核对：", "zb-hint")
            for number in self._doubtful[:MOST]:
                button(f"第{number}页", partial(self._show, number), "zb-place")
            if len(self._doubtful) > MOST:
                Text(f"另有 {len(self._doubtful) - MOST} 页，用“下一页”逐页看", "zb-hint")

    def _build_tools(self) -> None:
        kinds = {"": "全部页"} | ({DOUBTFUL: "文字存疑的"} if self._doubtful else {})
        there = {state.origin for state in self._states}
        kinds |= {origin: name for origin, name in ORIGINS.items() if origin in there and len(there) > 1}
        with box("zb-library-leafing"):
            self._before = Button("上一页", partial(self._step, -1))
            self._at = Text("", "zb-figures zb-library-at", role="status")
            self._after = Button("下一页", partial(self._step, 1))
            if len(kinds) > 1:
                Choice("看哪些页", kinds, value=self._kind, on_change=self._choose)
            self._jump = Field("到第几页")
            self._jump.element.props("inputmode=numeric maxlength=6")
            self._jump.element.on("keydown.enter", guarded(self._go), args=[])

    async def _choose(self, kind: str) -> None:
        self._kind = kind
        self._chosen = self._numbers(kind)
        if self._chosen and self._number not in self._chosen:
            await self._show(self._chosen[0])
        else:
            self._tell()

    async def _go(self) -> None:
        typed = self._jump.value.strip()
        if not typed.isdecimal() or not 1 <= int(typed) <= len(self._states):
            self._jump.fail(f"请写 1 到 {len(self._states)} 之间的数")
            return
        self._jump.fail("")
        await self._show(int(typed))

    async def _step(self, by: int) -> None:
        following = self._beside(by)
        if following is not None:
            await self._show(following)

    def _beside(self, by: int) -> int | None:
        """The next of the chosen pages, or the one before."""
        beyond = [number for number in self._chosen if (number - self._number) * by > 0]
        return (min(beyond) if by > 0 else max(beyond)) if beyond else None

    async def _show(self, number: int) -> None:
        self._number = number
        self._tell()
        found = await self._visit.read(self._visit.service.pages, self._record.id, [number])
        if self._place.is_deleted or number != self._number:
            return
        self._place.clear()
        with self._place:
            for page in found:
                self._draw(page)

    def _tell(self) -> None:
        self._at.set_text(f"第 {self._number} 页，共 {len(self._states)} 页")
        self._before.set_enabled(self._beside(-1) is not None)
        self._after.set_enabled(self._beside(1) is not None)

    def _draw(self, page: Page) -> None:
        if self._record.media_type in SHOWABLE:
            with box("zb-library-face") as face:
                drawn = sheet(self._record.id, page.number, None, f"原件第 {page.number} 页")
            picture = next(one for one in drawn.descendants() if one.tag == "img")
            picture.on("error", guarded(partial(_no_picture, face)), args=[])
        with box("zb-library-read-page", tag="article", aria_label=f"第 {page.number} 页读出的文字"):
            with box("zb-row"):
                _state_chips(page)
            if page.note:
                Text(page.note, "zb-notice", tag="p")
            if page.text.strip():
                Text(page.text, "zb-library-words", tag="p")
            else:
                Text("这一页没有读出文字。", "zb-hint", tag="p")


def _no_picture(face: ui.element, _: object = None) -> None:
    """The original asks for its password, say."""
    face.clear()
    with face:
        Text("这一页的图像显示不出来，请下载原件查看。", "zb-notice", tag="p", role="status")


def _state_chips(page: Page) -> None:
    chip(ORIGINS[page.origin], "plain")
    if page.origin not in ("blank", "native") or page.is_doubtful:
        told = f"可信度 {page.confidence:.0%}"
        chip(
            f"{told}，请核对" if page.is_doubtful else told,
            *(("warn", "alert") if page.is_doubtful else ("good", "check")),
        )


def _summary(states: Sequence[PageState]) -> str:
    counts = Counter[str](state.origin for state in states)
    told = "，".join(f"{name} {counts[origin]} 页" for origin, name in ORIGINS.items() if counts[origin])
    doubtful = sum(state.is_doubtful for state in states)
    return f"共 {len(states)} 页：{told}" + (f"；其中 {doubtful} 页文字存疑" if doubtful else "")
