"""How a picture of a page lies: the slope of its lines, and turning it level."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.ocr.recognizer import Picture, Quads

STEEPEST = 10.0
"""Degrees; a page that lies more askew than this is taken for one that does not."""
_SMALL = 1000
"""Pixels of the longer side that suffice to see the slope."""
_COARSE, _FINE = 0.5, 0.1
_GAIN = 1.03
"""How much clearer the lines must stand out before the page is turned."""
_DARKER = 14
"""Steps of 255 by which ink is darker than what is around it."""
_LEAST_INK = 200
_MOST_INK = 60_000

Ink = NDArray[np.bool_]


def grey(picture: Picture) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), np.uint8)


def resized(shades: Picture, scale: float) -> Picture:
    """Larger or smaller, never less than a pixel wide or high."""
    if scale == 1:
        return shades
    height, width = (max(1, round(side * scale)) for side in shades.shape[:2])
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(shades, (width, height), interpolation=how), np.uint8)


def ink(shades: NDArray[np.uint8], reach: int) -> Ink:
    """Where a pixel is clearly darker than its neighbourhood of `reach` pixels, however dark the paper is."""
    odd = max(3, reach | 1)
    smooth = cv2.medianBlur(shades, 3)
    return np.asarray(
        cv2.adaptiveThreshold(smooth, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, odd, _DARKER), bool
    )


def slope(picture: Picture) -> float:
    """Degrees by which the lines of `picture` fall to the right (negative: rise), 0 where no slope stands out.

    The right angle is the one under which the ink falls into the sharpest rows (Postl 1986: the sum of squared
    differences of neighbouring rows of the projection), of lines across or down.
    """
    shades = grey(picture)
    scale = min(1.0, _SMALL / max(shades.shape))
    ys, xs = np.nonzero(ink(resized(shades, scale), 25))
    if len(ys) < _LEAST_INK:
        return 0.0
    step = -(-len(ys) // _MOST_INK)
    x, y = xs[::step].astype(np.float32), ys[::step].astype(np.float32)
    best = _sharpest(x, y, np.arange(-STEEPEST, STEEPEST + _COARSE / 2, _COARSE))
    best = _sharpest(x, y, np.arange(best - _COARSE, best + _COARSE + _FINE / 2, _FINE))
    return best if abs(best) >= _FINE and _sharpness(x, y, best) > _GAIN * _sharpness(x, y, 0.0) else 0.0


def _sharpest(x: NDArray[np.float32], y: NDArray[np.float32], angles: NDArray[np.float64]) -> float:
    return float(max(angles, key=lambda angle: _sharpness(x, y, float(angle))))


def _sharpness(x: NDArray[np.float32], y: NDArray[np.float32], degrees: float) -> float:
    sine, cosine = np.float32(np.sin(np.radians(degrees))), np.float32(np.cos(np.radians(degrees)))
    return max(_contrast(y * cosine - x * sine), _contrast(x * cosine + y * sine))


def _contrast(places: NDArray[np.float32]) -> float:
    counts = np.bincount((places - places.min()).astype(np.int32))
    return float(np.square(np.diff(counts.astype(np.float64))).sum())


def levelled(picture: Picture, degrees: float) -> Picture:
    """`picture` turned about its middle so that lines that fall by `degrees` lie level; its size stays."""
    if not degrees:
        return picture
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    paper = tuple(float(one) for one in np.median(picture[::16, ::16].reshape(-1, 3), axis=0))
    turned = cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
    return np.asarray(turned, np.uint8)


def turned(picture: Picture, quarters: int) -> Picture:
    """`picture` turned clockwise by quarters of a turn."""
    return np.ascontiguousarray(np.rot90(picture, -quarters % 4))


def runs_down(quads: Quads) -> bool:
    """Whether most of the text found stands on its side: lines longer down than across, weighed by their length."""
    if not len(quads):
        return False
    across = np.linalg.norm(quads[:, 1] - quads[:, 0], axis=1)
    down = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1)
    telling = np.maximum(across, down) > 1.5 * np.minimum(across, down)
    return bool(down[telling & (down > across)].sum() > across[telling & (across > down)].sum())


def overturned(quads: Quads, picture: Picture) -> Quads:
    """The quads of `picture` as they stand after it was turned upside down."""
    height, width = picture.shape[:2]
    corner = np.array([width - 1, height - 1], np.float32)
    return np.roll(corner - quads, 2, axis=1)
