"""One data set: its cases; those of the home can be written, changed and taken out."""

from __future__ import annotations

import secrets
from functools import partial

from assistant.errors import EvalNotFoundError
from assistant.interfaces.web.elements import (
    Button,
    Column,
    DataTable,
    Field,
    Split,
    Text,
    button,
    empty_state,
    link,
    page_header,
    toast,
)
from assistant.interfaces.web.evaluation.caseform import CaseForm
from assistant.interfaces.web.evaluation.wording import evaluations, looked_up, part, set_name
from assistant.interfaces.web.visit import Visit
from eval.cases import KIND_LABELS, Case, CaseFile
from eval.datasets import SHIPPED


class SetView:
    """/evaluation/sets?name=…: a name that is none yet is one to be made."""

    def __init__(self, visit: Visit, name: str) -> None:
        self._visit = visit
        self._name = name
        self._own = name not in SHIPPED

    async def open(self) -> None:
        lead = "考现在的资料库。" if self._own else "自带的数据集，考示范资料，不能修改。"
        with page_header(set_name(self._name), lead):
            link("全部数据集", "/evaluation/sets", "zb-button zb-secondary")
            if self._own:
                Button("写一题", self._write, "primary", icon_name="plus")
        self._split = Split("案例")
        with self._split.main:
            self._words = Field("查找", placeholder="问题或答案里的字", on_change=lambda _: self._draw())
            self._faults = Text("", "zb-notice", tag="p")
            self._table: DataTable[Case] = DataTable(
                "案例",
                [
                    Column("问题", self._question, main=True),
                    Column("题型", lambda case: KIND_LABELS[case.kind], sort=lambda case: case.kind),
                    Column(
                        "应当", lambda case: "作答" if case.answerable else "拒答", sort=lambda case: case.answerable
                    ),
                ],
                on_empty=self._nothing,
            )
        await self.refresh()

    async def refresh(self) -> None:
        try:
            found = await looked_up(self._visit, lambda archive: archive.cases(self._name))
        except EvalNotFoundError:
            found = CaseFile((), ())
        self._cases = found.cases
        told = f"有 {len(found.faults)} 行读不懂，没有列出；它们原样留在文件里。" if found.faults else ""
        self._faults.set_text(told)
        self._faults.set_visibility(bool(told))
        self._draw()

    def _draw(self) -> None:
        words = self._words.value.split()
        self._table.set_rows([one for one in self._cases if all(word in one.question + one.answer for word in words)])

    def _question(self, case: Case) -> None:
        button(case.question, partial(self._show, case), "zb-evaluation-open")

    def _nothing(self) -> None:
        if self._cases:
            with empty_state("没有找到", "换一个词试试。", "search"):
                pass
            return
        with empty_state("还没有案例", "点“写一题”：写下问题、标准答案和依据。", "evaluation"):
            pass

    def _write(self) -> None:
        self._show(Case(f"own-{secrets.token_hex(5)}", "factoid", "", True), "写一题")

    def _show(self, case: Case, heading: str = "案例") -> None:
        with self._split.open(heading):
            if self._own:
                CaseForm(self._visit, case, self._name, self._stored)
                if case.question:
                    button("移除这一题", partial(self._remove, case), "zb-quiet-button", icon_name="delete")
            else:
                Text(case.question, "zb-title", tag="h2")
                part("标准答案", case.answer or ("应当拒答" if not case.answerable else ""))
                part("必答要点", "\n".join(" 或 ".join(one) for one in case.points))
                part("不得这样说", "\n".join(case.wrong))
                part("标准依据", "\n".join(f"《{one.document}》{one.quote or ''}" for one in case.evidence))
        self._split.focus()

    async def _stored(self, _: str) -> None:
        self._split.close()
        await self.refresh()
        toast("已保存")

    async def _remove(self, case: Case) -> None:
        await evaluations(self._visit).remove_case(self._name, case.id)
        self._split.close()
        await self.refresh()
        toast("已移除", action="撤销", on_action=partial(self._put_back, case))

    async def _put_back(self, case: Case) -> None:
        await evaluations(self._visit).put_case(self._name, case)
        await self.refresh()
