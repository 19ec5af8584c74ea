"""Words and character bigrams of a text, for the lexical index and for scoring by shared words.

Words are jieba's: its dictionary (with the party-affairs terms of `dictionary.txt` added), its most probable path,
its search mode. Its code is not run, for two measured reasons: it takes 0.6 s to load, or trusts a cache file under
a fixed name in the shared temporary folder (here 0.2 s and no file); and its guesses at words that are not in the
dictionary cost retrieval more than they bring (CMRC, words alone: MRR@10 .976 with them, .983 without).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from math import log
from pathlib import Path

from ingest.text.folding import fold
from ingest.text.numerals import chinese_numeral

_CJK = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3040-\u30ff"
_NOT_ORDINAL = _CJK.replace("\u4e00-\u9fff", "\u4e00-\u7b2b\u7b2d-\u9fff")  # all but 第
_UNIT = r"第 (?:[〇零一二三四五六七八九十百千两]{1,9} | [0-9]{1,4}) [编章节条款项]"
_PIECE = re.compile(
    rf"""
    (?P<unit>{_UNIT})
    | (?P<cjk>(?: [{_NOT_ORDINAL}]+ | (?! {_UNIT} ) 第 )+)
    | (?P<number>[0-9]{{1,3}}(?:,[0-9]{{3}})+(?![0-9,]) (?:\.[0-9]+)? [%‰]? | [0-9]+(?:\.[0-9]+)?[%‰](?![0-9a-z]))
    | (?P<latin>[^\W_{_CJK}]+ (?:[.+\-_/@&':·]+ [^\W_{_CJK}]+)* \+*)
    """,
    re.VERBOSE,
)
_LATIN_PART = re.compile(r"[0-9]+\.[0-9]+(?![.0-9])|[^\W_]+")
_LINE_BREAK = re.compile(r"[\n\r\v\f\x85\u2028\u2029]+")


def _entries(name: str) -> list[str]:
    """The entries of a word list beside this module; lines that begin with # are remarks."""
    lines = files("ingest.text").joinpath(name).read_text(encoding="utf-8").splitlines()
    return [entry for line in lines if not line.startswith("#") for entry in line.split()]


STOP_WORDS = frozenset(_entries("stop_words.txt"))
"""Words that carry a question's form rather than its matter."""


def words(text: str) -> list[str]:
    """The folded words of `text` in order: jieba's search mode (long words also by their parts), punctuation dropped.

    Latin words and numbers stay whole ("1+n", "iso", "9001", "85%"); what is joined by signs is followed by its parts;
    "第12条" and "第十二条" give the same word.
    """
    found: list[str] = []
    segment = _segmenter().search_words
    for kind, piece in _pieces(text):
        if kind == "cjk":
            found.extend(segment(piece))
        else:
            found.extend(_other(kind, piece))
    return found


def bigrams(text: str) -> list[str]:
    """The folded character pairs of every Chinese run of `text` (a lone character by itself), Latin words, numbers."""
    found: list[str] = []
    for kind, piece in _pieces(text):
        if kind not in ("unit", "cjk"):
            found.extend(_other(kind, piece))
            continue
        run = _chinese_unit(piece) if kind == "unit" else piece
        found.extend(run[at : at + 2] for at in range(max(1, len(run) - 1)))
    return found


def terms(text: str) -> list[str]:
    """The folded words of `text` in order, each once as it stands; characters outside the dictionary run together.

    "北起院" (a name no dictionary has) is one term, so that it is looked for as a whole.
    """
    found: list[str] = []
    for kind, piece in _pieces(text):
        if kind != "cjk":
            found.extend(_other(kind, piece))
            continue
        unknown = ""
        for word in [*_segmenter().cut(piece), ""]:
            if len(word) == 1 and word not in STOP_WORDS:
                unknown += word
                continue
            found.extend(part for part in (unknown, word) if part)
            unknown = ""
    return found


def rarity(word: str) -> float:
    """How rare a folded word is in Chinese at large, 0 (everywhere) to 1 (in no dictionary)."""
    return _segmenter().rarity(word)


def warm() -> None:
    """Loads the dictionary now (about 0.2 s) rather than with the first text."""
    _segmenter()


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE_BREAK.split(text):
        for match in _PIECE.finditer(fold(line).text):
            yield match.lastgroup or "", match.group()


def _other(kind: str, piece: str) -> list[str]:
    if kind == "unit":
        return [_chinese_unit(piece)]
    if kind == "number":
        return [piece.replace(",", "")] + ([piece.rstrip("%‰").replace(",", "")] if piece[-1] in "%‰" else [])
    parts = _LATIN_PART.findall(piece)
    return [piece] if parts == [piece] else [piece, *parts]


def _chinese_unit(piece: str) -> str:
    return f"第{chinese_numeral(int(piece[1:-1]))}{piece[-1]}" if piece[1].isdigit() else piece


@cache
def _segmenter() -> Segmenter:
    return Segmenter(_read_dictionary())


class Segmenter:
    """Cuts runs of Chinese characters into the most probable sequence of dictionary words.

    Args:
        counts: How often each word occurs, at least 1.
    """

    def __init__(self, counts: dict[str, int]) -> None:
        self._total = log(sum(counts.values()))
        self._counts = counts
        self._pairs = {word[:2] for word in counts if len(word) > 2}
        self._reach: dict[str, int] = {}  # how long the words of more than four characters get, by their first four
        for word in counts:
            if len(word) > 4:
                self._reach[word[:4]] = max(len(word), self._reach.get(word[:4], 0))

    def rarity(self, word: str) -> float:
        """1 for a word outside the dictionary; less the more often it occurs."""
        count = self._counts.get(word)
        return 1.0 if count is None or count == _DOMAIN_COUNT else min(1.0, (self._total - log(count)) / self._total)

    def cut(self, run: str) -> list[str]:
        """The words of `run` in order; characters outside every word stand alone."""
        ends = self._best_ends(run)
        found, at = [], 0
        while at < len(run):
            found.append(run[at : ends[at]])
            at = ends[at]
        return found

    def search_words(self, run: str) -> list[str]:
        """The words of `run`, each preceded by the shorter words inside it (two characters at least)."""
        found: list[str] = []
        for word in self.cut(run):
            if len(word) > 2:
                found.extend(self._inner_words(word))
            found.append(word)
        return found

    def _inner_words(self, word: str) -> list[str]:
        parts = (word[at : at + size] for size in range(2, len(word)) for at in range(len(word) - size + 1))
        return [part for part in parts if part in self._counts]

    def _best_ends(self, run: str) -> list[int]:
        """For each position the end of the word that begins there on the most probable path to the end of `run`."""
        counts, pairs, total, length = self._counts, self._pairs, self._total, len(run)
        best, ends = [0.0] * (length + 1), [0] * length
        for at in range(length - 1, -1, -1):
            top, top_end = log(counts.get(run[at], 1)) + best[at + 1], at + 1
            pair = run[at : at + 2]
            stop = at + (max(4, self._reach.get(run[at : at + 4], 0)) if pair in pairs else 2)
            for end in range(at + 2, min(stop, length) + 1):
                count = counts.get(run[at:end])
                if count is not None and (score := log(count) + best[end]) >= top:
                    top, top_end = score, end
            best[at], ends[at] = top - total, top_end
        return ends


def _read_dictionary() -> dict[str, int]:
    """jieba's words with their counts, and ours with a count high enough to win over their parts."""
    fields = _jieba_dictionary().read_text(encoding="utf-8").split()
    counts = dict(zip(fields[0::3], map(int, fields[1::3]), strict=True))
    for term in _entries("dictionary.txt"):
        counts[term] = max(counts.get(term, 0), _DOMAIN_COUNT)
    return counts


def _jieba_dictionary() -> Path:
    """Where jieba's dictionary lies; found without importing jieba, which would load what is not used here."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is not installed: its dictionary is needed", name="jieba")
    return Path(spec.origin).with_name("dict.txt")


_DOMAIN_COUNT = 20_000
