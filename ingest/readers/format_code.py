"""What a number format says (ECMA-376 part 1, 18.8.31): its sections, and in each the tokens that are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

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

Token = tuple[str, str]
"""(Kind, written)."""


@lru_cache(maxsize=1024)
def sections(code: str) -> tuple[tuple[Token, ...], ...]:
    """The up to four sections of a code: for positive and negative numbers, zero, and words."""
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


def chosen(parts: Sequence[tuple[Token, ...]], value: float) -> tuple[tuple[Token, ...], float]:
    """The part for `value`, and the value that it shows: without its sign where the part is for negative ones."""
    conditions = [_condition(tokens) for tokens in parts]
    if any(conditions):
        for tokens, condition in zip(parts, conditions, strict=True):
            if condition is None or _holds(value, *condition):
                return tokens, value
        return parts[-1], value
    numeric = [one for at, one in enumerate(parts[:3]) if at == 0 or not any(kind == "text" for kind, _ in one)]
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


def literal(kind: str, text: str) -> str:
    """What a token that stands for no digit writes."""
    if kind == "bracket":
        currency = _CURRENCY.fullmatch(text)
        return currency[1] if currency else ""
    return text if kind in ("quoted", "escaped", "other", "point", "comma", "percent") else ""
