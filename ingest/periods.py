"""The time a document speaks of, as titles, file names and folders write it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ingest.numbers import YEAR_AND_SERIAL
from ingest.text.dates import with_arabic_years
from ingest.text.numerals import parse_numeral

_YEAR = r"(?<!\d)((?:19|20)\d{2})"
_HALF = {"上": "H1", "下": "H2"}
_BRACKETED = re.compile(
    rf"[(\[【〔][^()\[\]【】〔〕]*?(?:修订|修正|版|稿|试行|暂行|废止)[^()\[\]【】〔〕]*[)\]】〕]|{YEAR_AND_SERIAL}"
)
_PLAN = re.compile(r"[“\"「]?十([一二三四五六七])五[”\"」]?(?=规划|时期|期间|发展|计划|纲要|党建|人才|$|[”\"])")
_RANGE = re.compile(rf"{_YEAR}\s*年?度?\s*[-—–~～至到]+\s*((?:19|20)\d{{2}})\s*年?")
_HALVES = re.compile(rf"{_YEAR}\s*年?度?\s*([上下])半年")
_QUARTER = re.compile(rf"{_YEAR}\s*年?度?\s*(?:第?\s*([一二三四1-4])\s*季度?|[Qq]([1-4]))")
_MONTHS = re.compile(rf"{_YEAR}\s*年\s*(\d{{1,2}})\s*[-—–~～至到]+\s*(\d{{1,2}})\s*月")
_MONTH = re.compile(
    rf"{_YEAR}\s*(?:年\s*(\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s*月|[-.](0[1-9]|1[0-2])(?![\d.-]))(?!\s*\d{{1,2}}\s*日)"
)
_ONE_YEAR = re.compile(rf"{_YEAR}(?=\s*(?:年|度|财年))")
_BARE_QUARTER = re.compile(r"第?([一二三四1-4])季度")
_BARE_HALF = re.compile(r"(?<!\d)([上下])半年")
_BARE_MONTH = re.compile(r"(?<![\d年])(1[0-2]|[1-9])月份?(?!\s*\d{1,2}\s*日|底|末|初)")
_FOLDER_YEAR = re.compile(r"^((?:19|20)\d{2})(?:年度?|年.{0,12})?$")
_CODE = re.compile(r"(?:19|20)\d{2}(?:H[12]|Q[1-4]|-(?:0[1-9]|1[0-2])|/(?:19|20)\d{2})?")
_SPAN = {(1, 3): "Q1", (4, 6): "Q2", (7, 9): "Q3", (10, 12): "Q4", (1, 6): "H1", (7, 12): "H2"}


def period_in(text: str, near: date | None = None) -> str | None:
    """The period that a title names: "2026", "2026H1", "2026Q2", "2026-05", "2021/2025"; None where it names none.

    Years that tell versions apart (（2026年修订）) or belong to a 文号 are no period.

    Args:
        near: The day of issue, which gives 第一季度 or 5月 its year.
    """
    plain = with_arabic_years(_BRACKETED.sub(" ", unicodedata.normalize("NFKC", text)))
    if match := _PLAN.search(plain):
        return plan_period(match[1])
    return _dated(plain) or (_undated(plain, near) if near else None)


def plan_period(numeral: str) -> str:
    """The years of a five-year plan, by the numeral in the middle of its name: 四 of “十四五” -> "2021/2025"."""
    first = 1951 + 5 * (parse_numeral(f"十{numeral}") or 0)
    return f"{first}/{first + 4}"


def is_period(text: str) -> bool:
    """Whether `text` is a period as `period_in` gives it; of two years the first is the earlier."""
    first, slash, last = text.partition("/")
    return _CODE.fullmatch(text) is not None and (not slash or first < last)


def folder_period(folder: str) -> str | None:
    """The period that a folder's name stands for: 2025, 2025年, 2025年度, 2026年第一季度."""
    name = folder.strip()
    return period_in(name) or (match[1] if (match := _FOLDER_YEAR.match(name)) else None)


def _dated(plain: str) -> str | None:
    if (match := _RANGE.search(plain)) and int(match[1]) < int(match[2]) <= int(match[1]) + 30:
        return f"{match[1]}/{match[2]}"
    years = sorted({match[1] for match in _ONE_YEAR.finditer(plain)})
    if len(years) > 1:
        return f"{years[0]}/{years[-1]}" if len(years) == 2 and int(years[1]) - int(years[0]) == 1 else None
    if match := _HALVES.search(plain):
        return match[1] + _HALF[match[2]]
    if match := _QUARTER.search(plain):
        return f"{match[1]}Q{parse_numeral(match[2]) if match[2] else match[3]}"
    if match := _MONTHS.search(plain):
        return match[1] + _SPAN.get((int(match[2]), int(match[3])), "")
    if match := _MONTH.search(plain):
        month = parse_numeral(match[2]) if match[2] else int(match[3])
        return f"{match[1]}-{month:02}" if month and month <= 12 else match[1]
    return years[0] if years else None


def _undated(plain: str, near: date) -> str | None:
    """Quarter, half-year or month without a year: of the year that brings it nearest to `near`."""
    if match := _BARE_QUARTER.search(plain):
        quarter = parse_numeral(match[1]) or 1
        return f"{_nearest(3 * quarter - 1, near)}Q{quarter}"
    if match := _BARE_HALF.search(plain):
        return f"{_nearest(3 if match[1] == '上' else 9, near)}{_HALF[match[1]]}"
    if match := _BARE_MONTH.search(plain):
        return f"{_nearest(int(match[1]), near)}-{int(match[1]):02}"
    return None


def _nearest(month: int, near: date) -> int:
    return min(
        (near.year - 1, near.year, near.year + 1), key=lambda year: abs(12 * (year - near.year) + month - near.month)
    )
