"""What the checks found, as it is shown: one remark for each place of the text, however many checks speak of it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.interfaces.render.findings import HEADS, SHOULD, expected_word, group_of, stands_already
from assistant.interfaces.render.findings import Group as Kind
from assistant.interfaces.render.verification import CHECKS
from assistant.types import Claim, Edit, Finding, Verification


@dataclass(frozen=True)
class Group:
    """A kind of remarks. Attributes: icon: One of static/icons.svg; tone: As of `chip`."""

    word: str
    icon: str
    tone: Literal["bad", "warn", "stray", "mute"]
    meaning: str


GROUPS: dict[Kind, Group] = {
    "certain": Group(HEADS["certain"], "alert", "bad", "与原文或固定表述明显不符"),
    "doubtful": Group(HEADS["doubtful"], "question", "warn", "可能有出入，请看一眼"),
    "unsupported": Group(HEADS["unsupported"], "search", "stray", "对照的材料里没有找到这句话的依据"),
    "suggestion": Group(HEADS["suggestion"], "edit", "mute", "标点和数字用法，不影响事实"),
}
"""In the order of their weight."""


@dataclass(frozen=True)
class Remark:
    """What is to be said of [start, end) of the text, where `found` stands.

    Attributes:
        id: The same for as long as its sentence and what is said of it stay the same.
        checks: What was checked, in words, the gravest first.
        better: What should stand there, "" for nothing; None where that cannot be told.
        notes: Sentences that say what is wrong.
        difference: From the source's wording to the text's.
        sources: Keys of the places to look at, what says `better` first; () where the text itself is at fault.
        ground: What says so where no source does.
        sentence: The sentence it stands in.
        repeats: `better` is a figure that the sentence has already: another was meant.
        leads: What leads in `better`: that it should stand there, or only that a source has it.
    """

    id: str
    group: Kind
    checks: tuple[str, ...]
    start: int
    end: int
    found: str
    better: str | None
    notes: tuple[str, ...]
    difference: tuple[Edit, ...]
    sources: tuple[str, ...]
    sentence: str
    ground: str = ""
    repeats: bool = False
    leads: str = SHOULD


_GROUNDS = {"formulation": "依据：固定表述库，由工作人员维护。", "style": ""}
"""Checks that need no source, and what is said of where they have it from."""


def remarks_of(verified: Verification) -> list[Remark]:
    """In the text's order, each with an id of its own."""
    seen: Counter[str] = Counter()
    found = [_remark(claim, together, seen) for claim in verified.claims for together in _clusters(claim)]
    return sorted(found, key=lambda one: (one.start, one.end))


def corrected(text: str, remark: Remark) -> str:
    """The text with what should stand at a remark's place."""
    return text[: remark.start] + (remark.better or "") + text[remark.end :]


def weights(remarks: Sequence[Remark]) -> dict[Kind, int]:
    """How many there are of each kind."""
    counted = Counter(remark.group for remark in remarks)
    return {kind: counted[kind] for kind in GROUPS}


def _clusters(claim: Claim) -> Iterator[list[Finding]]:
    """Findings of one place: those on overlapping words; what speaks of the sentence as a whole stands alone."""
    inside: list[Finding] = []
    for finding in claim.findings:
        if _is_whole(claim, finding) or finding.severity == "suggestion":
            yield [finding]
        else:
            inside.append(finding)
    inside.sort(key=lambda one: (one.start, -one.end))
    together: list[Finding] = []
    end = -1
    for finding in inside:
        if together and finding.start >= end:
            yield together
            together = []
        end = max(end, finding.end) if together else finding.end
        together.append(finding)
    if together:
        yield together


def _is_whole(claim: Claim, finding: Finding) -> bool:
    return (finding.start, finding.end) == (0, len(claim.text))


def _remark(claim: Claim, together: Sequence[Finding], seen: Counter[str]) -> Remark:
    main = max(together, key=lambda one: (_replaces(claim, one), one.end - one.start))
    start, end, found, better = _place(claim, main)
    words = dict.fromkeys(CHECKS.get(one.check, one.check) for one in (main, *together))
    keys = [one.source for one in (main, *together) if one.source is not None]
    stated = "\0".join([claim.text, *words, str(start), str(end), better or "", main.note])
    seen[stated] += 1
    return Remark(
        id=hashlib.sha256(f"{stated}\0{seen[stated]}".encode("utf-8", "surrogatepass")).hexdigest()[:12],
        group=_group(together),
        checks=tuple(words),
        start=claim.start + start,
        end=claim.start + end,
        found=found,
        better=better,
        notes=tuple(dict.fromkeys(one.note for one in (main, *together) if one.note)),
        difference=main.difference,
        sources=tuple(dict.fromkeys(keys if main.check in _GROUNDS else [*keys, *claim.citations])),
        sentence=claim.text,
        ground=_GROUNDS.get(main.check, ""),
        repeats=better is not None and stands_already(claim.text, main),
        leads=expected_word(claim.text, main),
    )


def _replaces(claim: Claim, finding: Finding) -> bool:
    return finding.expected is not None and claim.text[finding.start : finding.end] == finding.found


def _place(claim: Claim, main: Finding) -> tuple[int, int, str, str | None]:
    """(start, end, found, better) in the claim; a mark [2] that should be [1] stands somewhere in the sentence."""
    if _replaces(claim, main):
        return main.start, main.end, main.found, main.expected
    if main.expected is not None and main.check == "citation" and claim.text.count(main.found) == 1:
        at = claim.text.index(main.found)
        return at, at + len(main.found), main.found, main.expected
    return main.start, main.end, claim.text[main.start : main.end], None


def _group(together: Sequence[Finding]) -> Kind:
    found = {group_of(one) for one in together}
    return next(kind for kind in GROUPS if kind in found)
