"""How a sentence matches a question, in figures: what the sentence scorer weighs.

Everything is looked up as plain strings in the search form, as `assistant.retrieval.ranking.features` does for whole
passages; what is added is what only a sentence has: its neighbours, its place, the form of the answer it may hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.sentences.everyday import Bridges, bridged, bridges
from assistant.answering.sentences.forms import FORMS, asked_forms, holds, is_label
from assistant.retrieval import wording
from assistant.retrieval.ranking.features import longest_stretch
from assistant.retrieval.ranking.terms import Asked, Weighted, asked
from ingest.text.folding import fold

FEATURES = (
    "words",
    "pairs",
    "triples",
    "stretch",
    "rarest",
    "numbers",
    "clause",
    "at_asking",
    "before",
    "after",
    "with_before",
    "with_after",
    "with_heading",
    "only_here",
    "new",
    "first",
    "early",
    "length",
    "short",
    "heading",
    "listed",
    "beyond",
    "row",
    "labelled",
    "cell",
    "opens",
    "bracketed",
    "is_question",
    "after_question",
    "official",
    "introduces",
    "between",
    *(f"gives_{name}" for name in FORMS),
    *(f"lacks_{name}" for name in FORMS),
    "passage",
    "passage_best",
    "passage_words",
    "passage_meaning",
    "passage_pairs",
    "fitting",
    "timely",
    "focus",
    "article",
    "over",
)
"""The columns of `features`, each 0 to 1.

