"""The everyday words of a question and what official texts say instead: what lets a sentence answer in other words.

`everyday.toml` beside this module, which staff may edit, and the synonyms that the ranking looks for as well. The
former are too common to be searched for (钱, 大家, 搞), yet tell much about a sentence that has been found.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path

from assistant.retrieval.ranking.synonyms import Synonyms, read_synonyms, shipped_synonyms
from ingest.text.folding import fold
from ingest.text.tokens import cut

EVERYDAY = Path(__file__).with_name("everyday.toml")

KEPT = 256
"""Questions whose everyday words are remembered."""

Bridges = tuple[tuple[str, tuple[str, ...]], ...]
"""Everyday word -> official words, in search form."""


@cache
def known_words() -> Synonyms:
    """Both files together.

    Raises:
        SettingsError: One of them is missing, no TOML, or holds something else than lists of words.
    """
    own, ranked = read_synonyms(EVERYDAY), shipped_synonyms()
    return {word: tuple(dict.fromkeys((*ranked.get(word, ()), *own.get(word, ())))) for word in {**ranked, **own}}


@lru_cache(KEPT)
def bridges(question: str) -> Bridges:
    """The everyday words of a question, each with the official words that it does not say itself.

    A word counts where it begins and ends with words (多了, but not in 多了解), and not inside a longer one that is
    known (加班 in 加班费).
    """
    folded = fold(question).text
    edges = {0, *accumulate(map(len, cut(folded)))}
    found = [word for word in known_words() if word in folded and _stands(word, folded, edges)]
    longest = [word for word in found if not any(word != other and word in other for other in found)]
    new = ((word, tuple(one for one in known_words()[word] if one not in folded)) for word in longest)
    return tuple((word, official) for word, official in new if official)


def bridged(question: Bridges, text: str) -> float:
    """Share of the everyday words for which a text in search form holds an official one; 0 where there are none."""
    return sum(any(one in text for one in official) for _, official in question) / len(question) if question else 0.0


def _stands(word: str, text: str, edges: set[int]) -> bool:
    at = text.find(word)
    while at >= 0:
        if at in edges and at + len(word) in edges:
            return True
        at = text.find(word, at + 1)
    return False
