"""A figure of a claim with all that it is compared with, and the finding that says that it is altered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.types import Check, Edit, Finding
from assistant.verification.values.articles import ARTICLE_UNITS
from assistant.verification.values.dates import DATE
from assistant.verification.values.figures import Figure, Figures
from assistant.verification.values.grammar import ORDINAL

if TYPE_CHECKING:  # rapidfuzz, which laying side by side takes, loads in 50 ms
    from assistant.verification.alignment import Alignment


@dataclass(frozen=True, slots=True)
class Case:
    """All that the figures of a claim are compared with.

    Attributes:
        said: The claim's figures.
        known: Those of the window of the source that the claim says again.
        context: The passage around the window, its title, headings and address.
    """

    said: Figures
    known: Figures
    alignment: Alignment
    context: Sequence[str]


def altered(case: Case, figure: Figure, stated: Figure | None, note: str) -> Finding:
    """The finding that `stated` stands in the source where the claim has `figure`; None where nothing stands there."""
    check = _check_of(figure)
    start, end = figure.wide
    found = case.said.text[start:end]
    expected = case.known.wide_text(stated) if stated is not None else None
    difference = (Edit("replace", expected, found),) if expected is not None else ()
    return Finding(check, "altered", start, end, found, expected, note=note, difference=difference)


def clause(found: Figures, figure: Figure) -> str:
    """The words of the clause that a figure stands in."""
    return found.text[slice(*figure.clause)]


def _check_of(figure: Figure) -> Check:
    if figure.kind == DATE:
        return "dates"
    return "article" if figure.kind == ORDINAL and figure.unit[:1] in ARTICLE_UNITS else "values"


__all__ = ["Case", "altered", "clause"]
