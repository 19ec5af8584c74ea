"""The figures of a claim against those of its source: by amount, unit and bounds, by subject and by period.

A figure of the claim is compared with the figure of the source that stands for the same thing: the words about the two,
and their places in the alignment, decide which that is; that the amount stands somewhere in the source is not enough.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.types import Check, Edit, Finding
from assistant.verification.values import derived, qualifiers
from assistant.verification.values.articles import ARTICLE_UNITS, check_article
from assistant.verification.values.comparing import is_comparable, is_related, is_same, is_slip
from assistant.verification.values.dates import DATE, is_no_day, needs_year, wrong_weekday
from assistant.verification.values.figures import MASK, Figure, Figures, figures
from assistant.verification.values.grammar import CODE, COUNT, FREQUENCY, NUMERAL, ORDINAL, PLAN, VAGUE
from assistant.verification.values.periods import conflict, period
from assistant.verification.values.slips import slips
from assistant.verification.values.subjects import is_same_wording, similarity, subject

if TYPE_CHECKING:  # rapidfuzz, which laying side by side takes, loads in 50 ms
    from assistant.verification.alignment import Alignment

PLACED, AMONG = 0.25, 0.1
"""What it counts that a figure of the source stands at the claim's place, alone or among others."""

SAME_WORDS = 0.25
"""What it counts that the clauses up to the figures are word for word the same."""

SAME_CLAUSE = 0.5
"""What it counts that the whole clauses are, figures and all, and say of what they are."""

MARGIN = 0.2
"""By so much another figure of the source must fit better for the claim's to have been moved from elsewhere."""

COUNTERPART = 0.45
"""A figure of the source that fits so well is the one that the claim has changed."""

ELSEWHERE = 0.5
"""A figure in the passage around the source that fits so well carries the claim's."""

IN_PLACE = 0.4
"""A figure at the claim's place that fits so well is of the same thing."""

CLEARER = 0.1
"""By so much it must fit better than what the window has."""

_WEAK = frozenset({NUMERAL, VAGUE, FREQUENCY, CODE, PLAN, ORDINAL})
"""Kinds that a paraphrase may bring in without asserting a quantity."""

BEHIND_DATE = 8
"""Characters behind a date that show which sentence it leads."""

LEAST_CLAUSE = 6
"""Characters of a clause that does not come about twice by chance."""

BLURRED = 8
"""Characters around a figure in a difference that still show which figure stands in its place."""

_BOUNDS_DIFFER = "限定词与来源不一致"

_RELATIVE = {"去年": -1, "上年": -1, "今年": 0, "本年": 0, "明年": 1, "前年": -2}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A figure of the source beside one of the claim.

    Attributes:
        likeness: Of the words about the two, 0 to 1.
        score: Likeness with what their places add.
        placed: Whether it alone stands at the claim's place, and little else beside it.
    """

    figure: Figure
    likeness: float
    score: float
    placed: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a figure of the claim is compared with."""

    said: Figures
    known: Figures
    alignment: Alignment
    context: Sequence[str]


def check_values(claim: str, alignment: Alignment, context: Sequence[str] = ()) -> tuple[Finding, ...]:
    """What is wrong with the figures, dates and articles of a claim, against the window of the source it says again.

    Args:
        alignment: Of the claim with that window.
        context: The passage around the window, its title, headings and address; years and articles may stand there,
            and figures of the same subject.

    Returns:
        Findings of the checks "values", "dates" and "article" in order, `expected` being the source's figure. A figure
        that the claim works out of the source's is "supported", with a note that says how.
    """
    if all(edit.kind == "equal" for edit in alignment.edits) and alignment.source:
        return ()
    case = _Case(figures(claim), figures(alignment.source), alignment, context)
    found: list[Finding] = []
    settled: list[tuple[int, int]] = []
    for figure in case.said.items:
        said, held = _check(case, figure)
        found += said
        if said or (held and figure.kind != DATE):
            settled.append(figure.wide)
    found += [one for one in slips(alignment) if not _overlaps(one, settled) and not _is_moved(case, one)]
    return tuple(sorted(found, key=lambda one: one.start))


