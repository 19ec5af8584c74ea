"""What a question is about: how much each of its terms tells, how else it may be said, and what it means as a whole.

Where a text that answers says it in other words, it is the verbs, the adverbs and the words of time that differ
(花掉 - 使用, 起码 - 不少于); what a thing is called mostly stays. So nouns and names tell in full, others the less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from assistant.answering.sentences.everyday import Bridges, bridges
from assistant.retrieval import wording
from assistant.retrieval.question import Question
from ingest.encoder import Vectors, load_encoder
from ingest.text.folding import is_cjk
from ingest.text.tokens import rarity, tag

KEPT = 512
"""Questions and texts that are remembered."""

NOUNS = frozenset("nijlsb")
"""First letters of jieba's parts of speech that name things; 名动词 (vn) and 名形词 (an) do as well."""
NOUN_VERBS = frozenset({"vn", "an"})
NOUN_VERB = 0.8
UNKNOWN = 0.7
"""What a term outside the dictionary tells, a name or a fragment of speech."""
OTHERS = MappingProxyType({"v": 0.4, "a": 0.4, "t": 0.4, "m": 0.3, "z": 0.2, "q": 0.2})
LEAST = 0.15

BRIDGED = 0.8
"""What an official word for it counts, against the term itself."""
PARTIAL = 0.7
"""What all character pairs of a term count."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A question's matter; the three tuples have one entry for each of its terms.

    Attributes:
        weights: What each term tells, 0 or more.
        nouns: The same for those that name things, 0 for others.
        official: What official texts say instead, in search form.
        everyday: The everyday words that it says, with the official ones.
        restated: What it is about, with the official words added, for the encoder.
    """

    terms: tuple[str, ...]
    weights: tuple[float, ...]
    nouns: tuple[float, ...]
    official: tuple[tuple[str, ...], ...]
    everyday: Bridges
    restated: str

    def held(self, text: str) -> tuple[float, ...]:
        """For each term, how far a text in search form says it or what stands for it, 0 to 1."""
        return tuple(_held(term, others, text) for term, others in zip(self.terms, self.official, strict=True))

    def unsaid_noun(self, text: str) -> float:
        """Rarity in Chinese at large of the rarest noun that a text in search form does not hold; 0 without one."""
        named = (term for term, weight in zip(self.terms, self.nouns, strict=True) if weight)
        return max((rarity(term) for term in named if term not in text), default=0.0)


@lru_cache(KEPT)
def matter(question: Question) -> Matter:
    """Take a question's matter apart."""
    everyday = bridges(question.text)
    telling = tuple(zip(question.terms, question.weights, strict=True))
    added = (word for _, official in everyday for word in official)
    return Matter(
        question.terms,
        tuple(weight * tells(term) for term, weight in telling),
        tuple(weight if is_noun(term) else 0.0 for term, weight in telling),
        tuple(_official(term, everyday) for term in question.terms),
        everyday,
        " ".join((wording.SPEECH.sub(" ", question.text), *added)),
    )


def mean(weights: Sequence[float], values: Sequence[float], otherwise: float) -> float:
    """The weighted mean; `otherwise` where nothing has weight."""
    whole = sum(weights)
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) / whole if whole else otherwise


def is_noun(term: str) -> bool:
    """Whether a folded term names a thing; one outside the dictionary does."""
    kind = tag(term)
    return not kind or kind[0] in NOUNS or kind in NOUN_VERBS or kind == "eng"


def tells(term: str) -> float:
    """What a folded term tells by its kind, 0 to 1."""
    kind = tag(term)
    if not is_cjk(term[0]) or kind[:1] in NOUNS:
        return 1.0
    if kind in NOUN_VERBS:
        return NOUN_VERB
    return OTHERS.get(kind[0], LEAST) if kind else UNKNOWN


def alike(one: str, other: str) -> float:
    """How alike two texts are, -1 to 1, to the built-in encoder: the figures of another would differ in scale."""
    return float(_vector(one) @ _vector(other))


@lru_cache(KEPT)
def _vector(text: str) -> Vectors:
    vector: Vectors = load_encoder().encode_documents([text])[0]
    return vector


def _official(term: str, everyday: Bridges) -> tuple[str, ...]:
    return tuple(one for word, official in everyday if word in term or term in word for one in official)


def _held(term: str, others: Sequence[str], text: str) -> float:
    if term in text:
        return 1.0
    bridged = BRIDGED if any(one in text for one in others) else 0.0
    if len(term) < 3 or not is_cjk(term[0]):
        return bridged
    pairs = [term[at : at + 2] for at in range(len(term) - 1)]
    return max(bridged, PARTIAL * sum(pair in text for pair in pairs) / len(pairs))
