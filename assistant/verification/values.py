"""Figures in Chinese running text, normalised so that two ways of writing one figure compare equal.

Covers Arabic and Chinese numerals with 万 and 亿, percentages (%, 百分之, 成, 分之), per mille, percentage points,
years, dates, ordinals (第十二条) and numerals before a unit. Chinese numerals count as figures only before a unit or
after 第; a small one before a word for parts of a text (三个方面, 两点要求) is the writer's own count and no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ingest.text.numerals import parse_numeral

RATIO, POINTS, ORDINAL, COUNT, BARE = "ratio", "points", "ordinal", "count", "bare"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as it stands in a text.

    Attributes:
        kind: RATIO, POINTS, ORDINAL, COUNT (before a measure word), BARE (no unit), or the unit itself: 年, 元, 日 …
        amount: Exact; 30% is 3/10, 1.2亿元 is 120000000.
        start: The figure is the text's [start, end), unit included.
    """

    kind: str
    amount: Fraction
    start: int
    end: int
    text: str


_SAME_LENGTH = str.maketrans("０１２３４５６７８９％．－億萬兩個條項", "0123456789%.-亿万两个条项")
"""One character for one, so that offsets stay; unlike NFKC it leaves ， apart from the thousands comma."""

_UNITS = {
    "年度": "年", "年": "年", "个月": "月数", "月份": "月", "月": "月", "个季度": "季度", "季度": "季度",
    "个工作日": "工作日", "工作日": "工作日", "日": "日", "天": "日", "周岁": "岁", "岁": "岁", "周年": "周年",
    "周": "周", "个星期": "周", "星期": "周", "个小时": "时", "小时": "时", "学时": "学时", "课时": "学时",
    "分钟": "分钟", "分": "分", "秒": "秒", "元": "元", "倍": "倍", "平方公里": "平方公里", "平方米": "平方米",
    "公里": "公里", "千米": "公里", "米": "米", "公顷": "公顷", "亩": "亩", "吨": "吨", "公斤": "公斤", "千克": "公斤",
    "千瓦时": "千瓦时", "千瓦": "千瓦",
}  # fmt: skip
"""Unit as written -> unit as compared. What is measured in different units is never the same figure."""

_MEASURE_WORDS = (
    "人次",
    *"名位人次回场届期批个项条件篇份册本部套台辆架座栋间所家户支队组村处票例起宗种类级层轮节堂门章点字页张幅块枚颗头只株棵对方",
)
"""Interchangeable in a paraphrase (12次会议, 12场会议), so they compare as one kind."""

_OWN_COUNT = re.compile(r"(?:个|大|条|项)?(?:方面|层面|步骤|环节|部分|要点|要求|举措|措施|阶段|内容)|[点类种条]")
"""What follows a numeral with which the writer numbers off his own list."""

_DIGITS = "零〇一二两三四五六七八九十"
_CHINESE = f"{_DIGITS}百千万亿"
_WHOLE = r"(?<![A-Za-z\d])\d{1,18}(?!\d)"
_ARABIC = rf"(?:(?<![A-Za-z\d])\d{{1,3}}(?:,\d{{3}}){{1,5}}(?![\d,])|{_WHOLE})(?:\.\d{{1,9}}(?!\d))?(?![A-Za-z])"
_NUMERAL = f"[{_CHINESE}]{{1,18}}+"
_UNIT = "|".join(sorted((*_UNITS, *_MEASURE_WORDS), key=len, reverse=True))
_FIGURE = re.compile(
    rf"""
      (?P<date>(?<!\d)(?:19|20)\d\d[-./](?:1[0-2]|0?[1-9])(?:[-./](?:3[01]|[12]\d|0?[1-9]))?(?![\d.%]))
    | (?P<base>[百千])分之(?P<share>{_ARABIC}|[{_CHINESE}点]{{1,18}})
    | (?P<lower>{_WHOLE}|(?<![{_CHINESE}]){_NUMERAL})分之(?P<upper>\d{{1,18}}|{_NUMERAL})
    | 第\s?(?P<ordinal>\d{{1,18}}|{_NUMERAL})
    | (?P<tenths>[一二三四五六七八九1-9])成(?![立为功员果效长就本绩都交分形人])
    | (?P<arabic>{_ARABIC})(?:\s?(?P<scale>[十百千]?[万亿]{{1,2}}))?[余多来]?(?:\s?(?P<sign>%|‰|个?百分点|{_UNIT}))?
    | (?!十分(?!钟)) (?<![{_CHINESE}])(?P<chinese>(?=[{_DIGITS}]){_NUMERAL}(?:点[{_DIGITS}]{{1,9}})?)
      [余多来]?(?P<chinese_sign>个?百分点|{_UNIT})
    """,
    re.VERBOSE,
)


