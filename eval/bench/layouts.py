"""How much of what was printed is read: sentences whole and in order, no running lines, every cell with its headers.

Documents are made from known text in three layouts (one column whose header differs on odd and even pages; two columns
under a title and an abstract; two columns with footnotes, figures and tables) and twenty tables on their own, five of
them longer than a page, by Chromium and by LibreOffice where they are installed.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from eval.bench import typesetters
from eval.bench.typesetters import Layout
from eval.bench.works import Author, Figure, Grid, Paragraph, Work
from ingest.chunking import chunk
from ingest.readers import read
from ingest.structure import address
from ingest.types import Reading

LAYOUTS: tuple[Layout, ...] = ("one_column", "two_columns", "journal")
_PAGE_NUMBER = re.compile(r"[—\-\s]*\d{1,3}[—\-\s]*")


@dataclass(frozen=True, slots=True)
class Print:
    name: str
    work: Work
    data: bytes


def measure(shared: Path) -> dict[str, Any]:
    """Figures by maker and layout. `shared` is not needed."""
    printed = list(chain(_chromium(), _office()))
    prose = {one.name: prose_figures(one.work, read(one.data, "pdf", one.name)) for one in printed if _is_prose(one)}
    tables = [
        {"name": f"{one.name} {grid.style} {grid.caption}", **table_figures(grid, read(one.data, "pdf", one.name))}
        for one in printed
        for grid in one.work.elements
        if isinstance(grid, Grid) and not _is_prose(one)
    ]
    whole, sentences = (sum(figures[key] for figures in prose.values()) for key in ("whole", "sentences"))
    return {
        "pages": sum(figures["pages"] for figures in prose.values()),
        "sentences": sentences,
        "whole_and_in_order": round(whole / sentences, 5) if sentences else None,
        "running_lines_in_chunks": sum(figures["running_in_chunks"] for figures in prose.values()),
        "notes_after_their_paragraph": _share(prose, "notes_placed", "notes"),
        "captions_alone": _share(prose, "captions_alone", "captions"),
        "tables": len(tables),
        "tables_whole": sum(one["cells"] == one["found"] for one in tables),
        "cells": sum(one["cells"] for one in tables),
        "cells_with_headers": sum(one["found"] for one in tables),
        "prose": [{"name": name, **figures} for name, figures in prose.items()],
        "by_table": tables,
    }


def _share(prose: dict[str, dict[str, Any]], part: str, whole: str) -> float | None:
    total = sum(figures[whole] for figures in prose.values())
    return round(sum(figures[part] for figures in prose.values()) / total, 4) if total else None


def _is_prose(one: Print) -> bool:
    return any(isinstance(element, Paragraph) for element in one.work.elements)


def works(seed: int) -> Iterator[tuple[str, Work, Layout]]:
    author = Author(seed)
    for at, layout in enumerate(LAYOUTS, 1):
        yield layout, author.work(seed * 10 + at, 10, rich=layout == "journal"), layout
    for grid in author.grids():
        running = (f"表格汇编第{seed}辑", f"澜川集团统计资料{seed}", "内部交流")
        yield "table", Work(f"统计表{seed}", author.paragraph(), (grid,), running), "one_column"


def _chromium() -> Iterator[Print]:
    if typesetters.CHROMIUM is None:
        return
    with typesetters.browser() as browser:
        for name, work, layout in works(1):
            yield Print(f"chromium {name}", work, typesetters.print_html(work, layout, browser))


def _office() -> Iterator[Print]:
    if typesetters.OFFICE is None:
        return
    made = list(works(2))
    for (name, work, _), data in zip(
        made, typesetters.print_office([(work, layout) for _, work, layout in made]), strict=True
    ):
        yield Print(f"office {name}", work, data)


def bare(text: str) -> str:
    return "".join(text.split())


def prose_figures(work: Work, reading: Reading) -> dict[str, Any]:
    """What became of a work's sentences, running lines, footnotes and captions."""
    blocks = [bare(block.text) for block in reading.blocks]
    lost = [sentence for sentence in work.sentences if not any(bare(sentence) in block for block in blocks)]
    everything = "\n".join(blocks)
    places = [everything.find(bare(sentence)) for sentence in work.sentences if sentence not in lost]
    notes = [one for one in work.elements if isinstance(one, Paragraph) and one.note]
    captions = [one.caption for one in work.elements if isinstance(one, Figure | Grid)]
    has_notes = any(block.kind == "footnote" for block in reading.blocks) or any(
        bare(one.note) in everything for one in notes
    )
    return {
        "pages": len(reading.pages),
        "sentences": len(work.sentences),
        "whole": _longest_rising(places),
        "lost": lost[:5],
        "running_in_chunks": len(running_in_chunks(work, reading)),
        "margins": list(reading.margins),
        "notes": len(notes) if has_notes else 0,
        "notes_placed": sum(_follows_its_paragraph(one, reading) for one in notes),
        "captions": len(captions),
        "captions_alone": sum(bare(caption) in blocks for caption in captions),
    }


def _longest_rising(places: Sequence[int]) -> int:
    """How many of `places` are in order: the length of the longest ascending choice of them."""
    ends: list[int] = []
    for place in places:
        at = bisect_left(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def running_in_chunks(work: Work, reading: Reading) -> list[str]:
    """Running lines and page numbers that reached a chunk."""
    _, chunks = chunk(address(reading.blocks), "d", "0" * 64)
    texts = [bare(one.text) for one in chunks]
    found = [line for line in work.running for text in texts if bare(line) in text]
    return found + [block.text for block in reading.blocks if _PAGE_NUMBER.fullmatch(block.text)]


def _follows_its_paragraph(paragraph: Paragraph, reading: Reading) -> bool:
    last = bare(paragraph.sentences[-1])
    for at, block in enumerate(reading.blocks[1:], 1):
        if block.kind == "footnote" and bare(paragraph.note) in bare(block.text):
            before = next((one for one in reversed(reading.blocks[:at]) if one.kind != "footnote"), None)
            return before is not None and last in bare(before.text)
    return False


def table_figures(grid: Grid, reading: Reading) -> dict[str, Any]:
    """How many cells stand in one row with the cells beside them and each with its column's name."""
    rows = [set(bare(block.text).split("；")) for block in reading.blocks if block.kind == "table_row"]
    whole = [bare(block.text) for block in reading.blocks if block.kind == "table_row"]
    names = [bare(name) for name in grid.names()]
    found = cells = 0
    missing = []
    for row in grid.spread()[grid.header_rows :]:
        expected = [f"{name}：{bare(cell)}" for name, cell in zip(names, row, strict=True)]
        cells += len(expected)
        best = max(
            (sum(f"；{one}；" in f"；{text}；" for one in expected) for text, _ in zip(whole, rows, strict=True)),
            default=0,
        )
        found += best
        if best < len(expected):
            missing.append("；".join(expected))
    return {"pages": len(reading.pages), "cells": cells, "found": found, "missing": missing[:3]}
