"""A claim laid beside the wording of its source: what is equal, and where the two differ.

Edit distance (Levenshtein) over folded characters, a figure in Arabic digits being one piece; a lone character that two
different wordings happen to share is no common ground and goes into the difference around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from rapidfuzz.distance import Levenshtein, Opcode

from assistant.types import Edit, EditKind
from ingest.text.folding import Folded, fold

_PIECE = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[a-z]+|.", re.DOTALL)
_LETTER = re.compile(r"\w")

_KINDS: dict[str, EditKind] = {"equal": "equal", "replace": "replace", "insert": "insert", "delete": "delete"}

_CHANCE = 1
"""An equal run of so few pieces between two replacements is taken for chance."""

_STOPS = frozenset(",;:。!?、()")
"""Folded; an insertion or deletion that may be read in several places is read from stop to stop."""


@dataclass(frozen=True)
class Alignment:
    """A claim beside the wording of the source that it says again.

    Attributes:
        source: The sentence, the neighbouring sentences joined, or the clauses in the claim's order, that the claim
            says again.
        edits: Their `claim` parts joined are the claim, their `source` parts joined the source.
        score: Share of the claim's letters and digits that stand in the source at their place, 0 to 1.
    """

    claim: str
    source: str
    edits: tuple[Edit, ...]
    score: float

    @property
    def differences(self) -> tuple[tuple[int, int, Edit], ...]:
        """Where the two differ: (where the edit begins in the claim, where in the source, the edit), in order."""
        return tuple(
            (at, source_at, edit)
            for at, source_at, edit in zip(self._claim_starts, self._source_starts, self.edits, strict=False)
            if edit.kind != "equal"
        )

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the claim's [start, end) stands in the source: the whole of every difference that it touches.

        Empty where the range is in the claim only, or empty itself.
        """
        return _carried(start, end, self._claim_starts, self._source_starts, [(e.claim, e.source) for e in self.edits])

    def claim_span(self, start: int, end: int) -> tuple[int, int]:
        """Where the source's [start, end) stands in the claim; empty where the claim does not say it."""
        return _carried(start, end, self._source_starts, self._claim_starts, [(e.source, e.claim) for e in self.edits])

    @cached_property
    def _claim_starts(self) -> tuple[int, ...]:
        return tuple(accumulate((len(edit.claim) for edit in self.edits), initial=0))

    @cached_property
    def _source_starts(self) -> tuple[int, ...]:
        return tuple(accumulate((len(edit.source) for edit in self.edits), initial=0))


def align(claim: str, source: str) -> Alignment:
    """`claim` beside `source`, the fewest differences between them; about len(claim) * len(source) / 64 steps."""
    said, known = fold(claim), fold(source)
    said_pieces, known_pieces = _pieces(said.text), _pieces(known.text)
    if not said_pieces or not known_pieces:
        return _apart(claim, source)
    said_words, known_words = (
        [one.text[a:b] for a, b in at] for one, at in ((said, said_pieces), (known, known_pieces))
    )
    steps = _slid(_steps(said_words, known_words), said_words, known_words)
    said_cuts, known_cuts = _cuts(said, said_pieces), _cuts(known, known_pieces)
    edits: list[Edit] = []
    for kind, (known_from, known_to), (said_from, said_to) in steps:
        left = source[known_cuts[known_from] : known_cuts[known_to]]
        right = claim[said_cuts[said_from] : said_cuts[said_to]]
        _append(edits, kind, left, right)
    return Alignment(claim, source, tuple(edits), _score(edits))


def _apart(claim: str, source: str) -> Alignment:
    """Where one of the two has nothing that could be equal."""
    edits: list[Edit] = []
    _append(edits, "replace", source, claim)
    return Alignment(claim, source, tuple(edits), 0.0)


_Range = tuple[int, int]
_Step = tuple[EditKind, _Range, _Range]


def _pieces(text: str) -> list[_Range]:
    return [match.span() for match in _PIECE.finditer(text)]


def _cuts(folded: Folded, pieces: Sequence[_Range]) -> list[int]:
    """Where each piece begins in the original, and the original's end: what folding drops goes with what precedes."""
    return [0, *(folded.offsets[start] for start, _ in pieces[1:]), folded.offsets[-1]]


def _steps(said: Sequence[str], known: Sequence[str]) -> list[_Step]:
    """Opcodes from `known` to `said`, chance matches taken into the differences around them."""
    codes = Levenshtein.opcodes(known, said)
    steps: list[_Step] = []
    for index, code in enumerate(codes):
        ranges = (code.src_start, code.src_end), (code.dest_start, code.dest_end)
        kind = _KINDS[code.tag]
        if kind == "equal" and 0 < index < len(codes) - 1 and _is_chance(said[code.dest_start : code.dest_end]):
            before, after = codes[index - 1], codes[index + 1]
            if min(_size(before), _size(after)) > 1:
                kind = "replace"
        steps.append((kind, *ranges))
    return list(_joined(steps))


