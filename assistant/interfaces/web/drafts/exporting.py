"""A draft leaves the house: Word with notes, clean, with its evidence; Markdown; a page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from assistant.drafting.points import Point, points
from assistant.drafting.types import Draft
from assistant.export.gate import FAULTY
from assistant.export.templates import STANDARD
from assistant.export.types import Copy
from assistant.interfaces.web.drafts.checks import KINDS, TONES
from assistant.interfaces.web.elements import Check, Text, box, button, chip, icon, link


@dataclass(frozen=True)
class Kind:
    """A file to take away."""

    name: str
    what: str
    format: str
    copy: Copy = "footnotes"


KINDS_OF_FILE = (
    Kind("Word（带脚注）", "出处写成脚注，送领导审阅时用。", "docx"),
    Kind("Word（净稿）", "不带出处，定稿印发时用。", "docx", "clean"),
    Kind("Word（依据稿）", "每句话的出处和核对结果列表附后，自己核对时用。", "docx", "evidence"),
    Kind("网页", "可以贴进 WPS、Word 或邮件。", "html"),
    Kind("纯文本（Markdown）", "带标题层级和脚注的纯文本。", "md"),
)


BLOCKED = "有 {number} 句与所引原文有出入或所注出处不符。净稿看不到出处，所以先不能导出；改好这些句子就可以了："


class Exporting:
    """Shown in a split's side.

    Args:
        go: Shows a point in the draft.
    """

    def __init__(self, draft: Draft, go: Callable[[Point], Awaitable[None]]) -> None:
        self._draft = draft
        self._go = go
        self._label = True
        self._known = False
        self._blocking = [one for one in points(draft) if one.kind in FAULTY]
        left = [one for one in points(draft) if one.kind not in FAULTY]
        if left:
            Text(f"文中还有 {len(left)} 处待办，会原样写进文件。", "zb-drafts-warn", tag="p")
        self._list = box("zb-drafts-files", tag="ul")
        Check("注明由人工智能辅助生成", value=True, on_change=self._set_label)
        self._draw()

    def _set_label(self, chosen: bool) -> None:
        self._label = chosen
        self._draw()

    def _set_known(self, chosen: bool) -> None:
        self._known = chosen
        self._draw()

    def _draw(self) -> None:
        self._list.clear()
        with self._list:
            for kind in KINDS_OF_FILE:
                with box("zb-drafts-file", tag="li"):
                    blocked = kind.copy == "clean" and bool(self._blocking) and not self._known
                    with box("zb-drafts-file-text"):
                        Text(kind.name, "zb-h3", tag="p")
                        Text(kind.what, "zb-hint", tag="p")
                    if not blocked:
                        self._way(kind)
                    if kind.copy == "clean" and self._blocking:
                        self._tell_blocked()

    def _way(self, kind: Kind) -> None:
        with link("", self._address(kind), "zb-button zb-secondary", download="", aria_label=f"下载{kind.name}"):
            icon("download")
            Text("下载")

    def _tell_blocked(self) -> None:
        with box("zb-drafts-blocked"):
            Text(BLOCKED.format(number=len(self._blocking)), tag="p")
            with box("zb-drafts-points", tag="ol"):
                for point in self._blocking:
                    with box("", tag="li"):
                        chip(KINDS[point.kind], TONES[point.kind])
                        button(point.text, partial(self._go, point), "zb-drafts-issue")
            Check("我已逐句看过，仍按现在的文字导出（会留下记录）", value=self._known, on_change=self._set_known)

    def _address(self, kind: Kind) -> str:
        asked = {"format": kind.format, "copy": kind.copy, "version": str(self._draft.version), "template": STANDARD}
        asked |= {"label": str(self._label).lower(), "acknowledged": str(self._known and kind.copy == "clean").lower()}
        return f"/api/drafts/{self._draft.id}/export?{urlencode(asked)}"
