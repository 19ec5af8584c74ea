"""Rows told in sentences: 制定实施方案，由党委组织部牵头，3月底前完成。 各支部于5月20日前报送……。

A cell is a clause as it stands, less who does it and by when. What happened already is no task.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from assistant.drafting.ledgers.clauses import Clause, due_in, leads, often_in, opens, owner_in, split, told_in
from assistant.drafting.ledgers.entries import Entry, trimmed
from assistant.drafting.ledgers.labelled import NUMBERED
from assistant.drafting.ledgers.script import Script
from assistant.drafting.ledgers.tabular import speaks_of_it
from ingest.text.sentences import split_sentences
from ingest.types import Span
from prompts.ledgers import LedgerForm

_PAST = re.compile(r"已(?!经?批准|有)|(?<=[一-龥])了(?!解)|以来|截至|历时|曾|为止|同比|统计数")
_GOAL = re.compile(r"[^，]*(?:达到|不[少低高]于|控制在|保持在|提高到|降至?到)")
_ACTION = re.compile(
    r"完成|制定|修订|开展|组织|建立|建成|举办|召开|推进|发布|启动|报送|上报|提交|编制|印发|办结|落实|将|对"
)
_ALLOWED = "可以"
_BINDS = re.compile(r"负责|牵头|承担|承办|会同|应当|必须|须|组织|审核|汇总|办理|配合|统筹|指导|审定|每(?=年|季|月|半)")
_OWN_TEXT = re.compile(r"负责解释|印发，|以下简称")
"""What a rule says of itself."""

_BRIEF = 6
"""Characters under which a clause only adds to the one before: 对账一次."""

_TITLE = 26


def told(script: Script, form: LedgerForm, taken: Sequence[Span]) -> Iterator[Entry]:
    """The rows that sentences tell.

    Args:
        taken: Places that are rows already.
    """
    if form.sentences == "none" or any(kind and kind == script.genre for kind in form.unsuitable):
        return
    barred = sorted((span.start, span.end) for span in taken)
    starts = [start for start, _ in barred]
    reached = list(accumulate((end for _, end in barred), max))
    title: Span | None = None
    for sentence in split_sentences(script.text):
        numbered = NUMBERED.match(script.text, sentence.start, sentence.end)
        if numbered is not None or script.text[max(0, sentence.start - 1)] == "\n":
            title = None
        inner = Span(numbered.end() if numbered else sentence.start, sentence.end)
        before = bisect_left(starts, inner.end)
        if before and reached[before - 1] > inner.start:
            continue
        if numbered is not None and _is_title(inner.of(script.text)):
            title = trimmed(script.text, inner)
            continue
        if inner.of(script.text)[-1:] in "。；！" and not inner.of(script.text).startswith(("问：", "答：", "附")):
            yield from _entries(script, inner, title, form, numbered is not None)
            title = None


def _is_title(text: str) -> bool:
    return len(text) <= _TITLE and text.endswith("。") and "，" not in text and due_in(text, Span(0, len(text))) is None


def _entries(script: Script, sentence: Span, title: Span | None, form: LedgerForm, is_item: bool) -> Iterator[Entry]:
    if form.sentences == "said":
        if re.search(form.said, sentence.of(script.text)) and speaks_of_it(script, sentence, form):
            yield from _said(script, sentence, form)
        return
    for piece in _parts(script.text, sentence):
        owner: Span | None = None
        for part in _by_day(script.text, piece):
            entry = _entry(script, part, title, form, is_item, owner)
            if entry is not None:
                owner = owner_in(script.text, part) or owner
                yield entry


def _said(script: Script, sentence: Span, form: LedgerForm) -> Iterator[Entry]:
    matter, due = form.of_role("matter"), form.of_role("due")
    inner = trimmed(script.text, sentence)
    if matter is None or inner is None:
        return
    cells = {matter.name: inner}
    day = due_in(script.text, sentence)
    if day is not None and due is not None:
        cells[due.name] = day
    yield Entry(script, cells, sentence, False)


def _by_day(text: str, part: Span) -> Iterator[Span]:
    """A piece with several days clause by clause: each day sets a task of its own."""
    start, has_day = part.start, False
    for clause in split(text, part):
        if due_in(text, clause) is not None:
            if has_day:
                yield Span(start, clause.start)
                start = clause.start
            has_day = True
    yield Span(start, part.end)


def _parts(text: str, sentence: Span) -> Iterator[Span]:
    """What stands between semicolons."""
    start = sentence.start
    for piece in re.split(r"(?<=；)", sentence.of(text)):
        if piece.strip():
            yield Span(start, start + len(piece))
        start += len(piece)


def _entry(
    script: Script, part: Span, title: Span | None, form: LedgerForm, is_item: bool, heir: Span | None
) -> Entry | None:
    text = script.text
    if _PAST.search(part.of(text)):
        return None
    owner, due = owner_in(text, part) or heir, due_in(text, part)
    if form.sentences == "owner":
        return _duty(script, part, owner, due, form)
    if due is None:
        due = often_in(text, part) if owner is not None and leads(text, part, owner) else None
    if due is None:
        return None
    cells = _matter(text, part, title, owner, due, form, is_item)
    for column, span in ((form.of_role("owner"), owner), (form.of_role("due"), due)):
        if column is not None and span is not None:
            cells[column.name] = span
    return Entry(script, cells, part, False) if cells and len(cells) > 1 else None


def _duty(script: Script, part: Span, owner: Span | None, due: Span | None, form: LedgerForm) -> Entry | None:
    """Who does what: behind 负责 or 牵头 what he answers for, else the sentence as it stands."""
    matter, whose = form.of_role("matter"), form.of_role("owner")
    text = script.text
    if owner is None or matter is None or whose is None or not _BINDS.search(text, owner.end, part.end):
        return None
    if _OWN_TEXT.search(part.of(text)):
        return None
    starts = re.match(r"负责|牵头|承担", text[owner.end : part.end]) is not None and opens(text, part, owner)
    told = trimmed(text, Span(owner.end if starts else part.start, part.end))
    if told is None:
        return None
    cells = {matter.name: told, whose.name: owner}
    when = form.of_role("due")
    if due is not None and when is not None:
        cells[when.name] = due
    return Entry(script, cells, part, False)


def _matter(
    text: str,
    part: Span,
    title: Span | None,
    owner: Span | None,
    due: Span | None,
    form: LedgerForm,
    is_item: bool,
) -> dict[str, Span]:
    """The cells of matter and measure; {} where the sentence does not say what is to be done."""
    matter, measure = form.of_role("matter"), form.of_role("measure")
    clauses = [Clause(span, told_in(text, span, owner, due)) for span in split(text, part)]
    main = _main(clauses, due or owner, owner)
    if matter is None or main is None or any(_ALLOWED in span.of(text) for span in main):
        return {}
    if title is None and owner is None and _is_goal(main[0].of(text)):
        return {}
    first = next((clause.told for clause in clauses if clause.told is not None), None)
    if title is None and is_item and first is not None and first != main[0] and _can_head(first.of(text)):
        title = first
    if title is None:
        found = {matter.name: main[0]}
        rest = Span(main[1].start, main[-1].end) if len(main) > 1 else None
    else:
        found, rest = {matter.name: title}, Span(main[0].start, main[-1].end)
    if measure is not None and rest is not None:
        found[measure.name] = rest
    return found


def _can_head(text: str) -> bool:
    return _ALLOWED not in text and not text.endswith("的")


def _is_goal(text: str) -> bool:
    return _GOAL.match(text) is not None and _ACTION.match(text) is None


def _main(clauses: Sequence[Clause], mark: Span | None, owner: Span | None) -> list[Span] | None:
    """The clause of the day (or the owner) where it says what is to be done; else those before it; else after."""
    at = next((n for n, one in enumerate(clauses) if mark and one.span.start <= mark.start < one.span.end), 0)
    own = clauses[at].told
    if own is not None and own.end - own.start >= _BRIEF:
        return [own]
    before: list[Span] = []
    for clause in reversed(clauses[:at]):
        if clause.told is not None:
            before.insert(0, clause.told)
        elif before:
            break
        if clause.told is not None and owner is not None and clause.told.start <= owner.start < clause.told.end:
            break
    if before:
        return before
    if own is not None:
        return [own]
    after = next((clause.told for clause in clauses[at + 1 :] if clause.told is not None), None)
    return [after] if after is not None else None
