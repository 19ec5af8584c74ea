"""Where articles (第X条) begin, told from cross-references to articles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.text.numerals import HAN_DIGITS as _HAN
from ingest.text.numerals import chinese_numeral, parse_numeral

_START = re.compile(
    rf"""
    [\s*]* 第 \s? (?P<base>[{_HAN}]+(?:[ 　][{_HAN}]+)* | \d{{1,4}}) \s? 条
    (?: \s? 之 \s? (?P<sub>[{_HAN}]{{1,3}} | \d{{1,2}}) (?! 般 ) )?
    (?P<gap> [\s*]+ (?=\S) | [\s*]*$ | (?=[【〔\[（(:：]) )?
    """,
    re.VERBOSE,
)
_GOES_ON = re.compile(
    rf"""
    [、，,；;。）)》”’] | 第 \s? [（(]? \s? [{_HAN}\d]+ \s? [)）]? \s? [款项]
    | 规定的 | 的规定 | 之规定 | [至到和与或及] 第
    | (?:以及|或者|并) 第 | 所 [列述称] | [（(] \s? [{_HAN}\d]+ \s? [)）] \s? (?: 项 | 规定 | 所 | 的 | 、 )
    """,
    re.VERBOSE,
)
"""What follows 第X条 in a reference even when a space stands between; no article begins so."""

_GOES_ON_AT_ONCE = re.compile(
    rf"""
    规定 | 的 | 之 | 第 \s? [{_HAN}\d]+ \s? 条 | 所 [称列述指规定说] | [至到和与或及] | 以及 | 中 (?! [华国共央] )
    | 款 (?! 项 ) | 项 (?! 目 ) | 各 [款项] | [（(] \s? [{_HAN}\d]+ \s? [)）] | 修改 | 删去 | 删除 | 相应 | 改为
    | 作为 | 增加 | 前增 | 后增 | 内容 | 明确 | 要求 | 情形 | 关于 | 同 [时样条] | 并 | 另有 | 等 (?! [级额] ) | 条文
    """,
    re.VERBOSE,
)
"""What follows 第X条 in a reference when nothing stands between."""


_LEADS_ON = re.compile(r"(?:依照|按照|根据|违反|参照|(?<![基根])本(?:法|办法|条例|规定|细则|章程|规则))$")
_MAY_LEAD_ON = re.compile(r"(?:[，、》]|适用|符合|依据)$")
"""How a line ends that is cut before 第X条: surely, or when nothing parts number and text in the next."""

_LOOK_AHEAD = 300
"""Candidates; more than a law has between a reference and the article whose place it would take."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may begin an article.

    Attributes:
        number: The article's number and its 之 number, (12, 1) for 第十二条之一.
        apart: A space parts the label from what follows, as it does in every printed article.
    """

    index: int
    number: tuple[int, int]
    apart: bool


def article_starts(lines: Sequence[str]) -> dict[int, str]:
    """Which lines begin an article: their index and the article's normalised label ("第十二条", "第十二条之一").

    A line that begins with 第X条 begins that article only when it does not read on like a reference (第十二条规定的…,
    第十二条、第十三条…) and its number continues the count; a count may begin anywhere, skip, and begin anew at 1.
    """
    candidates = [found for index, line in enumerate(lines) if (found := _candidate(index, line)) is not None]
    candidates = [one for one in candidates if not (one.index and _is_cut(lines[one.index - 1], one))]
    starts: dict[int, str] = {}
    last: tuple[int, int] | None = None
    for at, candidate in enumerate(candidates):
        if _continues(last, candidates, at):
            starts[candidate.index] = article_label(*candidate.number)
            last = candidate.number
    return starts


def article_label(number: int, sub: int = 0) -> str:
    """The label of an article as Zhibi writes it everywhere."""
    return f"第{chinese_numeral(number)}条" + (f"之{chinese_numeral(sub)}" if sub else "")


def _candidate(index: int, line: str) -> _Candidate | None:
    match = _START.match(line)
    if match is None or _GOES_ON.match(line, match.end()):
        return None
    gap = match["gap"]
    if not gap and _GOES_ON_AT_ONCE.match(line, match.end()):
        return None
    base = parse_numeral(re.sub(r"\s", "", match["base"]))
    sub = parse_numeral(match["sub"]) if match["sub"] else 0
    if not base or base > 9999 or sub is None:
        return None
    return _Candidate(index, (base, sub), bool(gap) and match.end() < len(line))


def _is_cut(before: str, candidate: _Candidate) -> bool:
    """Whether the line before a candidate breaks off where a reference would follow."""
    if candidate.apart and candidate.number == (1, 0):
        return False
    end = before.rstrip()[-8:]
    return bool(_LEADS_ON.search(end)) or (not candidate.apart and bool(_MAY_LEAD_ON.search(end)))


def _continues(last: tuple[int, int] | None, candidates: Sequence[_Candidate], at: int) -> bool:
    """Whether the candidate at `at` is the next article after `last`."""
    candidate = candidates[at]
    base = candidate.number[0]
    if last is None:
        return base == 1 or candidate.apart
    following = candidates[at + 1].number if at + 1 < len(candidates) else None
    if candidate.number in ((last[0] + 1, 0), (last[0], last[1] + 1)):
        return True
    if candidate.number == (1, 0):
        return candidate.apart or following == (2, 0)
    if not candidate.apart or candidate.number == last:
        return False
    if candidate.number < last and following != (base + 1, 0):
        return False
    return not _comes_later(last, candidates, at)


def _comes_later(last: tuple[int, int], candidates: Sequence[_Candidate], at: int) -> bool:
    """Whether the true successor of `last` is still to come in this count: then a jump is a reference."""
    for candidate in candidates[at + 1 : at + 1 + _LOOK_AHEAD]:
        if candidate.number == (1, 0):
            return False
        if candidate.number == (last[0] + 1, 0):
            return True
    return False
