"""How passages match a question, in figures: what the reranker weighs.

Everything is looked up in the passages' search form, all passages at once (`laid`): cutting thirty passages into words
would cost more than the whole search. Rarity comes from the library, so that a figure means the same in any library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from assistant.retrieval.ranking import laid as lay
from assistant.retrieval.ranking.expected import expected
from assistant.retrieval.ranking.laid import Floats, Laid, Parts, Places
from assistant.retrieval.ranking.terms import KINDS, Asked, Terms, located

WINDOWS = (24, 60, 120)
SCOPES = ("passage", "sentence", "two_sentences", *(f"within_{size}" for size in WINDOWS))
FEATURES = (
    *(f"{kind}_{scope}" for scope in SCOPES for kind in KINDS),
    "triples",
    "stretch",
    "rarest",
    "missing_word",
    "missing_pair",
    "often",
    "numbers",
    "title_named",
    "title_pairs",
    "pairs_beside_title",
    "characters_beside_title",
    "expected_sentence",
    "expected_near",
    "ending_sentence",
    "ending_near",
    "length",
)
"""The columns of `features`, each 0 to 1.

The question's terms of a kind that stand in a passage, and in its best part of a size, as a share of them all:
    words, pairs: Words and character pairs, weighted by rarity. telling: pairs, also by how few of the candidates hold
    them. characters: Chinese ones, weighted as the pairs they stand in. letters: characters of any kind, each
    alike. spaced: two characters of the question at most two apart, in this order, at most three apart.
    passage, sentence, two_sentences (neighbours), within_24, 60, 120: the parts (windows overlap by half).
triples: Three characters in a row, weighted as their two pairs.
stretch: Longest run of the question's characters that stands in the passage, as a share of the question.
rarest: Share of the three rarest words. missing_word, missing_pair: the rarest one missing, against the rarest of all.
often: How often the words stand in the passage, ln(1 + n) with at most 8 of each counted, against 8 of all.
numbers: Share of the question's numbers; 1 where it has none.
title_named: The title stands in the question. title_pairs: Share of the title's pairs that stand in the question.
pairs_beside_title, characters_beside_title: Those that the title lacks, in the best sentence; 1 where it lacks none.
expected_sentence, ending_sentence: The best match, by pairs and characters, of a sentence that holds what an answer
    holds, or a name that ends like the noun asked for (`expected`); the best of all where the question does not tell.
