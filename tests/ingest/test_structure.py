from __future__ import annotations

import pytest

from ingest.structure import address
from ingest.types import AddressedBlock, Block, PageRun

Path = tuple[str, ...]


def paragraph(text: str, page: int = 1) -> Block:
    return Block("paragraph", text, (PageRun(0, page),))


def heading(text: str, level: int) -> Block:
    return Block("heading", text, (PageRun(0, 1),), level)


def paths(*blocks: Block | str) -> list[Path]:
    return [one.address.section for one in addressed(*blocks)]


def addressed(*blocks: Block | str) -> list[AddressedBlock]:
    return address([paragraph(block) if isinstance(block, str) else block for block in blocks])


def test_chapters_sections_and_articles_nest() -> None:
    found = addressed(
        "第一章  总  则",
        "第一条 为了规范管理",
        "第二章 组织",
        "第一节　支部",
        "第二条 支部设置",
        "续款。",
        "第二节 小组",
        "第三条 小组",
    )
    assert [(one.address.section, one.address.article) for one in found] == [
        (("第一章 总则",), None),
        (("第一章 总则",), "第一条"),
        (("第二章 组织",), None),
        (("第二章 组织", "第一节 支部"), None),
        (("第二章 组织", "第一节 支部"), "第二条"),
        (("第二章 组织", "第一节 支部"), "第二条"),
        (("第二章 组织", "第二节 小组"), None),
        (("第二章 组织", "第二节 小组"), "第三条"),
    ]
    assert [one.block.kind for one in found[:3]] == ["heading", "paragraph", "heading"]


def test_an_article_goes_on_over_blocks_and_pages() -> None:
    found = address([paragraph("第一条 党员应当：", 1), paragraph("（一）学习；", 1), paragraph("（二）交费。", 2)])
    assert [one.address.article for one in found] == ["第一条"] * 3


def test_numbers_inside_an_article_are_items() -> None:
    body = "（一）加强学习。每月组织一次集中学习，做好记录并归档备查。"
    assert paths("第一条 职责：", "一、组织学习", body, "1.学习") == [()] * 4


@pytest.mark.parametrize(
    "reference", ["第三章规定的程序。", "第三章的规定", "第七节相应改为第八节，第一条不变。", "第二章、第三章"]
)
def test_a_reference_to_a_chapter_is_no_heading(reference: str) -> None:
    assert paths("第一章 总则", reference)[1] == ("第一章 总则",)


def test_the_four_levels_of_official_writing() -> None:
    assert paths(
        "一、总体要求",
        "正文。",
        "二、重点任务",
        "（一）抓学习",
        "1.抓制度",
        "（1）抓台账",
        "正文。",
        "（二）抓组织",
        "正文。",
    ) == [
        ("一、总体要求",),
        ("一、总体要求",),
        ("二、重点任务",),
        ("二、重点任务", "（一）抓学习"),
        ("二、重点任务", "（一）抓学习", "1.抓制度"),
        ("二、重点任务", "（一）抓学习", "1.抓制度", "（1）抓台账"),
        ("二、重点任务", "（一）抓学习", "1.抓制度", "（1）抓台账"),
        ("二、重点任务", "（二）抓组织"),
        ("二、重点任务", "（二）抓组织"),
    ]


def test_decimal_headings_follow_their_numbers() -> None:
    assert paths(
        "1 引言", "2025 年，平台建成。", "2 路径", "2.1 机制", "2.1.1 考核", "2.2 保障", "3 结语", "正文。"
    ) == [
        ("1 引言",),
        ("1 引言",),
        ("2 路径",),
        ("2 路径", "2.1 机制"),
        ("2 路径", "2.1 机制", "2.1.1 考核"),
        ("2 路径", "2.2 保障"),
        ("3 结语",),
        ("3 结语",),
    ]


def test_a_count_may_go_on_through_the_sections() -> None:
    assert paths("一、学习", "1.抓制度", "甲。", "二、组织", "2.抓换届", "乙。", "三、作风", "7.抓廉洁", "丙。")[
        4:
    ] == [
        ("二、组织", "2.抓换届"),
        ("二、组织", "2.抓换届"),
        ("三、作风",),
        ("三、作风",),
        ("三、作风",),
    ]


def test_numbers_outrank_levels_that_disagree_with_them() -> None:
    blocks = (
        heading("2 路径", 2),
        heading("2.1 机制", 3),
        paragraph("正文。"),
        heading("2.2 保障", 2),
        paragraph("正文。"),
    )
    assert paths(*blocks)[3:] == [("2 路径", "2.2 保障")] * 2


def test_levels_order_headings_without_numbers() -> None:
    blocks = (heading("背景", 1), heading("经过", 2), paragraph("正文。"), heading("成效", 2), heading("启示", 1))
    assert paths(*blocks) == [("背景",), ("背景", "经过"), ("背景", "经过"), ("背景", "成效"), ("启示",)]


