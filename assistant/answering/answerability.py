"""Whether the passages carry an answer: the probability that their best sentences give it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answering.evidence import Evidence
from assistant.answering.fitting import must_fit
from assistant.answering.sentences.confidence import KINDS, shipped_confidence
from assistant.answering.sentences.features import FEATURES
from assistant.answering.sentences.forms import FORMS
from assistant.retrieval.question import Question
from ingest.text.folding import fold

LOOKED_AT = 3
"""The best sentences, any of which may carry the answer."""

DIRECT_LEAST = 0.17
COVERED_LEAST = 0.4
ASKED_LEAST = 0.15
"""Below any of them a sentence carries no answer by itself (see the fields of `Evidence`)."""
FOCUSED_LEAST = 0.45
DIRECT_ENOUGH = 0.62
"""A sentence that holds so much of the question itself may word the focus its own way."""

_COLUMN = {name: place for place, name in enumerate(FEATURES)}
_SEEN = ("words", "pairs", "stretch", "rarest", "numbers", "clause", "at_asking", "with_heading")
_OF_PASSAGE = ("passage_pairs",)
_FURTHER = (
    "triples",
    "before",
    "with_before",
    "new",
    "length",
    "opens",
    "beyond",
    "row",
    "labelled",
    "cell",
    "after_question",
    "official",
    "passage_meaning",
)


def answerability(question: Question, evidence: Sequence[Evidence]) -> float:
    """The probability that the passages carry an answer, 0 to 1.

    Args:
        evidence: As `weigh` gives it, best first.
    """
    return max((probability(question, item) for item in evidence[:LOOKED_AT]), default=0.0)


def probability(question: Question, item: Evidence) -> float:
    """The probability that a sentence answers, 0 to 1; 0 where nothing of the question stands around it."""
    if not item.covered:
        return 0.0
    return shipped_confidence().of(signs(question, item))


def signs(question: Question, item: Evidence) -> tuple[float, ...]:
    """The figures of `confidence.SIGNS`, in that order."""
    given, lacking = (sum(item.seen[_COLUMN[f"{what}_{name}"]] for name in FORMS) for what in ("gives", "lacks"))
    text = fold(" ".join((item.passage.document, *item.passage.chunk.address.section, item.passage.chunk.text))).text
    return (
        item.score**0.5,
        *(item.seen[_COLUMN[name]] for name in (*_SEEN, *_OF_PASSAGE)),
        item.direct,
        item.covered,
        item.asked,
        item.focused,
        float(must_fit(question) and not item.fits),
        float(question.asks and not item.timely),
        lacking / (given + lacking) if given + lacking else 0.0,
        sum(name not in text for name in question.names) / len(question.names) if question.names else 0.0,
        _placed(question, text),
        float(carries(question, item)),
        *(item.seen[_COLUMN[name]] for name in _FURTHER),
        min(1.0, len(question.terms) / 10),
        float(question.several),
        *(float(question.kind == kind) for kind in KINDS),
    )


def _placed(question: Question, text: str) -> float:
    whole = sum(question.weights)
    held = sum(weight for term, weight in zip(question.terms, question.weights, strict=True) if term in text)
    return held / whole if whole else 0.0


def labelled(item: Evidence) -> bool:
    """Whether the sentence is a line whose label is what is asked for (地点：…)."""
    return item.seen[_COLUMN["labelled"]] == 1.0


def lacks_form(item: Evidence) -> bool:
    """Whether the sentence holds none of the forms that the question asks for; False where it asks for none."""
    given, lacking = (sum(item.seen[_COLUMN[f"{what}_{name}"]] for name in FORMS) for what in ("gives", "lacks"))
    return lacking > 0 and not given


def carries(question: Question, item: Evidence) -> bool:
    """Whether a sentence speaks of what was asked, of the time asked for, and holds the kind of thing asked for."""
    if must_fit(question) and not item.fits:
        return False
    if question.asks and not item.timely:
        return False
    focused = item.focused >= FOCUSED_LEAST or (question.kind != "person" and item.direct >= DIRECT_ENOUGH)
    return focused and item.direct >= DIRECT_LEAST and item.covered >= COVERED_LEAST and item.asked >= ASKED_LEAST
