"""PowerPoint files made with python-pptx: pages, reading order, tables, charts, notes, and what is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Show
from pptx.slide import Slide
from pptx.util import Inches

from ingest.errors import DamagedFileError, EmptyFileError, LimitExceededError
from ingest.readers import read as read_any
from ingest.readers import slides as slides_module
from ingest.readers import sniff
from ingest.readers.slides import read
from ingest.structure import address
from ingest.types import Reading

TITLE, BODY, TITLE_ONLY, BLANK = 0, 1, 5, 6
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def saved(build: Callable[[Show], object]) -> bytes:
    show = Presentation()
    build(show)
    out = io.BytesIO()
    show.save(out)
    return out.getvalue()


def add(show: Show, layout: int, title: str = "", body: str = "") -> Slide:
    slide = show.slides.add_slide(show.slide_layouts[layout])
    if title:
        slide.shapes.title.text = title
    if body:
        slide.placeholders[1].text = body
    return slide


def box(slide: Slide, left: float, top: float, text: str) -> None:
    slide.shapes.add_textbox(Inches(left), Inches(top), Inches(3), Inches(0.5)).text_frame.text = text


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def test_each_slide_is_a_page_under_its_title() -> None:
    def build(show: Show) -> None:
        add(show, TITLE, "党建工作汇报", "党委办公室")
        add(show, BODY, "一、主要做法", "每月组织集中学习，全年12次。")
        add(show, BODY, "二、存在问题", "研究不够深入。")

    data = saved(build)
    reading = read_any(data, sniff(data, "a.bin"), "汇报.pptx")
    assert reading.paged and [page.number for page in reading.pages] == [1, 2, 3]
    assert [(one.block.page, one.address.section, one.block.text) for one in address(reading.blocks)] == [
        (1, (), "党建工作汇报"),
        (1, (), "党委办公室"),
        (2, ("一、主要做法",), "一、主要做法"),
        (2, ("一、主要做法",), "每月组织集中学习，全年12次。"),
        (3, ("二、存在问题",), "二、存在问题"),
        (3, ("二、存在问题",), "研究不够深入。"),
    ]


def test_shapes_are_read_from_top_to_bottom_and_left_to_right_groups_too() -> None:
    def build(show: Show) -> None:
        slide = add(show, BLANK)
        for left, top, text in ((5, 3, "右下"), (1, 1.1, "左上"), (5, 1, "右上"), (1, 3, "左下")):
            box(slide, left, top, text)
        group = slide.shapes.add_group_shape()
        for top, text in ((6, "组内后"), (5, "组内先")):
            group.shapes.add_textbox(Inches(1), Inches(top), Inches(3), Inches(0.5)).text_frame.text = text

    assert texts(read(saved(build), "a.pptx")) == ["左上", "右上", "左下", "右下", "组内先", "组内后"]


def test_tables_charts_and_notes() -> None:
    def build(show: Show) -> None:
        slide = add(show, TITLE_ONLY, "数据")
        table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(1)).table
        for at, text in enumerate(["单位", "人数", "占比", "一支部", "23", "56%", "二支部", "18", "44%"]):
            table.cell(at // 3, at % 3).text = text
        figures = CategoryChartData(number_format="0.0%")
        figures.categories = ["一季度", "二季度"]
        figures.add_series("完成率", (0.105, 0.2))
        slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(4.5), Inches(4), Inches(2), figures)
        slide.notes_slide.notes_text_frame.text = "此处展开说明。\n再举一例。"

    reading = read(saved(build), "a.pptx")
    assert [block.text for block in reading.blocks if block.kind == "table_row"] == [
        "单位：一支部；人数：23；占比：56%",
        "单位：二支部；人数：18；占比：44%",
        "类别：一季度；完成率：10.5%",
        "类别：二季度；完成率：20.0%",
    ]
    assert texts(reading)[-2:] == ["备注：此处展开说明。", "备注：再举一例。"]


def test_outer_paragraphs_over_deeper_ones_are_headings() -> None:
    def build(show: Show) -> None:
        frame = add(show, BODY, "主要做法").placeholders[1].text_frame
        for at, (text, level) in enumerate([("加强学习", 0), ("每月一次。", 1), ("严格考核", 0), ("每季一评。", 1)]):
            paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            paragraph.text, paragraph.level = text, level
        add(show, BODY, "结语", "谢谢。")

    found = [
        one.address.section for one in address(read(saved(build), "a.pptx").blocks) if one.block.kind == "paragraph"
    ]
    assert found == [("主要做法", "加强学习"), ("主要做法", "严格考核"), ("结语",)]


def test_numbers_that_the_program_writes_are_read() -> None:
    def build(show: Show) -> None:
        frame = add(show, BODY, "要点", "学习。\n培训。\n总结。").placeholders[1].text_frame
        for paragraph, kind in zip(frame.paragraphs, ["arabicPeriod", "arabicPeriod", "ea1ChsPeriod"], strict=True):
            paragraph._p.get_or_add_pPr().append(parse_xml(f'<a:buAutoNum {A} type="{kind}"/>'))

    assert texts(read(saved(build), "a.pptx"))[1:] == ["1. 学习。", "2. 培训。", "三、总结。"]


def test_footers_and_the_masters_words_are_kept_apart_and_hidden_slides_named() -> None:
    def build(show: Show) -> None:
        add(show, BODY, "甲", "正文。")
        hidden = add(show, BODY, "乙", "藏起来的。")
        hidden._element.set("show", "0")
        slide = add(show, BODY, "丙", "还有。")
        foot = slide.shapes.add_textbox(Inches(1), Inches(7), Inches(3), Inches(0.3))
        foot.text_frame.text = "内部资料"
        foot._element.nvSpPr.nvPr.append(
            parse_xml(
                '<p:ph xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" type="ftr" idx="11"/>'
            )
        )

    reading = read(saved(build), "a.pptx")
    assert reading.margins == ("内部资料",)
    assert texts(reading) == ["甲", "正文。", "乙", "藏起来的。", "丙", "还有。"]
    assert reading.warnings == ("第 2 张幻灯片在原文件中是隐藏的，其内容已收入",)


def test_files_that_cannot_be_read_are_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = saved(lambda show: add(show, BODY, "甲", "正文。"))
    with pytest.raises(EmptyFileError):
        read(saved(lambda show: add(show, BLANK)), "a.pptx")
    with pytest.raises(DamagedFileError, match="已损坏"):
        read(whole[: len(whole) // 2], "a.pptx")
    monkeypatch.setattr(slides_module, "MAX_SLIDES", 0)
    with pytest.raises(LimitExceededError, match="1 张幻灯片"):
        read(whole, "a.pptx")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ppt/presentation.xml", b"<x>" + b" " * 60_000_000)
    with pytest.raises(LimitExceededError, match="疑似异常文件"):
        read(out.getvalue(), "a.pptx")
