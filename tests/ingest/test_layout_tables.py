"""Tables without vertical rules: wrapped cells, divided names, cells over several rows; and pages made to harm."""

from __future__ import annotations

import math
import random
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.layout import lay_out
from ingest.layout.fragments import fragments
from ingest.layout.geometry import Fragment, PageView, Rule
from ingest.layout.glyphs import Glyph, Glyphs

SIZE, PITCH = 10.0, 13.0
COLUMNS = (70.0, 160.0, 330.0, 460.0)
LONG = "结合实际制定年度学习计划，明确责任人和完成时限，每月通报进展"


def piece(text: str, x: float, top: float, size: float = SIZE) -> Fragment:
    return Fragment(text, x, top, x + size * len(text), top + size, size)


def wrapped(text: str, x: float, top: float, width: int = 12) -> list[Fragment]:
    return [piece(text[at : at + width], x, top + PITCH * at / width) for at in range(0, len(text), width)]


def records(pieces: list[Fragment], rules: tuple[Rule, ...] = ()) -> list[str]:
    blocks = lay_out([PageView(1, 595.0, 842.0, tuple(pieces), rules)]).blocks
    return [block.text for block in blocks if block.kind == "table_row"]


def names(*texts: str, top: float = 100.0) -> list[Fragment]:
    return [piece(text, x, top) for text, x in zip(texts, COLUMNS, strict=True) if text]


def three_lines(top: float, bottom: float) -> tuple[Rule, ...]:
    return tuple(Rule(60, y, 540, y) for y in (top - 6, top + SIZE + 6, bottom))


@pytest.mark.parametrize("ruled", [True, False], ids=["three rules", "no rules"])
@pytest.mark.parametrize("middle", [True, False], ids=["set in the middle", "set at the top"])
def test_cells_that_wrap_stay_whole(ruled: bool, middle: bool) -> None:
    pieces = names("任务", "内容", "责任单位", "时限")
    top = 125.0
    for at in range(4):
        cell = wrapped(LONG, COLUMNS[1], top)
        beside = top + (len(cell) - 1) / 2 * PITCH if middle else top
        pieces += [*cell, *names(f"任务{at}", "", "组织部", f"{at + 1}月", top=beside)]
        top += len(cell) * PITCH + 9
    expected = [f"任务：任务{at}；内容：{LONG}；责任单位：组织部；时限：{at + 1}月" for at in range(4)]
    assert records(pieces, three_lines(100, top) if ruled else ()) == expected


@pytest.mark.parametrize("shift", [0.0, 55.0], ids=["names above set left", "names above in the middle"])
def test_names_over_several_columns_are_told_with_theirs(shift: float) -> None:
    xs = (70.0, 170.0, 260.0, 350.0, 440.0)
    pieces = [piece("单位", 70, 110), piece("上半年", 170 + shift * 0.7, 100), piece("下半年", 350 + shift * 0.7, 100)]
    pieces += [piece(name, x, 120) for name, x in zip(("计划", "实际") * 2, xs[1:], strict=True)]
    for at in range(3):
        cells = (f"第{at}支部", f"1{at}", f"2{at}", f"3{at}", f"4{at}")
        pieces += [piece(text, x, 150 + 20 * at) for text, x in zip(cells, xs, strict=True)]
    assert records(pieces) == [
        f"单位：第{at}支部；上半年·计划：1{at}；上半年·实际：2{at}；下半年·计划：3{at}；下半年·实际：4{at}"
        for at in range(3)
    ]


@pytest.mark.parametrize("offset", [0, 1], ids=["set at the top", "set in the middle"])
def test_a_first_cell_over_several_rows_is_repeated_in_each(offset: int) -> None:
    pieces = names("类别", "指标", "分值", "得分")
    for at in range(6):
        label = f"类别{'甲乙'[at // 3]}" if at % 3 == offset else ""
        pieces += names(label, f"指标{at}", f"{at}0", f"{at}1", top=125.0 + 20 * at)
    assert records(pieces) == [
        f"类别：类别{'甲乙'[at // 3]}；指标：指标{at}；分值：{at}0；得分：{at}1" for at in range(6)
    ]


