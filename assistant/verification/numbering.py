"""The number that an item of a list bears: 3. … where the source has 2. …

A text may number its items anew. Only a number that neither begins nor goes on a count of the text is taken for the
source's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.types import Finding
from assistant.verification.alignment import Alignment
from ingest.text.folding import fold
from ingest.text.numerals import parse_numeral

_NUMBER = re.compile(r"\s*([(（]?)([0-9０-９]{1,2}|[一二三四五六七八九十]{1,3})([)）]|[、．.](?![0-9０-９]))")


@dataclass(frozen=True, slots=True)
class ItemNumber:
    """What stands before an item: the text's [start, end), its value, and the signs around it."""

    start: int
    end: int
    value: int
    style: str


def item_number(text: str) -> ItemNumber | None:
    """The number that `text` begins with, as a list item does; None where it begins otherwise."""
    match = _NUMBER.match(text)
    value = parse_numeral(fold(match[2]).text) if match else None
    if match is None or value is None:
        return None
    style = fold(match[1] + ("1" if match[2][0].isdecimal() else "一") + match[3]).text
    return ItemNumber(match.start(2), match.end(2), value, style)


def counted(numbers: Sequence[ItemNumber | None]) -> Iterator[bool]:
    """For each statement of a text in order whether its number is part of the text's own count."""
    last: dict[str, int] = {}
    for number in numbers:
        if number is None:
            yield True
            continue
        yield number.value == 1 or last.get(number.style) == number.value - 1
        last[number.style] = number.value


def check_number(claim: str, alignment: Alignment) -> tuple[Finding, ...]:
    """The item's number where the source's item has another; the rest of the item must be the source's own wording."""
    said, known = item_number(claim), item_number(alignment.source)
    if said is None or known is None or said.style != known.style or said.value == known.value:
        return ()
    rest = [edit for edit in alignment.edits if edit.kind != "equal"]
    if len(rest) != 1 or alignment.source_span(said.start, said.end) != (known.start, known.end):
        return ()
    found, expected = claim[said.start : said.end], alignment.source[known.start : known.end]
    note = "序号与来源不同"
    return (Finding("list", "altered", said.start, said.end, found, expected, note=note, difference=alignment.edits),)
