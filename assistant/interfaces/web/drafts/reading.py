"""A section as it is read: sentences that can be chosen, what is open in them, tables."""

from __future__ import annotations

from collections.abc import Iterator

from nicegui import ui

from assistant.drafting.frame import OPENED, UNVERIFIED
from assistant.drafting.points import kind_of
from assistant.drafting.types import Grid, Section, Sentence
from assistant.interfaces.web.drafts.spans import classes_of
from assistant.interfaces.web.elements import Text, box, icon, unseen
from assistant.interfaces.web.elements.status import VERDICT_WORDS

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


def show_section(section: Section, *, pick: bool = True) -> None:
    """Its paragraphs and tables, without its heading.

    Args:
        pick: Whether the sentences can be chosen: not while the draft is still being written.
    """
    at = 0
    for paragraph in section.paragraphs:
        if paragraph.level:
            Text(paragraph.text, "zb-drafts-subheading", tag="h3")
            at += len(paragraph.text) + 1
            continue
        with box("zb-drafts-paragraph", tag="p"):
            for sentence in paragraph.sentences:
                _show_sentence(sentence, f"{section.id}:{at}" if pick else "")
                at += len(sentence.text)
        at += 1
    for grid in section.grids:
        _show_grid(grid)


def _show_sentence(sentence: Sentence, key: str) -> None:
    chosen = {"role": "button", "tabindex": "-1", "data_say": key} if key else {}
    with box(f"zb-drafts-sentence {classes_of(sentence)}".strip(), tag="span", **chosen):
        if sentence.origin == "author":
            with box("zb-drafts-lock", tag="span", title="作者提供的事实，原样写入，不会被改写"):
                icon("lock")
            unseen("作者提供：")
        for text, is_open in cut(sentence.text):
            Text(text, "zb-drafts-open" if is_open else "")
        if sentence.claim.citations:
            unseen("，出处")
            Text("".join(f"[{number}]" for number in sentence.claim.citations), "zb-drafts-keys", tag="sup")
        kind = kind_of(sentence)
        if kind is not None and kind != "open":
            Text(VERDICT_WORDS.get(kind, "待核实"), f"zb-drafts-verdict zb-drafts-is-{kind}")


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
