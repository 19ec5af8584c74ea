"""Figures in Chinese running text, normalised so that two ways of writing one figure compare equal.

Covers Arabic, Chinese and mixed numerals with 万 and 亿, capital sums (壹仟贰佰元整), shares (%, 百分之, 成, 分之),
per mille, percentage points, multiples (翻一番), dates, times of day, ordinals (第十二条), five-year plans, how often
(每月) and numerals before a unit. One compiled pattern goes over the text once. A small Chinese numeral before a word
for parts of a text (三个方面, 两点要求) is the writer's own count and no figure; nor is 四个意识, a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from assistant.verification.values.numbers import guess, number, plain_form, scale_of
from assistant.verification.values.units import AFTER_DIGITS, MEASURE_WORDS, UNITS

RATIO, POINTS, ORDINAL, COUNT, BARE = "ratio", "points", "ordinal", "count", "bare"
CLOCK, PLAN, FREQUENCY, NUMERAL, VAGUE, CODE = "clock", "plan", "frequency", "numeral", "vague", "code"


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as it stands in a text.

    Attributes:
        kind: RATIO, POINTS, ORDINAL, COUNT (before a measure word), BARE (no unit), or the unit itself: 年, 元, 日 …;
            CLOCK (minutes of the day), PLAN (14 for “十四五”), FREQUENCY (months, or days below one), NUMERAL (a
            Chinese numeral without a unit), VAGUE (数十万元: the scale), CODE (5G: digits in a name; the amount is 0).
        amount: Exact; 30% is 3/10, 1.2亿元 is 120000000. The lower end of a guess (两三个).
        start: The figure is the text's [start, end), unit included.
        unit: The measure word of a COUNT, what an ORDINAL numbers, a unit with its 每 or 贰 ("元/吨"); else the kind.
        upper: The upper end of a guess, else None.
        hedge: 余, 多, 来 or 几 inside the figure, else "".
        is_word: Left out by `values`: it says an amount, but is no number with a unit.
    """

    kind: str
    amount: Fraction
    start: int
    end: int
    text: str
    unit: str = ""
    upper: Fraction | None = None
    hedge: str = ""
    is_word: bool = False


_OWN_COUNT = re.compile(r"(?:个|大|条|项)?(?:方面|层面|步骤|环节|部分|要点|要求|举措|措施|阶段|内容)|[点类种条]")
"""What follows a numeral with which the writer numbers off his own list."""

_BOUNDED = re.compile("以[上下内]|左右")

_NAMES = "[两二三四五六七八九十]个(?:意识|自信|维护|确立|务必|全面(?!的)|一以贯之|善于|坚定|伟大)|三严三实|[三四]会一课"
"""Fixed formulations with a number in them; another check reads them whole."""

_DIGITS = "零〇一二两三四五六七八九十"
_CHINESE = f"{_DIGITS}百千万亿"
_CAPITAL = "壹贰叁肆伍陆柒捌玖拾"
_WHOLE = r"(?<![A-Za-z\d])\d{1,18}(?!\d)"
_ARABIC = rf"(?:(?<![A-Za-z\d])\d{{1,3}}(?:,\d{{3}}){{1,5}}(?![\d,])|{_WHOLE})(?:\.\d{{1,9}}(?!\d))?(?![A-Za-z])"
_NUMERAL = f"[{_CHINESE}]{{1,18}}+"
_HEDGE = "(?:[余多几]|来(?![自源华访京料到]))"


