"""The rules of a picture of a page: the straight level and upright lines of its tables."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.layout.geometry import Rule
from ingest.ocr.levelling import grey, ink
from ingest.ocr.recognizer import Picture

_ACROSS, _DOWN = 40.0, 20.0
"""Points: shorter strokes belong to characters (a dash is two characters wide, an upright stroke one high)."""
_THICK = 4.0
_MOST = 2_000
_COARSE = 40.0
"""Pixels an inch; in a coarser picture a rule cannot be told from a character."""


def find_rules(picture: Picture, dpi: float) -> tuple[Rule, ...]:
    """The rules of a level picture, in points from its upper left corner; none where no table can have as many."""
    unit = dpi / 72
    if dpi < _COARSE:
        return ()
    dark = ink(grey(picture), round(12 * unit)).astype(np.uint8)
    across = _strokes(dark, round(_ACROSS * unit), unit, level=True)
    down = _strokes(dark, round(_DOWN * unit), unit, level=False)
    if len(across) + len(down) > _MOST:
        return ()
    level = tuple(Rule(x0 / unit, (y0 + y1) / 2 / unit, x1 / unit, (y0 + y1) / 2 / unit) for x0, y0, x1, y1 in across)
    upright = tuple(Rule((x0 + x1) / 2 / unit, y0 / unit, (x0 + x1) / 2 / unit, y1 / unit) for x0, y0, x1, y1 in down)
    return level + upright


def _strokes(dark: NDArray[np.uint8], length: int, unit: float, *, level: bool) -> list[tuple[int, int, int, int]]:
    """Boxes (left, top, right, bottom in pixels) of strokes at least `length` long; small breaks and a slight slope are
    forgiven."""
    healed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, _bar(max(3, round(1.5 * unit)), level))
    thick = cv2.dilate(healed, _bar(3, not level))
    opened = cv2.morphologyEx(thick, cv2.MORPH_OPEN, _bar(length, level))
    joined = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, _bar(max(3, round(4 * unit)), level))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, width, height, _ in boxes[1:].tolist():
        if (height if level else width) <= _THICK * unit:
            found.append((x, y, x + width, y + height))
    return found


def _bar(length: int, level: bool) -> NDArray[np.uint8]:
    return np.ones((1, length) if level else (length, 1), np.uint8)
