"""Items that belong together: 一是…二是…三是, （一）…（二）…, and the rows of a table that a question picks out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence
from assistant.retrieval.question import Question
from ingest.text.folding import fold
from ingest.text.numerals import parse_numeral

MOST_ITEMS = 10
"""Items of one list, or rows of one table, that an answer takes."""

_HAN = "[一二三四五六七八九十]+"
_MARKS = {
    "是": re.compile(rf"(?:^|[：:，,；;])\s*(?P<at>{_HAN})[是要]"),
    "（": re.compile(rf"^(?:第[^\s]+条\s*)?[（(](?P<at>{_HAN})[)）]"),
    "、": re.compile(rf"^(?P<at>{_HAN})、"),
    "1": re.compile(r"^(?P<at>\d{1,2})[.．、](?!\d)"),
}
_CELL = re.compile(r"(?:^|;)\s*([^:;]{1,20}):([^;]*)")
_LEAST_VALUE = 2
"""Characters of a cell that a question must name to pick out its row."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The place of an item in its list; `style` tells lists apart."""

    style: str
    number: int


def mark_of(text: str) -> Mark | None:
    """How a sentence is numbered; 一是 may follow the words that introduce it."""
    for style, pattern in _MARKS.items():
        match = pattern.search(text)
        if match is not None and (number := parse_numeral(match["at"])):
            return Mark(style, int(number))
    return None


def siblings(item: Evidence, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The items of the list that `item` is one of, with it, in the list's order; only it where it is none.

    They stand in the same document under the same heading, and their numbers follow one another.
    """
    own = mark_of(item.text)
    if own is None:
        return [item]
    home = (item.passage.chunk.document_id, item.passage.chunk.address.section, item.passage.chunk.address.article)
    found: dict[int, Evidence] = {}
    for other in (item, *evidence):
        chunk = other.passage.chunk
        mark = (
            mark_of(other.text) if (chunk.document_id, chunk.address.section, chunk.address.article) == home else None
        )
        if mark is not None and mark.style == own.style:
            found.setdefault(mark.number, other)
    first = last = own.number
    while first - 1 in found:
        first -= 1
    while last + 1 in found:
        last += 1
    return [found[number] for number in range(first, last + 1)][:MOST_ITEMS]


def picked_rows(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The rows one of whose cells the question names with its column (评价为“一般” -> 评价：一般), in order.

    Empty where the question names no cell, or cells of several tables.
    """
    asked = fold(question.text).text
    found = [item for item in evidence if _is_named(asked, fold(item.text).text)]
    if len({item.passage.chunk.document_id for item in found}) != 1:
        return []
    return sorted(found, key=lambda item: (item.passage.chunk.ordinal, item.span.start))[:MOST_ITEMS]


def _is_named(asked: str, row: str) -> bool:
    cells = _CELL.findall(row)
    return len(cells) > 1 and any(
        label in asked
        and len(value) >= _LEAST_VALUE
        and value in asked[asked.index(label) + len(label) :][: len(value) + 4]
        for label, value in cells
    )
