"""The demo library is what its truth says, as libraries read it that had no part in making it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from lxml import html
from pypdf import PdfReader

from eval.datasets.demo.facts import FACTS, branch_count_by_unit
from eval.datasets.demo.make import build, conflicts, describe, single_page, sources
from eval.datasets.demo.tables import BRANCHES, BUDGET, LEDGER, UNITS
from eval.datasets.demo.truth import LIBRARY, FileTruth, load_truth

TRUTH = load_truth()
LEADERS = (
    "毛泽东",
    "邓小平",
    "江泽民",
    "胡锦涛",
    "习近平",
    "李克强",
    "李强",
    "赵乐际",
    "王沪宁",
    "蔡奇",
    "丁薛祥",
    "李希",
    "韩正",
)
RADICALS = str.maketrans("⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻩⻬⻮⻰戶", "母民西见角贝车长门青页风飞食马骨鬼黄齐齿龙户")
"""What a library may read where Noto shares a glyph with a radical, as far as NFKC does not mend it."""


def squeezed(text: str) -> str:
    """`text` as it is compared: compatibility forms folded, no white space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).translate(RADICALS))


def of_format(*formats: str) -> list[FileTruth]:
    return [item for item in TRUTH.files if item.format in formats]


def stem(item: FileTruth) -> str:
    return item.file[:2]


def pdfs() -> list[FileTruth]:
    return [item for item in of_format("pdf") if item.text_layer]


def test_the_library_holds_exactly_the_files_of_the_truth() -> None:
    assert {path.name for path in LIBRARY.iterdir()} == {item.file for item in TRUTH.files}
    assert len(TRUTH.files) >= 14
    assert {item.format for item in TRUTH.files} == {"pdf", "docx", "xlsx", "txt", "html", "md"}


def test_the_library_is_small() -> None:
    assert sum(path.stat().st_size for path in LIBRARY.iterdir()) < 3_000_000


def test_the_truth_is_that_of_the_sources() -> None:
    for source in sources():
        known = TRUTH.file(source.name)
        pages = known.pages if known.paged else (single_page(source),)
        assert describe(source, pages) == known
        assert known.paragraphs == [element.text for element in source.elements if not element.rows]
        tables = [table for page in known.pages for table in page.tables]
        rows = [row for element in source.elements for row in element.rows[1:]]
        assert [row for table in tables for row in table.rows] == rows
    assert TRUTH.conflicts == conflicts()


@pytest.mark.parametrize("item", pdfs(), ids=stem)
def test_every_pdf_page_holds_its_text(item: FileTruth) -> None:
    reader = PdfReader(LIBRARY / item.file)
    assert len(reader.pages) == len(item.pages)
    for page, known in zip(reader.pages, item.pages, strict=True):
        text = squeezed(page.extract_text())
        for paragraph in known.paragraphs:
            assert squeezed(paragraph) in text, f"page {known.number}: {paragraph!r}"
        for table in known.tables:
            for row in (table.header, *table.rows):
                assert squeezed("".join(row)) in text, f"page {known.number}: {row}"


@pytest.mark.parametrize("item", pdfs(), ids=stem)
def test_running_lines_stand_on_the_page_beside_the_text(item: FileTruth) -> None:
    pages = [squeezed(page.extract_text()) for page in PdfReader(LIBRARY / item.file).pages]
    footers = item.running[-len(pages) :]
    assert all(squeezed(line) in page for line, page in zip(footers, pages, strict=True))
    assert all(squeezed(line) in page for line in item.running[: -len(pages)] for page in pages)


def test_some_paragraphs_cross_pages_and_one_table_spans_three() -> None:
    assert sum(page.runs_on for item in pdfs() for page in item.pages) >= 3
    assert sum(bool(page.tables) for page in TRUTH.file("12-2026年第一季度组织生活检查情况通报.pdf").pages) == 3
    assert [item.file[:2] for item in TRUTH.files if item.columns == 2] == ["11"]


def test_the_scan_has_pictures_and_no_text() -> None:
    (scan,) = [item for item in TRUTH.files if not item.text_layer]
    reader = PdfReader(LIBRARY / scan.file)
    assert [page.extract_text().strip() for page in reader.pages] == [""] * len(scan.pages)
    for page in reader.pages:
        (picture,) = page["/Resources"]["/XObject"].values()  # type: ignore[index]
        assert picture.get_object()["/Filter"] == "/DCTDecode"


