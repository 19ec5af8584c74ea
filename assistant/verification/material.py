"""The sources of a text as the checks of its wording look into them: in search form, in one string, made once.

A wording that should be in a source and is not is looked for by what stands around it: `Material.counterpart` finds
where a source says the same, and what it says there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from ingest.text.folding import Folded, fold
from ingest.text.likeness import beginning, ending

_GAP = "\0\0"
"""Between two sources; no folded text has it."""
_AROUND = 12
"""Characters on either side of a wording that help to find its place."""
_PROBES = 60
"""Pieces of a wording that are looked up at most."""
_PLACES = 24
"""Places of a piece that are looked at; a piece in more places tells little."""
_TRIED = 4
"""Candidate places whose wording is compared in full."""


_SAME = str.maketrans("'〈〉<>", '"《》《》')
"""Marks inside marks: a quotation or title changes its kind of marks with its depth."""
_MARK = re.compile(r"[\"《》]")
_LETTER = re.compile(r"\w")


def searchable(text: str) -> Folded:
    """The search form of `text`, marks of every depth made one kind."""
    folded = fold(text)
    return Folded(folded.text.translate(_SAME), folded.offsets)


def folded_span(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """Where the original's [start, end) stands in the folded text."""
    return bisect_left(folded.offsets, start), bisect_left(folded.offsets, end)


def letters(text: str) -> str:
    """`text` without punctuation and spaces."""
    return "".join(_LETTER.findall(text))


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What a source says where a claim says something else.

    Attributes:
        text: Verbatim in the source; "" where the source has nothing there.
        folded: The same in search form.
        distance: Characters to change, leave out or put in.
        before, after: How many characters right beside the two are equal (`_AROUND` at most); -1 where the claim
            begins, or ends, there.
        left, right: The source's folded characters beside it, "" at its edges.
    """

    text: str
    folded: str
    distance: int
    before: int
    after: int
    left: str
    right: str

    @property
    def is_marked(self) -> bool:
        """Whether it stands in quotation or title marks."""
        return bool(_MARK.match(self.left[-1:]) and _MARK.match(self.right[:1]))

    @property
    def is_placed(self) -> bool:
        """Whether what stands beside it leaves no doubt that both speak of the same thing."""
        if self.before < 0 or self.after < 0:
            return max(self.before, self.after) >= 5
        return (self.before >= 2 and self.after >= 2 and self.before + self.after >= 5) or (
            min(self.before, self.after) >= 1 and max(self.before, self.after) >= 6
        )


@dataclass(frozen=True)
class Material:
    """The texts that a claim may rest on; those it cites first."""

    sources: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """All sources in search form."""
        return _GAP.join(folded.text for folded in self._folded)

    @cached_property
    def _folded(self) -> tuple[Folded, ...]:
        return tuple(map(searchable, self.sources))

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return tuple(accumulate((len(one.text) + len(_GAP) for one in self._folded), initial=0))

    def __contains__(self, folded: object) -> bool:
        return isinstance(folded, str) and folded in self.text

    def original(self, start: int, end: int) -> str:
        """The source's own characters at [start, end) of `text`, which lies in one source."""
        index = bisect_right(self._starts, start) - 1
        span = self._folded[index].span(start - self._starts[index], end - self._starts[index])
        return self.sources[index][span.start : span.end]

    def counterpart(self, claim: str, start: int, end: int) -> Counterpart | None:
        """What a source says for the folded claim's [start, end); None where none says the like.

        Of several places the one whose surroundings and wording agree best.
        """
        low, high = max(0, start - _AROUND), min(len(claim), end + _AROUND)
        probe = claim[low:high]
        found = [
            self._compared(probe, start - low, end - low, at, low == start, high == end) for at in self._places(probe)
        ]
        return max((one for one in found if one), key=_agreement, default=None)

    def _places(self, probe: str) -> list[int]:
        """Where in `text` what is like `probe` may begin, best first."""
        size = 3 if len(probe) > 8 else 2
        step = max(1, (len(probe) - size + 1) // _PROBES)
        votes: Counter[int] = Counter()
        for offset in range(0, len(probe) - size + 1, step):
            for at in _occurrences(self.text, probe[offset : offset + size]):
                votes[at - offset] += 1
        return _apart([at for at, _ in votes.most_common(_TRIED * 4)], len(probe) // 4 + 2)[:_TRIED]

    def _compared(self, probe: str, start: int, end: int, at: int, opens: bool, closes: bool) -> Counterpart | None:
        source = bisect_right(self._starts, max(at, 0)) - 1
        lowest, highest = self._starts[source], self._starts[source] + len(self._folded[source].text)
        slack = 3 + len(probe) // 10
        low, high = max(lowest, at - slack), min(highest, at + len(probe) + slack)
        if low >= high:
            return None
        window = self.text[low:high]
        first, last = _carried(probe, window, start, end)
        wording = window[first:last]
        before = -1 if opens else ending(probe[:start], window[:first])
        after = -1 if closes else beginning(probe[end:], window[last:])
        return Counterpart(
            self.original(low + first, low + last) if wording else "",
            wording,
            Levenshtein.distance(probe[start:end], wording),
            before,
            after,
            self.text[max(lowest, low + first - _AROUND) : low + first],
            self.text[low + last : min(highest, low + last + _AROUND)],
        )


@lru_cache(maxsize=8)
def material(sources: tuple[str, ...]) -> Material:
    """The material of `sources`; kept for the next claim of the same text."""
    return Material(sources)


def _occurrences(text: str, piece: str) -> list[int]:
    found: list[int] = []
    at = text.find(piece)
    while at >= 0 and len(found) < _PLACES:
        found.append(at)
        at = text.find(piece, at + 1)
    return found


def _apart(places: Sequence[int], width: int) -> list[int]:
    """The places in order, without those that lie within `width` of one before."""
    kept: list[int] = []
    for place in places:
        if all(abs(place - one) >= width for one in kept):
            kept.append(place)
    return kept


def _carried(probe: str, window: str, start: int, end: int) -> tuple[int, int]:
    """Where the probe's [start, end) stands in the window: all that is between what is equal on either side."""
    codes = Levenshtein.opcodes(probe, window)
    equal = [code for code in codes if code.tag == "equal"]
    if not equal:
        return 0, 0
    first = max(0, equal[0].dest_start - equal[0].src_start)
    last = min(len(window), equal[-1].dest_end + len(probe) - equal[-1].src_end)
    for code in codes:
        if code.src_start < start <= code.src_end:
            ahead = code.dest_start + start - code.src_start
            first = min(ahead, code.dest_end) if code.src_end > start else code.dest_end
        if code.src_start <= end < code.src_end:
            behind = code.dest_end - (code.src_end - end)
            last = max(behind, code.dest_start) if code.src_start < end else code.dest_start
    return first, max(first, last)


def _agreement(found: Counterpart) -> int:
    return max(found.before, 0) + max(found.after, 0) - 2 * found.distance
