"""CSV and its kin."""

from __future__ import annotations

import pytest
from workbooks import texts

from ingest.errors import EmptyFileError, UnsupportedFormatError
from ingest.readers.delimited import rows, separator
from ingest.readers.sheet import read_csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_every_row_is_a_record(mark: str, encoding: str) -> None:
    lines = ["编号,事项,数量", '1,“三会一课”,"1,234"', "2,党课,12"]
    text = "\r\n".join(
        line if mark == "," else line.replace(",", mark).replace(f"1{mark}234", "1,234") for line in lines
    )
    reading = read_csv(text.encode(encoding), "表.csv")
    assert texts(reading) == ["编号：1；事项：“三会一课”；数量：1,234", "编号：2；事项：党课；数量：12"]
    assert reading.pages[0].text.split("\n")[3 - 1] == "编号：2；事项：党课；数量：12"


def test_a_title_above_and_a_note_below() -> None:
    text = '2026年台账,,\n编号,事项,备注\n1,学习,"分两期，\n每期5天"\n2,培训,无\n注：截至6月底,,\n'
    assert texts(read_csv(text.encode(), "表.csv")) == [
        "2026年台账",
        "编号：1；事项：学习；备注：分两期， 每期5天",
        "编号：2；事项：培训；备注：无",
        "注：截至6月底",
    ]


def test_a_quotation_mark_that_nothing_closes_swallows_no_more_than_its_cell() -> None:
    text = "名,值\n" + '"甲,1\n' + "".join(f"乙{at},{at}\n" for at in range(100))
    assert len(rows(text, ",")) >= 102


@pytest.mark.parametrize(
    ("text", "is_named", "expected"),
    [
        ("姓名,年龄\n张三,3\n李四,4\n", False, ","),
        ("姓名,部门\n张三,办公室\n李四,工会\n", True, ","),
        ("今天,我去了\n明天,我来了\n后天,我走了\n", False, None),
        ('{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n{"a": 5, "b": 6}\n', False, None),
        ("甲,乙,丙\n1,2\n3,4,5\n", False, None),
        ("没有分隔\n的文字\n", True, None),
        ("", True, None),
    ],
)
def test_what_parts_the_cells(text: str, is_named: bool, expected: str | None) -> None:
    assert separator(text, is_named) == expected


def test_a_table_read_in_the_wrong_encoding_is_repaired() -> None:
    text = "编号,事项,责任单位\n1,第一议题学习全年安排,党委办公室\n2,党支部书记集中轮训,党委组织部\n"
    reading = read_csv(text.encode().decode("latin-1").encode(), "表.csv")
    assert texts(reading)[-1] == "编号：2；事项：党支部书记集中轮训；责任单位：党委组织部"
    assert reading.warnings and reading.warnings[0].startswith("已自动修复原文中的乱码")


def test_what_is_no_table_is_a_sentence() -> None:
    with pytest.raises(EmptyFileError):
        read_csv(b",,\n,,\n", "a.csv")
    with pytest.raises(UnsupportedFormatError):
        read_csv(bytes(range(256)) * 40, "a.csv")
