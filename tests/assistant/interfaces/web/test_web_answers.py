"""How the page sets an answer: paragraphs and tables, what is to be minded, what is copied, when it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from assistant.interfaces.web.ask.copying import plain, rich
from assistant.interfaces.web.ask.history import when
from assistant.interfaces.web.ask.notices import notices
from assistant.interfaces.web.ask.paragraphs import Table, blocks
from assistant.interfaces.web.ask.scope import Choice
from assistant.interfaces.web.marking import Piece, cut
from assistant.interfaces.web.source import around
from assistant.interfaces.wire.answers import Answer
from assistant.store.messages import Wishes
from assistant.types import Answer as AnswerNoun
from assistant.types import Citation, Claim
from ingest.types import Address, Chunk

NOTE = "该文件已失效"
CITED = Citation("1", "c1", "d1", "《甲》办法", "/甲.pdf", Address(("第一章",), "第三条"), 2, "每月1天", 0, 4, NOTE)
TABLE = "说明。\n\n| 对象 | 原文 |\n| --- | --- |\n| 甲 | 每月1天[1] |\n| 乙 |  |\n完"


def answered(text: str, *notes: str) -> Answer:
    claims = (Claim("每月1天", "supported", ("1",)),)
    return Answer.of(AnswerNoun(text, False, None, claims, (CITED,), (), "extractive", 0.1, notes))


def test_lines_are_paragraphs_and_bars_a_table() -> None:
    first, table, last = blocks(cut(answered(TABLE)))
    assert first == (Piece("说明。"),)
    assert isinstance(table, Table)
    assert table.rows[0] == ((Piece("对象"),), (Piece("原文"),))
    assert table.rows[1][1] == (Piece("每月1天"), Piece("[1]", key="1"))
    assert table.rows[2] == ((Piece("乙"),), ())
    assert last == (Piece("完"),)


@pytest.mark.parametrize("text", ["| 只有一行 |", "| 甲 | 乙 |\n| 丙 |", "| 甲 | 乙 |\n| --- | --- |\n| 丙 |"])
def test_bars_that_make_no_table_stay_lines(text: str) -> None:
    found = blocks([Piece(text)])
    assert not any(isinstance(one, Table) for one in found)
    assert ["".join(piece.text for piece in line) for line in found if not isinstance(line, Table)] == text.split("\n")


def test_what_is_copied_holds_the_words_and_the_sources_and_no_markup_of_the_text() -> None:
    told = answered("<b>每月1天</b>[1]\n" + TABLE)
    assert "&lt;b&gt;每月1天&lt;/b&gt;<sup>[1]</sup>" in rich(told)
    assert rich(told).count("<tr>") == 3
    assert plain(told).splitlines() == [
        "<b>每月1天</b>[1]",
        "说明。",
        "对象\t原文",
        "甲\t每月1天[1]",
        "乙\t",
        "完",
        "",
        "出处：",
        f"[1] 《〈甲〉办法》 第三条 第2页（{NOTE}）",
    ]


@pytest.mark.parametrize(
    ("text", "kind", "shown"),
    [
        ("问题中的说法与资料不符：资料中是85%，不是95%。", "correction", "资料中是85%，不是95%。"),
        ("资料说法不一：甲；乙。", "conflict", "甲；乙。"),
        (f"第[1]条引文出自《甲》，{NOTE}", "superseded", f"第[1]条引文出自《甲》，{NOTE}"),
        ("语言模型没有回答", "other", "语言模型没有回答"),
    ],
)
def test_notices_are_told_apart(text: str, kind: str, shown: str) -> None:
    (found,) = notices(answered("甲", text))
    assert (found.kind, found.text) == (kind, shown)


def test_what_corrects_the_question_comes_first() -> None:
    found = notices(answered("甲", "别的", "资料说法不一：甲。", "问题中的说法与资料不符：乙。"))
    assert [one.kind for one in found] == ["correction", "conflict", "other"]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ((2026, 3, 5, 9, 5), "今天 9:05"),
        ((2026, 3, 4, 23, 59), "昨天"),
        ((2026, 1, 2, 8, 0), "1月2日"),
        ((2025, 12, 31, 8, 0), "2025年12月31日"),
    ],
)
def test_days_are_spoken_of_as_people_do(at: tuple[int, int, int, int, int], told: str) -> None:
    assert when(datetime(*at).astimezone().isoformat(), date(2026, 3, 5)) == told


def test_a_scope_says_itself_and_comes_back_from_the_store() -> None:
    titles = {"d1": "甲办法", "d2": "乙办法"}
    assert Choice().label(titles) == "全部资料"
    assert (
        Choice(documents=frozenset({"d1"}), as_of=date(2026, 6, 1)).label(titles) == "《甲办法》 · 按2026年6月1日的规定"
    )
    assert Choice(frozenset({"制度"}), frozenset({"d1", "d2"})).label(titles) == "制度 · 《乙办法》等 2 份文件"
    assert Choice(documents=frozenset({"d9"})).label(titles) == "已移除的文件"
    chosen = Choice(frozenset({"制度"}), frozenset({"d1"}), date(2026, 6, 1))
    assert Choice.of(chosen.wishes()) == chosen
    assert Choice.of(Wishes()) == Choice()


def test_a_passage_is_shown_in_its_section_and_no_further() -> None:
    text = "章一\n条一条二条三\n章二"
    chunks = [
        Chunk(f"c{number}", "d", number, start, end, text[start:end], Address((section,), None), ())
        for number, (start, end, section) in enumerate(
            [(0, 2, "一"), (3, 6, "二"), (5, 8, "二"), (8, 9, "二"), (9, 12, "三")]
        )
    ]
    assert around(chunks[2], chunks) == (text[3:5], text[8:9])
    assert around(replace(chunks[2], id="c9"), chunks) == ("", "")
