"""How soon a password would be guessed by who tries the likeliest first, and why.

The estimate is zxcvbn's (D. Wheeler, USENIX Security 2016): a password is taken as the sequence of parts that is
guessed soonest; a word costs its rank among words that people choose, what is of no known kind ten guesses a character,
and so many parts as there are may stand in any order. The words are leaked passwords (`leaked_passwords.txt.gz` says
whence) and those of `tried_words.txt`.
"""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

Kind = Literal["name", "leaked", "word", "walk", "date", "chance"]

LEAST = 10.0
"""Powers of ten of guesses: zxcvbn's highest level, "very unguessable" also to who has the hashes."""

LEAST_OWN = 5
"""Characters that must be left once names, words and strokes that everybody knows are taken out."""

_WALK = 4
"""Neighbouring keys in a row that are taken for one stroke."""
_STROKES = 50
"""Strokes that are about as likely, for each of their lengths."""
_DAYS = 365 * 60
_YEARS = 120
_MOST_PARTS = 8
_LONGEST_WORD = 24

_KEYBOARD = (
    "1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "!@#$%^&*()", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "1q2w3e4r5t6y7u8i9o0p", "qazwsxedcrfvtgbyhnujm",
)  # fmt: skip
_TRADE = (
    "password", "passw0rd", "p@ssw0rd", "p@ssword", "administrator", "admin", "root", "welcome", "letmein",
    "iloveyou", "woaini", "5201314", "zhongguo", "dangyuan", "dangzhibu", "zhibi", "abc", "test", "user",
    "login", "执笔", "密码", "管理员", "党支部",
)  # fmt: skip
"""Tried so often that nothing of them counts as one's own."""
_HERE = Path(__file__).parent
_LOOKALIKES = tuple(str.maketrans("@4031!$57", f"aaoe{one}{two}sst") for one, two in (("l", "i"), ("i", "l")))
_DATE = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d"
)
_YEAR = re.compile(r"(?:19|20)\d\d")

