"""Figures of a question that the sources have otherwise, told by the words around them.

A figure of the question is set against the figures of the same kind that the sources give for the same thing: those
whose clause holds the words about the question's figure. It is corrected only where the sources never give the
question's own figure for it, and agree on one other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction, authority
from assistant.answering.premise.pairs import held, telling
from assistant.answering.premise.statements import without_asking
from assistant.retrieval import wording
from assistant.verification.values import BARE, COUNT, ORDINAL, Value, is_calendar_year, matches, values
from ingest.text.clauses import clause_around
from ingest.text.tokens import bigrams
from ingest.types import Span

LOOKED_AT = 12
"""The best sentences that are compared."""

BEFORE, AFTER = 8, 6
"""Characters before and after a figure that say what it is a figure of."""

ABOUT = 0.5
"""Share of those words' character pairs that the source's clause must hold …"""
COVERED = 0.4
"""… and share of the pairs of the question's own clause that its passage, with title and headings, must hold."""
LEAST_BEFORE = 2
"""So many pairs before a figure may tell alone what it is a figure of."""
CLOSE = 0.8
"""Other clauses that hold so much of the best one's share speak of the same thing as well."""

SURE = 0.5
"""Where clauses disagree, a sentence with this chance to be the one that answers is believed."""

_NEVER = frozenset({ORDINAL, BARE, "月"})
_BOUND_BEFORE = re.compile(r"(?:(?<!不)(?:超过|低于|高于|少于|多于)|不足|未满|不满|不到|满|近|约|前|第)\s*$")
_BOUND_AFTER = re.compile(r"^\s*(?:以上|以下|以内|之?内|左右|[余多]|的团队|的支部|的项目|[-—~～至到]\s?\d)")
_FORM = re.compile(
    r"不少于|不低于|不超过|不高于|达到了?|提高到了?|提升到了?|缩短到了?|延长到了?|降低到了?|减少到了?|增加到了?|定为|规定为?|可以|要求|既然|为|是|有|了|的|共"
)
"""Verbs and particles between a figure and what it is a figure of; sources word them otherwise."""
_PART_OF_ASKING = re.compile(r"(?:多久|多长时间|几[天年]|几个月)[^，。；]{0,12}$")
"""Before the 一次 of 多久开展一次."""
_FROM = re.compile(r"[由从自]\s*$")
"""Before a figure that has been left behind: 由91.2%提高到98.4%."""
_NOT = "不未无非没"


def wrong_figure(question: str, evidence: Sequence[Evidence]) -> Correction | None:
    """The first figure of the question that must be corrected, or None.

    Args:
        evidence: As `weigh` gives it, best first.
    """
    premises = (value for value in values(question) if _is_premise(question, value))
    found = (_corrected(question, value, evidence[:LOOKED_AT]) for value in premises)
    return next((one for one in found if one is not None), None)


def _is_premise(question: str, value: Value) -> bool:
    if value.kind in _NEVER or is_calendar_year(value) or wording.ASKING.search(question[: value.end][-4:]):
        return False
    if _PART_OF_ASKING.search(question[: value.start]) or _FROM.search(question[: value.start]):
        return False
    return not (_BOUND_BEFORE.search(question[: value.start]) or _BOUND_AFTER.match(question[value.end :]))


def _corrected(question: str, claimed: Value, evidence: Iterable[Evidence]) -> Correction | None:
    said = without_asking(question)
    about = words_about(said, claimed)
    premise = telling(_outside(said, claimed))
    if not about.before | about.after:
        return None
    stated = [
        (share + spoken, value, item)
        for item in evidence
        if (spoken := _spoken_of(premise, item)) >= COVERED
        for value in values(item.text)
        if measures_alike(claimed, value) and not _FROM.search(item.text[: value.start])
        if (share := about.share(item.text, value)) >= ABOUT
    ]
    if any(matches(claimed, value) for _, value, _ in stated):
        return None
    best = max((score for score, _, _ in stated), default=0.0)
    close = [(value, item) for score, value, item in stated if score >= CLOSE * best]
    if len({value.amount for value, _ in close}) != 1:
        close = [(value, item) for value, item in close if item.score >= SURE]
    if len({value.amount for value, _ in close}) != 1:
        return None
    value, item = max(close, key=lambda one: authority(one[1]))
    return Correction(claimed.text, value.text, Span(value.start, value.end), item)


def _spoken_of(premise: frozenset[str], item: Evidence) -> float:
    """Share of the premise's pairs that the sentence, its title and its headings hold; half where its chunk does."""
    near, around = held(item), set(bigrams(item.passage.chunk.text))
    shared = sum(1.0 if pair in near else 0.5 if pair in around else 0.0 for pair in premise)
    return shared / len(premise) if premise else 1.0


def measures_alike(one: Value, other: Value) -> bool:
    """Whether two figures measure the same kind of thing: what is counted, by the same measure word."""
    if one.kind != other.kind or is_calendar_year(other):
        return False
    return one.kind != COUNT or one.text[-1] == other.text[-1]


@dataclass(frozen=True, slots=True)
class About:
    """The character pairs of the words before and after a figure in its clause, without those that only link."""

    before: frozenset[str]
    after: frozenset[str]

    def share(self, text: str, value: Value) -> float:
        """Share of the pairs that the clause of another figure holds; the words before may do alone."""
        spoken = set(bigrams(_clause_of(value, text).of(text)))
        both = self.before | self.after
        if any(pair[0] in _NOT and pair not in spoken for pair in both):
            return 0.0  # what is denied in the question is another thing: 不合格, 合格
        told = [both] if len(self.before) < LEAST_BEFORE else [both, self.before]
        shares = [len(side & spoken) / len(side) for side in told if side]
        return max(shares, default=0.0)


def words_about(text: str, value: Value) -> About:
    clause = _clause_of(value, text)
    before = text[max(clause.start, value.start - BEFORE) : value.start]
    after = text[value.end : min(clause.end, value.end + AFTER)]
    return About(_linked(before), _linked(after))


def _linked(side: str) -> frozenset[str]:
    return frozenset[str]().union(*map(telling, _FORM.split(side)))


def _outside(text: str, value: Value) -> str:
    clause = _clause_of(value, text)
    return f"{text[clause.start : value.start]}，{text[value.end : clause.end]}"


def _clause_of(value: Value, text: str) -> Span:
    return Span(*clause_around(text, value.start, value.end))
