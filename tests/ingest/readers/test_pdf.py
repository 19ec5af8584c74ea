"""PDFs made here, byte by byte, and real ones: what is read, where it stands, and what is honestly not read."""

from __future__ import annotations

import io
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from pdfs import LEFT, PITCH, Sheet, Text, grid, make_pdf, paragraph
from pypdf import PdfReader, PdfWriter

from ingest.errors import DamagedFileError, EmptyFileError, EncryptedFileError, LimitExceededError
from ingest.ocr.fake import FakeRecognizer
from ingest.readers.pdf import read
from ingest.types import Reading, ReadOptions, page_at

WITHOUT = ReadOptions(ocr=False)
TEXT = "党支部应当严格执行组织生活制度，认真落实各项学习任务，推动党建工作与生产经营深度融合，每季度至少组织一次党课。"


def sheet(*parts: Sequence[Text], **more: object) -> Sheet:
    return Sheet(tuple(text for part in parts for text in part), **more)  # type: ignore[arg-type]


def footer(number: int) -> list[Text]:
    return [Text(f"— {number} —", 280, 790, 10.5)]


def texts(reading: Reading) -> list[str]:
    return [block.text for block in reading.blocks]


def test_paragraphs_headings_and_the_title() -> None:
    data = make_pdf([sheet([Text("管理办法", 240, 60, 22)], paragraph(TEXT, 110), footer(1))], "党建工作管理办法")
    reading = read(data, "a.pdf")
    assert [(block.kind, block.text) for block in reading.blocks] == [("heading", "管理办法"), ("paragraph", TEXT)]
    assert (reading.title, reading.paged, reading.warnings) == ("党建工作管理办法", True, ())
    [page] = reading.pages
    assert (page.number, page.origin, page.confidence, page.text) == (1, "native", 1.0, f"管理办法\n{TEXT}")


def test_a_paragraph_over_two_pages_knows_which_characters_stand_where() -> None:
    lines = paragraph(TEXT * 2, 640)
    moved = [Text(line.text, line.x, 100 + at * PITCH) for at, line in enumerate(lines[2:])]
    data = make_pdf([sheet(paragraph(TEXT, 100), lines[:2], footer(1)), sheet(moved, footer(2))])
    last = read(data, "a.pdf").blocks[-1]
    assert last.text == TEXT * 2
    cut = sum(len(line.text) for line in lines[:2])
    assert [page_at(last.runs, at) for at in (0, cut - 1, cut, len(last.text) - 1)] == [1, 1, 2, 2]


def test_a_ruled_table_gives_records_with_its_column_names() -> None:
    xs, ys = (70.0, 170.0, 370.0, 520.0), (200.0, 230.0, 260.0, 290.0)
    rows = (("序号", "工作任务", "完成时限"), ("01", "制定方案", "3月"), ("02", "组织实施", "12月"))
    cells = [Text(text, xs[c] + 4, ys[r] + 6, 12) for r, row in enumerate(rows) for c, text in enumerate(row)]
    reading = read(make_pdf([sheet(paragraph(TEXT, 100), cells, rules=grid(xs, ys))]), "a.pdf")
    assert [block.text for block in reading.blocks if block.kind == "table_row"] == [
        "序号：01；工作任务：制定方案；完成时限：3月",
        "序号：02；工作任务：组织实施；完成时限：12月",
    ]


def test_a_page_turned_on_its_side_is_read_along_its_lines() -> None:
    lines = [Text(line.text, 100 + at * PITCH, 100, angle=90) for at, line in enumerate(paragraph(TEXT, 0, indent=0))]
    assert texts(read(make_pdf([sheet(lines, rotate=90)]), "a.pdf")) == [TEXT]


def test_a_watermark_across_the_page_is_not_text() -> None:
    marked = sheet(paragraph(TEXT, 100), [Text("内部资料", 300, 300, 40, angle=90)])
    assert texts(read(make_pdf([marked]), "a.pdf")) == [TEXT]


