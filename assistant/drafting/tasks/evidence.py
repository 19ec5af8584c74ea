"""What documents tell of a task: searched for in the library, within the period, before it is said that there is none.

A place counts that speaks of the task's matter and tells what was done, or a row of a ledger that says where it stands.
What set the task, or plans of any kind, prove nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.cards import pairs_of
from assistant.drafting.natures import nature_of
from assistant.drafting.periods import Interval, speaks_of, times_in, year
from assistant.drafting.types import Task
from assistant.types import Citation, Passage
from ingest.text.sentences import split_sentences
from ingest.types import Span

_MATTER, _WORDS = 0.7, 0.4
"""Shares of the matter's, or the whole task's, character pairs that a place must have."""

_LEAST = 3
"""Pairs of a matter that can be told from others; and that a place must have of a task at least."""

_HAPPENED = re.compile(
    r"已|完成|办结|印发|发布|建成|召开|举办|开展了|签订|达到|累计|通过|上线|获评|结项|验收|\d\s?(?:项|个|人|名|次|份|条|期|场|篇|家|%|％)"
)
"""Words of what happened, and counts of it."""

_TELLS = frozenset({"deed", "result", "decision", "situation"})
_PLANS = re.compile(r"要点|计划|方案|通知|意见$|学习材料|清单$|安排")
_ROW = re.compile(r"[^：；。\n]{1,24}：[^；\n]*；[^：；。\n]{1,24}：")
_STATE = re.compile(r"(?:状态|完成情况|办理情况|进度)：(?P<state>[^；\n]+)")
_FINISHED = re.compile(r"(?<!未)(?:已完成|完成(?!约|\d)|办结|销号|已落实)")
_UNDONE = re.compile(r"未|推进|进行|延期|滞后|逾期|约|部分")


@dataclass(frozen=True, slots=True)
class Found:
    """A place that tells of a task. Attributes: is_done: Whether it is a ledger's row that says so."""

    passage: Passage
    span: Span
    is_done: bool
    score: float

    @property
    def has_figure(self) -> bool:
        return re.search(r"\d", self.span.of(self.passage.chunk.text)) is not None


Find = Callable[[str], Sequence[Passage]]
TimeOf = Callable[[str], Interval | None]
"""What time a document speaks of, by its id; None where that is not known."""


def evidence(task: Task, period: Interval, find: Find, time_of: TimeOf) -> Found | None:
    """The best place that tells what became of a task in the period; None where there is none."""
    found = [
        place
        for passage in find(f"{task.matter} {task.measure}".strip())
        if passage.document != task.plan and not _is_plan(passage)
        for place in _places(task, passage, period, time_of(passage.chunk.document_id))
    ]
    return max(found, key=lambda place: (place.is_done, place.has_figure, place.score), default=None)


def tellings(words: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    """Of each passage the sentence that has most in common with `words`, for somebody to choose from."""
    wanted = pairs_of(words)
    found: list[Citation] = []
    for passage in passages:
        text = passage.chunk.text
        spans = [span for span in split_sentences(text) if wanted & pairs_of(span.of(text))]
        if spans:
            best = max(spans, key=lambda span: len(wanted & pairs_of(span.of(text))))
            found.append(Citation.of(passage, _bare(text, best), str(len(found) + 1)))
    return tuple(found)


def _bare(text: str, span: Span) -> Span:
    """Without the white space around it."""
    said = span.of(text)
    start = span.start + len(said) - len(said.lstrip())
    return Span(start, start + len(said.strip()))


def _is_plan(passage: Passage) -> bool:
    return _PLANS.search(passage.document) is not None and "情况" not in passage.document


def _places(task: Task, passage: Passage, period: Interval, known: Interval | None) -> Iterator[Found]:
    matter, whole = pairs_of(task.matter), pairs_of(task.matter + task.measure)
    if len(matter) < _LEAST:
        return
    context = known or (year(passage.dated.year) if passage.dated is not None else None)
    for span in split_sentences(passage.chunk.text):
        text = span.of(passage.chunk.text)
        pairs = pairs_of(text)
        score = max(len(matter & pairs) / len(matter) / _MATTER, len(whole & pairs) / len(whole) / _WORDS)
        if score < 1 or len(whole & pairs) < _LEAST or not matter & pairs:
            continue
        if not speaks_of(text, times_in(text), context, period):
            continue
        if _ROW.match(text):
            state = _STATE.search(text)
            if state is not None:
                said = state["state"]
                yield Found(passage, span, bool(_FINISHED.search(said)) and not _UNDONE.search(said), score)
        elif _tells(text, passage):
            yield Found(passage, span, False, score)


def _tells(text: str, passage: Passage) -> bool:
    address = passage.chunk.address
    if not text.endswith(("。", "；", "！")) or not _HAPPENED.search(text):
        return False
    return nature_of(text, address.section, passage.document, article=address.article is not None) in _TELLS
