"""Suggestions by the standards for punctuation and numerals."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.verification.style import suggest_style


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("坚持“四个意识”、“四个自信”。", "坚持“四个意识”“四个自信”。"),
        ("学习《党章》、《准则》。", "学习《党章》《准则》。"),
        ("见《关于印发《办法》的通知》。", "见《关于印发〈办法〉的通知》。"),
        ("会议强调:要落实责任,抓好整改。", "会议强调：要落实责任，抓好整改。"),
        ("各单位(含基层)参加。", "各单位（含基层）参加。"),
        ("工作完成了。。", "工作完成了。"),
        ("一是学习，，二是落实。", "一是学习，二是落实。"),
        ("抓落实，。", "抓落实。"),
        ("澜党发[2026]3号", "澜党发〔2026〕3号"),
        ("澜党发（2026）第3号", "澜党发〔2026〕第3号"),
        ("共３６名党员", "共36名党员"),
        ("3、4名同志", "三四名同志"),
        ("投入5百元", "投入500元"),
        ("二〇二六年3月1日", "2026年3月1日"),
        ("每组3-5名", "每组3—5名"),
        ("党建--引领发展", "党建——引领发展"),
        ("还有许多...", "还有许多……"),
    ],
)
def test_the_better_writing_is_suggested(text: str, better: str) -> None:
    found = suggest_style(text)
    assert found
    written = text
    for finding in reversed(found):
        assert (finding.check, finding.severity, finding.verdict) == ("style", "suggestion", "supported")
        assert text[finding.start : finding.end] == finding.found
        assert finding.note
        written = written[: finding.start] + (finding.expected or "") + written[finding.end :]
    assert written == better


@pytest.mark.parametrize(
    "text",
    [
        "坚持“甲”和“乙”，学习《丙》（修订版）、《丁》。",
        "他说：“内容甲,内容乙(丙)、、丁。”",
        "增长5.6%，比上年提高0.3个百分点。",
        "第3、4名获奖。",
        "用Python, C++编写，运行正常。",
        "时间为10:30，网址为http://example.org/a?b=1。",
        "GB/T 9704-2012",
        "热线0371-6666。",
        "真的吗？！",
        "……",
        "",
    ],
)
def test_what_is_right_or_quoted_is_left_alone(text: str) -> None:
    assert suggest_style(text) == ()


def test_findings_do_not_overlap() -> None:
    found = suggest_style("甲，，。。“乙”、“丙”、、《丁》、《戊》(己)。")
    assert all(one.end <= other.start for one, other in pairwise(found))
