"""Figures as a check compares them: with their bounds, ranges as one, dates whole, and the clause they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

from assistant.verification.values import qualifiers
from assistant.verification.values.dates import DATE, Moment, moments
from assistant.verification.values.grammar import (
    BARE,
    COUNT,
    NUMERAL,
    ORDINAL,
    RATIO,
    Value,
    read,
)
from assistant.verification.values.numbers import number, plain_form
from assistant.verification.values.qualifiers import Bounds, Qualifier

_CACHED = 1024
"""Texts whose figures are kept: a source sentence is compared with many claims."""

_RANGE = re.compile(r"\s?(?:[-—–－~～]{1,2}|至|到)\s?")
_LOWER_END = re.compile(
    r"(?<![零〇一二两三四五六七八九十百千万亿])([一二两三四五六七八九十百千]{1,6})(?:至|到|[-—–－~～]{1,2})$"
)
_LEADING = re.compile(r"[\d.,]+|[零〇一二两三四五六七八九十百千]+(?:点[零〇一二三四五六七八九]+)?")
_ARTICLE_TAIL = re.compile(r"条之[一二三四五六七八九十]{1,2}")
_WHICH = frozenset("下上每同这那")
_OPEN, _CLOSE = ("（", "("), ("）", ")")
_LABEL_STARTS, _LABEL_ENDS = frozenset("，；;：:。\n 　"), frozenset(".．、)）")
_CLAUSE_END = re.compile(r"[，。；：！？,;:!?\n]")

MASK = "\0"
"""Stands for every character of a figure where the words around figures are compared."""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A figure with what it says of what.

    Attributes:
        kind: As of a Value; "date" for a date.
        amount: Exact; the lower end of a range; 0 for a date.
        upper: The upper end of a range, else None.
        unit: What is counted or measured; 年数 for a length in years.
        start: Number and unit are the text's [start, end).
        wide: The same with the words that bound it.
        bounds: The qualifiers.
        moment: The date, for a date.
        clause: The clause that it stands in, [start, end).
        is_word: Whether it is no number with a unit (一半, 每月, a numeral alone).
    """

    kind: str
    amount: Fraction
    upper: Fraction | None
    unit: str
    start: int
    end: int
    text: str
    wide: tuple[int, int]
    bounds: Bounds
    moment: Moment | None
    clause: tuple[int, int]
    is_word: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a text, in order.

    Attributes:
        masked: The text with every figure masked, of the same length.
        ends: Where its clauses end.
    """

    text: str
    masked: str
    items: tuple[Figure, ...]
    clauses: tuple[tuple[int, int], ...]

    def wide_text(self, figure: Figure) -> str:
        return self.text[figure.wide[0] : figure.wide[1]]


@lru_cache(_CACHED)
def figures(text: str) -> Figures:
    """The figures of `text`."""
    plain = plain_form(text)
    values = list(_prepared(list(read(text)), plain))
    found = [figure for one in moments(values, plain) for figure in (_figure(one, plain),) if figure is not None]
    merged = list(_ranges(found, plain))
    masked = _masked(text, merged)
    clauses = tuple(_clauses(masked))
    return Figures(text, masked, tuple(_placed(merged, clauses)), clauses)


def _prepared(values: Sequence[Value], plain: str) -> Iterator[Value]:
    """Ordinals with the whole of what they number; a lower end without a unit before 至 and a Chinese numeral."""
    done = 0
    for value in values:
        if value.kind == ORDINAL:
            yield _ordinal(value, plain)
            continue
        if (value.kind == BARE and _is_label(value, plain)) or _is_no_length(value, plain):
            continue
        match = _LOWER_END.search(plain[max(0, value.start - 9) : value.start])
        if match is not None and value.kind not in (COUNT, NUMERAL, ORDINAL, BARE):
            low = number(match[1])
            start = value.start - len(match.group())
            if low is not None and start >= done:
                yield Value(BARE, low, start, start + len(match[1]), plain[start : start + len(match[1])], BARE)
        yield value
        done = value.end


def _is_label(value: Value, plain: str) -> bool:
    """Whether a number only numbers a point of a list, or is part of a name: （2）, 3．, 5+1."""
    ahead, behind = plain[max(0, value.start - 1) : value.start], plain[value.end : value.end + 1]
    if (ahead in _OPEN and behind in _CLOSE) or "+" in (ahead, behind):
        return True
    goes_on = plain[value.end + 1 : value.end + 2].isdecimal()
    return behind in _LABEL_ENDS and not goes_on and (not ahead or ahead in _LABEL_STARTS)


def _is_no_length(value: Value, plain: str) -> bool:
    """Whether 一年 says which year, not how long: 下一年度, 每一年."""
    return value.kind == "年" and plain[value.start] == "一" and plain[value.start - 1 : value.start] in _WHICH


def _ordinal(value: Value, plain: str) -> Value:
    end = value.end + len(value.unit)
    if value.unit.startswith("季"):
        return replace(value, kind="季度", unit="季度", end=end, text=plain[value.start : end])
    tail = _ARTICLE_TAIL.match(plain, value.end)
    unit = tail.group() if tail else value.unit
    end = tail.end() if tail else end
    return replace(value, unit=unit, end=end, text=plain[value.start : end])


def _figure(one: Value | tuple[Moment, int, int], plain: str) -> Figure | None:
    if isinstance(one, tuple):
        moment, start, end = one
        return _bounded(
            Figure(
                DATE, Fraction(0), None, DATE, start, end, plain[start:end], (start, end), (), moment, (0, 0), False
            ),
            plain,
            None,
        )
    unit = "年数" if one.kind == "年" else one.unit
    figure = Figure(
        one.kind, one.amount, one.upper, unit, one.start, one.end, plain[one.start : one.end], (one.start, one.end),
        (), None, (0, 0), one.is_word,
    )  # fmt: skip
    return _bounded(figure, plain, qualifiers.inside(one.hedge))


def _bounded(figure: Figure, plain: str, inside: Qualifier | None) -> Figure:
    start, end = figure.start, figure.end
    bounds: list[Qualifier] = [inside] if inside else []
    if figure.kind == ORDINAL or figure.moment is not None:
        return figure
    if ahead := qualifiers.before(plain[max(0, start - qualifiers.LONGEST) : start]):
        bounds.append(ahead[0])
        start -= ahead[1]
    if behind := qualifiers.after(plain, end):
        bounds.append(behind[0])
        end += behind[1]
    return replace(figure, bounds=tuple(sorted(bounds)), wide=(start, end))


def _ranges(found: Sequence[Figure], plain: str) -> Iterator[Figure]:
    """Two figures of one unit with a dash between them are one."""
    done = -1
    for index, figure in enumerate(found):
        if index <= done:
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        if following is None or not _is_range(figure, following, plain):
            yield figure
            continue
        low = figure.amount * _factor(following) if _lacks_unit(figure, following) else figure.amount
        done = index + 1
        yield replace(
            following,
            amount=low,
            upper=following.amount,
            start=figure.start,
            wide=(figure.wide[0], following.wide[1]),
            bounds=tuple(sorted(figure.bounds + following.bounds)),
            text=plain[figure.start : following.end],
        )


def _lacks_unit(low: Figure, high: Figure) -> bool:
    """Whether the lower end leaves the 万 or % to the upper one (3—5万元), unlike 700万到800万吨."""
    return low.kind in (BARE, NUMERAL) and (high.kind == RATIO or not set(low.text) & {"万", "亿"})


def _is_range(low: Figure, high: Figure, plain: str) -> bool:
    if low.upper is not None or high.upper is not None or DATE in (low.kind, high.kind):
        return False
    if not _RANGE.fullmatch(plain, low.end, high.start):
        return False
    return low.kind in (BARE, NUMERAL) or (low.kind == high.kind and low.unit == high.unit)


def _factor(figure: Figure) -> Fraction:
    """What the unit and its 万 or % make of a number alone: 10000 for 5万元, 1/100 for 5%."""
    leading = _LEADING.match(figure.text)
    alone = number(leading.group()) if leading else None
    return figure.amount / alone if alone else Fraction(1)


def _masked(text: str, found: Sequence[Figure]) -> str:
    pieces, done = [], 0
    for figure in found:
        pieces += [text[done : figure.start], MASK * (figure.end - figure.start)]
        done = figure.end
    return "".join((*pieces, text[done:]))


def _clauses(masked: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _CLAUSE_END.finditer(masked):
        if match.start() > start:
            yield start, match.start()
        start = match.end()
    if start < len(masked):
        yield start, len(masked)


def _placed(found: Sequence[Figure], clauses: Sequence[tuple[int, int]]) -> Iterator[Figure]:
    at = 0
    for figure in found:
        while at + 1 < len(clauses) and clauses[at][1] <= figure.start:
            at += 1
        yield replace(figure, clause=clauses[at])


__all__ = ["DATE", "MASK", "RATIO", "Figure", "Figures", "figures"]
