"""The checks that a claim goes through once it is known what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.types import Finding, Passage
from assistant.verification.alignment import Alignment
from assistant.verification.formulations import check_formulations
from assistant.verification.lists import check_lists
from assistant.verification.modality import check_modality
from assistant.verification.names import check_names
from assistant.verification.polarity import check_polarity
from assistant.verification.quotations import check_quotations
from assistant.verification.style import suggest_style
from assistant.verification.titles import check_titles
from assistant.verification.values import check_values


@dataclass(frozen=True, slots=True)
class Setting:
    """What all claims of a text have in common.

    Attributes:
        texts: The texts of all sources.
        titles: Names that need no source: those of the documents.
        genre: Id of the text's genre, or None.
        day: The day whose formulations hold, or None for today's.
    """

    texts: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    genre: str | None = None
    day: date | None = None


def check_against(claim: str, alignment: Alignment, context: Sequence[str], setting: Setting) -> tuple[Finding, ...]:
    """What is wrong with `claim` beside the source wording that it says again, in the claim's order.

    Args:
        context: What stands around the alignment's source and tells what it speaks of (see `context_of`).
    """
    found = [
        *check_values(claim, alignment, context),
        *check_modality(claim, alignment),
        *check_polarity(claim, alignment),
        *check_lists(claim, alignment),
        *check_quotations(claim, setting.texts, alignment),
        *check_titles(claim, setting.texts, setting.titles, alignment),
        *check_names(claim, alignment, setting.texts),
    ]
    return _once(found)


def check_alone(claim: str, setting: Setting) -> tuple[Finding, ...]:
    """What is wrong with `claim` whatever it rests on."""
    return (*check_formulations(claim, setting.genre, setting.day, setting.texts), *suggest_style(claim))


def as_in_source(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings on a claim that says what its source says, word for word: the source may be asked, the claim stands."""
    return tuple(replace(one, severity="doubtful") if one.severity == "certain" else one for one in findings)


def context_of(passages: Sequence[Passage]) -> tuple[str, ...]:
    """Titles, headings, articles and the whole text of some passages."""
    found: list[str] = []
    for passage in passages:
        found += [*passage.headings, passage.chunk.address.article or "", passage.chunk.text]
    return tuple(dict.fromkeys(piece for piece in found if piece))


def _once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """In the claim's order; of two certain or two doubtful findings on the same words the first check's stays."""
    kept: dict[tuple[int, int, str], Finding] = {}
    for finding in findings:
        kept.setdefault((finding.start, finding.end, finding.severity), finding)
    return tuple(sorted(kept.values(), key=lambda one: (one.start, one.end)))
