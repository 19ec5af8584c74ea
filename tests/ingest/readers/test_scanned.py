"""PDFs whose pages are pictures, wholly or in part, or whose text cannot be used."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from pdfs import Sheet, Text, make_pdf, paragraph
from pypdf import PdfReader, PdfWriter

from eval.bench.prints import Pixels, image_pdf
from ingest.layout.geometry import Fragment, PageView
from ingest.ocr.fake import FakeRecognizer, shades
from ingest.ocr.sheet import RecognisedPage
from ingest.readers.paged import JudgedPage
from ingest.readers.pdf import read
from ingest.readers.scanned import Wanted, completed, wanted
from ingest.types import PrintedLine, ReadOptions

NATIVE = (
    "党支部应当严格执行组织生活制度，认真落实各项学习任务，推动党建工作与生产经营深度融合，每季度至少组织一次党课。"
)
SCRIPT = ("第一条为了规范检查工作，制定本办法。", "第二条各车间应当按月自查。", "附表由安全环保部保存。")


@pytest.fixture(autouse=True)
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeRecognizer:
    recognizer = FakeRecognizer(SCRIPT)
    monkeypatch.setattr("ingest.ocr.rapid.rapid_recognizer", lambda: recognizer)
    return recognizer


def picture(*lines: int) -> Pixels:
    """An A4 page at 96 dpi with the bars of these lines of the script."""
    pixels = np.full((1123, 794), 255, np.uint8)
    for place, line in enumerate(lines):
        length, (begin, end) = 24 * len(SCRIPT[line]), shades(line)
        pixels[200 + 50 * place : 224 + 50 * place, 80 : 80 + length // 2] = begin
        pixels[200 + 50 * place : 224 + 50 * place, 80 + length // 2 : 80 + length] = end
    return pixels


def scan(*lines: int) -> bytes:
    return image_pdf([picture(*lines)], 96, 100)


def written(*texts: Text) -> bytes:
    return make_pdf([Sheet(texts)])


def joined(*files: bytes) -> bytes:
    writer = PdfWriter()
    for file in files:
        writer.append(io.BytesIO(file))
    return saved(writer)


def laid_over(below: bytes, above: bytes) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(below)))
    writer.pages[0].merge_page(PdfReader(io.BytesIO(above)).pages[0])
    return saved(writer)


def saved(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("threads", [1, 2])
def test_a_file_is_judged_page_by_page(threads: int) -> None:
    data = joined(scan(0, 1), written(*paragraph(NATIVE, 100)), written(), scan(), scan(2))
    told: list[int] = []
    options = ReadOptions(threads=threads, on_page=lambda page, pages: told.append(page))
    reading = read(data, "a.pdf", options)
    assert [page.origin for page in reading.pages] == ["ocr", "native", "blank", "blank", "ocr"]
    assert [[line.text for line in page.lines] for page in reading.pages] == [[*SCRIPT[:2]], [], [], [], [SCRIPT[2]]]
    assert [page.note for page in reading.pages] == ["由图像识别", "", "", "", "由图像识别"]
    assert (reading.pages[1].confidence, reading.pages[0].confidence) == (1.0, 0.99)
    assert "\n".join(block.text for block in reading.blocks) == "\n".join([*SCRIPT[:2], NATIVE, SCRIPT[2]])
    assert reading.warnings == () and {1, 5} <= set(told)


def test_lines_stand_where_they_are_printed() -> None:
    page = read(scan(0), "a.pdf").pages[0]
    assert (page.width, page.height) == pytest.approx((595.5, 842.2), abs=0.5)
    [line] = page.lines
    assert (line.edges[0], line.edges[-1]) == pytest.approx((60, 60 + 18 * len(SCRIPT[0])), abs=2)
    assert (line.top, line.bottom) == pytest.approx((150, 168), abs=2)


def test_a_scan_upside_down_is_read_and_its_turn_is_told() -> None:
    data = image_pdf([np.rot90(picture(0, 1), 2).copy(), picture(2)], 96, 100)
    upside_down, upright = read(data, "a.pdf").pages
    assert upside_down.text.split("\n") == [*SCRIPT[:2]]
    assert (upside_down.turned, upright.turned) == pytest.approx((180.0, 0.0), abs=0.5)


def test_without_recognition_scans_are_named() -> None:
    reading = read(joined(scan(0), written(*paragraph(NATIVE, 100))), "a.pdf", ReadOptions(ocr=False))
    assert [page.origin for page in reading.pages] == ["blank", "native"]
    assert reading.warnings == ("第 1 页没有文字层（扫描件），暂未识别，其内容无法检索",)


def test_an_unsure_page_is_kept_and_said_to_be_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    unsure = FakeRecognizer(SCRIPT, confidence=0.55)
    monkeypatch.setattr("ingest.ocr.rapid.rapid_recognizer", lambda: unsure)
    reading = read(scan(0, 1), "a.pdf")
    [page] = reading.pages
    assert page.origin == "ocr" and page.is_doubtful and page.note == "由图像识别，2 行辨认不清"
    assert page.text.split("\n") == [*SCRIPT[:2]]
    assert reading.warnings == ("第 1 页由图像识别，把握不大，引用前请核对原件",)


def test_a_page_whose_text_layer_is_garbled_is_read_from_its_picture() -> None:
    data = laid_over(scan(0, 1), written(Text("字体没有说明含义的文字", 70, 700, 8, font="F2")))
    [page] = read(data, "a.pdf").pages
    assert (page.origin, page.note) == ("ocr", "文字层是乱码，已按页面图像识别")
    assert page.text.split("\n")[:2] == [*SCRIPT[:2]]


def test_a_plausible_text_layer_over_a_scan_is_used() -> None:
    [page] = read(laid_over(scan(0), written(*paragraph(NATIVE * 3, 100))), "a.pdf").pages
    assert (page.origin, page.text) == ("native", NATIVE * 3)


def test_a_stamp_of_text_on_a_scan_does_not_hide_it() -> None:
    [page] = read(laid_over(scan(0, 1), written(Text("扫描于2026年3月", 400, 40, 9))), "a.pdf").pages
    assert page.origin == "ocr" and all(line in page.text for line in SCRIPT[:2])
    assert {"扫描于2026年3月", *SCRIPT[:2]} <= {line.text for line in page.lines}


def test_a_watermark_in_rows_does_not_swamp_a_scan() -> None:
    marks = [Text("内部资料", x, y, 12) for x in (60, 250, 440) for y in range(320, 800, 60)]
    [page] = read(laid_over(scan(0, 1), written(*marks)), "a.pdf").pages
    assert page.text.split("\n") == [*SCRIPT[:2]]


# Judged without a file.

LINES = tuple(Fragment(f"{at}{NATIVE}", 60.0, at, 540.0, at + 16.0, 16.0) for at in range(60, 300, 30))
VIEW = PageView(1, 600.0, 800.0, LINES)
PAGE = JudgedPage(VIEW, "native", 1.0)


@pytest.mark.parametrize(
    ("box", "is_wanted"),
    [
        ((60.0, 320.0, 540.0, 780.0), True),
        ((0.0, 0.0, 600.0, 800.0), False),  # what the text stands on
        ((60.0, 400.0, 160.0, 440.0), False),  # a small one
        ((0.0, 330.0, 600.0, 350.0), False),  # a band
        ((0.0, 900.0, 600.0, 1700.0), False),  # beside the page
    ],
)
def test_a_large_picture_beside_text_is_wanted(box: tuple[float, float, float, float], is_wanted: bool) -> None:
    assert (wanted(replace(PAGE, pictures=(box,))) == [Wanted(1, box)]) is is_wanted


def test_a_picture_cut_in_strips_is_one() -> None:
    strips = tuple((60.0, top, 540.0, top + 46.0) for top in (320.0, 366.0, 412.0, 458.0))
    assert wanted(replace(PAGE, pictures=strips)) == [Wanted(1, (60.0, 320.0, 540.0, 504.0))]


def test_a_careless_text_layer_is_recognised_again_and_the_better_kept() -> None:
    poor = "覚攴郜应垱严挌埶行组枳玍活制廋认嫃落实吝顼学刁仼务誰动竞逮丅莋与玍产经营罙廋蝠合"
    fragments = (Fragment(poor, 60.0, 100.0, 540.0, 116.0, 16.0),)
    page = replace(PAGE, view=replace(VIEW, fragments=fragments), pictures=((0.0, 0.0, 600.0, 800.0),))
    assert wanted(page) == [Wanted(1)]
    line = PrintedLine(NATIVE, 100.0, 116.0, tuple(60.0 + at for at in range(len(NATIVE) + 1)), 0.99)
    better = PageView(1, 600.0, 800.0, (Fragment(NATIVE, 60.0, 100.0, 540.0, 116.0, 16.0),))
    [found] = completed([page], [(Wanted(1), RecognisedPage(better, (line,), 0.0, 0.95))])
    assert (found.origin, found.confidence, found.lines) == ("ocr", 0.95, (line,))
    [kept] = completed([page], [(Wanted(1), RecognisedPage(replace(better, fragments=fragments), (line,), 0.0, 0.3))])
    assert kept.origin == "native" and kept.note