def _check(case: _Case, figure: Figure) -> tuple[list[Finding], bool]:
    """What is wrong with a figure, and whether the source has it."""
    found = list(_check_day(case, figure))
    candidates = _candidates(case, figure)
    same = [one for one in candidates if is_same(figure, one.figure)]
    other = [one for one in candidates if not is_same(figure, one.figure)]
    rival = max(other, key=lambda one: one.score, default=None)
    if not same:
        return [*found, *_missing(case, figure, rival)], False
    best = max(one.score for one in same)
    if rival is not None and rival.score > best + MARGIN and rival.likeness >= COUNTERPART:
        return [*found, _altered(case, figure, rival.figure, "来源中这一数据属于另一对象")], True
    if figure.kind == DATE and (stated := _led_otherwise(case, figure)) is not None:
        return [*found, stated], True
    fitting = [one.figure for one in same if one.score >= best - MARGIN or one.placed]
    likely = [one.figure for one in sorted(candidates, key=lambda one: -one.score)]
    return [*found, *_check_bounds(case, figure, fitting), *_check_period(case, figure, fitting, likely)], True


def _overlaps(finding: Finding, spans: Sequence[tuple[int, int]]) -> bool:
    return any(finding.start < end and start < finding.end for start, end in spans)


def _is_moved(case: _Case, slip: Finding) -> bool:
    """Whether the clause stands word for word elsewhere in the source: clauses have changed places, not numbers."""
    clause = next((one for one in case.said.clauses if one[0] <= slip.start < one[1]), (0, 0))
    return clause[1] - clause[0] >= LEAST_CLAUSE and case.said.text[slice(*clause)].strip() in case.known.text


def _candidates(case: _Case, figure: Figure) -> list[_Candidate]:
    related = [one for one in case.known.items if is_related(figure, one)]
    if not related:
        return []
    start, end = case.alignment.source_span(figure.start, figure.end)
    here = [one for one in related if one.start < end and start < one.end]
    mine = subject(case.said, figure)
    found = []
    for one in related:
        theirs = subject(case.known, one)
        likeness = similarity(mine, theirs, either_side=is_comparable(figure, one))
        placed = 0.0 if one not in here else PLACED if len(here) == 1 else AMONG
        worded = SAME_WORDS if is_same_wording(mine, theirs) else 0.0
        if _clause(case.said, figure) == _clause(case.known, one) and (mine.says_what or _is_unique(case.known, one)):
            worded += SAME_CLAUSE
        alone = placed == PLACED and end - start <= figure.wide[1] - figure.wide[0] + BLURRED and is_slip(figure, one)
        found.append(_Candidate(one, likeness, likeness + placed + worded, alone))
    return found


def _clause(found: Figures, figure: Figure) -> str:
    return found.text[slice(*figure.clause)]


def _is_unique(found: Figures, figure: Figure) -> bool:
    """Whether no other clause is the same but for its figures (增长2%, 增长3%)."""
    own = found.masked[slice(*figure.clause)].replace(MASK, "")
    alike = sum(found.masked[start:end].replace(MASK, "") == own for start, end in found.clauses)
    return alike == 1


def _missing(case: _Case, figure: Figure, rival: _Candidate | None) -> Iterator[Finding]:
    """A figure that the window of the source does not have."""
    if figure.kind == ORDINAL and figure.unit[:1] in ARTICLE_UNITS:
        stated = rival.figure.text if rival is not None and rival.score >= COUNTERPART else None
        yield from check_article(figure, stated, case.context)
        return
    counterpart = rival if rival is not None and (rival.score >= COUNTERPART or rival.placed) else None
    if _is_composed(case, figure) or _stands_around(case, figure, counterpart):
        return
    worked_out = _derived(case, figure, counterpart)
    if worked_out is not None:
        yield worked_out
    elif counterpart is not None:
        yield _changed(case, figure, counterpart.figure)
    elif figure.kind in _WEAK or figure.is_word or (figure.kind == COUNT and _is_small(figure)):
        return
    else:
        expected = rival.figure if rival is not None and is_slip(figure, rival.figure) else None
        finding = _altered(case, figure, expected, "来源中没有这一数据")
        yield replace(finding, severity="doubtful") if _may_be_reviewed(case, figure) else finding


