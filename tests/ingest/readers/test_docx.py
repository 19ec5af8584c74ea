"""Word files made here with python-docx or by hand: order, headings, tables, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, LimitExceededError
from ingest.readers.docx import read
from ingest.readers.docx_archive import MAX_XML

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def saved(build: Callable[[Document], object]) -> bytes:
    document = Document()
    build(document)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def packed(document_xml: str, *, compress: bool = True) -> bytes:
    """A minimal .docx around the XML of its document part."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as archive:
        archive.writestr("word/document.xml", document_xml)
    return out.getvalue()


def body(inside: str) -> bytes:
    return packed(f"<w:document {W}><w:body>{inside}</w:body></w:document>")


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def found(data: bytes) -> list[tuple[str, str, int | None]]:
    return [(block.kind, block.text, block.level) for block in read(data, "a.docx").blocks]


def test_paragraphs_headings_and_tables_in_document_order() -> None:
    def build(document: Document) -> None:
        document.core_properties.title = "党建工作实施方案"
        document.add_heading("实施方案", 0)
        document.add_heading("一、总体要求", 1)
        document.add_paragraph("坚持党的全面领导。")
        table = document.add_table(3, 3)
        rows = (("事项", "单位", "时限"), ("学习", "党办", "3月"), ("培训", "", "4月"))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("二、保障措施")

    reading = read(saved(build), "a.docx")
    assert [(block.kind, block.text, block.level) for block in reading.blocks] == [
        ("heading", "实施方案", 1),
        ("heading", "一、总体要求", 1),
        ("paragraph", "坚持党的全面领导。", None),
        ("table_row", "事项：学习；单位：党办；时限：3月", None),
        ("table_row", "事项：培训；时限：4月", None),
        ("heading", "二、保障措施", None),
    ]
    assert (reading.title, reading.paged, len(reading.pages)) == ("党建工作实施方案", False, 1)
    assert reading.pages[0].text.splitlines()[2] == "坚持党的全面领导。"


def test_headings_by_chinese_style_names_and_outline_levels() -> None:
    def build(document: Document) -> None:
        own = document.styles.add_style("标题 2", WD_STYLE_TYPE.PARAGRAPH)
        heir = document.styles.add_style("公文小标题", WD_STYLE_TYPE.PARAGRAPH)
        heir.base_style = own
        document.add_paragraph("组织领导", style=own)
        document.add_paragraph("督促检查", style=heir)
        paragraph = document.add_paragraph("工作要求")
        paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="3"/>'))
        document.add_paragraph("普通一句。")

    assert found(saved(build)) == [
        ("heading", "组织领导", 2),
        ("heading", "督促检查", 2),
        ("heading", "工作要求", 4),
        ("paragraph", "普通一句。", None),
    ]


def test_merged_cells_are_said_once_across_and_in_every_row_downwards() -> None:
    def build(document: Document) -> None:
        table = document.add_table(4, 3)
        rows = (("考核评分表", "", ""), ("类别", "指标", "分值"), ("组织建设", "换届", "5"), ("", "党课", "10"))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        table.cell(0, 0).merge(table.cell(0, 2))
        table.cell(2, 0).merge(table.cell(3, 0))

    assert found(saved(build)) == [
        ("paragraph", "考核评分表", None),
        ("table_row", "类别：组织建设；指标：换届；分值：5", None),
        ("table_row", "类别：组织建设；指标：党课；分值：10", None),
    ]


def test_a_table_of_one_cell_is_a_frame_around_text() -> None:
    def build(document: Document) -> None:
        cell = document.add_table(1, 1).cell(0, 0)
        cell.text = "第一章 总则"
        cell.add_paragraph("第一条 为了加强管理，制定本办法。")

    assert [text for _, text, _ in found(saved(build))] == ["第一章 总则", "第一条 为了加强管理，制定本办法。"]


def test_insertions_count_and_deletions_fields_and_hidden_text_do_not() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    inside = (
        f"<w:p>{run.format('保留')}<w:ins>{run.format('增加')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGEREF x</w:instrText></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r>"
        "<w:r><w:t>姓名</w:t><w:tab/><w:t>张三</w:t></w:r></w:p>"
    )
    assert found(body(inside)) == [("paragraph", "保留增加姓名 张三", None)]


def test_text_boxes_and_content_controls_are_read_once() -> None:
    box = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice><w:txbxContent>{p('框中文字。')}</w:txbxContent></mc:Choice>"
        f"<mc:Fallback><w:txbxContent>{p('框中文字。')}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
    )
    control = f"<w:sdt><w:sdtContent>{p('控件文字。')}</w:sdtContent></w:sdt>"
    texts = [text for _, text, _ in found(body(f"<w:p><w:r><w:t>正文。</w:t></w:r><w:r>{box}</w:r></w:p>{control}"))]
    assert texts == ["正文。", "框中文字。", "控件文字。"]


