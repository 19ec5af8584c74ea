"""The tables of a draft as a person wants them: cells written over, rows put in and taken out.

A cell that cites a row of a source is held against what that row says in the same column. Any other is verified with
its row around it, for a few words alone say too little; what nothing confirms or contradicts is the person's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answering.citations import cite
from assistant.answering.quoting import best_quotes
from assistant.drafting.comparing import edits
from assistant.drafting.frame import open_in
from assistant.drafting.lines import cells_of
from assistant.drafting.revisions import Verified
from assistant.drafting.rows import field_of
from assistant.drafting.types import Cell, Grid, Section
from assistant.errors import SpecError
from assistant.types import Citation, Finding, Passage
from ingest.text.folding import fold
from ingest.types import Span

NUMBER = "序号"
MOST_ROWS = 300
FRESH = "row"
"""Begins the keys of citations that a draft does not have yet."""


@dataclass(frozen=True, slots=True)
class RowText:
    """A row as a person wants it.

    Attributes:
        cells: A text for each column.
        was: Which row of the table it was, from 0; None where it is a new one.
    """

    cells: tuple[str, ...]
    was: int | None = None


Tables = tuple[tuple[RowText, ...], ...]
"""All tables of a section, in order."""


def rows_of(section: Section) -> Tables:
    """The tables as they stand."""
    return tuple(
        tuple(RowText(tuple(cell.text for cell in row), at) for at, row in enumerate(grid.rows))
        for grid in section.grids
    )


def anchored(tables: Tables, before: Tables, now: Tables) -> Tables:
    """Tables written over `before`, for `now`: a row is the one there that says what it did, or a new one."""
    found = []
    for rows, old, new in zip(tables, before, now, strict=False):
        texts = {row.was: _uncounted(row) for row in old}
        places = {_uncounted(row): row.was for row in new}
        found.append(tuple(replace(row, was=places.get(texts.get(row.was, ()))) for row in rows))
    return tuple(found)


def _uncounted(row: RowText) -> tuple[str, ...]:
    """Its texts but for its number, which changes with the rows before it."""
    return row.cells[1:] if row.cells[0].isdecimal() else row.cells


def is_numbered(grid: Grid) -> bool:
    """Whether its first column counts the rows, and goes on doing so whatever a person writes there."""
    return grid.columns[:1] == (NUMBER,) and all(row[0].text == str(at) for at, row in enumerate(grid.rows, 1))


def with_tables(
    section: Section, tables: Tables, citations: Mapping[str, Citation], verify: Callable[[str], Verified]
) -> tuple[Section, list[Citation]]:
    """The section with its tables as a person gives them; cells that nobody touched keep what is known of them.

    Args:
        citations: The draft's, by key.
        verify: Says of a row, as columns and texts, what the library holds of it.

    Returns:
        The section, and what its new cells cite beside the draft's citations.

    Raises:
        SpecError: `tables` are not those of the section, or their rows not of its columns.
    """
    if len(tables) != len(section.grids):
        raise SpecError(f"本节有 {len(section.grids)} 个表格，给出的是 {len(tables)} 个", "没有改的表格也要照原样给出")
    hand = _Hand(citations, verify)
    grids = tuple(_grid(grid, rows, hand) for grid, rows in zip(section.grids, tables, strict=True))
    return replace(section, grids=grids), hand.cited


def _grid(grid: Grid, rows: Sequence[RowText], hand: _Hand) -> Grid:
    _check(grid, rows)
    made = tuple(hand.row(grid, row) for row in rows)
    if is_numbered(grid):
        made = tuple(
            row if row[0].text == str(at) else (Cell(str(at)), *row[1:]) for at, row in enumerate(made, 1)
        )  # fmt: skip
    return grid if made == grid.rows else replace(grid, rows=made, edited=True)


def _check(grid: Grid, rows: Sequence[RowText]) -> None:
    name = grid.caption or "表格"
    if len(rows) > MOST_ROWS:
        raise SpecError(f"“{name}”有 {len(rows)} 行，一个表格至多 {MOST_ROWS} 行", "请分成几个表格")
    for at, row in enumerate(rows, 1):
        if len(row.cells) != len(grid.columns):
            raise SpecError(f"“{name}”有 {len(grid.columns)} 栏，第 {at} 行给出 {len(row.cells)} 栏", "请逐栏给出")
    held = [row.was for row in rows if row.was is not None]
    if len(set(held)) < len(held) or any(not 0 <= was < len(grid.rows) for was in held):
        raise SpecError(f"“{name}”的行对不上原来的 {len(grid.rows)} 行", "原来的每一行只能用一次；新的一行不要写明原行")


class _Hand:
    """Writes rows. Attributes: cited: What its cells cite beside the draft's citations."""

    def __init__(self, citations: Mapping[str, Citation], verify: Callable[[str], Verified]) -> None:
        self._citations = citations
        self._verify = verify
        self.cited: list[Citation] = []

    def row(self, grid: Grid, row: RowText) -> tuple[Cell, ...]:
        before = (Cell(""),) * len(grid.columns) if row.was is None else grid.rows[row.was]
        texts = [" ".join(text.split()) for text in row.cells]
        counted = 1 if is_numbered(grid) else 0
        made = [
            before[at] if at < counted else self._cell(text, before[at], grid.columns[at])
            for at, text in enumerate(texts)
        ]
        if None not in made:
            return tuple(cell for cell in made if cell is not None)
        told = zip(grid.columns[counted:], texts[counted:], strict=True)
        claim, passage = self._verify("；".join(f"{name}：{text}" for name, text in told if text and not open_in(text)))
        found = [one for one in claim.findings if one.verdict in ("altered", "wrong_citation")]
        return tuple(
            self._of_row(text, claim.text, found, passage) if cell is None else cell
            for cell, text in zip(made, texts, strict=True)
        )

    def _cell(self, text: str, before: Cell, column: str) -> Cell | None:
        """The cell, where it can be told without its row."""
        if text == " ".join(before.text.split()):
            return before
        if not text or open_in(text):
            return Cell(text)
        source = self._source(before, column)
        if source is None:
            return None
        key, said = source
        if fold(said).text == fold(text).text:
            return Cell(text, before.citations, "supported")
        finding = Finding("quotation", "altered", 0, len(text), text, said, source=key, difference=edits(said, text))
        return Cell(text, before.citations, "altered", (finding,))

    def _source(self, cell: Cell, column: str) -> tuple[str, str] | None:
        """What a row that the cell cites says in the same column, after the key of the citation."""
        meant = field_of(column)
        for key in cell.citations:
            quote = self._citations[key].quote if key in self._citations else ""
            for name, value in cells_of(quote, Span(0, len(quote))):
                if name == column or (meant and field_of(name) == meant):
                    return key, value.of(quote).strip()
        return None

    def _of_row(self, text: str, row: str, found: Sequence[Finding], passage: Passage | None) -> Cell:
        """A cell by what is known of its row."""
        own = tuple(
            replace(one, start=text.find(one.found), end=text.find(one.found) + len(one.found))
            for one in found
            if one.found and one.found in text
        )
        if passage is None or not (own or fold(text).text in fold(passage.chunk.text).text):
            return Cell(text, (), "unverifiable")
        return Cell(text, self._cite(row, passage), own[0].verdict if own else "supported", own)

    def _cite(self, row: str, passage: Passage) -> tuple[str, ...]:
        quotes = [
            cite(passage, span, f"{FRESH}{len(self.cited) + at}")
            for at, span in enumerate(best_quotes(row, passage.chunk.text), 1)
        ]
        self.cited += quotes
        return tuple(quote.key for quote in quotes)
