"""One task: what is to be done, on what it rests, how it stands, what shows it, and what was recorded when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from assistant.drafting.tasks.evidence import tellings
from assistant.drafting.tasks.sheets import COLUMNS
from assistant.drafting.types import Task
from assistant.errors import TaskNotFoundError
from assistant.interfaces.labels import place as place_of
from assistant.interfaces.web.elements import (
    Button,
    Choice,
    Field,
    Split,
    Text,
    box,
    button,
    chip,
    icon,
    skeleton,
    toast,
)
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.source import Source, SourcePanel
from assistant.interfaces.web.tasks.editing import Editor
from assistant.interfaces.web.tasks.wording import FOCUS, STATUS_WORDS, changes_of, day, light_badge, plan_name
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.answers import Citation as Told
from assistant.types import Citation

SHOWN = ("measure", "owner", "due", "outcome", "basis")
MOST_OFFERED = 6


class Owner(Protocol):
    """Who shows the list beside it."""

    async def refresh(self) -> None: ...
    async def show(self, task_id: str) -> None: ...
    async def remove(self, task: Task) -> None: ...
    def opened(self, task_id: str) -> None: ...
    def closed(self, task_id: str) -> None: ...


class Drawer:
    """Shown in a split's side."""

    def __init__(self, visit: Visit, split: Split, source: SourcePanel, board: Owner) -> None:
        self._visit = visit
        self._split = split
        self._source = source
        self._board = board
        self._typed: dict[str, str] = {}

    async def open(self, task_id: str) -> None:
        """Raises TaskNotFoundError."""
        store = self._visit.service.tasks
        self._task = await self._visit.read(store.get, task_id)
        self._history = await self._visit.read(store.history, task_id)
        self._draw()

    def _draw(self) -> None:
        task = self._task
        body = self._split.open("任务", self._closed)
        body.classes("zb-tasks-drawer")
        with body:
            Text(task.matter, "zb-title", tag="h2")
            with box("zb-row zb-tasks-chips"):
                light_badge(task)
                chip(_standing(task))
            Text(" · ".join(filter(None, (plan_name(task), task.unit))), "zb-hint", tag="p")
            self._draw_facts()
            if self._visit.may("draft"):
                with box("zb-row zb-tasks-ways"):
                    button("修改", self._edit, "zb-quiet-button", icon_name="edit")
                    button("移除", self._remove, "zb-quiet-button", icon_name="delete")
                self._draw_recording()
            self._evidence = box("zb-tasks-section")
            self._past = box("zb-tasks-section")
        self._draw_evidence()
        self._draw_history()
        self._board.opened(task.id)
        body.client.run_javascript(FOCUS.format(id=body.id))

    def _closed(self) -> None:
        self._board.closed(self._task.id)

    # 事项, 措施, 责任单位, 时限, 成果, 依据.

    def _draw_facts(self) -> None:
        task = self._task
        with box("zb-tasks-facts", tag="dl"):
            for name in SHOWN:
                value = str(getattr(task, name))
                Text(COLUMNS[name], tag="dt")
                with box("", tag="dd"):
                    Text(value or "未填", "" if value else "zb-hint")
                    if name == "due" and task.deadline is not None and day(task.deadline) not in value:
                        Text(f"到 {day(task.deadline)} 为止", "zb-hint", tag="p")
            self._draw_sources()
        if task.carried:
            button("由上一份计划结转而来", partial(self._show_other, task.carried), "zb-link zb-tasks-carried")

    def _draw_sources(self) -> None:
        """Each once, however many fields rest on it; of several it is said which rests on which."""
        places: dict[tuple[str, int], list[Citation]] = {}
        for one in self._task.sources:
            places.setdefault((one.chunk_id, one.start), []).append(one)
        if not places:
            return
        Text("出处", tag="dt")
        with box("", tag="dd"):
            for same in places.values():
                self._way(same[0], "看出处")
                keys = {one.key for one in same}
                fields = [name for name in ("matter", *SHOWN) if keys.intersection(self._task.citations.get(name, ()))]
                if fields and len(places) > 1:
                    Text("、".join(COLUMNS[name] for name in fields), "zb-hint", tag="p")

    def _way(self, citation: Citation, what: str) -> None:
        where = _where(citation)
        with button("", partial(self._open_source, citation), "zb-tasks-source", aria_label=f"{what}：{where}"):
            icon("file")
            Text(where)

    async def _open_source(self, citation: Citation) -> None:
        source = Source.of(Told.of(citation))
        await self._source.open(source, self._closed, above=self._way_back)
        self._board.opened(self._task.id)

    def _way_back(self) -> None:
        back = button("回到任务", self._draw, "zb-link zb-tasks-back", icon_name="back")
        back.client.run_javascript(FOCUS.format(id=back.id))

    async def _show_other(self, task_id: str) -> None:
        try:
            await self._visit.read(self._visit.service.tasks.get, task_id)
        except TaskNotFoundError:
            toast("原来那项任务已不在了。", kind="note")
            return
        await self._board.show(task_id)

    # Recording.

    def _draw_recording(self) -> None:
        task = self._task
        with box("zb-tasks-section zb-tasks-record", tag="section", aria_label="记录进展"):
            Text("记录进展", "zb-h3", tag="h3")
            with box("zb-tasks-pair"):
                self._status = Choice(
                    "状态", STATUS_WORDS, value=self._typed.get("status", task.status), on_change=self._type_status
                )
                self._share = Field(
                    "进度（%）",
                    value=self._typed.get("progress", "" if task.progress is None else str(task.progress)),
                    placeholder="0—100",
                    on_change=partial(self._type, "progress"),
                )
            self._note = Field("完成情况", value=task.note, lines=3, keep=f"task/{task.id}/note",
                               placeholder="做了什么，做到哪一步，还差什么")  # fmt: skip
            Button("记下", self._record, "primary")

    def _type(self, name: str, value: str) -> None:
        self._typed[name] = value

    def _type_status(self, value: str) -> None:
        self._typed["status"] = value
        if value == "done":
            self._share.value = "100"

    async def _record(self) -> None:
        share = self._share.value.strip().rstrip("%％").strip()
        if share and not (share.isdecimal() and int(share) <= 100):
            self._share.fail("请写 0 到 100 的整数")
            return
        changes = {
            "status": self._status.value,
            "progress": int(share) if share else None,
            "note": self._note.value.strip(),
        }
        await self._store(changes)
        if self._note.kept is not None:
            self._note.kept.forget()
        self._typed.clear()
        self._draw()
        toast("已记下")

    async def _store(self, changes: Mapping[str, object]) -> None:
        store = self._visit.service.tasks
        self._task = await self._visit.read(store.record, self._task.id, changes)
        self._history = await self._visit.read(store.history, self._task.id)
        await self._board.refresh()

    # Evidence.

    def _draw_evidence(self) -> None:
        self._evidence.clear()
        with self._evidence:
            Text("佐证", "zb-h3", tag="h3")
            if not self._task.evidence:
                Text("还没有佐证。写总结时，有佐证的完成情况才说得住。", "zb-hint", tag="p")
            for number, one in enumerate(self._task.evidence):
                with box("zb-tasks-quote"):
                    Text(one.quote, tag="blockquote")
                    self._way(one, "看原文")
                    if self._visit.may("draft"):
                        button(
                            "撤下",
                            partial(self._drop, number),
                            "zb-quiet-button",
                            aria_label=f"撤下佐证：{one.quote[:30]}",
                        )
            if self._visit.may("draft"):
                self._sought = Field(
                    "到资料库里找佐证", value=self._task.matter, help="写下要找的事，再从找到的句子里选。"
                )
                Button("查找", self._seek, icon_name="search")
                self._offered = box("zb-tasks-offered")

    async def _seek(self) -> None:
        words = self._sought.value.strip()
        if not words:
            self._sought.fail("请写要找什么")
            return
        self._sought.fail("")
        self._offered.clear()
        with self._offered:
            skeleton(3)
        service = self._visit.service
        words = words[: service.settings.max_question_chars]
        passages = await self._visit.read(lambda: service.search(service.query(words)))
        known = {(one.chunk_id, one.start) for one in (*self._task.evidence, *self._task.sources)}
        found = [one for one in tellings(words, passages) if (one.chunk_id, one.start) not in known][:MOST_OFFERED]
        if not self._offered.is_deleted:
            self._offer(found)

    def _offer(self, found: Sequence[Citation]) -> None:
        self._offered.clear()
        with self._offered:
            told = (
                f"找到 {len(found)} 处，选能说明这项任务的。"
                if found
                else "没有找到。换个说法再试，或先把材料收入资料库。"
            )
            Text(told, "zb-hint", tag="p", role="status")
            for one in found:
                with box("zb-tasks-quote"):
                    Text(one.quote, tag="blockquote")
                    self._way(one, "看原文")
                    button("用作佐证", partial(self._take, one), "zb-link", aria_label=f"用作佐证：{one.quote[:30]}")

    async def _take(self, citation: Citation) -> None:
        await self._set_evidence((*self._task.evidence, citation))
        toast("已记为佐证")

    async def _drop(self, number: int) -> None:
        before = self._task.evidence
        await self._set_evidence((*before[:number], *before[number + 1 :]))
        toast("已撤下佐证", action="撤销", on_action=partial(self._set_evidence, before))

    async def _set_evidence(self, evidence: tuple[Citation, ...]) -> None:
        await self._store({"evidence": evidence})
        if not self._evidence.is_deleted:
            self._draw_evidence()
            self._draw_history()

    # What was recorded.

    def _draw_history(self) -> None:
        self._past.clear()
        if not self._history:
            return
        with self._past:
            Text("记录", "zb-h3", tag="h3")
            with box("zb-tasks-history", tag="ol"):
                for event in reversed(self._history):
                    with box("", tag="li"):
                        Text(moment(event.at), "zb-hint", tag="p")
                        for told in changes_of(event):
                            Text(told, tag="p")

    def _edit(self) -> None:
        Editor(self._visit, self._split, self._board, self._task).open()

    async def _remove(self) -> None:
        await self._board.remove(self._task)


def _standing(task: Task) -> str:
    share = "" if task.progress is None or task.status == "done" else f" {task.progress}%"
    return STATUS_WORDS[task.status] + share


def _where(one: Citation) -> str:
    return place_of(one.document, one.address.section, one.address.article, () if one.page is None else (one.page,))
