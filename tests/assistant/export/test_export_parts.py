"""Cleaning, signing, titling, notes and the gate."""

from __future__ import annotations

import time
from collections.abc import Mapping, MutableMapping
from datetime import date
from typing import Any

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from assistant.errors import ExportBlockedError
from assistant.export.cleaning import clean, lines, one_line
from assistant.export.edition import Edition
from assistant.export.manuscript import heading_level
from assistant.export.markdown import markdown
from assistant.export.notes import note_of, source_of
from assistant.export.signing import signature
from assistant.export.titling import title_lines
from assistant.export.types import Copy
from assistant.export.word import write_docx
from assistant.types import Verdict
from ingest.types import Address
from tests.assistant.export.export_drafts import citation, plain

ANY = st.text(st.characters(exclude_categories=()), max_size=80)


@given(ANY)
def test_cleaned_text_always_stands_in_xml(text: str) -> None:
    element = etree.Element("t")
    element.text = clean(text)
    assert etree.fromstring(etree.tostring(element, encoding="UTF-8")).text in (element.text, None)
    assert clean(clean(text)) == clean(text)


@given(ANY)
def test_one_line_is_one_line(text: str) -> None:
    assert "\n" not in one_line(text) and all("\n" not in line and line.strip() for line in lines(text))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("甲\n乙", "甲乙"),
        ("a\r\nb", "a b"),
        (" 甲\u200b\u202e乙\t丙\u2028", "甲乙 丙"),
        ("\n\n", ""),
        ("甲 \n \n乙", "甲乙"),
    ],
)
def test_lines_are_joined_as_their_script_asks(text: str, cleaned: str) -> None:
    assert one_line(text) == cleaned


@pytest.mark.parametrize("text", [" " * 200_000, "\n" * 200_000, "甲 \n" * 60_000, "【待填" * 60_000])
def test_long_text_is_cleaned_in_linear_time(text: str) -> None:
    began = time.process_time()
    assert "\n" not in one_line(text)
    assert time.process_time() - began < 20  # quadratic work would take minutes


@pytest.mark.parametrize(
    ("written", "signed", "expected"),
    [
        (["某公司", "2026年03月05日"], None, [("某公司", 5.5), ("2026年3月5日", 4.0)]),
        (["某公司", "二〇二六年十一月十日"], None, [("某公司", 6.0), ("2026年11月10日", 4.0)]),
        (["某公司"], date(2026, 1, 2), [("某公司", 5.5), ("2026年1月2日", 4.0)]),
        (["某公司"], None, [("某公司", 4.0)]),
        (["长" * 19], date(2026, 1, 2), [("长" * 19, 0.0), ("2026年1月2日", 6.5)]),
        (["某公司", "【待填：成文日期】"], None, [("某公司", 7.0), ("【待填：成文日期】", 4.0)]),
        ([], date(2026, 1, 2), []),
    ],
)  # fmt: skip
def test_the_signature_is_centred_over_an_unpadded_day(
    written: list[str], signed: date | None, expected: list[tuple[str, float]]
) -> None:
    assert [(line.text, line.right) for line in signature(written, signed, 4)] == expected


@pytest.mark.parametrize(
    ("title", "turned"),
    [
        ("海风公司党委2026年工作总结", 1),
        ("中共海风公司委员会2026年度党的建设工作要点和任务清单", 2),
        ("中共海风能源装备制造有限责任公司委员会关于2026年度党的建设工作情况的总结报告", 2),
        ("一" * 95, 5),
    ],
)
def test_a_title_turns_between_words_into_as_few_lines_as_hold_it(title: str, turned: int) -> None:
    found = title_lines(title, 20)
    assert "".join(found) == title and len(found) >= turned
    assert len(found) <= turned + 1 and all(len(line) <= 22 for line in found)
    assert not any(line[0] in "的，。" for line in found)


def test_a_long_title_turns_where_a_reader_would() -> None:
    assert title_lines("中共海风能源装备制造有限责任公司委员会关于2026年度党的建设工作情况的总结报告", 20) == (
        "中共海风能源装备制造有限责任公司委员会",
        "关于2026年度党的建设工作情况的总结报告",
    )


@pytest.mark.parametrize(
    ("heading", "level"),
    [
        ("一、做法", 1), ("（二）成效", 2), ("(二)成效", 2), ("3. 制度", 3), ("3.5亿元", 1), ("（4）党课", 4),
        ("第一章 总则", 1), ("前言", 1),
    ],
)  # fmt: skip
def test_a_heading_is_as_deep_as_its_number(heading: str, level: int) -> None:
    assert heading_level(heading) == level


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "《甲办法》（海风党发〔2026〕3号）第七条，第3页"),
        ({"number": None}, "《甲办法》第七条，第3页"),
        ({"page": None}, "《甲办法》（海风党发〔2026〕3号）第七条"),
        ({"address": Address(("第二章 考核", "第一节 内容"))}, "《甲办法》（海风党发〔2026〕3号），第一节 内容，第3页"),
        ({"address": Address(), "page": None, "number": None}, "《甲办法》"),
        ({"address": Address(), "number": None}, "《甲办法》，第3页"),
        ({"document": "《甲办法》", "number": None, "page": None}, "《甲办法》第七条"),
        ({"document": "关于印发《甲办法》的通知", "number": None, "page": None}, "《关于印发〈甲办法〉的通知》第七条"),
    ],
)
def test_a_note_says_what_is_known(changes: Mapping[str, object], said: str) -> None:
    assert source_of(citation("1", **{"document": "甲办法", **changes})) == said  # type: ignore[arg-type]


def test_a_note_names_a_place_once_and_what_must_be_said_of_it() -> None:
    old = citation("2", note="该文件已失效")
    assert note_of([citation("1"), citation("1"), old]).count("；") == 1
    assert note_of([old]).endswith("（该文件已失效）。")


@pytest.mark.parametrize("verdict", ["altered", "wrong_citation"])
def test_a_clean_copy_of_a_faulty_draft_is_blocked_until_acknowledged(verdict: Verdict) -> None:
    made = plain(verdict)
    with pytest.raises(ExportBlockedError, match="全年开展活动12次") as raised:
        write_docx(made, None, Edition("clean"))
    assert raised.value.hint
    with pytest.raises(ExportBlockedError):
        markdown(made, Edition("clean"))
    with structlog.testing.capture_logs() as log:
        assert write_docx(made, None, Edition("clean", acknowledged=True)).data
    logged: list[MutableMapping[str, Any]] = list(log)
    assert [(one["event"], one["draft"], one["version"], one["sentences"]) for one in logged] == [
        ("clean_copy_acknowledged", "d1", 2, 1)
    ]


@pytest.mark.parametrize("copy", ["footnotes", "evidence"])
def test_copies_that_show_their_sources_are_never_blocked(copy: Copy) -> None:
    assert write_docx(plain("altered"), None, Edition(copy)).data


@pytest.mark.parametrize("verdict", ["supported", "unsupported", "unverifiable"])
def test_what_only_lacks_support_does_not_block(verdict: Verdict) -> None:
    with structlog.testing.capture_logs() as log:
        assert write_docx(plain(verdict), None, Edition("clean", acknowledged=True)).data
    assert log == []
