"""The JSON contract of drafting: `zhibi draft` and `/api/drafts`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Self

from pydantic import Field

from assistant import types as domain
from assistant.drafting import types as drafting
from assistant.interfaces.wire import Paged, Seconds, Usage, Wire
from assistant.interfaces.wire.answers import Citation
from assistant.interfaces.wire.verification import Edit, Finding, finding_of


class DraftClaim(Wire):
    """A sentence that states something.

    Attributes:
        citations: Keys of the citations that it rests on; [] for what only the author knows.
        origin: "source" (verbatim), "author" (locked), "model" or "edited".
        edited: Whether a person wrote it.
    """

    text: str
    verdict: domain.Verdict
    citations: list[str]
    findings: list[Finding]
    origin: drafting.Origin
    edited: bool = False


class DraftCell(Wire):
    text: str
    citations: list[str]


class CheckedCell(DraftCell):
    """A cell that a person may have changed.

    Attributes:
        verdict, findings: What the checks say of what a person put there; null while it stands as it was drafted.
    """

    verdict: domain.Verdict | None = None
    findings: list[Finding] = Field(default_factory=list)


class DraftTable(Wire):
    """Every row has as many cells as there are columns; `edited` where a person changed it."""

    caption: str
    columns: list[str]
    rows: list[list[CheckedCell]]
    edited: bool = False


class DraftParagraph(Wire):
    """A paragraph; `level` is 0 for body text, 1 to 4 for a heading 一、 （一） 1. （1）."""

    level: int
    text: str


class DraftSection(Wire):
    """A section.

    Attributes:
        name: What the genre or the outline calls it.
        heading: As printed, with its number; "" where none is printed.
        text: Its paragraphs and sub-headings, one a line.
    """

    id: str
    name: str
    heading: str
    text: str
    paragraphs: list[DraftParagraph]
    claims: list[DraftClaim]
    tables: list[DraftTable]


class OpenSlot(Wire):
    """What is shown as 【待填：what】; `section` is "title" or "signature" where it stands in no section."""

    section: str
    what: str


class DraftTask(Wire):
    """A task that a plan sets; `citations` by field."""

    id: str
    matter: str
    measure: str
    owner: str
    due: str
    outcome: str
    basis: str
    deadline: date | None
    note: str
    carried: str | None
    citations: dict[str, list[str]]


class Draft(Wire):
    """A draft, one version of it.

    Attributes:
        claims: Those of all sections, in reading order.
        findings: Of the whole: figures told in two ways, sentences twice, totals, headings, missing elements.
        recycled: Share of the text, 0 to 1, that stands in last year's document too; null where there is none.
        model: What wrote it, with the genre's or the prompts' name@version.
    """

    id: str
    version: int
    genre: str
    title: str
    unit: str
    period: str
    addressee: str
    signature: list[str]
    sections: list[DraftSection]
    claims: list[DraftClaim]
    citations: list[Citation]
    open_slots: list[OpenSlot]
    findings: list[Finding]
    tasks: list[DraftTask]
    recycled: float | None
    model: str
    notices: list[str]
    usage: Usage | None
    seconds: Seconds
    written_at: str

    @classmethod
    def of(cls, noun: drafting.Draft) -> Self:
        places = {one.key: Citation.of(one) for one in noun.citations}
        sections = [section_of(section, places) for section in noun.sections]
        return cls.like(
            noun,
            genre=noun.spec.genre,
            unit=noun.spec.unit,
            period=noun.spec.period,
            sections=sections,
            claims=[claim for section in sections for claim in section.claims],
            citations=list(places.values()),
            findings=[finding_of(finding, places) for finding in noun.findings],
            tasks=[_task(task) for task in noun.tasks],
        )


def section_of(section: drafting.Section, places: dict[str, Citation]) -> DraftSection:
    return DraftSection.like(
        section,
        name=section.name or section.heading,
        text="\n".join(paragraph.text for paragraph in section.paragraphs),
        claims=[_claim(sentence, places) for sentence in _stating(section)],
        tables=[_table(grid, places) for grid in section.grids],
    )


def _stating(section: drafting.Section) -> Iterator[drafting.Sentence]:
    """The sentences that state something: no headings, no words of the frame, no open slots."""
    for paragraph in section.paragraphs:
        if paragraph.level == 0:
            yield from (one for one in paragraph.sentences if one.origin not in ("template", "open"))


def _claim(sentence: drafting.Sentence, places: dict[str, Citation]) -> DraftClaim:
    return DraftClaim.like(
        sentence,
        verdict=sentence.claim.verdict,
        citations=sentence.claim.citations,
        findings=[finding_of(finding, places) for finding in sentence.claim.findings],
    )


def _table(grid: drafting.Grid, places: dict[str, Citation]) -> DraftTable:
    return DraftTable.like(grid, rows=[[_cell(cell, places) for cell in row] for row in grid.rows])


def _cell(cell: drafting.Cell, places: dict[str, Citation]) -> CheckedCell:
    return CheckedCell.like(cell, findings=[finding_of(finding, places) for finding in cell.findings])


def _task(task: drafting.Task) -> DraftTask:
    return DraftTask.like(task, citations=dict(task.citations))


class DraftChange(Wire):
    """What became of a section, or of title and signature; `heading` names it."""

    heading: str
    edits: list[Edit]


class DraftComparison(Wire):
    """Two versions; what is equal in both is left out."""

    earlier: int
    later: int
    changes: list[DraftChange]


class SectionEvent(Wire):
    """A section of a draft that is still being written."""

    section: DraftSection
    done: int
    total: int

    @classmethod
    def of(cls, noun: drafting.SectionWritten) -> Self:
        return cls(section=section_of(noun.section, {}), done=noun.done, total=noun.total)


class DraftRecord(Wire):
    """A stored draft, without its text."""

    id: str
    genre: str
    title: str
    unit: str
    period: str
    version: int
    created_at: str
    updated_at: str


class DraftList(Paged):
    """The one changed last first."""

    drafts: list[DraftRecord]


class VersionRecord(Wire):
    version: int
    written_at: str
    why: str


class VersionList(Paged):
    versions: list[VersionRecord]


class Adopted(Wire):
    """Ids of the tasks that are kept from now on."""

    tasks: list[str]
