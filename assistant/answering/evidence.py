"""The sentences of the passages, weighed as evidence for a question.

A sentence is scored by how much of the question's weight it covers itself, how much its surroundings
(title, section, sentences before it) add, whether it holds the kind of thing that was asked for, and how
well its passage was found. The weights were set by hand on development questions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.fitting import fits
from assistant.retrieval.question import Mark, Question, marks_in
from assistant.types import Passage
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.types import Span

CONTEXT_SHARE = 0.45
"""What a term found only in the surroundings counts, against 1 in the sentence."""

FIT_BONUS = 0.15
FOCUS_BONUS = 0.1
PASSAGE_SHARE = 0.15
BEFORE = 2
"""How many sentences before it belong to a sentence's surroundings."""

LOOSE = frozenset("年月")
"""Times that a text need not name to be of them; an ordinal (第5次) it must name."""

SHORTEST = 6
"""A sentence of fewer folded characters says nothing by itself; nor does a title or heading."""

_ITEM = re.compile(r"[(（][一二三四五六七八九十\d]+[)）]|\d+[.、．]|[一二三四五六七八九十]是|[①-⑳]|[-·•]")
"""How an item of a list begins."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        span: The sentence in its chunk's text; with the list that it introduces, if it does.
        score: Higher is better; comparable within one question.
        direct: Share of the question's weight covered by the sentence itself, 0 to 1.
        covered: The same, with title, section and the rest of the chunk counted in full.
        asked: The share of the weight of what is asked about the subject, counted as `covered` is, 0 to 1.
        focused: The share of the weight of the terms nearest to the question word, counted as `covered` is.
        fits: Whether it holds the kind of thing asked for.
        timely: Whether it speaks of the years and ordinals that the question speaks of.
        matches: How far the sentence holds each of the question's terms, 0 to 1.
    """

    passage: Passage
    span: Span
    score: float
    direct: float
    covered: float
    asked: float
    focused: float
    fits: bool
    timely: bool
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
    headings = (passage.document, *passage.chunk.address.section)
    titles, heading = {fold(part).text for part in headings}, " ".join(headings)
    spans = split_sentences(text)
    wholes = [_with_list(text, spans, index) for index in range(len(spans))]
    folded = [fold(whole.of(text)).text for whole in wholes]
    own = [question.matches(sentence) for sentence in folded]
    above = question.matches(fold(heading).text)
    everything = _best_of(above, *own)
    covered = question.coverage(everything)
    asked, focused = question.coverage(everything, question.asked), question.coverage(everything, question.focus)
    around = (marks_in(heading), marks_in(text))
    found = []
    for index, (whole, sentence) in enumerate(zip(wholes, folded, strict=True)):
        direct, fit = question.coverage(own[index]), fits(question, sentence)
        near = _best_of(above, *own[max(0, index - BEFORE) : index + 1])
        score = (
            (1 - CONTEXT_SHARE) * direct
            + CONTEXT_SHARE * question.coverage(near)
            + FIT_BONUS * fit
            + FOCUS_BONUS * (bool(question.focus) and question.coverage(own[index], question.focus))
            + PASSAGE_SHARE * passage.score
        )
        found.append(
            Evidence(
                passage=passage,
                span=whole,
                score=score / 2 if len(sentence) < SHORTEST or sentence in titles else score,
                direct=direct,
                covered=covered,
                asked=asked,
                focused=focused,
                fits=fit,
                timely=_timely(question.marks, (marks_in(whole.of(text)), *around)),
                matches=own[index],
            )
        )
    return found


def _with_list(text: str, spans: Sequence[Span], index: int) -> Span:
    """A sentence that ends in a colon, with the items that follow it; else the sentence alone."""
    first = spans[index]
    if not first.of(text).endswith(("：", ":")):
        return first
    end = first.end
    for span in spans[index + 1 :]:
        if not _ITEM.match(text, span.start) and not (end > first.end and text[end - 1] not in "。；;！？\n："):
            break
        end = span.end
    return Span(first.start, end)


def _best_of(*matches: Sequence[float]) -> tuple[float, ...]:
    return tuple(map(max, zip(*matches, strict=True)))


def _timely(wanted: frozenset[Mark], said: Sequence[frozenset[Mark]]) -> bool:
    """Whether the years and ordinals asked for are those spoken of.

    Args:
        said: What the sentence names, what its headings name, what its chunk names; the first that names any decides.
    """
    for unit in {mark.unit for mark in wanted}:
        named = next((found for marks in said if (found := {mark for mark in marks if mark.unit == unit})), set())
        if not named & wanted and (named or unit not in LOOSE):
            return False
    return True