def test_pages_without_a_text_layer_are_named_and_the_others_read() -> None:
    pages = [sheet(paragraph(TEXT, 100)), Sheet(image=True), Sheet(), Sheet(image=True), sheet(paragraph(TEXT, 100))]
    reading = read(make_pdf(pages), "a.pdf", WITHOUT)
    assert [page.origin for page in reading.pages] == ["native", "blank", "blank", "blank", "native"]
    assert [page.confidence for page in reading.pages[1:4]] == [0.0, 0.0, 0.0]
    assert reading.warnings == ("第 2、4 页没有文字层（扫描件），暂未识别，其内容无法检索",)
    assert texts(reading) == [TEXT, TEXT]


def test_a_page_whose_font_hides_its_meaning_is_garbled_and_not_indexed() -> None:
    hidden = sheet([Text("字体没有说明含义的文字", 70, 100, font="F2")])
    reading = read(make_pdf([sheet(paragraph(TEXT, 100)), hidden]), "a.pdf", WITHOUT)
    assert [page.origin for page in reading.pages] == ["native", "garbled"]
    assert texts(reading) == [TEXT]
    assert reading.warnings == ("第 2 页的文字层是乱码，未收入资料库，其内容无法检索",)


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        ([Sheet(image=True), Sheet(image=True)], "“a.pdf”共 2 页，没有文字层，是扫描件，需要文字识别后才能检索"),
        ([Sheet()], "“a.pdf”共 1 页，没有任何文字"),
        ([sheet([Text("读不出来的文字", 70, 100, font="F2")])], "“a.pdf”共 1 页，文字层都是乱码"),
    ],
)
def test_a_file_without_usable_text_is_refused_with_a_sentence(pages: list[Sheet], sentence: str) -> None:
    with pytest.raises(EmptyFileError) as caught:
        read(make_pdf(pages), "a.pdf", WITHOUT)
    assert caught.value.message.startswith(sentence) and caught.value.hint


