"""The columns of the spreadsheet that staff fill in, and how what a case holds is written in one cell.

Several entries of one cell stand on lines of their own; parts of an entry are divided by |, half or full width. Where
a text itself holds one of these signs or a line break, a backslash goes before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eval.cases import KIND_LABELS, Case, Evidence

SHEET = "案例"
GUIDE = "说明"
YES, NO = "是", "否"
TEXT_FORMAT = "@"
"""Keeps Excel from turning 1-2 into a date and 65.6% into a number."""

EVIDENCE_PARTS: Mapping[str, str] = {"原文": "quote", "条号": "article", "章节": "section", "页码": "page"}
"""Label within an evidence entry -> field."""

_SPLIT = re.compile(r"(?<!\\)((?:\\\\)*)[|｜]")
_LABEL = re.compile(rf"\s*({'|'.join(EVIDENCE_PARTS)})\s*[:：]\s*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        width: In characters.
        required: Whether a sheet without it cannot be read.
        write: The case's part, as the text of the cell.
    """

    header: str
    field: str
    width: int
    required: bool
    meaning: str
    example: str
    write: Callable[[Case], str]


def escaped(text: str) -> str:
    return re.sub(r"([\\|｜])", r"\\\1", text).replace("\n", "\\n")


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text)


def entries(cell: str) -> list[str]:
    """The lines of a cell that say something, still escaped."""
    return [line for line in cell.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]


def parts(entry: str) -> list[str]:
    """The parts of an entry, still escaped."""
    return _SPLIT.sub(lambda found: found[1] + "\n", entry).split("\n")


def lines_of(texts: Iterable[str]) -> str:
    return "\n".join(map(escaped, texts))


def points_text(case: Case) -> str:
    return "\n".join(" | ".join(map(escaped, point)) for point in case.points)


def evidence_text(case: Case) -> str:
    return "\n".join(map(_evidence_entry, case.evidence))


def read_evidence(entry: str) -> dict[str, Any] | str:
    """The fields of an evidence entry, or what in it cannot be understood."""
    head, *rest = parts(entry)
    fields: dict[str, Any] = {"document": unescaped(head.strip())}
    for part in filter(str.strip, rest):
        label = _LABEL.match(part)
        if label is None or EVIDENCE_PARTS[label[1]] in fields:
            return unescaped(part.strip())
        value = unescaped(part[label.end() :].strip())
        if label[1] == "页码":
            if not value.isdecimal():
                return unescaped(part.strip())
            fields["page"] = int(value)
        elif value:
            fields[EVIDENCE_PARTS[label[1]]] = value
    return fields


def _evidence_entry(evidence: Evidence) -> str:
    told = [escaped(evidence.document)]
    for label, name in EVIDENCE_PARTS.items():
        value = getattr(evidence, name)
        if value is not None:
            told.append(f"{label}：{escaped(str(value))}")
    return " | ".join(told)


_KINDS = "、".join(KIND_LABELS.values())

COLUMNS: tuple[Column, ...] = (
    Column("编号", "id", 14, True, "每行一个，互不相同。", "djz-001", lambda case: case.id),
    Column("题型", "kind", 11, True, f"从下拉列表选取：{_KINDS}。", "数字", lambda case: KIND_LABELS[case.kind]),
    Column(
        "问题",
        "question",
        42,
        True,
        "照工作人员会怎样问来写，一行一问。",
        "2025年发展党员多少名？",
        lambda case: case.question,
    ),
    Column(
        "此前的问题",
        "history",
        28,
        False,
        "只用于“多轮”：此前问过的问题，从早到晚，每行一个。",
        "什么是三会一课？",
        lambda case: lines_of(case.history),
    ),
    Column(
        "能否回答",
        "answerable",
        10,
        True,
        "资料中有答案填“是”，没有填“否”；填“否”时不填标准答案、要点和依据。",
        YES,
        lambda case: YES if case.answerable else NO,
    ),
    Column("标准答案", "answer", 42, False, "一两句完整的话；没有可不填。", "发展党员32名。", lambda case: case.answer),
    Column(
        "必答要点",
        "points",
        34,
        False,
        "回答必须说到的内容，每行一个要点；同一要点的不同说法用 | 隔开，说到其中之一即可。"
        "数字、日期的不同写法不必列出。",
        "32名 | 32人",
        points_text,
    ),
    Column(
        "依据",
        "evidence",
        60,
        False,
        "答案出自哪里，每行一处：文件名 | 原文：…… | 条号：第十二条 | 章节：组织管理 | 页码：3。"
        "文件名必填，其余有什么填什么；原文须逐字照抄。",
        "05-总结.pdf | 原文：全年发展党员32名 | 页码：2",
        evidence_text,
    ),
    Column(
        "不得断言",
        "wrong",
        28,
        False,
        "回答中不应当作事实的说法，如前提中的错误、已作废的数字，每行一个。",
        "发展党员23名",
        lambda case: lines_of(case.wrong),
    ),
    Column(
        "截至日期",
        "as_of",
        13,
        False,
        "只许用这一天已经生效的文件回答；写作 2026-03-05，可不填。",
        "2026-03-05",
        lambda case: case.as_of.isoformat() if case.as_of else "",
    ),
    Column(
        "资料集",
        "collections",
        14,
        False,
        "只在这些资料集里查，每行一个；可不填。",
        "demo",
        lambda case: lines_of(case.collections or ()),
    ),
    Column(
        "备注",
        "note",
        30,
        False,
        "给人看的话；写上“人工评分：2”（0—2 分），可用来核对模型评分。",
        "待人工确认",
        lambda case: case.note,
    ),
)


__all__ = [
    "COLUMNS",
    "EVIDENCE_PARTS",
    "GUIDE",
    "NO",
    "SHEET",
    "TEXT_FORMAT",
    "YES",
    "Column",
    "entries",
    "parts",
    "read_evidence",
    "unescaped",
]
