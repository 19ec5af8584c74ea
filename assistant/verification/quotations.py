"""Quotations: what stands in quotation marks must stand so in a source.

White space, width and kinds of quotation marks are set aside, and so is punctuation at the edges; an ellipsis parts a
quotation into pieces, each of which must be verbatim. A short quotation may be a term or an ironic word of the
writer's own: it is said to be altered only where a source has nearly the same at the same place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Finding, Severity
from assistant.verification.alignment import Alignment, align
from assistant.verification.material import Counterpart, Material, folded_span, letters, material, searchable
from ingest.text.folding import Folded, fold

LONG = 12
"""From so many letters on, a quotation that no source has anything like is worth a look."""
TELLING = 4
"""A shorter wording may stand in a source by chance, somewhere else."""
NEAR = 0.3
"""A wording that differs from a source's in at most this share of its letters is that wording, altered."""

_CLOSERS = {"“": "”", "「": "」", "『": "』", "‘": "’", "＂": "＂", '"': '"'}
_ELLIPSIS = re.compile(r"\s*[\[［【（(]?\s*(?:…+|⋯+|\.{3,}|。{3,}|·{6})\s*[\]］】）)]?\s*")
_INNER = re.compile(r"\w(?:.*\w)?", re.DOTALL)
_CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")


@dataclass(frozen=True, slots=True)
class Quoted:
    """What stands in quotation marks: the text's [start, end), the marks left out.

    Attributes:
        closed: Whether both marks are in the text; what lacks one runs to the text's edge.
    """

    start: int
    end: int
    closed: bool = True


def quoted(text: str) -> tuple[Quoted, ...]:
    """The outermost quotations of `text` in order, whatever marks they have."""
    found: list[Quoted] = []
    opened: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if opened and char == _CLOSERS[opened[-1][0]]:
            _, start = opened.pop()
            if not opened:
                found.append(Quoted(start, at))
        elif char in _CLOSERS and not (char == "‘" and _is_apostrophe(text, at)):
            opened.append((char, at + 1))
        elif char in "”」』" and not opened and not found:
            found.append(Quoted(0, at, closed=False))
    if opened:
        found.append(Quoted(opened[0][1], len(text), closed=False))
    return tuple(one for one in found if one.end > one.start)


def check_quotations(claim: str, sources: Sequence[str], alignment: Alignment | None = None) -> tuple[Finding, ...]:
    """What in the claim's quotation marks is not verbatim in `sources`.

    Args:
        alignment: The claim beside the sentence it says again: what that sentence quotes at the same place is meant,
            though another source may have the claim's wording.

    Returns:
        "altered" and certain where a source has nearly the same, or something else in marks at the same place;
        "unsupported" and doubtful for a long quotation that no source has. `expected` is the source's wording.
    """
    marks = quoted(claim)
    if not marks or not sources:
        return ()
    folded = searchable(claim)
    known = material(tuple(sources))
    beside = Material((alignment.source,)) if alignment else None
    found = (
        _judged(claim, folded, start, end, one.closed, known, beside)
        for one in marks
        for start, end in _pieces(claim, one)
    )
    return tuple(finding for finding in found if finding)


def _is_apostrophe(text: str, at: int) -> bool:
    return text[at - 1 : at].isascii() and text[at + 1 : at + 2].isascii() and text[at - 1 : at].isalnum()


def _pieces(claim: str, one: Quoted) -> list[tuple[int, int]]:
    """What must be verbatim: the parts between ellipses, edges trimmed; of an unclosed quotation its clauses."""
    spans, at = [], one.start
    for match in [*_ELLIPSIS.finditer(claim, one.start, one.end), None]:
        spans.append((at, match.start() if match else one.end))
        at = match.end() if match else one.end
    if not one.closed:
        spans = [match.span() for start, end in spans for match in _CLAUSE.finditer(claim, start, end)]
    trimmed = (_trimmed(claim, start, end) for start, end in spans)
    return [(start, end) for start, end in trimmed if start < end]


def _trimmed(claim: str, start: int, end: int) -> tuple[int, int]:
    inner = _INNER.search(claim, start, end)
    return inner.span() if inner else (start, start)


def _judged(
    claim: str, folded: Folded, start: int, end: int, closed: bool, known: Material, beside: Material | None
) -> Finding | None:
    first, last = folded_span(folded, start, end)
    wording = folded.text[first:last]
    if beside and wording not in beside:
        meant = beside.counterpart(folded.text, first, last)
        if meant and meant.is_marked and min(meant.before, meant.after) != 0 and _is_alike(wording, meant):
            return _altered(claim, start, end, meant, "certain")
    if wording in known and (len(wording) >= TELLING or folded.text[max(0, first - 3) : last + 3] in known):
        return None
    meant = known.counterpart(folded.text, first, last)
    if wording in known and not (meant and meant.distance and meant.is_placed and meant.is_marked):
        return None
    severity = _severity(wording, meant, closed) if meant else None
    if meant and severity:
        return _altered(claim, start, end, meant, severity)
    if closed and len(letters(wording)) >= LONG:
        note = "所给材料中没有这段引文，请核对原文。"
        return Finding("quotation", "unsupported", start, end, claim[start:end], None, "doubtful", note=note)
    return None


def _severity(wording: str, meant: Counterpart, closed: bool) -> Severity | None:
    """How sure it is that `wording` is what a source has as `meant`, altered; None for something else."""
    said, known = letters(wording), letters(meant.folded)
    if not known:
        return None
    if said == known:
        return "doubtful"
    if meant.is_placed and _is_alike(wording, meant) and (meant.is_marked or len(said) > 1):
        return "certain"
    size = max(len(said), len(known))
    if meant.distance > max(1, NEAR * size) or not closed:
        return None
    if size >= 6:
        return "certain"
    return "doubtful" if size >= 4 and meant.is_marked else None


def _is_alike(wording: str, meant: Counterpart) -> bool:
    """Whether one may be the other, altered: few letters differ, or (at one place, in marks) as much is said."""
    size = max(len(wording), len(meant.folded))
    near = meant.distance <= max(1, NEAR * size)
    return near or (meant.is_marked and 0 < len(meant.folded) <= 2 * len(wording) <= 4 * len(meant.folded))


def _altered(claim: str, start: int, end: int, meant: Counterpart, severity: Severity) -> Finding:
    found = claim[start:end]
    is_mark = severity == "doubtful" and letters(fold(found).text) == letters(meant.folded)
    note = "引文的标点与原文不一致。" if is_mark else ""
    difference = align(found, meant.text).edits
    return Finding("quotation", "altered", start, end, found, meant.text, severity, note=note, difference=difference)


__all__ = ["LONG", "NEAR", "Quoted", "check_quotations", "quoted"]
