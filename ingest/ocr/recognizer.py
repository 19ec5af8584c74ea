"""What recognises characters in pictures: the contract, and the values that go in and come out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Height x width x 3 (blue, green, red), 0 is black."""

Quads = NDArray[np.float32]
"""n x 4 x 2: the corners (x, y) of each line in pixels, from its upper left one clockwise as the line is read."""


@dataclass(frozen=True, slots=True)
class Strip:
    """What was read in the picture of one line.

    Attributes:
        text: As the model read it; "" where it saw nothing.
        confidences: 0 to 1, one for each character of `text`.
        centres: Where each character stands, as a share (0 to 1) of the strip's width, ascending.
    """

    text: str
    confidences: tuple[float, ...] = ()
    centres: tuple[float, ...] = ()

    @property
    def confidence(self) -> float:
        """Mean over the characters, 0 without any."""
        return sum(self.confidences) / len(self.confidences) if self.confidences else 0.0


class Recognizer(Protocol):
    """Finds lines of text in a picture and reads them.

    Both methods are pure, raise nothing for any picture of at least one pixel, and may be called from several threads
    at once.
    """

    def detect(self, picture: Picture) -> Quads:
        """The lines of `picture`, level or nearly so, in no order; empty where there is no text."""
        ...

    def read(self, strips: Sequence[Picture]) -> list[Strip]:
        """What stands in each strip, the picture of one level line, in the order of `strips`."""
        ...
