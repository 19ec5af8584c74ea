"""The figures of the eval suite as text for a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from eval.compare import MetricComparison, RunComparison
from eval.gate import rule

if TYPE_CHECKING:
    from eval.gate import Gate
    from eval.judge import Agreement
    from eval.launch import Launched

MOST_CASES = 8
"""Cases of one metric that a comparison spells out; --json has them all."""

BY_KIND = ("quote_recall@5", "point_recall", "evidence_cited", "citation_recall", "over_refusal", "rejection")
"""Metrics shown by kind of case; the report has them all."""

VERDICTS = {
    "better": "变好", "worse": "变差", "unclear": "未达显著", "same": "没有变化", "not_compared": "不能比较",
    "not_judged": "不作判断",
}  # fmt: skip


def launched(done: Launched) -> str:
    """Every metric with its interval and counts, the main ones by kind, and what to mind."""
    run, summary = done.run, done.run.summary
    manifest = run.manifest
    head = f"{manifest.cases.name}：{summary['cases']} 例，资料库 {manifest.library.documents} 份文件"
    if run.resumed:
        head += f"，接续上次的 {run.resumed} 例"
    parts = [head, _metrics(summary["metrics"]), _kinds(summary["kinds"]), *_notes(done)]
    return "\n\n".join([*(part for part in parts if part), f"结果：{done.out}\n报告：{done.report}"])


def comparison(found: RunComparison) -> str:
    """Every metric's difference, then case by case what improved and what broke."""
    head = [f"{found.first.path} → {found.second.path}：{found.compared} 例相同的案例"]
    if found.differing:
        head.append(f"两次的{'、'.join(found.differing)}不同")
    for label, keys in (("内容改过", found.changed), ("只在前者", found.only_first), ("只在后者", found.only_second)):
        if keys:
            head.append(f"{label}、未作比较的案例 {len(keys)} 例：{_some(keys)}")
    if found.absent:
        head.append(f"只有一方测量的指标：{'、'.join(found.absent)}")
    details = [_detail(one) for one in found.metrics if one.improved or one.broke or one.only_first or one.only_second]
    return "\n\n".join(["\n".join(head), _differences(found.metrics), *details])


def gated(found: Gate) -> str:
    """Passed or not, a sentence for each metric that fails."""
    lines = [f"{'通过' if found.passed else '不通过'}：{rule(found.max_drop)}"]
    lines += [f"  {breach.sentence}" for breach in found.breaches]
    if found.worse:
        lines.append(f"  变差但未越线：{'、'.join(found.worse)}")
    return "\n".join(lines)


