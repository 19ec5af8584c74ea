"""The figures of a claim against those of its source: by amount, unit and bounds, by subject and by period.

A figure of the claim is compared with the figure of the source that stands for the same thing: the words about the two,
and their places in the alignment, decide which that is; that the amount stands somewhere in the source is not enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.types import Finding
from assistant.verification.values import qualifiers
from assistant.verification.values.around import may_be_reviewed, stands_around
from assistant.verification.values.articles import ARTICLE_UNITS, check_article
from assistant.verification.values.candidates import Candidate, candidates
from assistant.verification.values.case import Case, altered
from assistant.verification.values.comparing import is_comparable, is_same, is_slip
from assistant.verification.values.dates import DATE
from assistant.verification.values.derived import is_rounding
from assistant.verification.values.figures import Figure, figures
from assistant.verification.values.grammar import CODE, COUNT, FREQUENCY, NUMERAL, ORDINAL, PLAN, VAGUE
from assistant.verification.values.reckoning import worked_out
from assistant.verification.values.slips import slips
from assistant.verification.values.subjects import subject
from assistant.verification.values.timing import check_day, check_period, led_otherwise
from ingest.text.folding import fold

if TYPE_CHECKING:  # rapidfuzz, which laying side by side takes, loads in 50 ms
    from assistant.verification.alignment import Alignment

MARGIN = 0.2
"""By so much another figure of the source must fit better for the claim's to have been moved from elsewhere."""

COUNTERPART = 0.45
"""A figure of the source that fits so well is the one that the claim has changed."""

LEAST_CLAUSE = 6
"""Characters of a clause that does not come about twice by chance."""

_ADDENDS = re.compile(r"[两二三四五六七八九][项者类笔个]+(?:一?共|合计|共计|总计|之和|相加)")
"""两项合计: how many figures are added up, which no source says."""

_NUMBER = re.compile(r"[〔\[（(【]\d{4}[〕\])）】]\s?第?\d{1,5}\s?号")
"""The end of a 文号: 〔2026〕3号."""

_WEAK = frozenset({NUMERAL, VAGUE, FREQUENCY, CODE, PLAN, ORDINAL})
"""Kinds that a paraphrase may bring in without asserting a quantity."""


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
    case = Case(figures(claim), figures(alignment.source), alignment, context)
    found: list[Finding] = []
    settled: list[tuple[int, int]] = []
    for figure in case.said.items:
        said, held = _check(case, figure)
        found += said
        if said or (held and figure.kind != DATE):
            settled.append(figure.wide)
    found += [one for one in slips(alignment) if not _overlaps(one, settled) and not _is_moved(case, one)]
    return tuple(sorted(found, key=lambda one: one.start))


def _check(case: Case, figure: Figure) -> tuple[list[Finding], bool]:
    """What is wrong with a figure, and whether the source has it, or another, at its place."""
    if _ADDENDS.match(case.said.text, figure.start) or _is_of_a_document(case, figure):
        return [], True
    found = list(check_day(case, figure))
    rated = candidates(case, figure)
    same = [one for one in rated if is_same(figure, one.figure)]
    other = [one for one in rated if not is_same(figure, one.figure)]
    rival = max(other, key=lambda one: one.score, default=None)
    if not same:
        return [*found, *_missing(case, figure, rival)], False
    best = max(one.score for one in same)
    told = _told_behind(case, figure, same, other)
    if told is not None:
        return [*found, altered(case, figure, told.figure, "来源中这一数据属于另一对象")], True
    is_moved = (
        rival is not None
        and is_comparable(figure, rival.figure)
        and rival.score > best + MARGIN
        and rival.likeness >= COUNTERPART
    )
    if rival is not None and is_moved:
        if _says_the_same_behind(case, figure, same, rival):
            return found, True
        return [*found, altered(case, figure, rival.figure, "来源中这一数据属于另一对象")], True
    if figure.kind == DATE and (stated := led_otherwise(case, figure)) is not None:
        return [*found, stated], True
    close = [one for one in same if one.score >= best - MARGIN]
    fitting = [one.figure for one in close if one.placed] or [one.figure for one in close]
    likely = [one.figure for one in sorted(rated, key=lambda one: -one.score)]
    found += [*_check_bounds(case, figure, fitting), *check_period(case, figure, fitting, likely)]
    return found, any(one.placed for one in same)


def _says_the_same_behind(case: Case, figure: Figure, same: Sequence[Candidate], rival: Candidate) -> bool:
    """Whether the words behind the figure tell it from the rival: 75分以上为合格，90分以上为优秀."""
    after = subject(case.said, figure).after
    if len(after) < 2 or subject(case.known, rival.figure).after == after:
        return False
    return any(subject(case.known, one.figure).after == after for one in same)


