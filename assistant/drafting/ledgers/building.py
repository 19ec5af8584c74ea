"""A ledger from the library: documents -> entries -> one row a matter -> what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.citations import CitationBook, notes
from assistant.drafting.ledgers.auditing import audited
from assistant.drafting.ledgers.entries import Entry
from assistant.drafting.ledgers.finding import entries
from assistant.drafting.ledgers.merging import day_of, differences, document_year, merged
from assistant.drafting.ledgers.script import Script
from assistant.drafting.ledgers.types import Ledger, LedgerRow
from assistant.drafting.periods import read_period
from assistant.drafting.sources import Search, Shelves, genre_name, named_document, passages_of, visible_documents
from assistant.drafting.types import Cell, Spec
from assistant.errors import SpecError
from assistant.types import Query, in_book_marks
from ingest.types import EVERYTHING, DocumentRecord, Scope
from prompts.ledgers import LedgerForm

READ_WHOLE = 400
"""A library of so many documents in scope is read whole; of a larger one those that a search finds."""

FOUND = 200
"""Passages of that search."""

MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ledger is asked for, and from where.

    Attributes:
        sources: Titles, ids or paths of documents; empty takes all of the scope.
        period: The time whose matters are wanted, as users write it; "" takes all.
    """

    form: LedgerForm
    scope: Scope = EVERYTHING
    sources: tuple[str, ...] = ()
    period: str = ""


def build(wanted: Wanted, shelves: Shelves, search: Search, today: date) -> Ledger:
    """The ledger as the documents tell it on a day.

    Raises:
        SpecError: A source or a collection that was named is not in the library, or the period is none.
    """
    form = wanted.form
    if wanted.period and read_period(wanted.period) is None:
        raise SpecError(f"“{wanted.period}”不是看得懂的期间", "请写作 2026年、2026年上半年、2026年第一季度等")
    spec = Spec("ledger", scope=wanted.scope, sources=wanted.sources)
    records, notices = _records(wanted, spec, shelves, search, today)
    scripts = [_script(record, shelves, today) for record in records]
    found = [entry for script in _ranked(scripts, form) for entry in entries(script, form)]
    found = [entry for entry in found if _is_of(entry, form, wanted.period)]
    groups = merged(sorted(found, key=lambda entry: not entry.is_formal), form)
    if len(groups) > MOST_ROWS:
        notices.append(f"共有 {len(groups)} 行，只列前 {MOST_ROWS} 行；请指定来源文件或者库")
    book = CitationBook()
    rows = tuple(audited(_row(group, form, book), form, today) for group in groups[:MOST_ROWS])
    if not rows:
        notices.append(f"在 {len(records)} 份文档中没有找到{form.title}的内容")
    unsure = sum(not any(entry.is_formal for entry in group) for group in groups[:MOST_ROWS])
    if unsure:
        notices.append(f"有 {unsure} 行取自正文语句而不是表格，请对照原文核对")
    return Ledger(form, rows, book.citations, today, (*notices, *notes(book.citations)))


def _records(
    wanted: Wanted, spec: Spec, shelves: Shelves, search: Search, today: date
) -> tuple[list[DocumentRecord], list[str]]:
    visible = visible_documents(spec, shelves, today)
    if wanted.sources:
        named = [named_document(name, visible) for name in wanted.sources]
        return list({record.id: record for record in named}.values()), []
    if len(visible) <= READ_WHOLE:
        return visible, []
    form = wanted.form
    text = " ".join((wanted.period, form.title, *(column.heading for column in form.columns)))
    found = list(dict.fromkeys(one.chunk.document_id for one in search(Query(text, wanted.scope, FOUND, today))))
    known = {record.id: record for record in visible}
    chosen = [known[one] for one in found if one in known]
    return chosen, [f"范围内有 {len(visible)} 份文档，只读了检索到的 {len(chosen)} 份；要读全，请指定库或者来源文件"]


def _script(record: DocumentRecord, shelves: Shelves, today: date) -> Script:
    return Script.of(record, genre_name(record), passages_of(record, shelves.chunks_of(record.id), today))


def _ranked(scripts: Sequence[Script], form: LedgerForm) -> list[Script]:
    """The weightiest kind first, of a kind the newest."""

    def weight(script: Script) -> tuple[int, int]:
        kinds = (at for at, kind in enumerate(form.sources) if kind == script.genre or kind in script.record.title)
        since = script.record.metadata.since
        return next(kinds, len(form.sources)), -(since.toordinal() if since is not None else 0)

    return sorted(scripts, key=weight)


def _is_of(entry: Entry, form: LedgerForm, period: str) -> bool:
    """Whether an entry is of the time wanted: by its day, else by its document's year."""
    interval = read_period(period) if period else None
    if interval is None:
        return True
    day = day_of([entry], form)
    if day is not None:
        return interval.first <= day <= interval.last
    year = document_year(entry)
    return year is None or interval.first.year <= year <= interval.last.year


def _row(group: Sequence[Entry], form: LedgerForm, book: CitationBook) -> LedgerRow:
    cells = {column.name: cell for column in form.columns if (cell := _cell(group, column.name, book)) is not None}
    titles = tuple(dict.fromkeys(entry.script.record.title for entry in group))
    return LedgerRow(cells, titles, deadline=day_of(group, form), differences=tuple(differences(group, form)))


def _cell(group: Sequence[Entry], column: str, book: CitationBook) -> Cell | None:
    """What the first entry that fills the column says, with the places of all that say the same."""
    said = [(entry, entry.text(column)) for entry in group if entry.text(column)]
    if not said:
        return None
    text = said[0][1]
    keys = [key for entry, other in said if other == text for key in entry.script.cite(entry.cells[column], book)]
    return Cell(text, tuple(dict.fromkeys(keys)))


def sources_of(ledger: Ledger) -> str:
    """The documents that a ledger was taken from, as a sentence lists them."""
    titles = dict.fromkeys(title for row in ledger.rows for title in row.documents)
    return "、".join(in_book_marks(title) for title in titles)
