"""An answer for the clipboard: rich text that Word and WPS take as paragraphs and tables, and plain text."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from assistant.interfaces.labels import place
from assistant.interfaces.web.ask.paragraphs import Line, Table, blocks
from assistant.interfaces.web.marking import cut
from assistant.interfaces.wire.answers import Answer, Citation

# Pasted text takes over these styles and no others: a body face that every office has, and Word's own line pitch.
_BODY = "font-family:仿宋_GB2312,仿宋,FangSong,serif;font-size:16pt;margin:0;text-indent:2em;line-height:1.75"
_CELL = "border:1px solid #000;padding:2pt 4pt;font-family:仿宋_GB2312,仿宋,FangSong,serif;font-size:12pt"
_SOURCE = "font-family:仿宋_GB2312,仿宋,FangSong,serif;font-size:12pt;margin:0;line-height:1.5"

SOURCES = "出处："


def rich(answer: Answer) -> str:
    """HTML with inline styles; every character of the answer is escaped."""
    return f'<div lang="zh-CN">{"".join(_html(answer))}</div>'


def plain(answer: Answer) -> str:
    """The same words without marks of any language."""
    lines = []
    for block in blocks(cut(answer)):
        if isinstance(block, Table):
            lines += ["\t".join(map(_text, row)) for row in block.rows]
        else:
            lines.append(_text(block))
    if answer.citations:
        lines += ["", SOURCES, *(f"[{one.key}] {_placed(one)}" for one in answer.citations)]
    return "\n".join(lines)


def _html(answer: Answer) -> Iterator[str]:
    for block in blocks(cut(answer)):
        if isinstance(block, Table):
            yield _table(block)
        else:
            yield f'<p style="{_BODY}">{_runs(block)}</p>'
    if answer.citations:
        yield f'<p style="{_SOURCE}">{SOURCES}</p>'
        for one in answer.citations:
            yield f'<p style="{_SOURCE}">[{escape(one.key)}] {escape(_placed(one))}</p>'


def _table(table: Table) -> str:
    rows = []
    for number, row in enumerate(table.rows):
        name = "td" if number else "th"
        cells = "".join(f'<{name} style="{_CELL}">{_runs(cell)}</{name}>' for cell in row)
        rows.append(f"<tr>{cells}</tr>")
    return f'<table style="border-collapse:collapse">{"".join(rows)}</table>'


def _runs(line: Line) -> str:
    return "".join(f"<sup>{escape(one.text)}</sup>" if one.key is not None else escape(one.text) for one in line)


def _text(line: Line) -> str:
    return "".join(one.text for one in line)


def _placed(one: Citation) -> str:
    where = place(one.document, one.section, one.article, [] if one.page is None else [one.page])
    return where + (f"（{one.note}）" if one.note else "")


__all__ = ["SOURCES", "plain", "rich"]
