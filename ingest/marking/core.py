"""What a page's writing and a stored text share: both folded, without white space and brackets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ingest.layout.glyphs import Indices
from ingest.marking.writing import Writing
from ingest.text.folding import fold
from ingest.types import Span

_DROPPED = frozenset(" []")
"""Left out of the comparison: white space comes and goes, and raised marks get brackets."""
_MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Core:
    """A text folded and without what is dropped; `offsets[i]` is where its i-th character stands in the original."""

    text: str
    offsets: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Core:
        folded = fold(text)
        kept = [at for at, one in enumerate(folded.text) if one not in _DROPPED]
        return cls("".join(folded.text[at] for at in kept), tuple(folded.offsets[at] for at in kept))

    def inside(self, span: Span) -> Span:
        """The characters that come from `span` of the original."""
        inner = [at for at, offset in enumerate(self.offsets) if span.start <= offset < span.end]
        return Span(inner[0], inner[-1] + 1) if inner else Span(0, 0)


class WrittenPage:
    """The core of a page's writing, and where its pieces begin and end."""

    def __init__(self, writing: Writing) -> None:
        self.writing = writing
        begins = np.zeros(len(writing.text), dtype=np.int64)
        begins[writing.starts] = 1
        piece = np.cumsum(begins)
        whole = Core.of(writing.text)
        kept = [at for at, offset in enumerate(whole.offsets) if not self._parts_word(offset, piece)]
        self.core = Core("".join(whole.text[at] for at in kept), tuple(whole.offsets[at] for at in kept))
        of = piece[list(self.core.offsets)] if kept else piece[:0]
        self.edges = {0, len(of), *(np.flatnonzero(np.diff(of)) + 1).tolist()}

    def _parts_word(self, at: int, piece: Indices) -> bool:
        """Whether a hyphen at a line's end parts a Latin word; joined, the word has none."""
        text = self.writing.text
        is_last = at + 1 < len(text) and piece[at + 1] != piece[at]
        return is_last and text[at] in "-\u00ad\u2010" and at > 0 and text[at - 1].isascii() and text[at - 1].isalpha()

    def places(self, text: str, whole: bool = False) -> list[int]:
        """Where `text` stands, at most `_MOST_PLACES`; `whole` where it must be all of its pieces."""
        found: list[int] = []
        at = self.core.text.find(text)
        while at >= 0 and len(found) < _MOST_PLACES:
            if not whole or (at in self.edges and at + len(text) in self.edges):
                found.append(at)
            at = self.core.text.find(text, at + 1)
        return found

    def middle(self, start: int, end: int) -> tuple[float, float, float]:
        """The x of the middle, the top and the bottom of characters, as the text is read."""
        boxes = self.writing.upright[list(self.core.offsets[start:end])]
        x = float(boxes[:, 0].min() + boxes[:, 2].max()) / 2
        return x, float(boxes[:, 1].min()), float(boxes[:, 3].max())
