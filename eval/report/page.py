"""The page put together: one file, with its style and script inside."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from eval.cases import KIND_LABELS
from eval.compare import RunComparison
from eval.record import Result
from eval.report import overview
from eval.report.cases import case_section
from eval.report.html import Html, tag
from eval.report.judgement import Verdict, ordered
from eval.report.refusals import refusals
from eval.report.runs import Run

MOST_CASES = 500
"""Cases that the page shows, the worst first; a page of thousands opens slowly. All of them are in results.jsonl."""

_FOLDER = Path(__file__).parent


def page(run: Run, held: RunComparison | None, verdicts: Mapping[str, Verdict]) -> str:
    """The whole document."""
    short = sum(one.weight > 0 for one in verdicts.values())
    main = tag(
        "main",
        overview.masthead(run, short),
        overview.headlines(run),
        overview.comparison(held) if held is not None else None,
        overview.summary_table(run, held),
        overview.by_kind(run),
        refusals(run.results),
        _cases(run, verdicts),
        overview.made_of(run),
    )
    script = _asset("page.js")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", http_equiv="Content-Security-Policy", content=_policy(script)),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"评测报告 · {run.manifest.cases.name}"),
        tag("style", Html(_asset("page.css"))),
    )
    body = tag("body", main, tag("script", Html(script)))
    return "<!doctype html>\n" + tag("html", head, body, lang="zh-CN") + "\n"


def _policy(script: str) -> str:
    """Nothing is fetched, and no script runs but ours: whatever a document or an answer holds stays text."""
    digest = base64.b64encode(sha256(script.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; base-uri 'none'"


def _cases(run: Run, verdicts: Mapping[str, Verdict]) -> Html:
    shown = ordered(run.results, verdicts)[:MOST_CASES]
    left = len(run.results) - len(shown)
    rest = f"；只列出前 {MOST_CASES} 个，其余 {left} 个见 results.jsonl" if left else ""
    legend = tag(
        "p", "未达标的在前", rest, "。引用标记：", tag("sup", "1", class_="match"), "与标准依据相符 ",
        tag("sup", "1", class_="other"), "不是标准依据 ", tag("sup", "1", class_="broken"), "无效。", class_="hint",
    )  # fmt: skip
    sections = [case_section(one, verdicts[one.case.id], run) for one in shown]
    none = tag("p", "没有符合条件的案例。", class_="hint", id_="none", hidden=True)
    return tag("section", tag("h2", "逐个案例"), legend, _filters(shown, verdicts, run), *sections, none, id_="cases")


def _filters(shown: Sequence[Result], verdicts: Mapping[str, Verdict], run: Run) -> Html:
    """Shown by the script that makes them work."""
    kinds = [kind for kind in KIND_LABELS if any(one.case.kind == kind for one in shown)]
    counts = {
        name: found for name in run.figures if (found := sum(name in verdicts[one.case.id].lacking for one in shown))
    }
    by_metric = [
        tag("option", f"{run.figures[name]['label']}（{found}）", value=name) for name, found in counts.items()
    ]
    by_kind = [tag("option", KIND_LABELS[kind], value=kind) for kind in kinds]
    return tag(
        "form",
        tag("label", "题型", tag("select", tag("option", "全部", value=""), *by_kind, id_="kind")),
        tag("label", "未满分的指标", tag("select", tag("option", "不限", value=""), *by_metric, id_="metric")),
        tag("label", "查找", tag("input", type="search", id_="words", placeholder="问题、回答、编号")),
        tag("label", tag("input", type="checkbox", id_="short"), "只看未达标", class_="check"),
        tag("output", id_="count"),
        class_="filters",
        hidden=True,
    )


def _asset(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


__all__ = ["MOST_CASES", "page"]
