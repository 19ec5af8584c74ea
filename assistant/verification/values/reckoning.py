"""Whether a figure that the claim works out of its source's follows from them, and what it should be."""

from __future__ import annotations

from assistant.types import Finding
from assistant.verification.values import derived
from assistant.verification.values.candidates import Candidate
from assistant.verification.values.case import Case
from assistant.verification.values.figures import Figure, Figures

IN_PLACE = 0.4
"""A figure at the claim's place that fits so well is of the same thing."""

MOST = 24
"""Figures of a source out of which others may be worked out."""


def worked_out(case: Case, figure: Figure, counterpart: Candidate | None) -> Finding | None:
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
    known = case.known.items[:MOST]
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


__all__ = ["worked_out"]
