"""Table rows that say by themselves what their cells mean."""

from __future__ import annotations

import pytest

from ingest.records import records


def texts(rows: list[list[str]], header_rows: int | None = None) -> list[str]:
    return [record.text for record in records(rows, header_rows)]


def test_column_names_are_repeated_in_every_row() -> None:
    rows = [["序号", "事项", "责任单位"], ["1", "制定方案", "党委组织部"], ["2", "", "工会"]]
    assert texts(rows) == ["序号：1；事项：制定方案；责任单位：党委组织部", "序号：2；责任单位：工会"]


def test_rows_names_under_a_blank_corner_stand_first() -> None:
    assert texts([["", "2024年", "2025年"], ["党员数", "1286", "1302"]]) == ["党员数；2024年：1286；2025年：1302"]


def test_a_name_over_several_columns_is_joined_with_the_names_below() -> None:
    rows = [["单位", "考核得分", "考核得分"], ["单位", "上半年", "下半年"], ["一分公司", "92", "95"]]
    assert texts(rows) == ["单位：一分公司；考核得分·上半年：92；考核得分·下半年：95"]


def test_a_cell_merged_over_columns_is_said_once_and_one_merged_over_rows_in_each() -> None:
    rows = [["项目", "一季度", "二季度"], ["党课", "开展", "开展"], ["培训", "3次", "4次"]]
    assert texts(rows)[0] == "项目：党课；一季度：开展；二季度：开展"
    rows = [["类别", "指标", "分值"], ["组织建设", "换届", "5"], ["组织建设", "党课", "10"]]
    assert texts(rows) == ["类别：组织建设；指标：换届；分值：5", "类别：组织建设；指标：党课；分值：10"]


def test_lines_over_the_whole_table_stay_lines() -> None:
    caption, part, note = ["附表 任务分工"] * 3, ["一、学习"] * 3, ["注：按季度报送。"] * 3
    found = records([caption, ["事项", "单位", "时限"], part, ["党课", "各支部", "3月"], note])
    assert [(record.text, record.is_record) for record in found] == [
        ("附表 任务分工", False),
        ("一、学习", False),
        ("事项：党课；单位：各支部；时限：3月", True),
        ("注：按季度报送。", False),
    ]
    assert [record.row for record in found] == [0, 2, 3, 4]


def test_a_row_of_names_in_the_middle_renames_the_columns() -> None:
    rows = [["", "本期", "上期"], ["收入", "10", "8"], ["", "期末", "期初"], ["资产", "90", "80"]]
    assert texts(rows) == ["收入；本期：10；上期：8", "资产；期末：90；期初：80"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["姓名：", "张三", "性别：", "男"]], ["姓名：张三；性别：男"]),
        ([["党员总数", "1302名"], ["党支部", "46个"]], ["党员总数：1302名", "党支部：46个"]),
        ([["1", "制定方案", "3月"], ["2", "组织实施", "4月"]], ["1；制定方案；3月", "2；组织实施；4月"]),
        ([["只有一格"]], ["只有一格"]),
        ([["甲", "乙", "丙"]], ["甲；乙；丙"]),
        ([], []),
    ],
)
def test_tables_without_column_names(rows: list[list[str]], expected: list[str]) -> None:
    assert texts(rows) == expected


def test_the_format_can_say_how_many_rows_name_the_columns() -> None:
    rows = [["2024", "2025"], ["1", "2"]]
    assert texts(rows, 1) == ["2024：1；2025：2"]


def test_line_breaks_inside_cells_become_spaces_and_short_rows_are_filled() -> None:
    assert texts([["事项", "单位"], ["第一行\n第二行"]]) == ["事项：第一行 第二行"]
