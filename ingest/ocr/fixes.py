"""Misreadings that the surroundings prove: bracket pairs of unlike halves, dashes and letters inside numbers.

Each rule holds for any text; none knows a word.
"""

from __future__ import annotations

import re

_HAN = "\u4e00-\u9fff"
_DASH = "[-—–－一─_~]"

_PAGE_NUMBER = re.compile(rf"{_DASH}{{1,2}}\s*(\d{{1,4}})\s*{_DASH}{{1,2}}")
_RANGE = re.compile(r"(?<=\d)\s?[一─]\s?(?=\d)")
_UNLIKE = re.compile(rf"[(（](?P<inside>[^()（）\n]*[{_HAN}][^()（）\n]*)[)）]")
_NUMBER = re.compile(r"[\[［【〔{](?P<year>(?:19|20)\d\d)[\]］】〕}](?=\s?第?\s?\d{1,5}\s?号)")
_ZERO = re.compile(r"(?<=\d)[OoＯ](?=[\d%％.])|(?<=[\d.])[OoＯ](?=\d)")
_ONE = re.compile(r"(?<=\d)[lI|｜](?=\d)")


def fixed(line: str) -> str:
    """`line` with what was certainly misread put right:

    - a number alone between dashes, one of them read as 一, is a page number (GB/T 9704-2012, 7.5);
    - between two digits 一 is a dash, O a nought, l and I and | are a one;
    - both brackets around Chinese text are full-width;
    - the year of a 文号 stands in 〔〕 (GB/T 9704-2012, 7.2.5).
    """
    if alone := _PAGE_NUMBER.fullmatch(line.strip()):
        return f"— {alone.group(1)} —"
    line = _ONE.sub("1", _ZERO.sub("0", _RANGE.sub("—", line)))
    line = _NUMBER.sub(lambda match: f"〔{match.group('year')}〕", line)
    return _UNLIKE.sub(lambda match: f"（{match.group('inside')}）", line)