def _may_be_reviewed(case: _Case, figure: Figure) -> bool:
    """Whether the year of a date may go without saying: that before a year named around it, or none is named."""
    if figure.moment is None or figure.moment.year is None:
        return False
    named = _years_named(case.alignment.source, *case.context)
    return not named or figure.moment.year + 1 in named


def _years_named(*texts: str) -> set[int]:
    """The years in some texts, written or understood."""
    moments = [one.moment for text in texts for one in figures(text).items if one.moment is not None]
    return {one.any_year for one in moments if one.any_year is not None}


def _is_small(figure: Figure) -> bool:
    return figure.amount <= 10 and not figure.text[:1].isdecimal()


def _changed(case: _Case, figure: Figure, stated: Figure) -> Finding:
    """The source's figure for the same thing is another; an exact one may have been rounded in so many words."""
    rounded = bool(figure.bounds) and not stated.bounds and is_comparable(figure, stated)
    if rounded and derived.is_rounding(figure, stated):
        return replace(_altered(case, figure, stated, "来源为确数，此处改为概数"), severity="doubtful")
    return _altered(case, figure, stated, "")


def _is_composed(case: _Case, figure: Figure) -> bool:
    """Whether a range of the claim is written with two figures in the source, or the other way round."""
    if figure.upper is not None:
        ends = [replace(figure, upper=None), replace(figure, amount=figure.upper, upper=None)]
        return all(any(is_same(end, one) for one in case.known.items) for end in ends)
    return False


def _stands_around(case: _Case, figure: Figure, counterpart: _Candidate | None) -> bool:
    """Whether the passage around the window has the figure for the same thing, and the window has no other for it."""
    if counterpart is not None and counterpart.placed:
        return False
    best = _likeness_around(case, figure)
    return best >= (ELSEWHERE if counterpart is None else max(ELSEWHERE, counterpart.likeness + CLEARER))


def _likeness_around(case: _Case, figure: Figure) -> float:
    """How surely the passage has the figure for the same thing, 0 to 1; of a date it is enough that it stands there."""
    best = 0.0
    for around in map(figures, case.context):
        for one in around.items:
            if not is_same(figure, one) or one.bounds != figure.bounds:
                continue
            if figure.kind in (DATE, ORDINAL, PLAN):
                return 1.0
            best = max(best, similarity(subject(case.said, figure), subject(around, one)))
    if figure.moment is not None and figure.moment.year in _relative_years(case):
        return 1.0
    return best


def _relative_years(case: _Case) -> set[int]:
    """The years that 去年 and 今年 in the source may mean, going by the years around it."""
    named = _years_named(*case.context)
    shifts = {shift for word, shift in _RELATIVE.items() if word in case.alignment.source}
    return {year + shift for year in named for shift in shifts}


def _derived(case: _Case, figure: Figure, counterpart: _Candidate | None) -> Finding | None:
    """A finding where the words about the figure say that it was worked out, and those of the source's do not."""
    cue = _cue(case.said, figure)
    if not derived.has_cue(figure, cue):
        return None
    if (
        counterpart is not None
        and counterpart.placed
        and counterpart.likeness >= IN_PLACE
        and not derived.cues(cue) - derived.cues(_cue(case.known, counterpart.figure))
    ):
        return None
    known = case.known.items
    if result := derived.follows(figure, cue, known):
        note = f"由来源数据{result.how}得出：{'、'.join(result.parts)}"
        return Finding("values", "supported", figure.start, figure.end, figure.text, figure.text, note=note)
    said = [one for one in case.said.items if one is not figure]
    result = derived.recomputed(figure, cue, said, known)
    if result is None:
        return None
    expected = derived.written(result.amount, figure)
    note = f"按来源数据{result.how}应为{expected}：{'、'.join(result.parts)}"
    return Finding("values", "altered", figure.start, figure.end, figure.text, expected, note=note)