def _any(words: tuple[str, ...]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_UNIT = _any((*UNITS, *MEASURE_WORDS))
_WIDE_UNIT = _any((*UNITS, *MEASURE_WORDS, *AFTER_DIGITS))
_PER = rf"(?:/(?:{_WIDE_UNIT}|[A-Za-z]{{1,4}}))"


def _small_money(side: str) -> str:
    """角 and 分 after 元, in groups of this side's own."""
    digit = r"[\d一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
    return rf"(?:(?<=元)零?(?:(?P<{side}jiao>{digit})角)?(?:零?(?P<{side}fen>{digit})分(?!之))?[整正]?)?"


_OFTEN = "半年度?|季度|季|年度|年|月份|月|周|星期|日|天|旬|学期|学年|小时"
_STARTS = rf"\dA-Za-z第每翻半过“\"‘数几上{_CAPITAL}{_CHINESE}"
_FIGURE = re.compile(
    rf"""
    (?=[{_STARTS}])(?:
      (?P<date>(?<![\d.])(?:19|20)\d\d(?P<dash>[-./])(?:1[0-2]|0?[1-9])(?:(?P=dash)(?:3[01]|[12]\d|0?[1-9]))?
        (?![\d%万亿元吨人个倍]|\.\d))
    | (?P<clock>(?<![\d:.])(?:[01]?\d|2[0-4])(?::[0-5]\d(?![\d:])|时(?![间代期段])(?:[0-5]?\d分)?))
    | (?P<base>[百千万])分之(?P<share>{_ARABIC}|[{_CHINESE}点]{{1,18}})
    | (?P<lower>{_WHOLE}|(?<![{_CHINESE}]){_NUMERAL})分之(?P<upper>\d{{1,18}}|{_NUMERAL})
    | (?P<fraction>(?<![\d/.A-Za-z])\d{{1,3}}/\d{{1,3}}(?![\d/.%年月A-Za-z]))
    | 第\s?(?P<ordinal>\d{{1,18}}|{_NUMERAL})(?P<numbered>[编章节条款项届次批期名位号季卷版轮代]度?)?
    | (?P<tenths>[一二两三四五六七八九1-9])成(?P<half>半)?(?![立为功员果效长就本绩都交分形人])
    | (?P<arabic>{_ARABIC})\s?(?P<hedge>{_HEDGE})?
      (?:\s?(?P<scale>(?:[十百千]?[万亿]{{1,2}}|[百千](?=[余多]?[元人名户家个件项篇次亩吨公]))
        (?:\d{{1,4}}(?:\.\d{{1,4}})?[百千]?万|(?<=[亿万])\d[千百](?![米克瓦伏]))?))?
      (?P<hedge2>{_HEDGE})?
      (?:\s?(?P<sign>%|‰|个?多?百分点|{_WIDE_UNIT})(?P<per>{_PER})?{_small_money("a")}(?P<plus>(?<=年)半(?!年))?)?
    | (?P<capital>[{_CAPITAL}][{_CAPITAL}零佰仟百千万亿]*)元{_small_money("c")}
    | (?P<name>{_NAMES})
    | [“"‘](?P<plan>十?[一二三四五六七八九]五)[”"’]
    | (?P<open_plan>(?<![{_CHINESE}第])十[一二三四五]五)(?=规划|时期|期间|末|以来|计划|收官|开局)
    | (?!十分(?!钟)) (?<![{_CHINESE}])
      (?P<chinese>(?=[{_DIGITS}]){_NUMERAL}(?:点[{_DIGITS}]{{1,9}}+[万亿]{{0,2}}+)?)
      (?P<hedge3>{_HEDGE})?(?P<scale2>(?<=[余多来几])[万亿]{{1,2}})?
      (?P<chinese_sign>个?多?百分点|{_UNIT})(?P<per2>{_PER})?{_small_money("b")}(?P<plus2>(?<=年)半(?!年))?
    | (?<![{_CHINESE}以])(?P<vague>[数几上][十百千][万亿]{{0,2}}|[数几上][万亿]{{1,2}}|[百千][万亿]{{1,2}}|万亿)[余多]?
      (?P<vague_sign>{_UNIT})
    | (?P<doubled>翻了?(?P<times>[一两二三四])?番)
    | (?P<part>一半(?!以)|一半(?=以[上下])|半数|过半(?!年|个))
    | (?<![上下前后大多一两二三四五六七八九十\d年])半(?:个(?=月|小时|世纪|学期))?(?P<half_of>年|月|小时|天|日|世纪|学期)
    | 每一?个?(?P<often>{_OFTEN})
    | (?<![{_CHINESE}])(?P<numeral>
        (?:[一二两三四五六七八九]十[一二三四五六七八九]?|十[一二三四五六七八九])(?![{_CHINESE}])
      | [一二两三四五六七八九][百千万亿][{_CHINESE}]{{1,16}}+ | 十[一二三四五六七八九]?[万亿][{_CHINESE}]{{0,16}}+
      | [{_DIGITS}百千][{_CHINESE}]{{0,16}}(?=以[上下内]|左右)
      | [一二][九〇零][零〇一二三四五六七八九]{{2}}(?![{_CHINESE}]))
    | (?P<code>(?<![A-Za-z\d])[A-Za-z]*+\d[A-Za-z\d]*)
    )
    """,
    re.VERBOSE,
)


def values(text: str) -> list[Value]:
    """The figures of `text` in order: numbers that measure, count or name a date or an article."""
    return [value for value in read(text) if not value.is_word]


def read(text: str) -> Iterator[Value]:
    """Every figure of `text` in order, also what `values` leaves out: 一半, 翻番, 每月, numerals alone, codes."""
    plain = plain_form(text)
    for match in _FIGURE.finditer(plain):
        reader = next((one for name, one in _READERS if match[name] is not None), None)
        if reader is not None:
            yield from reader(match, text)


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


_Found = Iterator[Value]
_Match = re.Match[str]


def _value(kind: str, amount: Fraction | None, match: _Match, text: str, **details: Any) -> _Found:
    start, end = match.span()
    if amount is not None:
        yield Value(kind, amount, start, end, text[start:end], **{"unit": kind, **details})


def _date(match: _Match, text: str) -> _Found:
    at = match.start()
    for kind, digits in zip("年月日", re.finditer(r"\d+", match["date"]), strict=False):
        start, end = at + digits.start(), at + digits.end()
        yield Value(kind, Fraction(int(digits.group())), start, end, text[start:end], kind)


def _clock(match: _Match, text: str) -> _Found:
    hour, *minute = map(int, re.findall(r"\d+", match["clock"]))
    yield from _value(CLOCK, Fraction(60 * hour + sum(minute)), match, text)


def _share(match: _Match, text: str) -> _Found:
    yield from _value(RATIO, _over(number(match["share"]), scale_of(match["base"])), match, text)


def _parts(match: _Match, text: str) -> _Found:
    lower = number(match["lower"])
    yield from _value(RATIO, _over(number(match["upper"]), lower), match, text)


def _fraction(match: _Match, text: str) -> _Found:
    upper, lower = map(int, match["fraction"].split("/"))
    yield from _value(RATIO, _over(Fraction(upper), Fraction(lower)), match, text, is_word=True)


def _ordinal(match: _Match, text: str) -> _Found:
    if match["numbered"] is None and match.string[match.end() : match.end() + 1] in tuple("，、,：:"):
        return  # 第一，…… numbers the writer's own points
    end = match.end("ordinal")
    amount = number(match["ordinal"])
    if amount is not None:
        yield Value(ORDINAL, amount, match.start(), end, text[match.start() : end], match["numbered"] or "")


def _tenths(match: _Match, text: str) -> _Found:
    tenths = number(match["tenths"])
    half = Fraction(1, 2) if match["half"] else 0
    yield from _value(RATIO, _over(tenths + half if tenths is not None else None, Fraction(10)), match, text)


def _arabic(match: _Match, text: str) -> _Found:
    amount = number(match["arabic"] + (match["scale"] or "").replace(" ", ""))
    hedge = match["hedge"] or match["hedge2"] or ""
    yield from _measured(match, text, amount, match["sign"] or "", match["per"], hedge, "a", match["plus"])


def _chinese(match: _Match, text: str) -> _Found:
    sign, numeral = match["chinese_sign"], match["chinese"]
    scale = match["scale2"] or ""
    between = guess(numeral + scale)
    amount = between[0] if between else number(numeral)
    own = amount is not None and amount <= 10 and _OWN_COUNT.match(match.string, match.end("chinese"))
    article = numeral == "一" and _kind(sign) == COUNT and sign not in ("次", "回", "票")
    bounded = article and _BOUNDED.match(match.string, match.end())
    if own or (article and not bounded):  # 一个支部 is any branch; 一次, 一个以上 are counts
        return
    if amount is not None and not between:
        amount *= scale_of(scale)
    for value in _measured(match, text, amount, sign, match["per2"], match["hedge3"] or "", "b", match["plus2"]):
        yield replace(value, upper=between[1] if between else None, is_word=bool(bounded))


def _measured(
    match: _Match,
    text: str,
    amount: Fraction | None,
    sign: str,
    per: str | None,
    hedge: str,
    money: str,
    plus: str | None,
) -> _Found:
    """A number with its unit."""
    if amount is None:
        return
    if sign in _PARTS:
        yield from _value(RATIO, amount / _PARTS[sign], match, text, hedge=hedge)
        return
    hedge = hedge or ("多" if "多" in sign else "")
    kind = _kind(sign)
    unit = sign if kind == COUNT else kind
    amount += _change(match, money) + (Fraction(1, 2) if plus else 0)
    yield from _value(kind, amount, match, text, unit=unit + (per or ""), hedge=hedge)


def _change(match: _Match, side: str) -> Fraction:
    """角 and 分 after 元."""
    jiao, fen = match[side + "jiao"], match[side + "fen"]
    return (number(jiao or "零") or Fraction(0)) / 10 + (number(fen or "零") or Fraction(0)) / 100


def _capital(match: _Match, text: str) -> _Found:
    amount = number(match["capital"])
    yield from _value("元", amount + _change(match, "c") if amount is not None else None, match, text)


def _plan(match: _Match, text: str) -> _Found:
    written = (match["plan"] or match["open_plan"]).removesuffix("五")
    yield from _value(PLAN, number(written), match, text, is_word=True)


def _vague(match: _Match, text: str) -> _Found:
    head = match["vague"]
    kind = _kind(match["vague_sign"])
    scale = Fraction(scale_of(head.lstrip("数几上")))
    unit = match["vague_sign"] if kind == COUNT else kind
    yield from _value(VAGUE, scale, match, text, unit=unit, hedge=head[0] if head[0] in "数几上" else "", is_word=True)


def _doubled(match: _Match, text: str) -> _Found:
    times = number(match["times"] or "一") or Fraction(1)
    yield from _value("倍", Fraction(2 ** int(times)), match, text, unit="番", is_word=True)


def _part(match: _Match, text: str) -> _Found:
    hedge = "过" if match["part"] == "过半" else ""
    yield from _value(RATIO, Fraction(1, 2), match, text, hedge=hedge, is_word=True)


def _half(match: _Match, text: str) -> _Found:
    kind = {"月": "月数", "小时": "时", "天": "日"}.get(match["half_of"], match["half_of"])
    yield from _value(kind, Fraction(1, 2), match, text, is_word=True)


def _often(match: _Match, text: str) -> _Found:
    yield from _value(FREQUENCY, _MONTHS[match["often"].removesuffix("度")], match, text, is_word=True)


def _bare_numeral(match: _Match, text: str) -> _Found:
    yield from _value(NUMERAL, number(match["numeral"]), match, text, is_word=True)


def _code(match: _Match, text: str) -> _Found:
    yield from _value(CODE, Fraction(0), match, text, is_word=True)


_READERS: tuple[tuple[str, Callable[[_Match, str], _Found]], ...] = (
    ("arabic", _arabic),
    ("ordinal", _ordinal),
    ("chinese", _chinese),
    ("date", _date),
    ("clock", _clock),
    ("share", _share),
    ("lower", _parts),
    ("fraction", _fraction),
    ("tenths", _tenths),
    ("capital", _capital),
    ("plan", _plan),
    ("open_plan", _plan),
    ("vague", _vague),
    ("doubled", _doubled),
    ("part", _part),
    ("half_of", _half),
    ("often", _often),
    ("numeral", _bare_numeral),
    ("code", _code),
)
"""Group that an alternative always fills -> what reads it; none reads `name`, a fixed formulation."""

_PARTS = {"%": 100, "‰": 1000}
_MONTHS = {
    "半年": Fraction(6), "季": Fraction(3), "年": Fraction(12), "月": Fraction(1), "月份": Fraction(1),
    "周": Fraction(7, 30), "星期": Fraction(7, 30), "日": Fraction(1, 30), "天": Fraction(1, 30), "旬": Fraction(1, 3),
    "学期": Fraction(5), "学年": Fraction(10), "小时": Fraction(1, 720),
}  # fmt: skip


def _kind(sign: str) -> str:
    if sign.endswith("百分点"):
        return POINTS
    return UNITS.get(sign) or (COUNT if sign else BARE)


def _over(amount: Fraction | None, parts: Fraction | int | None) -> Fraction | None:
    return amount / parts if amount is not None and parts else None


__all__ = [
    "BARE",
    "CLOCK",
    "CODE",
    "COUNT",
    "FREQUENCY",
    "NUMERAL",
    "ORDINAL",
    "PLAN",
    "POINTS",
    "RATIO",
    "VAGUE",
    "Value",
    "comparable",
    "matches",
    "nearest",
    "read",
    "values",
]
