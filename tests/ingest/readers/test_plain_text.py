"""Plain text and Markdown in the encodings that offices use."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import EmptyFileError, UnsupportedFormatError
from ingest.readers import read as read_any
from ingest.readers import sniff
from ingest.readers.encoding import decode
from ingest.readers.text import read, read_markdown
from ingest.types import PageRun

TEXT = "党支部工作办法\n\n第一条 为了加强党的组织建设，制定本办法。\n\n第二条 党支部每月召开1次会议，研究重要事项。\n"


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
    def test_simplified_text(self, encoding: str) -> None:
        found = decode(TEXT.encode(encoding))
        assert found is not None and found.text == TEXT and found.lost == 0

    @pytest.mark.parametrize("encoding", ["big5", "utf-8", "gb18030"])
    def test_traditional_text(self, encoding: str) -> None:
        text = "黨的領導是中國特色社會主義最本質的特徵，必須堅持和加強黨的全面領導。\n"
        found = decode(text.encode(encoding))
        assert found is not None and found.text == text

    def test_a_short_text_without_declaration(self) -> None:
        for text in ("党建工作要点", "会议纪要", "2026年"):
            found = decode(text.encode("gbk"))
            assert found is not None and found.text == text

    def test_a_few_broken_bytes_are_counted(self) -> None:
        data = (TEXT * 20).encode()
        found = decode(data[:100] + b"\xff" + data[100:])
        assert found is not None and found.encoding == "utf-8" and 1 <= found.lost <= 4

    @pytest.mark.parametrize("data", [bytes(range(256)) * 10, b"\x00\x01\x02\x03" * 100])
    def test_bytes_that_are_no_text(self, data: bytes) -> None:
        assert decode(data) is None

    def test_line_ends_are_unified(self) -> None:
        found = decode("甲\r\n乙\r丙\n".encode())
        assert found is not None and found.text == "甲\n乙\n丙\n"


class TestPlainText:
    def test_paragraphs_and_headings(self) -> None:
        text = "1 引言\n\n目前，企业处于深化改革时期，任务繁\n\n重。\n\n参考文献\n[1] 某某. 研究[J]. 2023."
        reading = read(text.encode(), "a.txt")
        assert [(block.kind, block.text, block.level) for block in reading.blocks] == [
            ("heading", "1 引言", None),
            ("paragraph", "目前，企业处于深化改革时期，任务繁重。", None),
            ("heading", "参考文献", None),
            ("paragraph", "[1] 某某. 研究[J]. 2023.", None),
        ]
        assert (reading.paged, len(reading.pages), reading.title) == (False, 1, None)

    def test_form_feeds_are_pages(self) -> None:
        reading = read("会议认为，党建工作必须融入中心工作，通\f过制度建设推动落实。\n\n第二段。\f".encode(), "a.txt")
        assert reading.paged and [page.origin for page in reading.pages] == ["native", "native", "blank"]
        first, second = reading.blocks
        assert first.runs == (PageRun(0, 1), PageRun(19, 2)) and second.page == 2
        assert reading.pages[1].text == "过制度建设推动落实。\n第二段。"

    def test_lines_parted_by_tabs_are_a_table(self) -> None:
        reading = read("工作台账\n\n事项\t责任单位\n学习\t党办\n培训\t组织部\n".encode(), "a.txt")
        assert [block.text for block in reading.blocks if block.kind == "table_row"] == [
            "事项：学习；责任单位：党办", "事项：培训；责任单位：组织部",
        ]  # fmt: skip

    def test_damage_is_repaired_and_told(self) -> None:
        reading = read("新質(zhì)生產(chǎn)力培育,黨建工作。".encode(), "a.txt")
        assert reading.blocks[0].text == "新质生产力培育，党建工作。"
        assert reading.warnings[0].startswith("已自动修复原文中的夹注拼音 2 处")

    @pytest.mark.parametrize("data", [b" \n\n ", "\ufeff\n".encode()])
    def test_without_text(self, data: bytes) -> None:
        with pytest.raises(EmptyFileError, match="没有任何文字"):
            read(data, "a.txt")

    def test_binary_garbage_is_refused(self) -> None:
        with pytest.raises(UnsupportedFormatError, match="不是文字"):
            read(bytes(range(256)) * 10, "a.txt")


class TestMarkdown:
    def read(self, text: str) -> list[tuple[str, str, int | None]]:
        return [(block.kind, block.text, block.level) for block in read_markdown(text.encode(), "a.md").blocks]

    def test_headings_and_emphasis(self) -> None:
        assert self.read("# 办法 #\n\n**摘要:**为了*加强*`管理`。\n\n## 一、总则\n正文[链接](http://a.cn/x)。") == [
            ("heading", "办法", 1),
            ("paragraph", "摘要：为了加强管理。", None),
            ("heading", "一、总则", 2),
            ("paragraph", "正文链接。", None),
        ]

    def test_tables_lists_and_rules(self) -> None:
        table = "| 层级 | 补助 |\n|---|:-:|\n| 集团级 | **8万元** |"
        assert self.read(f"- 第一项\n- 第二项\n1. 第三项\n\n---\n\n{table}\n\n> 引文。") == [
            ("paragraph", "- 第一项", None),
            ("paragraph", "- 第二项", None),
            ("paragraph", "1. 第三项", None),
            ("table_row", "层级：集团级；补助：8万元", None),
            ("paragraph", "引文。", None),
        ]

    def test_code_is_text_and_no_heading(self) -> None:
        assert [kind for kind, _, _ in self.read("正文。\n\n```\n# 注释\n```\n")] == ["paragraph", "paragraph"]

    def test_stars_and_lines_that_mean_themselves(self) -> None:
        assert self.read("3*4*5 和 a_b_c 与 \\*号\\*") == [("paragraph", "3*4*5 和 a_b_c 与 *号*", None)]

    def test_underlined_headings_and_a_title_in_the_front_matter(self) -> None:
        assert self.read("标题\n===\n\n小节\n---\n正文。")[:2] == [("heading", "标题", 1), ("heading", "小节", 2)]
        reading = read_markdown("---\ntitle: 工作办法\ndate: 2026-01-01\n---\n\n正文。\n".encode(), "a.md")
        assert (reading.title, [block.text for block in reading.blocks]) == ("工作办法", ["正文。"])


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "joined"),
    [
        ("000_386988838b121e84.txt", "“传帮带”作用，通过建立|明确平台定位、建设目标|有效整合了创新资源|结合 360度评估"),
        ("001_8a33f948501c2c2d.txt", "实现高质量发展具有|公司制度体系建设、科正平公司|组织体系结构性嵌入"),
        ("003_12e4bcbe24247fc0.txt", "党建平台，实现组织生活|基层党建的融合需以|基层治理精准化。|政策宣传、矛盾调解"),
    ],
)
def test_the_founding_documents_are_whole_again(shared: Path, name: str, joined: str) -> None:
    data = (shared / "seeds" / name).read_bytes()
    reading = read_any(data, sniff(data, name), name)
    text = "\n".join(block.text for block in reading.blocks)
    assert [piece for piece in joined.split("|") if piece not in text] == []
    assert sum(block.kind == "heading" for block in reading.blocks) > 18
    assert "**" not in text and not any(block.text.startswith("#") for block in reading.blocks)


def test_what_a_damaged_file_has_lost_makes_its_page_doubtful_or_refuses_it() -> None:
    sound = "党员应当按期交纳党费，参加组织生活。\n" * 6
    lost = "Ã�Ð�×ª�»¯µ�ÎÄ�±¾ÄÚ�ÈÝÃ�Ð�×ª�»\n"
    reading = read((sound + lost).encode(), "a.txt")
    assert reading.pages[0].is_doubtful and "无法修复" in reading.pages[0].note
    assert any("个字在原文件里已丢失" in warning for warning in reading.warnings)
    with pytest.raises(UnsupportedFormatError, match="乱码"):
        read((sound[:20] + "\n" + lost * 9).encode(), "a.txt")
