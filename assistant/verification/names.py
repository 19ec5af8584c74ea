"""Names of institutions, persons and places: where a claim has another one than its source.

A name is known by the dictionary's part of speech (nt, nr, ns), by what institutions' names end in, and by a surname
beside a post; nothing is looked up in lists of institutions or of people. Only where claim and source differ, and name
stands against name, is anything said: 该公司 for a company's name, and a name shortened, are no swap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from assistant.types import Finding, Severity
from assistant.verification.alignment import Alignment
from assistant.verification.differences import is_clause, is_close, simplified
from assistant.verification.material import material
from assistant.verification.naming import (
    Kind,
    are_people,
    is_anybody,
    is_head,
    is_nominal,
    is_same,
    kind_of,
    may_be_person,
)
from ingest.text.clauses import clause_around
from ingest.text.likeness import beginning, ending
from ingest.text.tokens import cut

CLOSE = 0.75
"""From this score of the alignment on, claim and source are the same sentence, name by name."""

_LONGEST = 24
"""Characters of what may still be a name, with the words before it."""
_BESIDE = 6
"""Characters beside a name that may be a post."""
_FAR = 200
"""Characters on either side of a difference that are cut into words at most."""


def check_names(claim: str, alignment: Alignment, sources: Sequence[str] = ()) -> tuple[Finding, ...]:
    """The names in the claim that stand where its source has another one.

    Args:
        sources: All that the text rests on; a name that is nowhere in them weighs more.

    Returns:
        Findings in the claim's order, certain where the rest of the clause is the source's own; `expected` is the
        name that the source has there.
    """
    if not alignment.differences:
        return ()
    return tuple(_findings(claim, alignment, tuple(sources)))


def _findings(claim: str, alignment: Alignment, sources: tuple[str, ...]) -> Iterator[Finding]:
    done = -1
    for at, source_at, edit in alignment.differences:
        if at < done or is_clause(alignment, at, source_at, edit):
            continue
        # what folding drops, a citation mark blanked out say, is part of the difference before it
        here = at, at + len(edit.claim.rstrip())
        there = source_at, source_at + len(edit.source.rstrip())
        said, known = _Words.around(alignment.claim, *here), _Words.around(alignment.source, *there)
        swap = next(
            filter(None, (_swap(said, known, *pair) for pair in _pairs(alignment, said, known, here, there))), None
        )
        if swap is None:
            continue
        here, there = swap
        done = here[1]
        is_sure = is_close(alignment, here, there) or alignment.score >= CLOSE
        found, expected = claim[slice(*here)], alignment.source[slice(*there)]
        if is_sure or simplified(found) not in material(sources):
            severity: Severity = "certain" if is_sure else "doubtful"
            yield Finding("name", "altered", *here, found, expected, severity, note="名称与原文不一致。")


_BEFORE_NAMES = frozenset("报经由向对与同为被受请送交呈按据在于从")
"""What stands before a name and is no part of it: 报国务院批准, 经国务院批准."""

_Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Words:
    """A text, some clauses of it cut into words.

    Attributes:
        text: All of it in simplified characters, one for one.
        starts: Where each word of the clauses begins, and where the last ends.
    """

    text: str
    starts: tuple[int, ...]

    @classmethod
    def around(cls, text: str, start: int, end: int) -> _Words:
        """The words of the clauses that [start, end) touches."""
        plain = simplified(text)
        first, last = clause_around(plain, start, end)
        first, last = max(first, start - _FAR), min(last, end + _FAR)
        return cls(plain, tuple(accumulate(map(len, cut(plain[first:last])), initial=first)))

    def over(self, range_: _Range) -> _Range:
        """`range_` widened to whole words; an empty one to the word that it stands in."""
        start, end = range_
        for first, last in pairwise(self.starts):
            if first < end and last > start:
                start, end = min(start, first), max(end, last)
        return start, end

    def kind(self, range_: _Range) -> Kind | None:
        """What sort of name stands there."""
        start, end = range_
        return kind_of(self.text[start:end], self.text[max(0, start - _BESIDE) : start], self.text[end : end + _BESIDE])

    def inside(self, range_: _Range) -> list[_Range]:
        """The words in `range_`."""
        return [pair for pair in pairwise(self.starts) if range_[0] <= pair[0] and pair[1] <= range_[1]]

    def after(self, at: int) -> list[_Range]:
        """The words from `at` on."""
        return [pair for pair in pairwise(self.starts) if pair[0] >= at][:4]


def _pairs(
    alignment: Alignment, said: _Words, known: _Words, here: _Range, there: _Range
) -> Iterator[tuple[_Range, _Range]]:
    """The difference as it is, in whole words, and these without the characters that both begin and end with."""
    yield here, there
    here, there = _widened(alignment, said, known, here, there)
    yield here, there
    one, other = said.text[slice(*here)], known.text[slice(*there)]
    size = min(len(one), len(other))
    ahead = min(beginning(one, other), size)
    behind = min(ending(one, other), size - ahead)
    here, there = (here[0] + ahead, here[1] - behind), (there[0] + ahead, there[1] - behind)
    yield here, there
    yield from _completed(said, known, here, there)


def _completed(said: _Words, known: _Words, here: _Range, there: _Range) -> Iterator[tuple[_Range, _Range]]:
    """The difference with the characters beside it that make it a person's name on both sides: 远 of 周明远."""
    for left, right in ((0, 1), (0, 2), (1, 0), (1, 1), (2, 0)):
        one, other = (here[0] - left, here[1] + right), (there[0] - left, there[1] + right)
        if min(one[0], other[0]) < 0 or (said.over(one) != one and known.over(other) != other):
            continue
        names = said.text[slice(*one)], known.text[slice(*other)]
        beside = names[0][:left] == names[1][:left] and names[0][::-1][:right] == names[1][::-1][:right]
        if beside and all(map(may_be_person, names)):
            yield one, other


