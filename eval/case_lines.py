"""The wire form of a case: one line of JSON, validated strictly, its breaches told in Chinese."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from eval.normalise import article_label, canonical

Kind = Literal[
    "factoid",
    "figure",
    "definition",
    "procedure",
    "list",
    "comparison",
    "multi_document",
    "multi_turn",
    "unanswerable",
    "false_premise",
    "outdated_version",
    "conflict",
]
KINDS: tuple[Kind, ...] = get_args(Kind)

_TEXT = "非空的文字，不含控制字符"
_EXPECTED = {
    "id": _TEXT,
    "kind": "、".join(KINDS) + " 之一",
    "question": _TEXT,
    "history": '此前各问的列表，如 ["……"]',
    "answerable": "true 或 false",
    "answer": '文字，没有标准答案时为 ""',
    "points": '要点的列表，每个要点是同义说法的列表，如 [["三成", "30%"]]',
    "evidence": '依据的列表，如 [{"document": "办法.docx", "quote": "……"}]',
    "evidence.document": "文件名或标题",
    "evidence.quote": "原文文字或 null",
    "evidence.article": "形如 第十二条 的条号或 null",
    "evidence.section": "标题文字或 null",
    "evidence.page": "从 1 起的页码或 null",
    "wrong": "不得断言的说法的列表",
    "as_of": "形如 2026-03-05 的日期或 null",
    "collections": "至少一个资料集名称的列表，或 null",
    "note": "文字",
}
"""Field -> what may stand in it; items of lists go by their list."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOST_FOUND = 40
"""Characters of a wrong value that are shown."""


def _clean(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("control characters")
    return text


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("blank")
    return _clean(text)


def _telling(text: str) -> str:
    if not canonical(text):
        raise ValueError("nothing to compare")
    return _filled(text)


def _article(text: str) -> str:
    if article_label(text) is None:
        raise ValueError("no article")
    return text


def _day(text: str) -> str:
    if not _DATE.fullmatch(text):
        raise ValueError("no ISO date")
    date.fromisoformat(text)
    return text


Clean = Annotated[str, AfterValidator(_clean)]
Filled = Annotated[str, AfterValidator(_filled)]
Telling = Annotated[str, AfterValidator(_telling)]
"""Holds a letter, a character or a figure: something that can be found in an answer."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class EvidenceLine(_Strict):
    document: Filled
    quote: Telling | None = None
    article: Annotated[str, AfterValidator(_article)] | None = None
    section: Telling | None = None
    page: Annotated[int, Field(ge=1)] | None = None


class CaseLine(_Strict):
    """The fields are those of `eval.cases.Case`."""

    id: Filled
    kind: Kind
    question: Filled
    answerable: bool
    history: list[Filled] = []
    answer: Clean = ""
    points: list[Annotated[list[Telling], Field(min_length=1)]] = []
    evidence: list[EvidenceLine] = []
    wrong: list[Telling] = []
    as_of: Annotated[str, AfterValidator(_day)] | None = None
    collections: Annotated[list[Filled], Field(min_length=1)] | None = None
    note: Clean = ""


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that a line breaks; the fields are those of `eval.cases.CaseFault`."""

    field: str
    found: str
    expected: str


def read_line(line: bytes) -> CaseLine | list[Breach]:
    """The case in one line of JSON, or everything that is wrong with it."""
    fields = _json_object(line)
    if isinstance(fields, Breach):
        return [fields]
    try:
        case = CaseLine.model_validate(fields)
    except ValidationError as exc:
        return [_breach(error) for error in exc.errors(include_url=False)]
    return _contradictions(case) or case


def _json_object(line: bytes) -> dict[str, Any] | Breach:
    expected = "一个 JSON 对象，UTF-8 编码"
    try:
        fields = json.loads(line.decode("utf-8"), object_pairs_hook=_without_repeats, parse_constant=_no_constant)
    except UnicodeDecodeError as exc:
        return Breach("", f"第 {exc.start + 1} 字节不是 UTF-8", expected)
    except json.JSONDecodeError as exc:
        return Breach("", f"不是 JSON（第 {exc.colno} 个字符处）", expected)
    except RecursionError:
        return Breach("", "括号套得过深", expected)
    except ValueError as exc:  # ours, and the limit on digits
        return Breach("", str(exc) if isinstance(exc, _JsonRuleError) else "数字过长", expected)
    return fields if isinstance(fields, dict) else Breach("", f"是 {_shown(fields)}", expected)


class _JsonRuleError(ValueError):
    """Something that Python's reader lets pass."""


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise _JsonRuleError(f"字段 {next(name for name in names if names.count(name) > 1)!r} 出现了两次")
    return fields


def _no_constant(name: str) -> None:
    raise _JsonRuleError(f"{name} 不是 JSON 的值")


def _breach(error: ErrorDetails) -> Breach:
    place = error["loc"]
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).removeprefix(".")
    name = ".".join(part for part in place if isinstance(part, str))
    if error["type"] == "missing":
        return Breach(shown, "没有这个字段", _EXPECTED[name])
    if error["type"] == "extra_forbidden":
        return Breach(shown, "不认识这个字段", _known_fields(place))
    return Breach(shown, f"是 {_shown(error['input'])}", _EXPECTED[name])


def _known_fields(place: tuple[int | str, ...]) -> str:
    model: type[BaseModel] = EvidenceLine if place[0] == "evidence" and len(place) > 1 else CaseLine
    close = get_close_matches(str(place[-1]), model.model_fields, 1)
    return close[0] if close else f"{'、'.join(model.model_fields)} 之一"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= _MOST_FOUND else text[:_MOST_FOUND] + "…"


def _contradictions(case: CaseLine) -> list[Breach]:
    """What cannot all be meant at once."""
    found: list[Breach] = []
    if case.kind == "unanswerable" and case.answerable:
        found.append(Breach("answerable", "kind 是 unanswerable，answerable 却是 true", "false"))
    given = [name for name in ("answer", "points", "evidence") if getattr(case, name)]
    if not case.answerable and given:
        names = "、".join(given)
        found.append(Breach(given[0], f"answerable 是 false，却给出了 {names}", "空，或把 answerable 改为 true"))
    if case.answerable and not given and case.kind != "unanswerable":
        found.append(Breach("", "answerable 是 true，却没有可对照的内容", "answer、points、evidence 至少给出一项"))
    if case.kind == "conflict" and len(case.evidence) < 2:
        found.append(Breach("evidence", f"kind 是 conflict，依据只有 {len(case.evidence)} 条", "每种说法一条"))
    if case.kind == "multi_turn" and not case.history:
        found.append(Breach("history", "kind 是 multi_turn，却没有此前的问题", _EXPECTED["history"]))
    return found