def test_prose_in_two_columns_between_rules_is_no_table() -> None:
    line = "党支部应当严格执行组织生活制度落实"
    pieces = [piece(line, x, 100 + 16 * at) for at in range(20) for x in (70.0, 320.0)]
    assert records(pieces, (Rule(60, 90, 540, 90), Rule(60, 440, 540, 440))) == []


# Pages made to harm


def test_boxes_that_are_no_numbers_are_left_out_by_the_reader_of_pages() -> None:
    from ingest.readers.pdf_page import _within

    boxes = np.array([[0, 0, 10, 10], [math.nan, 0, 10, 10], [0, 0, math.inf, 10], [1e30, 0, 2e30, 10]])
    assert _within(boxes, (0.0, 0.0, 595.0, 842.0)).tolist() == [True, False, False, False]


def test_a_hundred_thousand_characters_take_seconds() -> None:
    rng = random.Random(1)
    glyphs = Glyphs.of(
        Glyph("党", x := rng.uniform(0, 590), y := rng.uniform(0, 830), x + 3, y + 3, at) for at in range(100_000)
    )
    started = time.process_time()
    found = fragments(glyphs, (), lambda at: False)
    assert found and time.process_time() - started < 10


@pytest.mark.parametrize("crossing", [True, False], ids=["a pattern", "scattered"])
def test_thousands_of_rules_take_seconds(crossing: bool) -> None:
    rng = random.Random(2)
    places = [10 + at * 0.3 for at in range(1900)]
    if crossing:
        rules = [Rule(10, y, 580, y) for y in places] + [Rule(x, 10, x, 580) for x in places]
    else:
        rules = [Rule(x := rng.uniform(0, 500), y := rng.uniform(0, 800), x + 50, y) for _ in range(3800)]
    pieces = tuple(piece("党建工作", rng.uniform(0, 500), rng.uniform(0, 800), 6) for _ in range(2000))
    started = time.process_time()
    lay_out([PageView(1, 595.0, 842.0, pieces, tuple(rules))])
    assert time.process_time() - started < 20


PIECES = st.builds(
    lambda text, column, row, shift, size: piece(text, 20.0 + 45 * column + shift, 15.0 * row + shift, size),
    st.sampled_from(
        ["党建", "12", "1", "①注释", "序号", "表1 情况", "合计：", "3.5%", LONG, "第一章 总则", "— 1 —", "A"]
    ),
    st.integers(0, 11),
    st.integers(0, 54),
    st.sampled_from([0.0, 0.0, 0.0, 3.0, 9.0]),
    st.sampled_from([10.0, 10.0, 10.0, 8.0, 16.0, 0.1]),
)
RULES = st.builds(
    lambda at, start, length, down: (
        Rule(at, start, at, start + length) if down else Rule(start, at, start + length, at)
    ),
    st.integers(0, 800).map(float),
    st.integers(0, 500).map(float),
    st.integers(4, 600).map(float),
    st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(pages=st.lists(st.tuples(st.lists(PIECES, max_size=60), st.lists(RULES, max_size=12)), min_size=1, max_size=3))
def test_whatever_stands_on_pages_is_laid_out_and_nothing_is_made_up(
    pages: list[tuple[list[Fragment], list[Rule]]],
) -> None:
    views = [PageView(at, 595.0, 842.0, tuple(held), tuple(rules)) for at, (held, rules) in enumerate(pages, 1)]
    found = lay_out(views)
    written = {one for held, _ in pages for fragment in held for one in fragment.text} | set("：；·[] ")
    for block in found.blocks:
        assert block.text.strip() and set(block.text) <= written
        assert block.runs[0].start == 0 and all(1 <= run.page <= len(views) for run in block.runs)
