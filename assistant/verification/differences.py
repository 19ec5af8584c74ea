"""Where claim and source differ, seen through words of a kind: 应当, 可以, 不得 …; 未, 没有 …; 增长, 下降 …

A difference is widened to the words of the kind that it cuts through, so that 不超过 against 不少于 is one word against
another. Clauses that were left out or put in as a whole are no difference of wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from assistant.types import Edit
from assistant.verification.alignment import Alignment
from ingest.text.clauses import STOPS, clause_around
from ingest.text.folding import fold

_LETTER = re.compile(r"\w")

_CLOSE, _LEAST_LETTERS = 0.6, 2
"""Share and number of the letters around a difference, in its clause, that must be equal: then one word was changed."""

_LONGEST = 16
"""Characters of a difference that may still be one word changed."""

_AROUND = 4
"""Characters shown on each side of a word that only one of the two has."""


class Token(NamedTuple):
    """A word of the kind that is looked for; `group` names the alternative of the pattern that it is."""

    start: int
    end: int
    word: str
    group: str


@dataclass(frozen=True, slots=True)
class Region:
    """A difference with the words of a kind in it.

    Attributes:
        start, end: In the claim.
        source_start, source_end: In the alignment's source.
        found, expected: The words of the kind that the claim has there, and the source.
        is_close: Whether the rest of the clause is the source's own wording.
    """

    start: int
    end: int
    source_start: int
    source_end: int
    found: tuple[Token, ...]
    expected: tuple[Token, ...]
    is_close: bool


def regions(alignment: Alignment, kind: re.Pattern[str]) -> Iterator[Region]:
    """The differences that hold a word matched by `kind` on either side, in the claim's order."""
    said, known = _tokens(kind, alignment.claim), _tokens(kind, alignment.source)
    if not said and not known:
        return
    done = -1
    for at, source_at, edit in alignment.differences:
        if at < done or is_clause(alignment, at, source_at, edit):
            continue
        claim, source = _widened(
            alignment, (at, at + len(edit.claim)), (source_at, source_at + len(edit.source)), said, known
        )
        found, expected = _inside(said, claim), _inside(known, source)
        if (found or expected) and _is_one_place(alignment.source[slice(*source)], alignment.claim[slice(*claim)]):
            done = max(claim[1], at)
            yield Region(*claim, *source, found, expected, is_close(alignment, claim, source))


def shown(alignment: Alignment, region: Region) -> tuple[int, int, str]:
    """What of the claim a finding speaks of, and what the source says in its stead.

    Where one of the two has no word there, some of the wording around it is taken in.
    """
    if region.start < region.end and region.source_start < region.source_end:
        return region.start, region.end, alignment.source[region.source_start : region.source_end]
    left = _shared(alignment.claim[: region.start], alignment.source[: region.source_start])
    right = _shared(alignment.claim[region.end :][::-1], alignment.source[region.source_end :][::-1])
    start, end = region.start - left, region.end + right
    return start, end, alignment.source[region.source_start - left : region.source_end + right]


def is_clause(alignment: Alignment, at: int, source_at: int, edit: Edit) -> bool:
    """Whether an insertion or deletion is made of whole clauses."""
    if edit.kind == "insert":
        return _is_whole(alignment.claim, at, at + len(edit.claim))
    return edit.kind == "delete" and _is_whole(alignment.source, source_at, source_at + len(edit.source))


def is_close(alignment: Alignment, claim: tuple[int, int], source: tuple[int, int]) -> bool:
    """Whether the clause around a difference is otherwise the same in the claim and in the source.

    Where only one of the two has wording there, the clauses of both are looked at: what a claim leaves out stands
    nowhere in it.
    """
    edits = alignment.edits
    if not _is_close(alignment.claim, *claim, [(edit.claim, edit.kind == "equal") for edit in edits]):
        return False
    if claim[0] < claim[1] and source[0] < source[1]:
        return True
    return _is_close(alignment.source, *source, [(edit.source, edit.kind == "equal") for edit in edits])


def _is_close(text: str, start: int, end: int, parts: Sequence[tuple[str, bool]]) -> bool:
    first, last = clause_around(text, start, end)
    equal = letters = at = 0
    for part, is_equal in parts:
        low, high = max(first, at), min(last, at + len(part))
        at += len(part)
        if low >= high:
            continue
        count = _letters(text[low : min(high, start)]) + _letters(text[max(low, end) : high])
        letters += count
        equal += count if is_equal else 0
    return equal > 0 and equal >= min(_LEAST_LETTERS, letters) and equal >= _CLOSE * letters


def _letters(text: str) -> int:
    return len(_LETTER.findall(text))


def _is_one_place(source: str, claim: str) -> bool:
    """Whether a difference is one of words rather than of whole clauses."""
    return all(len(side) <= _LONGEST and not any(stop in side for stop in STOPS) for side in (source, claim))


def _tokens(kind: re.Pattern[str], text: str) -> list[Token]:
    return [Token(*match.span(), match.group(), match.lastgroup or "") for match in kind.finditer(simplified(text))]


@lru_cache(maxsize=1024)
def simplified(text: str) -> str:
    """`text` in folded characters, one for one: what folds to none or to several stays."""
    folded = fold(text)
    if len(folded.text) == len(text):
        return folded.text
    characters = list(text)
    for char, at, after in zip(folded.text, folded.offsets, folded.offsets[1:], strict=False):
        if after > at:
            characters[at] = char
    return "".join(characters)


_Range = tuple[int, int]


def _widened(
    alignment: Alignment, claim: _Range, source: _Range, said: Sequence[Token], known: Sequence[Token]
) -> tuple[_Range, _Range]:
    while True:
        wider_source = _over(source, known)
        wider_claim = _over(
            _union(claim, alignment.claim_span(*wider_source)) if wider_source != source else claim, said
        )
        if wider_claim != claim:
            wider_source = _union(wider_source, alignment.source_span(*wider_claim))
        if (wider_claim, wider_source) == (claim, source):
            return claim, source
        claim, source = wider_claim, wider_source


def _over(range_: _Range, tokens: Sequence[Token]) -> _Range:
    """`range_` widened to the words that it cuts through."""
    start, end = range_
    for first, last, _, _ in tokens:
        if first < end and last > start:
            start, end = min(start, first), max(end, last)
    return start, end


def _union(one: _Range, other: _Range) -> _Range:
    return (min(one[0], other[0]), max(one[1], other[1])) if other[0] < other[1] else one


def _inside(tokens: Sequence[Token], range_: _Range) -> tuple[Token, ...]:
    return tuple(token for token in tokens if range_[0] <= token.start and token.end <= range_[1])


def _is_whole(text: str, start: int, end: int) -> bool:
    behind = start == 0 or text[start - 1] in STOPS
    before = end == len(text) or text[end] in STOPS
    piece = text[start:end].strip()
    return (behind and (before or piece[-1:] in STOPS or not piece)) or (before and piece[:1] in STOPS)


def _shared(one: str, other: str) -> int:
    """How many characters at the ends of two texts are equal, in one clause: at most `_AROUND` and a figure whole."""
    count = 0
    while count < min(len(one), len(other)):
        char = one[-1 - count]
        if char != other[-1 - count] or char in STOPS or (count >= _AROUND and not char.isdigit()):
            break
        count += 1
    return count
