"""The sentences of all sources, found by the character pairs that they share with a claim."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest

from assistant.types import Source
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.types import Span

_RUN = re.compile(r"\w+")

_RARE, _TELLS = 64, 40
"""A pair that stands in more sentences than this, and in more than one of so many, picks out no sentence."""

_FAR = 0.2
"""Share of the best sentence's score below which another is not looked at."""

_LONGEST = 1200
"""Characters of one sentence; a longer one (a text without stops) is looked through piece by piece."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a source.

    Attributes:
        source: Which of the index's sources it stands in.
        span: Where it stands in the text of the source's chunk.
        pairs: What `pairs_of` makes of it.
    """

    source: int
    span: Span
    text: str
    pairs: frozenset[str]


class SourceIndex:
    """Looks claims up in sources; built once for a text, about 30 ms for 100,000 characters."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        self.sentences: list[Sentence] = []
        for at, source in enumerate(self.sources):
            self.sentences += [_sentence(at, source.passage.chunk.text, span) for span in _spans(source)]
        self._postings: defaultdict[str, list[int]] = defaultdict(list)
        for index, sentence in enumerate(self.sentences):
            for pair in sentence.pairs:
                self._postings[pair].append(index)

    def key(self, sentence: int) -> str:
        """The key of the source in which a sentence stands."""
        return self.sources[self.sentences[sentence].source].key

    def weight(self, pair: str) -> float:
        """How telling a pair is: the logarithm of one sentence in how many has it; positive."""
        return math.log1p(len(self.sentences) / (1 + len(self._postings.get(pair, ()))))

    def ranked(self, pairs: Collection[str], keys: Collection[str] | None = None, most: int = 8) -> list[int]:
        """The sentences that share most with `pairs`, best first; only of sources with one of `keys`."""
        scores: defaultdict[int, float] = defaultdict(float)
        common = max(_RARE, len(self.sentences) // _TELLS)
        for pair in pairs:
            found = self._postings.get(pair, ())
            if len(found) <= common:
                weight = self.weight(pair)
                for index in found:
                    scores[index] += weight
        if not scores:
            for pair in pairs:
                for index in self._postings.get(pair, ()):
                    scores[index] += 1.0
        if keys is not None:
            scores = defaultdict(float, {at: score for at, score in scores.items() if self.key(at) in keys})
        least = _FAR * max(scores.values(), default=0.0)
        near = [at for at, score in scores.items() if score >= least]
        # Of two that share the same, the shorter says less beside it; the earlier one is kept for certainty.
        return nlargest(most, near, key=lambda at: (scores[at], -len(self.sentences[at].span), -at))

    def neighbours(self, sentence: int) -> list[int]:
        """The sentences before and after in the same chunk."""
        source = self.sentences[sentence].source
        return [
            at
            for at in (sentence - 1, sentence + 1)
            if 0 <= at < len(self.sentences) and self.sentences[at].source == source
        ]

    def joined(self, chosen: Sequence[int]) -> str:
        """The text of some sentences in ascending order; what stands between neighbours stays."""
        pieces: list[str] = []
        last: Sentence | None = None
        for at in chosen:
            sentence = self.sentences[at]
            if last is not None and at - 1 in chosen and last.source == sentence.source:
                chunk = self.sources[sentence.source].passage.chunk.text
                pieces.append(chunk[last.span.end : sentence.span.start])
            pieces.append(sentence.text)
            last = sentence
        return "".join(pieces)

    def has(self, pair: str) -> bool:
        """Whether some sentence has a pair."""
        return pair in self._postings

    def first(self, key: str) -> int | None:
        """The first sentence of the sources with a key; None where they hold none."""
        return next((at for at in range(len(self.sentences)) if self.key(at) == key), None)

    def containing(self, wording: str) -> list[int]:
        """The sentences that have a wording verbatim."""
        return [at for at, sentence in enumerate(self.sentences) if wording in sentence.text]


@lru_cache(maxsize=1 << 13)
def pairs_of(text: str) -> frozenset[str]:
    """The folded character pairs of every run of letters and digits in `text`; a lone character by itself."""
    runs = _RUN.findall(fold(text).text)
    return frozenset(run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1)))


def _sentence(source: int, chunk: str, span: Span) -> Sentence:
    text = span.of(chunk)
    runs = _RUN.findall(fold(text).text)
    pairs = frozenset(run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1)))
    return Sentence(source, span, text, pairs)


def _spans(source: Source) -> list[Span]:
    found = split_sentences(source.passage.chunk.text)
    if all(len(span) <= _LONGEST for span in found):
        return found
    return [Span(at, min(at + _LONGEST, span.end)) for span in found for at in range(span.start, span.end, _LONGEST)]
