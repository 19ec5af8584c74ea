"""What a question takes for granted and the sources say otherwise: 准确率达到95% where they have 85%.

A figure of the question is set against the figures of the same kind that the sources give for the same thing: those
whose clause holds the words about the question's figure. It is corrected only where the sources never give the
question's own figure for it, and agree on one other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence
from assistant.verification.values import BARE, COUNT, ORDINAL, Value, matches, values
from ingest.text.tokens import STOP_WORDS, bigrams
from ingest.types import Span

LOOKED_AT = 12
"""The best sentences that are compared."""

BEFORE, AFTER = 8, 6
"""Characters before and after a figure that say what it is a figure of."""

ABOUT = 0.5
"""Share of those words' character pairs that the source's clause must hold …"""
COVERED = 0.55
"""… and of the question's weight that its passage must cover."""
CLOSE = 0.8
"""Other clauses that hold so much of the best one's share speak of the same thing as well."""

_NEVER = frozenset({ORDINAL, BARE, "月"})
_SUPPOSED = re.compile(r"如果|假如|假设|假定|倘若|若是|要是|还是|算不算|够不够|就够|是多少|多少是")
_BOUND_BEFORE = re.compile(r"(?:超过|不足|未满|不满|不到|低于|高于|少于|多于|满|近|约|前|第)\s*$")
_BOUND_AFTER = re.compile(r"^\s*(?:以上|以下|以内|之?内|左右|[余多]|的团队|的支部|的项目|[-—~～至到]\s?\d)")
_FORM = re.compile(
    r"达到了?|提高到了?|提升到了?|缩短到了?|延长到了?|降低到了?|减少到了?|增加到了?|定为|规定为?|可以|要求|既然|为|是|有|了|的|共|到"
)
"""Verbs and particles between a figure and what it is a figure of; sources word them otherwise."""
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure of the question that the sources have otherwise.

    Attributes:
        claimed: As the question has it.
        stated: As the source has it, verbatim.
        at: Where `stated` stands in the sentence's text.
        item: The sentence.
    """

    claimed: str
    stated: str
    at: Span
    item: Evidence


def correction(question: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The first figure of the question that must be corrected, or None.

    Args:
        evidence: As `weigh` gives it, best first.
    """
    if _SUPPOSED.search(question):
        return None
    looked_at = [item for item in evidence[:LOOKED_AT] if item.covered >= COVERED]
    found = (_corrected(question, value, looked_at) for value in values(question) if _is_premise(question, value))
    return next((one for one in found if one is not None), None)


def _is_premise(question: str, value: Value) -> bool:
    if value.kind in _NEVER or (value.kind == "年" and value.amount > 1000):
        return False
    return not (_BOUND_BEFORE.search(question[: value.start]) or _BOUND_AFTER.match(question[value.end :]))


def _corrected(question: str, claimed: Value, evidence: Iterable[Evidence]) -> Correction | None:
    about = _about(question, claimed)
    if not about:
        return None
    stated = [
        (share, value, item)
        for item in evidence
        for value in values(item.text)
        if _measures_alike(claimed, value) and (share := _share(about, item.text, value)) >= ABOUT
    ]
    if any(matches(claimed, value) for _, value, _ in stated):
        return None
    best = max((share for share, _, _ in stated), default=0.0)
    close = [(value, item) for share, value, item in stated if share >= CLOSE * best]
    if len({value.amount for value, _ in close}) != 1 or any(item.passage.is_over for _, item in close):
        return None
    value, item = close[0]
    return Correction(claimed.text, value.text, Span(value.start, value.end), item)


def _measures_alike(claimed: Value, value: Value) -> bool:
    if claimed.kind != value.kind:
        return False
    return claimed.kind != COUNT or claimed.text[-1] == value.text[-1]


def _about(text: str, value: Value) -> frozenset[str]:
    """The character pairs of the words beside a figure in its clause, without those that only link."""
    clause = _clause_around(text, value)
    before = text[max(clause.start, value.start - BEFORE) : value.start]
    after = text[value.end : min(clause.end, value.end + AFTER)]
    return frozenset(pair for side in (before, after) for piece in _FORM.split(side) for pair in _pairs(piece))


def _pairs(piece: str) -> Iterator[str]:
    return (pair for pair in bigrams(piece) if len(pair) > 1 and pair not in STOP_WORDS)


def _share(about: frozenset[str], text: str, value: Value) -> float:
    held = set(bigrams(_clause_around(text, value).of(text)))
    return len(about & held) / len(about)


def _clause_around(text: str, value: Value) -> Span:
    starts = [match.end() for match in _CLAUSE.finditer(text, 0, value.start)]
    end = _CLAUSE.search(text, value.end)
    return Span(starts[-1] if starts else 0, end.start() if end else len(text))
