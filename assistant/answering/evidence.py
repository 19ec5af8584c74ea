"""The sentences of the passages, weighed as evidence for a question.

How much a sentence is worth is learned (`sentences.scorer`); what it covers of the question, whether it holds the kind
of thing asked for, and whether it speaks of the time asked for are told beside it, for those who choose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from assistant.answering.fitting import fits, must_fit
from assistant.answering.sentences.features import Look, Setting, features, sought
from assistant.answering.sentences.scorer import shipped_scorer
from assistant.retrieval.question import Mark, Question, analyse, marks_in
from assistant.types import Passage
from ingest.text.folding import fold
from ingest.text.sentences import split_sentences
from ingest.types import Span

LOOSE = frozenset("年月")
"""Times that a text need not name to be of them; an ordinal (第5次) it must name."""

LONGEST_LIST = 1500
"""Characters of a list beyond which its further items are left out."""

KEPT = 256
"""Chunks whose sentences are remembered: the parts of a question and its next ones look through the same."""

_ITEM = re.compile(r"[(（][一二三四五六七八九十\d]+[)）]|\d+[.、．]|[一二三四五六七八九十]是|[①-⑳]|[-·•]")
"""How an item of a list begins."""
_RUN_IN = re.compile(
    r"(?:[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|\d+[.、．])\s*[^，。；：？\n]{2,24}。?$"
)
_BESIDE = re.compile(r"(?:[比较同]|相比)(?:于|上)?\s?(?:19|20)\d\d\s?年|(?:19|20)\d\d\s?年(?:以来|以前)")
"""A year that a figure is compared with, or that something reaches back to, is not the year spoken of
(立项63项，比2024年增加22项; 完成2019年以来档案扫描)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer.

    Attributes:
        span: The sentence in its chunk's text; with the list that it introduces, if it does.
        score: The chance to be the sentence that answers, if one does, 0 to 1; all sentences together have 1.
        direct: Share of the question's weight covered by the sentence itself, 0 to 1.
        covered: The same, with title, section and the rest of the chunk counted in full.
        asked: The share of the weight of what is asked about the subject, counted as `covered` is, 0 to 1.
        focused: The share of the weight of the terms nearest to the question word, counted as `covered` is.
        fits: Whether it holds the kind of thing asked for.
        timely: Whether it speaks of the years and ordinals that the question speaks of.
        matches: How far the sentence holds each of the question's terms, 0 to 1.
        seen: The scorer's `FEATURES` of the sentence.
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
    seen: tuple[float, ...]

    @property
    def text(self) -> str:
        return self.span.of(self.passage.chunk.text)


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage's sentences (with the lists that they introduce), the same in search form, and what is told of them
    by the question: how they match its terms, whether they hold the kind of thing and speak of the time asked for."""

    passage: Passage
    wholes: tuple[Span, ...]
    folded: tuple[str, ...]
    matches: tuple[tuple[float, ...], ...]
    fitting: tuple[bool, ...]
    timely: tuple[bool, ...]


def weigh(question: Question, passages: Sequence[Passage], idf: Callable[[str], float]) -> list[Evidence]:
    """Every sentence of the passages as evidence, best first.

    Args:
        idf: Rarity of a term in the library, 0 or more.
    """
    read = [_read(question, passage) for passage in passages]
    rows = _rows(question, read, idf)
    if not rows:
        return []
    scored = iter(zip(shipped_scorer().chances(rows), rows, strict=True))
    found = [item for one in read for item in _weigh_passage(question, one, [next(scored) for _ in one.wholes])]
    return sorted(found, key=lambda item: -item.score)


def rows_of(
    question: str, passages: Sequence[Passage], idf: Callable[[str], float]
) -> tuple[list[tuple[Passage, Span]], list[tuple[float, ...]]]:
    """The sentences of the passages in order, and the scorer's `FEATURES` of each: what it learns from."""
    analysed = analyse(question, idf)
    read = [_read(analysed, passage) for passage in passages]
    return [(one.passage, whole) for one in read for whole in one.wholes], _rows(analysed, read, idf)


def _rows(question: Question, read: Sequence[_Read], idf: Callable[[str], float]) -> list[tuple[float, ...]]:
    wanted = sought(question.text, idf)
    must = must_fit(question)
    return [
        row
        for rank, one in enumerate(read)
        for row in features(
            wanted, _setting(one, rank), one.folded, [_look(question, must, one, at) for at in range(len(one.wholes))]
        )
    ]


def _look(question: Question, must: bool, read: _Read, at: int) -> Look:
    return Look(
        fitting=float(read.fitting[at]) if must else 0.5,
        timely=float(read.timely[at]) if question.marks else 0.5,
        focus=question.coverage(read.matches[at], question.focus),
    )


