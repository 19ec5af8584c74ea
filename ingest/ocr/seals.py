"""Red ink: seals over the text are lifted off, red headings are not lost."""

from __future__ import annotations

import cv2
import numpy as np

from ingest.ocr.recognizer import Picture, Quads

_RED = 45
"""How much more red than green and blue a red pixel has."""
_LEAST = 0.0003
"""Share of the page from which on its red is more than the noise of a camera."""
_COVERED = 0.3


def lifted(picture: Picture) -> Picture | None:
    """`picture` with what is red but not dark turned to paper, None where there is next to nothing red.

    Black type under a seal stays: it takes the red light away too.
    """
    blue, green, red = (picture[:, :, at].astype(np.int16) for at in range(3))
    is_red = red - np.maximum(blue, green) > _RED
    if is_red.mean() < _LEAST:
        return None
    near = cv2.dilate(is_red.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
    paper = float(np.median(red[::8, ::8]))
    strongest = float(np.percentile(red[is_red], 60))
    light = np.clip(red.astype(np.float32) * (paper / max(1.0, strongest)), 0, paper)
    without = picture.copy()
    without[near] = light[near].astype(np.uint8)[:, None]
    return without


def beside(quads: Quads, others: Quads) -> Quads:
    """Those of `others` that cover none of `quads`: what stands on the page in red alone."""
    return np.array([quad for quad in others if not any(_covers(quad, one) for one in quads)], np.float32).reshape(
        -1, 4, 2
    )


def _covers(quad: Quads, other: Quads) -> bool:
    low, high = np.maximum(quad.min(axis=0), other.min(axis=0)), np.minimum(quad.max(axis=0), other.max(axis=0))
    shared = np.prod(np.maximum(high - low, 0))
    return bool(shared > _COVERED * min(np.prod(np.ptp(quad, axis=0)), np.prod(np.ptp(other, axis=0))))
