"""A PDF's own outline (bookmarks), read by pypdf: the headings as their author named them, with their levels."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import Destination

from ingest.text.folding import fold
from ingest.types import Block

MOST = 5_000
"""Entries read; a longer outline names more than headings."""
DEEPEST = 9

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of an outline: its title in search form, the page it leads to, its level from 1 (outermost)."""

    title: str
    page: int
    level: int


def read_bookmarks(data: bytes) -> tuple[Bookmark, ...]:
    """The outline of a PDF in its order; empty where there is none or it is broken, for the text does not need it."""
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted:
            return ()
        return tuple(_walk(reader, reader.outline, 1))[:MOST]
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OSError) as exc:
        _log.info("outline left out", error=repr(exc))
        return ()


def _walk(reader: PdfReader, entries: Sequence[Any], level: int) -> Iterator[Bookmark]:
    for entry in entries:
        if isinstance(entry, list):
            if level < DEEPEST:
                yield from _walk(reader, entry, level + 1)
            continue
        page = reader.get_destination_page_number(entry) if isinstance(entry, Destination) else None
        title = fold(str(entry.title or "")).text
        if page is not None and page >= 0 and title:
            yield Bookmark(title, page + 1, level)


def with_levels(blocks: Sequence[Block], bookmarks: Sequence[Bookmark]) -> tuple[Block, ...]:
    """The blocks, those that a bookmark of their page names being headings of its level."""
    levels = {(mark.page, mark.title): mark.level for mark in bookmarks}
    if not levels:
        return tuple(blocks)
    return tuple(
        replace(block, kind="heading", level=level)
        if block.kind != "table_row" and (level := levels.get((block.page, fold(block.text).text))) is not None
        else block
        for block in blocks
    )
