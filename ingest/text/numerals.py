"""Chinese numerals to integers and back; only ever on an isolated numeral, never over running text."""

from __future__ import annotations

HAN_DIGITS = "〇○零一二三四五六七八九十百千两"
"""The characters of numbers as articles, chapters and items have them; for a class in a pattern."""

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_TENS = {"廿": 20, "卅": 30}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_KNOWN = _DIGITS.keys() | _TENS.keys() | _UNITS.keys() | _MYRIADS.keys()


def parse_numeral(numeral: str) -> int | None:
    """The value of a whole number: Arabic ("12", full width too), positional ("二〇二六") or in words ("三百二十").

    None for anything else: no number is guessed out of a text that only begins like one.
    """
    if numeral.isdecimal():
        return int(numeral)
    if not numeral or not all(one in _KNOWN for one in numeral):
        return None
    if all(one in _DIGITS for one in numeral):
        return int("".join(str(_DIGITS[one]) for one in numeral))
    return _add_up(numeral)


def _add_up(numeral: str) -> int:
    total = section = digit = 0
    for one in numeral:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif one in _TENS:
            section += _TENS[one]
        elif one in _UNITS:
            section += (digit or 1) * _UNITS[one]
            digit = 0
        else:
            section += digit
            total = total + section * _MYRIADS[one] if one == "万" else (total + section) * _MYRIADS[one]
            section = digit = 0
    return total + section + digit


def chinese_numeral(value: int) -> str:
    """`value` (0 to 9999) as it is written in 第…条: 12 -> 十二, 105 -> 一百零五."""
    if not 0 <= value <= 9999:
        raise ValueError(f"expected 0 to 9999, found {value!r}")
    written, gap = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = value // unit % 10
        if digit:
            written += ("零" if gap else "") + "零一二三四五六七八九"[digit] + name
        gap = digit == 0 and bool(written)
    return (written.removeprefix("一") if written.startswith("一十") else written) or "零"
