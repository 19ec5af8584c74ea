"""What a unit's Word files look like: fonts, sizes, margins, with or without red head."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal[
    "title",
    "subtitle",
    "heading1",
    "heading2",
    "heading3",
    "heading4",
    "body",
    "table_head",
    "table",
    "footnote",
    "page_number",
    "red_head",
]
"""The parts of a page that have a font of their own."""

HEADINGS: tuple[Role, ...] = ("heading1", "heading2", "heading3", "heading4")
"""Those of the headings, by level."""

NumberPlace = Literal["outside", "centre", "none"]
"""Where a page bears its number: outside is right on odd pages, left on even ones."""

POINT = 20
"""Twips a point: Word's unit of length."""

PAPER = (11906, 16838)
"""A4 in twips."""


def twips(millimetres: float) -> int:
    return round(millimetres / 25.4 * 72 * POINT)


@dataclass(frozen=True, slots=True)
class Margins:
    """In millimetres, from the paper's edge to the text area."""

    top: float
    left: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Face:
    """Attributes:
    font: For Chinese text.
    latin: For Western letters and figures.
    size: In points.
    """

    font: str
    latin: str
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """How a page is laid out.

    Attributes:
        name: Names its file.
        label: How people call it.
        lines: Of a full page.
        characters: Of a full line.
        body_indent: First line of a paragraph, in characters.
        signature_indent: From the date to the right edge of the text area, in characters.
        number_gap: Millimetres from the text area down to the page number's dash.
        red_head: 发文机关标志; "" for a page without one.
        deviations: What differs from GB/T 9704-2012, a Chinese phrase each.
    """

    name: str
    label: str
    margins: Margins
    lines: int
    characters: int
    faces: Mapping[Role, Face]
    body_indent: int
    signature_indent: int
    number_place: NumberPlace
    number_gap: float
    red_head: str
    deviations: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """Of the text area, in twips."""
        return PAPER[0] - twips(self.margins.left) - twips(self.margins.right)

    @property
    def height(self) -> int:
        """Of the text area, in twips."""
        return PAPER[1] - twips(self.margins.top) - twips(self.margins.bottom)

    @property
    def line_pitch(self) -> int:
        """Twips from line to line: as many as let `lines` fit into the text area."""
        return self.height // self.lines

    @property
    def character_pitch(self) -> float:
        """Points from character to character; a hundredth of a point at most is left over."""
        return int(self.width / POINT / self.characters * 100) / 100

    @property
    def character_space(self) -> int:
        """What a cell of the grid is wider than a character of the body, in 1/4096 point (docGrid charSpace, ISO/IEC
        29500-1, 17.6.5); negative where 28 characters of 16 points are to stand on 156 mm."""
        return math.floor((self.character_pitch - self.faces["body"].size) * 4096)

    @property
    def letter_space(self) -> int:
        """What the characters themselves are set apart by, in twips: the same and one less, since a program may take
        a twip off each character's cell (LibreOffice does); justified lines fill the text area all the same."""
        return math.floor((self.character_pitch - self.faces["body"].size) * POINT) - 1

    @property
    def fonts(self) -> tuple[str, ...]:
        """Every font that the template names, each once."""
        return tuple(dict.fromkeys(name for face in self.faces.values() for name in (face.font, face.latin)))


__all__ = ["HEADINGS", "PAPER", "POINT", "Face", "Margins", "NumberPlace", "Role", "Template", "twips"]
