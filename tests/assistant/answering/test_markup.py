"""Nothing in a reply is left to render, and nothing of its wording is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.markup import Display, inert, visible, without_thinking


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("**党员大会**每季度*召开*一次", "党员大会每季度召开一次"),
        ("# 一、会议\n> 每季度一次\n---\n- 第一项", "一、会议\n每季度一次\n\n- 第一项"),
        ("```json\n内容\n```", "\n内容\n"),
        ("`代码`", "代码"),
        ("见[规则](http://a.b/c)。", "见规则。"),
        ("![图](https://evil/x.png?q=1)正文", "图正文"),
        ("[点](javascript:alert(1))这里", "点这里"),
        ("<script>alert(1)</script>正文<br>下一行", "alert(1)正文\n下一行"),
        ("<<b>script>alert(1)<</b>/script>", "alert(1)"),
        ("<img src=x onerror=alert(1)", "＜img src=x onerror=alert(1)"),
        ("<!-- 注释 -->正文", "正文"),
        ("完成率<5%，且3*4=12，5 * 6", "完成率<5%，且3*4=12，5 * 6"),
        ("甲\x00\x1b[31m乙\u202e丙\u200b丁\ufeff", "甲乙丙丁"),
        ("甲\r\n乙\r丙\u2028丁", "甲\n乙\n丙\n丁"),
        ("[K12ab]【K34cd】", "[K12ab]【K34cd】"),
        ("《规则》（试行）第〔2026〕3号", "《规则》（试行）第〔2026〕3号"),
    ],
)
def test_inert(reply: str, expected: str) -> None:
    assert inert(reply) == expected


@settings(deadline=None)
@given(st.text(alphabet="<>/![]()*`#ab支。\n", max_size=60))
def test_no_tag_survives(text: str) -> None:
    assert re.search(r"<[A-Za-z/!?]", inert(text)) is None


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("<think>想一想</think>答", "答"),
        ("<THINKING>想\n想</THINKING>答", "答"),
        ("想到一半</think>答", "答"),
        ("<think>没有想完", ""),
        ("甲<think>一</think>乙<think>二</think>丙", "甲乙丙"),
        ("答", "答"),
    ],
)
def test_without_thinking(reply: str, expected: str) -> None:
    assert without_thinking(reply) == expected


REPLY = (
    "<think>先看资料，再回答。</think>\n**支部党员大会**一般每季度召开1次[规则](http://a.b/c，d)。"
    "<img src=x onerror=alert(1)>完成率<5%，见（附件，一）。\n## 标题\n"
)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_what_is_shown_piece_by_piece_is_what_would_be_shown_at_once(size: int) -> None:
    display = Display(lambda text: text)
    shown = [display.feed(REPLY[start : start + size]) for start in range(0, len(REPLY), size)]
    assert "".join([*shown, display.finish()]).strip() == inert(without_thinking(REPLY)).strip()


def test_clauses_are_shown_as_they_end() -> None:
    display = Display(lambda text: text)
    assert [display.feed(piece) for piece in ("支部党员", "大会，每", "季度召开[K1", "2ab]一次。")] == [
        "",
        "支部党员大会，",
        "",
        "每季度召开[K12ab]一次。",
    ]


def test_what_never_ends_is_shown_after_all() -> None:
    display = Display(lambda text: text)
    assert display.feed("甲" * 500) == "甲" * 500
    assert display.feed("<a " + "x" * 500).startswith("＜a ")


def test_thinking_is_neither_shown_nor_counted() -> None:
    display = Display(lambda text: text)
    assert display.feed("<think>" + "想，" * 100) == ""
    assert display.length == 0
    assert display.feed("</think>答。") == "答。"
    assert display.length == 2


def test_visible_keeps_what_people_write() -> None:
    text = "第十条\t支部党员大会\n“双联”——1．5％　🎉"
    assert visible(text) == text