def test_soft_line_breaks_part_items_and_not_sentences() -> None:
    inside = "<w:p><w:r><w:t>关于加强基层党组织</w:t><w:br/><w:t>建设的意见</w:t></w:r></w:p>"
    items = "<w:p><w:r><w:t>一是抓学习。</w:t><w:br/><w:t>二是抓落实。</w:t></w:r></w:p>"
    texts = [text for _, text, _ in found(body(inside + items))]
    assert texts == ["关于加强基层党组织建设的意见", "一是抓学习。", "二是抓落实。"]


def test_the_table_of_contents_is_left_out() -> None:
    def build(document: Document) -> None:
        contents = document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
        document.add_paragraph("第一章 总则\t1", style=contents)
        document.add_paragraph("第二章 附则.......... 9")
        document.add_paragraph("正文。")

    assert [text for _, text, _ in found(saved(build))] == ["正文。"]


def test_damage_is_repaired_and_told() -> None:
    reading = read(body(p("黨建引領發(fā)展,推進改革") + p("解決難題 50 0 餘項")), "a.docx")
    assert [block.text for block in reading.blocks] == ["党建引领发展，推进改革", "解决难题 500 余项"]
    assert "夹注拼音 1 处" in reading.warnings[0]


def test_a_file_without_text() -> None:
    with pytest.raises(EmptyFileError, match="没有任何文字"):
        read(saved(lambda document: None), "a.docx")


def test_damaged_files() -> None:
    whole = saved(lambda document: document.add_paragraph("正文。" * 200))
    for data in (whole[: len(whole) // 2], b"PK\x03\x04nothing", packed("<w:document"), b""):
        with pytest.raises(DamagedFileError, match="Word 文件“甲”已损坏"):
            read(data, "甲")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    with pytest.raises(DamagedFileError, match="缺少正文部分"):
        read(out.getvalue(), "甲")


def test_an_encrypted_archive() -> None:
    data = bytearray(packed(f"<w:document {W}/>", compress=False))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.find(mark) + (6 if mark.endswith(b"\x04") else 8)] |= 1
    with pytest.raises(EncryptedFileError, match="打开需要密码"):
        read(bytes(data), "甲")


@pytest.mark.parametrize("paragraph", ["<w:p/>", "<w:p><w:r><w:t>x</w:t></w:r></w:p>"])
def test_a_bomb_of_two_million_paragraphs_is_refused_before_it_is_opened(paragraph: str) -> None:
    data = body(paragraph * 2_000_000)
    assert len(data) < 400_000
    with pytest.raises(LimitExceededError, match="疑似异常文件"):
        read(data, "甲")


def test_a_document_larger_than_any_real_one_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("word/document.xml")
        archive.writestr(info, b"x")
    data = bytearray(out.getvalue())
    at = data.find(b"PK\x01\x02") + 24
    data[at : at + 4] = (MAX_XML + 1).to_bytes(4, "little")
    with pytest.raises(LimitExceededError):
        read(bytes(data), "甲")


def test_entities_are_not_expanded_and_tables_not_followed_without_end() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "哈哈哈哈"><!ENTITY b "&a;&a;&a;">]>'
    data = packed(f"{laughs}<w:document {W}><w:body>{p('前&b;后')}</w:body></w:document>")
    assert "哈" not in read(data, "a.docx").blocks[0].text
    nested = "<w:tbl><w:tr><w:tc>" * 60 + p("深处") + "</w:tc></w:tr></w:tbl>" * 60
    with pytest.raises(LimitExceededError, match="嵌套"):
        read(body(nested), "甲")


@pytest.mark.shared
def test_a_real_file_with_text_boxes(shared: Path) -> None:
    reading = read((shared / "data/files/textbox.docx").read_bytes(), "textbox.docx")
    texts = [block.text for block in reading.blocks]
    assert "Case closed." in texts and len(texts) == len(set(texts)) + 3  # Yes, Yes, Yes, No, No


@pytest.mark.shared
def test_a_real_file_with_headings_and_tables(shared: Path) -> None:
    reading = read((shared / "data/files/demo1-docx.docx").read_bytes(), "demo.docx")
    headings = [(block.text, block.level) for block in reading.blocks if block.kind == "heading"]
    assert ("1 这是第一章标题", 1) in headings and ("1.2.1 Table with rich cells", 3) in headings
    assert "Tab1：A；Tab2：B；Tab3：C" in [block.text for block in reading.blocks if block.kind == "table_row"]
