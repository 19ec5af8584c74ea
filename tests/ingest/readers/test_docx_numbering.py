"""Automatic numbering becomes the text that a reader sees, and structure finds the articles in it."""

from __future__ import annotations

import pytest
from words import definition, level, listed, p, style, styled, texts, use, word

from ingest.readers.docx import read
from ingest.readers.docx_numerals import written
from ingest.structure import address


@pytest.mark.parametrize(
    ("form", "values", "expected"),
    [
        ("decimal", (1, 10, 105), "1 10 105"),
        ("decimalZero", (0, 7, 12), "00 07 12"),
        ("chineseCounting", (1, 10, 11, 20, 99, 100, 105), "一 十 十一 二十 九十九 一○○ 一○五"),
        (
            "chineseCountingThousand",
            (10, 12, 21, 100, 105, 110, 1000, 1010, 10000, 20305),
            "十 十二 二十一 一百 一百零五 一百一十 一千 一千零一十 一万 二万零三百零五",
        ),
        ("japaneseCounting", (9, 10, 21, 100, 105, 110), "九 十 二十一 百 百五 百十"),
        ("ideographDigital", (1, 10, 25), "一 一〇 二五"),
        ("chineseLegalSimplified", (1, 10, 105), "壹 壹拾 壹佰零伍"),
        ("ideographTraditional", (1, 10, 11), "甲 癸 11"),
        ("ideographZodiac", (1, 12, 13), "子 亥 13"),
        ("ideographZodiacTraditional", (1, 2, 60, 61), "甲子 乙丑 癸亥 甲子"),
        ("decimalEnclosedCircle", (1, 20, 21, 36, 50, 51), "① ⑳ ㉑ ㊱ ㊿ 51"),
        ("decimalEnclosedParen", (1, 20, 21), "⑴ ⒇ 21"),
        ("decimalEnclosedFullstop", (1, 20), "⒈ ⒛"),
        ("decimalFullWidth", (1, 12), "１ １２"),
        ("upperLetter", (1, 26, 27, 53), "A Z AA AAA"),
        ("lowerLetter", (2, 28), "b bb"),
        ("upperRoman", (4, 9, 14, 1994), "IV IX XIV MCMXCIV"),
        ("lowerRoman", (3, 40), "iii xl"),
        ("ordinal", (1, 2, 3, 11, 22), "1st 2nd 3rd 11th 22nd"),
        ("numberInDash", (1,), "- 1 -"),
        ("bullet", (1,), ""),
        ("none", (1,), ""),
        ("upperLetter", (0, -3, 10**9), "0 -3 1000000000"),
        ("of a later standard", (7,), "7"),
    ],
)
def test_number_formats(form: str, values: tuple[int, ...], expected: str) -> None:
    assert " ".join(written(value, form) for value in values) == expected


RULES = definition(
    0,
    level(0, "chineseCountingThousand", "第%1章"),
    level(1, "chineseCountingThousand", "第%2条", '<w:lvlRestart w:val="0"/>'),
    level(2, "chineseCounting", "（%3）"),
    level(3, "decimal", "%4.", '<w:suff w:val="nothing"/>'),
)


def test_chapters_articles_and_items_become_text_and_structure() -> None:
    body = (
        listed("总则") + listed("为了加强管理，制定本办法。", 1) + listed("本办法适用于各支部：", 1)
        + listed("机关支部；", 2) + listed("项目支部。", 2) + listed("附则") + listed("本办法由党委负责解释。", 1)
        + listed("解释的范围；", 2) + listed("甲", 3)
    )  # fmt: skip
    data = word(body, numbering=RULES + use(1, 0))
    assert texts(data) == [
        "第一章 总则",
        "第一条 为了加强管理，制定本办法。",
        "第二条 本办法适用于各支部：",
        "（一）机关支部；",
        "（二）项目支部。",
        "第二章 附则",
        "第三条 本办法由党委负责解释。",
        "（一）解释的范围；",
        "1.甲",
    ]
    addresses = [(one.address.section, one.address.article) for one in address(read(data, "a").blocks)]
    assert addresses[3] == (("第一章 总则",), "第二条") and addresses[6] == (("第二章 附则",), "第三条")


def test_numbers_of_upper_levels_in_a_label_and_legal_digits() -> None:
    levels = (
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2", "<w:isLgl/>"),
        level(2, "lowerLetter", "%1-%2-%3)"),
    )
    body = (
        listed("甲")
        + listed("乙", 1)
        + listed("丙", 2)
        + listed("丁", 2)
        + listed("戊", 1)
        + listed("己")
        + listed("庚", 1)
    )
    assert texts(word(body, numbering=definition(0, *levels) + use(1, 0))) == [
        "一、甲", "1.1 乙", "一-1-a) 丙", "一-1-b) 丁", "1.2 戊", "二、己", "2.1 庚",
    ]  # fmt: skip


def test_counters_run_through_the_whole_document_and_lists_of_one_definition_count_on_together() -> None:
    first, again = listed("甲"), listed("丁", number=2)
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = definition(0, level(0, "decimal", "%1.")) + use(1, 0) + use(2, 0) + use(3, 0, restart)
    body = first + p("正文。") + listed("乙") + again + listed("戊", number=3) + listed("己", number=3) + listed("庚")
    expected = ["1. 甲", "正文。", "2. 乙", "3. 丁", "5. 戊", "6. 己", "7. 庚"]
    assert texts(word(body, numbering=numbering)) == expected


