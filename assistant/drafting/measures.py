"""What a text measures: a figure with what it counts, so that two statements of one thing can be held together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from assistant.drafting.periods import Interval, times_in
from assistant.verification.values import BARE, COUNT, ORDINAL, values

_TIMES = frozenset({"年", "月", "日", "季度", "时", "分钟"})
_STOPS = re.compile(r"[，。；：、！？,;:!?\n（）()“”]")
_FILLER = re.compile(
    r"全年|年度|年底|年内|截至目前|累计|总计|合计|一共|共计|共有|现有|已经|其中|新增?(?!加)|达到|提高到|增加到|约为|接近|超过"
    r"|(?:19|20)\d\d年?|第[一二三四]季度|[上下]半年|[1-9一二三四五六七八九十]+月|[共已了为达约近超有的计仅]+$|^[共已了为达约近超有的计仅]+"
)
_TARGET = re.compile(r"不(?:低于|少于|超过|高于|得|满)|以上|以下|以内|力争|计划|目标|要求|确保|应当|至少|上限|最高|将")
"""A sentence that sets a figure states none."""
_CORE = re.compile(r"会议(?:同意|决定|审议)|同意|安排|总额|总数|总量|金额|规模|预算(?!内)")
"""What may stand beside a thing's name when its figure is told."""

LEAST_SUBJECT = 4
"""Characters that name what is counted well enough to be told from other things."""


Figures = frozenset[tuple[str, Fraction]]
"""What a sentence counts: kind, as `assistant.verification.values` names it, and amount."""


def figures_of(text: str) -> Figures:
    """The figures of `text` but its times and ordinals."""
    return frozenset((one.kind, one.amount) for one in values(text) if one.kind not in _TIMES and one.kind != ORDINAL)


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure of something.

    Attributes:
        subject: What stands before the figure in its clause, without filling words.
        kind: What it is measured in, as `assistant.verification.values` names it.
        start: The figure is the text's [start, end).
    """

    subject: str
    kind: str
    amount: Fraction
    start: int
    end: int
    text: str


def measures(text: str, of: str = "") -> list[Measure]:
    """The figures of `text` with what they count.

    Args:
        of: What a figure counts before which nothing stands.
    """
    found = []
    for value in values(text):
        if value.kind in _TIMES or value.kind == ORDINAL:
            continue
        subject = _subject(text[: value.start]) or of
        if subject and len(value.text) > 0:
            found.append(Measure(subject, value.kind, value.amount, value.start, value.end, value.text))
    return found


def sets_target(text: str) -> bool:
    """Whether a text sets figures to be reached, or bounds, rather than states them."""
    return _TARGET.search(text) is not None


def contradiction(facts: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The first two facts that give one thing two figures, or None.

    Args:
        facts: Name (may be "") and text of each.
    """
    seen: dict[tuple[str, str, tuple[Interval, ...]], tuple[Fraction, str]] = {}
    for name, text in facts:
        shown = f"{name}：{text}" if name else text
        first: set[str] = set()
        for one in measures(text, _subject(name) or name):
            if one.kind in first:
                continue  # what follows under one name is told apart by more than we look at
            first.add(one.kind)
            key = (one.subject, "" if one.kind == BARE else one.kind, times_in(text))
            amount, earlier = seen.setdefault(key, (one.amount, shown))
            if amount != one.amount:
                return earlier, shown
    return None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two statements that give one thing two figures; `first` and `second` are indexes into what was compared."""

    subject: str
    first: int
    second: int
    one: Measure
    other: Measure


def disagreements(texts: Sequence[str], contexts: Sequence[object]) -> list[Disagreement]:
    """Where texts give one thing of one time two figures.

    Args:
        contexts: The years, as a tuple, that each text speaks of where it names none; only equal ones are compared.
    """
    seen: dict[tuple[object, ...], tuple[int, Measure]] = {}
    found = []
    for at, text in enumerate(texts):
        if sets_target(text):
            continue
        for key, one in _keyed(text, contexts[at]):
            index, earlier = seen.setdefault(key, (at, one))
            if earlier.amount != one.amount and index != at:
                found.append(Disagreement(one.subject, index, at, earlier, one))
    return found


def _keyed(text: str, context: object) -> Iterator[tuple[tuple[object, ...], Measure]]:
    """Each measure that names its thing well, once a clause: what changes (由…到…) gives no single figure."""
    counted = [replace(one, subject=_CORE.sub("", one.subject)) for one in measures(text)]
    counted = [one for one in counted if len(one.subject) >= LEAST_SUBJECT]
    for one in counted:
        same = [other for other in counted if (other.subject, other.kind) == (one.subject, one.kind)]
        if len(same) == 1 and not re.search(r"[由从比][^，。；]{0,30}$", text[: one.start]):
            unit = re.sub(r"[\d.,，\s]", "", one.text)
            years = tuple(sorted({time.last.year for time in times_in(_clause(text, one.start))})) or context
            yield (one.subject, one.kind, unit if one.kind == COUNT else "", years), one


def _clause(text: str, end: int) -> str:
    """From the last stop before `end` to it."""
    return _STOPS.split(text[:end])[-1]


def masked(text: str) -> str:
    """`text` with every figure replaced, for telling whether two texts differ in figures only."""
    for value in reversed(values(text)):
        text = text[: value.start] + "＃" + text[value.end :]
    return text


def total_faults(rows: Iterable[tuple[str, Sequence[Fraction | None]]]) -> list[int]:
    """Columns whose row 合计 is not the sum of the rows above it; rows are (first cell, figures)."""
    sums: list[Fraction | None] = []
    for name, figures in rows:
        if re.fullmatch(r"\s*(?:合\s*计|总\s*计|小\s*计)\s*", name):
            return [
                at
                for at, total in enumerate(figures)
                if total is not None and at < len(sums) and sums[at] not in (None, total)
            ]
        sums = sums or [Fraction(0)] * len(figures)
        sums = [
            None if total is None or one is None else total + one for total, one in zip(sums, figures, strict=False)
        ]
    return []


def _subject(before: str) -> str:
    """The words that end `before`, from its last stop on, without filling words."""
    clause = _STOPS.split(before)[-1]
    last = values(clause)
    if last:
        clause = clause[last[-1].end :]
    bare = "".join(clause.split())
    while (shorter := _FILLER.sub("", bare)) != bare:
        bare = shorter
    return bare
