"""In what two versions of a text differ, paragraph by paragraph, and within a paragraph by its characters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "changed", "gone", "new"]

LIKE = 0.4
"""Paragraphs this much alike are one paragraph, changed."""

MOST_CELLS = 60_000
"""Of a stretch in which everything differs: paragraphs of the one text times those of the other. Beyond, nothing is
paired: what is gone stands before what is new."""

MOST_LINES = 4000
"""Of each text: what lies beyond is not compared."""

MOST_CHARACTERS = 4_000_000
"""Of a paragraph, times those of its partner: longer ones are marked whole."""


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
    at, partners = 0, _partners(before, after)
    for i, line in enumerate(before):
        partner = partners.get(i)
        if partner is None:
            yield Row("gone", _whole(line))
            continue
        yield from (Row("new", (), _whole(one)) for one in after[at:partner])
        yield _changed(line, after[partner])
        at = partner + 1
    yield from (Row("new", (), _whole(one)) for one in after[at:])


def _partners(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """The pairing in order of the greatest likeness in all (a longest common subsequence with weights)."""
    if len(before) * len(after) > MOST_CELLS:
        return {}
    left, right = [_pairs_of(line) for line in before], [_pairs_of(line) for line in after]
    alike = [[_likeness(one, other) for other in right] for one in left]
    best = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before) - 1, -1, -1):
        for j in range(len(after) - 1, -1, -1):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= LIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found, i, j = {}, 0, 0
    while i < len(before) and j < len(after):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found[i] = j
            i, j = i + 1, j + 1
    return found


def _pairs_of(line: str) -> frozenset[str]:
    """Its pairs of neighbouring characters; of a shorter line itself."""
    return frozenset(line[at : at + 2] for at in range(max(1, len(line) - 1)))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient."""
    return 2 * len(one & other) / (len(one) + len(other))


def _changed(old: str, new: str) -> Row:
    if len(old) * len(new) > MOST_CHARACTERS:
        return Row("changed", (Piece(old, marked=True),), (Piece(new, marked=True),))
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
