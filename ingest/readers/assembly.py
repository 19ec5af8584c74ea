"""What readers of formats without fixed pages found -> a Reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.errors import EmptyFileError
from ingest.layout import page_texts
from ingest.readers.naming import stated_title
from ingest.repair import repair_lines, summarise
from ingest.types import Block, BlockKind, Page, PageRun, Reading


@dataclass(frozen=True, slots=True)
class Item:
    """A block before its text is repaired; `level` as in Block."""

    kind: BlockKind
    text: str
    level: int | None = None


def flowing(items: Sequence[Item], title: str | None, name: str, warnings: Sequence[str] = ()) -> Reading:
    """The reading of a format without fixed pages: all stands on page 1, which is never cited.

    Raises:
        EmptyFileError: No item has text.
    """
    texts, changes = repair_lines([item.text for item in items])
    blocks = tuple(
        Block(item.kind, text.strip(), (PageRun(0, 1),), item.level)
        for item, text in zip(items, texts, strict=True)
        if text.strip()
    )
    summary = summarise(changes)
    return reading_of(blocks, 1, False, stated_title(title, name), name, (*warnings, summary) if summary else warnings)


def reading_of(
    blocks: Sequence[Block], count: int, paged: bool, title: str | None, name: str, warnings: Sequence[str]
) -> Reading:
    """The reading that repaired `blocks` on `count` pages make.

    Raises:
        EmptyFileError: There are no blocks.
    """
    if not blocks:
        raise EmptyFileError(f"文件“{name}”里没有任何文字", "请确认文件是否保存完整")
    texts = page_texts(blocks)
    pages = tuple(
        Page(number, texts[number], "native", 1.0) if number in texts else Page(number, "", "blank", 0.0)
        for number in range(1, count + 1)
    )
    return Reading(pages, tuple(blocks), paged, title, tuple(warnings))
