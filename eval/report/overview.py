"""The upper part of the page: what was run, the figures, the plots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eval.cases import KIND_LABELS
from eval.compare import ALPHA, Change, MetricComparison, RunComparison
from eval.manifest import EncoderUsed, LibraryUsed, Manifest
from eval.report.html import Html, join, tag
from eval.report.judgement import DECISIVE
from eval.report.plots import SHARES, difference, interval
from eval.report.runs import Run, judge_agreement
from eval.report.wording import chance, grouped, number, points, spread

HEADLINES = ("point_recall", "evidence_cited", "rejection", "over_refusal", "citation_recall", "quote_recall@5")
"""In pairs, as a phone shows them: refusing and refusing wrongly stand side by side."""
BY_KIND = (
    "point_recall", "evidence_cited", "citation_validity", "citation_recall", "over_refusal", "rejection",
    "quote_recall@5", "document_recall@5",
)  # fmt: skip
"""Metrics that are plotted by kind, where some case was scored."""


def masthead(run: Run, short: int) -> Html:
    """Title and one sentence on how it came out."""
    summary, manifest = run.summary, run.manifest
    told = [f"{summary['cases']} 个案例，{short} 个未达标"]
    told += [f"{summary['errors']} 个出错"] if summary["errors"] else []
    told += [f"{summary['degraded']} 个降级作答"] if summary["degraded"] else []
    told += ["运行中断，以下只是已完成的部分"] if manifest.finished is None else []
    model = manifest.model or "不用模型（摘录原文）"
    facts = f"{_time(manifest.started)} · 编码器 {manifest.encoder.name} · 语言模型 {model}"
    return tag(
        "header",
        tag("p", "执笔 · 评测报告", class_="brand"),
        tag("h1", manifest.cases.name),
        tag("p", "；".join(told) + "。", class_="lead"),
        tag("p", facts, class_="facts"),
    )


def headlines(run: Run) -> Html:
    """The few figures that are asked for first; refusing and refusing wrongly side by side."""
    shown = [_headline(run.figures[name]) for name in HEADLINES if _is_scored(run, name)]
    latency = run.figures.get("latency")
    if latency and latency["mean"] is not None:
        times = tag("b", number(latency["p50"], "seconds"))
        shown.append(tag("div", tag("span", "用时中位数"), times, tag("i", f"p95 {number(latency['p95'], 'seconds')}")))
    return tag("div", *shown, class_="headlines")


def summary_table(run: Run, held: RunComparison | None) -> Html:
    """Every metric with mean, interval and the counts of what it rests on."""
    bodies = []
    for title, names in grouped(list(run.figures)).items():
        note = _pair_note(run) if title == "拒答" else None
        bodies.append(tag("tbody", _title_row(title), *(_row(name, run, held) for name in names), note))
    columns = ("指标", "均值", "0 — 100%", "计分 / 失败 / 不适用")
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in columns)))
    legend = "点为均值，横线为 95% 自助法置信区间" + ("，空心圆为基线在同样案例上的均值" if held else "") + "。"
    table = tag("table", head, *bodies, class_="figures")
    counts = tag("span", f"右下的数字依次为{columns[-1]}的案例数。", class_="narrow")
    return _section("汇总", tag("p", legend, counts, class_="hint"), table, _judge_note(run), id_="summary")


def by_kind(run: Run) -> Html:
    """Small plots side by side: one metric each, one line a kind."""
    names = [name for name in BY_KIND if _is_scored(run, name)]
    if not names:
        return Html("")
    level = [name for name in names if len(_kind_means(name, run)) > 1 and len(set(_kind_means(name, run))) == 1]
    shown = [_kind_plot(name, run) for name in names if name not in level]
    flat = [f"{run.figures[name]['label']} {number(run.figures[name]['mean'])}" for name in level]
    same = tag("p", f"各题型都相同：{'，'.join(flat)}。", class_="hint") if flat else None
    hint = tag("p", "各类问题上的均值与区间；右侧为计分的案例数。", class_="hint")
    return _section("分题型", hint, tag("div", *shown, class_="plots"), same, id_="kinds")


def _kind_means(name: str, run: Run) -> list[float]:
    found = [part["metrics"][name]["mean"] for part in run.summary["kinds"].values()]
    return [mean for mean in found if mean is not None]


def comparison(held: RunComparison) -> Html:
    """Paired differences with their intervals: what rose, what fell, and whether chance explains it."""
    by_name = {one.name: one for one in held.metrics}
    moved = [one.name for one in held.metrics if one.figures.rose or one.figures.fell]
    bodies = [
        tag("tbody", _title_row(title), *(_difference_row(by_name[name], held) for name in names))
        for title, names in grouped(moved).items()
    ]
    before = held.first.manifest
    changed = f"两次运行的不同之处：{'、'.join(held.differing)}。" if held.differing else "两次运行的条件完全相同。"
    hint = f"本次减基线，只算两次都计分的案例；p 为符号置换检验，小于 {ALPHA} 的变差以醒目色标出。"
    told = f"基线：{before.cases.name}，{_time(before.started)}；比较 {held.compared} 个案例。{changed}{hint}"
    columns = ("指标", "差（百分点）", "变差 ← 0 → 变好", "p · 升 / 降 / 对数")
    head = tag("thead", tag("tr", *(tag("th", one, scope="col") for one in columns)))
    table = tag("table", head, *bodies, class_="figures") if moved else None
    listed = (
        _same(held),
        _left_out(held),
        _changes("变差的案例", held, worse=True),
        _changes("变好的案例", held, worse=False),
    )
    counts = tag("span", f"右下的数字依次为 {columns[-1]}。", class_="narrow")
    return _section("与基线相比", tag("p", told, counts, class_="hint"), table, *listed, id_="baseline")


def _same(held: RunComparison) -> Html | None:
    """The metrics on which no case differs, in one sentence."""
    told = "、".join(one.facts.label for one in held.metrics if one.verdict == "same")
    return tag("p", f"逐例相同的指标：{told}。", class_="hint") if told else None


def _left_out(held: RunComparison) -> Html | None:
    why = [f"{one.facts.label}（{one.figures.reason}）" for one in held.metrics if one.figures.reason]
    facts = {**held.first.metrics, **held.second.metrics}
    why += [f"{facts[name].label}（只有一次运行有）" for name in held.absent]
    why += [f"{len(held.changed)} 个内容有改动的案例"] if held.changed else []
    return tag("p", f"没有比较的：{'；'.join(why)}。", class_="hint") if why else None


def _changes(title: str, held: RunComparison, *, worse: bool) -> Html | None:
    """The cases that moved on a decisive metric, each once, with the metrics and what was lacking."""
    found: dict[str, list[tuple[str, Change]]] = {}
    for one in held.metrics:
        for change in (one.broke if worse else one.improved) if one.name in DECISIVE else ():
            found.setdefault(change.case, []).append((one.facts.label, change))
    items = []
    for case, moves in found.items():
        labels = "、".join(label for label, _ in moves)
        reason = next((change.reason for _, change in moves if change.reason), "")
        link = tag("a", moves[0][1].question or case, href=f"#case-{case}")
        items.append(tag("li", link, tag("i", f"{labels}{'：' if reason else ''}{reason}")))
    return (
        tag("details", tag("summary", f"{title}（{len(items)}）"), tag("ul", *items), class_="turned")
        if items
        else None
    )


def made_of(run: Run) -> Html:
    """The manifest."""
    known = run.manifest
    facts = {
        "案例": f"{known.cases.name}，{known.cases.count} 个，sha256 {known.cases.sha256[:16]}…",
        "代码": " · ".join(one for one in (known.code.version, known.code.git, f"源码 {known.code.source}") if one),
        "编码器": _encoder(known.encoder),
        "语言模型": f"{known.model}（{known.model_url or '默认地址'}）" if known.model else "没有使用",
        "提示词": "、".join(known.prompts) or "没有使用",
        "资料库": _library(known.library),
        "运行方式": _plan(known),
        "设置": "，".join(f"{key}={value}" for key, value in known.settings.items() if value is not None),
        "环境": f"Python {known.python}，{known.platform}",
        "起止": f"{_time(known.started)} — {_time(known.finished) if known.finished else '未完成'}",
    }
    items = [join((tag("dt", key), tag("dd", value))) for key, value in facts.items()]
    return _section("这次运行", tag("dl", *items, class_="facts-list"), *_complaints(run), id_="manifest")


def _encoder(used: EncoderUsed) -> str:
    return f"{used.name}，指纹 {used.fingerprint[:16]}，融合权重 {used.fusion_weight:g}"


def _library(used: LibraryUsed) -> str:
    return f"{used.documents} 份文件，{used.chunks} 段，指纹 {used.fingerprint[:16]}…"


def _plan(known: Manifest) -> str:
    plan = known.plan
    asked = "提问" if plan.ask else "只检索"
    earlier = "带上此前的问题" if plan.earlier_questions else "不带此前的问题"
    return f"{asked}，取用 {plan.k} 段，检索 {plan.depth} 条，每题 {plan.repeat} 次，{earlier}，并行 {known.workers}"


def _complaints(run: Run) -> list[Html]:
    listed = {
        "没有读入的案例": run.manifest.cases.faults,
        "没有收入的文件": [f"{name}：{reason}" for name, reason in run.manifest.library.failed],
        "结果文件中读不出的行": [f"第 {number} 行" for number in run.broken],
    }
    return [
        tag("div", tag("h3", title), tag("ul", *(tag("li", one) for one in found)), class_="complaint")
        for title, found in listed.items()
        if found
    ]


def _headline(about: Mapping[str, Any]) -> Html:
    shown = spread(about)
    counts = f"{shown}，{about['scored']} 例" if shown else f"{about['scored']} 例"
    label = about["label"] + ("" if about["higher_is_better"] else "（越低越好）")
    return tag("div", tag("span", label), tag("b", number(about["mean"], about["unit"])), tag("i", counts))


def _title_row(title: str) -> Html:
    return tag("tr", tag("th", title, colspan=4, scope="rowgroup"))


def _row(name: str, run: Run, held: RunComparison | None) -> Html:
    about = run.figures[name]
    compared = held.metrics if held is not None else ()
    before = next((one.figures.first for one in compared if one.name == name), None)
    mean = tag("td", tag("b", number(about["mean"], about["unit"])), tag("i", spread(about)), class_="mean")
    counts = f"{about['scored']} / {about['failed']} / {about['not_applicable']}"
    label = tag("th", about["label"], tag("i", name), scope="row", title=about["description"])
    failed = " attention" if about["failed"] else ""
    plot = tag("td", _plot_of(about, before) or tag("i", _why_no_plot(about)), class_="track")
    return tag("tr", label, mean, plot, tag("td", counts, class_="counts" + failed))


def _plot_of(about: Mapping[str, Any], before: float | None) -> Html | None:
    if about["mean"] is None or about["unit"] != "share":
        return None
    title = f"{about['label']} {number(about['mean'])}，区间 {spread(about) or '无'}"
    return interval(about["mean"], about["ci_low"], about["ci_high"], SHARES, before=before, title=title)


def _why_no_plot(about: Mapping[str, Any]) -> str:
    if about["unit"] == "seconds" and about["mean"] is not None:
        return f"p50 {number(about['p50'], 'seconds')}，p95 {number(about['p95'], 'seconds')}"
    return str(about["reason"])


def _pair_note(run: Run) -> Html | None:
    pair = [run.figures.get(name) for name in ("rejection", "over_refusal")]
    if None in pair:
        return None
    return tag("tr", tag("td", "两项须同看：前者越高越好，后者越低越好；一味拒答或一味作答都只能顾及一项。", colspan=4))


def _judge_note(run: Run) -> Html | None:
    """How far the model judge can be trusted."""
    found = judge_agreement(run)
    if found is None:
        return None
    kappa = found.reason if found.kappa is None else f"Cohen κ = {found.kappa:.2f}"
    counts = "，".join(f"人工 {human} 分、模型 {judge} 分 {n} 例" for (human, judge), n in sorted(found.counts.items()))
    told = f"模型评分与人工评分：{found.pairs} 例可比，{found.same} 例相同，{kappa}。{counts}"
    return tag("p", told, class_="hint")


def _kind_plot(name: str, run: Run) -> Html:
    about = run.figures[name]
    rows = []
    for kind, part in run.summary["kinds"].items():
        found = part["metrics"][name]
        if found["mean"] is None:
            continue
        label, plot = KIND_LABELS.get(kind, kind), _plot_of(found, None)
        rows.append(join((tag("span", label), plot, tag("b", number(found["mean"])), tag("i", str(found["scored"])))))
    title = about["label"] + ("" if about["higher_is_better"] else "（越低越好）")
    return tag("figure", tag("figcaption", title), tag("div", *rows, class_="lines"))


def _difference_row(one: MetricComparison, held: RunComparison) -> Html:
    facts, found = one.facts, one.figures
    low, high, worse = found.ci_low, found.ci_high, one.verdict == "worse"
    shown = "" if low is None or high is None else f"{points(low, facts.unit)} … {points(high, facts.unit)}"
    change = found.difference or 0.0
    sign = 1 if facts.higher_is_better else -1
    ends = (low, high) if sign > 0 else (high and -high, low and -low)
    title = f"{facts.label} {points(change, facts.unit)}，区间 {shown or '无'}"
    plot = difference(sign * change, *ends, reach=_reach(held, facts.unit), worse=worse, title=title)
    label = tag("th", facts.label, tag("i", one.name), scope="row")
    shift = tag("td", tag("b", points(change, facts.unit)), tag("i", shown), class_="mean")
    counts = f"{chance(found.p_value)} · {len(found.rose)} / {len(found.fell)} / {found.pairs}"
    mark = " attention" if worse else ""
    return tag("tr", label, shift, tag("td", plot, class_="track"), tag("td", counts, class_="counts" + mark))


def _reach(held: RunComparison, unit: str) -> float:
    """The largest number that any plot of this unit has to show."""
    shown = [one.figures for one in held.metrics if one.facts.unit == unit]
    found = [abs(value) for one in shown for value in (one.difference, one.ci_low, one.ci_high) if value is not None]
    return max([*found, 0.01])


def _is_scored(run: Run, name: str) -> bool:
    return name in run.figures and run.figures[name]["mean"] is not None


def _time(stamp: str) -> str:
    return stamp.replace("T", " ").replace("+00:00", " UTC")


def _section(title: str, *children: Html | None, id_: str) -> Html:
    return tag("section", tag("h2", title), *children, id_=id_)


__all__ = ["by_kind", "comparison", "headlines", "made_of", "masthead", "summary_table"]
