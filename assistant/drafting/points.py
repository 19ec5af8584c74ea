"""What is still to be done in a draft: open slots, sentences without support, or unlike their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.drafting.frame import UNVERIFIED, open_in
from assistant.drafting.types import Draft, Section, Sentence

PointKind = Literal["open", "unverified", "altered", "wrong_citation", "unsupported", "whole"]
"""`whole`: a check of the whole draft names the sentence."""

FRAME = ""
"""Section of a point that stands in the title or the signature."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to do.

    Attributes:
        section: Id of its section; `FRAME` for title and signature.
        text: The sentence, cell or line that it stands in, as it stands there.
        what: What is missing, for an open slot; "" for others.
        start: Where in the section's text (its paragraphs, a line each) the sentence begins; None in a table.
    """

    section: str
    kind: PointKind
    text: str
    what: str = ""
    start: int | None = None


def points(draft: Draft) -> tuple[Point, ...]:
    """All of a draft, in reading order."""
    title = [Point(FRAME, "open", draft.title, what) for what in open_in(draft.title)]
    signature = [Point(FRAME, "open", line, what) for line in draft.signature for what in open_in(line)]
    return (*title, *(point for section in draft.sections for point in points_of(section)), *signature)


def sentences_of(section: Section) -> Iterator[Point]:
    """Every sentence of a section, for what is to be said of it beside the draft as a whole."""
    at = 0
    for paragraph in section.paragraphs:
        for sentence in paragraph.sentences:
            yield Point(section.id, "whole", sentence.text, "", at)
            at += len(sentence.text)
        at += 1


def points_of(section: Section) -> Iterator[Point]:
    """Those of a section, in reading order."""
    at = 0
    for paragraph in section.paragraphs:
        for sentence in paragraph.sentences:
            yield from _of(section.id, sentence, at)
            at += len(sentence.text)
        at += 1
    for grid in section.grids:
        for row in grid.rows:
            for cell in row:
                yield from (Point(section.id, "open", cell.text, what) for what in open_in(cell.text))


def kind_of(sentence: Sentence) -> PointKind | None:
    """What there is to do about a sentence; None where nothing is."""
    if open_in(sentence.text):
        return "open"
    verdict = sentence.claim.verdict
    if verdict in ("altered", "wrong_citation", "unsupported"):
        return verdict
    return "unverified" if UNVERIFIED in sentence.text else None


def _of(section_id: str, sentence: Sentence, at: int) -> Iterator[Point]:
    kind = kind_of(sentence)
    if kind == "open":
        yield from (Point(section_id, "open", sentence.text, what, at) for what in open_in(sentence.text))
    elif kind is not None:
        yield Point(section_id, kind, sentence.text, "", at)


__all__ = ["FRAME", "Point", "PointKind", "kind_of", "points", "points_of", "sentences_of"]
