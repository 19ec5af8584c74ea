"""Tables without vertical rules: pieces that stand under one another, between horizontal rules or without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from ingest.layout.cells import Cells, cells
from ingest.layout.geometry import Fragment, Rule, rows
from ingest.layout.joining import is_caption, is_heading
from ingest.layout.table_columns import Line, columns_of, hit
from ingest.layout.tables import Table, joined_rules

_NEAR = 4.0
_FAR = 2.2
"""Lines further apart than this, in font sizes, are not of one table."""
_LEAST_LINES, _LEAST_COLUMNS = 3, 3
_LONGEST_CELL = 16
_SHORT = 0.6
"""A single piece that fills more of the width than this is no cell."""
_MANY = 0.1
"""Share of the lines of a table that have several pieces."""
_MOST_LINES = 3_000
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class _Zone:
    """Where a table may stand: its lines, and the rules over its width; `is_closed` where rules stand around it."""

    lines: tuple[Line, ...]
    rules: tuple[Rule, ...]
    is_closed: bool


def aligned(fragments: Sequence[Fragment], rules: Sequence[Rule]) -> tuple[list[Table], list[Fragment]]:
    """Tables of pieces that stand under one another, and the fragments of none.

    Args:
        fragments: Of a page, or of one column of it.
        rules: The page's rules; two columns alone make a table only between horizontal ones.
    """
    lines = rows(fragments)
    if len(lines) > _MOST_LINES or sum(len(line) > 1 for line in lines) < 2:
        return [], list(fragments)
    horizontal = joined_rules(rules)
    found: list[Table] = []
    used: set[int] = set()
    for zone in _closed_zones(fragments, horizontal):
        found.extend(_built(zone, used))
    left = [fragment for fragment in fragments if id(fragment) not in used]
    for zone in _open_zones(rows(left), horizontal):
        found.extend(_built(zone, used))
    return found, [fragment for fragment in fragments if id(fragment) not in used]


def _built(zone: _Zone, used: set[int]) -> Iterator[Table]:
    """The table of a zone, if it is one; its pieces are noted as used."""
    mine = {id(piece) for line in zone.lines for piece in line}
    columns = columns_of(zone.lines)
    if columns is None or mine & used:
        return
    made = cells(zone.lines, columns, zone.rules)
    if _is_table(zone, made):
        used |= mine
        yield _table(zone, made)


def _table(zone: _Zone, made: Cells) -> Table:
    pieces = [piece for line in zone.lines for piece in line]
    top, bottom = min(one.top for one in pieces), max(one.bottom for one in pieces)
    left, right = min(one.x0 for one in pieces), max(one.x1 for one in pieces)
    borders = (*(start for start, _ in made.columns), made.columns[-1][1])
    return Table(made.rows, borders, left, top, right, bottom, pieces[0].size, is_ruled=False)


def _is_table(zone: _Zone, made: Cells) -> bool:
    count = len(made.columns)
    several = sum(len(line) > 1 for line in zone.lines)
    if len(made.rows) < 2 or several < _MANY * len(zone.lines):
        return False
    prose = sum(_is_prose(zone, made, at) for at in range(count))
    if zone.is_closed:
        enough = count > 2 or len(made.rows) > 2
    else:
        enough = count >= _LEAST_COLUMNS and len(zone.lines) >= _LEAST_LINES
    return enough and (prose == 0 or (prose < count and made.parted >= max(2.0, 0.6 * len(made.rows))))


def _is_prose(zone: _Zone, made: Cells, column: int) -> bool:
    held = [len(one.text) for line in zone.lines for one in line if hit(one, made.columns) == [column]]
    return bool(held) and median(held) > _LONGEST_CELL


# Between rules


def _closed_zones(fragments: Sequence[Fragment], rules: Sequence[Rule]) -> Iterator[_Zone]:
    """What stands between rules of one width, as long as it stands in columns."""
    for group in _of_one_width(rules):
        chain: list[Rule] = [group[0]]
        for rule in group[1:]:
            lines = _between(fragments, chain[-1], rule)
            if not lines or _in_columns(lines, rule.x1 - rule.x0):
                chain.append(rule)
                continue
            yield from _chained(fragments, chain)
            chain = [rule]
        yield from _chained(fragments, chain)


def _chained(fragments: Sequence[Fragment], chain: Sequence[Rule]) -> Iterator[_Zone]:
    if len(chain) < 2:
        return
    lines = _between(fragments, chain[0], chain[-1])
    held = [bool(_between(fragments, upper, lower)) for upper, lower in pairwise(chain)]
    if len(lines) >= 2 and (sum(held) > 1 or len(lines) > _LEAST_LINES):
        yield _Zone((*_names_above(fragments, chain[0], lines), *lines), tuple(chain), is_closed=True)


def _names_above(fragments: Sequence[Fragment], rule: Rule, lines: Sequence[Line]) -> list[Line]:
    """The line above the first rule if it stands right on it and in the columns below it."""
    columns = columns_of(lines)
    reach = 2 * lines[0][0].size
    above = _between(fragments, Rule(rule.x0, rule.top - reach, rule.x1, rule.top - reach), rule)
    if columns is None or not above or len(above[-1]) * 2 < len(columns) or len(above[-1]) < 2:
        return []
    places = [hit(piece, columns) for piece in above[-1]]
    return [above[-1]] if len({tuple(place) for place in places if len(place) == 1}) == len(places) else []


def _of_one_width(rules: Sequence[Rule]) -> list[list[Rule]]:
    found: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda one: one.top):
        same = (group for group in found if abs(group[0].x0 - rule.x0) + abs(group[0].x1 - rule.x1) <= 2 * _NEAR)
        group = next(same, None)
        if group is None:
            found.append([rule])
        else:
            group.append(rule)
    return [group for group in found if len(group) > 1]


def _between(fragments: Sequence[Fragment], upper: Rule, lower: Rule) -> list[list[Fragment]]:
    inside = (
        one
        for one in fragments
        if upper.top < (one.top + one.bottom) / 2 < lower.top
        and upper.x0 - _NEAR <= (one.x0 + one.x1) / 2 <= upper.x1 + _NEAR
    )
    return rows(inside)


def _in_columns(lines: Sequence[Line], width: float) -> bool:
    several = sum(len(line) > 1 for line in lines)
    wide = sum(len(line) == 1 and line[0].x1 - line[0].x0 > _SHORT * width for line in lines)
    return several >= max(1.0, _MANY * len(lines), wide) and columns_of(lines) is not None


# Without rules around


def _open_zones(lines: Sequence[Line], rules: Sequence[Rule]) -> Iterator[_Zone]:
    if not lines:
        return
    left, right = min(line[0].x0 for line in lines), max(line[-1].x1 for line in lines)
    run: list[Line] = []
    for line in lines:
        if run and line[0].top - run[-1][0].bottom > _FAR * line[0].size:
            yield from _fitting(run, rules)
            run = []
        if len(line) > 1 or _may_be_cell(line[0], right - left):
            run.append(line)
            continue
        yield from _fitting(run, rules)
        run = []
    yield from _fitting(run, rules)


def _may_be_cell(piece: Fragment, width: float) -> bool:
    return piece.x1 - piece.x0 <= _SHORT * width and not is_caption(piece.text) and not is_heading(piece.text)


def _fitting(run: list[Line], rules: Sequence[Rule]) -> Iterator[_Zone]:
    """The parts of a run of lines in each of which no piece stands over two columns but in names above the rest."""
    parts, tries = [run], _MOST_PARTS
    while parts and tries:
        tries -= 1
        part = _trimmed(parts.pop())
        if len(part) < _LEAST_LINES or (columns := columns_of(part)) is None:
            continue
        fullest = max(map(len, part))
        first = next(at for at, line in enumerate(part) if len(line) >= min(fullest, len(columns)))
        odd = [at for at, line in enumerate(part) if at > first and any(len(hit(one, columns)) > 1 for one in line)]
        if odd:
            parts += [part[odd[0] + 1 :], part[: odd[0]]]
            continue
        top, bottom = part[0][0].top, part[-1][0].bottom
        left, right = columns[0][0], columns[-1][1]
        over = [rule for rule in rules if top < rule.top < bottom and rule.x1 - rule.x0 >= 0.9 * (right - left)]
        yield _Zone(tuple(part), tuple(over), is_closed=False)


def _trimmed(part: list[Line]) -> list[Line]:
    """Without single pieces before and after that are no lines of wrapped cells: a caption, the next paragraph."""
    several = [at for at, line in enumerate(part) if len(line) > 1]
    if not several:
        return []
    first, last = several[0], several[-1]
    inner = [_gap(part[at - 1], part[at]) for at in range(first + 1, last + 1) if 1 in map(len, part[at - 1 : at + 1])]
    if not inner:
        return part[first : last + 1]
    widest = 1.25 * median(inner) + 0.1 * part[first][0].size
    while first and _gap(part[first - 1], part[first]) <= widest:
        first -= 1
    while last + 1 < len(part) and _gap(part[last], part[last + 1]) <= widest:
        last += 1
    return part[first : last + 1]


def _gap(upper: Line, lower: Line) -> float:
    return min(piece.top for piece in lower) - max(piece.bottom for piece in upper)
