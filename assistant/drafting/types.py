"""The nouns that flow from a specification to a draft.

Spec (what the author wants and knows) -> Outline -> cards per section -> Section -> Draft (a version of it)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from assistant.types import Citation, Claim, Finding, Usage, Verdict
from ingest.types import EVERYTHING, Scope

Origin = Literal["source", "author", "template", "model", "edited", "open"]
"""Where a sentence came from: verbatim from a source, a fact of the author, the genre's own wording (no facts), a
model's writing from cards, a person's edit, or a slot that nobody has filled."""

TaskStatus = Literal["planned", "running", "done", "stopped"]
Light = Literal["green", "yellow", "red", "blue", "none"]
"""红黄蓝: red is overdue, yellow is near its day, blue is on its way, green is done; none where no day is known."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What only the author knows. It is locked: it goes into the text as it stands, and is never re-generated.

    Attributes:
        slot: The genre's slot that it fills, or "" for a fact of no slot.
        text: As the author wrote it.
    """

    slot: str
    text: str


@dataclass(frozen=True, slots=True)
class Spec:
    """What a draft is to be.

    Attributes:
        genre: A name of `prompts/genres`, e.g. "work_summary".
        unit: Who reports, e.g. 某某公司党委; "" leaves it open.
        period: What time it speaks of, e.g. 2026年 or 2026年上半年; "" leaves it open.
        topic: What it is about, where the genre alone does not say.
        audience: To whom it goes (主送), where it goes to somebody.
        title: The heading; "" composes it from unit, period and genre.
        scope: Which documents may be used.
        sources: Titles, ids or paths of the documents to use; empty means all of the scope.
        length: About how many characters; 0 takes the genre's own.
        signed: The day of the signature line (成文日期).
        tasks: Tasks that the author sets, for plans.
        extra: Slots of the genre that are no facts of the text (a template's name, switches), by name.
    """

    genre: str
    unit: str = ""
    period: str = ""
    topic: str = ""
    audience: str = ""
    title: str = ""
    facts: tuple[Fact, ...] = ()
    scope: Scope = EVERYTHING
    sources: tuple[str, ...] = ()
    length: int = 0
    signed: date | None = None
    tasks: tuple[Task, ...] = ()
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a draft.

    Attributes:
        claim: Its text, verdict, citation keys and findings. The text of an open slot reads 【待填：…】; a sentence
            that nobody could support bears 【待核实】 and the verdict says why.
        edited: Whether a person wrote or changed it; it is verified and never overwritten.
    """

    claim: Claim
    origin: Origin
    edited: bool = False

    @property
    def text(self) -> str:
        return self.claim.text


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Sentences that stand together.

    Attributes:
        level: 0 for body text; 1 to 4 for a heading 一、 （一） 1. （1）, whose sentence is one.
    """

    sentences: tuple[Sentence, ...]
    level: int = 0

    @property
    def text(self) -> str:
        return "".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table, with the keys of the citations that hold what it says.

    Attributes:
        verdict, findings: What the checks say of what a person wrote; None while it stands as it was drafted.
    """

    text: str
    citations: tuple[str, ...] = ()
    verdict: Verdict | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a draft: every row has as many cells as there are columns.

    Attributes:
        edited: Whether a person changed it; it is never overwritten.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the genre's skeleton, written.

    Attributes:
        id: The skeleton's name for it, unique in the draft, e.g. "results".
        heading: With its number as printed, e.g. 一、主要做法和成效; "" for a part without heading.
        name: What the genre or the outline calls it, without a number.
        grids: Tables, after the paragraphs.
    """

    id: str
    heading: str
    paragraphs: tuple[Paragraph, ...]
    grids: tuple[Grid, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """What nobody has supplied yet.

    Attributes:
        section: Id of the section whose text shows it as 【待填：…】.
        what: What is missing, in Chinese, e.g. 2026年发展党员人数.
    """

    section: str
    what: str


@dataclass(frozen=True, slots=True)
class OutlineItem:
    """A section to be written, which the author may rename, reorder, drop, or give hints.

    Attributes:
        cues: What is looked for in the sources.
        length: About how many characters.
    """

    id: str
    heading: str
    cues: tuple[str, ...]
    length: int
    points: tuple[str, ...] = ()


Outline = tuple[OutlineItem, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a plan, carried as data from the plan to the next summary.

    Attributes:
        id: Stable across drafts.
        matter: 事项. measure: 措施. owner: 责任单位. due: 时限 as written. outcome: 成果. basis: 依据.
        deadline: The day that `due` means, where it means one.
        progress: Hundredths done, as recorded; None where nobody said.
        note: What was recorded during the year.
        evidence: Places of documents that show what was done.
        plan: Title of the plan that it belongs to. unit, year: The plan's.
        citations: Keys of the citations behind its cells, by field name.
        sources: Those citations, where the task stands outside its draft.
        carried: Id of the task of an earlier plan that goes on in this one.
    """

    id: str
    matter: str
    measure: str = ""
    owner: str = ""
    due: str = ""
    outcome: str = ""
    basis: str = ""
    deadline: date | None = None
    status: TaskStatus = "planned"
    progress: int | None = None
    note: str = ""
    evidence: tuple[Citation, ...] = ()
    plan: str = ""
    unit: str = ""
    year: int | None = None
    citations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: tuple[Citation, ...] = ()
    carried: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft: one version of it.

    Attributes:
        id: Names the draft through all its versions; "" while it is not stored.
        version: From 1 up.
        subtitle, addressee, signature: As they are printed; "" where the genre has none.
        number: 文号, e.g. 党发〔2026〕3号.
        attachments: Names of what is attached (附件说明), without numbers.
        citations: Every key that a sentence or a cell names.
        open_slots: What is still 【待填】, in reading order.
        findings: Of the whole document: figures that disagree, sentences twice, totals, headings that are not
            parallel, required parts that are missing. Their spans count in the section's text where they name one.
        recycled: Share of the text, 0 to 1, that also stands in last year's document; None where there is none.
        model: "extractive", or the model's name with the prompts' name@version.
        notices: What degraded on the way, in Chinese.
        written_at: ISO 8601, UTC.
    """

    id: str
    version: int
    spec: Spec
    title: str
    sections: tuple[Section, ...]
    citations: tuple[Citation, ...]
    open_slots: tuple[OpenSlot, ...] = ()
    findings: tuple[Finding, ...] = ()
    tasks: tuple[Task, ...] = ()
    subtitle: str = ""
    addressee: str = ""
    signature: tuple[str, ...] = ()
    number: str = ""
    attachments: tuple[str, ...] = ()
    recycled: float | None = None
    model: str = "extractive"
    notices: tuple[str, ...] = ()
    usage: Usage | None = None
    seconds: float = 0.0
    written_at: str = ""

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """In reading order, headings left out."""
        return tuple(
            sentence
            for section in self.sections
            for paragraph in section.paragraphs
            if paragraph.level == 0
            for sentence in paragraph.sentences
        )


@dataclass(frozen=True, slots=True)
class SectionWritten:
    """An event of a draft that is being written: this section is there, and verified."""

    section: Section
    done: int
    total: int


DraftEvent = SectionWritten | Draft
"""A draft is streamed as its sections, then exactly one Draft, which replaces them."""