expected_near, ending_near: Whether the best sentence or its neighbours hold it; one half where that cannot be told.
length: Of the passage, in thousands of characters.
"""

OFTEN = 8
_LETTERED = re.compile(r"[\u3400-\u9fff0-9a-z]")


def features(question: Asked, passages: Sequence[tuple[str, str]]) -> Floats:
    """The figures of `FEATURES` for each passage, shape (passages, len(FEATURES)).

    Args:
        passages: Title of the document, and text, in search form. The title is read as the passage's first line: later
            parts of a document seldom say again whom they speak of.
    """
    if not passages:
        return np.zeros((0, len(FEATURES)), np.float32)
    text = lay.lay(passages)
    terms = located(question, text)
    sentences = lay.sentences(text)
    in_sentences = terms.places.within(sentences, len(terms.weights))
    in_passages = terms.places.within(lay.whole(text), len(terms.weights))
    scopes = [in_passages @ terms.weights, lay.best_of(in_sentences @ terms.weights, sentences)]
    scopes.append(lay.best_of(lay.with_next(in_sentences, sentences) @ terms.weights, sentences))
    for size in WINDOWS:
        blocks = lay.blocks(text, size // 2)
        held = lay.with_next(terms.places.within(blocks, len(terms.weights)), blocks)
        scopes.append(lay.best_of(held @ terms.weights, blocks))
    each = [_alone(question, title, body) for title, body in passages]
    return np.concatenate(
        [
            *scopes,
            np.array(each, np.float32)[:, :3],
            _missing(in_passages, terms),
            _often(text, terms),
            np.array(each, np.float32)[:, 3:6],
            _beside_title(text, terms, sentences, in_sentences),
            _answering(question, text, terms, sentences, in_sentences),
            np.array(each, np.float32)[:, 6:],
        ],
        axis=1,
    ).astype(np.float32)


def _missing(in_passages: Floats, terms: Terms) -> Floats:
    """The weight of the rarest word, and of the rarest pair, that a passage lacks, against the rarest of all."""
    columns = []
    for kind, members in enumerate((terms.words, terms.pairs)):
        weights = terms.weights[members, kind]
        lacking = ((1 - in_passages[:, members]) * weights).max(axis=1, initial=0.0)
        columns.append(lacking / max(float(weights.max(initial=0.0)), 1e-9))
    return np.stack(columns, axis=1)


def _often(text: Laid, terms: Terms) -> Floats:
    """Shape (passages, 1)."""
    members = len(terms.words)
    words = terms.places.term < members
    cells = text.passage[terms.places.at[words]] * members + terms.places.term[words]
    counts = np.bincount(cells, minlength=len(text.starts) * members).reshape(len(text.starts), members)
    told = np.log1p(np.minimum(counts, OFTEN)) / np.log1p(OFTEN)
    return np.asarray(told @ terms.weights[terms.words, :1], np.float32)


def _beside_title(text: Laid, terms: Terms, sentences: Parts, in_sentences: Floats) -> Floats:
    """For pairs and characters, the share of those the title lacks that the best sentence holds."""
    titled = text.titled[terms.places.at]
    named = Places(terms.places.at[titled], terms.places.term[titled]).within(lay.whole(text), len(terms.weights))
    columns = []
    for kind in (KINDS.index("pairs"), KINDS.index("characters")):
        left = (1 - named) * terms.weights[:, kind]
        all_left = left.sum(axis=1)
        held = lay.best_of((in_sentences * left[sentences.passage]).sum(axis=1), sentences)
        columns.append(np.where(all_left > 1e-6, held / np.maximum(all_left, 1e-6), 1.0))
    return np.stack(columns, axis=1)


def _answering(question: Asked, text: Laid, terms: Terms, sentences: Parts, in_sentences: Floats) -> Floats:
    """`expected_sentence` and `expected_near`, then the same of the ending."""
    wanted = expected(question.text)
    match = in_sentences @ terms.weights[:, [KINDS.index("pairs"), KINDS.index("characters")]].mean(axis=1)
    best = lay.best_of(match, sentences)
    columns = []
    for told, places in (
        (wanted.pattern is not None, wanted.places(text.text)),
        (bool(wanted.ending), wanted.endings(text.text)),
    ):
        if not told:
            columns += [best, np.full(len(best), 0.5)]
            continue
        holding = np.zeros((len(match), 1), np.float32)
        holding[text.sentence[list(places)]] = 1.0
        flat = holding[:, 0]
        near = np.maximum(lay.with_next(holding, sentences)[:, 0], _with_former(flat, sentences))
        top = (match >= best[sentences.passage] - 1e-7).astype(np.float32)
        columns += [lay.best_of(match * flat, sentences), lay.best_of(top * near, sentences)]
    return np.stack(columns, axis=1)


def _with_former(held: Floats, parts: Parts) -> Floats:
    """What each part or the one before it in the same passage holds."""
    joined = held.copy()
    same = np.flatnonzero(parts.passage[:-1] == parts.passage[1:]) + 1
    joined[same] = np.maximum(held[same], held[same - 1])
    return joined


def _alone(question: Asked, title: str, body: str) -> tuple[float, ...]:
    """triples, stretch, rarest; numbers, title_named, title_pairs; length: what is looked up passage by passage."""
    passage = f"{title}\n{body}"
    title_pairs = [title[at : at + 2] for at in range(len(title) - 1)]
    return (
        sum(weight for triple, weight in question.triples if triple in passage) / _total(question.triples),
        longest_stretch(question.text, passage) / max(1, len(question.text)),
        sum(word in passage for word in question.rarest) / max(1, len(question.rarest)),
        sum(number in passage for number in question.numbers) / len(question.numbers) if question.numbers else 1.0,
        float(len(title) > 1 and title in question.text),
        sum(pair in question.text for pair in title_pairs) / max(1, len(title_pairs)),
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


def _total(weighted: Sequence[tuple[str, float]]) -> float:
    return sum(weight for _, weight in weighted) or 1e-9
