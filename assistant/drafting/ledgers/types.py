"""The nouns of a ledger that was extracted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assistant.drafting.types import Cell
from assistant.types import Citation
from prompts.ledgers import LedgerForm


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One matter.

    Attributes:
        cells: Column name -> what the documents say, with the keys of the places that say it. Columns that no document
            fills are missing.
        documents: Titles of the documents that speak of it, the weightiest first.
        gaps: Headings of required columns that are empty.
        open_stages: Names of the stages of the loop that nothing tells of.
        is_closed: Whether its status ends the loop; None where the ledger has no status, or none is known.
        deadline: The day that its time means, where it means one.
        is_overdue: Whether that day has passed and nothing says that it is closed.
        differences: What the documents say differently, a Chinese sentence each.
    """

    cells: Mapping[str, Cell]
    documents: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    open_stages: tuple[str, ...] = ()
    is_closed: bool | None = None
    deadline: date | None = None
    is_overdue: bool = False
    differences: tuple[str, ...] = ()

    def text(self, column: str) -> str:
        return self.cells[column].text if column in self.cells else ""

    @property
    def is_unclosed(self) -> bool:
        """Whether its loop is open: a stage is missing, its status goes on, or its day has passed."""
        return bool(self.open_stages) or self.is_closed is False or self.is_overdue


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ledger, extracted.

    Attributes:
        day: The day on which it was judged what is overdue.
        citations: Every key that a cell names.
        notices: What a reader should know, in Chinese.
    """

    form: LedgerForm
    rows: tuple[LedgerRow, ...]
    citations: tuple[Citation, ...]
    day: date
    notices: tuple[str, ...] = ()
