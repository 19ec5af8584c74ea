"""What a figure is a figure of: the words of its clause before and after it, and how alike two subjects are."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from assistant.verification.values.comparing import NO_AMOUNT
from assistant.verification.values.figures import DATE, MASK, Figure, Figures, figures
from assistant.verification.values.grammar import BARE, FREQUENCY, NUMERAL, VAGUE

_CACHED = 4096

NEAR = 12
"""Characters before a figure that tell its subject …"""
BEHIND = 8
"""… and after it."""

WIDEST = 80
"""Characters on either side of a figure that are read at all."""

_PART = re.compile(f"[{MASK}、]")
_LEADING = frozenset({DATE, FREQUENCY})
"""Kinds that stand before what they are of."""

_LINKS = re.compile(
    "或者|或|以及|少于|低于|高于|大于|小于|多于|至少|最多|最高|最低|增长|增加|增至|增速|提高|提升|上升|上涨|下降|降低|减少|降至|降到|回落|缩短|延长|压减|达到|达|约|为|是|有|共|完成|实现|超过|"
    "突破|到|至|由|从|以|的|了|在|和|与|及|比|较|同比|环比|去年|上年|今年|全年|分别|累计|总计|合计|共计|以上|以下|其中|已|均|都|将|"
    "不足|近|左右|预计|预期|初步|并|对|应当|可以|其|等|该|据|按|每|不|超|多|余|内|前|后|[\0“”‘’\"'（）()《》〈〉、/％%\\-—－\\s]"
)
"""Verbs, particles and bounds between a figure and its subject; writers change them freely."""

_NAMING = NO_AMOUNT | {BARE, NUMERAL, VAGUE}

_FIGURES = re.compile(f"{MASK}+")

BEFORE = 3.0
"""Weight of the words before a figure."""

CROSSED = 0.9
"""What the same words on the other side of a figure are worth."""

HEAD = 4
"""Characters that a clause begins with; its subject stands there."""

_LEAST = 2
"""Characters that say what a figure is of; with fewer the clause before is read too."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The words about a figure.

    Attributes:
        before: Nouns before it in its clause, or in the clauses before where its own has none.
        inherited: Whether they stand in a clause before.
        after: Nouns behind it in its clause.
        left, right: The two characters right beside it in its clause.
        whole: All before it in its clause, figures masked.
        head: What the clause begins with.
        counts: Whether the figure counts or measures; what it is of may then stand on either side.
    """

    before: str
    inherited: bool
    after: str
    left: str
    right: str
    whole: str
    head: str
    counts: bool

    @property
    def says_what(self) -> bool:
        """Whether its own clause says what the figure is of."""
        return (bool(self.before) and not self.inherited) or len(self.after) >= _LEAST


def subject(found: Figures, figure: Figure) -> Subject:
    """The subject of one of the figures of `found`."""
    return _subject(found.text, found.items.index(figure))


@lru_cache(_CACHED)
def _subject(text: str, index: int) -> Subject:
    found = figures(text)
    figure = found.items[index]
    start, end = figure.clause
    whole = found.masked[max(start, figure.start - WIDEST) : figure.start]
    behind = found.masked[figure.end : min(end, figure.end + WIDEST)]
    own = _member(whole, behind)
    before, inherited = own if own is not None else _nearest(whole), False
    after = _nouns(_PART.split(behind)[0])[:BEHIND]
    head = (own if own is not None else _nouns(found.masked[start : min(figure.start, start + WIDEST)]))[:HEAD]
    at = bisect_left(found.clauses, figure.clause)
    if figure.kind in _LEADING:
        if len((whole + behind).replace(MASK, "")) < _LEAST:
            after = (after + _led(found, at))[:BEHIND]
    elif len(before) < _LEAST and at > 0:
        before, inherited = (_leading(found, at) + before)[-NEAR:], True
    left, right = whole[-2:], behind[:2]
    counts = figure.kind not in _NAMING
    return Subject(before, inherited, after, left, right, whole.replace(MASK, ""), head, counts)


def _nearest(whole: str) -> str:
    """The nouns between a figure and the figure or list member before it; all of its clause's where those are few."""
    nearest = _nouns(_PART.split(whole.rstrip(MASK))[-1])
    return (nearest if len(nearest) >= _LEAST else _nouns(whole))[-NEAR:]


def _led(found: Figures, at: int) -> str:
    """The nouns of the clause behind one that only names a time."""
    return _nouns(found.masked[slice(*found.clauses[at + 1])][:WIDEST]) if at + 1 < len(found.clauses) else ""


def _leading(found: Figures, at: int) -> str:
    """The nouns of the clause that a clause without any goes on from."""
    earlier = (
        found.masked[max(start, end - WIDEST) : end] for start, end in reversed(found.clauses[max(0, at - 4) : at])
    )
    return next((nouns for nouns in map(_nouns, earlier) if nouns), "")


def _member(whole: str, behind: str) -> str | None:
    """The member of a list that a figure behind 分别 belongs to (甲、乙产量分别增长3%、5%); None where none is told."""
    listed, apart, counted = whole.partition("分别")
    if not apart:
        return None
    ahead, following = (len(_FIGURES.findall(side)) for side in (counted, behind))
    for separator in ("、", "[、和与及]"):
        members = [_nouns(one) for one in re.split(separator, listed)]
        if len(members) == ahead + following + 1 and all(members):
            return members[ahead][-NEAR:]
    return None


def similarity(one: Subject, other: Subject, *, either_side: bool = False, cut: bool = False) -> float:
    """How surely two figures are of the same thing, 0 to 1.

    Args:
        either_side: Whether the same words may stand before one and behind the other: 党员12名, 12名党员.
        cut: Whether one text may begin in the midst of what the other says; what stood before is then not held against.
    """
    score = weight = 0.0
    sides = ((one.before, other.before, BEFORE), (one.after, other.after, 1.5), (one.head, other.head, 1.5))
    started = cut and one.inherited != other.inherited and not (one.before and other.before)
    for mine, theirs, share in sides:
        if (mine or theirs) and not (started and share == BEFORE):  # nothing stands before a text's first clause
            score += share * _alike(mine, theirs)
            weight += share
    beside = (one.left == other.left) + (one.right == other.right)
    crossed = 0.0
    if either_side and one.counts and other.counts:
        crossed = max(_alike(one.after, other.before), _alike(one.before, other.after))
    return max((score + 0.5 * beside) / (weight + 1.0), CROSSED * crossed)


def is_same_wording(one: Subject, other: Subject) -> bool:
    """Whether the clauses up to the two figures are the same, and say something."""
    return len(_nouns(one.whole)) >= _LEAST and one.whole == other.whole


def _nouns(text: str) -> str:
    return _LINKS.sub("", text)


def _alike(one: str, other: str) -> float:
    """Mean of the shares of the pairs of the shorter and of both that they have in common; 0 where one is empty."""
    mine, theirs = _pairs(one), _pairs(other)
    if not mine or not theirs:
        return 0.0
    common = len(mine & theirs)
    return common / min(len(mine), len(theirs)) / 2 + common / (len(mine) + len(theirs))


@lru_cache(_CACHED)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(map("".join, pairwise(text))) or frozenset(text)


__all__ = ["Subject", "is_same_wording", "similarity", "subject"]