def _is_chance(pieces: Sequence[str]) -> bool:
    return len(pieces) <= _CHANCE and not any(piece[0].isdigit() for piece in pieces)


def _size(code: Opcode) -> int:
    return max(code.src_end - code.src_start, code.dest_end - code.dest_start)


def _joined(steps: Sequence[_Step]) -> Iterator[_Step]:
    """Neighbouring differences made one."""
    pending: _Step | None = None
    for kind, known, said in steps:
        if kind == "equal":
            if pending:
                yield pending
            pending = None
            yield kind, known, said
            continue
        first = pending or (kind, known, said)
        known, said = (first[1][0], known[1]), (first[2][0], said[1])
        joined: EditKind = "insert" if known[0] == known[1] else "delete" if said[0] == said[1] else "replace"
        pending = joined, known, said
    if pending:
        yield pending


def _slid(steps: Sequence[_Step], said: Sequence[str], known: Sequence[str]) -> list[_Step]:
    """Each lone insertion and deletion moved, where the neighbouring pieces allow, to where it begins behind a stop."""
    slid = list(steps)
    for index in range(len(slid)):
        kind, known_range, said_range = slid[index]
        if kind in ("equal", "replace"):
            continue
        words, (start, end) = (said, said_range) if kind == "insert" else (known, known_range)
        left = _length(slid, index - 1)
        right = _length(slid, index + 1)
        by = _best_shift(words, start, end, left, right)
        if by:
            _shift(slid, index, by)
    return [step for step in slid if step[1][0] < step[1][1] or step[2][0] < step[2][1]]


def _length(steps: Sequence[_Step], index: int) -> int:
    """How many pieces the equal step at `index` has; 0 where there is none."""
    return steps[index][1][1] - steps[index][1][0] if 0 <= index < len(steps) and steps[index][0] == "equal" else 0


def _best_shift(words: Sequence[str], start: int, end: int, left: int, right: int) -> int:
    shifts, by = [0], 0
    while -by < left and words[start + by - 1] == words[end + by - 1]:
        by -= 1
        shifts.append(by)
    by = 0
    while by < right and words[start + by] == words[end + by]:
        by += 1
        shifts.append(by)
    return max(shifts, key=lambda by: (_fits(words, start + by, end + by), -abs(by)))


def _fits(words: Sequence[str], start: int, end: int) -> int:
    """How much [start, end) looks like a clause: behind a stop and ending in one, or the other way round."""
    behind = start == 0 or words[start - 1] in _STOPS
    before = end == len(words) or words[end] in _STOPS
    return 2 * (behind and words[end - 1] in _STOPS) + 2 * (before and words[start] in _STOPS) + behind + before


def _shift(steps: list[_Step], index: int, by: int) -> None:
    def moved(at: int, first: int, last: int) -> None:
        if 0 <= at < len(steps):
            kind, (a, b), (c, d) = steps[at]
            steps[at] = kind, (a + first, b + last), (c + first, d + last)

    moved(index - 1, 0, by)
    moved(index, by, by)
    moved(index + 1, by, 0)


def _append(edits: list[Edit], kind: EditKind, source: str, claim: str) -> None:
    if not source and not claim:
        return
    if not source or not claim:
        kind = "insert" if claim else "delete"
    edits.append(Edit(kind, source, claim))


def _score(edits: Sequence[Edit]) -> float:
    whole = sum(len(_LETTER.findall(edit.claim)) for edit in edits)
    equal = sum(len(_LETTER.findall(edit.claim)) for edit in edits if edit.kind == "equal")
    return equal / whole if whole else 0.0


def _carried(
    start: int, end: int, starts: Sequence[int], others: Sequence[int], parts: Sequence[tuple[str, str]]
) -> tuple[int, int]:
    """[start, end) of the side whose parts begin at `starts`, on the side whose parts begin at `others`."""
    spans = []
    for (here, there), at, other in zip(parts, starts, others, strict=False):
        low, high = max(start, at) - at, min(end, at + len(here)) - at
        if low < high or (start == end and low == high and at <= start):
            spans.append(_within(here, there, low, high, other))
    if not spans:
        return (others[-1], others[-1]) if others else (0, 0)
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _within(here: str, there: str, low: int, high: int, other: int) -> tuple[int, int]:
    if low == high:
        at = other if low == 0 else other + len(there) if low == len(here) else other + min(low, len(there))
        return at, at
    here_folded, there_folded = fold(here), fold(there)
    if here_folded.text != there_folded.text or (low == 0 and high == len(here)):
        return other, other + len(there)
    if len(here) == len(there):
        return other + low, other + high
    inner = [index for index in range(len(here_folded.text)) if low <= here_folded.offsets[index] < high]
    if not inner:
        return other, other
    return other + there_folded.offsets[inner[0]], other + there_folded.offsets[inner[-1]] + 1
