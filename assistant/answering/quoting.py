"""Which sentences of a passage a claim rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from assistant.verification.values import Value, matches, values
from ingest.text.sentences import split_sentences
from ingest.text.tokens import bigrams
from ingest.types import Span

MOST_SENTENCES = 3
"""Sentences quoted for one claim out of one passage."""

WORTH_A_SENTENCE = 0.15
"""Share of the claim that a further sentence must add to be quoted too …"""

FIGURE_WEIGHT = 3.0
"""… and at least as much as one figure, which counts as much as three character pairs."""

Feature = str | Value


def best_quotes(claim: str, text: str) -> list[Span]:
    """The sentences of `text` that carry `claim`, verbatim, in the text's order; those that touch are one quotation.

    The sentence that shares most with the claim (character bigrams and figures), then whatever adds enough that the
    first does not have. Nothing when nothing is shared.
    """
    weights = _weights(claim)
    sentences = split_sentences(text)
    shares = [_shared(weights, span.of(text)) for span in sentences]
    chosen: list[int] = []
    held: frozenset[Feature] = frozenset()
    while shares and len(chosen) < MOST_SENTENCES:
        gains = [_weight(share - held, weights) for share in shares]
        at = gains.index(max(gains))
        if gains[at] < (_least_gain(weights) if chosen else 1.0):
            break
        chosen.append(at)
        held |= shares[at]
    return _merged(sorted(chosen), sentences)


def _weights(claim: str) -> dict[Feature, float]:
    return dict.fromkeys(bigrams(claim), 1.0) | dict.fromkeys(values(claim), FIGURE_WEIGHT)


def _least_gain(weights: dict[Feature, float]) -> float:
    return max(FIGURE_WEIGHT, WORTH_A_SENTENCE * sum(weights.values()))


def _shared(weights: dict[Feature, float], sentence: str) -> frozenset[Feature]:
    pairs, figures = set(bigrams(sentence)), values(sentence)
    return frozenset(one for one in weights if one in pairs or _is_among(one, figures))


def _is_among(feature: Feature, figures: Sequence[Value]) -> bool:
    return isinstance(feature, Value) and any(matches(feature, figure) for figure in figures)


def _weight(features: Collection[Feature], weights: dict[Feature, float]) -> float:
    return sum(weights[one] for one in features)


def _merged(chosen: Sequence[int], sentences: Sequence[Span]) -> list[Span]:
    breaks = [at + 1 for at, (one, other) in enumerate(pairwise(chosen)) if other != one + 1]
    groups = [chosen[start:end] for start, end in pairwise([0, *breaks, len(chosen)])] if chosen else []
    return [Span(sentences[group[0]].start, sentences[group[-1]].end) for group in groups]