@pytest.mark.parametrize("item", of_format("docx"), ids=stem)
def test_word_files_hold_paragraphs_headings_and_tables(item: FileTruth) -> None:
    document = Document(str(LIBRARY / item.file))
    assert [paragraph.text for paragraph in document.paragraphs] == list(item.pages[0].paragraphs)
    read = [tuple(tuple(cell.text for cell in row.cells) for row in table.rows) for table in document.tables]
    assert read == [(table.header, *table.rows) for table in item.pages[0].tables]
    assert any(p.style is not None and str(p.style.name).startswith("Heading") for p in document.paragraphs)


def test_the_workbook_holds_the_ledger() -> None:
    (item,) = of_format("xlsx")
    sheet = openpyxl.load_workbook(LIBRARY / item.file).worksheets[0]
    rows = [tuple(str(cell) for cell in row if cell) for row in sheet.iter_rows(values_only=True)]
    (table,) = item.pages[0].tables
    assert rows == [*[(text,) for text in item.paragraphs[:2]], table.header, *table.rows, (item.paragraphs[2],)]


def test_the_text_file_is_gb18030_and_nothing_else() -> None:
    (item,) = of_format("txt")
    data = (LIBRARY / item.file).read_bytes()
    assert [line.lstrip("　") for line in data.decode("gb18030").split("\r\n")[:-1]] == item.paragraphs
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")


def test_the_page_holds_the_notice_and_its_boilerplate_apart() -> None:
    (item,) = of_format("html")
    tree = html.fromstring((LIBRARY / item.file).read_bytes())
    whole, notice = (squeezed("".join(map(str, node.itertext()))) for node in (tree, next(tree.iter("article"))))
    assert all(squeezed(text) in notice for text in item.full_text.splitlines())
    assert all(squeezed(line) in whole and squeezed(line) not in notice for line in item.running)


def test_the_markdown_holds_the_answers() -> None:
    (item,) = of_format("md")
    text = (LIBRARY / item.file).read_text(encoding="utf-8")
    assert all(line in text for line in item.full_text.splitlines())


@pytest.mark.parametrize("item", [item for item in TRUTH.files if item.articles], ids=stem)
def test_articles_are_numbered_without_a_gap(item: FileTruth) -> None:
    assert list(item.articles) == [f"第{chinese(n)}条" for n in range(1, len(item.articles) + 1)]
    assert all(text.startswith(label + "　") for label, text in item.articles.items())
    assert 25 <= len(item.articles) <= 35


def chinese(number: int) -> str:
    tens, units = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    return (digits[tens] if tens > 1 else "") + "十" * (tens > 0) + (digits[units] if units else "")


def test_conflicts_quote_both_sides_and_nothing_is_said_twice() -> None:
    assert len(TRUTH.conflicts) >= 4
    assert len({conflict.id for conflict in TRUTH.conflicts}) == len(TRUTH.conflicts)
    for conflict in TRUTH.conflicts:
        first, second = conflict.sides
        assert first.file != second.file
        assert conflict.holds in {first.file, second.file}
        for side in conflict.sides:
            assert side.quote in TRUTH.file(side.file).full_text, side.quote


def test_branches_and_members_add_up() -> None:
    assert branch_count_by_unit() == {unit.name: (unit.branches, unit.members) for unit in UNITS}
    moved = int(FACTS.recruits_2025) + int(FACTS.moved_in_2025) - int(FACTS.moved_out_2025) - int(FACTS.died_2025)
    assert int(FACTS.members_2024) + moved == int(FACTS.members)
    grades = (FACTS.graded_excellent_2025, FACTS.graded_good_2025, FACTS.graded_passed_2025, FACTS.graded_weak_2025)
    assert sum(map(int, grades)) == int(FACTS.branches) == len(BRANCHES)


