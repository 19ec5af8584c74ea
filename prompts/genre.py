"""The nouns of a genre: its sections, what belongs in them, what an author must supply."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Nature = Literal[
    "aim",
    "goal",
    "background",
    "situation",
    "deed",
    "result",
    "problem",
    "insight",
    "plan",
    "safeguard",
    "rule",
    "decision",
]
"""What a sentence of a source does: sets the aim or the goals, tells how it began, how things stand, what was done,
what came of it, what is wrong, what was learned, what is to be done, what secures it, what the rule or decision is."""

Form = Literal["sections", "articles", "minutes"]
"""一、（一）1. ; 第一章 … 第一条 ; a head of labelled lines, then the items."""

GridKind = Literal["none", "tasks", "accounts", "comparison"]
"""tasks: what a plan sets. accounts: what became of the tasks of the period's plan. comparison: figures before and
after."""

FIELDS = frozenset({"unit", "period", "next", "topic", "audience"})
"""What may stand in braces."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact that only the author has, or that a good text of the genre must state.

    Attributes:
        what: What 【待填：…】 says where it is missing.
        names: How an author may call it in a specification.
        seen: Regular expression over a section's text that shows that it is stated; "" where only the author can.
        label: Printed before it, 时间：…, where the genre has labelled lines; "" elsewhere.
        group: Heading of the group that it stands under; "" for the end of the section.
    """

    name: str
    what: str
    names: tuple[str, ...] = ()
    seen: str = ""
    label: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A sub-heading, and what belongs under it.

    Attributes:
        cues: Words that tell that a sentence belongs here.
        required: Whether the text is incomplete without it; an empty one is then shown as an open slot.
    """

    heading: str
    cues: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the skeleton.

    Attributes:
        id: Unique in the genre.
        name: The heading without its number.
        natures: Kinds of sentences that belong here; empty where nothing may be taken from sources.
        headings: Words in the sources' own headings that tell that what stands below belongs here.
        cues: What is looked for in the sources.
        groups: Sub-headings, grammatically parallel; empty where the section has none.
        own_headings: Take sub-headings from the best source that has parallel ones, before `groups`.
        share: Of the text's length, 0 to 1.
        printed: Whether the heading is printed.
        opening, closing: Sentences of the frame; "" for none.
        period: Whether what is taken must be of the period ("within"), later than it ("after"), or of any ("any").
        leading: From so many of the genre's `sources` may be taken wherever it stands in them, from other documents
            only under one of `headings`; 0 lets nothing be taken from elsewhere.
        topical: Whether what is taken must speak of the topic, where the specification names one.
        grid: A table that the section carries.
        long_only: Whether the section is there only in texts longer than the genre's usual length.
    """

    id: str
    name: str
    share: float
    natures: tuple[Nature, ...] = ()
    headings: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    groups: tuple[Group, ...] = ()
    own_headings: bool = False
    printed: bool = True
    opening: str = ""
    closing: str = ""
    period: Literal["within", "after", "any"] = "within"
    topical: bool = False
    leading: int = 99
    grid: GridKind = "none"
    long_only: bool = False
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class Required:
    """An element without which a text of the genre is not complete, e.g. 资金 in an 实施方案.

    Attributes:
        seen: Words of which one at least must stand in the text.
    """

    what: str
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of document.

    Attributes:
        name: Of its file.
        title: What its documents are called: 工作总结.
        version: From 1 up.
        names: Other names that users give it.
        heading: The document's title, composed.
        length: Characters, where a specification asks for none.
        sources: Genres of documents (as `ingest.genres` names them) that serve best, best first.
        unsuitable: Genres of documents that are no source for it.
        needs_topic: Whether the text is about one matter, without which nothing can be chosen.
        signed: Whether unit and day stand at the end.
        bans: Phrases that say nothing; no sentence with one is taken or written.
        requires: Elements that must be present.
    """

    name: str
    title: str
    version: int
    purpose: str
    heading: str
    length: int
    sections: tuple[Part, ...]
    names: tuple[str, ...] = ()
    form: Form = "sections"
    sources: tuple[str, ...] = ()
    unsuitable: tuple[str, ...] = ()
    needs_topic: bool = False
    signed: bool = True
    bans: tuple[str, ...] = ()
    requires: tuple[Required, ...] = ()

    @property
    def identity(self) -> str:
        """What is recorded beside a draft, e.g. "work_summary@1"."""
        return f"{self.name}@{self.version}"

    @property
    def slots(self) -> tuple[tuple[Part, Slot], ...]:
        return tuple((part, slot) for part in self.sections for slot in part.slots)
