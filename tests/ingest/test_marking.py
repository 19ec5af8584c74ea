"""A quotation is marked where it stands, and nowhere else: what lies under the boxes is read back independently."""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent / "readers"))
from pdfs import LEFT, PITCH, SIZE, Sheet, Text, grid, make_pdf, paragraph

from eval.datasets.demo.truth import LIBRARY
from ingest.chunking import chunk
from ingest.marking import PageBoxes, locate, mark, of_lines
from ingest.readers import read
from ingest.structure import address
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.types import Chunk, Page, PrintedLine, ReadOptions, Span

NO_OCR = ReadOptions(ocr=False)
TEXT = "党支部应当严格执行组织生活制度，认真落实各项学习任务，推动党建工作与生产经营深度融合，每季度至少组织一次党课。"
OTHER = "支部委员会每月召开一次会议，研究本支部的重要事项，形成会议记录并按规定归档保存，接受上级党组织检查。"
WORDS = "计划总结学习培训调研走访慰问评议公示考核督导整改落实协调保障宣传组织纪检统战群团青年妇女工会"


def core(text: str) -> str:
    return "".join(one for one in fold(text).text if one not in " []")


def chunks_of(data: bytes) -> tuple[tuple[Page, ...], tuple[Chunk, ...]]:
    reading = read(data, "pdf", "a.pdf", NO_OCR)
    return reading.pages, chunk(address(reading.blocks), "d", "0" * 64)[1]


def under(data: bytes, marked: PageBoxes) -> list[str]:
    """What PDFium says stands in each box: the characters whose middle lies inside, in the order of writing."""
    document = pdfium.PdfDocument(data)
    page = document[marked.page - 1]
    text = page.get_textpage()
    x0, y0, x1, y1 = page.get_bbox()
    shown = []
    for at in range(text.count_chars()):
        one = text.get_text_range(at, 1)
        left, bottom, right, top = text.get_charbox(at, loose=True)
        x, y = (left + right) / 2, (bottom + top) / 2
        place = {0: (x - x0, y1 - y), 90: (y - y0, x - x0), 180: (x1 - x, y - y0), 270: (y1 - y, x1 - x)}
        shown.append((one, *place[page.get_rotation()]))
    found = [
        "".join(one for one, x, y in shown if one.strip() and box.x0 <= x <= box.x1 and box.top <= y <= box.bottom)
        for box in marked.boxes
    ]
    document.close()
    return found


def quoted(data: bytes, pages: tuple[Page, ...], one: Chunk, span: Span) -> str:
    return core("".join(text for marked in locate(data, "pdf", pages, one, span) for text in under(data, marked)))


def one_column() -> bytes:
    return bytes(make_pdf([Sheet((*paragraph(TEXT * 3, 100), *paragraph(OTHER * 2, 420)))]))


def two_columns() -> bytes:
    def column(text: str, x: float) -> list[Text]:
        return [Text(text[at : at + 15], x, 100 + at / 15 * PITCH) for at in range(0, len(text), 15)]

    lines = [one for pair in zip(column(TEXT * 3, LEFT), column(OTHER * 3, 320), strict=False) for one in pair]
    return bytes(make_pdf([Sheet((Text("管理办法", 240, 50, 22), *lines))]))


def over_two_pages() -> bytes:
    lines = paragraph(TEXT * 2, 640)
    moved = [Text(line.text, line.x, 100 + at * PITCH) for at, line in enumerate(lines[2:])]
    header = Text("党建工作汇编", 240, 40, 9)
    first = Sheet((header, *paragraph(OTHER, 100), *lines[:2]))
    return bytes(make_pdf([first, Sheet((header, *moved, *paragraph(OTHER, 500)))]))


def turned(rotate: int) -> bytes:
    lines = [Text(line.text, 100 + at * PITCH, 100, angle=90) for at, line in enumerate(paragraph(TEXT, 0, indent=0))]
    return bytes(make_pdf([Sheet(tuple(lines), rotate=rotate)]))


