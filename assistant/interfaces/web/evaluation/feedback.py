"""What people thought of answers, and a case made of it."""

from __future__ import annotations

from functools import partial

from assistant.interfaces.web.elements import (
    Choice,
    Split,
    Text,
    box,
    button,
    chip,
    empty_state,
    skeleton,
    toast,
)
from assistant.interfaces.web.evaluation.caseform import CaseForm
from assistant.interfaces.web.evaluation.wording import looked_up
from assistant.interfaces.web.moments import moment
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.conversations import RatedMessage
from assistant.store.feedback import Rated
from assistant.store.messages import Rating
from eval.archive import Archive
from eval.cases import Case, Evidence

RATINGS: dict[str, str] = {"down": "不满意的", "up": "满意的", "": "全部"}
MOST = 100
LONGEST = 240
USUAL = "本单位常见问题"


class FeedbackView:
    """A list with, beside it, the case that one of them becomes."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._split = Split("做成案例")
        with self._split.main:
            self._rating = Choice("看哪些", RATINGS, on_change=lambda _: self.refresh())
            self._list = box("zb-evaluation-rated", tag="ul")
            self._empty = box("zb-evaluation-none")

    async def open(self) -> None:
        await self.refresh()

    async def refresh(self) -> None:
        self._list.clear()
        self._empty.clear()
        with self._empty:
            skeleton(3)
        wanted: Rating | None = "down" if self._rating.value == "down" else "up" if self._rating.value else None
        rated = await self._visit.read(lambda: self._visit.service.feedback.list(MOST, None, wanted))
        names = [one.name for one in await looked_up(self._visit, Archive.datasets) if one.own]
        self._sets = tuple(names)
        self._taken = set(await looked_up(self._visit, lambda archive: _ids(archive, names)))
        self._empty.clear()
        with self._list:
            for one in rated:
                self._show(one)
        if not rated:
            with (
                self._empty,
                empty_state("还没有这样的评价", "在“问答”的回答下面点“有用”或“有问题”，就会列在这里。", "ask"),
            ):
                pass

    def _show(self, rated: Rated) -> None:
        message = rated.message
        told, answer = message.feedback, message.answer
        sketch = RatedMessage.of(rated).case
        with box("zb-evaluation-one zb-card", tag="li"):
            with box("zb-row"):
                if told is not None:
                    chip("满意", "good", "check") if told.rating == "up" else chip("不满意", "warn", "alert")
                    Text(moment(told.given_at), "zb-hint")
                if sketch.id in self._taken:
                    chip("已是案例", "mute", "check")
            Text(message.question, "zb-title", tag="h3")
            if answer is not None:
                text = answer.text
                Text(text[:LONGEST] + ("……" if len(text) > LONGEST else ""), "zb-evaluation-excerpt", tag="p")
            if told is not None and told.comment:
                Text(f"读者说：{told.comment}", "zb-notice", tag="p")
            words = "修改案例" if sketch.id in self._taken else "做成案例"
            button(words, partial(self._make, rated), "zb-link", aria_label=f"{words}：{message.question}")

    async def _make(self, rated: Rated) -> None:
        sketch = RatedMessage.of(rated).case
        case, name = await looked_up(self._visit, lambda archive: _known(archive, self._sets, sketch.id))
        if case is None:
            case = Case(
                sketch.id, sketch.kind, sketch.question, sketch.answerable,
                history=tuple(sketch.history), answer=sketch.answer,
                evidence=tuple(Evidence(one.document, one.quote) for one in sketch.evidence),
                as_of=sketch.as_of,
                collections=None if sketch.collections is None else tuple(sketch.collections), note=sketch.note,
            )  # fmt: skip
        with self._split.open("做成案例"):
            if rated.message.answer is not None:
                Text("当时的回答", "zb-h3", tag="h3")
                Text(rated.message.answer.text, "zb-evaluation-excerpt", tag="p")
            CaseForm(self._visit, case, name or next(iter(self._sets), USUAL), self._stored, self._sets)
        self._split.focus()

    async def _stored(self, name: str) -> None:
        self._split.close()
        await self.refresh()
        toast(f"已加入数据集“{name}”")


def _ids(archive: Archive, names: list[str]) -> list[str]:
    return [case.id for name in names for case in archive.cases(name).cases]


def _known(archive: Archive, names: tuple[str, ...], case_id: str) -> tuple[Case | None, str]:
    """The case that it has become already, and where it is."""
    for name in names:
        for case in archive.cases(name).cases:
            if case.id == case_id:
                return case, name
    return None, ""
