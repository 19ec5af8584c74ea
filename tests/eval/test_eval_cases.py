"""Case files: what is read, and what is said of a line that breaks the rules."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import UnreadableFileError
from eval.cases import MOST_SHOWN, Case, CaseError, Evidence, case_line, load_cases, parse_cases

GOOD = {
    "id": "a",
    "kind": "figure",
    "question": "共有多少个党支部？",
    "answerable": True,
    "answer": "46个",
    "points": [["46个", "四十六个"]],
    "evidence": [{"document": "总结.pdf", "quote": "党支部46个", "page": 2}],
}
NOTHING = {"answer": "", "points": [], "evidence": []}


def line(**changes: Any) -> str:
    return json.dumps({key: value for key, value in (GOOD | changes).items() if value is not ...}, ensure_ascii=False)


def only_fault(text: str) -> Any:
    (fault,) = parse_cases(text.encode(), "案例.jsonl").faults
    return fault


def test_a_sound_file_gives_its_cases_in_order(tmp_path: Path) -> None:
    path = tmp_path / "案例.jsonl"
    second = line(
        id="b", kind="multi_turn", history=["前一问"], as_of="2026-03-05", collections=["demo"], note="核对过"
    )
    path.write_text(f"\ufeff{line()}\r\n\n{second}\n", encoding="utf-8")
    first, other = load_cases(path)
    assert first == Case(
        id="a", kind="figure", question="共有多少个党支部？", answerable=True, answer="46个",
        points=(("46个", "四十六个"),), evidence=(Evidence("总结.pdf", quote="党支部46个", page=2),),
    )  # fmt: skip
    assert (other.history, other.as_of, other.collections) == (("前一问",), date(2026, 3, 5), ("demo",))


def test_a_case_goes_round_through_its_line() -> None:
    full = line(history=["前一问"], wrong=["48个"], as_of="2026-03-05", collections=["demo"], note="核对过")
    for text in (full, line(), line(kind="unanswerable", answerable=False, **NOTHING)):
        (case,) = parse_cases(text.encode(), "x").cases
        assert parse_cases(case_line(case).encode(), "x").cases == (case,)


@pytest.mark.parametrize(
    ("text", "field", "found", "expected"),
    [
        (line(answerable="是"), "answerable", '是 "是"', "true 或 false"),
        (line(answerable=1), "answerable", "是 1", "true 或 false"),
        (line(kind="figures"), "kind", '是 "figures"', "factoid"),
        (line(question=...), "question", "没有这个字段", "非空的文字"),
        (line(question="  "), "question", '是 "  "', "非空的文字"),
        (line(question="a\x00b"), "question", "\\u0000", "不含控制字符"),
        (line(question="X").replace("X", r"\ud800"), "question", r'是 "\ud800"', "不含控制字符"),
        (line(anwser="46个"), "anwser", "不认识这个字段", "answer"),
        (line(points=["46个"]), "points[0]", '是 "46个"', "同义说法的列表"),
        (line(points=[[]]), "points[0]", "是 []", "同义说法的列表"),
        (line(points=[["46个", "——"]]), "points[0][1]", '是 "——"', "同义说法的列表"),
        (line(evidence=[{"quote": "党支部46个"}]), "evidence[0].document", "没有这个字段", "文件名或标题"),
        (line(evidence=[{"document": "a", "page": 0}]), "evidence[0].page", "是 0", "从 1 起的页码"),
        (line(evidence=[{"document": "a", "article": "八"}]), "evidence[0].article", '是 "八"', "第十二条"),
        (line(evidence=[{"document": "a", "file": "b"}]), "evidence[0].file", "不认识这个字段", "document"),
        (line(as_of="2026-02-30"), "as_of", '是 "2026-02-30"', "2026-03-05"),
        (line(as_of="20260305"), "as_of", '是 "20260305"', "2026-03-05"),
        (line(collections=[]), "collections", "是 []", "至少一个"),
        (line(kind="unanswerable", **NOTHING), "answerable", "answerable 却是 true", "false"),
        (line(answerable=False), "answer", "却给出了 answer、points、evidence", "空"),
        (line(**NOTHING), "", "没有可对照的内容", "至少给出一项"),
        (line(kind="conflict"), "evidence", "依据只有 1 条", "每种说法一条"),
        (line(kind="multi_turn"), "history", "没有此前的问题", "此前各问"),
        ("不是 JSON", "", "不是 JSON（第 1 个字符处）", "一个 JSON 对象"),
        ('["a"]', "", '是 ["a"]', "一个 JSON 对象"),
        ('{"id": "a", "id": "b"}', "", "字段 'id' 出现了两次", "一个 JSON 对象"),
        ('{"id": NaN}', "", "NaN 不是 JSON 的值", "一个 JSON 对象"),
        ('{"id": ' + "9" * 5000 + "}", "", "数字过长", "一个 JSON 对象"),
        ('{"id": ' + "[" * 200_000, "", "括号套得过深", "一个 JSON 对象"),
    ],
)  # fmt: skip
def test_a_fault_names_line_field_found_and_expected(text: str, field: str, found: str, expected: str) -> None:
    fault = only_fault(f"{line(id='before')}\n{text}\n")
    assert (fault.path, fault.line, fault.field) == ("案例.jsonl", 2, field)
    assert found in fault.found
    assert expected in fault.expected
    assert str(fault).startswith("案例.jsonl 第 2 行")


def test_bytes_that_are_no_utf8_are_a_fault() -> None:
    (fault,) = parse_cases('{"id": "党"}'.encode("gb18030"), "x").faults
    assert fault.found == "第 9 字节不是 UTF-8"


def test_a_duplicate_id_names_the_line_that_had_it_and_the_rest_is_kept() -> None:
    found = parse_cases(f"{line()}\n{line(id='b')}\n{line(question='又一问')}\n".encode(), "x")
    assert [case.id for case in found.cases] == ["a", "b"]
    assert [(fault.line, fault.found) for fault in found.faults] == [(3, "'a' 与第 1 行相同")]


def test_all_faults_of_a_file_come_together_and_the_message_is_capped(tmp_path: Path) -> None:
    path = tmp_path / "案例.jsonl"
    bad = [line(id=f"c{number}", answerable="否", question="") for number in range(15)]
    path.write_text("\n".join([line(), *bad]), encoding="utf-8")
    with pytest.raises(CaseError) as raised:
        load_cases(path)
    assert [fault.line for fault in raised.value.faults] == [number for number in range(2, 17) for _ in range(2)]
    lines = raised.value.message.splitlines()
    assert lines[0] == "评测案例有 30 处错误："
    assert len(lines) == MOST_SHOWN + 2
    assert lines[-1] == "  另有 10 处没有列出"


def test_a_file_without_cases_is_a_fault() -> None:
    assert str(only_fault("\n \n")) == "案例.jsonl 整个文件：没有案例；应为每行一个 JSON 对象"


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError, match=r"没有\.jsonl"):
        load_cases(tmp_path / "没有.jsonl")
