"""The lower part of the page: every case with what was asked, found and said, and why it scored so."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.types import Answer, Citation, Passage
from eval.cases import KIND_LABELS, Case, Evidence
from eval.evaluator import Score
from eval.record import Result
from eval.report.html import Child, Html, join, tag, text
from eval.report.judgement import DECISIVE, Mark, Verdict, is_gold, mark_of, shown_evidence
from eval.report.runs import Run
from eval.report.wording import group_of, number, place

MOST_PASSAGE = 700
"""Characters of a passage that are shown."""

MARKS: Mapping[Mark, tuple[str, str]] = {
    "match": ("✓", "与标准依据相符"),
    "other": ("≠", "不是标准依据"),
    "broken": ("✗", "引用无效"),
    "unjudged": ("·", "案例没有标准依据，未对照"),
}
_VERDICTS = {
    "altered": "与出处有出入", "wrong_citation": "引错出处", "unsupported": "出处不支持", "unverifiable": "无法核对",
}  # fmt: skip


def case_section(result: Result, verdict: Verdict, run: Run) -> Html:
    """One case, folded; open to read why it came out so."""
    case = result.case
    marks = {one.key: mark_of(one, result, run.context) for one in _citations(result)}
    head = tag(
        "summary",
        tag("span", _state(result, verdict), class_="state"),
        tag("span", case.question, class_="question"),
        tag("span", f"{KIND_LABELS[case.kind]} · {case.id}", class_="id"),
        _lacking(verdict, run),
    )
    body = tag(
        "div",
        tag("div", _asked(result), _gold(result, run), class_="half"),
        tag("div", _said(result, marks), _cited(result, marks), class_="half"),
        class_="halves",
    )
    after = join((_scores(result, run), _passages(result, run)))
    return tag(
        "details", head, body, after,
        class_="case" + (" short" if verdict.weight else ""), id_=f"case-{case.id}",
        data_kind=case.kind, data_lacking=" ".join(verdict.lacking), data_short="1" if verdict.weight else "0",
    )  # fmt: skip


def _state(result: Result, verdict: Verdict) -> str:
    if result.outcome.error is not None:
        return "出错"
    return "未达标" if verdict.weight else "达标"


def _lacking(verdict: Verdict, run: Run) -> Html | None:
    names = [run.figures[name]["label"] for name in verdict.decisive if name in run.figures]
    return tag("span", "、".join(names), class_="lacking") if names else None


def _asked(result: Result) -> Html:
    case = result.case
    earlier = tag("ol", *(tag("li", one) for one in case.history), class_="history") if case.history else None
    limits = [f"截至 {case.as_of}"] if case.as_of else []
    limits += [f"只查 {'、'.join(case.collections)}"] if case.collections else []
    limits += [case.note] if case.note else []
    note = tag("p", "；".join(limits), class_="hint") if limits else None
    turns = (_part("此前的问题", earlier), _part("问题", tag("p", case.question))) if earlier else ()
    answer = result.outcome.answer
    searched = _part("按此查找", tag("p", answer.standalone)) if answer and answer.standalone else None
    return join((*turns, searched, note))


def _gold(result: Result, run: Run) -> Html:
    case = result.case
    parts = [] if case.answerable else [tag("p", "资料中没有答案，应当拒答。")]
    parts += [tag("p", case.answer)] if case.answer else []
    return join(
        (
            _part("标准答案", *parts),
            _part("必答要点", _points(case, result)),
            _part("不得断言", tag("ul", *(tag("li", one) for one in case.wrong)) if case.wrong else None),
            _part("标准依据", _evidence(result, run)),
        )
    )


def _points(case: Case, result: Result) -> Html | None:
    if not case.points:
        return None
    score, answer = result.scores.get("point_recall"), result.outcome.answer
    is_scored = score is not None and score.value is not None
    missed = score.detail.get("missed", []) if score is not None and is_scored else []
    items = []
    for point in case.points:
        lacks = point[0] in missed or (is_scored and answer is not None and answer.refused)
        mark = ("✗" if lacks else "✓") if is_scored else "·"
        items.append(tag("li", tag("em", mark), " 或 ".join(point), class_="bad" if lacks else None))
    return tag("ul", *items, class_="marked")


def _evidence(result: Result, run: Run) -> Html | None:
    if not result.case.evidence:
        return None
    items = []
    for one, (cited, rank) in zip(result.case.evidence, shown_evidence(result, run.context), strict=True):
        told = ["已引用" if cited else "未引用"] if result.outcome.answer is not None else []
        if result.outcome.passages is not None:
            told.append(f"检索第 {rank} 条" if rank else "未检索到")
        where = tag("span", f"《{one.document}》{_where(one)}", class_="place")
        quote = tag("q", one.quote) if one.quote else None
        items.append(tag("li", where, quote, tag("i", "，".join(told), class_=None if cited else "bad")))
    return tag("ul", *items, class_="evidence")


def _where(evidence: Evidence) -> str:
    page = f"第 {evidence.page} 页" if evidence.page else None
    return " · ".join(part for part in (evidence.section, evidence.article, page) if part)


def _said(result: Result, marks: Mapping[str, Mark]) -> Html:
    answer = result.outcome.answer
    if answer is None:
        return _part("回答", tag("p", result.outcome.error or "这次运行没有提问。", class_="bad"))
    refused = tag("p", f"拒答：{answer.reason or '没有说明理由'}", class_="refused") if answer.refused else None
    notices = [tag("p", one, class_="hint") for one in answer.notices]
    doubts = [
        tag("li", f"{_VERDICTS[one.verdict]}：{one.text}", class_="bad")
        for one in answer.claims
        if one.verdict in _VERDICTS
    ]
    checked = tag("ul", *doubts, class_="marked") if doubts else None
    said = tag("p", _with_marks(answer, marks), class_="answer")
    return _part("回答", refused, said, *notices, checked)


def _with_marks(answer: Answer, marks: Mapping[str, Mark]) -> Html:
    """The answer, its [1] as small numbers that look like their citation."""
    keys = {key for one in answer.claims for key in one.citations} | set(marks)
    if not keys:
        return text(answer.text)
    pieces = re.split(rf"\[({'|'.join(map(re.escape, sorted(keys, key=len, reverse=True)))})\]", answer.text)
    shown: list[Child] = []
    for at, piece in enumerate(pieces):
        shown.append(_key(piece, marks.get(piece, "broken")) if at % 2 else piece)
    return join(shown)


def _key(key: str, mark: Mark) -> Html:
    return tag("sup", key, class_=mark, title=MARKS[mark][1])


def _cited(result: Result, marks: Mapping[str, Mark]) -> Html | None:
    items = []
    for one in _citations(result):
        mark = marks[one.key]
        pages = () if one.page is None else (one.page,)
        where = " · ".join(part for part in (f"《{one.document}》", place(one.address, pages)) if part)
        head = tag("p", _key(one.key, mark), tag("i", f" {MARKS[mark][0]} {MARKS[mark][1]}"))
        shown = (head, tag("q", one.quote), tag("span", where, class_="place"))
        items.append(tag("li", *shown, class_=mark))
    return _part("引用", tag("ul", *items, class_="citations")) if items else None


def _scores(result: Result, run: Run) -> Html:
    """Each score with its reason; those that do not apply in one line."""
    shown = {name: one for name, one in result.scores.items() if one.status != "not_applicable" and name in run.figures}
    searched = [name for name in shown if group_of(name).startswith("检索")]
    rows: list[Child] = [
        _score_row(name, run.figures[name], one) for name, one in shown.items() if name not in searched
    ]
    rows += [_search_row(level, searched, result) for level in ("quote", "address", "document")]
    rest = [run.figures[name]["label"] for name in run.figures if name not in shown]
    note = tag("p", f"不适用：{'、'.join(rest)}。", class_="hint") if rest else None
    return _part("得分", tag("table", tag("tbody", *rows), class_="scores"), note)


def _score_row(name: str, about: Mapping[str, Any], score: Score) -> Html:
    value = "失败" if score.value is None else number(score.value, about["unit"])
    lacks = name in DECISIVE and score.value != float(about["higher_is_better"])
    mark = "bad" if lacks or score.value is None else None
    reason = score.reason or _detail(score.detail)
    return tag("tr", tag("th", about["label"], scope="row"), tag("td", value, class_=mark), tag("td", reason))


def _detail(detail: Mapping[str, Any]) -> str:
    known = {key: value for key, value in detail.items() if value not in ([], {}, "", None) and key != "trace"}
    return json.dumps(known, ensure_ascii=False) if known else ""


_LEVELS = {"quote": "引文", "address": "条款", "document": "文件"}


def _search_row(level: str, names: Sequence[str], result: Result) -> Html | None:
    mine = {name.partition("_")[2]: result.scores[name] for name in names if name.startswith(level)}
    if not mine:
        return None
    failed = next((one.reason for one in mine.values() if one.value is None), None)
    values = " · ".join(f"{name} {one.value:.2f}" for name, one in mine.items() if one.value is not None)
    gold: list[dict[str, Any]] = next((one.detail["gold"] for one in mine.values() if "gold" in one.detail), [])
    ranks = "；".join(f"{one['piece']}：{_rank(one['rank'])}" for one in gold)
    title = tag("th", f"检索（{_LEVELS[level]}）", scope="row")
    mark = "bad" if failed or any(one["rank"] is None for one in gold) else None
    best = "失败" if failed else min((one["rank"] for one in gold if one["rank"]), default=None)
    shown = best if isinstance(best, str) else _rank(best)
    return tag("tr", title, tag("td", shown, class_=mark), tag("td", failed or ranks, tag("i", values)))


def _rank(rank: int | None) -> str:
    return f"第 {rank} 条" if rank else "未找到"


def _passages(result: Result, run: Run) -> Html | None:
    found = result.outcome.passages
    if found is None:
        return None
    items = [_passage(at, one, is_gold(one, result, run.context)) for at, one in enumerate(found, 1)]
    inside = tag("ol", *items, class_="passages") if items else tag("p", "没有找到任何段落。")
    return tag("details", tag("summary", f"检索到的段落（{len(found)}）"), inside, class_="found")


def _passage(rank: int, passage: Passage, gold: bool) -> Html:
    where = " · ".join(
        part for part in (f"《{passage.document}》", place(passage.chunk.address, passage.pages)) if part
    )
    shown = passage.chunk.text
    cut = f"…（共 {len(shown)} 字）" if len(shown) > MOST_PASSAGE else ""
    head = tag(
        "p", f"{rank}  {where}", tag("i", f"{passage.score:.3f}{' · ✓ 标准依据' if gold else ''}"), class_="place"
    )
    return tag("li", head, tag("p", shown[:MOST_PASSAGE] + cut, class_="body"), class_="gold" if gold else None)


def _citations(result: Result) -> Sequence[Citation]:
    return result.outcome.answer.citations if result.outcome.answer is not None else ()


def _part(title: str, *children: Child) -> Html:
    return tag("div", tag("h4", title), *children, class_="part") if any(children) else Html("")


__all__ = ["MARKS", "MOST_PASSAGE", "case_section"]
