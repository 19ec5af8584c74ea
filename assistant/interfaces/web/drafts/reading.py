"""A section as it is read: sentences that can be chosen, what is open in them, tables."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from nicegui import ui

from assistant.drafting.frame import OPENED, UNVERIFIED
from assistant.drafting.points import kind_of
from assistant.drafting.types import Grid, Section, Sentence
from assistant.interfaces.web.drafts.spans import classes_of
from assistant.interfaces.web.elements import Text, box
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

# One stop of the tab key for all sentences; arrows go from one to the next, Enter shows its grounds, F2 edits it.
KEYS = """(event) => {
    const said = event.target.closest('[data-say]');
    if (!said || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = [...document.querySelectorAll('.zb-drafts-paper [data-say]')];
    const step = {ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1}[event.key];
    if (step) {
        event.preventDefault();
        const next = all[Math.min(all.length - 1, Math.max(0, all.indexOf(said) + step))];
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
    """The paragraphs of a section.

    Args:
        pick: Whether the sentences can be chosen: not while the draft is still being written.
    """

    def __init__(self, section: Section, *, pick: bool = True) -> None:
        super().__init__()
        self.props["blocks"] = list(_blocks(section, pick))
        self.props["lock"] = f"{address('icons.svg')}#lock"


def show_section(section: Section, *, pick: bool = True) -> None:
    """Its paragraphs and tables, without its heading. Args: as of `Reading`."""
    Reading(section, pick=pick)
    for grid in section.grids:
        _show_grid(grid)


def _blocks(section: Section, pick: bool) -> Iterator[dict[str, Any]]:
    at = 0
    for paragraph in section.paragraphs:
        if paragraph.level:
            yield {"level": paragraph.level, "text": paragraph.text}
        else:
            starts = accumulate((len(one.text) for one in paragraph.sentences), initial=at)
            told = zip(paragraph.sentences, starts, strict=False)
            yield {"sentences": [_told(one, f"{section.id}:{start}" if pick else "") for one, start in told]}
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


def _show_grid(grid: Grid) -> None:
    frame = box("zb-drafts-grid", tabindex="0", role="region", aria_label=grid.caption or "表格")
    with frame, box("", tag="table"):
        if grid.caption:
            Text(grid.caption, tag="caption")
        with box("", tag="thead"), box("", tag="tr"):
            for column in grid.columns:
                Text(column, tag="th", scope="col")
        with box("", tag="tbody"):
            for row in grid.rows:
                with box("", tag="tr"):
                    for cell in row:
                        _show_cell(cell.text, cell.citations)


def _show_cell(text: str, citations: tuple[str, ...]) -> ui.element:
    with box("", tag="td") as made:
        for piece, is_open in cut(text):
            Text(piece, "zb-drafts-open" if is_open else "")
        if citations:
            Text("".join(f"[{key}]" for key in citations), "zb-drafts-keys", tag="sup")
    return made
