"""What a reader sees of a Word file: tracked changes, fields, hidden text, notes, margins, symbols, tables, forms."""

from __future__ import annotations

import pytest
from words import NAMESPACES, cell, kinds, p, packed, row, run, style, styled, table, texts, word

from ingest.errors import DamagedFileError, EmptyFileError, LimitExceededError
from ingest.readers.docx import read
from ingest.readers.docx_archive import MAX_PARAGRAPHS
from ingest.readers.docx_symbols import symbol
from ingest.readers.naming import stated_author

DELETED = "<w:rPr><w:del w:id='1'/></w:rPr>"


def field(code: str, result: str) -> str:
    kinds = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{kinds[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{kinds[1]}{result}{kinds[2]}"


# Tracked changes, as accepted.


def test_insertions_and_moves_are_taken_and_deletions_dropped() -> None:
    body = p(
        f"{run('原有')}<w:ins>{run('新增')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('移来')}</w:moveTo>{run('。')}"
    )
    reading = read(word(body), "a.docx")
    assert [block.text for block in reading.blocks] == ["原有新增移来。"]
    assert reading.warnings == ("文件带有未处理的修订，已按全部接受修订后的内容读取",)


def test_a_deleted_paragraph_mark_joins_two_paragraphs_under_the_style_of_the_second() -> None:
    styles = style("h", "heading 1")
    body = (
        styled("加强", "h", DELETED) + p("组织建设。") + p("", DELETED) + styled("二、保障", "h") + p("末段", DELETED)
    )
    assert kinds(word(body, styles=styles)) == [
        ("paragraph", "加强组织建设。"),
        ("heading", "二、保障"),
        ("paragraph", "末段"),
    ]


def test_a_deleted_mark_before_a_table_joins_nothing() -> None:
    body = p("表前", DELETED) + table(row(cell("框中。"))) + p("表后。")
    assert texts(word(body)) == ["表前", "框中。", "表后。"]


def test_deleted_rows_and_cells() -> None:
    rows = (
        row(cell("事项"), cell("单位"), cell("旧列", "<w:cellDel w:id='1'/>")),
        row(cell("旧事"), cell("旧办"), properties="<w:del w:id='2'/>"),
        row(cell("学习"), cell("党办"), properties="<w:ins w:id='3'/>"),
    )
    assert texts(word(table(*rows))) == ["事项：学习；单位：党办"]


# Fields.


def test_field_results_stay_and_their_codes_do_not() -> None:
    body = p(
        f"{run('见第')}{field(' REF _Ref1 ', run('三'))}{run('部分，第')}{field('PAGEREF x', run('7'))}{run('页。')}"
    )
    simple = p(f'{run("附件")}<w:fldSimple w:instr="SEQ 附件">{run("2")}</w:fldSimple>')
    assert texts(word(body + simple)) == ["见第三部分，第7页。", "附件2"]


def test_a_table_of_contents_is_left_out_with_its_title() -> None:
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o "1-3"</w:instrText></w:r>'
    entry = f"{begin}<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('第一章 总则 1')}"
    contents = p("目　录") + p(entry) + p(f"{run('第二章 附则 ')}{field('PAGEREF y', run('2'))}")
    end = p('<w:r><w:fldChar w:fldCharType="end"/></w:r>')
    gallery = "<w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj>"
    control = f"<w:sdt><w:sdtPr>{gallery}</w:sdtPr><w:sdtContent>{p('第一章 1')}</w:sdtContent></w:sdt>"
    assert texts(word(contents + end + p("正文。"))) == ["正文。"]
    assert texts(word(p("目录") + control + p("正文。"))) == ["正文。"]


def test_a_field_that_never_ends_swallows_nothing() -> None:
    body = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText></w:r>' + run("甲")) + p(
        "乙"
    )
    assert texts(word(body)) == ["甲", "乙"]
    assert texts(word(p('<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run("甲")))) == ["甲"]


def test_a_field_whose_end_was_deleted_swallows_nothing() -> None:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    assert texts(word(p(f"{begin}{run('甲')}<w:del>{end}</w:del>") + p("乙"))) == ["甲", "乙"]


def test_check_boxes_and_enclosed_characters_are_seen() -> None:
    box = '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{}</w:checkBox></w:ffData></w:fldChar></w:r>'
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    checked, open_ = box.format("<w:default w:val='0'/><w:checked/>"), box.format("<w:default w:val='0'/>")
    assert texts(word(p(f"{checked}{end}{run('同意')}{open_}{end}{run('反对')}"))) == ["☑同意□反对"]
    circle = "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>EQ \\o\\ac(○,3)</w:instrText></w:r>" + end
    assert texts(word(p(circle + run("学习")))) == ["③学习"]


# Hidden text.


def test_hidden_text_directly_by_styles_and_shown_again() -> None:
    hidden = "<w:rPr><w:vanish/></w:rPr>"
    styles = (
        style("a", "批注", hidden, "character")
        + style("b", "暗", hidden)
        + style("c", "暗之子", "<w:basedOn w:val='b'/>")
    )
    body = (
        p(
            run("明")
            + run("暗", "<w:vanish/>")
            + run("暗", '<w:rStyle w:val="a"/>')
            + run("亮", '<w:vanish w:val="0"/>')
        )
        + styled(run("暗"), "c")
        + styled(run("暗") + run("显", '<w:vanish w:val="false"/>') + run("反", '<w:rStyle w:val="a"/>'), "b")
    )
    assert texts(word(body, styles=styles)) == ["明亮", "显反"]


def test_a_placeholder_is_no_text() -> None:
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert texts(word(p(run("姓名：") + control.format(run("单击此处输入文字。"))))) == ["姓名："]
    assert texts(word(p("姓名：") + control.format(p("单击此处输入文字。")))) == ["姓名："]


# Notes and margins.


def note(kind: str, identifier: int, text: str) -> str:
    return f'<w:{kind} w:id="{identifier}">{p("<w:r><w:footnoteRef/></w:r>" + run(" " + text))}</w:{kind}>'


def refer(kind: str, identifier: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{identifier}"/></w:r>'


def test_notes_follow_the_paragraph_that_refers_to_them() -> None:
    body = p(run("甲") + refer("footnote", 2) + run("乙。") + refer("endnote", 1)) + p(
        run("丙。") + refer("footnote", 3)
    )
    data = word(
        body,
        footnotes=note("footnote", 2, "见章程。") + note("footnote", 3, "见条例。"),
        endnotes=note("endnote", 1, "尾注。"),
        settings='<w:footnotePr><w:numFmt w:val="decimalEnclosedCircle"/></w:footnotePr>',
    )
    assert kinds(data) == [
        ("paragraph", "甲乙。"),
        ("footnote", "① 见章程。"),
        ("footnote", "i 尾注。"),
        ("paragraph", "丙。"),
        ("footnote", "② 见条例。"),
    ]


def test_brackets_around_marks_go_with_them() -> None:
    one, two = refer("endnote", 1), refer("endnote", 2)
    body = p(run("甲[") + one + run("]，乙（丙）［") + one + run(", ") + two + run("］。"))
    notes = f'<w:endnote w:id="1">{p(run("[") + "<w:r><w:endnoteRef/></w:r>" + run("] 张某：论文。"))}</w:endnote>'
    assert [text for _, text in kinds(word(body, endnotes=notes))][:2] == ["甲，乙（丙）。", "i 张某：论文。"]


def test_marks_by_hand_and_anew_on_every_page_and_in_every_section() -> None:
    notes = "".join(note("footnote", at, f"注{at}") for at in range(1, 6))
    by_hand = '<w:r><w:footnoteReference w:customMarkFollows="1" w:id="1"/><w:t>*</w:t></w:r>'
    body = p(run("甲") + by_hand + refer("footnote", 2))
    assert [text for _, text in kinds(word(body, footnotes=notes))] == ["甲", "* 注1", "1 注2"]
    page = "<w:r><w:lastRenderedPageBreak/></w:r>"
    body = p(run("甲") + refer("footnote", 1) + refer("footnote", 2) + page + refer("footnote", 3)) + p(
        run("乙") + refer("footnote", 4)
    )
    settings = '<w:footnotePr><w:numRestart w:val="eachPage"/></w:footnotePr>'
    marks = [text[0] for kind, text in kinds(word(body, footnotes=notes, settings=settings)) if kind == "footnote"]
    assert marks == ["1", "2", "1", "2"]
    section = '<w:sectPr><w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr></w:sectPr>'
    body = p(run("甲") + refer("footnote", 1), section) + p(run("乙") + refer("footnote", 2)) + section
    assert [text[0] for kind, text in kinds(word(body, footnotes=notes)) if kind == "footnote"] == ["1", "1"]


def test_a_note_in_a_table_follows_its_row_and_missing_notes_are_nothing() -> None:
    rows = (
        row(cell("事项"), cell("单位")),
        row(cell(p(run("学习") + refer("footnote", 1))), cell("党办")),
        row(cell("培训"), cell(p(run("工会") + refer("footnote", 9)))),
    )
    assert kinds(word(table(*rows), footnotes=note("footnote", 1, "每月一次。"))) == [
        ("table_row", "事项：学习；单位：党办"),
        ("footnote", "1 每月一次。"),
        ("table_row", "事项：培训；单位：工会"),
    ]


def test_headers_and_footers_stand_in_the_margins_once_without_page_numbers() -> None:
    section = "".join(
        f'<w:{kind}Reference w:type="{which}" r:id="{name}"/>'
        for kind, which, name in (
            ("header", "default", "header1"),
            ("header", "first", "header2"),
            ("footer", "default", "footer1"),
        )
    )
    watermark = '<w:r><w:pict><v:shape><v:textpath string="内部资料"/></v:shape></w:pict></w:r>'
    body = p("甲。", f"<w:sectPr>{section}</w:sectPr>") + p("乙。") + f"<w:sectPr>{section}</w:sectPr>"
    data = word(
        body,
        header1=p("机密★3年") + p("某某公司"),
        header2=p("某某公司") + p(watermark),
        footer1=p(f"{run('第 ')}{field('PAGE', run('1'))}{run(' 页 共 3 页')}") + p("— 2 —"),
    )
    reading = read(data, "a.docx")
    assert reading.margins == ("机密★3年", "某某公司", "内部资料")
    assert [block.text for block in reading.blocks] == ["甲。", "乙。"]


def test_relations_that_lead_out_are_not_followed() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="h" Type="x/header" TargetMode="External" Target="file:///etc/passwd"/>'
        '<Relationship Id="g" Type="x/header" Target="../../../etc/passwd"/></Relationships>'
    )
    section = '<w:sectPr><w:headerReference r:id="h"/><w:headerReference r:id="g"/></w:sectPr>'
    document = f"<w:document {NAMESPACES}><w:body>{p('正文。')}{section}</w:body></w:document>"
    reading = read(packed({"word/document.xml": document, "word/_rels/document.xml.rels": relations}), "a.docx")
    assert (reading.margins, len(reading.blocks)) == ((), 1)


# Characters.


@pytest.mark.parametrize(
    ("font", "code", "shown"),
    [
        ("Wingdings", "F0FE", "☑"), ("Wingdings", "A8", "□"), ("Wingdings", "F081", "①"), ("Wingdings 2", "F052", "☑"),
        ("Wingdings 2", "50", "✓"), ("Symbol", "F061", "α"), ("Symbol", "F0B3", "≥"), ("MS Gothic", "2612", "☒"),
        ("宋体", "4E2D", "中"), ("Wingdings", "F0", "⇨"), ("Wingdings", "xyz", ""), ("Unknown", "F041", "\uf041"),
        ("Any", "D800", ""),
    ],
)  # fmt: skip
def test_characters_of_symbol_fonts(font: str, code: str, shown: str) -> None:
    assert symbol(font, code) == shown


def test_symbols_ruby_and_formulas_in_a_line() -> None:
    ruby = f"<w:r><w:ruby><w:rt>{run('dá')}</w:rt><w:rubyBase>{run('龘')}</w:rubyBase></w:ruby></w:r>"
    m = "<m:r><m:t>{}</m:t></m:r>".format
    formula = (
        f"<m:oMath>{m('y=')}<m:f><m:num>{m('a+b')}</m:num><m:den>{m('2')}</m:den></m:f>{m('+')}<m:sSup><m:e>{m('x')}</m:e>"
        f"<m:sup>{m('2')}</m:sup></m:sSup>{m('+')}<m:rad><m:radPr/><m:deg/><m:e>{m('n')}</m:e></m:rad></m:oMath>"
    )
    sign = '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>'
    assert texts(word(p(run("读") + ruby + run("，") + sign + run("是，") + formula))) == [
        "读龘，☑是，y=(a+b)/2+x^2+√n"
    ]


def test_the_form_of_a_thing_that_has_text_is_taken_once() -> None:
    def either(choice: str, fallback: str) -> str:
        return (
            f"<w:r><mc:AlternateContent><mc:Choice>{choice}</mc:Choice>"
            f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent></w:r>"
        )

    box = f"<w:txbxContent>{p('框中。')}</w:txbxContent>"
    assert texts(word(p(run("甲。") + either(box, box)) + p(run("乙。") + either("<w:drawing/>", box)))) == [
        "甲。", "框中。", "乙。", "框中。",
    ]  # fmt: skip


def test_text_boxes_in_hidden_or_deleted_places_are_not_seen() -> None:
    box = f"<w:r><w:txbxContent>{p('框中。')}</w:txbxContent></w:r>"
    hidden = f"<w:r><w:rPr><w:vanish/></w:rPr><w:txbxContent>{p('暗。')}</w:txbxContent></w:r>"
    assert texts(word(p(run("甲。") + f"<w:del>{box}</w:del>" + hidden))) == ["甲。"]


# Tables.


def test_header_rows_that_the_table_names_and_merged_cells() -> None:
    repeated = "<w:tblHeader/>"
    rows = (
        row(cell("项目", '<w:vMerge w:val="restart"/>'), cell("人数", '<w:gridSpan w:val="2"/>'), properties=repeated),
        row(cell("", "<w:vMerge/>"), cell("2024"), cell("2025"), properties=repeated),
        row(cell("党员"), cell("10"), cell("12")),
    )
    assert texts(word(table(*rows))) == ["项目：党员；人数·2024：10；人数·2025：12"]


def test_old_horizontal_merges_and_a_nested_table() -> None:
    inner = table(row(cell("甲"), cell("乙")), row(cell("1"), cell("2")))
    rows = (
        row(cell("考核表", '<w:hMerge w:val="restart"/>'), cell("", "<w:hMerge/>")),
        row(cell("名称"), cell("明细")),
        row(cell("支部"), cell(p("如下：") + inner)),
        row(cell("小组"), cell("无")),
    )
    assert texts(word(table(*rows))) == ["考核表", "名称：支部；明细：如下： 甲：1；乙：2", "名称：小组；明细：无"]


def test_a_table_that_only_places_text_gives_its_text() -> None:
    article = p("第一条 目的。") + p("第二条 范围。") + p("第三条 职责，由各单位分别承担并按月报告。")
    layout = table(row(cell("某某公司文件"), cell("2026年")), row(cell(article, '<w:gridSpan w:val="2"/>')))
    assert texts(word(layout))[-3:] == ["第一条 目的。", "第二条 范围。", "第三条 职责，由各单位分别承担并按月报告。"]
    form = table(
        row(cell("姓名："), cell("张某")),
        row(cell("事迹："), cell(p("带头学习。") + p("带头攻关。") + p("带头服务，受到群众好评。"))),
    )
    assert texts(word(form)) == ["姓名：张某", "事迹：带头学习。 带头攻关。 带头服务，受到群众好评。"]


# Styles, properties, namespaces.


def test_title_and_heading_styles_in_both_scripts_and_through_their_parents() -> None:
    styles = (
        style("t", "Title") + style("a", "标题 1") + style("b", "一级", "<w:basedOn w:val='a'/>")
        + style("c", "自定", "<w:basedOn w:val='b'/><w:pPr><w:outlineLvl w:val='2'/></w:pPr>")
        + style("d", "正文样式", "<w:basedOn w:val='a'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr>")
        + style("e", "循环", "<w:basedOn w:val='e'/>")
    )  # fmt: skip
    body = "".join(styled(f"行{one}", one) for one in "tabcde")
    found = [(block.kind, block.level) for block in read(word(body, styles=styles), "a").blocks]
    assert found == [
        ("heading", 1),
        ("heading", 1),
        ("heading", 1),
        ("heading", 3),
        ("paragraph", None),
        ("paragraph", None),
    ]


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("heading 3", 3), ("Heading 1,H1,章", 1), ("标题 2", 2), ("标题一", 1), ("二级标题", 2), ("3级标题", 3),
        ("標題 4", 4), ("副标题", None), ("正文", None), ("图表标题", None),
    ],
)  # fmt: skip
def test_names_of_heading_styles(name: str, heading: int | None) -> None:
    found = read(word(styled("组织领导", "s"), styles=style("s", name)), "a").blocks[0]
    assert (found.kind, found.level) == ("heading" if heading else "paragraph", heading)


@pytest.mark.parametrize(
    ("stated", "author"),
    [
        ("李某某", "李某某"), ("某某公司党委办公室", "某某公司党委办公室"), ("王某；赵某", "王某、赵某"),
        ("John A. Smith", "John A. Smith"), ("微软用户", None), ("Administrator", None), ("user", None), (None, None),
        ("Windows 用户", None), ("Microsoft Office User", None), ("lenovo-pc", None), ("zhangsan", None),
        ("python-docx", None), ("未知", None), ("", None), ("123", None),
    ],
)  # fmt: skip
def test_authors_that_are_names(stated: str | None, author: str | None) -> None:
    assert stated_author(stated) == author


def test_title_and_author_from_the_properties() -> None:
    core = "<dc:title>年度工作要点</dc:title><dc:creator>李某某</dc:creator>"
    reading = read(word(p("正文。"), core=core), "a.docx")
    assert (reading.title, reading.author) == ("年度工作要点", "李某某")


def test_the_strict_form_of_the_standard() -> None:
    namespaces = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main" xmlns:m="http://purl.oclc.org/ooxml/officeDocument/math"'
    formula = "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    document = f"<w:document {namespaces}><w:body>{p(run('严格。') + formula)}</w:body></w:document>"
    assert texts(packed({"word/document.xml": document})) == ["严格。x=1"]


def test_the_main_part_that_the_package_names() -> None:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="a" Type="{relation}" Target="/word/document2.xml"/></Relationships>'
    )
    document = f"<w:document {NAMESPACES}><w:body>{p('正文。')}</w:body></w:document>"
    assert texts(packed({"_rels/.rels": relations, "word/document2.xml": document})) == ["正文。"]


# What is left out is told; what is too much is refused.


def test_embedded_files_and_pictures_are_told() -> None:
    reading = read(word(p("正文。" * 100) + '<w:altChunk r:id="x"/>' + p("<w:r><w:object/></w:r>")), "a.docx")
    assert reading.warnings == ("文件中嵌有 2 个其他文件或对象，未打开，其中内容没有读取",)
    picture = '<w:r><w:pict><v:shape><v:imagedata r:id="x"/></v:shape></w:pict></w:r>'
    assert "图片中的文字没有识别" in read(word(p(run("扫描件") + picture)), "a.docx").warnings[0]
    with pytest.raises(EmptyFileError, match="只有图片"):
        read(word(p(picture)), "a.docx")


def test_macros_are_left_alone() -> None:
    document = f"<w:document {NAMESPACES}><w:body>{p('正文。')}</w:body></w:document>"
    assert texts(packed({"word/document.xml": document, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})) == ["正文。"]


def test_too_many_paragraphs_are_refused_though_they_pack_like_text() -> None:
    body = "".join(f"<w:p><w:r><w:t>{at * 7919 % 1_000_003}</w:t></w:r></w:p>" for at in range(MAX_PARAGRAPHS + 1))
    with pytest.raises(LimitExceededError, match="个段落"):
        read(word(body), "甲")


def test_a_billion_laughs_stay_silent() -> None:
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
    bomb = f'<!DOCTYPE x [<!ENTITY a0 "哈哈">{entities}<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    document = f"{bomb}<w:document {NAMESPACES}><w:body>{p('前&a9;&f;后')}</w:body></w:document>"
    try:
        assert texts(packed({"word/document.xml": document})) == ["前后"]
    except DamagedFileError as error:
        assert "已损坏" in error.message