def _told_behind(case: Case, figure: Figure, same: Sequence[Candidate], other: Sequence[Candidate]) -> Candidate | None:
    """The other figure of a sentence of like clauses that has the words behind the claim's figure, where its own has
    others: 75分以上为优秀 beside 75分以上为合格，90分以上为优秀.
    """
    after = subject(case.said, figure).after
    known = [subject(case.known, one.figure).after for one in same]
    if len(after) < 2 or any(len(one) < 2 or one == after for one in known):
        return None
    alike = (one for one in other if is_comparable(figure, one.figure) and one.figure.unit == figure.unit)
    return next((one for one in alike if subject(case.known, one.figure).after == after), None)


def _is_of_a_document(case: Case, figure: Figure) -> bool:
    """Whether a figure is part of a 文号 where the source wording gives none: it stands at the head of its document."""
    if _NUMBER.search(case.known.text):
        return False
    return any(one.start() <= figure.start < one.end() for one in _NUMBER.finditer(case.said.text))


def _overlaps(finding: Finding, spans: Sequence[tuple[int, int]]) -> bool:
    return any(finding.start < end and start < finding.end for start, end in spans)


def _is_moved(case: Case, slip: Finding) -> bool:
    """Whether the clause stands word for word elsewhere in the source: clauses have changed places, not numbers."""
    clause = next((one for one in case.said.clauses if one[0] <= slip.start < one[1]), (0, 0))
    said = case.said.text[slice(*clause)].strip()
    stated = (case.known.text[start:end].strip() for start, end in case.known.clauses)
    return len(said) >= LEAST_CLAUSE and said in stated


def _missing(case: Case, figure: Figure, rival: Candidate | None) -> Iterator[Finding]:
    """A figure that the window of the source does not have."""
    if figure.kind == ORDINAL and figure.unit[:1] in ARTICLE_UNITS:
        stated = rival.figure.text if rival is not None and rival.score >= COUNTERPART else None
        yield from check_article(figure, stated, case.context)
        return
    if _is_day_of_month(case, figure):
        return
    counterpart = rival if rival is not None and (rival.score >= COUNTERPART or rival.placed) else None
    if _is_composed(case, figure) or stands_around(case, figure, counterpart):
        return
    result = worked_out(case, figure, counterpart)
    if result is not None:
        yield result
    elif counterpart is not None:
        yield _changed(case, figure, counterpart.figure)
    elif figure.kind in _WEAK or figure.is_word or (figure.kind == COUNT and _is_small(figure)):
        return
    else:
        expected = rival.figure if rival is not None and is_slip(figure, rival.figure) else None
        finding = altered(case, figure, expected, "来源中没有这一数据")
        yield replace(finding, severity="doubtful") if may_be_reviewed(case, figure) else finding


def _is_day_of_month(case: Case, figure: Figure) -> bool:
    """Whether 7日 is the 8月7日 of the source, its month left out."""
    day = re.fullmatch(r"(\d{1,2})日", figure.text)
    texts = (case.alignment.source, *case.context)
    return day is not None and any(re.search(rf"月\s?{day[1]}日", fold(text).text) for text in texts)


def _is_small(figure: Figure) -> bool:
    return figure.amount <= 10 and not figure.text[:1].isdecimal()


def _changed(case: Case, figure: Figure, stated: Figure) -> Finding:
    """The source's figure for the same thing is another; an exact one may have been rounded in so many words."""
    rounded = bool(figure.bounds) and not stated.bounds and is_comparable(figure, stated)
    if (rounded or _is_shortened(figure, stated)) and is_rounding(figure, stated):
        return replace(altered(case, figure, stated, "来源为确数，此处改为概数"), severity="doubtful")
    return altered(case, figure, stated, "")


def _is_shortened(figure: Figure, stated: Figure) -> bool:
    """Whether a figure written out to its last digit (905752) is given in 万 or 亿 (90.58万)."""
    return (
        is_comparable(figure, stated)
        and not stated.bounds
        and re.search(r"\.\d+\s?[万亿]", figure.text) is not None
        and re.search(r"[万亿]", stated.text) is None
    )


def _is_composed(case: Case, figure: Figure) -> bool:
    """Whether a range of the claim is written with two figures in the source, or the other way round."""
    if figure.upper is not None:
        ends = [replace(figure, upper=None), replace(figure, amount=figure.upper, upper=None)]
        return all(any(is_same(end, one) for one in case.known.items) for end in ends)
    return False


def _check_bounds(case: Case, figure: Figure, fitting: Sequence[Figure]) -> Iterator[Finding]:
    outcomes = [(qualifiers.compare(figure.bounds, one.bounds), one) for one in fitting]
    if any(outcome == "same" for outcome, _ in outcomes):
        return
    outcome, stated = next(((o, one) for o, one in outcomes if o == "near"), outcomes[0])
    note = (
        "限定词与来源不一致" if figure.bounds and stated.bounds else "来源有限定词" if stated.bounds else "来源无限定词"
    )
    finding = altered(case, figure, stated, note)
    yield replace(finding, severity="doubtful") if outcome == "near" else finding


__all__ = ["check_values"]