def values(text: str) -> list[Value]:
    """The figures of `text` in order."""
    plain = text.translate(_SAME_LENGTH)
    return [value for match in _FIGURE.finditer(plain) for value in _read(match, text)]


def matches(claimed: Value, source: Value) -> bool:
    """Whether the two are the same figure: equal amounts of kinds that can be said for one another."""
    return claimed.amount == source.amount and comparable(claimed, source)


def comparable(one: Value, other: Value) -> bool:
    """Whether two figures could measure the same thing: equal kinds, or one without a unit."""
    if one.kind == other.kind:
        return True
    return BARE in (one.kind, other.kind) and not {RATIO, POINTS, ORDINAL} & {one.kind, other.kind}


def nearest(claimed: Value, candidates: Sequence[Value]) -> Value | None:
    """The comparable candidate whose amount is closest, or None; of equals the first."""
    fitting = [value for value in candidates if comparable(claimed, value)]
    return min(fitting, key=lambda value: abs(value.amount - claimed.amount), default=None)


def _read(match: re.Match[str], text: str) -> Iterator[Value]:
    start, end = match.span()
    if match["date"]:
        yield from _date(match, text)
    elif match["share"]:
        yield from _value(
            RATIO, _over(_number(match["share"]), 100 if match["base"] == "百" else 1000), start, end, text
        )
    elif match["lower"]:
        yield from _value(RATIO, _over(_number(match["upper"]), parse_numeral(match["lower"])), start, end, text)
    elif match["ordinal"]:
        yield from _ordinal(match, text)
    elif match["tenths"]:
        yield from _value(RATIO, _over(_number(match["tenths"]), 10), start, end, text)
    elif match["arabic"]:
        yield from _arabic(match, text)
    else:
        yield from _chinese(match, text)


def _value(kind: str, amount: Fraction | None, start: int, end: int, text: str) -> Iterator[Value]:
    if amount is not None:
        yield Value(kind, amount, start, end, text[start:end])


def _date(match: re.Match[str], text: str) -> Iterator[Value]:
    at = match.start()
    for kind, digits in zip("年月日", re.finditer(r"\d+", match["date"]), strict=False):
        yield from _value(kind, Fraction(int(digits.group())), at + digits.start(), at + digits.end(), text)


def _ordinal(match: re.Match[str], text: str) -> Iterator[Value]:
    if match.string[match.end() : match.end() + 1] in ("，", "、", ",", "：", ":"):
        return  # 第一，…… numbers the writer's own points
    yield from _value(ORDINAL, _number(match["ordinal"]), match.start(), match.end(), text)


def _arabic(match: re.Match[str], text: str) -> Iterator[Value]:
    sign, amount = match["sign"] or "", _number(match["arabic"].replace(",", ""))
    for one in match["scale"] or "":
        amount = _times(amount, _SCALES[one])
    if sign in _PARTS:
        yield from _value(RATIO, _over(amount, _PARTS[sign]), *match.span(), text)
    else:
        yield from _value(_kind(sign), amount, *match.span(), text)


def _chinese(match: re.Match[str], text: str) -> Iterator[Value]:
    sign, numeral = match["chinese_sign"], match["chinese"]
    amount, kind = _number(numeral), _kind(sign)
    own = amount is not None and amount <= 10 and _OWN_COUNT.match(match.string, match.end("chinese"))
    article = numeral == "一" and kind == COUNT and sign not in ("次", "回", "票")
    if not own and not article:  # 一个支部 is any branch, 一次 is a count
        yield from _value(kind, amount, *match.span(), text)


_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_PARTS = {"%": 100, "‰": 1000}


def _kind(sign: str) -> str:
    if sign.endswith("百分点"):
        return POINTS
    return _UNITS.get(sign) or (COUNT if sign else BARE)


def _number(numeral: str) -> Fraction | None:
    """Arabic or Chinese writing, a decimal point allowed: "12.5", "十二点五"."""
    whole, point, decimals = numeral.replace("点", ".").partition(".")
    value, rest = parse_numeral(whole), parse_numeral(decimals) if point else 0
    if value is None or rest is None:
        return None
    return value + Fraction(rest, 10 ** len(decimals))


def _over(amount: Fraction | None, parts: int | None) -> Fraction | None:
    return amount / parts if amount is not None and parts else None


def _times(amount: Fraction | None, factor: int) -> Fraction | None:
    return amount * factor if amount is not None else None
