"""A ledger as data: its columns and how documents name them, the stages of its loop, and what closes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["", "number", "matter", "measure", "owner", "due", "status"]
"""What a column is to the ledger: the number of the row, what it is about, how that is done, whose it is, by when it is
due, where it stands; "" for anything else."""

SentenceKind = Literal["none", "due", "owner", "said"]
"""Which sentences make rows: those with a day by which something is to be done, those that say whose duty something is,
those that `said` describes."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a ledger.

    Attributes:
        labels: How documents name it. A label of three characters or more also fits a name that ends in it.
        shared: Names that mean this column only where the row speaks of the ledger's matter (`about`, `titled`).
        required: A row without it has a gap.
    """

    name: str
    heading: str
    labels: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    role: Role = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the loop: reached where one of its columns is filled."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LedgerForm:
    """A kind of ledger.

    Attributes:
        name: The file's. title: As users say it. names: What else it is called.
        needs: Columns one of which a row must have besides its matter.
        about: Pattern of rows that speak of the ledger's matter, for `Column.shared`.
        titled: Pattern of titles and headings under which all rows do.
        foreign: Pattern of rows that belong to another ledger.
        stages: The loop, in order; empty where there is none.
        closed, open: Words of a status that end the loop, and words that say it goes on; these count first.
        sentences: Which sentences make rows.
        said: Pattern of sentences that state a row, for the kind "said".
        sources: Kinds of documents in the order in which they count, the weightiest first.
        unsuitable: Kinds of documents whose sentences tell what was, or what always holds, and make no rows.
    """

    name: str
    title: str
    version: int
    purpose: str
    columns: tuple[Column, ...]
    needs: tuple[str, ...]
    names: tuple[str, ...] = ()
    about: str = ""
    titled: str = ""
    foreign: str = ""
    stages: tuple[Stage, ...] = ()
    closed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    sentences: SentenceKind = "none"
    said: str = ""
    sources: tuple[str, ...] = ()
    unsuitable: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """`name@version`, as drafts and logs record it."""
        return f"{self.name}@{self.version}"

    def of_role(self, role: Role) -> Column | None:
        """The first column of a role."""
        return next((column for column in self.columns if column.role == role), None)


__all__ = ["Column", "LedgerForm", "Role", "SentenceKind", "Stage"]
