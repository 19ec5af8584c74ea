"""Figures that a claim works out of its source's: totals, differences, shares, growth, multiples, averages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from assistant.verification.values.comparing import NO_AMOUNT
from assistant.verification.values.figures import Figure
from assistant.verification.values.grammar import BARE, COUNT, NUMERAL, POINTS, RATIO, VAGUE
from assistant.verification.values.numbers import number
from assistant.verification.values.units import base_unit, in_base

_TOTAL = re.compile(
    r"合计|共计|总计|总共|一共|累计|上半年|下半年|前[两二三]个?季度|总[额量数和]|之和|[两三四五六]项|两者|三者|共"
)
_DIFFERENCE = re.compile(
    r"增加|减少|多[了出]|少了|比[^，]{1,12}?[多少低](?!于)|相差|净增|净减|差额|差距|提高|下降|上升|降低|提升|高出|增长|缩短|延长|去年|上年|同期|少[花用支]|多[花用支]|尚|还[有剩]|仍有|余下|剩余|其余|结余"
)
_SHARE = re.compile(r"占|比重|比例|率为|[率]")
_GROWTH = re.compile(r"增长|增幅|增加|增速|下降|降幅|减少|提高|提升|降低|上升|缩短|压减")
_MULTIPLE = re.compile(r"倍|翻")
_AVERAGE = re.compile(r"平均|[人户]均|均为|每[人户名家]")
_NEVER = NO_AMOUNT | {VAGUE}
_MOST = 10
"""Figures of one unit that are added up in every choice."""
_LEADING = re.compile(
    r"\d[\d,]*(?:\.(?P<decimals>\d+))?|[零〇一二两三四五六七八九十百千]+(?:点(?P<words>[零〇一二三四五六七八九]+))?"
)
_CLOSE = Fraction(1, 20)
"""How far, as a share of it, an approximate figure may stand from what is worked out."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A figure worked out of figures of the source.

    Attributes:
        amount: In the unit that all of its kind are compared in.
        how: "合计", "相差" …
        parts: The figures as written.
    """

    amount: Fraction
    how: str
    parts: tuple[str, ...]


def follows(figure: Figure, cue: str, known: Sequence[Figure]) -> Derivation | None:
    """How the claim's figure follows from figures of the source, exactly or rounded at the precision that it shows.

    Args:
        cue: The words of the claim before and behind the figure, which say how it was worked out.
    """
    return next((one for one in _derivations(figure, cue, known) if _rounds_to(figure, one.amount)), None)


def recomputed(figure: Figure, cue: str, said: Sequence[Figure], known: Sequence[Figure]) -> Derivation | None:
    """What the figure would have to be, where only one working out is meant.

    Args:
        said: The claim's other figures; where they name parts of the source's, these are what is added up.
    """
    named = [one for one in known if any(one.amount == other.amount and one.unit == other.unit for other in said)]
    for parts in (named, known):
        results = {one.amount: one for one in _whole(figure, cue, parts)}
        if len(results) == 1:
            return next(iter(results.values()))
    return None


def written(amount: Fraction, like: Figure) -> str:
    """An amount in the writing of a figure, rounded at its precision: 2000000 like "210万元" -> "200万元"."""
    leading = _LEADING.search(like.text)
    if leading is None:
        return str(amount)
    decimals = len(leading["decimals"] or leading["words"] or "")
    base = in_base(like.unit, Fraction(1))[1]
    shown = amount / (base * _factor(like))
    digits = f"{float(round(shown, decimals)):.{decimals}f}"
    return like.text[: leading.start()] + digits + like.text[leading.end() :]


def cues(text: str) -> frozenset[str]:
    """The words of `text` that say that a figure was worked out."""
    patterns = (_TOTAL, _DIFFERENCE, _SHARE, _GROWTH, _MULTIPLE, _AVERAGE)
    return frozenset(match.group() for pattern in patterns for match in pattern.finditer(text))


def has_cue(figure: Figure, cue: str) -> bool:
    """Whether the words about the figure say that it was worked out."""
    if figure.kind in _NEVER or figure.upper is not None:
        return False
    patterns = (_SHARE, _GROWTH) if figure.kind == RATIO else (_TOTAL, _DIFFERENCE, _MULTIPLE, _AVERAGE)
    return any(pattern.search(cue) for pattern in patterns)


def _derivations(figure: Figure, cue: str, known: Sequence[Figure]) -> Iterator[Derivation]:
    yield from _whole(figure, cue, known)
    like = _like(figure, known)
    if _TOTAL.search(cue) and figure.kind not in (POINTS, RATIO, "倍"):
        yield from _sums(figure, like[:_MOST])
    if figure.kind == RATIO or figure.kind == "倍":
        yield from _rates(figure, cue, known)
    elif _DIFFERENCE.search(cue):
        yield from _differences(figure, known)
    if _AVERAGE.search(cue):
        yield from _averages(figure, known)
    if figure.kind not in (RATIO, POINTS, "倍") and _SHARE.search(cue):
        yield from _products(like, known)


def _whole(figure: Figure, cue: str, known: Sequence[Figure]) -> Iterator[Derivation]:
    """The workings out that use every figure of the unit, or the only two."""
    like = _like(figure, known)
    if figure.kind == RATIO:
        for one in _units(known):
            if len(one) == 2:
                yield from _rates(figure, cue, one)
        return
    if _TOTAL.search(cue) and len(like) >= 2 and figure.kind not in (POINTS, "倍"):
        if len({_factor(one) for one in like}) == 1:
            yield _sum(like)
    elif _DIFFERENCE.search(cue):
        parts = [one for one in known if one.kind == RATIO] if figure.kind == POINTS else like
        if len(parts) == 2:
            yield from _differences(figure, parts)


def _like(figure: Figure, known: Sequence[Figure]) -> list[Figure]:
    base = base_unit(figure.unit)
    return [one for one in known if one.kind not in _NEVER and one.upper is None and base_unit(one.unit) == base]


def _units(known: Sequence[Figure]) -> list[list[Figure]]:
    groups: dict[str, list[Figure]] = {}
    for one in known:
        if one.kind not in _NEVER and one.kind not in (RATIO, POINTS, BARE, NUMERAL) and one.upper is None:
            groups.setdefault(base_unit(one.unit), []).append(one)
    return list(groups.values())


def _base(figure: Figure) -> Fraction:
    return in_base(figure.unit, figure.amount)[1]


def _sum(parts: Sequence[Figure]) -> Derivation:
    return Derivation(sum((_base(one) for one in parts), Fraction(0)), "合计", _texts(parts))


def _texts(parts: Sequence[Figure]) -> tuple[str, ...]:
    return tuple(one.text for one in parts)


def _sums(figure: Figure, like: Sequence[Figure]) -> Iterator[Derivation]:
    """Sums of figures that follow one another; figures written in other 万 or 亿 must add up exactly."""
    for start in range(len(like)):
        for end in range(start + 2, len(like) + 1):
            parts = like[start:end]
            one = _sum(parts)
            if one.amount == _base(figure) or len({_factor(part) for part in parts}) == 1:
                yield one


def _differences(figure: Figure, known: Sequence[Figure]) -> Iterator[Derivation]:
    scale = 100 if figure.kind == POINTS else 1
    parts = [one for one in known if one.kind == RATIO] if figure.kind == POINTS else _like(figure, known)
    for one, other in combinations(parts, 2):
        yield Derivation(abs(_base(one) - _base(other)) * scale, "相差", _texts((one, other)))


def _rates(figure: Figure, cue: str, known: Sequence[Figure]) -> Iterator[Derivation]:
    for group in _units(known):
        for one, other in combinations(group[:_MOST], 2):
            first, second = _base(one), _base(other)
            if not first or not second:
                continue
            small, large = sorted((first, second))
            texts = _texts((one, other))
            if figure.kind == "倍":
                yield Derivation(large / small, "相除", texts)
                continue
            if _SHARE.search(cue):
                yield Derivation(small / large, "占比", texts)
            if _GROWTH.search(cue):
                yield Derivation(abs(second - first) / first, "增减", texts)
                yield Derivation(abs(second - first) / second, "增减", texts)
                if first > second:  # 826万元，比上年增加126万元
                    yield Derivation(second / (first - second), "增减", texts)


def _averages(figure: Figure, known: Sequence[Figure]) -> Iterator[Derivation]:
    like = _like(figure, known)
    counts = [one for one in known if one.kind == COUNT and one.amount]
    for one in like:
        for count in counts:
            if count is not one:
                yield Derivation(_base(one) / count.amount, "平均", _texts((one, count)))
    if len(like) >= 2:
        yield Derivation(_sum(like).amount / len(like), "平均", _texts(like))


def _products(like: Sequence[Figure], known: Sequence[Figure]) -> Iterator[Derivation]:
    for rate in known:
        if rate.kind == RATIO and rate.upper is None:
            for one in like:
                yield Derivation(_base(one) * rate.amount, "相乘", _texts((one, rate)))


def _rounds_to(figure: Figure, amount: Fraction) -> bool:
    claimed = _base(figure)
    if claimed == amount:
        return True
    if figure.bounds:
        gap = amount - claimed
        if "over" in figure.bounds or "least" in figure.bounds:
            return 0 <= gap <= _CLOSE * amount
        if "near" in figure.bounds or "under" in figure.bounds:
            return 0 <= -gap <= _CLOSE * amount
        return "about" in figure.bounds and abs(gap) <= _CLOSE * amount
    return abs(amount - claimed) * 2 <= precision(figure)


def is_rounding(figure: Figure, stated: Figure) -> bool:
    """Whether an approximate figure (近1300万) says an exact one (1256万) in round numbers."""
    return _base(figure) != _base(stated) and _rounds_to(figure, _base(stated))


def precision(figure: Figure) -> Fraction:
    """What the last digit that a figure shows counts, in the unit of comparison: 3.5% -> 1/1000."""
    leading = _LEADING.search(figure.text)
    decimals = len((leading["decimals"] or leading["words"] or "") if leading else "")
    return in_base(figure.unit, Fraction(1))[1] * _factor(figure) * Fraction(1, 10**decimals)


def _factor(figure: Figure) -> Fraction:
    leading = _LEADING.search(figure.text)
    alone = number(leading.group()) if leading else None
    return figure.amount / alone if alone else Fraction(1)


__all__ = ["Derivation", "cues", "follows", "has_cue", "is_rounding", "precision", "recomputed", "written"]
