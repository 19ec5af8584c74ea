"""Lines of a text, and the cells of those that are rows of tables as the library keeps them: “列名：值；列名：值”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.types import Span

_NAME = re.compile(r"\s*(?P<name>[^：；。，！？\n]{1,30})：")


def lines_of(text: str) -> Iterator[Span]:
    """All lines, empty ones too, without what ends them."""
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line))
        start += len(line) + 1


def cells_of(text: str, line: Span) -> Iterator[tuple[str, Span]]:
    """The columns that a line names, with the places of their values; nothing where it begins with none.

    What follows a “；” without a name of its own belongs to the value before it.
    """
    at = line.start
    name, value = "", at
    for piece in line.of(text).split("；"):
        match = _NAME.match(piece)
        if match is not None:
            if name:
                yield name, Span(value, at - 1)
            name, value = match["name"].strip(), at + match.end()
        elif not name:
            return
        at += len(piece) + 1
    if name:
        yield name, Span(value, line.end)
