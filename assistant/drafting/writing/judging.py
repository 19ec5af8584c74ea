"""Sentences of a model held against the cards that they cite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.keys import KeyedSentence, KeyRing
from assistant.drafting.cards import Card, pairs_of
from assistant.drafting.writing.novelty import novelties
from assistant.types import Finding, Source, Verdict
from assistant.verification.verifier import Verifier
from ingest.text.folding import is_cjk

LEAST_CHINESE = 0.5
NEAR = 0.6
"""Share of a sentence's character pairs that a card has on which it may rest though it does not cite it."""

_END = re.compile(r"[。！？；][”’」』）)】]*$")
_FIRST_PERSON = re.compile(r"作为(?:一个)?(?:AI|人工智能|语言模型)|我无法|抱歉|以下是|根据(?:您|你)的")


@dataclass(frozen=True, slots=True)
class Judged:
    """A sentence with what the checks say.

    Attributes:
        cards: Those that it rests on.
        faults: Why it cannot stand, in Chinese; none where it can.
    """

    text: str
    cards: tuple[Card, ...]
    verdict: Verdict
    findings: tuple[Finding, ...]
    faults: tuple[str, ...]

    @property
    def stands(self) -> bool:
        return not self.faults


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds sentences against cards.

    Args:
        ring: The keys of the cards, as passages whose chunk ids are the cards' ids.
        day: The day whose formulations hold.
    """

    ring: KeyRing
    cards: dict[str, Card]
    genre: str
    bans: tuple[str, ...]
    day: date

    def judge(self, sentence: KeyedSentence) -> Judged:
        """What the checks say of a sentence. One that cites no card rests on the card nearest to it, if on any."""
        text = sentence.text.strip()
        keys = sentence.keys or self._nearest(text)
        if not keys:
            return Judged(text, (), "unsupported", (_whole(text),), ("没有注明卡片编号",))
        judged = self._against(text, keys)
        if sentence.keys or judged.stands:
            return judged
        return Judged(text, (), "unsupported", (_whole(text),), ("没有注明卡片编号", *judged.faults))

    def _nearest(self, text: str) -> tuple[str, ...]:
        pairs = pairs_of(text)
        shares = {key: len(pairs & pairs_of(passage.chunk.text)) for key, passage in self.ring.items()}
        best = max(shares, key=lambda key: shares[key], default=None)
        return (best,) if best is not None and shares[best] >= NEAR * max(1, len(pairs)) else ()

    def _against(self, text: str, keys: Sequence[str]) -> Judged:
        cited = tuple(self.cards[self.ring.passage(key).chunk.id] for key in keys)
        sources = [Source(key, self.ring.passage(key)) for key in keys]
        marks = "".join(f"[{key}]" for key in keys)
        claims = Verifier().verify(f"{text}{marks}", sources, genre=self.genre, day=self.day).claims
        findings = tuple(finding for claim in claims for finding in claim.findings if finding.severity != "suggestion")
        faults = [*self._formal(text), *novelties(text, [card.text for card in cited])]
        faults += [_said(one) for one in findings if one.severity == "certain" or one.check == "support"]
        if any(claim.verdict not in ("supported", "unverifiable") for claim in claims) and not faults:
            faults.append("所引卡片不支持这句话")
        verdict: Verdict = _worst([claim.verdict for claim in claims]) if faults else "supported"
        verdict = "unsupported" if faults and verdict == "supported" else verdict
        kept = tuple(one for one in findings if faults or one.severity == "doubtful")
        return Judged(text, cited, verdict, kept or ((_whole(text),) if faults else ()), tuple(dict.fromkeys(faults)))

    def _formal(self, text: str) -> list[str]:
        found = [f"用了空话“{ban}”" for ban in self.bans if ban in text]
        if not is_chinese(text):
            found.append("不是中文")
        if not _END.search(text):
            found.append("句子没有写完")
        if _FIRST_PERSON.search(text):
            found.append("不是正文")
        return found


def is_chinese(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and sum(map(is_cjk, letters)) >= LEAST_CHINESE * len(letters)


def _whole(text: str) -> Finding:
    return Finding("support", "unsupported", 0, len(text), text, note="所引卡片中没有这句话的内容")


def _said(finding: Finding) -> str:
    expected = f"，卡片中是“{finding.expected}”" if finding.expected else ""
    return finding.note or f"“{finding.found}”与卡片不符{expected}"


def _worst(verdicts: Sequence[Verdict]) -> Verdict:
    order: tuple[Verdict, ...] = ("altered", "unsupported", "wrong_citation", "unverifiable", "supported")
    return next((verdict for verdict in order if verdict in verdicts), "unsupported")
