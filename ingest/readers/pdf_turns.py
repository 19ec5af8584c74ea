"""From a PDF page's own units (origin below) to the page as its text is read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.layout.glyphs import Numbers


@dataclass(frozen=True, slots=True)
class Turn:
    """`quarter` turns clockwise; a slant (-1) turns nothing. `box` is left, bottom, right, top of the page."""

    quarter: int
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        return self._extent(self.quarter in (1, 3))

    @property
    def height(self) -> float:
        return self._extent(self.quarter in (0, 2, -1))

    def _extent(self, vertical: bool) -> float:
        return self.box[3] - self.box[1] if vertical else self.box[2] - self.box[0]

    def boxes(self, boxes: Numbers) -> Numbers:
        """Boxes (n, 4) of left, bottom, right, top -> x0, top, x1, bottom as seen."""
        left, bottom, right, top = boxes.T
        x0, y0, x1, y1 = self.box
        sides = {
            1: (y1 - top, x1 - right, y1 - bottom, x1 - left),
            2: (x1 - right, bottom - y0, x1 - left, top - y0),
            3: (bottom - y0, left - x0, top - y0, right - x0),
        }.get(self.quarter, (left - x0, y1 - top, right - x0, y1 - bottom))
        return np.column_stack(sides)

    def place(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom of one box as seen."""
        x0, y0, x1, y1 = self.box
        if self.quarter == 1:
            return y1 - top, x1 - right, y1 - bottom, x1 - left
        if self.quarter == 2:
            return x1 - right, bottom - y0, x1 - left, top - y0
        if self.quarter == 3:
            return bottom - y0, left - x0, top - y0, right - x0
        return left - x0, y1 - top, right - x0, y1 - bottom
