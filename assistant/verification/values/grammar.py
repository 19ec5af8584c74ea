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
from assistant.verification.values.pattern import BOUNDED, FIGURE, OWN_COUNT
from assistant.verification.values.units import UNITS

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


def values(text: str) -> list[Value]:
    """The figures of `text` in order: numbers that measure, count or name a date or an article."""
    return [value for value in read(text) if not value.is_word]


def read(text: str) -> Iterator[Value]:
    """Every figure of `text` in order, also what `values` leaves out: 一半, 翻番, 每月, numerals alone, codes."""
    plain = plain_form(text)
    for match in FIGURE.finditer(plain):
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
    own = amount is not None and amount <= 10 and OWN_COUNT.match(match.string, match.end("chinese"))
    article = numeral == "一" and _kind(sign) == COUNT and sign not in ("次", "回", "票")
    bounded = article and BOUNDED.match(match.string, match.end())
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
    if jiao is None and fen is None:
        return Fraction(0)
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
