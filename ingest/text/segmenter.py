"""Chinese text to words: jieba's dictionary and its most probable path."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.util import find_spec
from math import log
from pathlib import Path

_GROUP = re.compile(r"(.)[^\n]*\n(?:\1[^\n]*\n)*")  # lines in sequence whose words begin with the same character
_TOTAL = log(74_302_292)
"""Logarithm of all counts, jieba's and the added terms'; known rather than summed up, as only its magnitude matters."""

_TERM_COUNT = 20_000
"""Count of an added term: high enough to win over the words it is made of."""


class Segmenter:
    """Cuts runs of Chinese characters into the most probable sequence of dictionary words.

    The dictionary is taken in character by character, as texts need it: reading all of it takes a quarter of a second,
    reading what one question needs a twentieth.

    Args:
        dictionary: Lines "word count tag", as in jieba's dict.txt.
        terms: Words to be added, with a count that keeps them whole.
    """

    def __init__(self, dictionary: str, terms: Iterable[str] = ()) -> None:
        self._dictionary = dictionary
        self._groups: dict[str, list[tuple[int, int]]] = {}
        for match in _GROUP.finditer(dictionary):
            self._groups.setdefault(match[1], []).append(match.span())
        self._terms: dict[str, list[str]] = {}
        for term in terms:
            self._terms.setdefault(term[0], []).append(term)
        self._loaded: set[str] = set()
        self._counts: dict[str, int] = {}
        self._pairs: set[str] = set()  # first two characters of the words that have more
        self._reach: dict[str, int] = {}  # longest word by its first four characters, where it has more

    def rarity(self, word: str) -> float:
        """1 for a word outside the dictionary and for added terms; less the more often it occurs."""
        self._take_in(word)
        count = self._counts.get(word)
        return 1.0 if count is None or count == _TERM_COUNT else min(1.0, (_TOTAL - log(count)) / _TOTAL)

    def tag(self, word: str) -> str:
        """The part of speech that the dictionary gives `word` (ns a place, nt an organ, v a verb); "" for none."""
        for start, end in self._groups.get(word[:1], ()):
            at = self._dictionary.find(f"{word} ", start, end)
            while at > start and self._dictionary[at - 1] != "\n":
                at = self._dictionary.find(f"{word} ", at + 1, end)
            if at >= 0:
                return self._dictionary[at : self._dictionary.index("\n", at)].rpartition(" ")[2]
        return ""

    def cut(self, run: str) -> list[str]:
        """The words of `run` in order; characters outside every word stand alone."""
        self._take_in(run)
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
                parts = (word[at : at + size] for size in range(2, len(word)) for at in range(len(word) - size + 1))
                found.extend(part for part in parts if part in self._counts)
            found.append(word)
        return found

    def _take_in(self, run: str) -> None:
        if not self._loaded.issuperset(run):
            for character in set(run) - self._loaded:
                self._load(character)

    def _load(self, character: str) -> None:
        """Takes in the words that begin with `character`."""
        words: dict[str, int] = {}
        for start, end in self._groups.get(character, ()):
            fields = self._dictionary[start:end].split()
            words.update(zip(fields[0::3], map(int, fields[1::3]), strict=True))
        for term in self._terms.get(character, ()):
            words[term] = max(words.get(term, 0), _TERM_COUNT)
        self._pairs.update([word[:2] for word in words if len(word) > 2])
        for word in words:
            if len(word) > 4:
                self._reach[word[:4]] = max(len(word), self._reach.get(word[:4], 0))
        self._counts.update(words)
        self._loaded.add(character)

    def _best_ends(self, run: str) -> list[int]:
        """For each position the end of the word that begins there on the most probable path to the end of `run`."""
        counts, pairs, length = self._counts, self._pairs, len(run)
        best, ends = [0.0] * (length + 1), [0] * length
        for at in range(length - 1, -1, -1):
            top, top_end = log(counts.get(run[at], 1)) + best[at + 1], at + 1
            stop = at + (max(4, self._reach.get(run[at : at + 4], 0)) if run[at : at + 2] in pairs else 2)
            for end in range(at + 2, min(stop, length) + 1):
                count = counts.get(run[at:end])
                if count is not None and (score := log(count) + best[end]) >= top:
                    top, top_end = score, end
            best[at], ends[at] = top - _TOTAL, top_end
        return ends


def jieba_dictionary() -> str:
    """The text of jieba's dictionary; found without importing jieba, which would load what is not used here."""
    spec = find_spec("jieba")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("jieba is not installed: its dictionary is needed", name="jieba")
    return Path(spec.origin).with_name("dict.txt").read_text(encoding="utf-8")