def test_an_overridden_level_and_a_restart_after_one_level_only() -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1）", start=3)}</w:lvlOverride>'
    numbering = definition(0, level(0, "decimal", "%1.")) + use(1, 0, own)
    assert texts(word(listed("甲") + listed("乙"), numbering=numbering)) == ["III）甲", "IV）乙"]
    levels = (
        level(0, "decimal", "%1."),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "%3)", '<w:lvlRestart w:val="1"/>'),
    )
    body = (
        listed("甲")
        + listed("乙", 1)
        + listed("丙", 2)
        + listed("丁", 1)
        + listed("戊", 2)
        + listed("己")
        + listed("庚", 2)
    )
    found = texts(word(body, numbering=definition(0, *levels) + use(1, 0)))
    assert (found[2], found[4], found[6]) == ("1) 丙", "2) 戊", "1) 庚")


def test_numbering_by_styles_their_parents_and_direct_removal() -> None:
    number = "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr>"
    styles = (
        style("zhang", "heading 1", number)
        + style("tiao", "条", f"<w:basedOn w:val='Normal'/>{number}")
        + style("kuan", "条（加粗）", "<w:basedOn w:val='tiao'/>")
        + style("wu", "无编号条", "<w:basedOn w:val='tiao'/><w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>")
    )
    levels = (
        level(0, "chineseCountingThousand", "第%1章", '<w:pStyle w:val="zhang"/>'),
        level(1, "chineseCountingThousand", "第%2条", '<w:pStyle w:val="tiao"/><w:lvlRestart w:val="0"/>'),
    )
    none = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>'
    body = (
        styled("总则", "zhang") + styled("目的。", "tiao") + styled("原则。", "kuan") + styled("说明。", "tiao", none)
        + styled("注。", "wu") + styled("职责", "zhang") + styled("分工。", "tiao")
    )  # fmt: skip
    data = word(body, styles=styles, numbering=definition(0, *levels) + use(1, 0))
    assert [(block.text, block.level) for block in read(data, "a").blocks] == [
        ("第一章 总则", 1), ("第一条 目的。", None), ("第二条 原则。", None), ("说明。", None), ("注。", None),
        ("第二章 职责", 1), ("第三条 分工。", None),
    ]  # fmt: skip


def test_a_definition_that_leads_to_a_numbering_style() -> None:
    styles = style("gongwen", kind="numbering", inside="<w:pPr><w:numPr><w:numId w:val='7'/></w:numPr></w:pPr>")
    link = '<w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="gongwen"/></w:abstractNum>'
    numbering = definition(0, level(0, "chineseCounting", "%1、")) + link + use(7, 0) + use(1, 1)
    assert texts(word(listed("总体要求"), styles=styles, numbering=numbering)) == ["一、总体要求"]
    loop = '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="gongwen"/></w:abstractNum>'
    assert texts(word(listed("总体要求"), styles=styles, numbering=loop + use(7, 0) + use(1, 0))) == ["总体要求"]


def test_bullets_and_empty_paragraphs_say_nothing_but_empty_ones_count() -> None:
    numbering = (
        definition(0, level(0, "decimal", "%1.")) + definition(1, level(0, "bullet", "\uf0b7")) + use(1, 0) + use(2, 1)
    )
    body = listed("甲") + listed("") + listed("丙") + listed("学习。", number=2)
    assert texts(word(body, numbering=numbering)) == ["1. 甲", "3. 丙", "学习。"]


def test_hidden_labels_and_lists_that_do_not_exist() -> None:
    hidden = level(0, "decimal", "%1.", "<w:rPr><w:vanish/></w:rPr>")
    assert texts(word(listed("甲") + listed("乙", number=9), numbering=definition(0, hidden) + use(1, 0))) == [
        "甲",
        "乙",
    ]
    assert texts(word(listed("甲", level=12), numbering=RULES + use(1, 0))) == ["甲"]


def test_numbering_that_is_damaged_is_told() -> None:
    data = word(listed("甲"), numbering="<w:abstractNum")
    reading = read(data, "a.docx")
    assert [block.text for block in reading.blocks] == ["甲"] and "numbering.xml 已损坏" in reading.warnings[0]


def test_cells_count_on_and_text_boxes_for_themselves() -> None:
    inside = f"<v:textbox><w:txbxContent>{listed('框')}</w:txbxContent></v:textbox>"
    box = f"<w:r><w:pict><v:shape>{inside}</v:shape></w:pict></w:r>"
    rows = f"<w:tbl><w:tr><w:tc>{listed('甲')}</w:tc></w:tr></w:tbl>"
    body = rows + listed("乙") + p(box) + listed("丙")
    found = texts(word(body, numbering=definition(0, level(0, "decimal", "%1.")) + use(1, 0)))
    assert found == ["1. 甲", "2. 乙", "1. 框", "3. 丙"]


def test_levels_that_were_skipped_count_as_used_the_first_time() -> None:
    levels = (level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3"))
    body = listed("甲", 2) + listed("乙", 1) + listed("丙") + listed("丁", 2) + listed("戊", 1)
    found = texts(word(body, numbering=definition(0, *levels) + use(1, 0)))
    assert found == ["1.1.1 甲", "1.2 乙", "2. 丙", "2.1.1 丁", "2.1 戊"]


def test_legal_digits_are_those_of_the_levels_above_and_bullets_have_no_number() -> None:
    levels = (
        level(0, "upperRoman", "Article %1."),
        level(1, "decimalZero", "Section %1.%2", "<w:isLgl/>"),
        level(2, "bullet", "-"),
        level(3, "decimal", "%1.%2.%3%4."),
    )
    body = listed("甲") + listed("乙", 1) + listed("丙", 3)
    found = texts(word(body, numbering=definition(0, *levels) + use(1, 0)))
    assert found == ["Article I. 甲", "Section 1.01 乙", "I.01.1. 丙"]