def justified() -> bytes:
    stretched = [Text(one, LEFT + at * 16.4, 100) for at, one in enumerate(TEXT[:27])]
    return bytes(make_pdf([Sheet((*stretched, Text(TEXT[27:], LEFT, 124)))]))


MADE = {
    "one column": one_column(),
    "two columns written across": two_columns(),
    "two pages": over_two_pages(),
    "turned": turned(90),
    "on its side": turned(0),
    "justified": justified(),
}


@pytest.mark.parametrize("data", MADE.values(), ids=MADE)
def test_every_sentence_is_marked_exactly(data: bytes) -> None:
    pages, chunks = chunks_of(data)
    checked = 0
    for one in chunks:
        for sentence in split_sentences(one.text):
            span = Span(sentence.start, sentence.end)
            assert quoted(data, pages, one, span) == core(span.of(one.text))
            checked += 1
    assert checked


@settings(max_examples=60, deadline=None)
@given(data=st.sampled_from(list(MADE.values())), start=st.integers(0, 400), length=st.integers(5, 120))
def test_any_stretch_is_marked_exactly(data: bytes, start: int, length: int) -> None:
    pages, chunks = chunks_of(data)
    one = max(chunks, key=lambda found: len(found.text))
    start = start % max(1, len(one.text) - 5)
    span = Span(start, min(len(one.text), start + length))
    assert quoted(data, pages, one, span) == core(span.of(one.text))


def test_a_box_stands_on_each_printed_line_and_on_both_pages() -> None:
    data = MADE["two pages"]
    pages, chunks = chunks_of(data)
    one = next(found for found in chunks if len(found.pages) == 2)
    start = one.text.index(TEXT)
    marked = locate(data, "pdf", pages, one, Span(start, start + 2 * len(TEXT)))
    assert [page.page for page in marked] == [1, 2]
    assert [len(page.boxes) for page in marked] == [2, 2]
    assert (marked[0].width, marked[0].height) == (595.0, 842.0)
    first, second = marked[0].boxes
    assert first.x0 == pytest.approx(LEFT + 2 * SIZE, abs=1) and second.x0 == pytest.approx(LEFT, abs=1)
    assert 640 - 3 <= first.top < first.bottom <= 640 + PITCH


