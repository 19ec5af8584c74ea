"""A section as it is read: sentences and cells that can be chosen, what is open in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, zip_longest
from typing import Any

from nicegui import ui

from assistant.drafting.cells import is_numbered
from assistant.drafting.frame import OPENED, UNVERIFIED
from assistant.drafting.points import kind_of, sentence_of
from assistant.drafting.types import Cell, Grid, Section, Sentence
from assistant.interfaces.web.drafts.spans import classes_of, key_of
from assistant.interfaces.web.elements.status import VERDICT_WORDS
from assistant.interfaces.web.files import address

PICKED = """(event) => {
    const said = event.target.closest('[data-say]');
    if (!said || !getSelection().isCollapsed) return;
    emit(said.dataset.say);
}"""

TWICE = """(event) => {
    const said = event.target.closest('[data-say]');
    if (said) emit(said.dataset.say);
}"""

# One stop of the tab key for all sentences and cells; arrows go from one to the next, in a table up and down its
# columns too, Enter shows its grounds, F2 edits it.
KEYS = """(event) => {
    const said = event.target.closest('[data-say]');
    if (!said || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = [...document.querySelectorAll('.zb-drafts-paper [data-say]')];
    const step = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1}[event.key];
    const under = () => {
        const cell = said.closest('td'), table = said.closest('table');
        if (!cell || !event.key.match(/Up|Down/)) return null;
        const row = step > 0 ? cell.parentElement.nextElementSibling : cell.parentElement.previousElementSibling;
        const own = all.filter((one) => table.contains(one));
        return row?.cells[cell.cellIndex].querySelector('[data-say]')
            ?? all[step > 0 ? all.indexOf(own.at(-1)) + 1 : all.indexOf(own[0]) - 1] ?? said;
    };
    if (step) {
        event.preventDefault();
        const next = under() ?? all[Math.min(all.length - 1, Math.max(0, all.indexOf(said) + step))];
        said.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
        next.scrollIntoView({block: 'nearest'});
    } else if (event.key === 'Enter' || event.key === ' ' || event.key === 'F2') {
        event.preventDefault();
        emit([event.key === 'F2' ? 'edit' : 'pick', said.dataset.say]);
    }
}"""


class Reading(ui.element, component="reading.js"):
    """The paragraphs and tables of a section, without its heading.

    Args:
        pick: Whether sentences and cells can be chosen: not while the draft is still being written.
    """

    def __init__(self, section: Section, *, pick: bool = True) -> None:
        super().__init__()
        self.props["blocks"] = list(_blocks(section, pick))
        self.props["grids"] = [_grid(grid, at, section.id, pick) for at, grid in enumerate(section.grids)]
        self.props["lock"] = f"{address('icons.svg')}#lock"


def _blocks(section: Section, pick: bool) -> Iterator[dict[str, Any]]:
    at = 0
    for paragraph in section.paragraphs:
        if paragraph.level:
            yield {"level": paragraph.level, "text": paragraph.text}
        else:
            starts = accumulate((len(one.text) for one in paragraph.sentences), initial=at)
            told = zip(paragraph.sentences, starts, strict=False)
            yield {"sentences": [_told(one, key_of(section.id, start) if pick else "") for one, start in told]}
        at += len(paragraph.text) + 1


def _told(sentence: Sentence, key: str) -> dict[str, Any]:
    """A sentence as reading.js shows it; with a key it can be chosen."""
    kind = kind_of(sentence)
    return {
        "classes": classes_of(sentence),
        "chosen": {"role": "button", "tabindex": "-1", "data-say": key} if key else {},
        "locked": sentence.origin == "author",
        "pieces": [list(piece) for piece in cut(sentence.text)],
        "keys": "".join(f"[{number}]" for number in sentence.claim.citations),
        "says": "" if kind in (None, "open") else VERDICT_WORDS.get(kind, "待核实"),
        "kind": kind or "",
    }


def cut(text: str) -> Iterator[tuple[str, bool]]:
    """A text in pieces, each with whether it is an open slot or says that it is to be verified."""
    at = 0
    found = [*OPENED.finditer(text)]
    spans = [match.span() for match in found]
    if (start := text.find(UNVERIFIED)) >= 0:
        spans.append((start, start + len(UNVERIFIED)))
    for start, end in sorted(spans):
        if start > at:
            yield text[at:start], False
        yield text[start:end], True
        at = end
    if at < len(text):
        yield text[at:], False


def _grid(grid: Grid, at: int, section_id: str, pick: bool) -> dict[str, Any]:
    """A table as reading.js shows it; cells that count its rows cannot be chosen."""
    counted = 1 if is_numbered(grid) else 0
    rows = [
        [
            _told(sentence, key_of(section_id, (at, row, column)) if pick and column >= counted else "")
            for column, sentence in enumerate(_row(cells))
        ]
        for row, cells in enumerate(grid.rows)
    ]
    return {"caption": grid.caption, "columns": list(grid.columns), "rows": rows}


def _row(cells: Sequence[Cell]) -> Iterator[Sentence]:
    """The cells as sentences; where neighbours cite the same, only the last of them shows it."""
    for cell, following in zip_longest(cells, cells[1:]):
        same = following is not None and following.citations == cell.citations
        yield sentence_of(cell) if not same else _without_keys(sentence_of(cell))


def _without_keys(sentence: Sentence) -> Sentence:
    return replace(sentence, claim=replace(sentence.claim, citations=()))
