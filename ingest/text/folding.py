"""The search form of a text: what is left when ways of writing are set aside.

Compatibility forms, case, traditional characters, kinds of quotation marks, dashes and brackets are unified, accents
and invisible characters dropped, and white space kept (as one space) only where it parts two Latin words or numbers.
Folding is idempotent, and every folded character knows where in the original it came from.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import opencc

from ingest.types import Span

_UNIFIED = {
    **dict.fromkeys("“”„‟〝〞＂「」『』﹁﹂﹃﹄«»", '"'),
    **dict.fromkeys("‘’‚‛′＇`´", "'"),
    **dict.fromkeys("‐‑‒–—―−﹣－⸺⸻─━", "-"),
    **dict.fromkeys("〔【〖﹝［", "["),
    **dict.fromkeys("〕】〗﹞］", "]"),
    **dict.fromkeys("•‧∙⋅・･●▪■◆", "·"),
    **dict.fromkeys("〜∼", "~"),
    **dict.fromkeys("○◯", "〇"),
    **dict(zip("⺟⺠⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜", "母民见角贝车长门青韦页风飞", strict=True)),  # radicals that PDFs emit
    **dict(zip("⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰", "食马骨鬼鱼鸟卤麦黄齐齿龙", strict=True)),
}
"""Characters that NFKC leaves apart although writers use them for one another."""

_ODD = "\0"
"""Stands in the rough form for a character that folds to none or to several."""

_CJK = "\u2e80-\u2fdf\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_SPECIAL = re.compile(r"[\0 ]+")
_IS_CJK = re.compile(f"[{_CJK}]")
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text with the way back.

    Attributes:
        offsets: `offsets[i]` is the index in the original of the character that `text[i]` came from; ascending
            (not strictly: one character may fold to several). One more entry, the original's length, ends it.
    """

    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The characters of the original that `text[start:end]` came from."""
        first = self.offsets[start]
        return Span(first, self.offsets[end - 1] + 1 if end > start else first)


def fold(text: str) -> Folded:
    """The search form of `text` with its offset map."""
    rough = text.translate(_ROUGH)
    if _SPECIAL.search(rough) is None:
        return Folded(rough, range(len(text) + 1))
    pieces: list[str] = []
    offsets = array("q")
    last, done, gap = "", 0, -1  # the last character put out, how far `rough` is read, where a pending space stands

    def put(piece: str, at: Sequence[int]) -> None:
        nonlocal last, gap
        if gap >= 0 and _is_word(last) and _is_word(piece[0]):
            pieces.append(" ")
            offsets.append(gap)
        pieces.append(piece)
        offsets.extend(at)
        last, gap = piece[-1], -1

    for match in _SPECIAL.finditer(rough):
        start, end = match.span()
        if start > done:
            put(rough[done:start], range(done, start))
        for index in range(start, end):
            if rough[index] == " ":
                gap = index if gap < 0 else gap
                continue
            for character in _fold_character(text[index]):
                if character == " ":
                    gap = index if gap < 0 else gap
                else:
                    put(character, (index,))
        done = end
    if done < len(rough):
        put(rough[done:], range(done, len(rough)))
    offsets.append(len(text))
    return Folded("".join(pieces), offsets)


def is_cjk(character: str) -> bool:
    """Whether `character` is a Chinese character (or kana): written without spaces between words."""
    return _IS_CJK.match(character) is not None


def _is_word(character: str) -> bool:
    """Whether a space beside `character` parts words: Latin letters, digits and their signs."""
    return (character.isalnum() and not is_cjk(character)) or character in frozenset("+#%&@")


class _RoughTable(dict[int, int]):
    """A translation table that works characters out as it meets them: one code point to one, white space to a space."""

    def __missing__(self, code: int) -> int:
        folded = _fold_character(chr(code))
        self[code] = ord(folded) if len(folded) == 1 else ord(_ODD)
        return self[code]


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    """What one character folds to: mostly one character, sometimes none or several."""
    previous, current = "", character
    while current != previous:
        previous = current
        current = "".join(_fold_once(one) for one in current)
    return current


def _fold_once(character: str) -> str:
    if character.isspace() or character in _SPACES:
        return " "
    if unicodedata.category(character) in ("Cc", "Cf", "Cs"):
        return ""
    plain = unicodedata.normalize("NFKD", character)
    kept = "".join(one for one in plain if not "\u0300" <= one <= "\u036f")
    composed = unicodedata.normalize("NFKC", kept).lower()
    return "".join(_simplified(_UNIFIED.get(one, one)) for one in composed)


def _simplified(character: str) -> str:
    if not is_cjk(character):
        return character
    simplified: str = _converter().convert(character)
    return simplified if len(simplified) == 1 else character


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


_ROUGH = _RoughTable()
