"""Drafts made by hand, for the export tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assistant.drafting.types import Cell, Draft, Grid, OpenSlot, Origin, Paragraph, Section, Sentence, Spec, Task
from assistant.types import Citation, Claim, Finding, Verdict
from ingest.types import Address

RULES = "基层党建工作考核办法（试行）"


def citation(key: str, document: str = RULES, **changes: object) -> Citation:
    quote = "各党支部每季度至少开展一次主题党日活动"
    made = Citation(
        key, f"chunk{key}", f"doc{key}", document, f"/in/{key}.pdf", Address(("第二章 考核内容",), "第七条"), 3,
        quote, 0, len(quote), number="海风党发〔2026〕3号",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def sentence(
    text: str,
    *keys: str,
    verdict: Verdict = "supported",
    origin: Origin = "source",
    findings: Sequence[Finding] = (),
) -> Sentence:
    return Sentence(Claim(text, verdict, keys, tuple(findings)), origin)


def body(*sentences: Sentence) -> Paragraph:
    return Paragraph(sentences)


def heading(text: str, level: int) -> Paragraph:
    return Paragraph((sentence(text, verdict="unverifiable", origin="template"),), level)


def draft(*sections: Section, **changes: object) -> Draft:
    spec = Spec("work_summary", unit="海风公司党委", period="2026年", signed=date(2026, 3, 5))
    made = Draft(
        "d1", 2, spec, "海风公司党委2026年工作总结", sections or (summary(),),
        (citation("1"), citation("2", "中国共产党支部工作条例（试行）", number=None, page=None)),
        addressee="集团公司党委", signature=("海风公司党委", "2026年03月05日"),
        written_at="2026-03-05T08:00:00+00:00",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def summary() -> Section:
    """A section with everything in it."""
    altered = Finding("values", "altered", 0, 2, "13次", "12次", source="1", note="次数与原文不符")
    return Section(
        "results",
        "一、主要做法和成效",
        (
            heading("（一）抓实组织生活", 2),
            body(
                sentence("各党支部每季度至少开展一次主题党日活动，全年应到尽到。", "1"),
                sentence("党支部书记每年讲党课不少于一次。", "1", "2"),
                sentence("全年开展活动13次。", "1", verdict="altered", findings=[altered]),
            ),
            heading("1. 规范“三会一课”", 3),
            body(sentence("【待填：2026年发展党员人数】", origin="open", verdict="unverifiable")),
            heading("（1）上好专题党课", 4),
            body(
                sentence("本单位党员参学率98%。", origin="author", verdict="unverifiable"),
                sentence("这一做法在全系统推广。【待核实】", verdict="unsupported"),
            ),
        ),
        (tasks(),),
    )


def tasks() -> Grid:
    columns = ("事项", "措施", "责任单位", "时限", "成果", "依据")
    row = ("开展主题党日", "制定全年计划，按季度组织，做好记录并归档备查", "各党支部", "每季度末", "活动记录", RULES)
    return Grid(columns, (tuple(Cell(text, ("1",) if text == RULES else ()) for text in row),), "重点任务清单")


def plain(verdict: Verdict = "supported") -> Draft:
    """One section, one cited sentence of `verdict`."""
    section = Section("all", "一、情况", (body(sentence("全年开展活动12次。", "1", verdict=verdict)),))
    return draft(section, citations=(citation("1"),))


__all__ = [
    "RULES", "Cell", "Draft", "Grid", "OpenSlot", "Section", "Task", "body", "citation", "draft", "heading", "plain",
    "sentence", "summary", "tasks",
]  # fmt: skip
