"""A draft as rich text for the clipboard: HTML with inline styles, for pasting into Word and WPS.

Notes carry the marks by which Word takes them for footnotes of its own; elsewhere they are a list at the end. There is
no script, no class, no link but to the notes, and every character of the draft is escaped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from assistant.drafting.types import Draft
from assistant.export import gate
from assistant.export.cleaning import one_line
from assistant.export.edition import USUAL, Edition
from assistant.export.evidence import COLUMNS, TITLE
from assistant.export.manuscript import Line, Manuscript, Mark, Run, Table, manuscript
from assistant.export.template import HEADINGS, POINT, Role, Template

_GROUNDS: Mapping[Mark, str] = {"plain": "", "pending": "background:#ffff00", "faulty": "background:#ffc7ce"}


def html(draft: Draft, edition: Edition = USUAL) -> str:
    """`draft` as one `<div>`.

    Raises:
        ExportBlockedError, TemplateError: As `word.write_docx`.
    """
    gate.check(draft, edition.copy, edition.acknowledged)
    page = edition.page()
    written = manuscript(draft, edition.copy, edition.label, page.signature_indent)
    return f'<div lang="zh-CN">{"".join(_Writer(page).blocks(written))}</div>'


def page(draft: Draft, fragment: str) -> str:
    """`fragment` as a document of its own."""
    head = f'<meta charset="utf-8"><title>{escape(one_line(draft.title))}</title>'
    return f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{head}</head><body>{fragment}</body></html>\n'


class _Writer:
    """Writes a manuscript in a template's fonts and sizes."""

    def __init__(self, template: Template) -> None:
        self._template = template

    def blocks(self, written: Manuscript) -> Iterator[str]:
        indent = f"text-indent:{self._template.body_indent}em"
        if written.number:
            yield self._block("p", "body", escape(written.number), "text-align:right")
        if written.title:
            yield self._block("h1", "title", escape(written.title), "text-align:center")
        if written.subtitle:
            yield self._block("p", "subtitle", escape(written.subtitle), "text-align:center")
        if written.addressee:
            yield self._block("p", "body", escape(written.addressee))
        for block in written.blocks:
            if isinstance(block, Table):
                yield from self._table(block.columns, block.rows, block.caption)
            else:
                yield self._line(block, indent)
        yield from self._end(written, indent)
        yield from self._evidence(written)
        yield from self._notes(written.notes)

    def _end(self, written: Manuscript, indent: str) -> Iterator[str]:
        for at, name in enumerate(written.attachments, 1):
            number = f"{at}. " if len(written.attachments) > 1 else ""
            lead = "附件：" if at == 1 else ""
            yield self._block("p", "body", escape(lead + number + name), f"margin-left:{2 if at == 1 else 5}em")
        for line in written.signature:
            yield self._block("p", "body", escape(line.text), "text-align:right", f"margin-right:{line.right:g}em")
        if written.remark:
            yield self._block("p", "body", escape(written.remark), indent)

    def _line(self, line: Line, indent: str) -> str:
        role: Role = HEADINGS[line.level - 1] if line.level else "body"
        name = f"h{min(line.level + 1, 6)}" if line.level else "p"
        return self._block(name, role, self._runs(line.runs), indent)

    def _block(self, name: str, role: Role, content: str, *styles: str) -> str:
        return f'<{name} style="{self._look(role, *styles)}">{content}</{name}>'

    def _look(self, role: Role, *styles: str) -> str:
        face, pitch = self._template.faces[role], self._template.line_pitch / POINT
        line = pitch if role not in ("table", "table_head", "footnote") else face.size * 1.5
        weight = "bold" if face.bold else "normal"
        fonts = "font-family:" + ",".join(f"'{name}'" for name in dict.fromkeys((face.latin, face.font)))
        own = (fonts, f"font-size:{face.size:g}pt", f"font-weight:{weight}", f"line-height:{line:g}pt", "margin:0")
        return ";".join((*own, *styles))

    def _runs(self, runs: Sequence[Run]) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        text, ground = escape(run.text).replace("\n", "<br>"), _GROUNDS[run.mark]
        marked = f'<span style="{ground}">{text}</span>' if ground and text else text
        return marked + ("" if run.note is None else _reference(run.note, run.again))

    def _table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Sequence[Run]]], caption: str = ""
    ) -> Iterator[str]:
        border = "border:1px solid #000;padding:2pt 4pt"
        heads = "".join(self._block("th", "table_head", escape(name), border, "text-align:center") for name in columns)
        body = "".join(
            f"<tr>{''.join(self._block('td', 'table', self._runs(cell), border) for cell in row)}</tr>" for row in rows
        )
        if caption:
            yield self._block("p", "table_head", escape(caption), "text-align:center")
        parts = f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody>"
        yield f'<table style="border-collapse:collapse;width:100%">{parts}</table>'

    def _evidence(self, written: Manuscript) -> Iterator[str]:
        if written.evidence:
            yield self._block("h2", "heading1", TITLE)
            rows = [
                [[Run(cell, "faulty" if row.is_faulty else "plain")] for cell in row.cells] for row in written.evidence
            ]
            yield from self._table(COLUMNS, rows)
        for title, items in written.left_to_do:
            yield self._block("h2", "heading1", title)
            yield from (self._block("p", "body", escape(item)) for item in items)

    def _notes(self, notes: Sequence[str]) -> Iterator[str]:
        if not notes:
            return
        yield '<div style="mso-element:footnote-list"><hr style="width:33%;text-align:left;margin-left:0">'
        for number, note in enumerate(notes, 1):
            back = f'<a style="mso-footnote-id:ftn{number}" href="#_ftnref{number}" name="_ftn{number}">[{number}]</a>'
            line = self._block("p", "footnote", f"{back} {escape(note)}")
            yield f'<div style="mso-element:footnote" id="ftn{number}">{line}</div>'
        yield "</div>"


def _reference(number: int, again: bool) -> str:
    name = "" if again else f' name="_ftnref{number}"'
    own = "" if again else f' style="mso-footnote-id:ftn{number}"'
    return f'<a{own} href="#_ftn{number}"{name}><sup>[{number}]</sup></a>'


__all__ = ["html", "page"]
