"""The rows behind the demo library's tables: units, branches, the 2025 ledger, the 2026 budget.

The rows themselves are tab-separated files under `source/tables/`, first line the field names.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeVar, get_type_hints

FOLDER = Path(__file__).parent / "source" / "tables"
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Unit:
    name: str
    kind: str
    branches: int
    members: int


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the 2026 first-quarter check; `committee` to `day` count what was held in the quarter."""

    name: str
    unit: str
    members: int
    committee: int
    assembly: int
    group: int
    lecture: int
    day: int
    score: int

    @property
    def grade(self) -> str:
        return "好" if self.score >= 90 else "较好" if self.score >= 80 else "一般"


@dataclass(frozen=True, slots=True)
class Task:
    id: str
    subject: str
    measure: str
    owner: str
    due: str
    state: str
    outcome: str
    basis: str


@dataclass(frozen=True, slots=True)
class BudgetLine:
    item: str
    amount: int
    use: str
    owner: str


def load(name: str, row: type[Row]) -> tuple[Row, ...]:
    """The rows of `source/tables/<name>.tsv`, its columns in the order of the fields of `row`."""
    hints = get_type_hints(row)
    names = [item.name for item in fields(row)]  # type: ignore[arg-type]
    head, *lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    if head.split("\t") != names:
        raise ValueError(f"{name}.tsv has columns {head!r}, expected {names!r}")
    return tuple(
        row(**{field: hints[field](cell) for field, cell in zip(names, line.split("\t"), strict=True)})
        for line in lines
    )


UNITS = load("units", Unit)
BRANCHES = load("branches", Branch)
LEDGER = load("ledger", Task)
BUDGET = load("budget", BudgetLine)
