"""What stands at the head and foot of pages: running lines are kept out and reported, footnotes follow their text."""

from __future__ import annotations

from ingest.layout import lay_out
from ingest.layout.fragments import fragments
from ingest.layout.geometry import Fragment, PageView, Rule
from ingest.layout.glyphs import Glyph, Glyphs

WIDTH, HEIGHT, LEFT, SIZE, PITCH, LINE = 595.0, 842.0, 70.0, 15.0, 24.0, 30
SENTENCE = "各党支部应当按照年度计划组织学习并做好记录，重要情况及时向上级党组织报告。"


def piece(text: str, x: float, top: float, size: float = SIZE) -> Fragment:
    return Fragment(text, x, top, x + size * len(text), top + size, size)


def prose(text: str, top: float) -> list[Fragment]:
    lines = [text[: LINE - 2], *(text[at : at + LINE] for at in range(LINE - 2, len(text), LINE))]
    starts = [LEFT + 2 * SIZE, *[LEFT] * (len(lines) - 1)]
    return [piece(line, x, top + at * PITCH) for at, (line, x) in enumerate(zip(lines, starts, strict=True))]


def page(number: int, *parts: list[Fragment], rules: tuple[Rule, ...] = ()) -> PageView:
    return PageView(number, WIDTH, HEIGHT, tuple(one for part in parts for one in part), rules)


def body(number: int) -> list[Fragment]:
    return prose(f"第{number}部分。" + SENTENCE * 6, 100)


def test_headers_that_differ_on_odd_and_even_pages_are_kept_out_and_reported_once() -> None:
    heads = ("党建研究", "澜川集团内部资料")
    pages = [
        page(at, [piece(heads[at % 2], 250, 40, 9)], body(at), [piece(f"— {at} —", 280, 800, 9)]) for at in range(1, 6)
    ]
    found = lay_out(pages)
    assert not any(head in block.text or "—" in block.text for block in found.blocks for head in heads)
    assert found.margins == ("澜川集团内部资料", "党建研究")


def test_even_two_pages_with_different_small_headers_have_none_in_their_text() -> None:
    found = lay_out(
        [page(1, [piece("甲公司党委", 250, 40, 9)], body(1)), page(2, [piece("制度汇编", 250, 40, 9)], body(2))]
    )
    assert found.margins == ("甲公司党委", "制度汇编")


def test_column_names_repeated_at_the_top_of_pages_are_no_header() -> None:
    def rows(first: int, top: float, count: int) -> list[Fragment]:
        names = [piece(name, x, top, 10) for name, x in (("序号", 70), ("单位", 200), ("人数", 400))]
        cells = [
            piece(text, x, top + 20 * (at + 1), 10)
            for at in range(count)
            for text, x in ((str(first + at), 70), (f"第{first + at}支部", 200), (str(30 + at), 400))
        ]
        return names + cells

    pages = [page(1, body(1), rows(1, 400, 15)), page(2, rows(16, 60, 30)), page(3, rows(46, 60, 30))]
    records = [block.text for block in lay_out(pages).blocks if block.kind == "table_row"]
    assert records == [
        f"序号：{at}；单位：第{at}支部；人数：{30 + (at - 1 if at < 16 else (at - 16) % 30)}" for at in range(1, 76)
    ]


def test_a_footnote_follows_the_paragraph_that_refers_to_it_and_text_flows_past_it() -> None:
    long = "本季度共有①" + SENTENCE * 3 + "并将"
    first = page(
        1, prose(long, 100), [piece("①数据截至三月底，不含", 70, 740, 9), piece("借调人员。", 70, 752, 9)],
        rules=(Rule(70, 732, 200, 732),),
    )  # fmt: skip
    blocks = lay_out(
        [first, page(2, [piece("结果报送组织部门备案，逾期不报的予以通报。", LEFT, 100)], prose(SENTENCE, 160))]
    ).blocks
    assert [(block.kind, block.text) for block in blocks[:2]] == [
        ("paragraph", long + "结果报送组织部门备案，逾期不报的予以通报。"),
        ("footnote", "① 数据截至三月底，不含借调人员。"),
    ]
    assert [run.page for run in blocks[0].runs] == [1, 2] and blocks[1].page == 1


def test_a_raised_mark_does_not_join_the_figure_or_word_before_it() -> None:
    glyphs = [Glyph(one, 10.0 * at, 0, 10.0 * at + 10, 10, at) for at, one in enumerate("支部共报送")]
    raised = Glyph("3", 50.0, -1.0, 53.0, 5.0, 5)
    after = [Glyph(one, 53.0 + 10 * at, 0, 63.0 + 10 * at, 10, 6 + at) for at, one in enumerate("件")]
    [found] = fragments(Glyphs.of([*glyphs, raised, *after]), (), lambda at: False)
    assert found.text == "支部共报送[3]件"
