"""A PDF's own outline (bookmarks): the headings as their author named them, with their levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from ingest.text.folding import fold
from ingest.types import Block

MOST = 5_000
"""Entries read; a longer outline names more than headings."""
DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of an outline: its title in search form, the page it leads to, its level from 1 (outermost)."""

    title: str
    page: int
    level: int


def read_bookmarks(document: Any) -> tuple[Bookmark, ...]:
    """The outline of an open PDFium document in its order; empty where there is none or it is broken.

    The caller holds the lock that `readers.pdf.opened` takes.
    """
    return tuple(_entries(islice(document.get_toc(max_depth=DEEPEST), MOST)))


def _entries(outline: Iterator[Any]) -> Iterator[Bookmark]:
    for entry in outline:
        place = entry.get_dest()
        page = place.get_index() if place is not None else None
        try:
            title = fold(entry.get_title()).text
        except UnicodeDecodeError:  # half a character at its end: it names no heading
            continue
        if page is not None and title:
            yield Bookmark(title, page + 1, entry.level + 1)


def with_levels(blocks: Sequence[Block], bookmarks: Sequence[Bookmark]) -> tuple[Block, ...]:
    """The blocks, those that a bookmark of their page names being headings of its level."""
    levels = {(mark.page, mark.title): mark.level for mark in bookmarks}
    if not levels:
        return tuple(blocks)
    marked = {page for page, _ in levels}
    return tuple(
        replace(block, kind="heading", level=level)
        if block.kind in ("paragraph", "heading")
        and block.page in marked
        and (level := levels.get((block.page, fold(block.text).text))) is not None
        else block
        for block in blocks
    )