_REASONS: Mapping[Kind, str] = {
    "name": "其中主要是用户名",
    "leaked": "它是泄露过的常用密码，或略有改动",
    "word": "其中主要是大家常用的词",
    "walk": "其中主要是键盘上相邻的键，或连续、重复的字符",
    "date": "其中主要是日期或年份",
    "chance": "其中自己想出来的部分太少",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch [start, end) of a password; `cost` is the power of ten of the guesses that it takes."""

    start: int
    end: int
    kind: Kind
    cost: float


def weakness(password: str, name: str) -> str | None:
    """Why a password of at least 12 characters is soon guessed, as a clause in Chinese; None where it is not.

    Args:
        name: Of its user.
    """
    plain, called = password.casefold(), name.casefold()
    if (plain + plain).find(plain, 1) < len(plain):
        return "它是同一段文字的重复"
    if len(set(plain)) < LEAST_OWN:
        return "它只有几个不同的字符"
    if _rank(plain, leaked()) is not None:
        return "它在泄露过的常用密码之列"
    if plain.isdecimal():
        return "它只有数字，像电话或生日"
    parts = likeliest(plain, called)
    own = _own(plain, called)
    if cost_of(parts) >= LEAST and len(own) >= LEAST_OWN and not own.isdecimal():
        return None
    lengths: dict[Kind, int] = {}
    for part in parts:
        lengths[part.kind] = lengths.get(part.kind, 0) + part.end - part.start
    return _REASONS[max(lengths, key=lambda kind: (kind != "chance", lengths[kind]))]


def likeliest(plain: str, name: str = "") -> tuple[Part, ...]:
    """The parts of a case-folded password as it is guessed soonest."""
    ends: dict[int, list[Part]] = {}
    for part in _parts(plain, name):
        ends.setdefault(part.end, []).append(part)
    best: list[dict[int, tuple[float, tuple[Part, ...]]]] = [{0: (0.0, ())}]
    for end in range(1, len(plain) + 1):
        found: dict[int, tuple[float, tuple[Part, ...]]] = {}
        for part in (*ends.get(end, ()), *_by_chance(end)):
            for count, (cost, before) in best[part.start].items():
                if count == _MOST_PARTS or (before and before[-1].kind == part.kind == "chance"):
                    continue
                if count + 1 not in found or cost + part.cost < found[count + 1][0]:
                    found[count + 1] = (cost + part.cost, (*before, part))
        best.append(found)
    return min((parts for _, parts in best[-1].values()), key=cost_of)


def cost_of(parts: tuple[Part, ...]) -> float:
    """The power of ten of the guesses that all of them take together, in an order that is not known."""
    return sum(part.cost for part in parts) + math.log10(math.factorial(len(parts)))


def _by_chance(end: int) -> Iterator[Part]:
    return (Part(start, end, "chance", float(end - start)) for start in range(end))


def _parts(plain: str, name: str) -> Iterator[Part]:
    """What is of a known kind, wherever it stands."""
    kinds: tuple[tuple[Kind, Callable[[str], float | None]], ...] = (
        ("name", lambda text: 2.0 if len(name) > 1 and text in (name, name[::-1]) else None),
        ("word", lambda text: _rank(text, words())),
        ("leaked", lambda text: _rank(text, leaked())),
        ("walk", lambda text: _STROKES * len(text) if len(text) >= _WALK and _is_walk(text) else None),
        ("date", _likely_date),
    )
    for start in range(len(plain)):
        for end in range(start + 2, min(len(plain), start + max(_LONGEST_WORD, len(name))) + 1):
            for kind, guesses_of in kinds:
                if (guesses := guesses_of(plain[start:end])) is not None:
                    yield Part(start, end, kind, math.log10(guesses))


def _likely_date(text: str) -> float | None:
    if _YEAR.fullmatch(text):
        return _YEARS
    return _DAYS if _DATE.fullmatch(text) else None


def _rank(text: str, ranks: Mapping[str, int]) -> float | None:
    """Also of a word that is written backwards, or with signs that look like letters: twice as many guesses."""
    if text in ranks:
        return ranks[text] + 1
    disguised = (text[::-1], *(text.translate(one) for one in _LOOKALIKES))
    found = [ranks[one] for one in disguised if one in ranks]
    return 2.0 * (min(found) + 1) if found else None


def _own(plain: str, name: str) -> str:
    """What is left without the user's name, words that everybody tries, and strokes."""
    for word in (name, *_TRADE):
        plain = plain.replace(word, " ") if word else plain
    return _without_walks(plain).replace(" ", "")


def _without_walks(text: str) -> str:
    """Without stretches of one character, of neighbours in the alphabet, or of neighbouring keys."""
    kept, at = [], 0
    while at < len(text):
        end = at + 1
        while end < len(text) and _is_walk(text[at : end + 1]):
            end += 1
        if end - at < _WALK:
            kept.append(text[at])
            end = at + 1
        at = end
    return "".join(kept)


def _is_walk(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({0}, {1}, {-1}) or any(text in row or text in row[::-1] for row in _KEYBOARD)


@cache
def words() -> Mapping[str, int]:
    """Word -> rank, from 0; the likeliest first."""
    told = (_HERE / "tried_words.txt").read_text(encoding="utf-8")
    return _ranks((*_TRADE, *" ".join(line for line in told.splitlines() if not line.startswith("#")).split()))


@cache
def leaked() -> Mapping[str, int]:
    """Password -> rank, from 0; those of three characters or more."""
    told = gzip.decompress((_HERE / "leaked_passwords.txt.gz").read_bytes()).decode()
    return _ranks([line for line in told.splitlines() if len(line) > 2 and not line.startswith("#")])


def _ranks(known: Sequence[str]) -> Mapping[str, int]:
    """Of a word that is there twice the better one."""
    return {word: rank for rank, word in reversed(list(enumerate(known)))}
