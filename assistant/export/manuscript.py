"""A draft made ready for print: cleaned, in printing order, its notes numbered, whatever the file's format.

Every writer (Word, Markdown, rich text) goes over a Manuscript and adds nothing to its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from assistant.drafting.points import sentence_of
from assistant.drafting.types import Cell, Draft, Grid, Paragraph, Section, Sentence
from assistant.export.cleaning import clean, lines, one_line
from assistant.export.evidence import Entry, EvidenceRow, evidence_rows
from assistant.export.gate import is_faulty
from assistant.export.notes import note_of
from assistant.export.signing import SignatureLine, signature
from assistant.export.types import Copy
from assistant.types import Citation
from ingest.numbers import whole_number

LABEL = "（本文由人工智能辅助生成，使用前须经人工核对。）"
"""The visible label of 人工智能生成合成内容标识办法 (第四条, from 2025-09-01; GB 45438-2025): words that name
artificial intelligence and that it generated."""

Mark = Literal["plain", "pending", "faulty"]
"""What an evidence copy makes stand out: 【待填】 and 【待核实】, sentences and cells that differ from their source."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look.

    Attributes:
        note: Number of the note that follows it.
        again: Whether that note stands at an earlier place of the same table.
    """

    text: str
    mark: Mark = "plain"
    note: int | None = None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. Attributes: level: 0 for body text, 1 to 4 for a heading."""

    runs: tuple[Run, ...]
    level: int = 0

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[Run, ...], ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """Attributes:
    addressee: With its colon; "" where there is none.
    notes: Their texts; note 1 is the first.
    remark: The label; "" where it is switched off.
    evidence: Rows of the table at the end, in an evidence copy.
    open_slots, findings: What is still to be done, in an evidence copy.
    """

    title: str
    subtitle: str
    number: str
    addressee: str
    blocks: tuple[Line | Table, ...]
    attachments: tuple[str, ...]
    signature: tuple[SignatureLine, ...]
    remark: str
    notes: tuple[str, ...]
    evidence: tuple[EvidenceRow, ...] = ()
    open_slots: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()

    @property
    def left_to_do(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Lists with their titles, each numbered from 1 up; none is empty."""
        lists = (("尚待补充", self.open_slots), ("全文检查", self.findings))
        return tuple((title, _numbered(items)) for title, items in lists if items)


def _numbered(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{at}. {item}" for at, item in enumerate(items, 1))


def manuscript(draft: Draft, copy: Copy, label: bool, signature_indent: int = 4) -> Manuscript:
    """`draft` as it is printed in `copy`, with or without the label."""
    book = _Notes(draft.citations, copy)
    blocks = tuple(_blocks(draft.sections, book))
    checked = copy == "evidence"
    return Manuscript(
        title=one_line(draft.title),
        subtitle=one_line(draft.subtitle),
        number=document_number(draft),
        addressee=_addressee(one_line(draft.addressee)),
        blocks=blocks,
        attachments=_attachments(draft),
        signature=signature([one_line(line) for line in draft.signature], draft.spec.signed, signature_indent),
        remark=LABEL if label else "",
        notes=tuple(book.texts),
        evidence=evidence_rows(book.entries) if checked else (),
        open_slots=tuple(one_line(slot.what) for slot in draft.open_slots) if checked else (),
        findings=tuple(one_line(finding.note or finding.found) for finding in draft.findings) if checked else (),
    )


class _Notes:
    """Takes down what stands in the text, and numbers the notes.

    Attributes:
        marks: Whether the copy makes stand out what has to be looked at.
        entries: All sentences and cells in reading order.
        texts: The notes' texts.
    """

    def __init__(self, citations: Sequence[Citation], copy: Copy) -> None:
        self._by_key = {citation.key: citation for citation in citations}
        self._numbers = copy != "clean"
        self.marks = copy == "evidence"
        self.entries: list[Entry] = []
        self.texts: list[str] = []

    def note(self, sentence: Sentence, level: int = 0) -> Iterator[Run]:
        """The mark of a new note on what `sentence` cites; none where it cites nothing, or the copy is clean."""
        yield from self._note(sentence, sentence.claim.citations, level, {})

    def note_cell(self, cell: Cell, known: dict[str, int]) -> Iterator[Run]:
        """The same of a cell; `known` are the notes of its table, whose cells share those that say the same."""
        yield from self._note(cell, cell.citations, 0, known)

    def _note(self, noun: Sentence | Cell, keys: Sequence[str], level: int, known: dict[str, int]) -> Iterator[Run]:
        cited = tuple(self._by_key[key] for key in dict.fromkeys(keys) if key in self._by_key)
        number = None
        if cited and self._numbers:
            text = note_of(cited)
            again = text in known
            if not again:
                self.texts.append(text)
            number = known.setdefault(text, len(self.texts))
            yield Run("", note=number, again=again)
        self.entries.append(Entry(noun, level, cited, number))


def _blocks(sections: Sequence[Section], book: _Notes) -> Iterator[Line | Table]:
    for section in sections:
        if heading := one_line(section.heading):
            yield Line((Run(heading),), heading_level(heading))
        for paragraph in section.paragraphs:
            yield from _lines(paragraph, book)
        for grid in section.grids:
            if grid.columns and grid.rows:
                yield _table(grid, book)


def _lines(paragraph: Paragraph, book: _Notes) -> Iterator[Line]:
    """A paragraph; one whose text has line breaks of its own is several, but a heading is always one."""
    level = min(paragraph.level, 4)
    line: list[Run] = []
    for sentence in paragraph.sentences:
        for run in _sentence(sentence, book, level):
            if run.text == "\n" and not level:
                yield from _line(line, level)
                line = []
            elif run.text != "\n":
                line.append(run)
    yield from _line(line, level)


def _line(runs: list[Run], level: int) -> Iterator[Line]:
    """The line of `runs`, less the white space at its ends; none where that leaves nothing."""
    texts = [at for at, run in enumerate(runs) if run.text.strip()]
    if not texts:
        return
    kept = [run for at, run in enumerate(runs) if at >= texts[0] and (at <= texts[-1] or run.note is not None)]
    kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    last = texts[-1] - texts[0]
    kept[last] = replace(kept[last], text=kept[last].text.rstrip())
    yield Line(_joined(kept), level)


def _sentence(sentence: Sentence, book: _Notes, level: int) -> Iterator[Run]:
    """The runs of a sentence, "\\n" between its lines, its note behind its last words."""
    mark: Mark = "faulty" if book.marks and is_faulty(sentence) else "plain"
    text = clean(sentence.text)
    said = text.rstrip()
    if not said:
        return
    for at, line in enumerate(said.split("\n")):
        if at:
            yield Run("\n")
        yield from _pieces(line, mark, book.marks)
    yield from book.note(sentence, level)
    if tail := text[len(said) :]:
        yield Run("\n" if "\n" in tail else tail)


_PENDING = re.compile(r"(【待(?:填|核实|补充|定)[^【】]{0,200}】)")


def _pieces(text: str, mark: Mark, marks: bool) -> Iterator[Run]:
    for piece in _PENDING.split(text):
        if piece:
            yield Run(piece, "pending" if marks and _PENDING.fullmatch(piece) else mark)


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Neighbours of one look as one run; a note belongs to the run before it."""
    joined: list[Run] = []
    for noted, group in groupby(runs, key=lambda run: run.note is not None):
        if noted:
            joined.extend(group)
            continue
        for mark, alike in groupby(group, key=lambda run: run.mark):
            joined.append(Run("".join(run.text for run in alike), mark))
    return tuple(joined)


def _table(grid: Grid, book: _Notes) -> Table:
    known: dict[str, int] = {}
    rows = tuple(tuple(_cell(cell, book, known) for cell in row) for row in grid.rows)
    return Table(tuple(one_line(column) for column in grid.columns), rows, one_line(grid.caption))


def _cell(cell: Cell, book: _Notes, known: dict[str, int]) -> tuple[Run, ...]:
    text = "\n".join(lines(cell.text))
    mark: Mark = "faulty" if book.marks and is_faulty(sentence_of(cell)) else "plain"
    return (*_pieces(text, mark, book.marks), *book.note_cell(cell, known))


_LEVELS = (
    re.compile(r"[一二三四五六七八九十百]+、|第[一二三四五六七八九十百\d]+[编章部节]"),
    re.compile(r"[（(][一二三四五六七八九十百]+[)）]"),
    re.compile(r"\d{1,3}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,3}[)）]"),
)


def heading_level(heading: str) -> int:
    """1 to 4 by the number it is printed with (GB/T 9704-2012, 7.3.3); 1 where it has none."""
    return next((level for level, number in enumerate(_LEVELS, 1) if number.match(heading)), 1)


def document_number(draft: Draft) -> str:
    """The 文号 as the standard writes it: 〔2026〕3号, the year in full, no padding; "" where there is none."""
    written = one_line(draft.number or draft.spec.extra.get("文号", ""))
    return whole_number(written) or written


def _addressee(text: str) -> str:
    return f"{text.rstrip('：:；;，,。')}：" if text else ""


_ORDINAL = re.compile(r"^\s*(?:附件\s*)?(?:\d{1,2}\s*[.．、:：]\s*)?")


def _attachments(draft: Draft) -> tuple[str, ...]:
    names = draft.attachments or tuple(re.split(r"[\n；;]", draft.spec.extra.get("附件", "")))
    return tuple(name for one in names if (name := _ORDINAL.sub("", one_line(one)).rstrip("；;。，,")))


__all__ = ["LABEL", "Line", "Manuscript", "Mark", "Run", "Table", "document_number", "heading_level", "manuscript"]
