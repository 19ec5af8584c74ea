"""Characters with boxes as they are drawn, in columns of numbers: a page may hold a hundred thousand of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.int64]
Codes = npt.NDArray[np.uint32]


def codes_of(text: str) -> Codes:
    """The code point of each character."""
    return np.array([], dtype=np.uint32) if not text else np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as it is drawn.

    Attributes:
        index: Its number on the page, for asking about its font.
        generated: True for a space that no writer typed but a gap suggests.
    """

    character: str
    x0: float
    top: float
    x1: float
    bottom: float
    index: int
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Glyphs:
    """The characters of one page, or some of them, in the order of writing.

    Attributes:
        text: One character for each place in the arrays; white space of every kind is " " or "\\n".
        boxes: Shape (n, 4), float64: x0, top, x1, bottom in points from the upper left corner, all finite.
        index: The characters' numbers on the page, for asking about their fonts.
        generated: Spaces that no writer typed but gaps suggest.
    """

    text: str
    boxes: Numbers
    index: Indices
    generated: Flags

    def __len__(self) -> int:
        return len(self.text)

    @property
    def codes(self) -> Codes:
        return codes_of(self.text)

    @classmethod
    def of(cls, glyphs: Iterable[Glyph]) -> Glyphs:
        rows: Sequence[Glyph] = list(glyphs)
        return cls(
            "".join(one.character for one in rows),
            np.array([(one.x0, one.top, one.x1, one.bottom) for one in rows], dtype=np.float64).reshape(-1, 4),
            np.array([one.index for one in rows], dtype=np.int64),
            np.array([one.generated for one in rows], dtype=np.bool_),
        )


NO_GLYPHS = Glyphs.of(())
