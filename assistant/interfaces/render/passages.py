"""Passages found as plain text."""

from __future__ import annotations

from assistant.interfaces.labels import place
from assistant.interfaces.render import indented
from assistant.interfaces.wire.passages import Passage, SearchResult


def search_result(result: SearchResult) -> str:
    return "\n".join([*(f"注意：{notice}" for notice in result.notices), passages(result.passages)])


def passages(found: list[Passage]) -> str:
    if not found:
        return "没有找到相关的段落。"
    return "\n".join(f"{rank}. {passage(one)}" for rank, one in enumerate(found, 1))


def passage(one: Passage) -> str:
    where = place(one.document, one.section, one.article, one.pages) + (f"（{one.note}）" if one.note else "")
    return f"{where}  {one.score:.3f}\n    {indented(one.text)}"
