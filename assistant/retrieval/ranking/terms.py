"""A question's terms of every kind, and where they stand in the passages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

import numpy as np

from assistant.retrieval import wording
from assistant.retrieval.question import QuestionKind, kind_of
from assistant.retrieval.ranking import laid as lay
from assistant.retrieval.ranking.laid import Floats, Laid, Places
from ingest.text.folding import fold, is_cjk
from ingest.text.tokens import STOP_WORDS, bigrams, words

KINDS = ("words", "pairs", "characters", "letters", "spaced", "telling")
_RAREST = 3
_LONGEST_QUESTION = 200
"""Characters; what follows is not matched."""

_APART = 2
_FORM = frozenset("的之于在与和了是为有")
"""Characters that stand everywhere."""

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")

Idf = Callable[[str], float]
Weighted = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, made ready to be looked for in many passages. Every string is in search form.

    `matter` is the text without the words of asking.
    """

    text: str
    kind: QuestionKind
    words: Weighted
    pairs: Weighted
    triples: Weighted
    rarest: tuple[str, ...]
    numbers: frozenset[str]
    matter: str


def asked(question: str, idf: Idf) -> Asked:
    """Take a question apart.

    Args:
        idf: Rarity of a word or character pair in the library, 0 or more.
    """
    question = question[:_LONGEST_QUESTION]
    matter = wording.SPEECH.sub("\n", question)
    telling = [word for word in dict.fromkeys(words(question)) if word not in STOP_WORDS] or words(question)
    pairs = list(dict.fromkeys(bigrams(matter))) or list(dict.fromkeys(bigrams(question)))
    weights = {pair: idf(pair) for pair in pairs}
    triples = {
        left + right[-1]: weights[left] + weights[right]
        for left, right in pairwise(pairs)
        if len(left) == len(right) == 2 and left[1] == right[0]
    }
    weighed = {word: idf(word) for word in telling}
    return Asked(
        text=fold(question).text,
        kind=kind_of(question),
        words=tuple(weighed.items()),
        pairs=tuple(weights.items()),
        triples=tuple(triples.items()),
        rarest=tuple(sorted(weighed, key=lambda word: -weighed[word])[:_RAREST]),
        numbers=frozenset(_NUMBER.findall(fold(question).text)),
        matter="".join(fold(part).text for part in matter.split("\n")),
    )


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of all kinds, numbered through, and where they stand in the passages.

    Attributes:
        weights: Shape (terms, kinds); each kind's weights add up to 1, or are all 0 where there is no such term.
        words, pairs: The numbers of these terms.
    """

    places: Places
    weights: Floats
    words: range
    pairs: range


def located(question: Asked, text: Laid) -> Terms:
    """Every kind of term with its weights; those of `telling` need the passages."""
    by_character: dict[str, list[float]] = defaultdict(list)
    for pair, weight in question.pairs:
        if len(pair) == 2 and is_cjk(pair[0]):
            for one in set(pair) - _FORM:
                by_character[one].append(weight)
    single = {one: fmean(weights) for one, weights in by_character.items() if ord(one) < lay.CODES}
    letters = sorted({one for one in question.matter if _is_telling(one)})
    near = list(dict.fromkeys(_spaced(question.matter)))
    kinds: list[Sequence[tuple[str, float]]] = [
        question.words,
        question.pairs,
        list(single.items()),
        [(one, 1.0) for one in letters],
        [(pair, single.get(pair[0], 0.5) + single.get(pair[1], 0.5)) for pair in near],
    ]
    first = np.cumsum([0, *map(len, kinds)]).tolist()
    weights = np.zeros((first[-1], len(KINDS)), np.float32)
    for kind, members in enumerate(kinds):
        weights[first[kind] : first[kind + 1], kind] = [weight for _, weight in members]
    places = lay.together(
        lay.strings(text, [word for word, _ in (*question.words, *question.pairs)], 0),
        lay.characters(text, list(single), first[2]),
        lay.characters(text, letters, first[3]),
        lay.apart(text, near, first[4]),
    )
    pairs = range(first[1], first[2])
    weights[pairs, -1] = weights[pairs, 1] * _few(places.within(lay.whole(text), len(weights))[:, pairs])
    totals = weights.sum(axis=0)
    return Terms(places, (weights / np.where(totals > 0, totals, 1.0)).astype(np.float32), range(first[1]), pairs)


def _few(held: Floats) -> Floats:
    """For each term how few of the passages hold it: BM25's inverse document frequency among them; 0 if none does."""
    holding = held.sum(axis=0)
    rarity: Floats = np.log(1 + (len(held) - holding + 0.5) / (holding + 0.5)) * (holding > 0)
    return rarity


def _spaced(matter: str) -> Iterable[str]:
    """Two characters in order, at most `_APART` apart."""
    for distance in range(1, _APART + 1):
        for left, right in zip(matter, matter[distance:], strict=False):
            if _can_stand(left) and _can_stand(right):
                yield left + right


def _is_telling(character: str) -> bool:
    return _can_stand(character) and character not in _FORM


def _can_stand(character: str) -> bool:
    """Whether it is looked for: letters, digits and marks tell as Chinese does, where a name or a number is asked."""
    return 0 < ord(character) < lay.CODES and not character.isspace()