def _cue(found: Figures, figure: Figure) -> str:
    start, end = figure.clause
    return found.masked[start:end]


def _check_bounds(case: _Case, figure: Figure, fitting: Sequence[Figure]) -> Iterator[Finding]:
    outcomes = [(qualifiers.compare(figure.bounds, one.bounds), one) for one in fitting]
    if any(outcome == "same" for outcome, _ in outcomes):
        return
    outcome, stated = next(((o, one) for o, one in outcomes if o == "near"), outcomes[0])
    note = (
        "限定词与来源不一致" if figure.bounds and stated.bounds else "来源有限定词" if stated.bounds else "来源无限定词"
    )
    finding = _altered(case, figure, stated, note)
    yield replace(finding, severity="doubtful") if outcome == "near" else finding


def _check_period(
    case: _Case, figure: Figure, fitting: Sequence[Figure], likely: Sequence[Figure]
) -> Iterator[Finding]:
    """The figure must belong to the same period in both; of `likely` figures the first of that period is expected."""
    if figure.kind == DATE:
        yield from _check_year(case, figure, fitting)
        return
    mine = period(case.said, figure)
    if mine is None or not mine.own:
        return
    theirs = [period(case.known, one) for one in fitting]
    if all(conflict(mine, one) for one in theirs):
        there = theirs[0]
        when = "" if there is None else f"{there.year}年" if there.year is not None else f"第{there.quarter}季度"
        rivals = [one for one in likely if one.kind == figure.kind and not conflict(mine, period(case.known, one))]
        yield _altered(case, figure, rivals[0] if rivals else fitting[0], f"来源中这一数据属于{when}")


def _led_otherwise(case: _Case, figure: Figure) -> Finding | None:
    """A finding where the passage has the words that follow the date, but only behind other dates.

    The window may have been put together from clauses in the claim's order; the passage itself was not.
    """
    behind = case.said.text[figure.end : figure.end + BEHIND_DATE]
    if len(behind) < BEHIND_DATE:
        return None
    leading = [
        (around, one)
        for around in map(figures, case.context)
        for one in around.items
        if one.kind == DATE and around.text.startswith(behind, one.end)
    ]
    if not leading or any(is_same(figure, one) for _, one in leading):
        return None
    around, other = leading[0]
    expected = around.wide_text(other)
    return Finding("dates", "altered", figure.start, figure.end, figure.text, expected)


def _check_year(case: _Case, figure: Figure, fitting: Sequence[Figure]) -> Iterator[Finding]:
    """A year before a date that the source has without one must stand around it, where years stand there at all."""
    moment = figure.moment
    if moment is None or not all(one.moment is not None and needs_year(moment, one.moment) for one in fitting):
        return
    years = _years_named(case.alignment.source, *case.context)
    if years and moment.year not in years | _relative_years(case):
        yield replace(_altered(case, figure, fitting[0], "来源未写明年份"), severity="doubtful")


def _check_day(case: _Case, figure: Figure) -> Iterator[Finding]:
    """What is wrong with a date in itself."""
    if figure.moment is None:
        return
    stated = {one.text for one in case.known.items}
    if is_no_day(figure.moment) and figure.text not in stated:
        yield Finding("dates", "altered", figure.start, figure.end, figure.text, note="没有这一天")
    elif (weekday := wrong_weekday(figure.moment)) is not None and figure.text not in stated:
        note = f"这一天是星期{'一二三四五六日'[weekday]}"
        yield Finding("dates", "altered", figure.start, figure.end, figure.text, severity="doubtful", note=note)


def _altered(case: _Case, figure: Figure, stated: Figure | None, note: str) -> Finding:
    check: Check = (
        "dates"
        if figure.kind == DATE
        else "article"
        if figure.unit[:1] in ARTICLE_UNITS and figure.kind == ORDINAL
        else "values"
    )
    start, end = figure.wide
    found = case.said.text[start:end]
    expected = case.known.wide_text(stated) if stated is not None else None
    difference = (Edit("replace", expected, found),) if expected is not None else ()
    return Finding(check, "altered", start, end, found, expected, note=note, difference=difference)


__all__ = ["check_values"]