def _widened(alignment: Alignment, said: _Words, known: _Words, here: _Range, there: _Range) -> tuple[_Range, _Range]:
    for _ in range(4):
        wider = said.over(here)
        there = _union(there, alignment.source_span(*wider))
        wider_there = known.over(there)
        wider = _union(wider, alignment.claim_span(*wider_there))
        if (wider, wider_there) == (here, there):
            break
        here, there = wider, wider_there
    return here, there


def _union(one: _Range, other: _Range) -> _Range:
    if other[0] == other[1]:
        return one
    return other if one[0] == one[1] else (min(one[0], other[0]), max(one[1], other[1]))


def _swap(said: _Words, known: _Words, here: _Range, there: _Range) -> tuple[_Range, _Range] | None:
    """Where name stands against name; None where it is no matter of names, or one of the two is any name."""
    here, there = _without_common(said, known, here, there)
    one, other = said.text[slice(*here)], known.text[slice(*there)]
    if not one or not other or one == other or max(len(one), len(other)) > _LONGEST:
        return None
    if is_anybody(one) or is_anybody(other):
        return None
    if one[1:] == other[1:] and {one[0], other[0]} <= _BEFORE_NAMES:
        return None
    kinds = said.kind(here), known.kind(there)
    if are_people(kinds, one, other):
        return here, there
    if all(kinds):
        return None if is_same(one, other) else (here, there)
    if said.over(here) != here or known.over(there) != there:
        return None
    heads = _head(said, here), _head(known, there)
    if heads[0] is None or heads[1] is None or not (is_nominal(one) and is_nominal(other)):
        return None
    here, there = (here[0], heads[0]), (there[0], heads[1])
    return None if is_same(said.text[slice(*here)], known.text[slice(*there)]) else (here, there)


def _without_common(said: _Words, known: _Words, here: _Range, there: _Range) -> tuple[_Range, _Range]:
    """Ranges of whole words without those that both begin with, and both end with."""
    if said.over(here) != here or known.over(there) != there:
        return here, there
    one, other = said.inside(here), known.inside(there)
    while len(one) > 1 and len(other) > 1 and _is_word(said.text[slice(*one[0])], known.text[slice(*other[0])]):
        one, other = one[1:], other[1:]
    while len(one) > 1 and len(other) > 1 and _is_word(said.text[slice(*one[-1])], known.text[slice(*other[-1])]):
        one, other = one[:-1], other[:-1]
    if not one or not other:
        return here, there
    return (one[0][0], one[-1][1]), (other[0][0], other[-1][1])


def _is_word(one: str, other: str) -> bool:
    """Whether the two are one word; a single character may be part of a name that the dictionary lacks."""
    return one == other and len(one) > 1


def _head(words: _Words, range_: _Range) -> int | None:
    """Where the institution's name ends whose head follows what stands there: 财政 of 财政 部门."""
    for first, last in words.after(range_[1]):
        word = words.text[first:last]
        if first > range_[1] + _BESIDE or not is_nominal(word) or word[0] in "，。、；：,;:":
            return None
        if is_head(word):
            return last
    return None


__all__ = ["check_names"]
