"""Layout: lines on pages -> paragraphs, headings and table rows in reading order.

`lay_out` takes pages with geometry (PDF, later scans); `flow.paragraphs` takes plain text. Both are pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.layout.aligned import aligned
from ingest.layout.columns import regions
from ingest.layout.footnotes import Note, take_notes, with_notes
from ingest.layout.geometry import Boxed, PageView, body_size
from ingest.layout.paragraphs import Draft, PlacedTable, columns, flow, is_title_like, with_common_edges
from ingest.layout.running import running
from ingest.layout.tables import ruled
from ingest.records import records
from ingest.types import Block, PageRun

_MOST_PARTS = 2_000
"""Pages that one table may stand on."""

__all__ = ["LaidOut", "lay_out", "page_texts"]


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A document's blocks in reading order, and the running lines that were kept out of them, each once."""

    blocks: tuple[Block, ...]
    margins: tuple[str, ...]


def lay_out(pages: Sequence[PageView]) -> LaidOut:
    """The blocks of a document, without running headers, footers and page numbers.

    A paragraph that goes on in the next column or on the next page is one block whose runs say which characters stand
    where; a table that goes on keeps the column names of its first page; a footnote follows its paragraph.
    """
    found = []
    pages = _only_telling_strength(pages)
    placed = [(page, *ruled(page)) for page in pages]
    bodies = [replace(page, fragments=tuple(rest)) for page, _, rest in placed]
    body = body_size(bodies)
    edges = running(bodies, body)
    for page, page_tables, rest in placed:
        running_here = edges.fragments.get(page.number, frozenset())
        left = [fragment for fragment in rest if fragment not in running_here]
        body_tables, inside = aligned(left, page.rules)
        boxed: list[Boxed] = [*page_tables, *body_tables, *inside]
        found.extend(columns(page.number, regions(boxed), page.rules))
    rules = {page.number: page.rules for page in pages}
    kept, notes = take_notes(with_common_edges(found), rules, body)
    items = with_notes(list(flow(kept, body)), notes)
    return LaidOut(tuple(_blocks(items, body)), edges.texts)


def _only_telling_strength(pages: Sequence[PageView]) -> Sequence[PageView]:
    """Pages on which bold type says nothing when the document's text is all bold."""
    fragments = [fragment for page in pages for fragment in page.fragments]
    strong = sum(len(fragment.text) for fragment in fragments if fragment.strong)
    if strong * 2 < sum(len(fragment.text) for fragment in fragments):
        return pages
    return [replace(page, fragments=tuple(replace(one, strong=False) for one in page.fragments)) for page in pages]


def page_texts(blocks: Sequence[Block]) -> dict[int, str]:
    """Page number -> what stands on it, a paragraph (or its part) a line."""
    lines: dict[int, list[str]] = {}
    for block in blocks:
        ends = [run.start for run in block.runs[1:]] + [len(block.text)]
        for run, end in zip(block.runs, ends, strict=True):
            lines.setdefault(run.page, []).append(block.text[run.start : end].strip())
    return {page: "\n".join(pieces) for page, pieces in lines.items()}


def _blocks(items: Sequence[Draft | PlacedTable | Note], body: float) -> Iterator[Block]:
    levels = _levels(items, body)
    at = 0
    while at < len(items):
        item = items[at]
        if isinstance(item, Draft):
            yield _block(item, body, levels)
            at += 1
            continue
        if isinstance(item, Note):
            yield Block("footnote", item.text, (PageRun(0, item.page),))
            at += 1
            continue
        group = _same_table(items[at : at + _MOST_PARTS])
        yield from _table_blocks(group)
        at += len(group)


def _levels(items: Sequence[Draft | PlacedTable | Note], body: float) -> dict[int, int]:
    """Rounded font size -> heading level, the largest outermost, of headings larger than the text."""
    drafts = [item for item in items if isinstance(item, Draft) and is_title_like(item, body)]
    sizes = {round(draft.first.size) for draft in drafts if round(draft.first.size) > round(body)}
    return {size: level for level, size in enumerate(sorted(sizes, reverse=True), 1)}


def _block(draft: Draft, body: float, levels: dict[int, int]) -> Block:
    if not is_title_like(draft, body):
        return Block("paragraph", draft.text, draft.paragraph.runs)
    return Block("heading", draft.text, draft.paragraph.runs, levels.get(round(draft.first.size)))


def _same_table(items: Sequence[Draft | PlacedTable | Note]) -> list[PlacedTable]:
    """The table at the head of `items` with its continuations on the pages after it."""
    group: list[PlacedTable] = []
    for item in items:
        if not isinstance(item, PlacedTable) or (group and not item.table.continues(group[-1].table)):
            break
        if group and item.page != group[-1].page + 1:
            break
        group.append(item)
    return group


def _table_blocks(group: Sequence[PlacedTable]) -> Iterator[Block]:
    """One table over one or more pages: rows that repeat the first page's column names are left out."""
    names = group[0].table.cells[0]
    rows, pages = [], []
    for placed in group:
        for cells in placed.table.cells:
            if placed is not group[0] and cells == names:
                continue
            rows.append(cells)
            pages.append(placed.page)
    for record in records(rows):
        yield Block("table_row" if record.is_record else "paragraph", record.text, (PageRun(0, pages[record.row]),))
