"""Dates and times as a spreadsheet shows them: 2026年5月1日, 2026/5/1 9:05, 星期五."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from ingest.readers.format_code import Token, literal
from ingest.text.numerals import chinese_numeral

LAST_DAY = 2_958_465
"""31 December 9999."""
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


def is_date(tokens: Sequence[Token]) -> bool:
    """Whether a section shows its value as a day or a time."""
    kinds = {kind for kind, _ in tokens}
    elapsed = any(kind == "bracket" and re.fullmatch(r"[hms]+", text, re.IGNORECASE) for kind, text in tokens)
    return ("date" in kinds or elapsed) and "exponent" not in kinds


def shown_date(value: float, tokens: Sequence[Token], from_1904: bool) -> str:
    """The day and time that a value from 0 up to `LAST_DAY` stands for.

    Args:
        from_1904: Whether the workbook counts its days from 1904.
    """
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
            written.append(literal(kind, text))
    return "".join(written).strip()


def _moment(value: float, from_1904: bool) -> datetime:
    """The serial number's day; the calendar that begins in 1900 counts a 29 February 1900 that never was."""
    base = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30 if value >= 60 else 31)
    whole = math.floor(value)
    days = min(whole, LAST_DAY - 1500) if from_1904 else whole
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
