"""A draft as Markdown with footnotes ([^1]), as GitHub, Pandoc and most editors read it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.drafting.types import Draft
from assistant.export import gate
from assistant.export.edition import USUAL, Edition
from assistant.export.evidence import COLUMNS, TITLE
from assistant.export.manuscript import Line, Manuscript, Run, Table, manuscript

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|$]|&(?=#|\w+;)")
_LINE_START = re.compile(r"^(\s*)(?:([-+#=>:])|(\d{1,9})([.)]))")


def markdown(draft: Draft, edition: Edition = USUAL) -> str:
    """`draft` as Markdown, ending in one line break.

    Raises:
        ExportBlockedError: As `word.write_docx`.
    """
    gate.check(draft, edition.copy, edition.acknowledged)
    return "\n\n".join(_blocks(manuscript(draft, edition.copy, edition.label))) + "\n"


def _blocks(written: Manuscript) -> Iterator[str]:
    if written.title:
        yield f"# {escaped(written.title)}"
    for line in (written.subtitle, written.number, written.addressee):
        if line:
            yield _paragraph(line)
    for block in written.blocks:
        yield from _table(block) if isinstance(block, Table) else _line(block)
    if written.attachments:
        names = "\n".join(f"{at}. {escaped(name)}" for at, name in enumerate(written.attachments, 1))
        yield f"附件：\n\n{names}"
    if written.signature:
        yield "  \n".join(_paragraph(line.text) for line in written.signature)
    if written.remark:
        yield written.remark
    yield from _evidence(written)
    yield from (f"[^{number}]: {escaped(note)}" for number, note in enumerate(written.notes, 1))


def _line(line: Line) -> Iterator[str]:
    text = _runs(line.runs)
    yield f"{'#' * (line.level + 1)} {text}" if line.level else _LINE_START.sub(_guarded, text)


def _paragraph(text: str) -> str:
    return _LINE_START.sub(_guarded, escaped(text))


def _guarded(match: re.Match[str]) -> str:
    """What would begin a list, a heading or a quotation, as text."""
    return f"{match[1]}\\{match[2]}" if match[2] else f"{match[1]}{match[3]}\\{match[4]}"


def _runs(runs: Sequence[Run]) -> str:
    return "".join(_run(run) for run in runs)


def _run(run: Run) -> str:
    text = escaped(run.text)
    looked = text if run.mark == "plain" or not text.strip() else f"**{text.strip()}**"
    return looked + ("" if run.note is None else f"[^{run.note}]")


def _table(table: Table) -> Iterator[str]:
    if table.caption:
        yield f"**{escaped(table.caption)}**"
    rows = [[_runs(cell).replace("\n", "<br>") for cell in row] for row in table.rows]
    yield _grid(table.columns, rows)


def _grid(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [[escaped(column) for column in columns], ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _evidence(written: Manuscript) -> Iterator[str]:
    if written.evidence:
        yield f"## {TITLE}"
        yield _grid(COLUMNS, [[escaped(cell) for cell in row.cells] for row in written.evidence])
    for title, items in written.left_to_do:
        yield f"## {title}"
        yield "\n".join(map(escaped, items))


def escaped(text: str) -> str:
    """`text` with a backslash before what Markdown would read as markup (CommonMark 2.4)."""
    return _SPECIAL.sub(lambda match: f"\\{match[0]}", text)


__all__ = ["escaped", "markdown"]