def table() -> bytes:
    xs, ys = (70.0, 170.0, 370.0, 520.0), tuple(200.0 + 30 * at for at in range(5))
    rows = (("序号", "工作任务", "时限"), ("1", "制定方案", "3月"), ("2", "组织实施", "3月"), ("3", "制定方案", "12月"))
    cells = [Text(text, xs[c] + 4, ys[r] + 6, 12) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return bytes(make_pdf([Sheet((*paragraph(TEXT, 100), *cells), rules=grid(xs, ys))]))


@pytest.mark.parametrize(
    ("row", "cells"), [(1, ["1", "制定方案", "3月"]), (2, ["2", "组织实施", "3月"]), (3, ["3", "制定方案", "12月"])]
)
def test_a_record_marks_the_cells_of_its_row(row: int, cells: list[str]) -> None:
    pages, chunks = chunks_of(data := table())
    one = next(found for found in chunks if "序号：1" in found.text)
    start = one.text.index(f"序号：{row}")
    end = one.text.find("\n", start)
    [marked] = locate(data, "pdf", pages, one, Span(start, len(one.text) if end < 0 else end))
    assert under(data, marked) == cells
    assert all(200 + 30 * row <= box.top < box.bottom <= 230 + 30 * row for box in marked.boxes)


def test_words_that_are_not_on_the_page_get_no_box() -> None:
    data = MADE["one column"]
    pages, chunks = chunks_of(data)
    page = pages[0]
    other = Chunk("c", "d", 0, 0, 12, "页面上没有的一句话呀啊", chunks[0].address, chunks[0].runs)
    assert locate(data, "pdf", pages, other, Span(0, 11)) == ()
    blank = Page(1, "", "garbled", 0.0, width=page.width, height=page.height)
    assert locate(data, "pdf", [blank], chunks[0], Span(0, 10)) == ()


def test_recognised_lines_are_marked_without_the_original() -> None:
    line = PrintedLine("支部每月开会一次。", 100.0, 112.0, tuple(50.0 + 12 * at for at in range(10)), 0.98)
    following = PrintedLine("记录要归档。", 120.0, 132.0, tuple(50.0 + 12 * at for at in range(7)), 0.98)
    writing = of_lines((line, following), 595.0, 842.0)
    first, second = mark(writing, "支部每月开会一次。记录要归档。", Span(2, 12))
    assert (first.x0, first.top, first.x1, first.bottom) == (74.0, 100.0, 158.0, 112.0)
    assert (second.x0, second.x1) == (50.0, 86.0)


@settings(max_examples=80, deadline=None)
@given(
    lines=st.lists(st.text(WORDS, min_size=3, max_size=20), min_size=1, max_size=8),
    start=st.integers(0, 100),
    length=st.integers(1, 60),
)
def test_boxes_of_recognised_lines_hold_the_quotation_or_there_are_none(
    lines: list[str], start: int, length: int
) -> None:
    printed = [
        PrintedLine(text, 20.0 * at, 20.0 * at + 12, tuple(12.0 * n for n in range(len(text) + 1)), 1.0)
        for at, text in enumerate(lines)
    ]
    text = "".join(lines)
    start %= len(text)
    span = Span(start, min(len(text), start + length))
    boxes = mark(of_lines(printed, 300.0, 200.0), text, span)
    read_back = "".join(lines[round(box.top / 20)][round(box.x0 / 12) : round(box.x1 / 12)] for box in boxes)
    assert read_back == span.of(text) or not boxes


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*.pdf")), ids=lambda path: path.name)
def test_sentences_of_the_demo_library(path: Path) -> None:
    if "扫描" in path.name:
        pytest.skip("a scan: marked by its recognised lines")
    data = path.read_bytes()
    pages, chunks = chunks_of(data)
    for one in chunks[::3]:
        for sentence in list(split_sentences(one.text))[::4]:
            span = Span(sentence.start, sentence.end)
            text = span.of(one.text)
            found = [core(piece) for page in locate(data, "pdf", pages, one, span) for piece in under(data, page)]
            assert found, text
            if "：" in text or "；" in text:
                assert all(piece in core(text) for piece in found)
            else:
                assert "".join(found) == core(text)


@pytest.mark.parametrize(
    ("turned", "size", "box"),
    [
        (0.0, (600, 800), (100, 50, 200, 62)),
        (180.0, (600, 800), (400, 738, 500, 750)),
        (90.0, (800, 600), (50, 400, 62, 500)),
        (270.0, (800, 600), (738, 100, 750, 200)),
    ],
)
def test_a_turned_page_is_marked_as_the_original_shows_it(
    turned: float, size: tuple[float, float], box: tuple[float, float, float, float]
) -> None:
    """A line at (100, 50) of a page of 600 x 800 that had to be turned clockwise to be read."""
    text = "党员先锋创新平台"
    line = PrintedLine(text, 50, 62, tuple(100 + 12.5 * at for at in range(9)), 1.0)
    writing = of_lines([line], 600, 800, turned)
    assert (writing.width, writing.height) == size
    (found,) = mark(writing, text, Span(0, len(text)))
    assert (found.x0, found.top, found.x1, found.bottom) == pytest.approx(box)


def test_a_sloping_line_is_marked_in_pieces_that_do_not_cover_its_neighbours() -> None:
    text = "党" * 40
    line = PrintedLine(text, 50, 62, tuple(100 + 12.0 * at for at in range(41)), 1.0)
    boxes = mark(of_lines([line], 600, 800, 358.0), text, Span(0, 40))
    assert len(boxes) > 3
    assert all(box.bottom - box.top < 20 for box in boxes)