def _metrics(figures: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [["指标", "名称", "均值", "95% 区间", "计分", "失败", "不适用"]]
    for name, one in figures.items():
        rows.append([
            one["label"], name, _value(one["mean"], one["unit"]), _interval(one["ci_low"], one["ci_high"]),
            str(one["scored"]), str(one["failed"]), str(one["not_applicable"]),
        ])  # fmt: skip
    times = [one for one in figures.values() if one["unit"] == "seconds" and one["mean"] is not None]
    spread = [f"{one['label']}：p50 {one['p50']:.3f} 秒，p95 {one['p95']:.3f} 秒" for one in times]
    return "\n".join([_table(rows, left=2), *spread])


def _kinds(kinds: Mapping[str, Mapping[str, Any]]) -> str:
    shown = [name for name in BY_KIND if any(name in one["metrics"] for one in kinds.values())]
    if len(kinds) < 2 or not shown:
        return ""
    labels = next(iter(kinds.values()))["metrics"]
    head = ["类别", "案例", *(labels[name]["label"] for name in shown)]
    rows = [
        [one["label"], str(one["cases"]), *(_value(one["metrics"][name]["mean"]) for name in shown)]
        for one in kinds.values()
    ]
    return _table([head, *rows], left=1)


def _notes(done: Launched) -> list[str]:
    summary, manifest = done.run.summary, done.run.manifest
    notes = [f"注意：{summary['errors']} 例未能得到回答，原因见报告"] if summary["errors"] else []
    if summary["degraded"]:
        notes.append(f"注意：{summary['degraded']} 例的回答带有提示（如模型不可用），原因见报告")
    if manifest.cases.faults:
        notes.append("\n".join([f"注意：{len(manifest.cases.faults)} 处案例有误，未运行", *manifest.cases.faults[:20]]))
    if manifest.library.failed:
        listed = [f"  {name}：{reason}" for name, reason in manifest.library.failed[:20]]
        notes.append("\n".join([f"注意：{len(manifest.library.failed)} 份文件未能收入", *listed]))
    if done.missing:
        names = sorted({name for documents in done.missing.values() for name in documents})
        notes.append(f"注意：{len(done.missing)} 例的标准依据不在资料库中：{_some(names)}")
    if done.agreement is not None:
        notes.append(_agreement(done.agreement))
    return notes


def _agreement(found: Agreement) -> str:
    if found.kappa is None:
        return f"模型评分与人工评分的一致程度：无从判断，{found.reason}"
    return f"模型评分与人工评分：{found.pairs} 例中 {found.same} 例相同，kappa {found.kappa:.2f}"


def _differences(metrics: Sequence[MetricComparison]) -> str:
    rows = [["指标", "名称", "前", "后", "差", "95% 区间", "p", "例数", "变好", "变差", "结论"]]
    for one in metrics:
        figures = one.figures
        difference = "—" if figures.difference is None else f"{figures.difference:+.3f}"
        p_value = "—" if figures.p_value is None else f"{figures.p_value:.3f}"
        rows.append([
            one.facts.label, one.name, _value(figures.first, one.facts.unit), _value(figures.second, one.facts.unit),
            difference, _interval(figures.ci_low, figures.ci_high), p_value, str(figures.pairs),
            str(len(one.improved)), str(len(one.broke)), VERDICTS[one.verdict],
        ])  # fmt: skip
    return _table(rows, left=2)


def _detail(one: MetricComparison) -> str:
    """Nothing of times: every case moves."""
    if one.facts.unit == "seconds":
        return f"{one.facts.label}（{one.name}）随机器与负荷而变，不作好坏判断；逐例见 --json"
    lines = [f"{one.facts.label}（{one.name}）"]
    for label, changes in (("变差", one.broke), ("变好", one.improved)):
        for change in changes[:MOST_CASES]:
            reason = f"：{change.reason}" if change.reason else ""
            lines.append(f"  {label} {change.case} {change.first:.3f} → {change.second:.3f} {change.question}{reason}")
        if len(changes) > MOST_CASES:
            lines.append(f"  {label}的另有 {len(changes) - MOST_CASES} 例，见 --json")
    for label, lost in (("只有前者计分", one.only_first), ("只有后者计分", one.only_second)):
        if lost:
            lines.append(f"  {label} {len(lost)} 例：{_some([case.case for case in lost])}（如：{lost[0].reason}）")
    return "\n".join(lines)


def _value(value: float | None, unit: str = "share") -> str:
    if value is None:
        return "—"
    return f"{value:.3f} 秒" if unit == "seconds" else f"{value:.3f}"


def _interval(low: float | None, high: float | None) -> str:
    return "—" if low is None or high is None else f"{low:.3f}—{high:.3f}"


def _some(keys: Sequence[str]) -> str:
    more = f" 等 {len(keys)} 个" if len(keys) > MOST_CASES else ""
    return "、".join(keys[:MOST_CASES]) + more


def _table(rows: Sequence[Sequence[str]], left: int) -> str:
    """Columns padded to what a terminal shows; the first `left` ones begin on the left, the others end on the right."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(_cells(row, widths, left)).rstrip() for row in rows)


def _cells(row: Sequence[str], widths: Sequence[int], left: int) -> list[str]:
    pads = [" " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)]
    return [cell + pad if at < left else pad + cell for at, (cell, pad) in enumerate(zip(row, pads, strict=True))]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


__all__ = ["comparison", "gated", "launched"]
