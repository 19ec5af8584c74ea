"""Excel workbooks: what a person sees in the cells, each row a record that says where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font
from workbooks import MAIN, raw, rows_of, saved, sections, texts

from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, LimitExceededError
from ingest.readers import read as read_any
from ingest.readers import sniff
from ingest.readers import workbook as workbook_module
from ingest.readers.sheet import read

LEDGER = [
    ["重点任务清单"],
    ["填报单位：党委办公室", None, None, "日期：2026年5月"],
    ["编号", "事项", "责任单位", "完成时限"],
    ["1", "学习全年安排", "党委办公室", date(2026, 5, 1)],
    ["2", "轮训", "组织部", date(2026, 6, 30)],
    ["说明：共2项任务。"],
]


def bold(book: Workbook, *rows: int) -> None:
    for sheet in book:
        for row in rows:
            for cell in sheet[row]:
                cell.font = Font(bold=True)


def test_title_header_rows_and_note_of_a_ledger() -> None:
    data = saved(("台账", LEDGER))
    reading = read_any(data, sniff(data, "a.bin"), "台账.xlsx")
    assert [(block.kind, block.text) for block in reading.blocks] == [
        ("heading", "重点任务清单"),
        ("heading", "台账"),
        ("paragraph", "填报单位：党委办公室　日期：2026年5月"),
        ("table_row", "编号：1；事项：学习全年安排；责任单位：党委办公室；完成时限：2026-05-01"),
        ("table_row", "编号：2；事项：轮训；责任单位：组织部；完成时限：2026-06-30"),
        ("paragraph", "说明：共2项任务。"),
    ]
    assert {section for section, _ in sections(reading)} == {("台账",)}
    assert not reading.paged


def test_a_row_is_found_again_by_its_line_on_the_sheets_page() -> None:
    reading = read(
        saved(("甲", [["名称", "值"], ["一", 1]]), ("乙", [[None], [None], ["名称", "值"], ["二", 2]])), "a.xlsx"
    )
    first, second = (page.text.split("\n") for page in reading.pages)
    assert first[2 - 1] == "名称：一；值：1"
    assert second[4 - 1] == "名称：二；值：2" and second[:2] == ["", ""]
    assert [block.page for block in reading.blocks] == [1, 1, 2, 2]


def test_merged_names_on_two_levels_join_and_merged_cells_repeat() -> None:
    rows = [
        ["部门", "预算", None, "执行", None],
        [None, "金额", "占比", "金额", "备注"],
        ["办公室", 1234.5, 0.85, 20, "培训"],
        [None, 5, 0.15, 3, "宣传"],
    ]

    def change(book: Workbook) -> None:
        sheet = book["表"]
        for area in ("A1:A2", "B1:C1", "D1:E1", "A3:A4"):
            sheet.merge_cells(area)
        for row in (3, 4):
            sheet.cell(row, 2).number_format, sheet.cell(row, 3).number_format = "#,##0.00", "0%"

    assert rows_of(saved(("表", rows), change=change)) == [
        "部门：办公室；预算/金额：1,234.50；预算/占比：85%；执行/金额：20；执行/备注：培训",
        "部门：办公室；预算/金额：5.00；预算/占比：15%；执行/金额：3；执行/备注：宣传",
    ]


def test_the_unit_of_a_table_is_in_the_path_of_its_rows() -> None:
    table = [
        ["经费预算表"],
        [None, None, "单位：万元"],
        ["部门", "类别", "金额"],
        ["办公室", "培训", 12],
        ["工会", "活动", 3],
    ]
    alone = read(saved(("预算", table)), "a.xlsx")
    assert {section for section, _ in sections(alone)} == {("预算（万元）",)}
    several = read(saved(("预算", table), ("别的", [["一", "二"], ["三", 4]])), "a.xlsx")
    assert sections(several)[0][0] == ("预算", "经费预算表（万元）")


@pytest.mark.parametrize("line", ["填报单位：党委办公室", "单位：党委办公室", "单位：集团公司元老委员会办"])
def test_a_unit_that_is_an_office_is_no_measure(line: str) -> None:
    reading = read(saved(("预算", [["经费表"], [line], ["部门", "金额"], ["甲", 1], ["乙", 2]])), "a.xlsx")
    assert "（" not in "".join(texts(reading))


def test_several_tables_on_a_sheet_have_names_of_their_own_and_gaps_do_not_part_one() -> None:
    rows: list[list[object]] = [
        ["支部情况"], ["支部", "人数"], ["一支部", 23], [], ["二支部", 18],
        [], ["会议情况"], ["会议", "次数", "日期"], ["支委会", 12, "每月"],
    ]  # fmt: skip
    found = sections(read(saved(("统计", rows), ("空", []), ("另", [["甲", "乙"], ["丙", 1]])), "a.xlsx"))
    assert found == [
        (("统计", "支部情况"), "支部：一支部；人数：23"),
        (("统计", "支部情况"), "支部：二支部；人数：18"),
        (("统计", "会议情况"), "会议：支委会；次数：12；日期：每月"),
        (("另",), "甲：丙；乙：1"),
    ]


def test_tables_side_by_side() -> None:
    rows = [["支部", "人数", None, "会议", "次数"], ["一支部", 23, None, "支委会", 12], ["二支部", 18, None, "党课", 4]]
    assert rows_of(saved(("表", rows))) == [
        "支部：一支部；人数：23",
        "支部：二支部；人数：18",
        "会议：支委会；次数：12",
        "会议：党课；次数：4",
    ]


def test_rows_that_only_part_or_repeat_or_number_the_columns_are_no_records() -> None:
    rows = [
        ["指标", "单位", "2024年", "2025年"], ["甲", "乙", 1, 2], ["一、组织建设"], ["党员数", "人", 100, 120],
        ["指标", "单位", "2024年", "2025年"], ["支部数", "个", 10, 12], ["制表：甲", None, None, "审核：乙"],
    ]  # fmt: skip
    reading = read(saved(("表", rows), change=lambda book: book["表"].merge_cells("A3:D3")), "a.xlsx")
    assert [text for _, text in sections(reading)] == [
        "指标：党员数；单位：人；2024年：100；2025年：120",
        "指标：支部数；单位：个；2024年：10；2025年：12",
    ]
    assert sections(reading)[0][0] == ("一、组织建设",)
    assert texts(reading)[-1] == "制表：甲　审核：乙"


def test_days_of_a_month_name_columns() -> None:
    rows = [["姓名", 1, 2, 3, 4], ["张三", "√", "√", "×", "√"], ["李四", "√", "√", "√", "√"]]
    assert rows_of(saved(("考勤", rows)))[0] == "姓名：张三；1：√；2：√；3：×；4：√"


def test_a_form_gives_keys_and_values() -> None:
    rows = [
        ["创新平台申报表"], ["项目名称", "智慧党建平台"], ["负责人", "张三", "职务", "书记"],
        ["电话", "13800000000", "日期", "2026-05-01"], ["内容", "围绕攻关开展。"],
        ["成员", "姓名", "单位", "分工"], [None, "王五", "一厂", "设计"], [None, "赵六", "二厂", "试验"],
    ]  # fmt: skip

    def change(book: Workbook) -> None:
        for area in ("A1:D1", "B2:D2", "B5:D5", "A6:A8"):
            book["申报"].merge_cells(area)

    assert rows_of(saved(("申报", rows), change=change)) == [
        "项目名称：智慧党建平台",
        "负责人：张三；职务：书记",
        "电话：13800000000；日期：2026-05-01",
        "内容：围绕攻关开展。",
        "成员：姓名：王五；单位：一厂；分工：设计",
        "成员：姓名：赵六；单位：二厂；分工：试验",
    ]


def test_a_list_of_keys_and_values() -> None:
    rows = [["项目名称", "智慧党建"], ["立项时间", date(2026, 1, 1)], ["经费", 50], ["负责人", "张三"]]
    assert rows_of(saved(("表", rows))) == ["项目名称：智慧党建", "立项时间：2026-01-01", "经费：50", "负责人：张三"]


def test_what_is_hidden_is_taken_in_and_said() -> None:
    def change(book: Workbook) -> None:
        book["乙"].sheet_state = "veryHidden"
        book["甲"].row_dimensions[3].hidden = True
        book["甲"].column_dimensions["B"].hidden = True

    table = [["名称", "值"], ["一", 1], ["二", 2]]
    reading = read(saved(("甲", table), ("乙", table), change=change), "a.xlsx")
    assert reading.warnings == (
        "工作表“甲”中隐藏的第 3 行已收入",
        "工作表“甲”中隐藏的 B 列已收入",
        "工作表“乙”在原文件中是隐藏的，其内容已收入",
    )
    assert [text for _, text in sections(reading)] == ["名称：一；值：1", "名称：二；值：2"] * 2


def test_formulas_give_their_saved_value_and_are_never_evaluated() -> None:
    cells = b'<c r="A1" t="inlineStr"><is><t>\xe6\x94\xb6\xe5\x85\xa5</t></is></c>'
    saved_value = b'<c r="A2"><f>SUM(1,2)</f><v>42</v></c><c r="B2"><f>WEBSERVICE("http://a.cn")</f></c>'
    data = raw(
        f"<worksheet {MAIN}><sheetData><row r='1'>".encode()
        + cells
        + b"</row><row r='2'>"
        + saved_value
        + b"</row></sheetData></worksheet>"
    )
    reading = read(data, "a.xlsx")
    assert "42" in reading.pages[0].text and "3" not in reading.pages[0].text
    assert reading.warnings == ("工作表“表”有 1 个公式没有保存计算结果，其值未收入",)


def test_what_is_printed_above_and_below_pages_is_kept_apart() -> None:
    def change(book: Workbook) -> None:
        book["甲"].oddHeader.center.text = "内部资料"
        book["甲"].oddFooter.center.text = "第 &P 页"

    reading = read(saved(("甲", [["名称", "值"], ["一", 1]]), change=change), "a.xlsx")
    assert reading.margins == ("内部资料",) and "内部资料" not in reading.pages[0].text


def test_attachments_stay_on_their_sheet() -> None:
    sheets = [(name, [["附件1"], [f"{name}统计表"], ["名称", "值"], ["一", 1]]) for name in ("附表1", "说明")]
    found = sections(read(saved(*sheets), "a.xlsx"))
    assert [section for section, text in found if text == "名称：一；值：1"] == [
        ("工作表“附表1”", "附表1统计表"),
        ("说明", "说明统计表"),
    ]


def empty_cells(rows: int, columns: int) -> Iterator[bytes]:
    yield f"<worksheet {MAIN}><sheetData>".encode()
    names = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[at] for at in range(columns)]
    for row in range(1, rows + 1):
        yield (
            b'<row r="%d">' % row
            + b"".join(b'<c r="%s%d" s="3"/>' % (name.encode(), row) for name in names)
            + b"</row>"
        )
    yield b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row></sheetData></worksheet>' % (rows + 1, rows + 1)


def test_a_million_empty_formatted_cells_are_passed_over_quickly() -> None:
    assert texts(read(raw(empty_cells(50_000, 20), "<si><t>只此一句。</t></si>"), "a.xlsx")) == ["只此一句。"]


def test_strings_named_a_million_times_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, "MAX_CHARACTERS", 10_000)
    cells = b"".join(b'<c r="A%d" t="s"><v>0</v></c>' % 1 for _ in range(100))
    data = raw(
        f"<worksheet {MAIN}><sheetData><row r='1'>".encode() + cells + b"</row></sheetData></worksheet>",
        f"<si><t>{'长' * 200}</t></si>",
    )
    with pytest.raises(LimitExceededError, match="文字超过"):
        read(data, "a.xlsx")


@pytest.mark.parametrize(
    ("limit", "sentence"), [("MAX_CELLS", "单元格超过"), ("MAX_ROWS", "行"), ("MAX_ELEMENTS", "单元格超过")]
)
def test_more_than_the_limits_is_refused(limit: str, sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_module, limit, 3)
    with pytest.raises(LimitExceededError, match=sentence):
        read(saved(("甲", [["名称", "值"]] * 5)), "a.xlsx")


def test_a_part_that_unpacks_to_too_much_is_refused_before_it_is_read() -> None:
    with pytest.raises(LimitExceededError, match="疑似异常文件"):
        read(raw(b"<worksheet>" + b" " * 40_000_000), "a.xlsx")


def test_entities_are_not_expanded() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>字&b;&f;</t></is></c></row>'
    assert texts(
        read(raw(f"{bomb}<worksheet {MAIN}><sheetData>{cell}</sheetData></worksheet>".encode()), "a.xlsx")
    ) == ["字"]


def test_files_that_cannot_be_read_are_sentences() -> None:
    with pytest.raises(EmptyFileError, match="没有任何文字"):
        read(saved(("空", [])), "a.xlsx")
    whole = saved(("甲", [["名称", "值"], ["一", 1]]))
    with pytest.raises(DamagedFileError, match=r"Excel 工作簿“a\.xlsx”已损坏"):
        read(whole[: len(whole) // 2], "a.xlsx")
    encrypted = bytearray(whole)
    for at in (at for at in range(len(encrypted)) if encrypted[at : at + 4] in (b"PK\x01\x02", b"PK\x03\x04")):
        encrypted[at + (8 if encrypted[at + 2] == 1 else 6)] |= 1
    with pytest.raises(EncryptedFileError, match="打开需要密码"):
        read(bytes(encrypted), "a.xlsx")
