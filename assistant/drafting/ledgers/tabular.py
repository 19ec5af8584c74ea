"""Rows of tables as the library keeps them: lines of “列名：值；列名：值”."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.ledgers.entries import Entry, trimmed
from assistant.drafting.ledgers.labels import column_of
from assistant.drafting.ledgers.script import Script
from assistant.drafting.lines import cells_of, lines_of
from ingest.types import Span
from prompts.ledgers import LedgerForm

_SUM = re.compile(r"合\s*计|小\s*计|总\s*计|共\s*计|说\s*明|备\s*注|注")
_BLANK = re.compile(r"[\s—–\-－/／无×]*")
"""What stands in a cell in place of nothing."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that reads as a table's row: names and where their values stand."""

    span: Span
    pairs: tuple[tuple[str, Span], ...]


_WIDE = 4
"""Columns that no line of labelled prose has."""


def tabular(script: Script, form: LedgerForm) -> tuple[list[Entry], list[Span]]:
    """The rows of tables that are rows of the ledger, and the lines of all tables."""
    found: list[Entry] = []
    lines: list[Span] = []
    for run in _runs(_lines(script.text)):
        for line in _settled(run, form):
            entry = _entry(script, line, form)
            if entry is not None:
                found.append(entry)
            if entry is not None or len(run) > 1 or len(line.pairs) >= _WIDE:
                lines.append(line.span)
    return found, lines


def _lines(text: str) -> Iterator[Line]:
    for line in lines_of(text):
        pairs = tuple(cells_of(text, line))
        if len(pairs) >= 2:
            yield Line(line, pairs)


def _runs(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Rows of one table: one after the other, beginning with the same column."""
    run: list[Line] = []
    for line in lines:
        if run and (line.span.start > run[-1].span.end + 2 or line.pairs[0][0] != run[-1].pairs[0][0]):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _settled(run: Sequence[Line], form: LedgerForm) -> Iterator[Line]:
    """The rows with the columns that the table has: a colon inside a cell makes no column."""
    named = Counter(name for line in run for name, _ in line.pairs)
    for line in run:
        pairs: list[tuple[str, Span]] = []
        for name, span in line.pairs:
            if pairs and 2 * named[name] < len(run) and column_of(name, form, True) is None:
                pairs[-1] = (pairs[-1][0], Span(pairs[-1][1].start, span.end))
            else:
                pairs.append((name, span))
        yield Line(line.span, tuple(pairs))


def _entry(script: Script, line: Line, form: LedgerForm) -> Entry | None:
    speaks = speaks_of_it(script, line.span, form)
    cells: dict[str, Span] = {}
    for name, span in line.pairs:
        column = column_of(name, form, speaks)
        inner = trimmed(script.text, span, " \t\u3000\n；;")
        if column is None or inner is None or column.name in cells or _BLANK.fullmatch(inner.of(script.text)):
            continue
        cells[column.name] = inner
    return accepted(Entry(script, cells, line.span), form)


def speaks_of_it(script: Script, span: Span, form: LedgerForm) -> bool:
    """Whether a place speaks of the ledger's matter, by itself or by what it stands under."""
    if form.about and re.search(form.about, span.of(script.text)):
        return True
    above = " ".join((script.record.title, *script.section_at(span.start)))
    return bool(form.titled and re.search(form.titled, above))


def is_foreign(script: Script, span: Span, form: LedgerForm) -> bool:
    """Whether a place belongs to another ledger."""
    return bool(form.foreign) and re.search(form.foreign, span.of(script.text)) is not None


def accepted(entry: Entry, form: LedgerForm) -> Entry | None:
    """The entry where it has a matter and what else a row needs; None where it has not, or is a table's sum."""
    matter = form.of_role("matter")
    if matter is None or matter.name not in entry.cells or not any(name in entry.cells for name in form.needs):
        return None
    if is_foreign(entry.script, entry.whole, form):
        return None
    text = entry.text(matter.name)
    if len(text) < 2 or _SUM.fullmatch(text) or not re.search(r"[^\W\d_]", text):
        return None
    return entry
