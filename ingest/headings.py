"""What one line says of its own rank: 第二章 …, 一、…, （一）…, 1. …, 1.1 …, 附件1, 引言."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.text.numerals import HAN_DIGITS as _HAN
from ingest.text.numerals import parse_numeral

_UNIT_RANKS = {"部分": 12, "编": 12, "篇": 12, "分编": 15, "章": 20, "节": 30}
PART_RANK = 0
HAN_RANK, HAN_BRACKET_RANK, DECIMAL_RANK, BRACKET_RANK, CIRCLE_RANK = 40, 50, 60, 70, 75
GUESSED_RANK = 90
"""Ranks, smaller further out: attachments, 一、 （一） 1. （1） ①, what only its type shows to be a heading.
Decimal numbers lie between 1. and （1）."""

_UNIT = re.compile(rf"第\s?([{_HAN}]+|\d{{1,3}})\s?(部分|分编|编|篇|章|节)(?P<gap>[\s:：]*)")
_UNIT_REFERENCE = re.compile(
    r"规定|的|所[称列述]|[、，,；;。）)》”]|[至到和与或及]第|第.{1,4}[条款节章]|各条|相应|之|中(?![华国共央])"
)
_NUMBERINGS = re.compile(
    rf"""
      (?P<han>[{_HAN}]{{1,4}}) \s? (?: 、 | [.．] (?!\d) ) \s*
    | [（(] \s? (?P<han_bracket>[{_HAN}]{{1,4}}) \s? [)）] [、.．]? \s*
    | (?P<decimal>\d{{1,2}} (?: \s?[.．]\s?\d{{1,2}} ){{1,4}} )
      (?: [.．、](?!\d)\s* | \s+ | (?=[^\d\s.．%％、，,—–~～-]) )
    | (?P<point>\d{{1,2}}) \s? (?: [.．、] (?!\d) \s* | [ \t\u3000]+ (?=\S) )
    | [（(] \s? (?P<bracket>\d{{1,2}}) \s? [)）] [、.．]? \s*
    | (?P<circle>[①-⑳]) \s*
    """,
    re.VERBOSE,
)
_QUICK = re.compile(rf"[第{_HAN}\d（(①-⑳附]")
_PART = re.compile(rf"附\s?[件录表]?\s?(?P<number>[{_HAN}]{{1,3}}|\d{{1,2}})?\s?(?P<colon>[:：])?\s?(?P<rest>.*)$")
_SPACED = re.compile(r"(?<=[\u4e00-\u9fff])[\s\u3000]+(?=[\u4e00-\u9fff])")
_SPACE = " \t\u3000\xa0"
_SENTENCE_MARKS = re.compile(r"[。；;？?！!]")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|（[^（）]*）")

_NAMES = """
摘要 内容摘要 关键词 引言 前言 序言 绪论 导言 导语 结语 结论 结束语 后记 参考文献 参考资料 注释 致谢 总则 附则 目录 目次
abstract keywords introduction conclusion references acknowledgements contents
"""
NAMED_HEADINGS = frozenset(_NAMES.split())
"""Headings known by their name alone, folded to lower case without spaces."""


@dataclass(frozen=True, slots=True)
class Numbering:
    """The number a line begins with.

    Attributes:
        values: (3, 2, 1) for 3.2.1, one value otherwise.
        end: Where in the plain line what is numbered begins.
        loose: Only a space parts number and text ("12 人"), so that much may look so by chance.
    """

    rank: int
    values: tuple[int, ...]
    end: int
    loose: bool = False


def plain(line: str) -> str:
    """`line` without white space and Markdown marks at its edges."""
    return line.lstrip(_SPACE + "#*_").rstrip(_SPACE + "*_")


def numbering(line: str) -> Numbering | None:
    """The number that a plain line begins with, or None."""
    match = _NUMBERINGS.match(line) if _QUICK.match(line) else None
    if match is None or match.end() == len(line):
        return None
    kind = match.lastgroup or ""
    written = match[kind]
    if kind == "decimal":
        values = tuple(int(part) for part in re.split(r"[.．]", re.sub(r"\s", "", written)))
        return Numbering(DECIMAL_RANK + 2 * (len(values) - 1), values, match.end())
    value = ord(written) - ord("①") + 1 if kind == "circle" else parse_numeral(written)
    loose = kind == "point" and not re.search(r"[.．、]", match.group())
    return None if value is None else Numbering(_RANKS[kind], (value,), match.end(), loose)


_RANKS = {
    "han": HAN_RANK,
    "han_bracket": HAN_BRACKET_RANK,
    "point": DECIMAL_RANK,
    "bracket": BRACKET_RANK,
    "circle": CIRCLE_RANK,
}


def unit(line: str) -> int | None:
    """The rank of a plain line that heads a 部分, 编, 章 or 节; None for other lines and for references to them."""
    match = _UNIT.match(line)
    if match is None or len(line) > 60 or _UNIT_REFERENCE.match(line, match.end()):
        return None
    return _UNIT_RANKS[match[2]] if is_line(line[match.end() :], 50) else None


def is_keywords(heading: str) -> bool:
    """Whether a named heading covers the one paragraph after it and no more."""
    return heading.lower() in ("关键词", "keywords")


def is_named(line: str) -> bool:
    """Whether a plain line is a heading by its name alone: 引言, 附　则, 【摘要】, References."""
    return len(line) <= 24 and re.sub(r"[\s【】\[\]:：]", "", line).lower() in NAMED_HEADINGS


def part(line: str) -> re.Match[str] | None:
    """A plain line that may begin an attachment (附件, 附件1 …, 附录一：…, 附：), with groups number, colon, rest."""
    if not line.startswith("附") or len(line) > 60:
        return None
    match = _PART.match(line)
    if match is None or match.group().startswith("附则") or not _may_name_part(match):
        return None
    return match


def _may_name_part(match: re.Match[str]) -> bool:
    rest = match["rest"]
    bare = match.group() in ("附", "附件", "附录", "附表") or (match["number"] is not None and not rest)
    named = rest and (match["colon"] is not None or re.match(r"附\s?[件录表].*?[\s:：]", match.group()) is not None)
    return bool(bare or (match["colon"] and not rest) or (named and is_line(rest, 50)))


def is_line(text: str, longest: int) -> bool:
    """Whether `text` can stand as a heading by itself: short, and not a sentence or a piece of one."""
    if len(text) > longest or text.endswith(("，", ",", "、", "；", ";", "。")):
        return False
    return _SENTENCE_MARKS.search(_QUOTED.sub("", text)) is None


def run_in(text: str, longest: int) -> int | None:
    """Where the heading that runs into its paragraph ends (at the first 。), or None: “抓学习。支部每月…”."""
    at = text.find("。")
    if not 0 < at <= longest or not text[at + 1 :].strip():
        return None
    return at if is_line(text[:at], longest) else None


def title(line: str) -> str:
    """A plain heading line as it is shown: one space after 第一章, none inside 总　则, no colon or full stop after."""
    text = re.sub(r"[\s\u3000]+", " ", line).rstrip("：:。 ")
    match = _UNIT.match(text)
    head, rest = (text[: match.end()].strip("：: "), text[match.end() :]) if match else ("", text)
    if re.fullmatch(r"(?:\S )+\S", rest):
        rest = _SPACED.sub("", rest)
    return f"{head} {rest}".strip()


def unnumbered(line: str) -> str:
    """What a heading names, without its number: 主题党日 of 第六章 主题党日, of 六、主题党日, of （六）主题党日。"""
    text = title(plain(line))
    if match := _UNIT.match(text):
        return text[match.end() :].strip("：: ")
    number = numbering(text)
    return text if number is None else text[number.end :].strip()
