"""Rewrites that change nothing: each takes a sentence and says the same otherwise, or gives None where it cannot."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

Rewrite = Callable[[str, random.Random], str | None]

_CHINESE_YEAR = str.maketrans("0123456789", "〇一二三四五六七八九")
_SYNONYMS = {
    "提高": "提升", "加强": "强化", "推进": "推动", "完善": "健全", "扩大": "拓展", "保证": "保障", "建立": "建设",
    "鼓励": "支持", "促进": "推动", "落实": "贯彻", "开展": "组织开展", "改进": "改善", "加快": "加速",
}  # fmt: skip
_LEADS = ("根据有关规定，", "按照要求，", "据了解，", "总的来看，")


def verbatim(sentence: str, chooser: random.Random) -> str | None:
    """As it stands."""
    return sentence


def reformatted(sentence: str, chooser: random.Random) -> str | None:
    """One figure written another way."""
    ways = [
        (match, other)
        for pattern, write in _FORMATS
        for match in pattern.finditer(sentence)
        if (other := write(match)) is not None
    ]
    if not ways:
        return None
    match, other = chooser.choice(ways)
    return sentence[: match.start()] + other + sentence[match.end() :]


def introduced(sentence: str, chooser: random.Random) -> str | None:
    """With a phrase in front that asserts nothing."""
    return chooser.choice(_LEADS) + sentence


def trimmed(sentence: str, chooser: random.Random) -> str | None:
    """A whole clause at the end left out."""
    clauses = _clauses(sentence)
    if len(clauses) < 3 or len(clauses[-1]) < 6 or not _stands_alone(clauses[-1]):
        return None
    rest = "，".join(clauses[:-1])
    return rest + "。" if len(rest) >= 12 else None


def reordered(sentence: str, chooser: random.Random) -> str | None:
    """Two parallel clauses at the end exchanged."""
    parts = sentence[:-1].split("；")
    if (
        len(parts) >= 2
        and all(len(part) >= 6 for part in parts)
        and not re.match(r"（?[一二三四五六七八九十\d]", parts[0])
    ):
        at = chooser.randrange(len(parts) - 1)
        parts[at], parts[at + 1] = parts[at + 1], parts[at]
        return "；".join(parts) + sentence[-1]
    clauses = _clauses(sentence)
    alike = [
        at
        for at in range(1, len(clauses) - 1)
        if 4 <= len(clauses[at]) == len(clauses[at + 1]) <= 12
        and _stands_alone(clauses[at])
        and _stands_alone(clauses[at + 1])
    ]
    if not alike:
        return None
    at = chooser.choice(alike)
    clauses[at], clauses[at + 1] = clauses[at + 1], clauses[at]
    return "，".join(clauses) + sentence[-1]


def synonym(sentence: str, chooser: random.Random) -> str | None:
    """A verb exchanged for another of the same meaning."""
    places = [match for match in re.finditer("|".join(_SYNONYMS), sentence) if not _is_quoted(sentence, match.start())]
    if not places:
        return None
    match = chooser.choice(places)
    return sentence[: match.start()] + _SYNONYMS[match.group()] + sentence[match.end() :]


REWRITES: Mapping[str, Rewrite] = {
    "verbatim": verbatim,
    "reformatted": reformatted,
    "introduced": introduced,
    "trimmed": trimmed,
    "reordered": reordered,
    "synonym": synonym,
}


def _clauses(sentence: str) -> list[str]:
    """Split at commas outside quotations and brackets."""
    if re.search("[“”（）《》：；]", sentence):
        return [sentence]
    return sentence[:-1].split("，")


def _stands_alone(clause: str) -> bool:
    return (
        not re.match("[而但并且又也还则就才都因从使以其这那由于]|[的者]", clause)
        and "、" not in clause
        and not re.search(r"\d", clause)
    )


def _is_quoted(sentence: str, at: int) -> bool:
    before = sentence[:at]
    return before.count("“") > before.count("”") or before.count("《") > before.count("》")


def _of_yi(match: re.Match[str]) -> str | None:
    amount = Fraction(match["number"]) * 10_000
    return f"{amount.numerator}万{match['unit']}" if amount.denominator == 1 else None


def _of_wan(match: re.Match[str]) -> str | None:
    amount = Fraction(match["number"]) * 10_000
    return f"{amount.numerator:,}{match['unit']}" if amount.denominator == 1 else None


_FORMATS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str | None]], ...] = (
    (re.compile(r"(?<![\d.．，,·])(?P<number>\d+(?:\.\d{1,4})?)亿(?P<unit>[元人吨亩斤])"), _of_yi),
    (re.compile(r"(?<![\d.．，,·])(?P<number>\d{1,4}(?:\.\d{1,4})?)万(?P<unit>[元人户家个吨亩公])"), _of_wan),
    (
        re.compile(r"(?<![\d.．，,·—~-])(?P<number>\d+(?:\.\d+)?)[%％](?![—~-])"),
        lambda match: f"百分之{match['number']}",
    ),
    (re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)"), lambda match: match.group().translate(_CHINESE_YEAR)),
    (re.compile(r"(?<![\d.．，,·])\d{4,6}(?=[人元个家户件])"), lambda match: f"{int(match.group()):,}"),
    (re.compile(r"(?<![\d.．，,·万亿])\d{5,9}(?=[人元个家户件])"), lambda match: f"{int(match.group()) / 10_000:g}万"),
)
