"""Which sentences of the passages answer a question, and whether any does.

A sentence is scored by how much of the question's weight it covers itself, how much its surroundings
(title, section, neighbouring sentence) add, whether it holds the kind of thing that was asked for, and how
well its passage was found. The weights were fitted by hand on the development questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.retrieval.question import Question
from assistant.types import Passage
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.types import Span

CONTEXT_SHARE = 0.45
"""What a term found only in the surroundings counts, against 1 in the sentence."""

FIT_BONUS = 0.15
PASSAGE_SHARE = 0.15
HEADING_LENGTH = 6
"""A sentence of fewer folded characters says nothing by itself."""

_NUMBER = r"(?:\d[\d.,]*|[〇零一二两三四五六七八九十百千万亿]+)"
_QUALIFIER = r"\s*[余多来几]?(?:万|亿|千|百)?[余多]?\s*"
_FIGURE = re.compile(_NUMBER)
_DIGITS = re.compile(r"\d|[百千万亿]分之|[二三四五六七八九十]成|(?<![统单唯第])一(?:个|名|项|次|年|亿|万)")
_DURATION = re.compile(
    _NUMBER
    + _QUALIFIER
    + r"(?:个?工作日|天|日|个?月|年|周|小时|分钟|个?季度|学时)|每(?:半?年|季度?|月|周|日|天)|(?:按|逐)[年季月周]"
)
_SAYS_WHAT = re.compile(r"""["'》]?(?:\([^)]*\))?,?(?:是|指|系|即|以|为|作为|:)""")
"""What follows a term, in search form, in a sentence that says what the term means."""
_YEAR = re.compile(r"(?:20|19)\d\d(?:年|[-.]\d)|第.|\d+月(?:\d+日)?")
_RATE = re.compile(r"\d[\d.]*\s*[%‰]|百分之|[一二三四五六七八九十]成|\d+\s*:\s*\d+|分之")
_DATE = re.compile(
    r"\d{4}\s*年|\d{1,2}\s*月|[〇零一二三四五六七八九]{4}年|\d{1,2}\s*日|每[年季月周]|季度|年底|月底|月末|年末|前"
)
_DEFINED = re.compile(r"""["'》]?[^,.。;:"]{0,8}?(?:[(:]|,?(?:即|是指|系指|指的是|指|是|为|包括|包含|分为|分别)|-)""")
"""What follows a name, in search form, where it is explained."""
_CLAUSE = re.compile(r"[,;:。!?]")
_ROUGH = re.compile(r"突破|超过?|近|约|余|多[万亿元名个]|左右|上下")
_COUNTERS = frozenset("个名项家次支类种件")
"""Measure words that stand for one another: 多少个 may be answered with 30 名."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        span: The sentence in its chunk's text.
        score: Higher is better; comparable within one question.
        direct: Share of the question's weight covered by the sentence itself, 0 to 1.
        covered: The same, with title, section and the rest of the chunk counted in full.
        focused: The share of the weight of what is asked about the subject, counted as `covered` is, 0 to 1.
        fits: Whether it holds the kind of thing asked for.
        matches: How far it holds each of the question's terms, 0 to 1.
    """

    passage: Passage
    span: Span
    score: float
    direct: float
    covered: float
    focused: float
    fits: bool
    matches: tuple[float, ...]

    @property
    def text(self) -> str:
        return self.span.of(self.passage.chunk.text)


def weigh(question: Question, passages: Sequence[Passage]) -> list[Evidence]:
    """Every sentence of the passages as evidence, best first."""
    found = [item for passage in passages for item in _weigh_passage(question, passage)]
    return sorted(found, key=lambda item: -item.score)


def _weigh_passage(question: Question, passage: Passage) -> list[Evidence]:
    text = passage.chunk.text
    spans = split_sentences(text)
    folded = [fold(span.of(text)).text for span in spans]
    own = [question.matches(sentence) for sentence in folded]
    above = question.matches(fold(" ".join((passage.document, *passage.chunk.address.section))).text)
    everything = _best_of(above, *own)
    covered, focused = question.coverage(everything), question.focused(everything)
    found = []
    for index, span in enumerate(spans):
        near = _best_of(above, *own[max(0, index - 2) : index + 1])
        direct, context = question.coverage(own[index]), question.coverage(near)
        fits = answers_kind(question, folded[index])
        score = direct + CONTEXT_SHARE * (context - direct) + FIT_BONUS * fits + PASSAGE_SHARE * passage.score
        if len(folded[index]) < HEADING_LENGTH:
            score *= 0.5
        found.append(Evidence(passage, span, score, direct, covered, focused, fits, own[index]))
    return found


def _best_of(*matches: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(max, zip(*matches, strict=True)))


def answers_kind(question: Question, sentence: str) -> bool:
    """Whether a sentence in search form holds the kind of thing asked for; True where the kind sets no form."""
    if question.unit is not None:
        return any(_gives_figure(question, clause) for clause in _CLAUSE.split(sentence))
    if question.kind == "date":
        return bool(_DATE.search(sentence))
    if question.kind in ("content", "definition") and question.names:
        return _explains(question.names, sentence)
    if question.kind == "definition" and question.terms:
        return any(_SAYS_WHAT.match(sentence, at) for at in _ends(question.terms[0], sentence))
    if question.kind == "list":
        return "、" in sentence or ";" in sentence or sentence.count('"') > 3
    return True


def _gives_figure(question: Question, clause: str) -> bool:
    """Whether a clause holds a figure in the unit asked for, of the thing asked for, as exact as asked for."""
    if question.exact and _ROUGH.search(clause):
        return False
    counts_it = not question.counted or any(noun[-2:] in clause for noun in question.counted)
    return counts_it and _has_figure(question.unit or "", clause)


def _has_figure(unit: str, sentence: str) -> bool:
    if unit == "时长":
        return bool(_DURATION.search(sentence))
    if unit == "率":
        return bool(_RATE.search(sentence))
    if not unit:
        return bool(_DIGITS.search(_YEAR.sub("", sentence)))
    units = "|".join(_COUNTERS) if unit in _COUNTERS else re.escape(unit)
    return bool(re.search(_NUMBER + _QUALIFIER + f"(?:{units})", sentence))


def _explains(names: Sequence[str], folded: str) -> bool:
    """Whether the sentence says what stands behind one of the names, or holds them all as an enumeration."""
    if len(names) > 1 and all(name in folded for name in names):
        return True
    return any(
        _DEFINED.match(folded, at) or folded[: at - len(name)].rstrip("\"'").endswith(("即", "称为", "简称", "叫做"))
        for name in names
        for at in _ends(name, folded)
    )


def _ends(part: str, whole: str) -> list[int]:
    return [match.end() for match in re.finditer(re.escape(part), whole)]
