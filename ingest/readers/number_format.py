"""Numbers as a spreadsheet shows them (ECMA-376 part 1, 18.8.31): 1,234.50, 85%, 2026年5月1日, 3.2万."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

from ingest.readers.date_format import LAST_DAY, is_date, shown_date
from ingest.readers.format_code import Token, chosen, literal, sections

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

_TOO_LARGE_TO_ROUND = Decimal(10) ** 18


@lru_cache(maxsize=4096)
def shown(value: float, code: str, from_1904: bool = False) -> str:
    """`value` as a cell with the number format `code` shows it. A format that cannot be followed shows it plainly."""
    if not math.isfinite(value):
        return ""
    tokens, bare = chosen(sections(code), value)
    if any(kind == "general" for kind, _ in tokens):
        return "".join(plain(bare) if kind == "general" else literal(kind, text) for kind, text in tokens)
    if is_date(tokens):
        return shown_date(value, tokens, from_1904) if 0 <= value < LAST_DAY else plain(value)
    if not any(kind in ("digit", "text") for kind, _ in tokens):
        return "".join(literal(*token) for token in tokens).strip()
    if any(kind == "text" for kind, _ in tokens):
        return plain(value)
    return _number(bare, tokens).strip()


def shown_text(text: str, code: str) -> str:
    """A text as a cell with the number format `code` shows it: '"第"@"号"' puts words around it."""
    tokens = sections(code)[-1]
    if not any(kind == "text" for kind, _ in tokens) or len(tokens) == 1:
        return text
    return "".join(text if kind == "text" else literal(kind, written) for kind, written in tokens)


def plain(value: float) -> str:
    """A number without a format: whole numbers in full, others with the digits that a person would write."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}" if abs(value) >= 1e7 else f"{value:.10g}"
    return text if "e" not in text else f"{value:.10g}"


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
            written.append("" if kind == "comma" else literal(kind, text))
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
            written.append("" if kind == "point" and not kept else literal(kind, text))
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
