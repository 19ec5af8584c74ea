"""The workbook that staff fill in: there and back, and everything that people do to it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assistant.errors import UnreadableFileError, ZhibiError
from eval.cases import KIND_LABELS, Case, CaseFile, Evidence, load_cases
from eval.importers.columns import COLUMNS, GUIDE, SHEET
from eval.importers.spreadsheet import export_cases, import_cases

HEADERS = [column.header for column in COLUMNS]
ROW: dict[str, object] = {
    "编号": "a1",
    "题型": "数字",
    "问题": "共有多少个党支部？",
    "能否回答": "是",
    "标准答案": "46个",
    "必答要点": "46个 | 四十六个\n党员1128名",
    "依据": "总结.docx | 原文：共有党支部46个 | 页码：2\n办法.docx | 条号：第八条",
}


def cell(sheet: Worksheet, row: int, header: str, value: object) -> None:
    sheet.cell(row, HEADERS.index(header) + 1).value = value  # type: ignore[assignment]


def book(*rows: dict[str, object]) -> tuple[Workbook, Worksheet]:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = SHEET
    sheet.append(HEADERS)
    for number, row in enumerate(rows, 2):
        for header, value in row.items():
            cell(sheet, number, header, value)
    return made, sheet


def read(made: Workbook, place: Path) -> CaseFile:
    made.save(place / "c.xlsx")
    return import_cases(place / "c.xlsx")


def test_what_staff_wrote_becomes_a_case(tmp_path: Path) -> None:
    (case,) = read(book(ROW)[0], tmp_path).cases
    assert case.points == (("46个", "四十六个"), ("党员1128名",))
    assert case.evidence == (
        Evidence("总结.docx", quote="共有党支部46个", page=2),
        Evidence("办法.docx", article="第八条"),
    )


def test_the_demo_cases_come_back_as_they_went(tmp_path: Path) -> None:
    cases = load_cases(Path(__file__).parents[2] / "eval/datasets/demo/cases.jsonl")
    export_cases(cases, tmp_path / "demo.xlsx")
    assert import_cases(tmp_path / "demo.xlsx") == CaseFile(cases, ())


SIGNS = "党员46%=+-@|｜\\n_x000D：\"'是 1\n"
WORDS = (
    st.text(st.sampled_from(SIGNS) | st.characters(codec="utf-8", categories=["Lu", "Lo", "Nd", "Po"]), max_size=20)
    .filter(lambda text: any(one.isalnum() for one in text))
    .map(str.strip)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    question=WORDS, answer=WORDS, points=st.lists(st.lists(WORDS, min_size=1, max_size=3), max_size=3),
    history=st.lists(WORDS, min_size=1, max_size=2), quote=WORDS, document=WORDS,
)  # fmt: skip
def test_any_text_comes_back_as_it_went(
    tmp_path: Path, question: str, answer: str, points: list[list[str]], history: list[str], quote: str, document: str
) -> None:
    case = Case(
        "h1", "multi_turn", question, True, history=tuple(history), answer=answer,
        points=tuple(map(tuple, points)), evidence=(Evidence(document, quote, "第八条", "一、总则", 3),),
        as_of=date(2026, 3, 5), collections=("demo",), note="人工评分：2",
    )  # fmt: skip
    export_cases([case], tmp_path / "h.xlsx")
    found = import_cases(tmp_path / "h.xlsx")
    assert found.faults == ()
    assert found.cases == (case,)


def test_the_workbook_helps_whoever_fills_it_in(tmp_path: Path) -> None:
    export_cases([Case("f1", "figure", "=1+1 等于几？", True, answer="2")], tmp_path / "c.xlsx")
    made = load_workbook(tmp_path / "c.xlsx")
    sheet = made[SHEET]
    assert [one.value for one in sheet[1]] == HEADERS
    assert sheet.freeze_panes == "D2"
    assert (sheet["C2"].value, sheet["C2"].data_type) == ("=1+1 等于几？", "s")
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    assert lists["B2:B502"] == f'"{",".join(KIND_LABELS.values())}"'
    assert lists["E2:E502"] == '"是,否"'
    assert len(str(lists["B2:B502"])) <= 255, "Excel takes no longer list"
    told = {row[0] for row in made[GUIDE].iter_rows(values_only=True)}
    assert set(HEADERS) <= told


def test_a_text_that_no_cell_holds_is_told(tmp_path: Path) -> None:
    with pytest.raises(ZhibiError, match=r"'f1' 的“标准答案”有 40000 字"):
        export_cases([Case("f1", "figure", "多长？", True, answer="长" * 40_000)], tmp_path / "c.xlsx")


def test_numbers_and_dates_are_taken_where_they_are_plain(tmp_path: Path) -> None:
    made, _ = book(ROW | {"编号": 7, "标准答案": 46, "截至日期": datetime(2026, 3, 5)})
    (case,) = read(made, tmp_path).cases
    assert (case.id, case.answer, case.as_of) == ("7", "46", date(2026, 3, 5))


@pytest.mark.parametrize(
    ("header", "value", "style", "found"),
    [
        ("标准答案", 0.656, "0.0%", "是数字 0.656（显示格式 0.0%）"),
        ("问题", datetime(2026, 3, 5), "yyyy-mm-dd", "是日期 2026-03-05"),
        ("必答要点", 3.14, "General", "是数字 3.14"),
        ("题型", "算术", "@", '是 "算术"'),
        ("能否回答", "也许", "@", '是 "也许"'),
        ("问题", None, "@", "没有填写"),
        ("依据", "总结.docx | 页码：第二页", "@", "看不懂 页码：第二页"),
        ("依据", "总结.docx | 46个", "@", "看不懂 46个"),
        ("截至日期", "三月五日", "@", "三月五日"),
        ("标准答案", "#N/A", "@", "是公式错误 #N/A"),
    ],
)
def test_a_wrong_cell_is_told_with_sheet_row_and_column(
    tmp_path: Path, header: str, value: object, style: str, found: str
) -> None:
    made, sheet = book(ROW, ROW | {"编号": "a2"}, ROW | {"编号": "a3"})
    cell(sheet, 3, header, value)
    sheet.cell(3, HEADERS.index(header) + 1).number_format = style
    result = read(made, tmp_path)
    assert [case.id for case in result.cases] == ["a1", "a3"]
    (fault,) = result.faults
    letter = "ABCDEFGHIJKL"[HEADERS.index(header)]
    assert str(fault).startswith(f"{tmp_path / 'c.xlsx'} 工作表“案例” 第 3 行的 {letter} 列“{header}”：")
    assert found in fault.found


def test_empty_rows_are_passed_over_and_a_title_may_stand_above(tmp_path: Path) -> None:
    made, sheet = book(ROW, {}, ROW | {"编号": "a2"})
    sheet.insert_rows(1)
    sheet["A1"] = "党建科评测题库"
    sheet.merge_cells("A1:D1")
    found = read(made, tmp_path)
    assert [case.id for case in found.cases] == ["a1", "a2"]
    assert not found.faults


def test_merged_cells_are_told_once_and_the_other_rows_read(tmp_path: Path) -> None:
    made, sheet = book(*(ROW | {"编号": f"a{number}"} for number in range(1, 5)))
    sheet.merge_cells("F3:F4")
    found = read(made, tmp_path)
    assert [case.id for case in found.cases] == ["a1", "a4"]
    assert [(fault.line, fault.found) for fault in found.faults] == [(3, "F3:F4 是合并的单元格")]


def test_a_repeated_id_is_told_with_both_rows(tmp_path: Path) -> None:
    found = read(book(ROW, ROW)[0], tmp_path)
    assert len(found.cases) == 1
    assert [(fault.line, fault.found) for fault in found.faults] == [(3, "'a1' 与第 2 行相同")]


def test_an_unknown_header_is_told_and_the_rest_read(tmp_path: Path) -> None:
    made, sheet = book(ROW)
    sheet.cell(1, 13).value = "负责人"
    found = read(made, tmp_path)
    assert len(found.cases) == 1
    assert (found.faults[0].field, found.faults[0].found) == ("M 列", "不认识表头 负责人")


def test_a_missing_header_is_told(tmp_path: Path) -> None:
    made, sheet = book(ROW)
    sheet["C1"] = "题目"
    found = read(made, tmp_path)
    assert found.cases == ()
    assert [fault.found for fault in found.faults] == ["不认识表头 题目", "缺少表头 问题"]


def test_a_sheet_without_header_and_one_without_rows_are_told(tmp_path: Path) -> None:
    made = Workbook()
    made.worksheets[0]["A1"] = "随便写的"
    assert read(made, tmp_path).faults[0].found == "没有找到表头"
    assert read(book()[0], tmp_path).faults[0].found == "没有案例"


def test_a_file_that_is_no_workbook_is_told(tmp_path: Path) -> None:
    (tmp_path / "c.xlsx").write_bytes(b"not a workbook")
    with pytest.raises(UnreadableFileError, match="不是完好"):
        import_cases(tmp_path / "c.xlsx")
    with pytest.raises(UnreadableFileError, match="读不出来"):
        import_cases(tmp_path / "none.xlsx")
