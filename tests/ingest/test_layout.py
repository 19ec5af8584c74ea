"""Lines to paragraphs, columns, headers, tables: from geometry and from plain text."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.layout import lay_out, page_texts
from ingest.layout.flow import TextLine, paragraphs
from ingest.layout.fragments import fragments
from ingest.layout.geometry import Fragment, PageView, Rule
from ingest.layout.glyphs import Glyph, Glyphs
from ingest.layout.joining import continues, is_contents_line, is_heading, join
from ingest.types import Block, PageRun, page_at

WIDTH, HEIGHT, LEFT, SIZE, PITCH, LINE = 595.0, 842.0, 70.0, 15.0, 24.0, 30
SENTENCES = "党支部应当严格执行组织生活制度，认真落实各项学习任务，推动党建工作与生产经营深度融合。"


def piece(text: str, x: float, top: float, size: float = SIZE, strong: bool = False) -> Fragment:
    width = sum(size if one >= "\u2e80" else size / 2 for one in text)
    return Fragment(text, x, top, x + width, top + size, size, strong)


def prose(text: str, top: float, x: float = LEFT, width: int = LINE, indent: int = 2) -> list[Fragment]:
    """`text` as it is set: lines of `width` characters, the first one indented."""
    pieces = [text[: width - indent], *(text[at : at + width] for at in range(width - indent, len(text), width))]
    starts = [x + indent * SIZE, *[x] * (len(pieces) - 1)]
    return [piece(line, start, top + at * PITCH) for at, (line, start) in enumerate(zip(pieces, starts, strict=True))]


def page(number: int, *parts: Sequence[Fragment], rules: Sequence[Rule] = ()) -> PageView:
    return PageView(number, WIDTH, HEIGHT, tuple(one for part in parts for one in part), tuple(rules))


def texts(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks]


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    return [Rule(xs[0], y, xs[-1], y) for y in ys] + [Rule(x, ys[0], x, ys[-1]) for x in xs]


def laid(pages: Sequence[PageView]) -> list[Block]:
    return list(lay_out(pages).blocks)


class TestParagraphs:
    def test_lines_become_paragraphs_at_indents(self) -> None:
        first, second = SENTENCES, SENTENCES * 2
        blocks = laid([page(1, prose(first, 120), prose(second, 120 + 2 * PITCH))])
        assert texts(blocks) == [first, second]
        assert {block.kind for block in blocks} == {"paragraph"}

    def test_a_paragraph_goes_on_over_pages_and_says_which_characters_stand_where(self) -> None:
        text = SENTENCES * 3
        lines = prose(text, 120)
        later = [piece(one.text, one.x0, 120 + at * PITCH) for at, one in enumerate(lines[3:])]
        [block] = laid([page(1, lines[:3]), page(2, later)])
        assert block.text == text
        cut = sum(len(line.text) for line in lines[:3])
        assert block.runs == (PageRun(0, 1), PageRun(cut, 2))
        assert [page_at(block.runs, at) for at in (cut - 1, cut)] == [1, 2]
        assert page_texts([block]) == {1: text[:cut], 2: text[cut:]}

    def test_a_new_indented_paragraph_on_the_next_page_stays_apart(self) -> None:
        blocks = laid([page(1, prose(SENTENCES, 120)), page(2, prose(SENTENCES, 120))])
        assert len(blocks) == 2

    def test_a_signature_and_its_date_stay_apart(self) -> None:
        signature = [piece("中共某某公司委员会", 340, 300), piece("2026年3月5日", 420, 300 + PITCH)]
        blocks = laid([page(1, prose(SENTENCES * 2, 120), signature)])
        assert texts(blocks)[1:] == ["中共某某公司委员会", "2026年3月5日"]

    def test_list_items_stay_apart_and_wrapped_ones_are_joined(self) -> None:
        items = ["（一）听取和审查工作报告；", "（二）讨论决定发展党员和其他需要由党员大会决定的重要事项，并形成记录；"]
        blocks = laid([page(1, prose(SENTENCES, 100), prose(items[0], 160), prose(items[1], 160 + PITCH))])
        assert texts(blocks)[1:] == items

    def test_words_of_latin_text_keep_their_space_over_lines(self) -> None:
        lines = [piece("The committee approved the annual plan of the whole company", 70, 120),
                 piece("at its third meeting in March and published it to all branches", 70, 144),
                 piece("without any changes.", 70, 168)]  # fmt: skip
        [block] = laid([page(1, lines)])
        assert "company at its" in block.text and "branches without" in block.text


class TestHeadings:
    def test_size_gives_levels_and_numbers_do_without(self) -> None:
        blocks = laid([page(
            1, [piece("管理办法", 240, 100, 22)], [piece("第一章 总则", 230, 150, 18)], prose(SENTENCES, 190),
            [piece("一、总体要求", LEFT + 30, 240)], prose(SENTENCES, 270),
        )])  # fmt: skip
        found = [(block.text, block.level) for block in blocks if block.kind == "heading"]
        assert found == [("管理办法", 1), ("第一章 总则", 2), ("一、总体要求", None)]

    def test_a_title_of_two_centred_lines_is_one_heading(self) -> None:
        title = [piece("关于进一步加强基层党组织", 166, 100, 22), piece("建设的实施意见", 220, 134, 22)]
        blocks = laid([page(1, title, prose(SENTENCES * 2, 200))])
        assert (blocks[0].kind, blocks[0].text) == ("heading", "关于进一步加强基层党组织建设的实施意见")


class TestColumns:
    def test_columns_are_read_one_after_the_other_below_what_runs_over_both(self) -> None:
        left, right = SENTENCES * 2, SENTENCES.replace("党支部", "党总支") * 2
        blocks = laid([page(
            1, [piece("基层党建工作研究与实践探索", 160, 60, 22)],
            prose(left, 120, 60, 15), prose(right, 120, 310, 15),
        )])  # fmt: skip
        assert texts(blocks) == ["基层党建工作研究与实践探索", left, right]

    def test_a_paragraph_goes_on_from_column_to_column(self) -> None:
        lines = prose(SENTENCES * 4, 120, 60, 15)
        moved = [piece(one.text, 310, 120 + at * PITCH) for at, one in enumerate(lines[6:])]
        assert texts(laid([page(1, lines[:6], moved)])) == [SENTENCES * 4]


class TestRunningLines:
    @pytest.mark.parametrize("footer", ["— {} —", "{}", "第 {} 页 共 4 页", "{}/4"])
    def test_headers_and_page_numbers_are_left_out(self, footer: str) -> None:
        pages = [
            page(n, [piece("公司文件", 60, 40, 10)], prose(SENTENCES * 2, 120), [piece(footer.format(n), 280, 790, 10)])
            for n in range(1, 5)
        ]
        assert texts(laid(pages)) == [SENTENCES * 2] * 4

    def test_headers_that_differ_on_odd_and_even_pages(self) -> None:
        headers = [piece("双页页眉", 60, 40, 10), piece("单页页眉", 60, 40, 10)]
        pages = [page(n, [headers[n % 2]], prose(SENTENCES * 2, 120)) for n in range(1, 7)]
        assert texts(laid(pages)) == [SENTENCES * 2] * 6

    def test_a_page_number_alone_on_a_single_page(self) -> None:
        assert texts(laid([page(1, prose(SENTENCES, 120), [piece("— 1 —", 280, 790, 10)])])) == [SENTENCES]

    def test_a_sentence_repeated_in_the_body_stays(self) -> None:
        pages = [page(n, prose(SENTENCES, 300), prose(SENTENCES, 400)) for n in range(1, 4)]
        assert len(laid(pages)) == 6


class TestTables:
    XS, YS = (70.0, 170.0, 370.0, 520.0), (200.0, 230.0, 260.0, 290.0)

    def cell(self, text: str, row: int, column: int) -> Fragment:
        return piece(text, self.XS[column] + 4, self.YS[row] + 6, 12)

    def rows(self, *rows: Sequence[str]) -> list[Fragment]:
        return [self.cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row) if text]

    def test_a_ruled_table_gives_records_between_its_neighbours(self) -> None:
        cells = self.rows(("序号", "工作任务", "时限"), ("1", "制定方案", "3月"), ("2", "组织实施", "12月"))
        blocks = laid([page(1, prose(SENTENCES, 100), cells, prose(SENTENCES, 320), rules=grid(self.XS, self.YS))])
        assert [(block.kind, block.text) for block in blocks] == [
            ("paragraph", SENTENCES),
            ("table_row", "序号：1；工作任务：制定方案；时限：3月"),
            ("table_row", "序号：2；工作任务：组织实施；时限：12月"),
            ("paragraph", SENTENCES),
        ]

    def test_a_cell_without_rule_below_is_merged_and_said_in_every_row(self) -> None:
        rules = [rule for rule in grid(self.XS, self.YS) if not (rule.is_horizontal and rule.top == 260)]
        rules.append(Rule(170, 260, 520, 260))
        cells = self.rows(("类别", "指标", "分值"), ("组织建设", "换届", "5"), ("", "党课", "10"))
        found = texts(laid([page(1, cells, rules=rules)]))
        assert found == ["类别：组织建设；指标：换届；分值：5", "类别：组织建设；指标：党课；分值：10"]

    def test_a_table_over_two_pages_keeps_its_column_names(self) -> None:
        head, one, two = ("序号", "工作任务", "时限"), ("1", "制定方案", "3月"), ("2", "组织实施", "12月")
        rules = grid(self.XS, self.YS[:3])
        blocks = laid([page(1, self.rows(head, one), rules=rules), page(2, self.rows(head, two), rules=rules)])
        assert [(block.text, block.page) for block in blocks] == [
            ("序号：1；工作任务：制定方案；时限：3月", 1),
            ("序号：2；工作任务：组织实施；时限：12月", 2),
        ]

    def test_pieces_aligned_without_rules_are_a_table(self) -> None:
        rows = (("项目", "2024年", "2025年"), ("党员数", "1286", "1302"), ("支部数", "44", "46"), ("培训", "12", "15"))
        places = [(text, 70 + 150 * c, 200 + 20 * r) for r, row in enumerate(rows) for c, text in enumerate(row)]
        cells = [piece(text, x, top, 12) for text, x, top in places]
        found = texts(laid([page(1, prose(SENTENCES, 100), cells)]))
        assert found[1:] == ["项目：党员数；2024年：1286；2025年：1302", "项目：支部数；2024年：44；2025年：46",
                             "项目：培训；2024年：12；2025年：15"]  # fmt: skip

    def test_a_frame_around_text_is_no_table(self) -> None:
        rules = grid((60.0, 530.0), (90.0, 220.0))
        assert texts(laid([page(1, prose(SENTENCES * 2, 110), rules=rules)])) == [SENTENCES * 2]


class TestFragments:
    def glyphs(self, text: str, gaps: dict[int, float] | None = None, size: float = 10.0) -> list[Glyph]:
        x, found = 0.0, []
        for at, character in enumerate(text):
            x += (gaps or {}).get(at, 0.0)
            width = size if character >= "\u2e80" else size / 2
            found.append(Glyph(character, x, 0, x + width, size, at, generated=character == " "))
            x += width
        return found

    def read(self, glyphs: Sequence[Glyph], rules: Sequence[Rule] = ()) -> list[str]:
        return [one.text for one in fragments(Glyphs.of(glyphs), rules, lambda at: False)]

    def test_a_guessed_space_is_kept_between_latin_words_only(self) -> None:
        assert self.read(self.glyphs("党建AB", {2: 3.0})) == ["党建AB"]
        assert self.read(self.glyphs("AB CD")) == ["AB CD"]

    def test_a_wide_gap_parts_and_an_ideographic_blank_shows(self) -> None:
        assert self.read(self.glyphs("第一条为了", {3: 8.0})) == ["第一条 为了"]
        assert self.read(self.glyphs("左边右边", {2: 25.0})) == ["左边", "右边"]

    def test_a_rule_between_cells_parts_what_stands_close(self) -> None:
        rule = Rule(20.2, -5, 20.2, 15)
        assert self.read(self.glyphs("左边右边", {2: 0.4}), [rule]) == ["左边", "右边"]

    def test_a_glyph_drawn_twice_is_one_and_a_double_dash_is_two(self) -> None:
        bold = [Glyph("党", 0.0, 0, 10, 10, 0), Glyph("党", 0.3, 0, 10.3, 10, 1), Glyph("建", 10.0, 0, 20, 10, 2)]
        assert self.read(bold) == ["党建"]
        dash = [Glyph("—", 0.0, 0, 20, 10, 0), Glyph("—", 0.0, 0, 20, 10, 1), Glyph("建", 20.0, 0, 30, 10, 2)]
        assert self.read(dash) == ["——建"]


class TestPlainText:
    def read(self, text: str) -> list[str]:
        return [one.text for one in paragraphs([TextLine(line) for line in text.split("\n")])]

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            ("班组注重让老师傅以“传帮带”影响新员工，通", "过结成“师徒对子”的办法，帮助他们尽快独立上岗。"),
            ("运用大数据等技术建立数字化党建平台，", "实现组织生活在线化。"),
            ("推动工作落实。同时，建立专项保障机制，明确平台", "定位、建设目标和运行机制。"),
            ("为青年人才建立成长档案，记录项目参与、技能提升、岗位锻炼和培训考核等情况，结合 360", "度评估进行培养。"),
            ("完善了各项制度，这一平台有效整合", "了创新资源，激发了创新活力。"),
            ("印发《关于加强党的", "建设的意见》，明确了任务。"),
        ],
    )
    def test_a_sentence_cut_by_a_blank_line_is_mended(self, left: str, right: str) -> None:
        assert self.read(f"{left}\n\n{right}") == [join(left, right)]

    @pytest.mark.parametrize(
        ("left", "right"),
        [
            ("1 引言", "目前，国有企业正处于深化改革的关键时期。"),
            ("2.1 强化党建引领，完善平台顶层设计", "企业党组织将平台建设纳入重点，明确了任务。"),
            ("一、价值引领，思想铸魂", "坚持以党的创新理论武装头脑，指导实践。"),
            ("摘要", "本文围绕党建工作展开，提出了建议。"),
            ("参考文献", "[1] 某某. 某某研究[J]. 2023."),
            ("北京某某设计研究院有限公司，中国·北京 100007", "摘要"),
            ("某某公司，北京", "关键词：党建；创新"),
            ("（一）坚持党的领导，加强党的建设", "（二）坚持服务中心，建设队伍"),
            ("图1", "平台紧密围绕需求，确定项目。"),
            ("会议明确了三项任务。", "会议强调，要抓好落实。"),
        ],
    )
    def test_headings_items_and_whole_paragraphs_stay_apart(self, left: str, right: str) -> None:
        assert self.read(f"{left}\n\n{right}") == [left, right]

    def test_hard_line_breaks_are_joined(self) -> None:
        text = SENTENCES * 3
        lines = [text[at : at + 20] for at in range(0, len(text), 20)]
        wrapped = "\n".join(["　　" + lines[0], *lines[1:]])
        assert self.read(f"第一章 总则\n{wrapped}\n{wrapped}") == ["第一章 总则", text, text]

    def test_one_paragraph_a_line_stays_so(self) -> None:
        lines = ["第一条 为了管理，制定本办法。", "第二条 本办法适用于全体党员和预备党员。", "第三条 坚持下列原则："]
        assert self.read("\n".join(lines)) == lines

    def test_short_lines_stay_apart(self) -> None:
        lines = ["中共某某公司委员会", "2026年3月5日", "主送：各党支部", "- 平台申报表；", "- 项目建议书；"]
        assert self.read("\n".join(lines)) == lines

    def test_runs_follow_the_pages(self) -> None:
        cut = TextLine("会议认为，党建工作必须融入中心工作，通", 1)
        lines = [cut, TextLine(""), TextLine("过制度建设推动落实。", 2)]
        [found] = paragraphs(lines)
        assert found.runs == (PageRun(0, 1), PageRun(19, 2))
        assert found.text[19:] == "过制度建设推动落实。"


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("党的", "建设", "党的建设"),
        ("the annual", "plan", "the annual plan"),
        ("mainte-", "nance", "maintenance"),
        ("20", "26年", "2026年"),
        ("同比-", "64.9%", "同比-64.9%"),
        ("ISO", "9001", "ISO 9001"),
        ("“四个意识”", "“四个自信”", "“四个意识”“四个自信”"),
        ("", "开头", "开头"),
    ],
)
def test_pieces_are_joined_as_they_are_written(left: str, right: str, joined: str) -> None:
    assert join(left, right) == joined


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一章 总则", True), ("第三节 组织设置", True), ("一、总体要求", True), ("（二）主要任务", True),
        ("1.1 背景", True), ("3 人才培养", True), ("摘 要", True), ("参考文献", True), ("结语", True),
        ("360 度评估", False), ("12 名党员", False), ("2025 年工作总结会", False), ("（一）坚持党的领导。", False),
        ("一、听取汇报；", False), ("依照第十二条", False), ("第一章 总则……………1", False), ("1.2万元", False),
    ],
)  # fmt: skip
def test_headings_by_number_or_name(text: str, expected: bool) -> None:
    assert is_heading(text) is expected


def test_lines_of_a_table_of_contents() -> None:
    assert is_contents_line("第一章 总则 ........ 12") and is_contents_line("引言……1")
    assert not is_contents_line("推进党建工作……以及其他")


def test_a_sentence_that_ended_is_not_continued() -> None:
    assert not continues("会议要求，抓好落实。", "会议指出，要加强学习。")
    assert continues("会议要求，抓好", "的各项工作，要务求实效。")
