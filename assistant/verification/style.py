"""Punctuation (GB/T 15834-2011) and numerals (GB/T 15835-2011) as they should be; suggestions that change no verdict.

Nothing inside a quotation or a title is spoken of: its signs are its author's. A title inside a title has marks of its
own (〈〉) all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.types import Finding
from assistant.verification.quotations import quoted
from assistant.verification.titles import titled

_CJK = "\u3400-\u4dbf\u4e00-\u9fff"
_FULL_WIDTH = str.maketrans(",;:?!()", "，；：？！（）")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_ARABIC = str.maketrans("〇零○O一二三四五六七八九", "0000123456789")
_CHINESE = "零一二三四五六七八九"
_MEASURES = "个名次天年人家户项场届"

_Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class _Rule:
    """A way of writing that should be another.

    Attributes:
        better: What a match should be, "" where it should go.
        note: Why, with the clause of the standard where one says it.
    """

    wrong: re.Pattern[str]
    better: Callable[[_Match], str]
    note: str


def _rule(wrong: str, better: str | Callable[[_Match], str], note: str) -> _Rule:
    made = better if callable(better) else lambda _match, text=better: text
    return _Rule(re.compile(wrong), made, note)


_RULES = (
    _rule(r"(?<=”)、(?=“)", "", "并列的引号之间不用顿号（GB/T 15834—2011 4.5.3.5）。"),
    _rule(r"(?<=》)、(?=《)", "", "并列的书名号之间不用顿号（GB/T 15834—2011 4.5.3.5）。"),
    _rule(r"([，、；：,;])\1+", lambda match: match[1].translate(_FULL_WIDTH), "标点重复。"),
    _rule(r"(?<!。)。。(?!。)", "。", "标点重复。"),
    _rule(r"[，、；：](?=[。！？])", "", "句末点号前多了一个标点。"),
    _rule(r"(?<=[。！？])[，、；：]", "", "句末点号后多了一个标点。"),
    _rule(r"(?<![.\d])\.{3,6}(?![.\d])|。{3,}", "……", "省略号为居中的六个点（GB/T 15834—2011 4.11）。"),
    _rule(
        rf"(?<=[{_CJK}”》])(?:-{{2,4}}|－{{2,4}})(?=[{_CJK}“《])",
        "——",
        "破折号占两个字的位置（GB/T 15834—2011 4.10）。",
    ),
    _rule(r"(?<=……)等|(?<=等)……", "", "省略号与“等”不并用。"),
    _rule(
        rf"(?<=[{_CJK}”’》）%\d])[,;](?=[{_CJK}“‘《（])",
        lambda match: match[0].translate(_FULL_WIDTH),
        "中文用全角标点。",
    ),
    _rule(
        rf"(?<=[{_CJK}”’》）])[:?!](?=[{_CJK}“‘《（]|$)",
        lambda match: match[0].translate(_FULL_WIDTH),
        "中文用全角标点。",
    ),
    _rule(
        rf"\([^()（）\n]*[{_CJK}][^()（）\n]*\)",
        lambda match: f"（{match[0][1:-1]}）",
        "中文用全角括号。",
    ),
    _rule(
        rf"(?<=[{_CJK}])[\[［【(（]((?:19|20)\d\d)[\]］】)）](?=第?\d{{1,4}}号)",
        lambda match: f"〔{match[1]}〕",
        "发文字号的年份用六角括号“〔〕”括入（GB/T 9704—2012 7.2.5）。",
    ),
    _rule(r"[０-９]+", lambda match: match[0].translate(_HALF_WIDTH), "阿拉伯数字用半角（GB/T 15835—2011）。"),
    _rule(
        r"[一二][〇零○O九][〇零○O一二三四五六七八九]{2}(?=年\d)",
        lambda match: match[0].translate(_ARABIC),
        "同一日期中数字形式应一致（GB/T 15835—2011）。",
    ),
    _rule(
        rf"(?<![\d第、])([1-8])、([2-9])(?=[{_MEASURES}])",
        lambda match: _next_to(match) or match[0],
        "概数用汉字，中间不用顿号（GB/T 15835—2011 4.2）。",
    ),
    _rule(
        r"(?<![\d.,])([1-9]\d?)([百千])(?=余?[个名次天人家户项元])",
        lambda match: f"{int(match[1]) * (100 if match[2] == '百' else 1000)}",
        "阿拉伯数字后只可跟“万”“亿”，不跟“百”“千”（GB/T 15835—2011）。",
    ),
    _rule(
        rf"(?<![\d\-—/.])(\d{{1,3}})-(\d{{1,3}})(?=%|[{_MEASURES}])",
        lambda match: f"{match[1]}—{match[2]}",
        "数值范围用一字线或浪纹线（GB/T 15834—2011 4.13）。",
    ),
)

_NESTED = re.compile(r"《([^《》]*《[^《》]*》)+[^《》]*》")


def suggest_style(text: str) -> tuple[Finding, ...]:
    """What in `text` is written otherwise than the standards have it.

    Returns:
        Findings of the check "style", severity "suggestion", verdict "supported", in the text's order, none over
        another; `expected` is the better writing of `found`, "" where it should go.
    """
    spared = [*((one.start, one.end) for one in quoted(text) if one.closed), *titled(text)]
    found = [
        _finding(match.start(), match[0], rule.better(match), rule.note)
        for rule in _RULES
        for match in rule.wrong.finditer(text)
        if rule.better(match) != match[0]
        and not any(start < match.end() and match.start() < end for start, end in spared)
    ]
    found += [
        _finding(
            match.start(),
            match[0],
            _inner(match[0]),
            "书名号里还用书名号时，里面的用单书名号（GB/T 15834—2011 4.15）。",
        )
        for match in _NESTED.finditer(text)
    ]
    kept: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def _finding(start: int, found: str, better: str, note: str) -> Finding:
    return Finding("style", "supported", start, start + len(found), found, better, "suggestion", note=note)


def _inner(title: str) -> str:
    return f"《{title[1:-1].replace('《', '〈').replace('》', '〉')}》"


def _next_to(match: _Match) -> str | None:
    """三四 for 3、4: only two numbers that follow one another (or 3、5) stand for a round number."""
    one, two = int(match[1]), int(match[2])
    return f"{_CHINESE[one]}{_CHINESE[two]}" if two - one == 1 or (one, two) == (3, 5) else None


__all__ = ["suggest_style"]