words, pairs, triples: Share of the question's words, character pairs, threes that the sentence holds, by rarity.
stretch: Longest run of the question's characters that stands in the sentence, as a share of the question.
rarest: Share of the three rarest words; numbers: share of the question's numbers, 1 where it has none.
clause: pairs within the sentence's best clause; at_asking: pairs beside the question word.
before, after: pairs of the neighbour sentences; with_before, with_after: of the sentence and that neighbour together;
with_heading: of the sentence, the title and the headings. only_here: weight of the pairs that no other sentence of
the passage holds. new: characters that the question does not have, in fifties.
first, early: place in the passage; length in hundreds of characters; short: says nothing by itself; heading: stands
among the headings; listed: introduces a list. beyond: pairs among those that title and headings lack.
row: a row of a table; labelled: a line whose label (地点：…) is what is asked for; cell: a row with a column that is.
opens: ends in a colon that nothing follows (a salutation, 通知如下：); bracketed: all in brackets, as a note of origin.
is_question: asks itself; after_question: pairs of the sentence before, where that is a question.
official: share of the question's everyday words that the sentence says officially.
introduces: share of the question that is the name with which the sentence begins to say what it is (X是, X(…, X,).
between: it says what stands before and behind the question word, in this order and with room for the answer between.
gives_…, lacks_…: whether the form that is asked for is held or lacking; 0 both where it is not asked for.
passage …: the passage's scores, whether it is the best, and the pairs it holds in all.
fitting, timely: whether it holds the kind of thing and speaks of the time asked for, one half where none is asked for.
focus: share of the terms nearest to the question word. article: an article of a rule; over: a rule out of force.
"""

SHORTEST = 6
"""A sentence of fewer folded characters says nothing by itself."""

_CLAUSE = re.compile(r"[,;:。!?]")
LEAST_BEYOND = 0.05
"""Share of the question that title and headings must lack for the rest to tell anything."""

_ROW = re.compile(r"[^:;,。]{1,20}:[^;]*;[^:;]{1,24}:")
_CELL = re.compile(r"(?:^|[;\n])\s*([^:;,。\n]{1,20}):(?!$|\n)")
_BESIDE = 4
"""Characters on each side of the question word."""

_INTRODUCED = re.compile(r"""["'<《]*(.{2,24}?)["'>》]*(?:\(|,|是|为|位于|指|系|乃|又|即)""")
_ASKED_FOR = re.compile(
    rf"(?:{wording.ASKING.pattern})一?"
    r"(?:[个种位条座部名类款支所家些场项届本首年月日天里儿人]|时[候间]|地[方区])?"
)
_FORM_WORDS = "是为在于的了有被由叫共以,"
"""Beside the question word they belong to the question more than to its answer."""
ROOM = 30
"""Characters of an answer, at most, between what stands before and behind the question word."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A question, made ready to be looked for in many sentences."""

    asked: Asked
    beside: Weighted
    forms: tuple[str, ...]
    official: Bridges
    between: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What is told of a sentence by the question's analysis; see `FEATURES`."""

    fitting: float
    timely: float
    focus: float


@dataclass(frozen=True, slots=True)
class Setting:
    """What surrounds the sentences of one passage; strings in search form, scores 0 to 1."""

    heading: str
    headings: frozenset[str]
    rank: int
    score: float
    lexical: float
    dense: float
    is_article: bool
    is_over: bool


def sought(question: str, idf: Callable[[str], float]) -> Sought:
    """Take a question apart.

    Args:
        idf: Rarity of a word or character pair in the library, 0 or more.
    """
    wanted = asked(question, idf)
    between = tuple(_between(wanted.text))
    return Sought(wanted, _beside(question, wanted), asked_forms(wanted.text), bridges(question), between)


def features(
    question: Sought, setting: Setting, sentences: Sequence[str], looks: Sequence[Look]
) -> list[tuple[float, ...]]:
    """The figures of `FEATURES` for each sentence of a passage, in that order.

    Args:
        looks: One for each sentence.
        sentences: In search form, in the text's order; one that introduces a list may hold its items.
    """
    wanted = question.asked
    every = [frozenset(pair for pair, _ in wanted.pairs if pair in sentence) for sentence in sentences]
    weights = dict(wanted.pairs)
    whole = sum(weights.values()) or 1e-9
    above = frozenset(pair for pair, _ in wanted.pairs if pair in setting.heading)
    rest = frozenset(weights) - above
    beyond = _weight(rest, weights)
    together = frozenset().union(*every)
    counts = Counter(pair for one in every for pair in one)
    once = frozenset(pair for pair, count in counts.items() if count == 1)
    passage = (
        setting.score,
        float(setting.rank == 0),
        setting.lexical,
        setting.dense,
        _weight(together, weights) / whole,
    )
    found = []
    for place, sentence in enumerate(sentences):
        own = every[place]
        before = every[place - 1] if place else frozenset[str]()
        after = every[place + 1] if place + 1 < len(every) else frozenset[str]()
        found.append(
            (
                _share(wanted.words, sentence),
                _weight(own, weights) / whole,
                _share(wanted.triples, sentence),
                longest_stretch(wanted.text, sentence) / max(1, len(wanted.text)),
                sum(word in sentence for word in wanted.rarest) / max(1, len(wanted.rarest)),
                sum(number in sentence for number in wanted.numbers) / len(wanted.numbers) if wanted.numbers else 1.0,
                _best_clause(own, weights, sentence) / whole,
                _share(question.beside, sentence),
                _weight(before, weights) / whole,
                _weight(after, weights) / whole,
                _weight(own | before, weights) / whole,
                _weight(own | after, weights) / whole,
                _weight(own | above, weights) / whole,
                _weight(own & once, weights) / whole,
                _new(wanted.text, sentence),
                float(place == 0),
                1 / (1 + place),
                min(1.0, len(sentence) / 100),
                float(len(sentence) < SHORTEST),
                float(sentence in setting.headings),
                float(":" in sentence[:-1] or sentence.count(";") > 1),
                _weight(own & rest, weights) / beyond if beyond > LEAST_BEYOND * whole else 0.0,
                *_row(question, sentence),
                float(sentence.endswith(":")),
                float(sentence.startswith("(") and sentence.endswith(")")),
                float(sentence.endswith("?")),
                _weight(before, weights) / whole if place and sentences[place - 1].endswith("?") else 0.0,
                bridged(question.official, sentence),
                _introduced(wanted.text, sentence),
                float(any(one.search(sentence) for one in question.between)),
                *_forms(question, sentence),
                *passage,
                looks[place].fitting,
                looks[place].timely,
                looks[place].focus,
                float(setting.is_article),
                float(setting.is_over),
            )
        )
    return found


def _forms(question: Sought, sentence: str) -> list[float]:
    given = {name: holds(name, sentence, question.asked.text) for name in question.forms}
    return [float(given.get(name, False)) for name in FORMS] + [float(not given.get(name, True)) for name in FORMS]


def _beside(question: str, wanted: Asked) -> Weighted:
    """The pairs within the `_BESIDE` characters before and after each question word."""
    places: set[str] = set()
    for match in wording.ASKING.finditer(question):
        for side in (question[max(0, match.start() - _BESIDE) : match.start()], question[match.end() :][:_BESIDE]):
            folded = fold(side).text
            places.update(folded[at : at + 2] for at in range(len(folded) - 1))
    return tuple((pair, weight) for pair, weight in wanted.pairs if pair in places)


def _introduced(question: str, sentence: str) -> float:
    name = _INTRODUCED.match(sentence)
    return min(1.0, len(name[1]) / len(question)) if name and name[1] in question else 0.0


def _between(question: str) -> Iterator[re.Pattern[str]]:
    """For each question word, what stands before and behind it with room between; where one is missing, the other."""
    for word in _ASKED_FOR.finditer(question):
        before = _CLAUSE.split(question[: word.start()])[-1].rstrip(_FORM_WORDS)[-2:]
        after = _CLAUSE.split(question[word.end() :])[0].lstrip(_FORM_WORDS)[:2]
        if len(before) > 1 and len(after) > 1:
            yield re.compile(rf"{re.escape(before)}[^;。]{{1,{ROOM}}}?{re.escape(after)}")
        elif len(before) > 1 or len(after) > 1:
            yield re.compile(re.escape(before if len(before) > 1 else after))


def _row(question: Sought, sentence: str) -> tuple[float, float, float]:
    """row, labelled, cell: of a row the columns, of a line its one label."""
    labelled = _labelled(question, sentence)
    return (1.0, 0.0, labelled) if _ROW.match(sentence) else (0.0, labelled, 0.0)


def _labelled(question: Sought, sentence: str) -> float:
    """1 where a label of the sentence is of the form asked for; else the share of the pairs at asking in a label."""
    labels = [match[1] for match in _CELL.finditer(sentence)] if ":" in sentence else []
    if any(is_label(form, label) for form in question.forms for label in labels):
        return 1.0
    return max((_share(question.beside, label) for label in labels), default=0.0)


def _weight(pairs: frozenset[str], weights: dict[str, float]) -> float:
    return sum(weights[pair] for pair in pairs)


def _share(weighted: Weighted, text: str) -> float:
    whole = sum(weight for _, weight in weighted)
    return sum(weight for part, weight in weighted if part in text) / whole if whole else 0.0


def _best_clause(own: frozenset[str], weights: dict[str, float], sentence: str) -> float:
    return max(sum(weights[pair] for pair in own if pair in clause) for clause in _CLAUSE.split(sentence))


def _new(question: str, sentence: str) -> float:
    """How much of the sentence the question does not say, in fifties of characters, 0 to 1."""
    return min(1.0, sum(sentence[at : at + 2] not in question for at in range(len(sentence) - 1)) / 50)
