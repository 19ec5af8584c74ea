"""Rows told in labelled prose: （一）意见编号2026-007：…。责任单位：…。研判意见：…。 or a line each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.drafting.ledgers.entries import Entry, trimmed
from assistant.drafting.ledgers.labels import column_of, pattern
from assistant.drafting.ledgers.script import Script
from assistant.drafting.ledgers.tabular import accepted, is_foreign, speaks_of_it
from assistant.drafting.lines import lines_of
from ingest.types import Span
from prompts.ledgers import Column, LedgerForm

NUMBERED = re.compile(
    r"[ \t\u3000]*(?:第[一二三四五六七八九十百零\d]+[章节条][ \u3000]?|[（(][一二三四五六七八九十百\d]{1,4}[）)]|"
    r"[一二三四五六七八九十]{1,3}[、.．]|\d{1,3}[、.．）)](?!\d)|[①-⑳]|[-•●■·*]\s)[ \t\u3000]*"
)
"""The number of an item, at the beginning of its line."""

_SHORT = frozenset({"number", "owner", "due", "status"})
"""Roles whose cells are no sentences: they end at the first full stop."""

_OTHER = re.compile(r"[。；;]\s?(?!第?[一二三四五六七八九十]+(?:是|要)?[：:])[一-龥]{2,8}[：:]")
"""Where a label begins that is none of the ledger's."""

_MOST_LINES = 40
_LONGEST_LEAD = 400
_FAR = 300
"""Characters within which a bracket that was opened is looked for."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A label. Attributes: inline: A number between label and colon. after: Where its value begins."""

    column: Column
    start: int
    after: int
    inline: Span | None


def labelled(script: Script, form: LedgerForm, taken: Sequence[Span]) -> tuple[list[Entry], list[Span]]:
    """The rows that labels tell, and all places that labels divide so, rows of this ledger or not.

    Args:
        taken: Lines that are rows of tables.
    """
    found: list[Entry] = []
    places: list[Span] = []
    for block in _blocks(script.text, taken):
        foreign = is_foreign(script, block, form)
        for cells, whole in _records(script, block, form):
            entry = accepted(Entry(script, cells, whole), form)
            if entry is not None:
                found.append(entry)
                places.append(whole)
        if foreign:
            places.append(block)
    return found, places


def _blocks(text: str, taken: Sequence[Span]) -> Iterator[Span]:
    """Items: from a numbered line, or the beginning, to the next one; a blank line or a table's row ends one too."""
    barred = {span.start for span in taken}
    start = end = count = 0
    for span in lines_of(text):
        line = span.of(text)
        ends = span.start in barred or not line.strip()
        if ends or NUMBERED.match(line) is not None or count >= _MOST_LINES:
            if end > start:
                yield Span(start, end)
            start, count = span.end + 1 if ends else span.start, 0
        end = max(start, span.end)
        count += 1
    if end > start:
        yield Span(start, end)


def _records(script: Script, block: Span, form: LedgerForm) -> Iterator[tuple[dict[str, Span], Span]]:
    hits = list(_hits(script, block, form))
    if not hits:
        return
    groups = _groups(hits)
    for at, group in enumerate(groups):
        start = block.start if at == 0 else group[0].start
        end = groups[at + 1][0].start if at + 1 < len(groups) else block.end
        cells = _cells(script.text, group, end, form)
        if at == 0 and (not form.about or speaks_of_it(script, block, form)):
            cells = _with_lead(script, Span(start, group[0].start), cells, form)
        last = max((span.end for span in cells.values()), default=end)
        yield cells, Span(start, max(last, group[-1].after))


def _hits(script: Script, block: Span, form: LedgerForm) -> Iterator[Hit]:
    speaks = speaks_of_it(script, block, form)
    text = script.text
    for match in pattern(form, speaks).finditer(text, block.start, block.end):
        column = column_of(match["name"], form, speaks)
        if column is not None:
            inline = Span(*match.span("inline")) if match["inline"] else None
            yield Hit(column, match.start(), match.end(), inline)


def _groups(hits: Sequence[Hit]) -> list[list[Hit]]:
    """The labels record by record: a record begins where its first label, its number or its matter comes again."""
    groups: list[list[Hit]] = []
    for hit in hits:
        held = [one.column for one in groups[-1]] if groups else []
        again = hit.column in held and (hit.column == held[0] or hit.column.role in ("number", "matter"))
        if not groups or again:
            groups.append([])
        groups[-1].append(hit)
    return groups


def _cells(text: str, hits: Sequence[Hit], end: int, form: LedgerForm) -> dict[str, Span]:
    number, matter = form.of_role("number"), form.of_role("matter")
    cells: dict[str, Span] = {}
    for at, hit in enumerate(hits):
        span = _value(text, hit, hits[at + 1].start if at + 1 < len(hits) else end)
        column = hit.column
        if hit.inline is not None and column.role in ("number", "matter"):
            if number is not None:
                cells.setdefault(number.name, hit.inline)
            column = matter or column  # 意见编号2026-007：what the opinion is
        if span is not None:
            cells.setdefault(column.name, span)
    return cells


def _value(text: str, hit: Hit, limit: int) -> Span | None:
    value = text[hit.after : limit]
    line = value.find("\n", len(value) - len(value.lstrip()))
    end = hit.after + (line if line >= 0 else len(value))
    other = _OTHER.search(text, hit.after, end)
    end = other.start() + 1 if other is not None else end
    if hit.column.role in _SHORT and hit.inline is None:
        stop = re.search(r"[。；;\n]", text[hit.after : end])
        end = hit.after + stop.start() if stop else end
    if text[max(0, hit.start - 1)] in "（(" or _inside(text, hit.start):
        close = _closing(text, hit.after, end)
        end = close if close is not None else end
    return trimmed(text, Span(hit.after, end))


def _inside(text: str, at: int) -> bool:
    """Whether a place stands in round brackets that were opened on its line."""
    line = text[max(text.rfind("\n", 0, at) + 1, at - _FAR) : at]
    return max(line.rfind("（"), line.rfind("(")) > max(line.rfind("）"), line.rfind(")"))


def _closing(text: str, start: int, end: int) -> int | None:
    depth = 0
    for at in range(start, end):
        depth += (text[at] in "（(") - (text[at] in "）)")
        if depth < 0:
            return at
    return None


def _with_lead(script: Script, before: Span, cells: dict[str, Span], form: LedgerForm) -> dict[str, Span]:
    """The cells with the matter that stands before the first label."""
    matter, measure = form.of_role("matter"), form.of_role("measure")
    if matter is None or matter.name in cells:
        return cells
    lead = _lead(script.text, before)
    if lead is None:
        return cells
    first = re.search(r"[。！？\n]", lead.of(script.text))
    if first is None or first.end() >= lead.end - lead.start:
        return {**cells, matter.name: lead}
    head = trimmed(script.text, Span(lead.start, lead.start + first.start()))
    rest = trimmed(script.text, Span(lead.start + first.end(), lead.end))
    found = {**cells, matter.name: head or lead}
    if measure is not None and measure.name not in cells and rest is not None:
        found[measure.name] = rest
    return found


def _lead(text: str, before: Span) -> Span | None:
    number = NUMBERED.match(text, before.start, before.end)
    lead = trimmed(text, Span(number.end() if number else before.start, before.end))
    if lead is None or lead.end - lead.start > _LONGEST_LEAD or (number is None and "\n" in lead.of(text)):
        return None
    return lead
