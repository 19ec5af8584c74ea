"""What is known to stand in every file of the demo library, and the reader of `truth.json`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

HERE = Path(__file__).parent
LIBRARY = HERE / "library"
TRUTH = HERE / "truth.json"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TableTruth(Strict):
    """The part of a table on one page: its header as printed there, and the rows under it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class PageTruth(Strict):
    """The text of one page in reading order; page 1 is the only one of a flowing format."""

    number: int = Field(ge=1)
    paragraphs: tuple[str, ...]
    """Headings, paragraphs and signatures; a paragraph that crosses pages has its part on each."""
    tables: tuple[TableTruth, ...] = ()
    runs_on: bool = False
    """The last paragraph goes on at the top of the next page."""


class FileTruth(Strict):
    file: str
    title: str
    format: Literal["pdf", "docx", "xlsx", "txt", "html", "md"]
    issuer: str
    number: str | None = None
    """文号."""
    issued: date
    effective: date | None = None
    status: str | None = None
    """试行, 修订, 废止 (by which file says `replaced_by`) …"""
    replaced_by: str | None = None
    paged: bool
    text_layer: bool = True
    """False for the scan: its text is known, but no library can read it without OCR."""
    encoding: str | None = None
    columns: int = 1
    pages: tuple[PageTruth, ...]
    running: tuple[str, ...] = ()
    """Running headers and footers, navigation and the like: must not stand in any chunk."""
    articles: dict[str, str] = {}
    """第X条 -> its text with the items under it, paragraphs joined by newlines."""

    @property
    def paragraphs(self) -> list[str]:
        """Whole paragraphs in reading order, those that cross pages joined again."""
        whole: list[str] = []
        joined = False
        for page in self.pages:
            for paragraph in page.paragraphs:
                if joined:
                    whole[-1] += paragraph
                else:
                    whole.append(paragraph)
                joined = False
            joined = page.runs_on
        return whole

    @property
    def full_text(self) -> str:
        """Paragraphs, then the cells of the tables, one a line."""
        tables = [table for page in self.pages for table in page.tables]
        cells = [cell for table in tables for row in (table.header, *table.rows) for cell in row]
        return "\n".join([*self.paragraphs, *cells])


class Side(Strict):
    file: str
    page: int | None = None
    quote: str


class Conflict(Strict):
    """Two files that disagree on purpose. `holds` names the file to follow, `note` says why."""

    id: str
    subject: str
    kind: Literal["contradiction", "superseded"]
    sides: tuple[Side, Side]
    holds: str | None
    note: str


class Truth(Strict):
    files: tuple[FileTruth, ...]
    conflicts: tuple[Conflict, ...]

    def file(self, name: str) -> FileTruth:
        return next(item for item in self.files if item.file == name)


def load_truth(path: Path = TRUTH) -> Truth:
    return Truth.model_validate_json(path.read_text(encoding="utf-8"))
