"""`zhibi serve` with one more area that shows every shared element: `python gallery.py --home DIR serve --port 0`."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import dataclass

from assistant.errors import NotSignedInError, ZhibiError
from assistant.interfaces.cli import main
from assistant.interfaces.web import shell
from assistant.interfaces.web.area import Area, Place
from assistant.interfaces.web.elements import (
    Button,
    Check,
    Choice,
    Column,
    DataTable,
    DropZone,
    Field,
    Progress,
    Split,
    Tabs,
    Text,
    box,
    card,
    chip,
    confirm,
    empty_state,
    light_chip,
    page_header,
    skeleton,
    toast,
    verdict_badge,
)
from assistant.interfaces.web.elements.status import VERDICT_TONES
from assistant.interfaces.web.visit import Visit


@dataclass(frozen=True)
class Thing:
    name: str
    count: int


THINGS = [Thing(f"第{number}号事项", number * 37 % 101) for number in range(1, 131)]


class Gallery:
    def __init__(self, place: Place) -> None:
        with page_header("陈列", f"{place.path} {dict(place.parameters)} {dict(place.query)}"):
            self._enough = asyncio.Event()
            Button("慢慢做", self._slowly, "primary", icon_name="plus")
            Button("够了", self._enough.set)
            Button("出错", self._fail)
            Button("程序错", self._bug)
            Button("过期", self._expire)
            Button("删除", self._remove, "danger", icon_name="delete")
        self._tabs = Tabs("各类", [("表单", self._forms), ("表格", self._table), ("状态", self._states)])

    async def open(self) -> None:
        await self._tabs.choose(0)

    async def _slowly(self) -> None:
        await self._enough.wait()
        toast("做完了", action="撤销", on_action=lambda: toast("已撤销", kind="note"))

    def _fail(self) -> None:
        raise ZhibiError("资料库里没有这份文件", "请刷新后再试")

    def _bug(self) -> None:
        raise RuntimeError("secret detail")

    def _expire(self) -> None:
        raise NotSignedInError("请先登录", "")

    async def _remove(self) -> None:
        if await confirm("移除 18 份文件？", "它们将不再出现在回答和文稿里。", "移除"):
            toast("已移除")

    def _forms(self) -> None:
        with card("表单"), box("zb-form"):
            self._name = Field("题目", help="一句话说明", required=True, keep="gallery/name", on_change=self._check)
            Field("事实", lines=3, placeholder="每行一条")
            Choice("文种", {"a": "工作总结", "b": "工作计划"}, help="决定提纲", on_change=lambda value: toast(value))
            Check("附证据页", value=True)
            DropZone(lambda files: toast(f"收到 {len(files)} 个文件"), kinds="文本")
            progress = Progress("读取")
            progress.show("正在读取（3/9）", 3 / 9)

    def _check(self, text: str) -> None:
        self._name.fail("题目太短" if len(text) < 4 else "")

    def _table(self) -> None:
        table = DataTable(
            "事项",
            [
                Column("名称", lambda thing: thing.name, sort=lambda thing: thing.name, main=True),
                Column("数量", lambda thing: str(thing.count), sort=lambda thing: thing.count, align="end"),
                Column("灯", lambda thing: light_chip("red") and None),
            ],
        )
        table.set_rows(THINGS)

    def _states(self) -> None:
        for verdict in VERDICT_TONES:
            with box("zb-row"):
                verdict_badge(verdict)
                Text("这句话的说法。", f"zb-says zb-says-{verdict}")
        with box("zb-row"):
            for light in ("red", "yellow", "blue"):
                light_chip(light)  # type: ignore[arg-type]
            chip("试行")
        skeleton()
        with box("zb-row") as self._passing:
            Button("清掉这里", self._clear)
        split = Split("出处")
        with split.main:
            Button("看出处", lambda: self._open(split))
        with empty_state("还没有任务", "先写一份工作计划，任务就从里面来。", "tasks"):
            Button("去起草", lambda: None, "primary")

    async def _clear(self) -> None:
        """All that the button stood in is gone before there is something to tell."""
        with self._passing:
            gone = box("")
        self._passing.delete()
        slot = gone.default_slot
        del self._passing, gone
        gc.collect()
        with slot:
            toast("清掉了", action="撤销", on_action=lambda: toast("已恢复", kind="note"))
            await asyncio.sleep(0)
            raise ZhibiError("之后又出了错", "")

    def _open(self, split: Split) -> None:
        with split.open("出处 1"):
            Text("第十二条 党支部每月相对固定1天。", "zb-passage", tag="blockquote")


async def build(visit: Visit, place: Place) -> None:
    if place.query.get("broken"):
        raise RuntimeError("secret detail")
    await Gallery(place).open()


shell.AREAS = (*shell.AREAS, Area("/gallery", "陈列", "notes", build, below=("/gallery/{thing}",)))

if __name__ == "__main__":
    main()
