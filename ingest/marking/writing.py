"""What is written on a page, character by character, with its places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ingest.layout.fragments import ink
from ingest.layout.glyphs import Indices, Numbers
from ingest.repair import repair_lines
from ingest.types import MediaType, Page, PrintedLine, ReadOptions

_MOST_RISE = 0.3
"""How far a sloping line may rise within one box, in widths of a character."""
_ANY = 1_000_000


@dataclass(frozen=True, slots=True)
class Writing:
    """The characters of a page in the order of writing, none of them white space.

    Attributes:
        upright: Boxes (n, 4) as the text is read: x0, top, x1, bottom.
        shown: The same as a person sees the page.
        starts: Where printed pieces begin, ascending.
        most: Characters that one box may hold: around a line that slopes, a box for many would cover its neighbours.
    """

    width: float
    height: float
    text: str
    upright: Numbers
    shown: Numbers
    starts: Indices
    most: int = _ANY


def writing_of(original: bytes, media_type: MediaType, page: Page, options: ReadOptions) -> Writing:
    """What is printed on the page; on a page with text of its own, what was recognised in its pictures comes after."""
    if media_type != "pdf" or page.origin != "native":
        return of_lines(page.lines, page.width, page.height, page.turned)
    from ingest.readers import pdf, pdf_page  # PDFium loads a 20 MB library, which marking a scan does not need

    with pdf.opened(original, "", options) as document:
        seen = pdf_page.read_glyphs(document, page.number - 1)
    inked = ink(seen.upright, seen.rules)
    own = _repaired(Writing(seen.width, seen.height, inked.text, inked.boxes, seen.shown[inked.places], inked.starts))
    return _both(own, of_lines(page.lines, page.width, page.height)) if page.lines else own


def of_lines(lines: Sequence[PrintedLine], width: float, height: float, turned: float = 0.0) -> Writing:
    """The writing of a page whose lines were recognised on the page turned by `turned` degrees clockwise."""
    text = ""
    boxes: list[tuple[float, float, float, float]] = []
    starts: list[int] = []
    for line in lines:
        starts.append(len(boxes))
        for character, (x0, x1) in zip(line.text, pairwise(line.edges), strict=True):
            if not character.isspace():
                text += character
                boxes.append((x0, line.top, x1, line.bottom))
    places = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    begun = np.array(sorted({at for at in starts if at < len(boxes)}), dtype=np.int64)
    shown, shown_width, shown_height = _turned_back(places, width, height, turned)
    rise = abs(math.sin(math.radians(2 * turned))) / 2  # of a character's width, from the nearest quarter turn
    most = max(1, int(_MOST_RISE / rise)) if rise > 1e-4 else _ANY
    return _repaired(Writing(shown_width, shown_height, text, places, shown, begun, most))


def _turned_back(boxes: Numbers, width: float, height: float, turned: float) -> tuple[Numbers, float, float]:
    """Boxes on a turned page of `width` x `height` as the original shows them, and the size of the original's page.

    A page turns about its middle; by a quarter turn its sides change places, a slope leaves them as they are.
    """
    if not turned % 360:
        return boxes, width, height
    sides = (height, width) if round(turned / 90) % 2 else (width, height)
    angle = math.radians(turned)
    cos, sin = math.cos(angle), math.sin(angle)
    x = boxes[:, [0, 2, 2, 0]] - width / 2
    y = boxes[:, [1, 1, 3, 3]] - height / 2
    back_x, back_y = x * cos + y * sin + sides[0] / 2, y * cos - x * sin + sides[1] / 2
    corners = (back_x.min(axis=1), back_y.min(axis=1), back_x.max(axis=1), back_y.max(axis=1))
    return np.stack(corners, axis=1), *sides


def _both(first: Writing, second: Writing) -> Writing:
    return replace(
        first,
        text=first.text + second.text,
        upright=np.concatenate([first.upright, second.upright]),
        shown=np.concatenate([first.shown, second.shown]),
        starts=np.concatenate([first.starts, second.starts + len(first.text)]),
    )


def _repaired(writing: Writing) -> Writing:
    """Characters that repair replaces one by one are replaced here too, as they are in the stored text."""
    cuts = [*writing.starts.tolist(), len(writing.text)]
    pieces = [writing.text[low:high] for low, high in pairwise(cuts)]
    mended, _ = repair_lines(pieces)
    text = "".join(new if len(new) == len(old) else old for old, new in zip(pieces, mended, strict=True))
    return replace(writing, text=text)
