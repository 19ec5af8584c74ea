"""Ways of writing one thing made comparable: 三成 and 30%, 1.2亿 and 12000万, 2026年3月5日 and 2026-03-05.

What a gold point and an answer have in common must not hang on how a figure is written, on full-width forms, spaces
or quotation marks. Both sides are rewritten alike, so a rewriting that would be wrong in print (四个意识 with an Arabic
4) does no harm here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from assistant.verification.values import BARE, COUNT, ORDINAL, POINTS, RATIO, Value, matches, values
from ingest import articles
from ingest.text.folding import fold
from ingest.text.numerals import parse_numeral

_OPEN, _CLOSE = "\ue000", "\ue001"
"""Stand around a rewritten figure, so that 12 is not found in 126; dropped from what is compared."""

_CACHED = 1 << 13
"""Texts whose forms are kept: the chunks of a run come back in many cases."""

_KEPT_SIGNS = frozenset("%‰+")
_SIGNS = {**dict.fromkeys("-~至到", "到"), ".": ".", "/": "/"}
"""What parts two figures by itself, as it is written here; inside a date it vanishes."""
_HEDGE = re.compile(r"[余多来]")
_COUNTED = re.compile(r"[\d０-９,，.．\s〇零一二两兩三四五六七八九十百千万萬亿億点點]+[余多来]?(?P<unit>.*)", re.DOTALL)
_PLAIN_COUNT = re.compile(r"(?<!第)[一二两三四五六七八九十]{1,3}(?=[个個大项項条條点點类類种種次位名支级級])")
_ARTICLE = re.compile(
    r"第(?P<base>[〇零一二三四五六七八九十百千两]+|\d{1,4})条(?:之(?P<sub>[一二三四五六七八九十]+|\d{1,2}))?"
    r"(?:第[^条]{1,4}[款项目])*"
)


@lru_cache(_CACHED)
def compact(text: str) -> str:
    """The folded text without white space: the form in which quotations are compared."""
    return "".join(fold(text).text.split())


@lru_cache(_CACHED)
def canonical(text: str) -> str:
    """Folded, without punctuation and white space, every figure in one writing; "" when nothing is left."""
    return "".join(piece.written if piece.figure else _letters(piece.written) for piece in _pieces(text))


@lru_cache(_CACHED)
def uniform(text: str) -> str:
    """`text` for measures of overlap: folded, every figure in one writing, punctuation kept."""
    return "".join(piece.written for piece in _pieces(text)).replace(_OPEN, "").replace(_CLOSE, "")


def mentions(text: str, phrase: str) -> bool:
    """Whether `phrase` stands in `text` as it is, ways of writing set aside; False for a phrase of punctuation."""
    wanted, held = canonical(phrase), canonical(text)
    at = held.find(wanted) if wanted else -1
    while at >= 0:
        if not _cuts_word(held, at) and not _cuts_word(held, at + len(wanted)):
            return True
        at = held.find(wanted, at + 1)
    return False


def states(text: str, point: str) -> bool:
    """Whether `text` says `point`: mentions it, or, where the point is figures alone, has the same figures.

    The same figure may be counted in another measure word (12次, 12场), not in another unit, and neither side may
    hedge (300余人) where the other is exact.
    """
    if mentions(text, point):
        return True
    wanted = values(point)
    return bool(wanted) and _is_figures_only(point, wanted) and all(_is_held(value, text) for value in wanted)


def article_label(text: str) -> str | None:
    """第12条, 第 十二 条, 第十二条第二款 -> "第十二条", as chunks are labelled; None for anything else."""
    match = _ARTICLE.fullmatch(compact(text))
    if match is None:
        return None
    base, sub = parse_numeral(match["base"]), parse_numeral(match["sub"] or "0")
    return articles.article_label(base, sub) if base and base <= 9999 and sub is not None else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """A figure as it is written here, or the folded text between two figures."""

    written: str
    figure: bool


def _pieces(text: str) -> Iterator[_Piece]:
    found = values(text)
    done = 0
    for before, value in zip([None, *found], found, strict=False):
        yield _Piece(_between(text[done : value.start], before), False)
        yield _Piece(_written(value), True)
        done = value.end
    yield _Piece(_between(text[done:], None), False)


def _between(text: str, before: Value | None) -> str:
    folded = fold(text).text.replace(_OPEN, "").replace(_CLOSE, "")
    if before is not None and folded in _SIGNS:
        return "" if _is_date_part(before) else _SIGNS[folded]
    return _PLAIN_COUNT.sub(lambda match: f"{_OPEN}{parse_numeral(match.group())}{_CLOSE}", folded)


def _is_date_part(value: Value) -> bool:
    """Whether `value` is the year or month of 2026-03-05, whose signs mean nothing."""
    return value.kind in ("年", "月") and value.text.isdecimal()


def _written(value: Value) -> str:
    hedge = "余" if _is_hedged(value) else ""
    if value.kind == COUNT:
        counted = _COUNTED.match(value.text)
        return f"{_OPEN}{_decimal(value.amount)}{hedge}{_CLOSE}{compact(counted['unit']) if counted else ''}"
    return f"{_OPEN}{_with_unit(value, hedge)}{_CLOSE}"


def _with_unit(value: Value, hedge: str) -> str:
    match value.kind:
        case kind if kind == RATIO:
            return f"{_decimal(value.amount * 100)}%"
        case kind if kind == POINTS:
            return f"{_decimal(value.amount)}百分点"
        case kind if kind == ORDINAL:
            return f"第{_decimal(value.amount)}"
        case kind if kind == BARE:
            return f"{_decimal(value.amount)}{hedge}"
        case unit:
            return f"{_decimal(value.amount)}{hedge}{unit}"


def _decimal(amount: Fraction) -> str:
    """12, 7.2; a fraction without an end stays one: 200/3."""
    if amount.denominator == 1:
        return str(amount.numerator)
    digits = next((one for one in range(1, 13) if (amount * 10**one).denominator == 1), None)
    if digits is None:
        return f"{amount.numerator}/{amount.denominator}"
    whole = str((amount * 10**digits).numerator).rjust(digits + 1, "0")
    return f"{whole[:-digits]}.{whole[-digits:]}"


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalnum() or one in _KEPT_SIGNS or one in (_OPEN, _CLOSE))


def _cuts_word(text: str, at: int) -> bool:
    """Whether a Latin word or a number goes on over position `at`."""
    return 0 < at < len(text) and all(one.isascii() and one.isalnum() for one in text[at - 1 : at + 1])


def _is_figures_only(text: str, found: Sequence[Value]) -> bool:
    rest, done = "", 0
    for value in found:
        rest, done = rest + text[done : value.start], value.end
    return not _letters(fold(rest + text[done:]).text)


def _is_held(wanted: Value, text: str) -> bool:
    return any(
        matches(wanted, value) and _is_hedged(wanted) == _is_hedged(value)
        for value, calendar in _with_calendar(values(text))
        if wanted.kind != BARE or not calendar
    )


def _with_calendar(found: Sequence[Value]) -> Iterator[tuple[Value, bool]]:
    """Each figure with whether it is a month or a day of the month: no count of anything."""
    for before, value in zip([None, *found], found, strict=False):
        follows_month = before is not None and before.kind == "月" and value.start - before.end <= 1
        yield value, value.kind == "月" or (value.kind == "日" and follows_month)


def _is_hedged(value: Value) -> bool:
    return _HEDGE.search(value.text) is not None


__all__ = ["article_label", "canonical", "compact", "mentions", "states", "uniform"]