def test_projects_money_and_opinions_add_up() -> None:
    assert int(FACTS.projects_closed_2025) + int(FACTS.projects_open_2025) == int(FACTS.projects_2025)
    assert sum(line.amount for line in BUDGET) == int(FACTS.budget_2026)
    q1 = (FACTS.opinions_q1_settled, FACTS.opinions_q1_moving, FACTS.opinions_q1_explained)
    assert sum(map(int, q1)) == int(FACTS.opinions_q1)
    assert Counter(task.state for task in LEDGER) == {"已完成": 33, "推进中": 2, "延期": 1}


RATES = [
    ("21.4", FACTS.members, FACTS.staff),
    ("65.6", FACTS.recruits_frontline_2025, FACTS.recruits_2025),
    ("81.0", FACTS.projects_closed_2025, FACTS.projects_2025),
    ("94.8", FACTS.opinions_settled_2025, FACTS.opinions_2025),
    ("96.2", FACTS.spent_2025, FACTS.spent_budget_2025),
    ("94.4", FACTS.planted_tasks_closed_2025, FACTS.tasks_2025),
    ("91.7", FACTS.tasks_closed_2025, FACTS.tasks_2025),
    ("78.4", FACTS.opinions_q1_settled, FACTS.opinions_q1),
    ("63.6", FACTS.weld_team_members, FACTS.weld_team),
]


@pytest.mark.parametrize(("stated", "part", "whole"), RATES)
def test_stated_rates_follow_from_the_counts(stated: str, part: str, whole: str) -> None:
    assert f"{100 * float(part) / float(whole):.1f}" == stated
    assert any(f"{stated}%" in item.full_text for item in TRUTH.files)


SAME = [
    (r"(\d+)个党支部(?:达标|达到|第一季度|评定|书记|全部使用)|覆盖全部(\d+)个党支部|共有党支部(\d+)个", FACTS.branches),
    (r"共有党支部\d+个、党员(\d+)名|、(\d+)名党员（以2025年12月31日", FACTS.members),
    (r"由12个(?:增至|发展到)(\d+)个|集团级平台增加到(\d+)个|平台负责人(\d+)名", FACTS.platforms_2025),
    (r"一次合格率(?:由|从)[\d.]+%提高到([\d.]+)%", FACTS.weld_after),
    (r"制造周期由\d+天缩短到(\d+)天", FACTS.cycle_after),
    (r"全年立项(\d+)项，(?:结项|比2024年)", FACTS.projects_2025),
    (r"集团级平台达到(24|\d+)个，(?:全年|年度)立项", FACTS.target_platforms),
]


@pytest.mark.parametrize(("pattern", "value"), SAME, ids=[value for _, value in SAME])
def test_a_fact_is_the_same_wherever_it_is_stated(pattern: str, value: str) -> None:
    found = {
        (item.file, group)
        for item in TRUTH.files
        for match in re.finditer(pattern, item.full_text)
        for group in match.groups()
        if group
    }
    assert len({file for file, _ in found}) >= 2, "the pattern should be met in several files"
    assert {group for _, group in found} == {value}


@pytest.mark.parametrize("item", TRUTH.files, ids=stem)
def test_no_real_leader_is_named(item: FileTruth) -> None:
    assert not [name for name in LEADERS if name in item.full_text]


@pytest.mark.parametrize("item", TRUTH.files, ids=stem)
def test_fixed_formulations_stand_in_their_order(item: FileTruth) -> None:
    text = item.full_text
    order = ("“两个确立”", "“四个意识”", "“四个自信”", "“两个维护”")
    for paragraph in text.splitlines():
        if all(term in paragraph for term in order) and "是指" not in paragraph:
            places = [paragraph.index(term) for term in order]
            assert places == sorted(places)
    assert "”、“" not in text
    assert "》、《" not in text


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="the PDFs are made with Debian's chromium")
def test_making_the_library_again_gives_the_same_text(tmp_path: Path) -> None:
    assert build(tmp_path) == TRUTH
    for item in TRUTH.files:
        if item.format == "pdf" and item.text_layer:
            old, new = (PdfReader(folder / item.file).pages for folder in (LIBRARY, tmp_path))
            assert [page.extract_text() for page in old] == [page.extract_text() for page in new]
        elif item.format != "pdf":
            assert (tmp_path / item.file).read_bytes() == (LIBRARY / item.file).read_bytes()
