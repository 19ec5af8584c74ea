"""The demo library, whose truth is known: every paragraph and table row is read, on its page, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.readers import read, sniff

DEMO = Path(__file__).resolve().parents[3] / "eval/datasets/demo"
TRUTH: list[dict[str, Any]] = json.loads((DEMO / "truth.json").read_text(encoding="utf-8"))["files"]
BANNERS = {"澜川党建"}
"""What stands on a page besides its paragraphs and is no running line."""
SHEETS = {"2025年台账"}
"""Names of sheets, which are headings."""


def bare(text: str) -> str:
    """`text` without white space and list markers, which formats draw as they like."""
    return "".join(text.split()).removeprefix("-")


def read_file(name: str) -> Any:
    data = (DEMO / "library" / name).read_bytes()
    return read(data, sniff(data, name), name)


@pytest.mark.parametrize("file", TRUTH, ids=lambda file: file["file"])
def test_what_was_written_is_read(file: dict[str, Any]) -> None:
    reading = read_file(file["file"])
    everything = bare("\n".join(paragraph for page in file["pages"] for paragraph in page["paragraphs"]))
    for page in file["pages"]:
        found = bare(reading.pages[page["number"] - 1 if reading.paged else 0].text).replace("\n", "")
        missing = [paragraph for paragraph in page["paragraphs"] if bare(paragraph) not in found]
        assert missing == []
    lines = [block.text for block in reading.blocks if block.kind != "table_row"]
    assert [line for line in lines if bare(line) not in everything and line not in BANNERS | SHEETS] == []


WITH_TABLES = [file for file in TRUTH if any(page.get("tables") for page in file["pages"])]


@pytest.mark.parametrize("file", WITH_TABLES, ids=lambda file: file["file"])
def test_every_table_row_names_its_columns(file: dict[str, Any]) -> None:
    tables = [table for page in file["pages"] for table in page.get("tables", [])]
    expected = [
        "；".join(f"{name}：{cell}" for name, cell in zip(table["header"], row, strict=True) if cell)
        for table in tables
        for row in table["rows"]
    ]
    rows = [block.text for block in read_file(file["file"]).blocks if block.kind == "table_row"]
    assert [bare(row) for row in rows] == [bare(row) for row in expected]
