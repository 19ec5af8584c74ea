"""A comparison as a table: a row for either side, with what the sources say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assistant.answering.evidence import Evidence

NONE = "资料库中未找到依据"


@dataclass(frozen=True, slots=True)
class Row:
    """One side of a comparison with the sentence that speaks of it, or None."""

    name: str
    item: Evidence | None


def table(rows: Iterable[tuple[str, str]]) -> str:
    """A Markdown table of names and cells."""
    lines = [f"| {_cell(name)} | {_cell(text)} |" for name, text in rows]
    return "\n".join(["| 对象 | 资料原文 |", "| --- | --- |", *lines])


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "｜").split())


__all__ = ["NONE", "Row", "table"]
