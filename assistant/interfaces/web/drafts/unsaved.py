"""What a browser still keeps of what was written in a section and not stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.drafting.cells import Tables
from assistant.interfaces.web.drafts.grids import loaded
from assistant.interfaces.web.drafts.spans import Written

Kept = Mapping[str, tuple[str, str]]
"""Key -> what was typed, and what it was typed over."""


def as_told(kept: object) -> Kept:
    """As keep.js tells it; {} for anything else."""
    items: list[Any] = kept if isinstance(kept, list) else []
    return {str(one.get("key", "")): (str(one.get("text", "")), str(one.get("base", ""))) for one in items}


def unsaved(kept: Kept, text_key: str, tables_key: str, stored: Written) -> tuple[Written, Written] | None:
    """What was written, and what it was written over; None where that is nothing but what is stored."""
    written = base = stored
    if text_key in kept:
        text, over = kept[text_key]
        written, base = replace(written, text=text), replace(base, text=over)
    if tables_key in kept:
        tables, over_tables = map(loaded, kept[tables_key])
        if tables is not None and over_tables is not None and _fits(tables, stored) and _fits(over_tables, stored):
            written, base = replace(written, tables=tables), replace(base, tables=over_tables)
    return None if written == stored else (written, base)


def _fits(tables: Tables, stored: Written) -> bool:
    """Whether rows of these can stand in the tables as stored: the section may have been written anew since."""
    return len(tables) == len(stored.tables) and all(
        len({len(row.cells) for row in (*rows, *own)}) <= 1 for rows, own in zip(tables, stored.tables, strict=True)
    )
