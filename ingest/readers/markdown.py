"""Markdown's marks: which lines are headings, tables and lists, and what stands between the marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.layout.flow import TextLine, paragraphs
from ingest.layout.joining import is_heading
from ingest.records import records
from ingest.types import Block, PageRun

_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*\s*\Z")
_UNDERLINE = re.compile(r" {0,3}(=+|-{3,})\s*\Z")
_RULE = re.compile(r" {0,3}(?:[-*_]\s*){3,}\Z")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_QUOTE = re.compile(r"\s{0,3}(?:>\s?)+")
_LIST = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])\s+")
_TABLE_RULE = re.compile(r"(?=.*\|)\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*\Z")
_FRONT_MATTER = re.compile(r"\s*---\n(.*?)\n(?:---|\.\.\.)\s*\n", re.DOTALL)
_TITLE = re.compile(r"^title\s*[:：]\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE | re.IGNORECASE)
_ONE_PAGE = (PageRun(0, 1),)

_MARKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!--.*?-->", re.DOTALL), ""),
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\((?:[^()\s]|\([^()]*\))+(?:\s+\"[^\"]*\")?\)"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(r"<br\s*/?>", re.IGNORECASE), " "),
    (re.compile(r"</?(?:span|div|p|b|i|u|em|strong|sup|sub|font|center|a|img)\b[^>]*>", re.IGNORECASE), ""),
    (re.compile(r"(\*\*\*|\*\*|___|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![*0-9A-Za-z_])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![*0-9A-Za-z_])"), r"\1"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), r"\1"),
    (re.compile(r"(`+)(?=[^`])(.+?)(?<=[^`])\1(?!`)"), r"\2"),
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_SET_ASIDE = 0xF700
"""Escaped marks stand here in the private use area while the others are taken out."""
_SET_BACK = {_SET_ASIDE + code: code for code in range(0x80)}
_ANY_MARK = re.compile(r"[\\<!\[*_~`]")


def front_matter(text: str) -> tuple[str | None, str]:
    """The title that a YAML head states, and the text without the head."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return None, text
    title = _TITLE.search(match.group(1))
    return title.group(1) if title else None, text[match.end() :]


def plain(text: str) -> str:
    """`text` without the marks of emphasis, links and code."""
    if not _ANY_MARK.search(text):
        return text.strip()
    text, escaped = _ESCAPED.subn(lambda match: chr(_SET_ASIDE + ord(match.group(1))), text)
    for pattern, replacement in _MARKS:
        text = pattern.sub(replacement, text)
    return (text.translate(_SET_BACK) if escaped else text).strip()


def blocks(lines: Sequence[str]) -> Iterator[Block]:
    """The headings, paragraphs, list items and table rows of a Markdown text in order."""
    pending: list[TextLine] = []
    at, in_code = 0, False
    while at < len(lines):
        line = lines[at]
        if _FENCE.match(line):
            in_code = not in_code
            pending.append(TextLine(""))
        elif in_code:
            pending.append(TextLine(line))
        elif heading := _heading(lines, at):
            level, text, used = heading
            yield from _flush(pending)
            if text:
                yield Block("heading", text, _ONE_PAGE, level)
            at += used - 1
        elif rows := _table(lines, at):
            yield from _flush(pending)
            yield from _records(rows)
            at += len(rows)
        else:
            pending.extend(_ordinary(line))
        at += 1
    yield from _flush(pending)


def _heading(lines: Sequence[str], at: int) -> tuple[int, str, int] | None:
    """Level, text and how many lines it takes; None for any other line."""
    if match := _HEADING.match(lines[at]):
        return len(match.group(1)), plain(match.group(2)), 1
    under = _UNDERLINE.match(lines[at + 1]) if at + 1 < len(lines) else None
    text = lines[at].strip()
    if under and text and "|" not in text and not _LIST.match(lines[at]) and len(text) <= 60:
        return (1 if under.group(1).startswith("=") else 2), plain(text), 2
    return None


def _table(lines: Sequence[str], at: int) -> list[str]:
    """The rows of a table that begins here, without the line of dashes under its head."""
    if "|" not in lines[at] or at + 1 >= len(lines) or not _TABLE_RULE.match(lines[at + 1]):
        return []
    rows = [lines[at]]
    for line in lines[at + 2 :]:
        if "|" not in line:
            break
        rows.append(line)
    return rows


def _cells(row: str) -> list[str]:
    inside = row.strip().removeprefix("|")
    inside = inside[:-1] if inside.endswith("|") and not inside.endswith("\\|") else inside
    return [plain(cell) for cell in re.split(r"(?<!\\)\|", inside)]


def _records(rows: Sequence[str]) -> Iterator[Block]:
    for record in records([_cells(row) for row in rows], header_rows=1):
        yield Block("table_row" if record.is_record else "paragraph", record.text, _ONE_PAGE)


def _ordinary(line: str) -> Iterator[TextLine]:
    """A line of running text; a list item and a quotation begin a paragraph of their own."""
    if _RULE.match(line) or not line.strip():
        yield TextLine("")
        return
    text = _QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line
    if _LIST.match(text):
        yield TextLine("")
    yield TextLine(text)


def _flush(pending: list[TextLine]) -> Iterator[Block]:
    found = paragraphs(pending)
    pending.clear()
    for paragraph in found:
        if text := plain(paragraph.text):
            is_item = _LIST.match(text) is not None
            yield Block("heading" if is_heading(text) and not is_item else "paragraph", text, _ONE_PAGE)
