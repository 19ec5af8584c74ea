"""In what two versions of a text differ, paragraph by paragraph, and within a paragraph by its characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "changed", "gone", "new"]

LIKE = 0.4
"""Paragraphs this much alike are one paragraph, changed."""

MOST_LINES = 4000
"""Of each text: what lies beyond is not compared."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a paragraph; `marked` where the other version has others."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of the older text beside that of the newer; () where one has none."""

    kind: Kind
    old: tuple[Piece, ...] = ()
    new: tuple[Piece, ...] = ()


def compare(old: str, new: str) -> list[Row]:
    """Every paragraph of both, in order."""
    before, after = _lines(old), _lines(new)
    rows: list[Row] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            rows += [Row("same", _whole(one), _whole(one)) for one in before[i1:i2]]
        else:
            rows += _replaced(before[i1:i2], after[j1:j2])
    return rows


def changes_only(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.kind != "same"]


def is_cut(*texts: str) -> bool:
    """Whether the texts are longer than what is compared."""
    return any(text.count("\n") >= MOST_LINES for text in texts)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n")[:MOST_LINES] if line.strip()]


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    """Paragraphs that stand in one another's place: those alike are paired, in order."""
    at = 0
    for line in before:
        best = max(range(at, len(after)), key=lambda j: _likeness(line, after[j]), default=None)
        if best is None or _likeness(line, after[best]) < LIKE:
            yield Row("gone", _whole(line))
            continue
        for skipped in after[at:best]:
            yield Row("new", (), _whole(skipped))
        yield _changed(line, after[best])
        at = best + 1
    for line in after[at:]:
        yield Row("new", (), _whole(line))


def _likeness(one: str, other: str) -> float:
    shorter, longer = sorted((len(one), len(other)))
    if 2 * shorter < LIKE * (shorter + longer):
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).quick_ratio()


def _changed(old: str, new: str) -> Row:
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if i2 > i1:
            left.append(Piece(old[i1:i2], tag != "equal"))
        if j2 > j1:
            right.append(Piece(new[j1:j2], tag != "equal"))
    return Row("changed", tuple(left), tuple(right))


def _whole(line: str) -> tuple[Piece, ...]:
    return (Piece(line, marked=False),)
