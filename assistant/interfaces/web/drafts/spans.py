"""Where the sentences of a section stand in its text, and how each is marked there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from assistant.drafting.cells import Tables, rows_of
from assistant.drafting.frame import OPENED
from assistant.drafting.points import Place, kind_of
from assistant.drafting.types import Section, Sentence

Where = int | Place
"""A character of a section's text, or a cell of its tables."""

Mark = tuple[int, int, str]
"""[start, end) of a text and the classes of what stands there; marks do not overlap."""

OPEN, LOCKED = "zb-drafts-open", "zb-drafts-locked"


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence that stands at [start, end) of its section's text."""

    sentence: Sentence
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True)
class Written:
    """A section as a person writes it.

    Attributes:
        text: A paragraph or sub-heading a line.
    """

    text: str
    tables: Tables = ()

    @classmethod
    def of(cls, section: Section) -> Self:
        return cls(text_of(section), rows_of(section))

    @property
    def plain(self) -> str:
        """All of it, a row a line."""
        return "\n".join((self.text, *("｜".join(row.cells) for rows in self.tables for row in rows)))


def text_of(section: Section) -> str:
    """As a person edits it: a paragraph or sub-heading a line."""
    return "\n".join(paragraph.text for paragraph in section.paragraphs)


def placed(section: Section, text: str) -> list[Placed]:
    """The sentences in order, in the section's text or in the text as typed from which the section was made."""
    found, at = [], 0
    for paragraph in section.paragraphs:
        for sentence in paragraph.sentences:
            start = text.find(sentence.text, at)
            if start < 0:
                continue
            at = start + len(sentence.text)
            found.append(Placed(sentence, start, at, paragraph.level))
    return found


def key_of(section_id: str, at: Where) -> str:
    """Names a sentence by where it begins, or a cell, to the browser."""
    return f"{section_id}:{at if isinstance(at, int) else '.'.join(map(str, at))}"


def where(key: str) -> tuple[str, Where]:
    """The section and the place that a key names."""
    section_id, _, told = key.rpartition(":")
    numbers = [int(number) for number in told.split(".")]
    return section_id, numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1], numbers[2])


def marks(section: Section, text: str) -> list[Mark]:
    """What is to be seen under the text while it is edited, in order."""
    found: list[Mark] = []
    for one in placed(section, text):
        if one.level:
            continue
        gaps = [(one.start + match.start(), one.start + match.end()) for match in OPENED.finditer(one.sentence.text)]
        if gaps:
            found += [(start, end, OPEN) for start, end in gaps]
        elif (classes := classes_of(one.sentence)) != "":
            found.append((one.start, one.end, classes))
    return found


def classes_of(sentence: Sentence) -> str:
    """Of a sentence's underline; "" where nothing is to be seen."""
    kind = kind_of(sentence)
    if kind in ("altered", "wrong_citation", "unsupported"):
        return f"zb-says zb-says-{kind}"
    if kind == "unverified":
        return "zb-says zb-says-unverifiable"
    return LOCKED if sentence.origin == "author" else ""
