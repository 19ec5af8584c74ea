"""Two versions of a draft side by side: what was taken out, what was put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.drafting.types import Draft, Section
from assistant.types import Edit

PIECES = re.compile(r"[^。！？；\n]*[。！？；\n]?")
WORDS = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-z]+|.", re.DOTALL)
ALIKE = 0.5
"""Two sentences that share so much are one sentence that was changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a section's text, or of the title.

    Attributes:
        heading: As the later version prints it, or the earlier where the later has it no more.
        edits: From the earlier to the later text; their `.source` parts are the one, their `.claim` parts the other.
    """

    heading: str
    edits: tuple[Edit, ...]


def compared(earlier: Draft, later: Draft) -> tuple[Change, ...]:
    """The sections that differ, in the later version's order; sections that are gone come last."""
    changes = [Change("标题和落款", edits(_frame(earlier), _frame(later)))]
    old = {section.id: section for section in earlier.sections}
    for section in later.sections:
        before = old.pop(section.id, None)
        changes.append(Change(_name(section), edits("" if before is None else _text(before), _text(section))))
    changes += [Change(_name(section), edits(_text(section), "")) for section in old.values()]
    return tuple(one for one in changes if any(edit.kind != "equal" for edit in one.edits))


def edits(earlier: str, later: str) -> tuple[Edit, ...]:
    """From one text to the other: by sentences, and inside a changed sentence by words."""
    before, after = ([*filter(None, PIECES.findall(text))] for text in (earlier, later))
    found: list[Edit] = []
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        source, claim = "".join(before[a:b]), "".join(after[c:d])
        if kind == "replace" and _is_alike(source, claim):
            found += _by_words(source, claim)
        else:
            found.append(Edit(kind, source, claim))
    return tuple(found)


def _is_alike(source: str, claim: str) -> bool:
    return SequenceMatcher(None, source, claim, autojunk=False).quick_ratio() >= ALIKE


def _by_words(source: str, claim: str) -> Iterator[Edit]:
    """By characters, but a figure is one: 12 that becomes 15 was not 1 with another digit."""
    before, after = WORDS.findall(source), WORDS.findall(claim)
    for kind, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield Edit(kind, "".join(before[a:b]), "".join(after[c:d]))


def _name(section: Section) -> str:
    return section.heading or section.name or section.id


def _text(section: Section) -> str:
    lines: Sequence[str] = [paragraph.text for paragraph in section.paragraphs]
    rows = ["｜".join(cell.text for cell in row) for grid in section.grids for row in grid.rows]
    return "\n".join((*lines, *rows))


def _frame(draft: Draft) -> str:
    return "\n".join((draft.title, draft.addressee, *draft.signature))


__all__ = ["Change", "compared", "edits"]
