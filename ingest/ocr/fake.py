"""A recogniser that needs no models: it finds dark bars, whose shade says which line of a script they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.ocr.recognizer import Picture, Quads, Strip

_DARK = 160
_STEP = 8


def shades(line: int) -> tuple[int, int]:
    """The grey values of the left and the right half of the bar that stands for a line (0 to 18) of the script."""
    return line * _STEP, line * _STEP + _STEP // 2


class FakeRecognizer:
    """Reads bars drawn as `shades` says; one that stands on its head is read with half the confidence.

    Args:
        lines: The script.
        confidence: Of every character of an upright bar.
    """

    def __init__(self, lines: Sequence[str], confidence: float = 0.99) -> None:
        self._lines = tuple(lines)
        self._confidence = confidence

    def detect(self, picture: Picture) -> Quads:
        rows = (picture[:, :, 0] < _DARK).sum(axis=1)
        columns = (picture[:, :, 0] < _DARK).sum(axis=0)
        down = _runs(columns) if len(_runs(columns)) > len(_runs(rows)) else []
        boxes = [(low, top, high, bottom) for low, high in down for top, bottom in _extent(picture[:, low:high], 1)]
        if not boxes:
            boxes = [
                (left, low, right, high) for low, high in _runs(rows) for left, right in _extent(picture[low:high], 0)
            ]
        return np.array(
            [[(x0, top), (x1, top), (x1, low), (x0, low)] for x0, top, x1, low in boxes], np.float32
        ).reshape(-1, 4, 2)

    def read(self, strips: Sequence[Picture]) -> list[Strip]:
        return [self._strip(strip) for strip in strips]

    def _strip(self, strip: Picture) -> Strip:
        row = strip[strip.shape[0] // 2, :, 0].astype(float)
        left, right = row[len(row) // 4], row[3 * len(row) // 4]
        upright = left < right
        text = self._lines[int((left + 1) / _STEP) % len(self._lines)]
        share = tuple((at + 0.5) / len(text) for at in range(len(text)))
        return Strip(text, (self._confidence if upright else self._confidence / 2,) * len(text), share)


def _runs(counts: NDArray[Any]) -> list[tuple[int, int]]:
    filled = np.concatenate([[0], (counts > 0).astype(np.int8), [0]])
    steps = np.flatnonzero(np.diff(filled))
    return [(int(a), int(b)) for a, b in zip(steps[::2], steps[1::2], strict=True)]


def _extent(part: Picture, axis: int) -> list[tuple[int, int]]:
    runs = _runs((part[:, :, 0] < _DARK).sum(axis=axis))
    return [(runs[0][0], runs[-1][1])] if runs else []
