"""The versions of a rule: which is in force, and what has changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from starlette.concurrency import run_in_threadpool

from assistant.interfaces.finding import standing_of
from assistant.interfaces.web.elements import Choice, Text, box, button, chip, link, skeleton
from assistant.interfaces.web.library.comparing import Piece, Row, changes_only, compare, is_cut
from assistant.interfaces.web.library.naming import day_name, standing_name
from assistant.interfaces.web.visit import Visit
from ingest.types import DocumentRecord

STEP = 80
"""Changed paragraphs that are drawn at once."""


class Versions:
    """Newest first, with two of them compared below.

    Args:
        versions: Newest first, `record` among them.
    """

    def __init__(self, visit: Visit, record: DocumentRecord, versions: Sequence[DocumentRecord]) -> None:
        self._visit = visit
        self._record = record
        self._versions = list(versions)
        self._by_id = {one.id: one for one in versions}

    async def build(self) -> None:
        titles = {one.id: one.title for one in self._versions}
        with box("zb-library-versions zb-card", tag="ol", aria_label="各个版本，新的在前"):
            for one in self._versions:
                self._list(one, titles)
        names = {one.id: _named(one) for one in self._versions}
        at = self._versions.index(self._by_id[self._record.id])
        older = self._versions[at + 1] if at + 1 < len(self._versions) else self._record
        newer = self._versions[at - 1] if older is self._record else self._record
        with box("zb-library-comparing"):
            self._old = Choice("原来的", names, value=older.id, on_change=self._choose)
            self._new = Choice("后来的", names, value=newer.id, on_change=self._choose)
        self._told = Text("", "zb-hint", tag="p", role="status")
        self._place = box("zb-library-changes")
        self._more = button("", self._show_more, "zb-button zb-secondary zb-library-more")
        await self._choose("")

    def _list(self, one: DocumentRecord, titles: dict[str, str]) -> None:
        today = date.today()
        standing = standing_of(one, today)
        with box("zb-library-version", tag="li"):
            with box("zb-document-main"):
                if one.id == self._record.id:
                    Text(one.title, "zb-document-title", aria_current="true")
                else:
                    link(one.title, f"/library/{one.id}?view=versions", "zb-document-title zb-link")
                Text(_about(one), "zb-hint", tag="p")
            with box("zb-document-chips"):
                if one.id == self._record.id:
                    chip("正在看")
                if standing == "now":
                    chip("现行", "good", "check")
                else:
                    chip(standing_name(one, today, titles), "mute" if standing == "over" else "plain")

    async def _choose(self, _: str) -> None:
        old, new = self._by_id[self._old.value], self._by_id[self._new.value]
        self._rows: list[Row] = []
        self._shown = 0
        self._place.clear()
        self._more.set_visibility(False)
        if old is new:
            self._told.set_text("请选两个不同的版本")
            return
        with self._place:
            waiting = skeleton()
        texts = [await self._visit.read(self._visit.service.text, one.id) for one in (old, new)]
        rows = await run_in_threadpool(compare, *texts)
        if self._place.is_deleted:
            return
        waiting.delete()
        self._rows = changes_only(rows)
        self._told.set_text(_summary(self._rows) + ("；文件很长，只比较了前面的部分" if is_cut(*texts) else ""))
        self._show_more()

    def _show_more(self) -> None:
        following = self._rows[self._shown : self._shown + STEP]
        with self._place:
            for row in following:
                with box(f"zb-library-change zb-library-{row.kind}"):
                    _side("原来", row.old, "del")
                    _side("后来", row.new, "ins")
        self._shown += len(following)
        left = len(self._rows) - self._shown
        self._more.set_visibility(left > 0)
        self._more.set_text(f"再显示 {min(left, STEP)} 处（还有 {left} 处）")


def _side(label: str, pieces: Sequence[Piece], tag: str) -> None:
    with box("zb-library-side"):
        Text(label, "zb-library-side-name")
        if not pieces:
            Text("没有这一段", "zb-hint zb-library-missing", tag="p")
            return
        with box("zb-library-words", tag="p"):
            for piece in pieces:
                Text(piece.text, tag=tag if piece.marked else "span")


def _named(one: DocumentRecord) -> str:
    day = one.metadata.since
    return f"{one.title}（{day_name(day)}）" if day else one.title


def _about(one: DocumentRecord) -> str:
    day = one.metadata.since
    parts = (one.metadata.number, one.metadata.issuer, f"{day_name(day)}起" if day else "日期不详")
    return " · ".join(part for part in parts if part)


def _summary(rows: Sequence[Row]) -> str:
    if not rows:
        return "两个版本的文字没有差别"
    counts = {kind: sum(row.kind == kind for row in rows) for kind in ("changed", "new", "gone")}
    words = {"changed": "改动", "new": "新增", "gone": "删去"}
    return "，".join(f"{words[kind]} {count} 段" for kind, count in counts.items() if count)
