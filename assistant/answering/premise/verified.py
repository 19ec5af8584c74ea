"""Statements of a question, held against the sentences that say the same by the checks of `assistant.verification`.

Only what a check is certain of counts, and only where no other sentence says what the question says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence
from assistant.answering.premise.correction import Correction, authority
from assistant.types import Finding
from ingest.text.likeness import may_be_one
from ingest.text.tokens import bigrams
from ingest.types import Span

LOOKED_AT = 48
"""The best sentences among which one may say the same."""
LAID_BESIDE = 4
"""Of these so many are laid beside the statement: those that share most with it."""
SHARED = 0.45
"""Share of the statement's character pairs that a sentence must hold to be laid beside it …"""
REACH = 0.7
"""… and share of its letters that must stand in the sentence, figures left out."""
NEARLY = 0.12
"""A sentence that reaches less far by no more, and contradicts nothing, says what the question says."""
OPPOSITE = 4
"""Characters of words that may be opposites of one another."""
SURE = 0.9
"""Reach from which on a sentence says all of a statement."""
TELLS = 6
"""Letters of a statement beside its figures: 七年战争期间 says too little."""
LONGEST = 800
"""Characters of a sentence with its list that is laid beside a statement."""

_LETTER, _NUMERAL = (
    re.compile(r"\w"),
    re.compile(r"[\d.,%]+|[零〇一二三四五六七八九十百千万亿]+(?=[年月日个名项次家条])"),
)
_ORGAN_TAIL = re.compile(r"[一-鿿]{0,3}?(?:公司|集团|支部|委员会|中心|学校|大学|医院|银行|[局院厂所部处站社])")
"""What makes the first word of an organisation's name the whole: 滨江 水厂."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?=年)")
_FORCE = re.compile(
    r"应当?|必须|可以|不得|严禁|禁止|不[能准许]|允许|有权|一律|原则上|一般|以[上下内外]|[不未]?(?:超过|[低高少多]于)|不[足满]|至[少多]|最[多少高低]|之[前后]|以[前后]"
)
"""Words of obligation and of bounds; one of them against none may be a way of asking."""
_NOT = re.compile(r"没有|[不未没无非]")
_BARE = re.compile(r"[\d.,]+")
"""A number without a unit may be part of a name: 82线."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A statement beside a sentence: how much of it stands there, 0 to 1, and what is wrong with it."""

    reach: float
    item: Evidence
    findings: tuple[Finding, ...]


def contradicted(statement: str, evidence: Sequence[Evidence]) -> Correction | None:
    """What the best sentence has otherwise than `statement`; None where none says it, or one says it as it stands."""
    if len(_LETTER.findall(_NUMERAL.sub("", statement))) < TELLS:
        return None
    held = [_hold(statement, item) for item in _near(statement, evidence)]
    best = max(held, key=lambda one: one.reach, default=None)
    if best is None or best.reach < REACH:
        return None
    if not best.findings and (wrong := _other_year(statement, best)) is not None:
        return wrong
    if any(not one.findings and one.reach >= best.reach - NEARLY for one in held):
        return None
    alike = [one for one in held if one.reach >= best.reach - NEARLY and _expected(one) == _expected(best)]
    return next(_corrections(statement, max(alike, key=lambda one: authority(one.item))), None)


def _expected(held: _Held) -> list[tuple[str, str | None]]:
    return [(one.found, one.expected) for one in held.findings]


def _other_year(statement: str, held: _Held) -> Correction | None:
    """The one year that a sentence gives for what is stated, where nothing around it has the claimed one."""
    said, known = _YEAR.findall(statement), list(_YEAR.finditer(held.item.text))
    if held.reach < SURE or len(said) != 1 or len(known) != 1 or said[0] == known[0].group():
        return None
    passage = held.item.passage
    around = " ".join((*passage.headings, passage.chunk.text))
    return None if said[0] in around else Correction(f"{said[0]}年", f"{known[0].group()}年", *_at(known[0], held.item))


def _at(year: re.Match[str], item: Evidence) -> tuple[Span, Evidence]:
    return Span(year.start(), year.end() + 1), item


def _near(statement: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    pairs = set(bigrams(statement))
    shares = {at: _share(pairs, item) for at, item in enumerate(evidence[:LOOKED_AT])}
    ranked = sorted(shares, key=lambda at: (-shares[at], at))
    return [evidence[at] for at in ranked[:LAID_BESIDE] if shares[at] >= SHARED]


def _share(pairs: set[str], item: Evidence) -> float:
    return len(pairs & set(bigrams(item.text))) / max(1, len(pairs))


def _hold(statement: str, item: Evidence) -> _Held:
    # rapidfuzz, which laying side by side takes, loads in 50 ms: only when a statement is to be held against a source.
    from assistant.verification.checks import context_of
    from assistant.verification.composition import compose
    from assistant.verification.modality import check_modality
    from assistant.verification.names import check_names
    from assistant.verification.polarity import check_polarity
    from assistant.verification.support import reach, verbatim
    from assistant.verification.values import check_values

    source = item.text[:LONGEST]
    if verbatim(statement, source) is not None:
        return _Held(1.0, item, ())
    alignment = compose(statement, source)
    context = context_of([item.passage])
    found = (
        *check_values(statement, alignment, context),
        *check_modality(statement, alignment),
        *check_polarity(statement, alignment),
        *check_names(statement, alignment, context),
    )
    altered = tuple(one for one in found if one.verdict == "altered" and one.severity == "certain")
    return _Held(reach(alignment), item, altered)


def _corrections(statement: str, held: _Held) -> Iterator[Correction]:
    text = held.item.text
    for finding in held.findings:
        stated, claimed = (finding.expected or "").strip(), finding.found.strip()
        at = text.find(stated) if stated else -1
        if at < 0 or not _is_clear(finding, claimed, stated, text):
            continue
        if finding.check == "name":
            tail = _ORGAN_TAIL.match(statement, finding.end)
            if tail is not None and text.startswith(tail.group(), at + len(stated)):
                stated, claimed = stated + tail.group(), claimed + tail.group()
        yield Correction(claimed, stated, Span(at, at + len(stated)), held.item)


def _is_clear(finding: Finding, claimed: str, stated: str, sentence: str) -> bool:
    """Whether the two cannot both be so: a question words things more freely than a text that is verified."""
    if _BARE.fullmatch(claimed):
        return False
    if finding.check == "name":
        return not (claimed[:2] in sentence or may_be_one(claimed, stated))
    if finding.check == "dates":
        return claimed not in sentence
    if finding.check in ("modality", "polarity") and _NOT.sub("", claimed) == _NOT.sub("", stated):
        return True
    if finding.check == "modality":
        return _FORCE.search(claimed) is not None and _FORCE.search(stated) is not None
    if finding.check == "polarity":
        return max(len(claimed), len(stated)) <= OPPOSITE
    return True


__all__ = ["contradicted"]
