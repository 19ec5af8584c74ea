"""The Word file, read from its parts and by python-docx."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm
from lxml import etree

from assistant.errors import ExportError
from assistant.export.edition import Edition
from assistant.export.template import Template
from assistant.export.templates import load_template
from assistant.export.types import Copy
from assistant.export.word import write_docx
from ingest.readers import read
from ingest.types import ReadOptions
from tests.assistant.export.export_drafts import (
    Cell,
    Draft,
    Grid,
    Section,
    body,
    citation,
    draft,
    heading,
    plain,
    sentence,
)

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PENDING = "【待填：2026年发展党员人数】"


def parts(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def root(data: bytes, name: str = "word/document.xml") -> etree._Element:
    return etree.fromstring(parts(data)[name])


def texts(element: etree._Element) -> str:
    return "".join(node.text or "" for node in element.iter(f"{W}t"))


def notes(data: bytes) -> dict[int, str]:
    found = root(data, "word/footnotes.xml").findall(f"{W}footnote")
    return {int(note.get(f"{W}id") or 0): texts(note).strip() for note in found if note.get(f"{W}type") is None}


def test_page_margins_and_grid_are_those_of_the_standard() -> None:
    data = write_docx(plain(), None).data
    section = Document(io.BytesIO(data)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    sides = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    for side, wanted in zip(sides, (37, 28, 26, 35), strict=True):
        assert side == pytest.approx(Mm(wanted), abs=Mm(0.05))
    grid = root(data).find(f".//{W}docGrid")
    assert grid is not None and grid.get(f"{W}type") == "linesAndChars"
    pitch, space = int(grid.get(f"{W}linePitch") or 0), int(grid.get(f"{W}charSpace") or 0)
    width, height = 11906 - 1587 - 1474, 16838 - 2098 - 1984
    assert height // pitch == 22
    assert int(width / 20 / (16 + space / 4096)) == 28


def test_every_run_names_its_chinese_font() -> None:
    data = write_docx(draft(), None, Edition("evidence")).data
    for name in ("word/document.xml", "word/footnotes.xml", "word/footer1.xml"):
        for run in root(data, name).iter(f"{W}r"):
            if run.find(f"{W}separator") is None and run.find(f"{W}continuationSeparator") is None:
                fonts = run.find(f"{W}rPr/{W}rFonts")
                assert fonts is not None and fonts.get(f"{W}eastAsia"), etree.tostring(run)


@pytest.mark.parametrize(
    ("text", "style", "font", "size"),
    [
        ("海风公司党委2026年工作总结", "Title", "方正小标宋简体", 22),
        ("一、主要做法和成效", "Heading 1", "黑体", 16),
        ("（一）抓实组织生活", "Heading 2", "楷体_GB2312", 16),
        ("1. 规范“三会一课”", "Heading 3", "仿宋_GB2312", 16),
        ("（1）上好专题党课", "Heading 4", "仿宋_GB2312", 16),
        (PENDING, "Body Text", "仿宋_GB2312", 16),
        ("集团公司党委：", "主送机关", "仿宋_GB2312", 16),
    ],
)
def test_each_part_has_its_style_font_and_size(text: str, style: str, font: str, size: float) -> None:
    document = Document(io.BytesIO(write_docx(draft(), None).data))
    paragraph = next(one for one in document.paragraphs if one.text == text)
    assert paragraph.style is not None and paragraph.style.name == style
    fonts = paragraph.runs[0]._r.find(f"{W}rPr/{W}rFonts")
    assert fonts is not None and fonts.get(f"{W}eastAsia") == font
    own = paragraph.style.font.size
    assert own is not None and own.pt == size
    assert not any(run.bold for run in paragraph.runs) and not paragraph.style.font.bold


def test_headings_have_outline_levels() -> None:
    styles = root(write_docx(plain(), None).data, "word/styles.xml")
    levels = {
        style.get(f"{W}styleId"): level.get(f"{W}val")
        for style in styles.iter(f"{W}style")
        if (level := style.find(f"{W}pPr/{W}outlineLvl")) is not None
    }
    assert levels == {"Heading1": "0", "Heading2": "1", "Heading3": "2", "Heading4": "3"}


def test_the_chapters_of_a_rule_stand_in_the_middle() -> None:
    rule = replace(draft(), sections=(Section("general", "第一章　总则", (body(sentence("第一条　为规范工作。")),)),))
    shown = Document(io.BytesIO(write_docx(rule, None).data)).paragraphs
    chapter = next(one for one in shown if one.text == "第一章　总则")
    assert chapter.alignment == WD_ALIGN_PARAGRAPH.CENTER and chapter.paragraph_format.first_line_indent == 0
    usual = Document(io.BytesIO(write_docx(draft(), None).data)).paragraphs
    assert all(one.alignment is None for one in usual if one.text.startswith("一、"))


def test_body_text_is_indented_by_two_characters() -> None:
    styles = root(write_docx(plain(), None).data, "word/styles.xml")
    indent = styles.find(f".//{W}style[@{W}styleId='BodyText']/{W}pPr/{W}ind")
    assert indent is not None and indent.get(f"{W}firstLineChars") == "200"


def test_a_cited_sentence_has_a_footnote_with_title_number_article_and_page() -> None:
    found = notes(write_docx(draft(), None).data)
    rules = "《基层党建工作考核办法（试行）》（海风党发〔2026〕3号）第七条，第3页"
    assert found == {
        1: f"{rules}。",
        2: f"{rules}；《中国共产党支部工作条例（试行）》第七条。",
        3: f"{rules}。",
        4: f"{rules}。",
    }


def test_every_note_is_referred_to_once_and_the_parts_know_each_other() -> None:
    data = write_docx(draft(), None).data
    referred = [int(one.get(f"{W}id") or 0) for one in root(data).iter(f"{W}footnoteReference")]
    assert referred == sorted(notes(data)) and referred[0] == 1
    kinds = [note.get(f"{W}type") for note in root(data, "word/footnotes.xml")[:2]]
    assert kinds == ["separator", "continuationSeparator"]
    package = parts(data)
    assert b"relationships/footnotes" in package["word/_rels/document.xml.rels"]
    assert b"/word/footnotes.xml" in package["[Content_Types].xml"]
    named = set(re.findall(rb'PartName="/([^"]+)"', package["[Content_Types].xml"]))
    assert named == {name.encode() for name in package if not name.endswith(".rels") and name[0] != "["}


def test_cells_of_a_table_that_say_the_same_share_their_note() -> None:
    rows = tuple((Cell(f"事项{at}", ("1",)),) for at in range(3))
    data = write_docx(draft(Section("t", "", (), (Grid(("事项",), rows),))), None).data
    assert list(notes(data)) == [1]
    assert texts(root(data)).count("事项") == 4
    instructions = [one.text or "" for one in root(data).iter(f"{W}instrText")]
    assert [one.split()[:2] for one in instructions] == [["NOTEREF", "_RefNote1"]] * 2
    marks = [one.get(f"{W}name") for one in root(data).iter(f"{W}bookmarkStart")]
    assert marks == ["_RefNote1"]


def test_a_clean_copy_has_no_trace_of_notes() -> None:
    data = write_docx(plain(), None, Edition("clean")).data
    assert "word/footnotes.xml" not in parts(data)
    assert not any(b"footnoteReference " in part or b"footnotePr" in part for part in parts(data).values())
    assert "全年开展活动12次。" in texts(root(data))


def test_an_evidence_copy_lays_claims_beside_their_sources() -> None:
    document = Document(io.BytesIO(write_docx(draft(), None, Edition("evidence")).data))
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert rows[0] == ["注号", "文中表述", "出处", "原文摘录", "核对结论"]
    altered = next(row for row in rows if row[1] == "全年开展活动13次。")
    assert altered[3] == citation("1").quote
    assert altered[4] == "与原文有出入；“13次”应为“12次”（次数与原文不符）"
    author = next(row for row in rows if row[1] == "本单位党员参学率98%。")
    assert author[2:] == ["—", "—", "由撰稿人提供，未与文献核对"]


def test_an_evidence_copy_makes_stand_out_what_is_open_or_wrong() -> None:
    def looks(copy: Copy) -> dict[str, str]:
        document = root(write_docx(draft(), None, Edition(copy, acknowledged=True)).data)
        found = {}
        for run in document.iter(f"{W}r"):
            for name in ("highlight", "shd"):
                if run.find(f"{W}rPr/{W}{name}") is not None:
                    found[texts(run)] = name
        return found

    assert looks("evidence") == {PENDING: "highlight", "【待核实】": "highlight", "全年开展活动13次。": "shd"}
    assert looks("footnotes") == looks("clean") == {}
    assert PENDING in texts(root(write_docx(draft(), None, Edition("clean", acknowledged=True)).data))


def test_a_table_spans_the_text_and_repeats_its_head() -> None:
    data = write_docx(draft(), None).data
    table = root(data).find(f".//{W}tbl")
    assert table is not None
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.findall(f"{W}tr")] == [True, False]
    widths = [int(column.get(f"{W}w") or 0) for column in table.iter(f"{W}gridCol")]
    assert sum(widths) == 11906 - 1587 - 1474 and min(widths) > 500
    after = table.getnext()
    assert after is not None and after.tag == f"{W}p"


def test_page_numbers_stand_outside_on_odd_and_even_pages() -> None:
    data = write_docx(plain(), None).data
    document = Document(io.BytesIO(data))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    assert (odd.alignment, even.alignment) == (WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT)
    assert odd.text == "— 1 —"
    styles = root(data, "word/styles.xml")
    size = styles.find(f".//{W}style[@{W}styleId='Footer']/{W}rPr/{W}sz")
    assert size is not None and size.get(f"{W}val") == "28"
    fonts = odd.runs[0]._r.find(f"{W}rPr/{W}rFonts")
    assert fonts is not None and {fonts.get(f"{W}{side}") for side in ("ascii", "eastAsia")} == {"宋体"}


def test_the_day_is_unpadded_and_the_unit_stands_centred_above_it() -> None:
    made = draft(signature=("中共海风能源公司委员会", "二〇二六年三月五日"))
    paragraphs = Document(io.BytesIO(write_docx(made, None).data)).paragraphs
    unit = next(one for one in paragraphs if one.text == "中共海风能源公司委员会")
    day = next(one for one in paragraphs if one.text == "2026年3月5日")
    chars = [one._p.find(f"{W}pPr/{W}ind").get(f"{W}rightChars") for one in (unit, day)]
    assert chars == ["150", "400"]  # eleven characters over six: two and a half more on either side
    assert day.style is not None and day.style.name == "Date"


@pytest.mark.parametrize("given", ["海风党发[2026]012号", "海风党发（2026）第12号", "海风党发〔2026〕12号"])
def test_the_document_number_is_written_by_the_standard(given: str) -> None:
    exported = write_docx(draft(number=given), None)
    assert "海风党发〔2026〕12号" in texts(root(exported.data))
    assert any("已按 GB/T 9704" in notice for notice in exported.notices) == (given != "海风党发〔2026〕12号")


def test_attachments_are_numbered_below_one_another() -> None:
    document = Document(io.BytesIO(write_docx(draft(attachments=("任务清单", "2. 统计表；")), None).data))
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "附件说明"] == [
        "附件：1. 任务清单",
        "2. 统计表",
    ]


def test_the_label_is_on_unless_it_is_switched_off() -> None:
    on, off = write_docx(plain(), None).data, write_docx(plain(), None, Edition(label=False)).data
    assert "本文由人工智能辅助生成" in texts(root(on))
    custom = root(on, "docProps/custom.xml")
    assert custom[0].get("name") == "AIGC"
    stated = json.loads("".join(str(one) for one in custom.itertext()))
    assert (stated["Label"], stated["ContentProducer"], stated["ProduceID"]) == ("1", "执笔", "d1@2")
    assert not any("人工智能".encode() in part or b"AIGC" in part for part in parts(off).values())


def test_properties_name_the_unit_and_nothing_of_the_machine(tmp_path: Path) -> None:
    data = write_docx(plain(), tmp_path / "a.docx").data
    core = Document(io.BytesIO(data)).core_properties
    assert (core.title, core.author, core.last_modified_by) == (
        "海风公司党委2026年工作总结",
        "海风公司党委",
        "海风公司党委",
    )
    assert core.created is not None and core.created.isoformat().startswith("2026-03-05T08:00:00")
    everything = b"".join(parts(data).values())
    assert str(tmp_path).encode() not in everything and Path.home().as_posix().encode() not in everything


def test_the_same_draft_gives_the_same_bytes(tmp_path: Path) -> None:
    first = write_docx(draft(), tmp_path / "a.docx")
    assert first.path == tmp_path / "a.docx"
    assert first.path.read_bytes() == first.data == write_docx(draft(), None).data


@pytest.mark.parametrize("copy", ["footnotes", "clean", "evidence"])
def test_untrusted_text_stays_text(copy: Copy) -> None:
    vile = "甲\x00\x0b\ud800\ufffe<w:b/>&amp;]]>\u202e\U0001f600“乙”。"
    section = Section(
        "x", vile, (body(sentence(vile, "1")), heading(vile, 2)), (Grid((vile,), ((Cell(vile, ("1",)),),)),)
    )
    made = draft(
        section, title=vile, addressee=vile, signature=(vile,), number=vile, attachments=(vile,),
        citations=(citation("1", vile, quote=vile, number=vile),),
    )  # fmt: skip
    exported = write_docx(made, None, Edition(copy))
    document = Document(io.BytesIO(exported.data))
    assert any("<w:b/>&amp;]]>\U0001f600“乙”。" in one.text for one in document.paragraphs)
    assert not root(exported.data).findall(f".//{W}p//{W}b")
    for name, part in parts(exported.data).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(part)
    assert any("已去除文中" in notice for notice in exported.notices)


def test_line_breaks_in_a_fact_make_paragraphs() -> None:
    made = draft(Section("x", "", (body(sentence("第一项。\r\n第二项。\n", "1"), sentence("第三项。")),)))
    document = Document(io.BytesIO(write_docx(made, None).data))
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "Body Text"] == [
        "第一项。",
        "第二项。",
        "第三项。",
    ]


def test_the_space_after_the_number_of_an_article_stays() -> None:
    made = draft(
        Section("x", "第一章 总则", (body(sentence("第一条　", origin="template"), sentence("为加强管理。")),))
    )
    assert "第一条　为加强管理。" in texts(root(write_docx(made, None).data))


def test_two_hundred_thousand_characters_are_written() -> None:
    long = draft(Section("x", "", tuple(body(sentence("各支部按季度开展活动。" * 100, "1")) for _ in range(182))))
    data = write_docx(long, None).data
    assert len(texts(root(data))) > 200_000 and len(notes(data)) == 182


def test_an_empty_draft_is_a_file_too() -> None:
    empty = replace(draft(), sections=(), title="", addressee="", signature=(), citations=(), written_at="")
    assert Document(io.BytesIO(write_docx(empty, None, Edition("evidence")).data)).paragraphs


def test_a_sentence_of_nothing_takes_no_number() -> None:
    made = draft(Section("x", "", (body(sentence(" \x00\n", "2"), sentence("全年开展活动12次。", "1")),)))
    data = write_docx(made, None).data
    assert list(notes(data)) == [1] and "支部工作条例" not in notes(data)[1]


def test_unknown_keys_of_citations_make_no_note() -> None:
    made = draft(Section("x", "", (body(sentence("全年开展活动12次。", "9")),)))
    assert "word/footnotes.xml" not in parts(write_docx(made, None).data)


def test_properties_keep_the_order_of_the_schema() -> None:
    """Word takes a file for damaged whose properties stand in another order."""
    first = ["pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "kinsoku", "overflowPunct"]
    last = ["autoSpaceDE", "autoSpaceDN", "adjustRightInd", "snapToGrid", "spacing", "ind", "jc", "outlineLvl"]
    order = [*first, *last]
    data = write_docx(draft(number="海风党发〔2026〕1号"), None, Edition("evidence", red_headed())).data
    for name in ("word/document.xml", "word/styles.xml"):
        for properties in root(data, name).iter(f"{W}pPr"):
            found = [etree.QName(child).localname for child in properties]
            assert found == sorted(found, key=order.index)


def red_headed() -> Template:
    return replace(load_template("gbt9704"), red_head="海风公司党委文件")


def test_a_red_head_has_its_rule_and_number() -> None:
    data = write_docx(draft(number="海风党发〔2026〕1号"), None, Edition(template=red_headed())).data
    first, second = Document(io.BytesIO(data)).paragraphs[:2]
    assert (first.text, second.text) == ("海风公司党委文件", "海风党发〔2026〕1号")
    rule = second._p.find(f"{W}pPr/{W}pBdr/{W}bottom")
    assert rule is not None and rule.get(f"{W}color") == "FF0000"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="无法写入"):
        write_docx(plain(), tmp_path / "none" / "a.docx")
    assert not list(tmp_path.iterdir())


def test_open_places_and_old_documents_are_noticed() -> None:
    made: Draft = draft(citations=(citation("1", note="该文件已失效"), citation("2")))
    said = "\n".join(write_docx(made, None).notices)
    assert "1 处【待填】、1 处【待核实】" in said and "该文件已失效" in said and "有 1 句与所引原文有出入" in said


def test_our_own_reader_reads_it_back() -> None:
    reading = read(write_docx(draft(), None).data, "docx", "a.docx", ReadOptions())
    found = [(block.kind, block.level) for block in reading.blocks if block.kind == "heading"]
    assert found == [("heading", level) for level in (1, 1, 2, 3, 4)]
    kinds = [block.kind for block in reading.blocks]
    assert kinds.count("footnote") == 4 and kinds.count("table_row") == 1
    assert reading.author == "海风公司党委" and not reading.warnings
