"""Whether the passages carry an answer: the probability that their best sentences give it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.answering.evidence import Evidence
from assistant.answering.fitting import must_fit
from assistant.answering.sentences.confidence import shipped_confidence
from assistant.answering.sentences.everyday import bridged
from assistant.answering.sentences.features import FEATURES
from assistant.answering.sentences.forms import FORMS
from assistant.answering.sentences.matter import alike, matter, mean
from assistant.retrieval.question import Question
from assistant.types import Passage
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

MOST_TOLD = 6.0
"""What about the most telling of terms weighs."""

_COLUMN = {name: place for place, name in enumerate(FEATURES)}
_SEEN = (
    *("words", "pairs", "triples", "stretch", "rarest", "numbers", "clause", "at_asking", "before", "with_before"),
    *("with_heading", "new", "length", "opens", "beyond", "row", "labelled", "cell", "after_question", "official"),
    *("passage_meaning", "passage_pairs"),
)
"""The scorer's `FEATURES` that tell of an answer as well. The passage's own score is not among them: it is relative to
the best of its list, which a list without an answer has as well."""

KINDS = ("figure", "date", "person", "procedure", "list", "comparison")
"""Kinds of question that are told apart: some are answered in other words than they are asked in."""

KEPT = 64
"""Sentences and passages that are remembered: the choice of sentences and its confidence ask for the same."""


def answerability(question: Question, evidence: Sequence[Evidence]) -> float:
    """The probability that the passages carry an answer, 0 to 1.

    Args:
        evidence: As `weigh` gives it, best first.
    """
    return max((probability(question, item) for item in evidence[:LOOKED_AT]), default=0.0)


@lru_cache(KEPT)
def probability(question: Question, item: Evidence) -> float:
    """The probability that a sentence answers, 0 to 1; 0 where nothing of the question stands around it."""
    if not item.covered:
        return 0.0
    return shipped_confidence().of(signs(question, item))


def signs(question: Question, item: Evidence) -> dict[str, float]:
    """What is looked at, each by its name and 0 to 1.

    As in `Evidence` and `FEATURES`, and: chance: root of the sentence's chance to be the one that answers. unfit,
    untimely: it lacks the kind of thing or the time asked for. carried: nothing that a question needs falls short
    altogether. several: more than one source is asked for. asks_…: the question's kind.
    """
    return {
        "chance": item.score**0.5,
        **{name: item.seen[_COLUMN[name]] for name in _SEEN},
        "direct": item.direct,
        "covered": item.covered,
        "asked": item.asked,
        "focused": item.focused,
        "focus_held": question.coverage(item.matches, question.focus),
        "fits": float(item.fits),
        "unfit": float(must_fit(question) and not item.fits),
        "untimely": float(question.asks and not item.timely),
        "carried": float(carries(question, item)),
        "several": float(question.several),
        **{f"asks_{kind}": float(question.kind == kind) for kind in KINDS},
        **_of_form(item),
        **_of_matter(question, item),
    }


def _of_form(item: Evidence) -> dict[str, float]:
    """lacking: Share of the forms asked for that the sentence lacks; given: whether it has one; formless: whether the
    question asks for none."""
    given, lacking = _forms(item)
    return {
        "lacking": lacking / (given + lacking) if given + lacking else 0.0,
        "given": float(given > 0),
        "formless": float(not given + lacking),
    }


def _of_matter(question: Question, item: Evidence) -> dict[str, float]:
    """How far the sentence, with its title and headings (headed), and with its whole passage (around), holds what the
    question is about: said: its terms or what officially stands for them, by what they tell; noun: its nouns, as they
    stand; meaning: as the encoder has it; bridged: its everyday words, officially.

    placed: Share of the question's terms, by weight, that the passage holds as they stand. missed: what the term
    that the passage most lacks tells, of six, and (missed_share) of all. unsaid_noun: rarity of the rarest noun that it
    lacks. nameless: Share of the names in quotation marks that it lacks. terms: How many the question has, in tens.
    """
    about = matter(question)
    sentence, (heading, around) = fold(item.text).text, _folded(item.passage)
    headed = f"{heading} {sentence}"
    texts = {"": sentence, "_headed": headed, "_around": around}
    held = {name: about.held(text) for name, text in texts.items()}
    lacking = [weight * (1 - share) for weight, share in zip(about.weights, held["_around"], strict=True)]
    most, whole = max(lacking, default=0.0), sum(about.weights)
    return {
        **{f"said{name}": mean(about.weights, shares, 0.0) for name, shares in held.items()},
        **{f"noun{name}": mean(about.nouns, _standing(question, text), 0.5) for name, text in texts.items()},
        **{f"meaning{name}": max(0.0, alike(about.restated, text)) for name, text in texts.items()},
        "bridged": bridged(about.everyday, sentence) if about.everyday else 0.5,
        "bridged_around": bridged(about.everyday, around) if about.everyday else 0.5,
        "placed": mean(question.weights, _standing(question, around), 0.0),
        "missed": min(1.0, most / MOST_TOLD),
        "missed_share": most / whole if whole else 0.0,
        "unsaid_noun": about.unsaid_noun(around),
        "nameless": sum(name not in around for name in question.names) / max(1, len(question.names)),
        "terms": min(1.0, len(question.terms) / 10),
    }


def _standing(question: Question, text: str) -> list[float]:
    return [float(term in text) for term in question.terms]


@lru_cache(KEPT)
def _folded(passage: Passage) -> tuple[str, str]:
    """Title and headings; these and the text."""
    heading = fold(" ".join((passage.document, *passage.chunk.address.section))).text
    return heading, f"{heading} {fold(passage.chunk.text).text}"


def _forms(item: Evidence) -> tuple[float, float]:
    """How many of the forms that the question asks for the sentence gives, and how many it lacks."""
    given, lacking = (sum(item.seen[_COLUMN[f"{what}_{name}"]] for name in FORMS) for what in ("gives", "lacks"))
    return given, lacking


def labelled(item: Evidence) -> bool:
    """Whether the sentence is a line whose label is what is asked for (地点：…)."""
    return item.seen[_COLUMN["labelled"]] == 1.0


def lacks_form(item: Evidence) -> bool:
    """Whether the sentence holds none of the forms that the question asks for; False where it asks for none."""
    given, lacking = _forms(item)
    return lacking > 0 and not given


def carries(question: Question, item: Evidence) -> bool:
    """Whether a sentence speaks of what was asked, of the time asked for, and holds the kind of thing asked for."""
    if must_fit(question) and not item.fits:
        return False
    if question.asks and not item.timely:
        return False
    focused = item.focused >= FOCUSED_LEAST or (question.kind != "person" and item.direct >= DIRECT_ENOUGH)
    return focused and item.direct >= DIRECT_LEAST and item.covered >= COVERED_LEAST and item.asked >= ASKED_LEAST
