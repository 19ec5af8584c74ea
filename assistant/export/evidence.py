"""The table of an evidence copy: claim -> source -> quotation -> verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assistant.drafting.points import sentence_of
from assistant.drafting.types import Cell, Sentence
from assistant.export.cleaning import one_line
from assistant.export.gate import is_faulty
from assistant.export.notes import source_of
from assistant.types import Citation, Finding, Verdict

TITLE = "附：依据对照表"
COLUMNS = ("注号", "文中表述", "出处", "原文摘录", "核对结论")

VERDICTS: Mapping[Verdict, str] = {
    "supported": "与原文相符",
    "altered": "与原文有出入",
    "wrong_citation": "所注出处不符",
    "unsupported": "未见依据",
    "unverifiable": "无法核对",
}

_OF_THE_AUTHOR = "由撰稿人提供，未与文献核对"
_OPEN = "待补充"


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """Attributes:
    number: Of the note in the text; "" where the sentence has none.
    is_faulty: Whether the verdict must be seen at a glance.
    goes_on: Whether it is a further source of the claim in the row before; number, claim and verdict are "".
    """

    number: str
    claim: str
    source: str
    quote: str
    verdict: str
    is_faulty: bool = False
    goes_on: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        return self.number, self.claim, self.source, self.quote, self.verdict


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the text, in reading order.

    Attributes:
        level: Of the heading that a sentence is; 0 for body text and cells.
        cited: What it cites, as far as the draft has it.
        number: Of its note; None where it has none.
    """

    noun: Sentence | Cell
    level: int
    cited: tuple[Citation, ...]
    number: int | None


def evidence_rows(entries: Iterable[Entry]) -> tuple[EvidenceRow, ...]:
    """A row a citation, in reading order; what asserts nothing (a genre's own wording without citation) is left out."""
    return tuple(row for entry in entries if _asserts(entry) for row in _rows(entry))


def _asserts(entry: Entry) -> bool:
    if entry.cited:
        return True
    if isinstance(entry.noun, Cell):
        return entry.noun.verdict is not None
    claim = entry.noun.claim
    if claim.findings or is_faulty(entry.noun):
        return True
    return entry.level == 0 and bool(one_line(claim.text)) and entry.noun.origin != "template"


def _rows(entry: Entry) -> Iterator[EvidenceRow]:
    verdict, faulty = _verdict(entry.noun)
    claim, shown = one_line(entry.noun.text), str(entry.number or "")
    if not entry.cited:
        yield EvidenceRow(shown, claim, "—", "—", verdict, faulty)
    for at, citation in enumerate(entry.cited):
        said = ("", "", "") if at else (shown, claim, verdict)
        yield EvidenceRow(said[0], said[1], source_of(citation), one_line(citation.quote), said[2], faulty, at > 0)


def _verdict(noun: Sentence | Cell) -> tuple[str, bool]:
    if isinstance(noun, Cell):
        if noun.verdict == "unverifiable":
            return _OF_THE_AUTHOR, False
        return _verdict(sentence_of(noun)) if noun.verdict else ("摘自所注出处", False)
    claim = noun.claim
    if noun.origin == "open":
        return _OPEN, False
    faulty = is_faulty(noun)
    said = VERDICTS[claim.verdict]
    if noun.origin == "author" and not claim.citations and not faulty:
        said = _OF_THE_AUTHOR
    details = [one_line(_said(finding)) for finding in claim.findings if finding.severity != "suggestion"]
    return "；".join(dict.fromkeys([said, *filter(None, details)])), faulty


def _said(finding: Finding) -> str:
    if finding.expected is None:
        return finding.note or (f"“{finding.found}”未见依据" if finding.check != "support" else "")
    return f"“{finding.found}”应为“{finding.expected}”" + (f"（{finding.note}）" if finding.note else "")


__all__ = ["COLUMNS", "TITLE", "VERDICTS", "Entry", "EvidenceRow", "evidence_rows"]
