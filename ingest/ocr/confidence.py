"""How far the text of a recognised page can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ingest.ocr.levelling import grey, ink, resized
from ingest.ocr.recognizer import Picture, Quads, Strip

_UNSURE = 0.9
_WEIGHT = 4.5
"""On made scans of every quality the error rate is about half the share of unsure letters: with this weight a page at
5 % errors has about 0.65, one at 0.5 % about 0.97."""
_MOST = 0.99
"""Nothing that was recognised is as sure as what was written."""
_SMALL = 1000
_LIKE = (0.45, 1.6)
"""Heights of ink that may be a character, in heights of a usual line."""
_OVERLOOKED = 2.0


def trust(strips: Sequence[Strip], overlooked: float = 0.0) -> float:
    """0 to 1 from what was read; 0 for nothing. Marks do not count: their half and full widths look alike.

    Args:
        overlooked: As `overlooked` measures it.
    """
    sure = [
        confidence
        for strip in strips
        for character, confidence in zip(strip.text, strip.confidences, strict=True)
        if character.isalnum()
    ]
    if not sure:
        return 0.0
    unsure = sum(one < _UNSURE for one in sure) / len(sure)
    return round(min(_MOST, max(0.0, 1 - _WEIGHT * unsure - _OVERLOOKED * overlooked)), 2)


def overlooked(picture: Picture, quads: Quads) -> float:
    """Share (0 to 1) of the ink of a character's size that stands in no line that was found: handwriting, or lines
    that the detector did not see."""
    if not len(quads):
        return 0.0
    scale = min(1.0, _SMALL / max(picture.shape[:2]))
    small = resized(picture, scale)
    size = float(np.median(quads[:, 3, 1] - quads[:, 0, 1])) * scale
    dark = ink(grey(small), 25).astype(np.uint8)
    joined = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    height, width = boxes[:, cv2.CC_STAT_HEIGHT], boxes[:, cv2.CC_STAT_WIDTH]
    like = (height >= _LIKE[0] * size) & (height <= _LIKE[1] * size) & (width >= 0.3 * size) & (width <= 4 * size)
    like[0] = False
    found = np.zeros(joined.shape, np.uint8)
    cv2.fillPoly(found, [np.round(quad * scale).astype(np.int32) for quad in quads], 1)
    inside = np.bincount(labels.ravel(), weights=found.ravel(), minlength=len(boxes))
    area = boxes[:, cv2.CC_STAT_AREA]
    outside = like & (inside < 0.3 * area)
    return float(area[outside].sum() / max(1, area[like].sum()))
