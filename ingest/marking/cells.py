"""Records on a page: a table row covered by whole cells that stand beside one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.marking.core import Core, WrittenPage
from ingest.types import Span

_ROW_SLACK = 1.5


@dataclass(frozen=True, slots=True)
class _Value:
    """A cell's value in a record: its core, and which of its characters are wanted."""

    text: str
    wanted: Span


def record(page: WrittenPage, line: str, span: Span) -> list[list[int]]:
    """The characters of each cell that a record's wanted values stand in; none unless each is found in one row."""
    values = [value for value in _values(line, span) if value.text]
    places = [page.places(value.text, whole=True) for value in values]
    named = [at for at in range(len(values)) if places[at]]
    is_enough = len(named) > 1 or (len(values) == 1 and len(places[0]) == 1 and "：" in line)
    if not is_enough or any(len(value.wanted) and not held for value, held in zip(values, places, strict=True)):
        return []
    anchor = min(named, key=lambda at: (len(places[at]), -len(values[at].text)))
    rows = [row for place in places[anchor] if (row := _row(page, values, places, anchor, place)) is not None]
    rows.sort(key=lambda row: row[0])
    if not rows or (len(rows) > 1 and rows[1][0] <= rows[0][0]):
        return []
    chosen = rows[0][1]
    return [
        list(range(place + value.wanted.start, place + value.wanted.end))
        for value, place in zip(values, chosen, strict=True)
        if len(value.wanted)
    ]


def _values(line: str, span: Span) -> list[_Value]:
    """The cells of a record; what follows a "；" without a name of its own goes on with the cell before."""
    parts = line.split("；")
    begins = [0]
    for part in parts[:-1]:
        begins.append(begins[-1] + len(part) + 1)
    if "：" in parts[0]:
        begins = [begin for begin, part in zip(begins, parts, strict=True) if not begin or "：" in part]
    found = []
    for begin, end in zip(begins, [*(begin - 1 for begin in begins[1:]), len(line)], strict=True):
        name, colon, value = line[begin:end].partition("：")
        start = begin + (len(name) + 1 if colon else 0)
        core = Core.of(value if colon else name)
        found.append(_Value(core.text, core.inside(Span(span.start - start, span.end - start))))
    return found


def _row(
    page: WrittenPage, values: Sequence[_Value], places: Sequence[Sequence[int]], anchor: int, place: int
) -> tuple[float, tuple[int, ...]] | None:
    """How far the values' nearest places are from standing beside the anchor, and these places; None where one that
    is wanted does not stand there."""
    _, top, bottom = page.middle(place, place + len(values[anchor].text))
    chosen: list[int] = []
    left, off = float("-inf"), 0.0
    for at, value in enumerate(values):
        ranked = []
        for one in [place] if at == anchor else places[at]:
            x, one_top, one_bottom = page.middle(one, one + len(value.text))
            away = abs((one_top + one_bottom) - (top + bottom)) / 2
            beside = min(bottom, one_bottom) > max(top, one_top) or away < _ROW_SLACK * (bottom - top)
            if x > left and (beside or len(places[at]) == 1):
                ranked.append((away, one, x))
        if not ranked and len(value.wanted):
            return None
        away, best, left = min(ranked, default=(0.0, 0, left))
        off += away
        chosen.append(best)
    return off, tuple(chosen)
