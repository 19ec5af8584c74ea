"""The pages as LibreOffice lays them out: 22 lines of 28 characters, whatever fonts are here."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest

from assistant.export.edition import Edition
from assistant.export.word import write_docx
from ingest.readers.office import installed
from tests.assistant.export.export_drafts import Cell, Grid, Section, body, citation, draft, heading, sentence

pytestmark = pytest.mark.skipif(installed() is None, reason="LibreOffice (soffice) is not installed")

POINTS = 72 / 25.4
LEFT, RIGHT = 28 * POINTS, (210 - 26) * POINTS
TOP, BOTTOM = 37 * POINTS, (297 - 35) * POINTS
RUN = "党支部要组织党员认真学习坚持读原著学原文悟原理推动学习成果转化为工作实效不断提高能力"


@dataclass(frozen=True)
class Glyph:
    text: str
    left: float
    top: float
    right: float
    bottom: float


Page = list[list[Glyph]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three drafts as LibreOffice prints them."""
    folder = tmp_path_factory.mktemp("pages")
    solid = Section("a", "", (body(sentence((RUN * 60)[: 28 * 50 - 2], "1")),))
    write_docx(draft(solid, addressee="", signature=()), folder / "solid.docx", Edition("clean", label=False))
    write_docx(draft(*_report()), folder / "report.docx")
    rows = tuple(
        (Cell(f"第{at}项重点任务"), Cell("制定计划，按季度组织并做好记录"), Cell("党群工作部")) for at in range(60)
    )
    table = Section("t", "一、任务", (), (Grid(("事项", "措施", "责任单位"), rows, "任务清单"),))
    write_docx(draft(table), folder / "table.docx", Edition("clean"))
    sources = [str(folder / f"{name}.docx") for name in ("solid", "report", "table")]
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [str(installed()), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *sources]
    subprocess.run(command, check=True, capture_output=True, timeout=100)
    return folder


@pytest.fixture(scope="module")
def pages(folder: Path) -> dict[str, list[Page]]:
    """Every page of the drafts as its lines of glyphs, from the top down."""
    return {path.stem: _pages(path) for path in folder.glob("*.pdf")}


def _report() -> tuple[Section, ...]:
    sentences = [
        sentence("各党支部每季度至少开展一次主题党日活动，做到全员参加、全程记录。", "1"),
        sentence("坚持学用结合，“三会一课”（含主题党日）全面落实；", "1"),
        sentence("党支部书记每年讲党课不少于一次。", "1", "2"),
    ]
    parts = [
        (heading(f"（{number}）抓实组织生活", 2), body(*sentences[at % 2 :], *sentences[: 1 + at]))
        for at, number in enumerate("一二三四五六七八")
    ]
    return (Section("r", "一、主要做法和成效", tuple(one for part in parts for one in part)),)


def _pages(path: Path) -> list[Page]:
    with pypdfium2.PdfDocument(path) as document:
        return [_lines(page) for page in document]


def _lines(page: pypdfium2.PdfPage) -> Page:
    text, height = page.get_textpage(), page.get_height()
    glyphs = []
    for at in range(text.count_chars()):
        character = text.get_text_range(at, 1)
        if character.strip():
            left, bottom, right, top = text.get_charbox(at, loose=True)
            glyphs.append(Glyph(character, left, height - top, right, height - bottom))
    lines: Page = []
    for glyph in sorted(glyphs, key=lambda one: ((one.top + one.bottom) / 2, one.left)):
        middle = (glyph.top + glyph.bottom) / 2
        if lines and abs(middle - (lines[-1][0].top + lines[-1][0].bottom) / 2) < 4:
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def said(line: list[Glyph]) -> str:
    return "".join(glyph.text for glyph in line)


def test_a_full_page_has_22_lines_of_28_characters(pages: dict[str, list[Page]]) -> None:
    second = pages["solid"][1]
    text = [line for line in second if line[0].top < BOTTOM]
    assert len(text) == 22
    assert {len(line) for line in text} == {28}
    first = [line for line in pages["solid"][0] if line[0].top < BOTTOM]
    assert len(first[1]) == 26 and {len(line) for line in first[2:]} == {28}  # the first line is indented by two


def test_the_text_fills_its_area_and_stays_in_it(pages: dict[str, list[Page]]) -> None:
    lines = [line for line in pages["solid"][1] if line[0].top < BOTTOM]
    pitches = [below[0].bottom - above[0].bottom for above, below in pairwise(lines)]
    assert all(pitch == pytest.approx(225 * POINTS / 22, abs=0.2) for pitch in pitches)
    assert min(line[0].left for line in lines) == pytest.approx(LEFT, abs=1.5)
    assert max(line[-1].right for line in lines) == pytest.approx(RIGHT, abs=3)
    assert lines[0][0].top > TOP - 1 and lines[-1][0].bottom < BOTTOM + 1


def test_page_numbers_stand_7_mm_below_at_the_outer_edge(pages: dict[str, list[Page]]) -> None:
    for number, page in enumerate(pages["report"][:2], 1):
        footer = page[-1]
        assert said(footer) == f"—{number}—"
        middle = (footer[0].top + footer[0].bottom) / 2
        assert middle == pytest.approx(BOTTOM + 7 * POINTS, abs=1.2 * POINTS)
        if number % 2:
            assert footer[-1].right == pytest.approx(RIGHT - 14, abs=3)
        else:
            assert footer[0].left == pytest.approx(LEFT + 14, abs=3)


def test_no_mark_or_closing_sign_begins_a_line_and_none_leaves_the_area(pages: dict[str, list[Page]]) -> None:
    for page in pages["report"]:
        for line in page:
            if line[0].top < BOTTOM and line[0].bottom - line[0].top > 14:
                assert line[0].text not in "，。；：！？、）”》】"
                assert line[-1].right < RIGHT + 3


def test_no_heading_stands_alone_at_the_foot_of_a_page(pages: dict[str, list[Page]]) -> None:
    for page in pages["report"]:
        body_lines = [said(line) for line in page if line[0].bottom - line[0].top > 14 and line[0].top < BOTTOM]
        assert not re.match(r"（[一二三四五六七八]）", body_lines[-1])


def test_notes_stand_at_the_foot_of_the_page_that_cites(pages: dict[str, list[Page]]) -> None:
    text = "".join(said(line) for line in pages["report"][0])
    assert text.count("《基层党建工作考核办法（试行）》") >= 3
    assert citation("1").number is not None and "海风党发〔2026〕3号" in text


def test_the_head_of_a_long_table_is_on_every_page_of_it(pages: dict[str, list[Page]]) -> None:
    for page in pages["table"][:-1]:
        assert any(said(line) == "事项措施责任单位" for line in page)


def test_the_signature_never_stands_alone(pages: dict[str, list[Page]]) -> None:
    for document in ("report", "table"):
        signed = [page for page in pages[document] if any(said(line) == "2026年3月5日" for line in page)]
        assert len(signed) == 1 and len(signed[0]) > 4


def test_the_headings_are_the_outline_of_the_document(folder: Path) -> None:
    with pypdfium2.PdfDocument(folder / "report.pdf") as document:
        found = [(mark.level, mark.get_title()) for mark in document.get_toc()]
    assert found == [(0, "一、主要做法和成效"), *((1, f"（{number}）抓实组织生活") for number in "一二三四五六七八")]
