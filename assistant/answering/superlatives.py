"""The row of a table that has most or least of something: 哪个党支部得分最低 -> the row, and the name in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.evidence import Evidence, weigh
from assistant.retrieval.question import Question
from assistant.types import Passage
from ingest.text.folding import fold
from ingest.types import Span

LEAST_ROWS = 3
"""Rows that a table must have for one of them to stand out."""
MOST_ROWS = 5
"""Rows that share first place."""
COVERED_LEAST = 0.5
"""Share of the question's weight that the table's title, headings and rows must hold."""

_MOST = re.compile(r"(?P<what>[一-鿿]{1,10}?)(?:排名|是)?最(?P<way>[高多大长久低少小短])")
_WHO = re.compile(r"(?:哪一?[个家名位项]|什么|哪些)(?P<what>[一-鿿]{2,8})|(?P<person>谁|哪一?位)")
_UPWARD = frozenset("高多大长久")
_CELL = re.compile(r"(?:^|[;；\n])\s*(?P<label>[^:：;；\n]{1,20})[:：](?P<value>[^;；\n]*)")
_FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_UNIT = re.compile(r"\([^)]*\)")
_COUNTS = ("数", "数量", "人数")
_LEAST_NAME = 3
"""Characters of a cell that the question must name to be asked of its rows only."""


@dataclass(frozen=True, slots=True)
class Standout:
    """Attributes:
    rows: Those that have most or least.
    at: The cell that names the row, where there is one row and the question says what names it.
    """

    rows: list[Evidence]
    at: tuple[Passage, Span] | None


@dataclass(frozen=True, slots=True)
class _Row:
    item: Evidence
    cells: dict[str, tuple[str, Span]]


def standout(
    question: Question,
    evidence: Sequence[Evidence],
    whole: Callable[[str], Sequence[Passage]],
    idf: Callable[[str], float],
) -> Standout | None:
    """The rows with the highest or lowest figure in the column that the question names, over the whole table.

    Args:
        evidence: As `weigh` gives it; the first document with such a table is taken.
        whole: All passages of a document.
    """
    asked = _MOST.search(fold(question.text).text)
    if asked is None:
        return None
    places = (one.item.passage.chunk for one in map(_row, evidence) if _column(one, asked["what"]))
    document = next((chunk.document_id for chunk in places), None)
    if document is None:
        return None
    rows = [row for row in map(_row, sorted(weigh(question, whole(document), idf), key=_order)) if row.item.timely]
    table = [row for row in rows if _column(row, asked["what"])]
    if not table or not _is_about(question, table):
        return None
    return _picked(question, table, asked["what"], upward=asked["way"] in _UPWARD)


def _order(item: Evidence) -> tuple[int, int]:
    return item.passage.chunk.ordinal, item.span.start


def _row(item: Evidence) -> _Row:
    found = _CELL.finditer(item.text)
    return _Row(
        item,
        {
            fold(match["label"]).text.strip(): (
                fold(match["value"]).text.strip(),
                Span(item.span.start + match.start("value"), item.span.start + match.end("value")),
            )
            for match in found
        },
    )


def _column(row: _Row, what: str) -> str | None:
    return next((label for label in row.cells if _is_column(label, what)), None) if len(row.cells) > 1 else None


def _is_column(label: str, what: str) -> bool:
    """Whether a column is the one named before 最: 得分, 党员 for 党员数, 金额 for 金额(万元)."""
    bare = _UNIT.sub("", label)
    names = (bare, *(bare.removesuffix(end) for end in _COUNTS if bare.endswith(end)))
    return any(len(name) > 1 and what.endswith(name) for name in names)


def _is_about(question: Question, rows: Sequence[_Row]) -> bool:
    text = " ".join((*rows[0].item.passage.headings, *(row.item.text for row in rows)))
    return question.coverage(question.matches(fold(text).text)) >= COVERED_LEAST


def _picked(question: Question, rows: Sequence[_Row], what: str, *, upward: bool) -> Standout | None:
    if len(rows) < LEAST_ROWS:
        return None
    figures = [(figure, row) for row in _meant(question, rows) if (figure := _figure(row, what)) is not None]
    if not figures:
        return None
    best = (max if upward else min)(figure for figure, _ in figures)
    picked = [row for figure, row in figures if figure == best]
    if len(picked) > MOST_ROWS:
        return None
    return Standout([row.item for row in picked], _name_in(question, picked[0]) if len(picked) == 1 else None)


def _meant(question: Question, rows: Sequence[_Row]) -> list[_Row]:
    """Those with a cell that the question names (闸门启闭机公司哪个党支部…), or all."""
    asked = fold(question.text).text
    kept = [row for row in rows if any(len(value) >= _LEAST_NAME and value in asked for value, _ in row.cells.values())]
    return kept or list(rows)


def _figure(row: _Row, what: str) -> float | None:
    label = _column(row, what)
    match = _FIGURE.match(row.cells[label][0]) if label is not None else None
    return float(match.group().replace(",", "")) if match else None


def _name_in(question: Question, row: _Row) -> tuple[Passage, Span] | None:
    asked = _WHO.search(question.text)
    if asked is None or not asked["what"]:
        return None
    what = fold(asked["what"]).text
    return next(
        (
            (row.item.passage, span)
            for label, (_, span) in row.cells.items()
            if len(label) > 1 and what.startswith(label)
        ),
        None,
    )
