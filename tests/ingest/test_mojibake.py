"""Lines read in another encoding than they were written in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.mojibake import LOST, recode
from ingest.repair import repair

LINES = [
    "第六条 党支部应当每月召开一次支部委员会会议，研究部署党员教育管理工作。",
    "（二）有下列情形之一的，应当及时报告上级党组织；",
    "第七条 党员先锋创新平台由公司党委统一管理，各党支部负责日常运行。",
    "组织部",
]


def misread(text: str, written: str, read: str) -> str:
    return text.encode(written).decode(read, "replace")


@pytest.mark.parametrize(
    ("written", "read"),
    [("utf-8", "gb18030"), ("utf-8", "latin-1"), ("gb18030", "latin-1"), ("gbk", "latin-1")],
)
def test_lines_come_back_whatever_they_were_read_as(written: str, read: str) -> None:
    mended = recode([misread(line, written, read) for line in LINES])
    assert [mended.get(at) for at in range(3)] == LINES[:3]


def test_what_a_document_suffered_decides_for_lines_too_short_to_tell() -> None:
    lines = [misread(line, "gb18030", "latin-1") for line in LINES]
    assert recode(lines)[3] == "组织部"


def test_a_line_read_wrongly_twice() -> None:
    lines = [misread(misread(line, "utf-8", "latin-1"), "utf-8", "latin-1") for line in LINES]
    assert recode(lines)[0] == LINES[0]


@pytest.mark.parametrize("sign", ["€", LOST])
def test_the_byte_that_gbk_knows_no_character_for(sign: str) -> None:
    line = "支部的一次会议，党员的一项任务、一份责任书"
    damaged = line.encode().decode("gb18030", "replace").replace(LOST, sign)
    assert recode([damaged]) == {0: line}


def test_a_character_cut_before_a_blank_is_completed_only_where_little_doubt_is_left() -> None:
    line = "第六条 党员应当按期交纳党费，参加组织生活。第七� 其他"
    damaged = "第六条 党员应当按期交纳党费，参加组织生活。".encode().decode("gb18030", "replace")
    assert recode([damaged])[0] == line[: line.index("第七")]
    unclear = "党员应当按期交纳党费，参加组织生活，坚持鳛 学习".encode().decode("gb18030", "replace")
    assert recode([unclear])[0] == f"党员应当按期交纳党费，参加组织生活，坚持{LOST} 学习"


def test_the_five_bytes_that_cp1252_lacks_are_told_by_the_words_around_them() -> None:
    line = "第三条 党支部应当做好口岸服务工作，条例另有规定的，从其规定。"
    mended = recode([line.encode().decode("cp1252", "replace")])[0]
    assert mended == line.replace("另", LOST)  # 另, 否 and 坦 have the same bytes but one: no word decides


def test_what_is_lost_is_said() -> None:
    text = "党员应当按期交纳党费，参加组织生活，坚持鳛 学习"
    assert repair(text.encode().decode("gb18030", "replace")).summary == (
        "已自动修复原文中的乱码 1 行；其中 1 个字在原文件里已丢失，以“�”代替"
    )


@pytest.mark.parametrize(
    "line",
    [
        *LINES,
        "これは日本語の文章です。会議は来週の月曜日に開かれます。",
        "Résumé: naïve café déjà vu – “quoted” text, 25 °C ± 2 %",
        "Привет, как дела? Это обычный русский текст.",
        "鼋鼍鼎鼐鼗鼙鼢鼬鼯鼷鼹齁齄齑齠齦龃龆",
        "ａｂｃ①②③■□→←",
        "",
    ],
)
def test_sound_lines_stay(line: str) -> None:
    assert recode([line]) == {}


@given(st.lists(st.text(max_size=60), max_size=8))
def test_no_text_is_too_strange(lines: list[str]) -> None:
    plain = [line.replace("\n", " ") for line in lines]
    assert set(recode(plain)) <= set(range(len(lines)))
