"""How much a string looks like Chinese as people write it: the score that every repair and every page is judged by."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache, lru_cache
from itertools import pairwise

import opencc

from ingest.text import tokens

_LEVEL_1 = 1.0
_LEVEL_2 = 0.3
_RARE_HAN = -0.5
_PUNCTUATION = 0.7
_PLAIN = 0.4
_BROKEN = -3.0

_CHINESE_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕「」『』—…·～　")
_KNOWN_SYMBOLS = frozenset("①②③④⑤⑥⑦⑧⑨⑩→←↑↓■□●○◎★☆△▲◆◇√×÷±≥≤≠≈%‰℃№§©®™°•☑☐✓✔–▪➢￥€²³‘’′″〇")
_FOREIGN = {"BOPOMOFO": -1.5, "BOX": -1.0, "HIRAGANA": -0.8, "KATAKANA": -0.8, "CYRILLIC": -0.6, "GREEK": -0.4}
_SECOND_LEVEL_START = 0xD8A1


def score(text: str) -> float:
    """Mean plausibility of the characters of `text`, white space aside: about 0.9 for Chinese prose, below 0 for
    mojibake, 0.4 for Latin text; 0 for nothing. Traditional characters count as their simplified forms."""
    return _score(Counter(text))


def broken_share(text: str) -> float:
    """Share (0 to 1) of characters that no writer meant: private use, replacement, control, unassigned."""
    return _broken_share(Counter(text))


def _score(counts: Counter[str]) -> float:
    total = 0
    weight = 0.0
    for character, count in counts.items():
        if not character.isspace():
            total += count
            weight += count * character_weight(character)
    return weight / total if total else 0.0


def _broken_share(counts: Counter[str]) -> float:
    total = sum(count for character, count in counts.items() if not character.isspace())
    broken = sum(count for character, count in counts.items() if character_weight(character) == _BROKEN)
    return min(1.0, broken / total) if total else 0.0


def wordiness(text: str) -> float:
    """Share (0 to 1) of neighbouring Chinese characters, each pair once, that make a word; above 0.3 in real text."""
    plain = simplified(text)
    pairs = {a + b for a, b in pairwise(plain) if is_han(a) and is_han(b) and a != b}
    return sum(commonness(pair) > 0 for pair in pairs) / len(pairs) if pairs else 0.0


def is_garbled(text: str) -> bool:
    """Whether the text cannot be what stands on the page: broken characters, or Chinese of the rarest characters."""
    counts = Counter(text)
    if _broken_share(counts) > 0.2:
        return True
    han = {character: count for character, count in counts.items() if is_han(character)}
    if (total := sum(han.values())) >= 20:
        return sum(count * character_weight(character) for character, count in han.items()) / total < 0.4
    letters = sum(count for character, count in counts.items() if not character.isspace())
    return letters >= 20 and _score(counts) < 0.0


def is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf"


@cache
def character_weight(character: str) -> float:
    """Plausibility of one character, 1 (the 3,755 most common) down to -3 (private use, replacement, control)."""
    if "\u0020" <= character <= "\u007e" or "\uff01" <= character <= "\uff5e":
        return _PUNCTUATION if character in _CHINESE_PUNCTUATION else _PLAIN
    if is_han(character):
        return _han_weight(simplified(character))
    if character in _CHINESE_PUNCTUATION:
        return _PUNCTUATION
    if character in _KNOWN_SYMBOLS:
        return _PLAIN
    if character.isspace():
        return 0.0
    if character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs"):
        return _BROKEN
    return _FOREIGN.get(unicodedata.name(character, "?").split(" ")[0].split("-")[0], -0.3)


def _han_weight(character: str) -> float:
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return _RARE_HAN
    return _LEVEL_1 if code < _SECOND_LEVEL_START else _LEVEL_2


def simplified(text: str) -> str:
    """`text` in simplified characters (OpenCC t2s)."""
    converted: str = _to_simplified().convert(text)
    return converted


def is_traditional(text: str) -> bool:
    """Whether `text` is written in traditional characters throughout, not merely quoting some."""
    plain = simplified(text)
    if plain == text:
        return False
    han, full = sum(is_han(one) * count for one, count in Counter(text).items()), str(_to_traditional().convert(text))
    traditional = sum(a != b for a, b in zip(text, plain, strict=False)) if len(plain) == len(text) else 0
    modern = sum(a != b for a, b in zip(text, full, strict=False)) if len(full) == len(text) else 0
    return han > 0 and traditional >= max(2, han // 20) and traditional > 3 * modern


@cache
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _to_traditional() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


def commonness(word: str) -> float:
    """How common a simplified word is, 0 (in no dictionary) to 1. Loads the dictionary (0.2 s) at its first call."""
    return 1.0 - tokens.rarity(word)


@lru_cache(maxsize=1 << 16)
def is_word(text: str) -> bool:
    """Whether a dictionary has `text`, in simplified or traditional characters."""
    return commonness(simplified(text)) > 0


def crosses_word(left: str, right: str) -> bool:
    """Whether a word of the dictionary lies over the border, `left` ending in its one part, `right` beginning with
    the other: 结构|性, 矛|盾. Both are Chinese characters only."""
    left, right = left[-_REACH:], right[:_REACH]
    found = set(tokens.words(left + right))
    return any(
        left[-before:] + right[:after] in found and commonness(left[-before:] + right[:after]) > 0
        for before in range(1, min(3, len(left)) + 1)
        for after in range(1, min(3, len(right)) + 1)
    )


_REACH = 6
