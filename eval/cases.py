"""Cases: questions with what is known to be right, one JSON object a line, read strictly.

A line that breaks a rule never becomes a case. `read_cases` gives the sound lines and the faults of the others;
`load_cases` gives all cases or raises one `CaseError` that lists the faults.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant.errors import UnreadableFileError, ZhibiError
from eval.case_lines import KINDS, CaseLine, Kind, read_line

KIND_LABELS: dict[Kind, str] = {
    "factoid": "事实",
    "figure": "数字",
    "definition": "定义",
    "procedure": "流程",
    "list": "列举",
    "comparison": "比较",
    "multi_document": "跨文件",
    "multi_turn": "多轮",
    "unanswerable": "无依据",
    "false_premise": "前提有误",
    "outdated_version": "版本更替",
    "conflict": "说法不一",
}

MOST_SHOWN = 20
"""Faults that a `CaseError` spells out; the others are counted."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the right answer stands.

    Attributes:
        document: File name (with or without its suffix) or title.
        quote: Words of the document that carry the answer.
        article: 第十二条 or 第12条.
        section: Heading, or the tail of a heading path with " / " between its parts.
        page: From 1 up.
    """

    document: str
    quote: str | None = None
    article: str | None = None
    section: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known to be right.

    Attributes:
        history: Earlier questions of the conversation, oldest first.
        answerable: Whether the documents carry an answer; where they do not, refusing is right.
        answer: The right answer in words, "" when none is given.
        points: What an answer must say; of each point any alternative will do.
        evidence: All of it is needed, except that the same quote in several documents is needed from one of them.
            An outdated_version case names the version in force only.
        wrong: What must not be asserted: the false premise, the superseded value.
        as_of: Only documents in force on this day may answer.
        collections: Only these may answer; None for all.
    """

    id: str
    kind: Kind
    question: str
    answerable: bool
    history: tuple[str, ...] = ()
    answer: str = ""
    points: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[Evidence, ...] = ()
    wrong: tuple[str, ...] = ()
    as_of: date | None = None
    collections: tuple[str, ...] | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class CaseFault:
    """What is wrong at one place of a case file.

    Attributes:
        line: From 1 up; 0 when the file as a whole is meant.
        field: As in "evidence[0].quote"; "" when the line as a whole is meant.
        found: What stands there, in Chinese.
        expected: What should stand there, in Chinese.
    """

    path: str
    line: int
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        place = f"第 {self.line} 行" if self.line else "整个文件"
        field = f"的 {self.field}" if self.field else ""
        return f"{self.path} {place}{field}：{self.found}；应为{self.expected}"


class CaseError(ZhibiError):
    """A case file breaks the rules; `faults` has every breach, the message the first `MOST_SHOWN`."""

    def __init__(self, faults: Sequence[CaseFault]) -> None:
        self.faults = tuple(faults)
        shown = "\n".join(f"  {fault}" for fault in self.faults[:MOST_SHOWN])
        rest = len(self.faults) - MOST_SHOWN
        more = f"\n  另有 {rest} 处没有列出" if rest > 0 else ""
        super().__init__(f"评测案例有 {len(self.faults)} 处错误：\n{shown}{more}", "请改正后再运行")


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What was read from a case file: the sound cases in order, and the faults of the other lines."""

    cases: tuple[Case, ...]
    faults: tuple[CaseFault, ...]


def load_cases(path: Path) -> tuple[Case, ...]:
    """All cases of a JSON Lines file.

    Raises:
        CaseError: Some line is no case, or there is none at all.
        UnreadableFileError: The file cannot be read.
    """
    found = read_cases(path)
    if found.faults:
        raise CaseError(found.faults)
    return found.cases


def read_cases(path: Path) -> CaseFile:
    """The sound cases of a JSON Lines file and every fault of the others. Raises UnreadableFileError."""
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise UnreadableFileError(f"案例文件 {str(path)!r} 读不出来：{exc.strerror}", "请检查路径与权限") from exc
    return parse_cases(data, str(path))


def parse_cases(data: bytes, path: str) -> CaseFile:
    """As `read_cases`, from the file's bytes; `path` is named in the faults. Blank lines are passed over."""
    cases: dict[str, tuple[int, Case]] = {}
    faults: list[CaseFault] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        found = read_line(line)
        if not isinstance(found, CaseLine):
            faults.extend(CaseFault(path, number, one.field, one.found, one.expected) for one in found)
        elif found.id in cases:
            there = f"{found.id!r} 与第 {cases[found.id][0]} 行相同"
            faults.append(CaseFault(path, number, "id", there, "各行互不相同的编号"))
        else:
            cases[found.id] = (number, _case(found))
    if not cases and not faults:
        faults.append(CaseFault(path, 0, "", "没有案例", "每行一个 JSON 对象"))
    return CaseFile(tuple(case for _, case in cases.values()), tuple(faults))


def case_line(case: Case) -> str:
    """The case as its line of JSON, without the line break; fields that say nothing are left out."""
    fields: dict[str, object] = {"id": case.id, "kind": case.kind, "question": case.question}
    if case.history:
        fields["history"] = case.history
    fields |= {"answerable": case.answerable, "answer": case.answer}
    optional = {
        "points": case.points,
        "evidence": [_evidence_fields(one) for one in case.evidence],
        "wrong": case.wrong,
        "as_of": case.as_of.isoformat() if case.as_of else None,
        "collections": case.collections,
        "note": case.note,
    }
    fields |= {name: value for name, value in optional.items() if value}
    return json.dumps(fields, ensure_ascii=False, allow_nan=False)


def _case(line: CaseLine) -> Case:
    return Case(
        id=line.id,
        kind=line.kind,
        question=line.question,
        answerable=line.answerable,
        history=tuple(line.history),
        answer=line.answer,
        points=tuple(tuple(alternatives) for alternatives in line.points),
        evidence=tuple(Evidence(**one.model_dump()) for one in line.evidence),
        wrong=tuple(line.wrong),
        as_of=date.fromisoformat(line.as_of) if line.as_of else None,
        collections=tuple(line.collections) if line.collections else None,
        note=line.note,
    )


def _evidence_fields(evidence: Evidence) -> dict[str, object]:
    fields = {
        "document": evidence.document,
        "quote": evidence.quote,
        "article": evidence.article,
        "section": evidence.section,
        "page": evidence.page,
    }
    return {name: value for name, value in fields.items() if value is not None}


__all__ = [
    "KINDS",
    "KIND_LABELS",
    "MOST_SHOWN",
    "Case",
    "CaseError",
    "CaseFault",
    "CaseFile",
    "Evidence",
    "Kind",
    "case_line",
    "load_cases",
    "parse_cases",
    "read_cases",
]
