"""All data sets: those that come with the program and those of the house, which are uploaded and removed here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import PurePath
from urllib.parse import urlencode

from nicegui.elements.upload_files import FileUpload

from assistant.interfaces.web.elements import (
    Column,
    DataTable,
    DropZone,
    Text,
    box,
    button,
    confirm,
    empty_state,
    link,
    skeleton,
    toast,
)
from assistant.interfaces.web.evaluation.wording import evaluations, looked_up, set_name
from assistant.interfaces.web.visit import Visit
from eval.archive import Archive, Known

KINDS = "题库：Excel 表（问题、答案、依据各一列），或每行一题的 jsonl"


class Sets:
    """The list.

    Args:
        on_change: A set has come or gone.
    """

    def __init__(self, visit: Visit, on_change: Callable[[], Awaitable[None]]) -> None:
        self._visit = visit
        self._on_change = on_change
        self._known: Sequence[Known] = ()

    async def open(self) -> None:
        with box("zb-evaluation-upload"):
            Text("自带的数据集考示范资料；本单位的数据集考现在的资料库。", "zb-hint", tag="p")
            DropZone(self._receive, kinds=KINDS, accept=".xlsx,.jsonl", multiple=False)
        waiting = skeleton(3)
        self._table: DataTable[Known] = DataTable(
            "数据集",
            [
                Column("名称", self._name, main=True),
                Column("题数", lambda one: str(one.cases), align="end"),
                Column("来历", lambda one: "本单位" if one.own else "自带"),
                Column("有误的行", lambda one: str(one.faults) if one.faults else "—", align="end"),
                Column("", self._offer_removal, align="end"),
            ],
        )
        what = "把读者不满意的回答做成案例，或自己写几道常问的题，就有了本单位的数据集。"
        with box("") as self._none, empty_state("还没有本单位的数据集", what, "evaluation"):
            link("写第一题", "/evaluation/sets?" + urlencode({"name": "本单位常见问题"}), "zb-button zb-secondary")
        await self._refresh()
        waiting.delete()

    async def _refresh(self) -> None:
        self._known = await looked_up(self._visit, Archive.datasets)
        self._table.set_rows(self._known)
        self._none.set_visibility(not any(one.own for one in self._known))

    def _name(self, one: Known) -> None:
        link(set_name(one.name), "/evaluation/sets?" + urlencode({"name": one.name}), "zb-evaluation-open")

    def _offer_removal(self, one: Known) -> None:
        if one.own:
            what = f"删除数据集：{one.name}"
            button("", partial(self._remove, one), "zb-icon-button", icon_name="delete", aria_label=what, title="删除")

    async def _receive(self, files: Sequence[FileUpload]) -> None:
        name = PurePath(files[0].name).stem
        if any(one.name == name for one in self._known):
            warning = f"已有名为“{name}”的数据集，会整个换成这个文件里的题。"
            if not await confirm("换掉同名的数据集？", warning, "换掉"):
                return
        upload = await self._visit.inbox.receive(files[0].iterate(), files[0].name)
        try:
            with upload.path.open("rb") as file:
                kept = await evaluations(self._visit).put_set(name, file, upload.name)
        finally:
            self._visit.inbox.discard([upload])
        toast(f"已收入数据集“{name}”，{kept.cases} 题")
        await self._changed()

    async def _remove(self, one: Known) -> None:
        warning = f"里面的 {one.cases} 题都会删掉，不能恢复；已有的评测记录不受影响。"
        if await confirm(f"删除数据集“{one.name}”？", warning, "删除"):
            await evaluations(self._visit).remove_set(one.name)
            toast(f"已删除数据集“{one.name}”")
            await self._changed()

    async def _changed(self) -> None:
        await self._refresh()
        await self._on_change()
