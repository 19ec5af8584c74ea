"""One run: its figures with their intervals, by kind of question, and every case."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import quote

from nicegui import ui

from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import (
    Choice,
    Column,
    DataTable,
    Field,
    Split,
    Tabs,
    Text,
    box,
    button,
    chip,
    empty_state,
    link,
    page_header,
    skeleton,
)
from assistant.interfaces.web.evaluation.outcome import CaseView
from assistant.interfaces.web.evaluation.wording import HEADLINES, MEANINGS, Row, looked_up, plot, run_name
from assistant.interfaces.web.source import SourcePanel
from assistant.interfaces.web.visit import Visit
from eval.archive import Archive
from eval.cases import KIND_LABELS
from eval.record import Result
from eval.report.judgement import Verdict, ordered, verdict_of
from eval.report.runs import Run
from eval.report.wording import grouped, number, spread

KINDS: dict[str, str] = {str(kind): label for kind, label in KIND_LABELS.items()}


class Report:
    """/evaluation/RUN"""

    def __init__(self, visit: Visit, run_id: str, place: Place) -> None:
        self._visit = visit
        self._id = run_id
        self._place = place

    async def open(self, case_id: str) -> None:
        waiting = skeleton(6)
        run, self._of_home = await looked_up(self._visit, lambda archive: _read(archive, self._id))
        waiting.delete()
        self._run = run
        self._verdicts = {one.case.id: verdict_of(one, run.figures) for one in run.results}
        self._header()
        self._headlines()
        views = [("逐题", self._cases), ("各项指标", self._figures)]
        if len(run.summary["kinds"]) > 1:
            views.append(("分题型", self._kinds))
        await Tabs("报告的各部分", views).choose(0)
        if case_id:
            await ui.context.client.connected()
            await self._show(case_id)

    def _header(self) -> None:
        run = self._run
        short = sum(bool(one.weight) for one in self._verdicts.values())
        told = [f"{len(run.results)} 题，{short} 题未达标"]
        told += [f"{run.summary['errors']} 题出错"] if run.summary["errors"] else []
        told += ["这次没有做完，以下是做完的部分"] if run.manifest.finished is None else []
        told += [f"模型 {run.manifest.model}" if run.manifest.model else "不用模型，摘录原文作答"]
        with page_header(
            run_name(run.manifest.cases.name, run.manifest.started), "；".join(told) + "。", ("全部评测", "/evaluation")
        ):
            if run.manifest.finished is not None:
                link("下载报告", f"/api/eval/runs/{quote(self._id)}/report", "zb-button zb-secondary", download="",
                     title="一个网页文件，存下后可以离线打开、转给别人")  # fmt: skip

    def _headlines(self) -> None:
        with box("zb-evaluation-headlines", tag="ul"):
            for name in HEADLINES:
                row = self._run.figures.get(name)
                if row is not None and row["mean"] is not None:
                    with box("zb-evaluation-headline zb-card", tag="li"):
                        Text(str(row["label"]), "zb-hint", tag="p")
                        Text(number(row["mean"], row["unit"]), "zb-evaluation-big", tag="p")
                        plot(row["mean"], row["ci_low"], row["ci_high"])
                        Text(MEANINGS[name], "zb-hint", tag="p")

    def _figures(self) -> None:
        """Every metric, under its heading; the plot's axis runs from 0 to 100 %."""
        with box("zb-evaluation-section"):
            Text("点为均值，横线为 95% 置信区间：线越短，这个数越可靠。", "zb-hint", tag="p")
            for heading, names in grouped(list(self._run.figures)).items():
                rows = [self._run.figures[name] for name in names if self._run.figures[name]["mean"] is not None]
                if not rows:
                    continue
                Text(heading, "zb-h3 zb-evaluation-group", tag="h2")
                table = DataTable(
                    heading,
                    [
                        Column("指标", lambda row: str(row["label"]), main=True),
                        Column("均值", lambda row: number(row["mean"], row["unit"]), align="end"),
                        Column("95% 区间", lambda row: spread(row) or "—", align="end"),
                        Column("0 至 100%", _plotted),
                        Column("计分 / 失败 / 不适用", _counts, align="end"),
                    ],
                )
                table.set_rows(rows)

    def _kinds(self) -> None:
        """The headline figures by kind of question."""
        kinds: Mapping[str, Mapping[str, object]] = self._run.summary["kinds"]
        names = [name for name in HEADLINES if name in self._run.figures and self._run.figures[name]["scored"]]
        with box("zb-evaluation-section"):
            table: DataTable[str] = DataTable(
                "分题型",
                [
                    Column("题型", lambda kind: KINDS.get(kind, kind), main=True),
                    Column("题数", lambda kind: str(kinds[kind]["cases"]), align="end"),
                    *(
                        Column(str(self._run.figures[name]["label"]), partial(self._of_kind, name), align="end")
                        for name in names
                    ),
                ],
            )
            table.set_rows(list(kinds))

    def _of_kind(self, name: str, kind: str) -> str:
        row: Row = self._run.summary["kinds"][kind]["metrics"][name]
        return "—" if row["mean"] is None else number(row["mean"], row["unit"])

    # Cases.

    def _cases(self) -> None:
        self._split = Split("案例")
        self._source = SourcePanel(self._visit, self._split)
        kinds = {"": "全部题型"} | {one: KINDS.get(one, one) for one in self._run.summary["kinds"]}
        with self._split.main:
            with box("zb-evaluation-filters", role="search", aria_label="筛选案例"):
                self._words = Field("查找", placeholder="问题或回答里的字", on_change=lambda _: self._draw())
                self._kind = Choice("题型", kinds, on_change=lambda _: self._draw())
                states = {"": "全部", "short": "只看未达标"}
                self._state = Choice("结果", states, on_change=lambda _: self._draw())
            self._told = Text("", "zb-hint", tag="p", role="status")
            self._table: DataTable[Result] = DataTable(
                "案例",
                [
                    Column("问题", self._question, main=True),
                    Column("题型", lambda one: KINDS.get(one.case.kind, one.case.kind), sort=lambda one: one.case.kind),
                    Column("结果", self._result),
                    Column("差在哪里", self._lacking),
                ],
                on_empty=self._nothing,
            )
        self._draw()

    def _draw(self) -> None:
        words = self._words.value.split()
        shown = [
            one
            for one in ordered(self._run.results, self._verdicts)
            if (not self._kind.value or one.case.kind == self._kind.value)
            and (not self._state.value or self._verdicts[one.case.id].weight)
            and all(word in _text_of(one) for word in words)
        ]
        self._told.set_text(f"{len(shown)} 题，未达标的在前")
        self._table.set_rows(shown)

    def _question(self, one: Result) -> None:
        button(one.case.question, partial(self._show, one.case.id), "zb-evaluation-open", data_case=one.case.id)

    def _result(self, one: Result) -> None:
        result_chip(one, self._verdicts[one.case.id])

    def _lacking(self, one: Result) -> str:
        figures = self._run.figures
        return "、".join(
            str(figures[name]["label"]) for name in self._verdicts[one.case.id].decisive if name in figures
        )

    def _nothing(self) -> None:
        with empty_state("没有符合条件的题", "换一个词，或把条件放宽。", "search"):
            pass

    async def _show(self, case_id: str) -> None:
        found = next((one for one in self._run.results if one.case.id == case_id), None)
        if found is None:
            return
        CaseView(self._split, self._source if self._of_home else None, self._run, found).open()
        self._place.moved(f"/evaluation/{quote(self._id)}?case={quote(case_id)}")


def result_chip(one: Result, verdict: Verdict) -> None:
    """达标, 未达标 or 出错."""
    if one.outcome.error is not None:
        chip("出错", "bad", "alert")
    elif verdict.weight:
        chip("未达标", "warn", "differs")
    else:
        chip("达标", "good", "check")


def _read(archive: Archive, run_id: str) -> tuple[Run, bool]:
    return archive.run(run_id), archive.is_of_home(run_id)


def _plotted(row: Row) -> None:
    if row["unit"] == "share":
        plot(row["mean"], row["ci_low"], row["ci_high"])


def _counts(row: Row) -> str:
    return f"{row['scored']} / {row['failed']} / {row['not_applicable']}"


def _text_of(one: Result) -> str:
    return one.case.question + (one.outcome.answer.text if one.outcome.answer else "")
