"""Which sentences of a passage a claim rests on."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.verification.values import matches, values
from ingest.text.sentences import split_sentences
from ingest.text.tokens import bigrams
from ingest.types import Span

LONGEST = 3
"""Sentences that one quotation may span."""

_WORTH_A_SENTENCE = 0.15
"""Share of the claim that a neighbouring sentence must add to be quoted too."""

_FIGURE_WEIGHT = 3.0
"""A figure counts as much as so many character pairs."""

Features = dict[object, float]


def best_quote(claim: str, text: str) -> Span | None:
    """The one to three consecutive sentences of `text` that share most with `claim`, verbatim; None if they share nothing.

    Shared character bigrams count one each, shared figures three; a neighbour is taken in when it adds at least 15 %.
    """
    wanted = _features(claim)
    sentences = split_sentences(text)
    shares = [_shared(claim, wanted, span.of(text)) for span in sentences]
    if not any(shares):
        return None
    first = last = max(range(len(sentences)), key=lambda at: (_weight(shares[at], wanted), -at))
    held = shares[first]
    while last - first + 1 < LONGEST:
        gains = {at: _weight(shares[at] - held, wanted) for at in (first - 1, last + 1) if 0 <= at < len(sentences)}
        at = max(gains, key=lambda one: gains[one], default=-1)
        if at < 0 or gains[at] < _WORTH_A_SENTENCE:
            break
        first, last, held = min(first, at), max(last, at), held | shares[at]
    return Span(sentences[first].start, sentences[last].end)


def _features(claim: str) -> Features:
    pairs: Features = dict.fromkeys(bigrams(claim), 1.0)
    return pairs | dict.fromkeys(values(claim), _FIGURE_WEIGHT)


def _shared(claim: str, wanted: Features, sentence: str) -> frozenset[object]:
    pairs = set(bigrams(sentence)) & wanted.keys()
    figures = values(sentence)
    return frozenset(pairs | {value for value in values(claim) if any(matches(value, other) for other in figures)})


def _weight(features: Iterable[object], wanted: Features) -> float:
    return sum(wanted[one] for one in features) / sum(wanted.values())
