"""Slips at one place of a wording that is otherwise the source's: another number, another 万 or 月 in the same words.

These are read off the alignment alone, so they also reach numbers that are no figures (三个方面, 万元户, 每月).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.types import Edit, Finding, Severity
from assistant.verification.values.numbers import SAME_LENGTH, number
from ingest.text.likeness import beginning, ending

if TYPE_CHECKING:  # rapidfuzz, which laying side by side takes, loads in 50 ms
    from assistant.verification.alignment import Alignment

_NUMERALS = "零〇一二两三四五六七八九十百千万亿"
_RUN = re.compile(rf"\d[\d,.]*[万亿]*|[{_NUMERALS}]+")
_ENUMERATES = re.compile(r"[是、）)．.]|则|来|要(?!求)|者")
"""What follows a numeral that numbers the writer's own points: 二是, （二）, 二、."""

_CONFUSED = (
    frozenset({"万", "亿", "千", "百", "十", "千万", "万亿", "百万"}),
    frozenset({"年", "月", "日", "季度", "季", "周", "旬", "小时", "分钟", "秒", "天", "个月", "世纪", "学期"}),
    frozenset({"年度", "月度", "季度", "半年"}),
    frozenset({"今", "去", "明", "前", "上"}),
    frozenset({"元", "角", "万元", "亿元", "千元", "美元"}),
    frozenset({"人", "户", "人次", "家"}),
    frozenset({"百分点", "%", "个百分点"}),
    frozenset({"公里", "米", "里", "平方米", "平方公里", "公顷", "亩"}),
    frozenset({"吨", "公斤", "斤", "克", "千克"}),
)
"""What is put for one another by mistake and never means the same."""

_EQUAL = (
    frozenset({"去", "上"}),
    frozenset({"日", "天"}),
    frozenset({"月", "个月"}),
    frozenset({"公斤", "千克"}),
    frozenset({"季", "季度"}),
)
_AFTER = frozenset({"余", "多", "万", "亿", "千", "百", "十"})
_BEHIND_UNIT = frozenset({"以上", "以下", "以内", "左右"})
_COUNTED = re.compile(r"[\d一二两三四五六七八九十百千万亿][^\d，。、；：（）]{0,3}$")
_BEFORE = frozenset({"超过", "约", "近", "不足", "不到", "至少", "超", "逾"})
_NUMERAL_CHARACTERS = frozenset("一二两三四五六七八九十百千万亿0123456789０１２３４５６７８９")
_TIMED = frozenset("今去明前上")
_STOPS = frozenset("，。；：、“（《")
_REST = 8
"""Equal characters behind the number that a claim begins with, for it to be the number of the same point. Certain only
where all else is verbatim: who rewords a list may well number it anew."""
_BESIDE = 2
"""Equal characters on either side that show both to be at the same place."""


def slips(alignment: Alignment) -> Iterator[Finding]:
    """Findings of the check "values": a number or a unit in the place of another."""
    claim, source = alignment.claim, alignment.source
    for start, source_start, edit in alignment.differences:
        if edit.kind in ("delete", "insert"):
            yield from _bound(claim, start, source, source_start, edit)
        if not edit.claim or not edit.source or len(edit.claim) > 12 or len(edit.source) > 12:
            continue
        ours = _grown(claim, start, start + len(edit.claim))
        theirs = _grown(source, source_start, source_start + len(edit.source))
        numbering = _ENUMERATES.match(claim, ours[1]) is not None
        found, expected = claim[slice(*ours)], source[slice(*theirs)]
        if (
            numbering
            and _RUN.fullmatch(found)
            and ours[0] == theirs[0] <= 1
            and claim[ours[1] :][:_REST] == source[theirs[1] :][:_REST]
        ):
            severity: Severity = "certain" if len(alignment.differences) == 1 else "doubtful"
            yield Finding("values", "altered", *ours, found, expected, severity=severity, note="编号与来源不同")
            continue
        if not _is_one_place(claim, ours, source, theirs, inside=numbering):
            continue
        if _is_other_number(found, expected) or _is_other_unit(
            edit.claim.strip(), edit.source.strip(), claim[ours[1] : ours[1] + 1]
        ):
            yield Finding("values", "altered", *ours, found, expected)


def _bound(claim: str, start: int, source: str, source_start: int, edit: Edit) -> Iterator[Finding]:
    """A word that bounds a number left out or put in: 百余年, 超过1953年."""
    word = edit.source or edit.claim
    held, at = (source, source_start) if edit.source else (claim, start)
    after = word in _AFTER and at > 0 and held[at - 1] in _NUMERAL_CHARACTERS
    after = after or (word in _BEHIND_UNIT and _COUNTED.search(held[max(0, at - 4) : at]) is not None)
    before = word in _BEFORE and held[at + len(word) : at + len(word) + 1].isdecimal()
    if not after and not before:
        return
    ours, theirs = (start, start + len(edit.claim)), (source_start, source_start + len(edit.source))
    if _is_one_place(claim, ours, source, theirs):
        ours, theirs = (max(0, ours[0] - 1), ours[1] + 1), (max(0, theirs[0] - 1), theirs[1] + 1)
        end = min(ours[1], len(claim))
        yield Finding("values", "altered", ours[0], end, claim[ours[0] : end], source[slice(*theirs)])


def _grown(text: str, start: int, end: int) -> tuple[int, int]:
    """The range with the rest of the numeral that it cuts into."""
    plain = text.translate(SAME_LENGTH)
    inside = plain[start:end]
    if not inside or not all(one in _NUMERALS or one.isdecimal() or one in ".," for one in inside):
        return start, end
    while start > 0 and (plain[start - 1] in _NUMERALS or plain[start - 1].isdecimal() or plain[start - 1] == "."):
        start -= 1
    while end < len(plain) and (plain[end] in _NUMERALS or plain[end].isdecimal()):
        end += 1
    return start, end


def _is_one_place(
    claim: str, ours: tuple[int, int], source: str, theirs: tuple[int, int], *, inside: bool = False
) -> bool:
    """Whether the same words stand on both sides; where `inside`, the claim must not begin there."""
    left = ending(claim[max(0, ours[0] - 6) : ours[0]], source[max(0, theirs[0] - 6) : theirs[0]])
    right = beginning(claim[ours[1] : ours[1] + 6], source[theirs[1] : theirs[1] + 6])
    at_start, at_end = left == ours[0] and not inside, ours[1] >= len(claim.rstrip("。；，. "))
    after_stop = not inside and left == 1 and claim[ours[0] - 1] in _STOPS
    return (
        (left >= _BESIDE or at_start or after_stop)
        and (right >= _BESIDE or at_end)
        and (left + right > _BESIDE or at_start or at_end)
    )


def _is_other_number(found: str, expected: str) -> bool:
    ours, theirs = found.translate(SAME_LENGTH), expected.translate(SAME_LENGTH)
    if not (_RUN.fullmatch(ours) and _RUN.fullmatch(theirs)):
        return False
    mine, stated = number(ours.rstrip(".,")), number(theirs.rstrip(".,"))
    return mine is not None and stated is not None and mine != stated


def _is_other_unit(found: str, expected: str, behind: str) -> bool:
    if any({found, expected} <= group for group in _EQUAL):
        return False
    if {found, expected} <= _TIMED:
        return behind == "年"
    return any({found, expected} <= group for group in _CONFUSED)


__all__ = ["slips"]