def test_the_documents_own_title_is_no_section() -> None:
    for level in (1, 2):  # Word files often give the title the level of the chapters
        found = addressed(
            heading("党员积分管理办法", 1), "2026年1月1日通过", heading("第一章 总则", level), "第一条 为了"
        )
        assert [one.address.section for one in found] == [(), (), ("第一章 总则",), ("第一章 总则",)]
        assert found[0].block.kind == "heading"


def test_a_heading_that_runs_into_its_paragraph_ends_at_the_first_full_stop() -> None:
    found = addressed("一、任务", "（一）抓好学习，提升能力。各支部每月组织一次集中学习，做好记录。", "续段。")
    assert [one.address.section for one in found[1:]] == [("一、任务", "（一）抓好学习，提升能力")] * 2
    assert found[1].block.kind == "paragraph"


def test_lead_ins_and_list_items_are_no_headings() -> None:
    items = (
        "一是“职能支撑型”融合机制。",
        "1.学习",
        "2.会议",
        "3.活动",
        "（一）正式党员；",
        "12 人参加",
        "（1）需求机制：运用大数据。分析",
    )
    assert paths("一、做法", *items)[1:] == [("一、做法",)] * len(items)


def test_an_item_that_follows_a_heading_in_number_ends_its_section() -> None:
    body = "每月组织一次集中学习，由书记主持并做好记录。"
    assert paths("（一）建设", f"1.落实制度。{body}", "2.抓好三会一课。")[1:] == [
        ("（一）建设", "1.落实制度"),
        ("（一）建设",),
    ]


def test_attachments_are_parts_of_their_own() -> None:
    found = addressed("第一条 甲", "附件1", "积分标准", "第一条 乙", "附件2：登记表", "姓名")
    assert [(one.address.section, one.address.article) for one in found] == [
        ((), "第一条"),
        (("附件1 积分标准",), None),
        (("附件1 积分标准",), None),
        (("附件1 积分标准",), "第一条"),
        (("附件2：登记表",), None),
        (("附件2：登记表",), None),
    ]


def test_the_list_of_attachments_below_a_letter_begins_none() -> None:
    assert paths("请执行。", "附件：1.积分管理办法", "2.积分登记表", "中共某某公司委员会", "附件三所列事项") == [()] * 5


def test_a_table_of_contents_is_not_taken_for_the_headings() -> None:
    found = paths("目  录", "一、总体要求……1", "二、重点任务……2", "一、总体要求", "正文。", "二、重点任务", "正文。")
    assert found[1:3] == [("目录",)] * 2
    assert found[3:] == [("一、总体要求",)] * 2 + [("二、重点任务",)] * 2


def test_headings_known_by_name() -> None:
    blocks = ("引言", "正文。", "一、做法", "正文。", "结语", "正文。", "参考文献", "[1] 某书. 2020.")
    assert paths(*blocks) == [("引言",)] * 2 + [("一、做法",)] * 2 + [("结语",)] * 2 + [("参考文献",)] * 2


def test_keywords_cover_one_paragraph_only() -> None:
    assert paths("Keywords", "party building", "企业党建研究")[2] == ()


def test_table_rows_and_misused_heading_styles_are_body() -> None:
    row = Block("table_row", "一、序号：1；事项：学习", (PageRun(0, 1),))
    long = heading("各党支部要按照集团党委的部署要求，认真组织学习，做好记录并归档。" * 4, 2)
    found = addressed("一、任务", row, long)
    assert [one.address.section for one in found] == [("一、任务",)] * 3
    assert [one.block.kind for one in found] == ["heading", "table_row", "paragraph"]


def test_articles_styled_as_headings_stay_body_and_keep_their_items() -> None:
    found = addressed(heading("第一章 总则", 1), heading("第一条 党员应当遵守下列规定", 2), heading("（一）学习", 3))
    assert [one.address.article for one in found] == [None, "第一条", "第一条"]
    assert found[1].block.kind == "paragraph"


def test_a_heading_that_only_its_type_shows_lies_inside_the_numbered_ones() -> None:
    def guess(text: str) -> Block:
        return Block("heading", text, (PageRun(0, 1),))

    body = "各党支部要按照集团党委的部署要求，认真组织学习，做好记录并归档，按季度向上级党委报告开展情况。"
    blocks = (
        guess("党建工作方案"),
        guess("王某某"),
        "某部",
        guess("一、任务"),
        guess("工作目标"),
        body,
        guess("1.学习"),
        "2.会议",
    )
    assert paths(*blocks) == [()] * 3 + [("一、任务",)] + [("一、任务", "工作目标")] * 4
    assert paths(*blocks[:4], guess("工作目标"), body, guess("二、保障"))[-1] == ("二、保障",)


def test_markdown_marks_left_in_plain_text_count_as_levels() -> None:
    assert paths("## 1 作用", "### 1.1 引领", "**正文**")[2] == ("1 作用", "1.1 引领")
