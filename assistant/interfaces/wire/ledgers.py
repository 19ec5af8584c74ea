"""The JSON contract of ledgers: `zhibi ledger` and `/api/ledgers`. Fields are only ever added."""

from __future__ import annotations

from datetime import date
from typing import Self

from assistant.drafting.ledgers import types as ledgers
from assistant.drafting.ledgers.auditing import problems
from assistant.drafting.ledgers.drafts import shown_columns
from assistant.interfaces.wire import Wire
from assistant.interfaces.wire.answers import Citation
from assistant.interfaces.wire.drafts import DraftCell
from prompts.ledgers import LedgerForm


class LedgerKind(Wire):
    """A kind of ledger that can be asked for."""

    kind: str
    title: str
    names: list[str]
    purpose: str

    @classmethod
    def of(cls, form: LedgerForm) -> Self:
        return cls(kind=form.name, title=form.title, names=list(form.names), purpose=form.purpose)


class LedgerKinds(Wire):
    ledgers: list[LedgerKind]


class LedgerColumn(Wire):
    name: str
    heading: str
    required: bool


class LedgerRow(Wire):
    """One matter.

    Attributes:
        cells: By column name; columns that no document fills are missing.
        gaps: Headings of required columns that are empty. open_stages: Stages of the loop that nothing tells of.
        closed: Whether its status ends the loop; null where none is known.
        unclosed: Whether the loop is open: a stage is missing, its status goes on, or its day has passed.
        problems: All of that in words. differences: What documents say differently.
    """

    number: int
    cells: dict[str, DraftCell]
    documents: list[str]
    gaps: list[str]
    open_stages: list[str]
    closed: bool | None
    unclosed: bool
    deadline: date | None
    overdue: bool
    problems: list[str]
    differences: list[str]

    @classmethod
    def told(cls, number: int, row: ledgers.LedgerRow, form: LedgerForm) -> Self:
        return cls.like(
            row,
            number=number,
            cells=dict(row.cells),
            closed=row.is_closed,
            unclosed=row.is_unclosed,
            overdue=row.is_overdue,
            problems=problems(row, form),
        )


class Ledger(Wire):
    """A ledger as extracted: `gaps` and `unclosed` are the numbers of the rows that have them."""

    kind: str
    title: str
    day: date
    columns: list[LedgerColumn]
    rows: list[LedgerRow]
    gaps: list[int]
    unclosed: list[int]
    overdue: list[int]
    differing: list[int]
    citations: list[Citation]
    notices: list[str]

    @classmethod
    def of(cls, noun: ledgers.Ledger) -> Self:
        rows = [LedgerRow.told(number, row, noun.form) for number, row in enumerate(noun.rows, 1)]
        return cls(
            kind=noun.form.name,
            title=noun.form.title,
            day=noun.day,
            columns=[LedgerColumn.of(column) for column in shown_columns(noun)],
            rows=rows,
            gaps=[row.number for row in rows if row.gaps],
            unclosed=[row.number for row in rows if row.unclosed],
            overdue=[row.number for row in rows if row.overdue],
            differing=[row.number for row in rows if row.differences],
            citations=[Citation.of(one) for one in noun.citations],
            notices=list(noun.notices),
        )
