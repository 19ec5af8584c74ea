"""Numerals as figures are written in, Arabic, Chinese and mixed, to exact fractions."""

from __future__ import annotations

import re
from fractions import Fraction

from ingest.text.numerals import parse_numeral

SAME_LENGTH = str.maketrans(
    "０１２３４５６７８９％．－／＋：﹕億萬兩個條項圓點餘數幾圆弍弐",
    "0123456789%.-/+::亿万两个条项元点余数几元贰贰",
)
"""One character for one, so that offsets stay; unlike NFKC it leaves ， apart from the thousands comma."""

SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
"""What follows a number to make it larger; several multiply: 3千万, 1.2万亿."""

_GROUP = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<scale>[十百千万亿]*)")
_COLLOQUIAL = re.compile(r"(?P<unit>[百千万亿])(?P<digit>[一二三四五六七八九])$")
_GUESS = re.compile(
    r"(?P<head>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九])(?P<scale>[十百千万亿]*)"
)
_DIGITS = "零一二三四五六七八九"


_THOUSANDS = re.compile(r"(?<=[０-９])，(?=\d{3}(?!\d))|(?<=\d)，(?=[０-９]{3}(?!\d))|(?<=\d)，(?=[0０]\d\d(?!\d))")
"""A full-width comma parts thousands only between full-width digits, or before a group that begins with 0."""
_POINT = re.compile(r"(?<=\d)·(?=\d)")
_ZEROS = re.compile(r"(?<=[一二三四五六七八九〇])[０0○OＯ]{1,2}(?=[一二三四五六七八九〇年])")
"""Other signs for 〇 in years: 二００一年, 一九六○年."""
_SCALED = re.compile(r"(?P<head>.*?)(?P<scales>[万亿]{2,})$")


def plain_form(text: str) -> str:
    """`text` in the forms that figures are looked for in, of the same length."""
    if "，" in text:
        text = _THOUSANDS.sub(",", text)
    if "·" in text:
        text = _POINT.sub(".", text)
    text = _ZEROS.sub(lambda match: "〇" * len(match.group()), text)
    return text.translate(SAME_LENGTH)


def number(written: str) -> Fraction | None:
    """The number that is written, a decimal point allowed: 12.5, 十二点五, 1,200, 3千万, 1亿2000万, 一万二, 壹仟贰佰.

    None for what is no number.
    """
    plain = written.replace(",", "").replace(" ", "")
    if plain[:1].isdecimal():
        return _mixed(plain)
    whole, point, decimals = plain.partition("点")
    scale = decimals[len(decimals.rstrip("万亿")) :]
    decimals = decimals[: len(decimals) - len(scale)]
    value, rest = _words(whole), parse_numeral(decimals) if point else 0
    if value is None or rest is None:
        return None
    return (value + Fraction(rest, 10 ** len(decimals))) * scale_of(scale)


def scale_of(written: str) -> int:
    """万亿 -> 10 ** 12; "" -> 1."""
    product = 1
    for one in written:
        product *= SCALES[one]
    return product


def guess(written: str) -> tuple[Fraction, Fraction] | None:
    """两三 -> (2, 3), 三四十 -> (30, 40), 十五六 -> (15, 16), 三五百: two neighbouring digits are a guess between them.

    None for any other numeral.
    """
    match = _GUESS.fullmatch(written)
    if match is None or (match["head"] and match["scale"].startswith("十")):
        return None
    low, high = (_DIGITS.index(one.replace("两", "二")) for one in (match["low"], match["high"]))
    if high != low + 1 and (low, high) != (3, 5):
        return None
    base, factor = parse_numeral(match["head"] or "零") or 0, scale_of(match["scale"])
    return Fraction((base + low) * factor), Fraction((base + high) * factor)


def _mixed(written: str) -> Fraction | None:
    total = Fraction(0)
    end = 0
    for match in _GROUP.finditer(written):
        if match.start() != end:
            return None
        total += Fraction(match["number"]) * scale_of(match["scale"])
        end = match.end()
    return total if end == len(written) else None


def _words(written: str) -> Fraction | None:
    if scaled := _SCALED.match(written):  # 四万万, 一万亿
        head = _words(scaled["head"])
        return head * scale_of(scaled["scales"]) if head is not None else None
    value = parse_numeral(written)
    if value is None:
        return None
    short = _COLLOQUIAL.search(written)
    if short is None or len(written) < 3:
        return Fraction(value)
    digit = _DIGITS.index(short["digit"])
    return Fraction(value + digit * (SCALES[short["unit"]] // 10 - 1))
