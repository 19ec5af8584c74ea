"""What is still to be done in a draft: open slots, sentences without support, or unlike their source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assistant.drafting.frame import UNVERIFIED, open_in
from assistant.drafting.types import Cell, Draft, Section, Sentence
from assistant.types import Claim, Verdict

PointKind = Literal["open", "unverified", "altered", "wrong_citation", "unsupported", "whole"]
"""`whole`: a check of the whole draft names the sentence."""

Place = tuple[int, int, int]
"""Of a cell: table of its section, row and column, each from 0."""

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
        cell: Its place where it stands in a table, else None.
    """

    section: str
    kind: PointKind
    text: str
    what: str = ""
    start: int | None = None
    cell: Place | None = None


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
    for place, cell in placed_cells(section):
        yield from _of(section.id, sentence_of(cell), None, place)


def placed_cells(section: Section) -> Iterator[tuple[Place, Cell]]:
    """Every cell of a section's tables with its place, in reading order."""
    for at, grid in enumerate(section.grids):
        for number, row in enumerate(grid.rows):
            yield from (((at, number, column), cell) for column, cell in enumerate(row))


def sentence_of(cell: Cell) -> Sentence:
    """A cell as a sentence: what a table took from a source stands there word for word."""
    if open_in(cell.text):
        return Sentence(Claim(cell.text, "unverifiable", cell.citations), "open")
    if cell.verdict is not None:
        return Sentence(Claim(cell.text, cell.verdict, cell.citations, cell.findings), "edited", edited=True)
    verdict: Verdict = "supported" if cell.citations else "unverifiable"
    return Sentence(Claim(cell.text, verdict, cell.citations), "source" if cell.citations else "template")


def kind_of(sentence: Sentence) -> PointKind | None:
    """What there is to do about a sentence; None where nothing is."""
    if open_in(sentence.text):
        return "open"
    verdict = sentence.claim.verdict
    if verdict in ("altered", "wrong_citation", "unsupported"):
        return verdict
    return "unverified" if UNVERIFIED in sentence.text else None


def _of(section_id: str, sentence: Sentence, at: int | None, cell: Place | None = None) -> Iterator[Point]:
    kind = kind_of(sentence)
    if kind == "open":
        yield from (Point(section_id, "open", sentence.text, what, at, cell) for what in open_in(sentence.text))
    elif kind is not None:
        yield Point(section_id, kind, sentence.text, "", at, cell)


__all__ = [
    "FRAME",
    "Place",
    "Point",
    "PointKind",
    "kind_of",
    "placed_cells",
    "points",
    "points_of",
    "sentence_of",
    "sentences_of",
]
