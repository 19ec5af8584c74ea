"""Numbers as a spreadsheet shows them (ECMA-376 part 1, 18.8.31): 1,234.50, 85%, 2026年5月1日, 3.2万."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from ingest.text.numerals import chinese_numeral

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0', 6: '"¥"#,##0', 7: '"¥"#,##0.00', 8: '"¥"#,##0.00',
    9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm",
    17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: "#,##0",
    42: '"¥"#,##0', 43: "#,##0.00", 44: '"¥"#,##0.00', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "0.0E+0",
    49: "@", 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that files name by number only, as a Chinese program shows them."""

_SECTION = re.compile(r'(?:"[^"]*"|\\.|!.|\[[^\]]*\]|[^;])*')
_TOKEN = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?  |  [\\!](?P<escaped>.)  |  [_*](?P<skipped>.)  |  \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式)  |  (?P<noon>AM/PM|A/P|上午/下午)
    | (?P<date>[yY]+|[mM]+|[dD]+|[hH]+|[sS]+|a{3,4}|e+)  |  (?P<exponent>[eE][+-])
    | (?P<digit>[0#?])  |  (?P<point>\.)  |  (?P<comma>,)  |  (?P<percent>%)  |  (?P<text>@)  |  (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_CURRENCY = re.compile(r"\$([^-]*)(?:-.*)?")
_LAST_DAY = 2_958_465
"""31 December 9999."""
_TOO_LARGE_TO_ROUND = Decimal(10) ** 18
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")

Token = tuple[str, str]
"""(Kind, written)."""


@lru_cache(maxsize=4096)
def shown(value: float, code: str, from_1904: bool = False) -> str:
    """`value` as a cell with the number format `code` shows it. A format that cannot be followed shows it plainly."""
    if not math.isfinite(value):
        return ""
    sections = _sections(code)
    tokens, bare = _chosen(sections, value)
    if any(kind == "general" for kind, _ in tokens):
        return "".join(plain(bare) if kind == "general" else _literal(kind, text) for kind, text in tokens)
    if _is_date(tokens):
        return _date(value, tokens, from_1904) if 0 <= value < _LAST_DAY else plain(value)
    if not any(kind in ("digit", "text") for kind, _ in tokens):
        return "".join(_literal(*token) for token in tokens).strip()
    if any(kind == "text" for kind, _ in tokens):
        return plain(value)
    return _number(bare, tokens).strip()


def shown_text(text: str, code: str) -> str:
    """A text as a cell with the number format `code` shows it: '"第"@"号"' puts words around it."""
    tokens = _sections(code)[-1]
    if not any(kind == "text" for kind, _ in tokens) or len(tokens) == 1:
        return text
    return "".join(text if kind == "text" else _literal(kind, written) for kind, written in tokens)


def plain(value: float) -> str:
    """A number without a format: whole numbers in full, others with the digits that a person would write."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}" if abs(value) >= 1e7 else f"{value:.10g}"
    return text if "e" not in text else f"{value:.10g}"


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[tuple[Token, ...], ...]:
    found: list[tuple[Token, ...]] = []
    at = 0
    while at <= len(code) and len(found) < 4:
        match = _SECTION.match(code, at)
        end = match.end() if match else len(code)
        found.append(tuple(_tokens(code[at:end])))
        at = end + 1
    return tuple(found)


def _tokens(section: str) -> list[Token]:
    found = []
    for match in _TOKEN.finditer(section):
        kind = match.lastgroup or ""
        if kind == "skipped":
            continue
        found.append((kind, match[kind]))
    return found


def _chosen(sections: Sequence[tuple[Token, ...]], value: float) -> tuple[tuple[Token, ...], float]:
    """The section for `value`, and the value it shows: without its sign where the section is for negative ones."""
    conditions = [_condition(tokens) for tokens in sections]
    if any(conditions):
        for tokens, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, *condition):
                return tokens, value
        return sections[-1], value
    numeric = [one for at, one in enumerate(sections[:3]) if at == 0 or not any(kind == "text" for kind, _ in one)]
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value
    if value == 0 and len(numeric) > 2:
        return numeric[2], value
    return numeric[0], value


def _condition(tokens: Sequence[Token]) -> tuple[str, float] | None:
    for kind, text in tokens:
        if kind == "bracket" and (match := _CONDITION.fullmatch(text.strip())):
            return match[1], float(match[2])
    return None


def _holds(value: float, sign: str, limit: float) -> bool:
    return {
        "<": value < limit,
        "<=": value <= limit,
        ">": value > limit,
        ">=": value >= limit,
        "=": value == limit,
        "<>": value != limit,
    }[sign]


def _literal(kind: str, text: str) -> str:
    if kind == "bracket":
        currency = _CURRENCY.fullmatch(text)
        return currency[1] if currency else ""
    return text if kind in ("quoted", "escaped", "other", "point", "comma", "percent") else ""


# Numbers.


def _number(value: float, tokens: Sequence[Token]) -> str:
    kinds = [kind for kind, _ in tokens]
    if "exponent" in kinds:
        places = sum(kind == "digit" for kind in kinds[_index(kinds, "point") : _index(kinds, "exponent")])
        return f"{value:.{places}E}"
    if ("other", "/") in tokens:
        return _fraction(value, tokens)
    point = _index(kinds, "point")
    digits = [at for at, kind in enumerate(kinds) if kind == "digit"]
    whole = [at for at in digits if at < point]
    last = (whole or digits)[-1]
    scale = sum(_commas_after(kinds, at) for at in {last, digits[-1]})
    grouped = any(kind == "comma" for kind in kinds[(whole or [0])[0] : last])
    places = len(digits) - len(whole)
    exact = Decimal(repr(value)) * 100 ** kinds.count("percent") / 1000**scale
    rounded = abs(exact)
    if rounded < _TOO_LARGE_TO_ROUND:
        rounded = rounded.quantize(Decimal(1).scaleb(-min(places, 9)), ROUND_HALF_UP)
    integer, _, fraction = f"{rounded:f}".partition(".")
    minus = "-" if exact < 0 and rounded else ""
    before = _whole_part(integer, tokens[:point], grouped)
    return minus + before + _fraction_part(fraction, tokens[point:])


def _commas_after(kinds: Sequence[str], at: int) -> int:
    """Each comma after the last place divides by a thousand."""
    return next((end for end in range(at + 1, len(kinds)) if kinds[end] != "comma"), len(kinds)) - at - 1


def _index(kinds: Sequence[str], kind: str) -> int:
    return kinds.index(kind) if kind in kinds else len(kinds)


def _whole_part(integer: str, tokens: Sequence[Token], grouped: bool) -> str:
    """The digits before the point filled into their places from the right; the first place takes all that are left."""
    digits = integer.lstrip("0")
    first = next((at for at, (kind, _) in enumerate(tokens) if kind == "digit"), -1)
    written: list[str] = []
    used = 0
    for at in range(len(tokens) - 1, -1, -1):
        kind, text = tokens[at]
        if kind != "digit":
            written.append("" if kind == "comma" else _literal(kind, text))
            continue
        taken = digits if at == first else digits[-1:]
        digits = digits[: len(digits) - len(taken)]
        for one in reversed(taken or {"0": "0", "?": "", "#": ""}[text]):
            written.append(f"{one}," if grouped and used and used % 3 == 0 else one)
            used += 1
    if first < 0 and digits:
        written.append(digits[::-1])
    return "".join(reversed(written))


def _fraction_part(fraction: str, tokens: Sequence[Token]) -> str:
    places = [text for kind, text in tokens if kind == "digit"]
    kept = len(fraction)
    while kept and places[kept - 1] in "#?" and fraction[kept - 1] == "0":
        kept -= 1
    written, at = [], 0
    for kind, text in tokens:
        if kind == "digit":
            written.append(fraction[at : at + 1] if at < kept else "")
            at += 1
        elif kind != "comma":
            written.append("" if kind == "point" and not kept else _literal(kind, text))
    return "".join(written)


def _fraction(value: float, tokens: Sequence[Token]) -> str:
    """# ?/?: the nearest fraction with so many digits below."""
    below = sum(kind == "digit" for kind, _ in tokens[tokens.index(("other", "/")) :])
    if not below:
        return plain(value)
    whole = int(value)
    rest = Fraction(abs(value - whole)).limit_denominator(10**below - 1)
    if not rest or rest == 1:
        return str(round(value))
    sign = "-" if value < 0 and not whole else ""
    return f"{sign}{whole or ''} {rest.numerator}/{rest.denominator}".replace("- ", "-").strip()


# Dates and times.


def _is_date(tokens: Sequence[Token]) -> bool:
    kinds = {kind for kind, _ in tokens}
    elapsed = any(kind == "bracket" and re.fullmatch(r"[hms]+", text, re.IGNORECASE) for kind, text in tokens)
    return ("date" in kinds or elapsed) and "exponent" not in kinds


def _date(value: float, tokens: Sequence[Token], from_1904: bool) -> str:
    moment = _moment(value, from_1904)
    brackets = [text for kind, text in tokens if kind == "bracket"]
    if any(text.upper() == "$-F800" for text in brackets):
        return f"{moment.year}年{moment.month}月{moment.day}日"
    half = any(kind == "noon" for kind, _ in tokens)
    style = "han" if any(text == "DBNum1" for text in brackets) else ""
    chinese = bool(style) or any(text.lower().endswith("804") for text in brackets)
    written: list[str] = []
    for at, (kind, text) in enumerate(tokens):
        if kind == "date":
            piece = _date_piece(moment, _minutes(tokens, at), half, chinese)
            written.append(_in_han(piece, text) if style else piece)
        elif kind == "noon":
            written.append(_noon(text, moment))
        elif kind == "bracket" and re.fullmatch(r"[hms]+", text, re.IGNORECASE):
            per_day = {"h": 24, "m": 1440, "s": 86400}[text[0].lower()]
            written.append(str(int(round(value * 86400) * per_day // 86400)).zfill(len(text)))
        elif kind == "digit":
            written.append("")
        elif kind != "point" or (at + 1 < len(tokens) and tokens[at + 1][0] != "digit"):
            written.append(_literal(kind, text))
    return "".join(written).strip()


def _moment(value: float, from_1904: bool) -> datetime:
    """The serial number's day; the calendar that begins in 1900 counts a 29 February 1900 that never was."""
    base = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
    whole = math.floor(value)
    days = min(whole, _LAST_DAY - 1500) if from_1904 else whole
    return base + timedelta(days=days, seconds=round((value - whole) * 86400))


def _minutes(tokens: Sequence[Token], at: int) -> str:
    """The date letters at a place; m after hours or before seconds is minutes, written "n"."""
    text = tokens[at][1].lower()
    if text[0] != "m":
        return text
    letters = [
        (place, one[0].lower())
        for place, (kind, one) in enumerate(tokens)
        if kind == "date" or (kind == "bracket" and re.fullmatch(r"[hms]+", one, re.IGNORECASE))
    ]
    index = next(number for number, (place, _) in enumerate(letters) if place == at)
    before = letters[index - 1][1] if index else ""
    after = letters[index + 1][1] if index + 1 < len(letters) else ""
    return "n" * len(text) if before == "h" or after == "s" else text


def _date_piece(moment: datetime, letters: str, half: bool, chinese: bool) -> str:
    kind, size = letters[0], len(letters)
    if kind in "ye":
        return f"{moment.year % 100:02d}" if size <= 2 and kind == "y" else str(moment.year)
    if kind == "a" or (kind == "d" and size > 2 and chinese):
        day = "一二三四五六日"[moment.weekday()]
        return day if letters in ("aaa", "ddd") else f"星期{day}"
    if kind == "d" and size > 2:
        return _DAYS[moment.weekday()][: 3 if size == 3 else None]
    if kind == "m" and size > 2:
        name = _MONTHS[moment.month - 1]
        return f"{moment.month}月" if chinese else name[: {3: 3, 5: 1}.get(size)]
    number = {
        "m": moment.month,
        "d": moment.day,
        "h": (moment.hour % 12 or 12) if half else moment.hour,
        "n": moment.minute,
        "s": moment.second,
    }[kind]
    return str(number).zfill(min(size, 2))


def _noon(text: str, moment: datetime) -> str:
    early, late = text.split("/")
    return early if moment.hour < 12 else late


def _in_han(piece: str, letters: str) -> str:
    if letters[0] in "yYe" or not piece.isdigit():
        return piece.translate(_DIGITS)
    return chinese_numeral(int(piece))
