"""How a passage matches a question, in figures: what the reranker weighs.

Everything is looked up in the passage's search form as a plain string: cutting thirty passages into words would cost
more than the whole search. Rarity comes from the library, so that a figure means the same in any library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.retrieval import wording
from assistant.retrieval.question import QuestionKind, kind_of
from ingest.text.folding import fold
from ingest.text.tokens import STOP_WORDS, bigrams, words

FEATURES = (
    "words",
    "pairs",
    "triples",
    "stretch",
    "sentence_words",
    "sentence_pairs",
    "two_sentences",
    "near_pairs",
    "rarest",
    "numbers",
    "title_named",
    "title_pairs",
    "asked_kind",
    "length",
)
"""The columns of `features`, each 0 to 1.

words, pairs: Share of the question's words (character pairs) that the passage holds, weighted by rarity.
triples: The same for three characters in a row, weighted as their two pairs.
stretch: Longest run of the question's characters that stands in the passage, as a share of the question.
sentence_words, sentence_pairs: words and pairs within the one best sentence; two_sentences: pairs in two neighbours.
near_pairs: pairs within the best stretch of `NEAR` characters.
rarest: Share of the three rarest words.
numbers: Share of the question's numbers; 1 where it has none.
title_named: The title stands in the question. title_pairs: Share of the title's pairs that stand in the question.
asked_kind: The best sentence holds what is asked for: a date, a figure, a name; one half where that cannot be told.
length: Of the passage, in thousands of characters.
"""

NEAR = 60
_RAREST = 3
_LONGEST_QUESTION = 200
"""Characters; what follows is not matched."""

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_TIME = re.compile(r"[0-9〇零一二三四五六七八九十]+(?:年|月|日|世纪|时|点|周|天)|当时|时期|年代|[朝代]")
_FIGURE = re.compile(r"[0-9]|[一二两三四五六七八九十百千万亿]{2,}|[一二两三四五六七八九十百千半][^ ，。]")
_LETTERED = re.compile(r"[\u3400-\u9fff0-9a-z]")

Idf = Callable[[str], float]
Weighted = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, made ready to be looked for in many passages. Every string is in search form."""

    text: str
    kind: QuestionKind
    words: Weighted
    pairs: Weighted
    triples: Weighted
    rarest: tuple[str, ...]
    numbers: frozenset[str]


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
    )


def features(question: Asked, title: str, passage: str) -> tuple[float, ...]:
    """The figures of `FEATURES`, in that order.

    Args:
        title: Of the passage's document, in search form, as `passage`. It is read as the passage's first line: later
            parts of a document seldom say again whom they speak of.
    """
    passage = f"{title}\n{passage}"
    present = [(pair, weight) for pair, weight in question.pairs if pair in passage]
    held = [(word, weight) for word, weight in question.words if word in passage]
    sentences = _SENTENCE_END.split(passage)
    by_sentence = [sum(weight for pair, weight in present if pair in sentence) for sentence in sentences]
    best = max(range(len(sentences)), key=by_sentence.__getitem__)
    all_words, all_pairs = _total(question.words), _total(question.pairs)
    title_pairs = [title[at : at + 2] for at in range(len(title) - 1)]
    return (
        _total(held) / all_words,
        _total(present) / all_pairs,
        sum(weight for triple, weight in question.triples if triple in passage) / _total(question.triples),
        longest_stretch(question.text, passage) / max(1, len(question.text)),
        max(sum(weight for word, weight in held if word in sentence) for sentence in sentences) / all_words,
        by_sentence[best] / all_pairs,
        _two_sentences(present, sentences, by_sentence) / all_pairs,
        _nearest(present, passage) / all_pairs,
        sum(word in passage for word in question.rarest) / max(1, len(question.rarest)),
        sum(number in passage for number in question.numbers) / len(question.numbers) if question.numbers else 1.0,
        float(len(title) > 1 and title in question.text),
        sum(pair in question.text for pair in title_pairs) / max(1, len(title_pairs)),
        _answers(question, sentences[best]),
        min(1.0, len(passage) / 1000),
    )


def longest_stretch(question: str, passage: str) -> int:
    """Length of the longest run of letters, digits and characters of `question` that stands in `passage`."""
    longest = start = 0
    for end in range(1, len(question) + 1):
        while start < end and question[start:end] not in passage:
            start += 1
        if end - start > longest and _LETTERED.match(question[start]):
            longest = end - start
    return longest


def _two_sentences(present: Sequence[tuple[str, float]], sentences: Sequence[str], alone: Sequence[float]) -> float:
    """The best sum over the pairs in two neighbouring sentences; only those that could beat the best are added up."""
    best = max(alone)
    for (left, right), (first, second) in zip(pairwise(alone), pairwise(sentences), strict=True):
        if left + right > best and left and right:
            best = max(best, sum(weight for pair, weight in present if pair in first or pair in second))
    return best


def _nearest(present: Sequence[tuple[str, float]], passage: str) -> float:
    """The best sum over distinct pairs within `NEAR` characters; of each pair the first places count."""
    places = sorted((at, pair, weight) for pair, weight in present for at in _places(pair, passage))
    inside: dict[str, int] = {}
    best = total = 0.0
    first = 0
    for at, pair, weight in places:
        while at - places[first][0] > NEAR:
            gone = places[first]
            inside[gone[1]] -= 1
            total -= gone[2] if not inside[gone[1]] else 0.0
            first += 1
        total += weight if not inside.get(pair) else 0.0
        inside[pair] = inside.get(pair, 0) + 1
        best = max(best, total)
    return best


_PLACES = 8


def _places(pair: str, passage: str) -> list[int]:
    found: list[int] = []
    at = passage.find(pair)
    while at >= 0 and len(found) < _PLACES:
        found.append(at)
        at = passage.find(pair, at + 1)
    return found


def _answers(question: Asked, sentence: str) -> float:
    if question.kind == "date":
        return float(any(match not in question.text for match in _TIME.findall(sentence)))
    if question.kind == "figure":
        return float(any(match not in question.text for match in _FIGURE.findall(sentence)))
    return 0.5


def _total(weighted: Sequence[tuple[str, float]]) -> float:
    return sum(weight for _, weight in weighted) or 1e-9
