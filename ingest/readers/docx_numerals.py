"""How Word writes the numbers of lists, pages and notes: ISO/IEC 29500-1, 17.18.59 (ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_HAN, _ZERO, _CIRCLE = "一二三四五六七八九", "〇零", "○"
_LEGAL_SIMPLE, _LEGAL_FULL = "壹贰叁肆伍陆柒捌玖", "壹貳參肆伍陸柒捌玖"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_LARGEST = 99_999
"""No list of a document gets so far; what is larger is written in digits."""


def written(value: int, form: str) -> str:
    """`value` in the number format `form` (`w:numFmt`); "" for bullets and "none", digits for forms of other scripts
    and for values that a form has no sign for."""
    if form in ("bullet", "none"):
        return ""
    write = _FORMS.get(form)
    return write(value) if write is not None and 0 < value <= _LARGEST else _ZEROS.get(form, str)(value)


def _thousands(digits: str, units: str, zero: str, *, bare_ten: bool) -> Callable[[int], str]:
    """一千零五十: `units` are ten, hundred, thousand, ten thousand; `zero` stands for gaps inside."""

    def write(value: int) -> str:
        text, gap = "", False
        for power in range(4, -1, -1):
            digit = value // 10**power % 10
            if digit:
                text += (zero if gap and text else "") + digits[digit - 1] + (units[power - 1] if power else "")
            gap = digit == 0
        return text[1:] if bare_ten and 10 <= value < 20 else text

    return write


def _positions(digits: str) -> Callable[[int], str]:
    """One sign for each digit, the first for zero: 一〇五."""
    return lambda value: "".join(digits[int(one)] for one in str(value)) if value >= 0 else str(value)


def _counted(value: int) -> str:
    """Up to ninety-nine as it is said, above digit by digit."""
    return _AS_SAID(value) if value < 100 else _positions(_CIRCLE + _HAN)(value)


def _japanese(value: int) -> str:
    """百五: no one before a unit up to a thousand, no zero inside."""
    text = _thousands(_HAN, "十百千万", "", bare_ten=True)(value)
    return text.replace("一百", "百").replace("一千", "千").replace("一十", "十")


def _series(signs: str) -> Callable[[int], str]:
    """Signs in their order, digits after the last."""
    return lambda value: signs[value - 1] if 0 < value <= len(signs) else str(value)


def _cycle(value: int) -> str:
    """甲子, 乙丑 … 癸亥."""
    return _STEMS[(value - 1) % 10] + _BRANCHES[(value - 1) % 12]


def _letters(first: str) -> Callable[[int], str]:
    """a … z, aa, bb …: Word repeats the letter."""
    return lambda value: chr(ord(first) + (value - 1) % 26) * ((value - 1) // 26 + 1)


def _roman(value: int) -> str:
    text = ""
    for worth, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        text, value = text + sign * (value // worth), value % worth
    return text


def _circled(value: int) -> str:
    for start, code in ((1, 0x2460), (21, 0x3251), (36, 0x32B1)):
        if start <= value <= {1: 20, 21: 35, 36: 50}[start]:
            return chr(code + value - start)
    return str(value)


def _ordinal(value: int) -> str:
    ending = "th" if value % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{ending}"


_AS_SAID = _thousands(_HAN, "十百千万", "零", bare_ten=True)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda value: f"{value:02}",
    "upperLetter": _letters("A"),
    "lowerLetter": _letters("a"),
    "upperRoman": _roman,
    "lowerRoman": lambda value: _roman(value).lower(),
    "ordinal": _ordinal,
    "hex": lambda value: f"{value:X}",
    "chicago": lambda value: "*†‡§"[(value - 1) % 4] * ((value - 1) // 4 + 1),
    "numberInDash": lambda value: f"- {value} -",
    "decimalFullWidth": lambda value: str(value).translate(_WIDE),
    "decimalFullWidth2": lambda value: str(value).translate(_WIDE),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedFullstop": _series("⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛"),
    "decimalEnclosedParen": _series("⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇"),
    "ideographEnclosedCircle": _series("㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉"),
    "ideographTraditional": _series(_STEMS),
    "ideographZodiac": _series(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "chineseCounting": _counted,
    "taiwaneseCounting": _counted,
    "chineseCountingThousand": _AS_SAID,
    "taiwaneseCountingThousand": _AS_SAID,
    "japaneseCounting": _japanese,
    "ideographDigital": _positions("〇" + _HAN),
    "taiwaneseDigital": _positions(_CIRCLE + _HAN),
    "japaneseDigitalTenThousand": _positions("〇" + _HAN),
    "koreanDigital2": _positions("零" + _HAN),
    "chineseLegalSimplified": _thousands(_LEGAL_SIMPLE, "拾佰仟万", "零", bare_ten=False),
    "ideographLegalTraditional": _thousands(_LEGAL_FULL, "拾佰仟萬", "零", bare_ten=False),
}
_ZEROS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _positions("〇" + _HAN),
    "chineseCountingThousand": _positions("零" + _HAN),
    "japaneseCounting": _positions("〇" + _HAN),
    "decimalZero": lambda value: f"{value:02}",
    "decimalFullWidth": lambda value: str(value).translate(_WIDE),
    "decimalEnclosedCircle": lambda value: "⓪" if value == 0 else str(value),
}
"""Forms that have a sign for zero (a list may start there), and what they do beyond their range."""
