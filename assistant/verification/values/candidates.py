"""The figures of a source that may stand for what a figure of the claim stands for, and how surely."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.verification.values.case import Case, clause
from assistant.verification.values.comparing import is_comparable, is_related, is_slip
from assistant.verification.values.figures import MASK, Figure, Figures
from assistant.verification.values.subjects import is_same_wording, similarity, subject

PLACED, AMONG = 0.25, 0.1
"""What it counts that a figure of the source stands at the claim's place, alone or among others."""

SAME_WORDS = 0.25
"""What it counts that the clauses up to the figures are word for word the same."""

SAME_CLAUSE = 0.5
"""What it counts that the whole clauses are, figures and all, and say of what they are."""

BLURRED = 8
"""Characters around a figure in a difference that still show which figure stands in its place."""

MOST = 120
"""Figures of a source that one of the claim is compared with: those nearest its place."""


@dataclass(frozen=True, slots=True)
class Candidate:
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


def candidates(case: Case, figure: Figure) -> list[Candidate]:
    """Every figure of the source that could have been meant, in the source's order."""
    related = [one for one in case.known.items if is_related(figure, one)]
    if not related:
        return []
    start, end = case.alignment.source_span(figure.start, figure.end)
    if len(related) > MOST:
        related = sorted(sorted(related, key=lambda one: abs(one.start - start))[:MOST], key=lambda one: one.start)
    here = [one for one in related if one.start < end and start < one.end]
    mine = subject(case.said, figure)
    found = []
    for one in related:
        theirs = subject(case.known, one)
        likeness = similarity(mine, theirs, either_side=is_comparable(figure, one), cut=True)
        placed = 0.0 if one not in here else PLACED if len(here) == 1 else AMONG
        worded = SAME_WORDS if is_same_wording(mine, theirs) else 0.0
        if clause(case.said, figure) == clause(case.known, one) and (mine.says_what or _is_unique(case.known, one)):
            worded += SAME_CLAUSE
        alone = placed == PLACED and end - start <= figure.wide[1] - figure.wide[0] + BLURRED and is_slip(figure, one)
        found.append(Candidate(one, likeness, likeness + placed + worded, alone))
    return found


def _is_unique(found: Figures, figure: Figure) -> bool:
    """Whether no other clause is the same but for its figures (增长2%, 增长3%)."""
    own = found.masked[slice(*figure.clause)].replace(MASK, "")
    alike = sum(found.masked[start:end].replace(MASK, "") == own for start, end in found.clauses)
    return alike == 1


__all__ = ["Candidate", "candidates"]