def encrypted(user: str, algorithm: str = "AES-256") -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([sheet(paragraph(TEXT, 100))]))))
    writer.encrypt(user, owner_password="owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
@pytest.mark.parametrize("passwords", [("secret",), ("wrong", "owner"), ("wrong", "", "secret")])
def test_a_file_opens_with_any_password_of_its_own(algorithm: str, passwords: tuple[str, ...]) -> None:
    assert texts(read(encrypted("secret", algorithm), "a.pdf", ReadOptions(passwords=passwords))) == [TEXT]


def test_a_chinese_password_opens() -> None:
    assert texts(read(encrypted("密码2026"), "a.pdf", ReadOptions(passwords=("密码2026",)))) == [TEXT]


@pytest.mark.parametrize(
    ("passwords", "sentence"),
    [((), "PDF 文件“a.pdf”已加密，打开需要密码"), (("a", "b"), "PDF 文件“a.pdf”已加密，给出的密码都不对")],
)
def test_a_password_is_asked_for_in_a_sentence(passwords: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(EncryptedFileError) as caught:
        read(encrypted("secret"), "a.pdf", ReadOptions(passwords=passwords))
    assert caught.value.message == sentence and "--password" in caught.value.hint


def test_an_empty_password_is_none() -> None:
    assert texts(read(encrypted(""), "a.pdf")) == [TEXT]


def bare_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first its catalog."""
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, one) for number, one in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Size %d/Root 1 0 R>>\n%%%%EOF" % (len(objects) + 1)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
MANY = b"<</Type/Pages/Count 100000/Kids[" + b"3 0 R " * 100_000 + b"]>>"
DRAWN = b"<</Length 31>>stream\n0 0 0 rg 10 10 50 5 re f 9 9 3 3 re f\nendstream"


@pytest.mark.parametrize(
    ("objects", "error"),
    [
        ([b"<</Type/Pages/Count 0/Kids[]>>"], DamagedFileError),
        ([b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"], (EmptyFileError, DamagedFileError)),
        ([MANY, b"<</Type/Page/Parent 2 0 R>>"], LimitExceededError),
    ],
    ids=["no pages", "a page tree that holds itself", "a hundred thousand pages"],
)  # fmt: skip
def test_odd_page_trees_are_refused(objects: list[bytes], error: type[Exception]) -> None:
    with pytest.raises(error) as caught:
        read(bare_pdf(CATALOG, *objects), "a.pdf")
    assert caught.value.hint  # type: ignore[attr-defined]


@pytest.mark.parametrize("size", ["0 0 2000000 2000000", "0 0 1 100000", "0 0 0 0", "0 0 1e30 1e30", "-9 -9 0 0"])
def test_a_page_of_any_size_is_drawn_within_limits(size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.ocr.rapid.rapid_recognizer", lambda: FakeRecognizer(["不是文字"], confidence=0.0))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R>>" % size.encode()
    data = bare_pdf(CATALOG, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, DRAWN)
    try:
        assert read(data, "a.pdf").pages[0].is_doubtful
    except EmptyFileError as exc:
        assert exc.hint


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + bytes(range(256)) * 20, b""])
def test_damaged_files(data: bytes) -> None:
    with pytest.raises(DamagedFileError, match="已损坏"):
        read(data, "a.pdf")


def test_a_file_cut_off_is_read_as_far_as_it_goes_or_refused() -> None:
    data = make_pdf([sheet(paragraph(TEXT, 100))] * 3)
    for length in range(0, len(data), 211):
        try:
            assert all(block.text for block in read(data[:length], "a.pdf").blocks)
        except (DamagedFileError, EmptyFileError):
            continue


def test_several_threads_may_read_at_once() -> None:
    data = make_pdf([sheet(paragraph(TEXT, 100))] * 3)
    found: list[list[str]] = []
    threads = [threading.Thread(target=lambda: found.append(texts(read(data, "a.pdf")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [[TEXT] * 3] * 4


@pytest.mark.parametrize("title", ["Microsoft Word - 新建文档.docx", "a", "untitled", "", "幻灯片 1"])
def test_titles_that_programs_write_are_not_believed(title: str) -> None:
    assert read(make_pdf([sheet(paragraph(TEXT, 100))], title), "a.pdf").title is None


@pytest.mark.shared
def test_a_real_quarterly_report(shared: Path) -> None:
    reading = read((shared / "data/files/report_quarterly.pdf").read_bytes(), "report.pdf")
    lines = texts(reading)
    assert len(reading.pages) == 9 and "比亚迪股份有限公司2025年第一季度报告" not in lines[2:]
    assert any(line.startswith("项目：货币资金；期末余额：117,406,726,000.00") for line in lines)
    assert any(line.startswith("营业收入（元）；本报告期：170,360,448,000.00；上年同期：124,944") for line in lines)
    assert any("不存在虚假记载、误导性陈述或重大遗漏，并承担个别和连带的法律责任。" in line for line in lines)


@pytest.mark.shared
def test_a_real_page_of_two_columns(shared: Path) -> None:
    lines = texts(read((shared / "data/files/research_note_two_column.pdf").read_bytes(), "note.pdf", WITHOUT))
    [main] = [line for line in lines if line.startswith("第三季度收入下滑11%，销售费用率提升")]
    assert "某服装企业是国内大众男装龙头品牌公司。" in main and "投资评级" not in main


@pytest.mark.shared
def test_a_real_thesis_over_its_pages(shared: Path) -> None:
    reading = read((shared / "data/files/thesis_template.pdf").read_bytes(), "thesis.pdf")
    headings = [block.text for block in reading.blocks if block.kind == "heading"]
    assert {"第一章 背景介绍", "第二章 正文要求说明", "第七章 引用问题"} <= set(headings)
    assert any("必须使用样式表中的已有样式来定制你文章的结构，主要表现为" in text for text in texts(reading))


def test_the_left_edge_of_the_made_pages() -> None:
    assert paragraph(TEXT, 0)[1].x == LEFT
