"""What is asked of drafting over HTTP: outlines, drafts, sections and frames as they are wanted."""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints, model_validator

from assistant.drafting import types as drafting
from assistant.drafting.cells import MOST_ROWS, RowText, Tables
from assistant.interfaces.wire import Wire

MAX_SECTIONS = 40
MAX_SECTION_TEXT = 100_000
MAX_TABLES = 40
MAX_COLUMNS = 60
ShortText = Annotated[str, StringConstraints(max_length=500)]
CellText = Annotated[str, StringConstraints(max_length=2_000)]


class OutlineItem(Wire):
    """A section to be written.

    Attributes:
        cues: What is looked for in the sources; [] takes the genre's.
        length: About how many characters; 0 takes the genre's share.
        points: Its sub-headings.
    """

    id: ShortText
    heading: ShortText
    cues: list[ShortText] = Field([], max_length=100)
    length: int = Field(0, ge=0, le=50_000)
    points: list[ShortText] = Field([], max_length=30)

    def noun(self) -> drafting.OutlineItem:
        return drafting.OutlineItem(self.id, self.heading, tuple(self.cues), self.length, tuple(self.points))


class Outline(Wire):
    genre: str
    outline: list[OutlineItem]

    @classmethod
    def told(cls, genre: str, noun: drafting.Outline) -> Self:
        return cls(genre=genre, outline=[OutlineItem.of(item) for item in noun])


class OutlineRequest(Wire):
    """A specification, with the keys of the YAML file that `zhibi draft` reads."""

    genre: ShortText
    spec: dict[str, Any] = Field(default_factory=dict)


class DraftRequest(OutlineRequest):
    """A draft to be written, at once or, with `stream`, as server-sent events; `outline` as it was changed."""

    outline: list[OutlineItem] | None = Field(None, max_length=MAX_SECTIONS)
    stream: bool = False

    def nouns(self) -> drafting.Outline | None:
        return None if self.outline is None else tuple(item.noun() for item in self.outline)


class TableRow(Wire):
    """A row as a person wants it, a text for each column.

    Attributes:
        was: Which row of the table it was, from 0; null for a new one. Rows that are not named are taken out.
    """

    cells: list[CellText] = Field(max_length=MAX_COLUMNS)
    was: int | None = Field(None, ge=0, lt=MOST_ROWS)

    def noun(self) -> RowText:
        return RowText(tuple(self.cells), self.was)


class SectionText(Wire):
    """A section as a person wants it; what is left out stays.

    Attributes:
        text: A paragraph a line, sub-headings with their numbers.
        tables: All tables of the section, each with all its rows.
        version: Of the draft that was changed; a newer one is not overwritten. Null takes whichever is the newest.
    """

    text: str | None = Field(None, max_length=MAX_SECTION_TEXT)
    tables: list[Annotated[list[TableRow], Field(max_length=MOST_ROWS)]] | None = Field(None, max_length=MAX_TABLES)
    version: int | None = Field(None, ge=1, le=1_000_000)

    @property
    def rows(self) -> Tables | None:
        return None if self.tables is None else tuple(tuple(row.noun() for row in rows) for rows in self.tables)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.text is None and self.tables is None:
            raise ValueError("text 与 tables 至少给出一个")
        return self


class DraftFrame(Wire):
    """What stands around a draft's text; what is left out stays.

    Attributes:
        version: As of `SectionText`.
    """

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)] | None = None
    addressee: ShortText | None = None
    signature: list[ShortText] | None = Field(None, max_length=20)
    version: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.title is None and self.addressee is None and self.signature is None:
            raise ValueError("title、addressee 与 signature 至少给出一个")
        return self
