"""Training pairs from the structure of official texts, without a single labelled question.

A query is the title with its headings, or a few clauses cut out of an article; its document is the rest of that article
(the inverse cloze task: Lee, Chang and Toutanova 2019, "Latent Retrieval for Weakly Supervised Open Domain Question
Answering"). Words that both sides share are dropped from the query at random, so that the vectors must learn what
words mean for each other and not merely that they are equal: the lexical index does that already.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ingest.encoder.training.cooccurrence import TokenIds

_LONGEST_DOCUMENT = 300


@dataclass(frozen=True, slots=True)
class TokenUnit:
    """A unit as tokens: its title and headings, and its body cut at punctuation."""

    title: TokenIds
    clauses: tuple[TokenIds, ...]


@dataclass(frozen=True, slots=True)
class PairSettings:
    """Probabilities, 0 to 1.

    Attributes:
        title_query: The query is the title rather than clauses of the body.
        keep_query: The document keeps the clauses that make the query.
        title_in_document: The title stands before the document.
        drop_shared: A query word that the document holds is left out.
    """

    title_query: float
    keep_query: float
    title_in_document: float
    drop_shared: float


def clauses(ids: TokenIds) -> tuple[TokenIds, ...]:
    """`ids` cut at token 0, which stands for punctuation; no empty ones."""
    cuts = np.flatnonzero(ids == 0)
    return tuple(piece[piece > 0] for piece in np.split(ids, cuts) if (piece > 0).any())


def make_pair(unit: TokenUnit, settings: PairSettings, chance: random.Random) -> tuple[TokenIds, TokenIds]:
    """A query and its document, both non-empty. `unit` has a title and at least one clause."""
    if len(unit.clauses) < 2 or chance.random() < settings.title_query:
        return unit.title, _excerpt(np.concatenate(unit.clauses), chance)
    size = min(chance.choice((1, 1, 2, 2, 3)), len(unit.clauses) - 1)
    start = chance.randrange(len(unit.clauses) - size + 1)
    query = np.concatenate(unit.clauses[start : start + size])
    keep = chance.random() < settings.keep_query
    rest: Sequence[TokenIds] = unit.clauses if keep else unit.clauses[:start] + unit.clauses[start + size :]
    if chance.random() < settings.title_in_document:
        rest = (unit.title, *rest)
    document = np.concatenate(rest)[:_LONGEST_DOCUMENT]
    return _drop_shared(query, document, settings.drop_shared, chance), document


def _excerpt(body: TokenIds, chance: random.Random) -> TokenIds:
    """Half of the time a stretch of 8 to 80 tokens, else the whole."""
    if len(body) <= 12 or chance.random() < 0.5:
        return body[:_LONGEST_DOCUMENT]
    start = chance.randrange(len(body) - 8)
    return body[start : start + chance.randrange(8, 80)]


def _drop_shared(query: TokenIds, document: TokenIds, share: float, chance: random.Random) -> TokenIds:
    held = set(document.tolist())
    kept = [token for token in query.tolist() if token not in held or chance.random() >= share]
    return np.array(kept, np.int32) if kept else query
