"""Markdown, rich text, workbooks, and the door to them all."""

from __future__ import annotations

import io
import time
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook

from assistant.errors import ExportBlockedError, ExportError
from assistant.export.edition import Edition
from assistant.export.markdown import escaped, markdown
from assistant.export.richtext import html
from assistant.export.sheets import Sheet, sheets, workbook
from assistant.export.types import Copy
from assistant.export.writing import SUFFIXES, write
from tests.assistant.export.export_drafts import Cell, Grid, Section, Task, body, citation, draft, plain, sentence

VILE = "<script>alert(1)</script> **a** [x](http://y) | \x00\ud800 & &lt; `c`"


def test_markdown_has_headings_notes_and_tables() -> None:
    text = markdown(draft())
    assert text.startswith(
        "# 海风公司党委2026年工作总结\n\n集团公司党委：\n\n## 一、主要做法和成效\n\n### （一）抓实组织生活\n"
    )
    assert "全年应到尽到。[^1]党支部书记每年讲党课不少于一次。[^2]" in text
    assert "\n[^2]: 《基层党建工作考核办法（试行）》（海风党发〔2026〕3号）第七条，第3页；《中国共产党支部" in text
    assert "| 事项 | 措施 | 责任单位 | 时限 | 成果 | 依据 |\n| --- | --- |" in text
    assert "本文由人工智能辅助生成" in text and "人工智能" not in markdown(draft(), Edition(label=False))


def test_a_clean_markdown_copy_has_no_notes() -> None:
    assert "[^" not in markdown(plain(), Edition("clean"))


@pytest.mark.parametrize(
    "line", ["# 不是标题", "1. 不是列表", "- 不是列表", "> 不是引用", "---", "+ 一", "===", "2) 二"]
)
def test_a_sentence_never_becomes_markup(line: str) -> None:
    text = markdown(draft(Section("x", "", (body(sentence(line)),))))
    assert f"\n{line}" not in text and "\\" in text


def test_markup_in_a_sentence_is_escaped() -> None:
    assert escaped("a*b_c[d]|<e>`f`\\ &lt; & $x$") == r"a\*b\_c\[d\]\|\<e\>\`f\`\\ \&lt; & \$x\$"
    assert "\x00" not in markdown(
        draft(Section("x", VILE, (body(sentence(VILE)),), (Grid((VILE,), ((Cell(VILE),),)),)))
    )


class Reader(HTMLParser):
    """Takes down what is in a page, and whether what is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes.extend(attrs)
        if tag not in ("br", "hr", "meta"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def test_rich_text_has_inline_styles_and_notes_that_word_takes_for_its_own() -> None:
    text = html(draft())
    found = parsed(text)
    assert {"h1", "h2", "h3", "h4", "h5", "p", "table", "th", "td", "sup"} <= found.names
    assert "font-family:'仿宋_GB2312';font-size:16pt" in text and "text-indent:2em" in text
    assert 'mso-footnote-id:ftn1" href="#_ftn1" name="_ftnref1"' in text and 'mso-element:footnote" id="ftn1"' in text
    assert {name for name, _ in found.attributes} <= {"style", "lang", "href", "name", "id"}


@pytest.mark.parametrize("copy", ["footnotes", "clean", "evidence"])
def test_rich_text_escapes_every_character_of_the_draft(copy: Copy) -> None:
    section = Section("x", VILE, (body(sentence(VILE, "1")),), (Grid((VILE,), ((Cell(VILE, ("1",)),),), VILE),))
    made = draft(
        section, title=VILE, addressee=VILE, signature=(VILE,), attachments=(VILE,), citations=(citation("1", VILE),)
    )
    found = parsed(html(made, Edition(copy)))
    assert "script" not in found.names and "<script>alert(1)</script>" in found.text
    assert all(value is None or "script" not in value for _, value in found.attributes)
    assert "\x00" not in found.text


def test_no_stray_markup_reaches_the_clipboard() -> None:
    assert not {"**", "##", "[^"} & {text for text in ("**", "##", "[^") if text in parsed(html(draft())).text}


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "#N/A", "'=1"]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_ever_a_formula(formula: str) -> None:
    made = draft(Section("x", "", (), (Grid((formula, "乙"), ((Cell(formula), Cell("二")),)),)))
    book = load_workbook(io.BytesIO(workbook(sheets(made), made)))
    for row in book.worksheets[0].iter_rows(max_col=1):
        assert (row[0].value, row[0].data_type) == (formula, "s")
        assert row[0].quotePrefix == (formula[0] in "=+-@")


def test_a_workbook_has_the_tables_the_tasks_and_the_evidence() -> None:
    task = Task("t1", "开展主题党日", owner="各党支部", deadline=date(2026, 3, 31), status="running", progress=40)
    made = draft(tasks=(task,))
    book = load_workbook(io.BytesIO(workbook(sheets(made), made)))
    assert book.sheetnames == ["重点任务清单", "任务台账", "依据对照表", "说明"]
    assert [cell.value for cell in book["任务台账"][2]][:4] == ["t1", "开展主题党日", None, "各党支部"]
    assert book["任务台账"]["I2"].value == 40 and book["任务台账"]["H2"].value == "进行中"
    assert book.properties.creator == "海风公司党委"
    assert "说明" not in load_workbook(io.BytesIO(workbook(sheets(made, False), made))).sheetnames


def test_names_of_sheets_suit_excel_and_differ() -> None:
    content = [Sheet(name, ("甲",), ()) for name in ("a/b:[c]*?", "A\\BC", "长" * 60, "长" * 60, "", "'")]
    names = load_workbook(io.BytesIO(workbook(content, draft()))).sheetnames
    assert names[:2] == ["abc", "ABC2"] and len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 for name in names)


def test_control_characters_leave_a_workbook_and_what_does_not_fit_is_said() -> None:
    made = draft()
    book = load_workbook(io.BytesIO(workbook([Sheet("甲", ("乙",), (("丙\x00\x0b\ud800丁",),))], made)))
    assert book["甲"]["A2"].value == "丙\n丁"
    with pytest.raises(ExportError, match="一个单元格至多"):
        workbook([Sheet("甲", ("乙",), (("长" * 40_000,),))], made)


def test_a_workbook_does_not_know_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = workbook(sheets(draft()), draft())
    time.sleep(1.1)
    assert workbook(sheets(draft()), draft()) == first


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_ending_of_the_name_decides_what_is_written(tmp_path: Path, suffix: str) -> None:
    exported = write(draft(), tmp_path / f"稿{suffix}", Edition("evidence"))
    assert exported.path is not None and exported.path.read_bytes() == exported.data
    assert any("【待填】" in notice for notice in exported.notices)


def test_an_unknown_ending_and_a_blocked_copy_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"\.docx"):
        write(draft(), tmp_path / "稿.pdf")
    for suffix in (".docx", ".md", ".html"):
        with pytest.raises(ExportBlockedError):
            write(draft(), tmp_path / f"稿{suffix}", Edition("clean"))
    assert not list(tmp_path.iterdir())
