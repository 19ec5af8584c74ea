"""Noise: how much of it a picture has, and a gentle cure where it would hide the lines."""

from __future__ import annotations

import cv2
import numpy as np

from ingest.ocr.levelling import grey
from ingest.ocr.recognizer import Picture

_NOISY = 25.0
"""Grey values; below, recognition is better off with the picture as it is."""
_BLUR = 1.0
_LAPLACE = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


def noise(picture: Picture) -> float:
    """Standard deviation of the noise in grey values (Immerkær 1996, with the median: print is no noise)."""
    shades = grey(picture).astype(np.float32)
    return float(np.median(np.abs(cv2.filter2D(shades, cv2.CV_32F, _LAPLACE)))) / 0.6745 / 6


def cleaned(picture: Picture) -> Picture:
    """`picture`, softened where its noise is strong."""
    if noise(picture) < _NOISY:
        return picture
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), _BLUR), np.uint8)