def _read(question: Question, passage: Passage) -> _Read:
    section = passage.chunk.address.section
    wholes, folded = _laid_out(passage.chunk.text, section[-1] if section else "")
    return _Read(
        passage,
        wholes,
        folded,
        tuple(question.matches(sentence) for sentence in folded),
        tuple(fits(question, sentence) for sentence in folded),
        _all_timely(question.marks, passage, wholes),
    )


@lru_cache(KEPT)
def _laid_out(text: str, heading: str) -> tuple[tuple[Span, ...], tuple[str, ...]]:
    """The sentences of a chunk with what belongs to them, and the same in search form."""
    spans, last = split_sentences(text), fold(heading).text
    wholes = tuple(_with_list(text, spans, index, last) for index in range(len(spans)))
    return wholes, tuple(fold(whole.of(text)).text for whole in wholes)


def _all_timely(marks: frozenset[Mark], passage: Passage, wholes: Sequence[Span]) -> tuple[bool, ...]:
    if not marks:
        return (True,) * len(wholes)
    text = passage.chunk.text
    around = (marks_in(" ".join(passage.headings)), marks_in(text))
    return tuple(_timely(marks, (marks_in(_BESIDE.sub("", whole.of(text))), *around)) for whole in wholes)


def _setting(read: _Read, rank: int) -> Setting:
    passage = read.passage
    headings = frozenset(fold(part).text for part in passage.headings)
    heading = fold(" ".join(passage.headings)).text
    return Setting(
        heading,
        headings,
        rank,
        passage.score,
        passage.lexical,
        passage.dense,
        passage.chunk.address.article is not None,
        passage.is_over,
    )


def _weigh_passage(
    question: Question, read: _Read, scored: Sequence[tuple[float, tuple[float, ...]]]
) -> list[Evidence]:
    heading = " ".join(read.passage.headings)
    everything = _best_of(question.matches(fold(heading).text), *read.matches)
    covered = question.coverage(everything)
    asked, focused = question.coverage(everything, question.asked), question.coverage(everything, question.focus)
    return [
        Evidence(
            passage=read.passage,
            span=whole,
            score=chance,
            direct=question.coverage(matches),
            covered=covered,
            asked=asked,
            focused=focused,
            fits=fitting,
            timely=timely,
            matches=matches,
            seen=seen,
        )
        for whole, matches, fitting, timely, (chance, seen) in zip(
            read.wholes, read.matches, read.fitting, read.timely, scored, strict=True
        )
    ]


def _with_list(text: str, spans: Sequence[Span], index: int, heading: str) -> Span:
    """A sentence that ends in a colon, with the items that follow it; a heading with the sentence under it; else the
    sentence alone.

    Args:
        heading: Of the section, in search form.
    """
    first = spans[index]
    if (
        index + 1 < len(spans)
        and _is_heading(first.of(text), heading)
        and not _ITEM.match(text, spans[index + 1].start)
    ):
        return Span(first.start, spans[index + 1].end)
    if not first.of(text).endswith(("：", ":")):
        return first
    end = first.end
    for span in spans[index + 1 :]:
        if span.end - first.start > LONGEST_LIST:
            break
        if not _ITEM.match(text, span.start) and not (end > first.end and text[end - 1] not in "。；;！？\n："):
            break
        end = span.end
    return Span(first.start, end)


def _is_heading(sentence: str, heading: str) -> bool:
    """Whether a sentence is the section's heading, or a numbered one that runs into its paragraph."""
    return _RUN_IN.match(sentence) is not None or fold(sentence).text == heading


def continued(item: Evidence, passages: Sequence[Passage]) -> Evidence | None:
    """The items of a list that go on in the next chunk of the document, where the list runs to the end of its own."""
    chunk = item.passage.chunk
    if not is_list(item) or chunk.text[item.span.end :].strip():
        return None
    following = (one for one in passages if one.chunk.document_id == chunk.document_id)
    after = next((one for one in following if one.chunk.ordinal == chunk.ordinal + 1), None)
    if after is None:
        return None
    text = after.chunk.text
    items = list(takewhile(lambda span: _ITEM.match(text, span.start) is not None, split_sentences(text)))
    if not items:
        return None
    return replace(item, passage=after, span=Span(items[0].start, items[-1].end))


def is_list(item: Evidence) -> bool:
    """Whether the sentence introduces a list whose items it holds."""
    return any(line.rstrip().endswith(("：", ":")) for line in item.text.splitlines()[:-1])


def is_cut(item: Evidence) -> bool:
    """Whether further items of the list were left out for its length."""
    rest = item.passage.chunk.text[item.span.end :].lstrip()
    return is_list(item) and len(item.text) > LONGEST_LIST // 2 and _ITEM.match(rest) is not None


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
