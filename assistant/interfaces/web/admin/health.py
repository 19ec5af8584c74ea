"""状况: whether all is well, and what the server has done, in words."""

from __future__ import annotations

import shutil

from assistant.interfaces.doctor import examine
from assistant.interfaces.metrics import Summary
from assistant.interfaces.readiness import LEAST_FREE, readiness
from assistant.interfaces.web.admin.facts import Fact, facts, megabytes
from assistant.interfaces.web.area import Place
from assistant.interfaces.web.elements import Button, Text, box, card, icon
from assistant.interfaces.web.moments import since_1970
from assistant.interfaces.web.visit import Visit
from assistant.interfaces.wire.doctor import DatabaseState, DoctorReport
from assistant.interfaces.wire.health import Problem, Readiness

CHECKS = {"catalog": "资料目录", "index": "检索", "disk": "磁盘", "database": "文稿和账号的数据库", "server": "服务"}
LITTLE_FREE = 20 * LEAST_FREE
"""Bytes: with less left than that one should make room before it is all gone."""


async def build(visit: Visit, place: Place) -> None:
    await Health(visit).look()


class Health:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        with card("是否正常"):
            with box("zb-admin-head"):
                self._said = box("zb-admin-said", role="status")
                Button("重新检查", self.look, icon_name="refresh")
            self._problems = box("zb-admin-problems")
        self._more = box("zb-admin-columns")

    async def look(self) -> None:
        """What is known at once, then whether the library is sound, which takes its time."""
        house = self._visit.house
        self._said.clear()
        self._problems.clear()
        with self._said:
            Text("正在逐项核对…", "zb-admin-sentence", tag="p")
        known = await self._visit.read(examine, house.settings, house.service, quick=True)
        self._more.clear()
        with self._more:
            self._build_library(known)
            self._build_server(house.metrics.summary() if house.metrics else None)
            self._build_parts(known)
        ready = await readiness(house)
        report = await self._visit.read(examine, house.settings, house.service)
        if not self._said.is_deleted:
            self._say(ready, report)

    def _say(self, ready: Readiness, report: DoctorReport) -> None:
        problems = [*_unready(ready), *report.problems, *_room(self._visit)]
        self._said.clear()
        self._problems.clear()
        with self._said:
            tone = "bad" if problems else "good"
            with box(f"zb-admin-sentence zb-admin-{tone}", tag="p"):
                icon("alert" if problems else "check")
                Text(f"有 {len(problems)} 处要处理" if problems else "一切正常")
        with self._problems:
            for problem in problems:
                with box("zb-admin-problem"):
                    Text(problem.what, "zb-h3", tag="p")
                    if problem.hint:
                        Text(problem.hint, "zb-hint", tag="p")
                    for item in problem.items[:20]:
                        Text(item, "zb-hint", tag="p")

    def _build_library(self, report: DoctorReport) -> None:
        settings, held = self._visit.house.settings, report.library
        with card("资料库"):
            Text("资料库", "zb-h2", tag="h2")
            usage = shutil.disk_usage(settings.home)
            told = [
                ("文件", f"{held.documents} 份，{held.chunks} 段" if held else "读不出来"),
                ("文字存疑的", f"{held.doubtful} 份，在“资料库”里核对" if held and held.doubtful else "没有"),
                ("放在", report.home),
                ("磁盘还剩", f"{megabytes(usage.free)}（共 {megabytes(usage.total)}）"),
                ("文稿、任务、账号", _database(report.database)),
            ]
            facts(told)

    def _build_server(self, summary: Summary | None) -> None:
        with card("运行"):
            Text("启动以来", "zb-h2", tag="h2")
            facts([] if summary is None else _run(summary))

    def _build_parts(self, report: DoctorReport) -> None:
        with card("组成"):
            Text("组成", "zb-h2", tag="h2")
            encoder, office = report.encoder, report.programs.get("libreoffice")
            dimension = f"（{encoder.dimension} 维）" if encoder.dimension else "（不可用）"
            told: list[Fact] = [
                ("执笔", report.versions.get("zhibi") or ""),
                ("编码器", f"{'自带' if encoder.name == 'builtin' else encoder.name}{dimension}"),
                ("语言模型", report.model or "没有接，回答摘自原文"),
                ("LibreOffice", "有，能读旧版 Word 和 WPS 文件" if office else "没有装，旧版 Word 和 WPS 文件读不了"),
            ]
            facts(told)
            with box("zb-admin-details", tag="details"):
                Text("所用组件的版本", tag="summary")
                facts((name, number or "没有安装") for name, number in report.versions.items() if name != "zhibi")


def _unready(ready: Readiness) -> list[Problem]:
    return [
        Problem(what=f"{CHECKS.get(name, name)}：{state}", hint="", items=[])
        for name, state in ready.checks.items()
        if state != "ok"
    ]


def _room(visit: Visit) -> list[Problem]:
    free = shutil.disk_usage(visit.house.settings.home).free
    if not LEAST_FREE <= free < LITTLE_FREE:
        return []  # with none left at all, readiness says so
    hint = "请删除下载过的旧备份和不用的文件，或换一个更大的磁盘。"
    return [Problem(what=f"磁盘只剩 {megabytes(free)}", hint=hint, items=[])]


def _database(state: DatabaseState | None) -> str:
    if state is None or not state.usable:
        return "数据库不可用"
    return "也在这个文件夹里" if state.kind == "sqlite" else f"PostgreSQL {state.place}"


def _run(summary: Summary) -> list[Fact]:
    answered = f"{summary.answered} 个，另有 {summary.refused} 个因资料中没有依据未答"
    pace = "" if summary.answer_seconds is None else f"，平均 {summary.answer_seconds:.1f} 秒"
    return [
        ("启动于", "不详" if summary.since is None else since_1970(summary.since)),
        ("答问", answered + pace),
        ("收入文件", f"{summary.files} 份，未能收入 {summary.failed_files} 份"),
        ("后台工作", f"{summary.jobs} 件，没有做成 {summary.failed_jobs} 件"),
        ("请求", f"{summary.requests} 次，出错 {summary.broken} 次"),
        ("占用内存", "不详" if summary.memory is None else megabytes(summary.memory)),
    ]
