"""Two runs held together: what rose, what fell, whether chance explains it, and case by case what changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote, urlencode

from assistant.interfaces.web.elements import (
    Column,
    DataTable,
    Split,
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
from assistant.interfaces.web.evaluation.wording import looked_up, plot, run_name
from assistant.interfaces.web.visit import Visit
from eval.archive import Archive
from eval.cases import KIND_LABELS
from eval.compare import MetricComparison, RunComparison
from eval.report.judgement import DECISIVE, FALLBACK
from eval.report.plots import Range
from eval.report.runs import Run
from eval.report.wording import chance, number, points

VERDICTS = {
    "better": ("变好", "good", "raise"),
    "worse": ("变差", "bad", "lower"),
    "unclear": ("看不出", "mute", "question"),
    "same": ("没有变化", "plain", ""),
    "not_judged": ("不作判断", "plain", ""),
    "not_compared": ("不能比较", "plain", ""),
}
KINDS: dict[str, str] = {str(kind): label for kind, label in KIND_LABELS.items()}


@dataclass(frozen=True)
class Moved:
    """A case that came out differently."""

    case: str
    kind: str
    question: str
    better: bool
    metrics: tuple[str, ...]
    first: float
    second: float
    reason: str


class Comparing:
    """/evaluation/compare?first=…&second=…; the earlier run is the first."""

    def __init__(self, visit: Visit, first: str, second: str) -> None:
        self._visit = visit
        self._ids = first, second

    async def open(self) -> None:
        waiting = skeleton(6)
        self._runs, held = await looked_up(self._visit, lambda archive: _read(archive, *self._ids))
        waiting.delete()
        one, other = (run.manifest for run in self._runs)
        with page_header("比较两次评测", f"同样的 {held.compared} 题，前一次和后一次。", ("全部评测", "/evaluation")):
            pass
        with box("zb-evaluation-two"):
            for word, run_id, manifest in zip(("前一次", "后一次"), self._order, (one, other), strict=True):
                with box("zb-card"):
                    Text(word, "zb-eyebrow", tag="p")
                    link(run_name(manifest.cases.name, manifest.started), f"/evaluation/{quote(run_id)}")
        differing = "、".join(held.differing)
        Text(f"两次的不同之处：{differing}。" if differing else "两次的条件完全相同。", "zb-notice", tag="p")
        if held.changed:
            Text(f"另有 {len(held.changed)} 题内容改过，没有比较。", "zb-hint", tag="p")
        if not held.compared:
            with empty_state("没有共同的题", "两次评测用的不是同一组问题，不能逐题比较。", "evaluation"):
                link("回到评测记录", "/evaluation", "zb-button zb-secondary")
            return
        self._metrics(held)
        self._cases(held)

    @property
    def _order(self) -> tuple[str, str]:
        return self._runs[0].folder.name, self._runs[1].folder.name

    def _metrics(self, held: RunComparison) -> None:
        shown = [one for one in held.metrics if one.verdict not in ("same", "not_compared")]
        same = "、".join(one.facts.label for one in held.metrics if one.verdict == "same")
        with box("zb-evaluation-section", tag="section"):
            Text("各项指标", "zb-h2", tag="h2")
            if shown:
                Text("差是后一次减前一次；“看不出”是说这点差别也可能只是碰巧。", "zb-hint", tag="p")
                table: DataTable[MetricComparison] = DataTable(
                    "指标的变化",
                    [
                        Column("指标", lambda one: one.facts.label, main=True),
                        Column("前", lambda one: number(one.figures.first, one.facts.unit), align="end"),
                        Column("后", lambda one: number(one.figures.second, one.facts.unit), align="end"),
                        Column("差（百分点）", lambda one: points(one.figures.difference, one.facts.unit), align="end"),
                        Column("− 0 +", partial(_difference, reach=_reach(shown))),
                        Column("碰巧的可能", lambda one: chance(one.figures.p_value), align="end"),
                        Column("判断", _verdict),
                    ],
                )
                table.set_rows(shown)
            if same:
                Text(f"逐题相同的指标：{same}。", "zb-hint", tag="p")

    def _cases(self, held: RunComparison) -> None:
        self._split = Split("这一题的前后")
        moved = moved_in(held)
        with self._split.main:
            Text("逐题", "zb-h2", tag="h2")
            for better, heading in ((False, "变差的题"), (True, "变好的题")):
                rows = [one for one in moved if one.better == better]
                Text(f"{heading}（{len(rows)}）", "zb-h3 zb-evaluation-group", tag="h3")
                if not rows:
                    Text("没有。", "zb-hint", tag="p")
                    continue
                table: DataTable[Moved] = DataTable(
                    heading,
                    [
                        Column("问题", self._question, main=True),
                        Column("题型", lambda one: KINDS.get(one.kind, one.kind)),
                        Column("指标", lambda one: "、".join(one.metrics)),
                        Column("前 → 后", lambda one: f"{number(one.first)} → {number(one.second)}"),
                        Column("差在哪里", lambda one: one.reason or "—"),
                    ],
                )
                table.set_rows(rows)

    def _question(self, one: Moved) -> None:
        button(one.question or one.case, partial(self._show, one.case), "zb-evaluation-open")

    def _show(self, case_id: str) -> None:
        """What was given before and after, one below the other."""
        results = [next((one for one in run.results if one.case.id == case_id), None) for run in self._runs]
        with self._split.open("这一题的前后"):
            first = next(one for one in results if one is not None)
            Text(first.case.question, "zb-title", tag="h2")
            CaseView(self._split, None, self._runs[0], first).asked()
            for word, run, result, run_id in zip(("前一次", "后一次"), self._runs, results, self._order, strict=True):
                if result is not None:
                    with box("zb-evaluation-side"):
                        Text(word, "zb-eyebrow", tag="p")
                        view = CaseView(self._split, None, run, result)
                        view.expected()
                        view.given()
                        address = f"/evaluation/{quote(run_id)}?" + urlencode({"case": case_id})
                        link("看这次的全部得分", address)
        self._split.focus()


def moved_in(held: RunComparison) -> list[Moved]:
    """Each case once for better and once for worse, on the metrics that decide whether it is right."""
    searched = not any(one.name in DECISIVE for one in held.metrics)
    found: dict[tuple[str, bool], Moved] = {}
    for one in held.metrics:
        if one.name not in (FALLBACK if searched else DECISIVE):
            continue
        for better, changes in ((True, one.improved), (False, one.broke)):
            for change in changes:
                known = found.get((change.case, better))
                if known is None:
                    found[change.case, better] = Moved(
                        change.case, change.kind, change.question, better, (one.facts.label,),
                        change.first, change.second, change.reason,
                    )  # fmt: skip
                else:
                    metrics = (*known.metrics, one.facts.label)
                    found[change.case, better] = Moved(
                        known.case, known.kind, known.question, better, metrics, known.first, known.second,
                        known.reason or change.reason,
                    )  # fmt: skip
    return list(found.values())


def _read(archive: Archive, first: str, second: str) -> tuple[tuple[Run, Run], RunComparison]:
    """The earlier first, however they were chosen."""
    runs = sorted((archive.run(first), archive.run(second)), key=lambda run: run.manifest.started)
    return (runs[0], runs[1]), archive.compare(runs[0].folder.name, runs[1].folder.name)


def _reach(shown: Sequence[MetricComparison]) -> float:
    """How far the axis goes to both sides."""
    ends = [
        abs(end)
        for one in shown
        if one.facts.unit == "share"
        for end in (one.figures.difference, one.figures.ci_low, one.figures.ci_high)
        if end is not None
    ]
    return max([0.01, *ends])


def _difference(one: MetricComparison, reach: float) -> None:
    if one.facts.unit == "share" and one.figures.difference is not None:
        kind = "zb-evaluation-worse" if one.verdict == "worse" else ""
        plot(one.figures.difference, one.figures.ci_low, one.figures.ci_high, Range(-reach, reach), kind)


def _verdict(one: MetricComparison) -> None:
    word, tone, icon_name = VERDICTS[one.verdict]
    chip(word, tone, icon_name)  # type: ignore[arg-type]
