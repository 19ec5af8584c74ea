"""The skeleton of a text: its search form without the signs that a formulation is written with or without.

“总揽全局、协调各方”, 总揽全局，协调各方 and 总揽全局 协调各方 are one wording.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.text.folding import fold

_SIGNS = frozenset("\"'、,·-~《》〈〉<> ")
_HAS_SIGN = re.compile(r"[\"'、,·\-~《》〈〉<> ]")
_ENDS = re.compile(r"[。;!?\n:]")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A text without signs, with the way back.

    Attributes:
        offsets: Where in the original each character came from; the original's length ends it.
    """

    original: str
    text: str
    offsets: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's characters that `text[start:end]` (not empty) came from."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def of(self, start: int, end: int) -> str:
        """`text[start:end]` as the original writes it."""
        first, last = self.span(start, end)
        return self.original[first:last]

    def between(self, end: int, start: int) -> str:
        """What the original has after the character before `end` and ahead of the one at `start`."""
        return self.original[self.offsets[end - 1] + 1 : self.offsets[start]]

    def sentence(self, start: int, end: int) -> str:
        """The skeleton of the sentence that [start, end) stands in."""
        before = [match.end() for match in _ENDS.finditer(self.text, max(0, start - 200), start)]
        after = _ENDS.search(self.text, end, end + 200)
        return self.text[before[-1] if before else max(0, start - 200) : after.start() if after else end + 200]


def skeleton(text: str) -> Skeleton:
    """The skeleton of `text`."""
    folded = fold(text)
    if _HAS_SIGN.search(folded.text) is None:
        return Skeleton(text, folded.text, folded.offsets)
    kept = [at for at, char in enumerate(folded.text) if char not in _SIGNS]
    offsets = [folded.offsets[at] for at in kept]
    return Skeleton(text, "".join([folded.text[at] for at in kept]), [*offsets, len(text)])
