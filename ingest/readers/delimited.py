"""Text whose lines are rows of cells (CSV and its kin): which character parts the cells, and the cells themselves."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

SEPARATORS = ("\t", ",", ";", "|")
"""Tried in this order; the one that gives the most even rows decides, the first among equals."""

_SAMPLE_ROWS = 200
_SAMPLE = 400_000
_LEAST_ROWS, _LEAST_ROWS_NAMED = 3, 1
_EVEN_NAMED = 0.6
"""Share of rows with the commonest number of cells that a file named .csv must reach; titles and notes stand beside."""
_LONGEST_NAME, _LONGEST_CELL = 30, 60
_PROSE = re.compile(r"[。！？；，、]\s*\Z|[。！？]")
_STRUCTURE = re.compile(r"\s*[\[{<}\])#*>]")
"""JSON, markup, code and Markdown have commas and bars too."""
_VALUE = re.compile(r"\s*[-+¥￥$]?[\d.,/:%-]+\s*[%％元万亿人个项次天年月日]*\s*")
_LONGEST_FIELD = 2**31 - 1
_MOST_BREAKS = 50
"""Line breaks inside one quoted cell; more show that its quotation mark was never closed."""


def separator(text: str, is_named: bool) -> str | None:
    """The character that parts the cells of `text`, or None when it is no table.

    Args:
        is_named: Whether the file's name says that it is one. Without a name the proof must be full: at least three
            rows, all with the same number of cells, two or more, none of them a piece of a sentence, under short names.
    """
    sample = text[:_SAMPLE].strip("\ufeff\n")
    if not is_named and _STRUCTURE.match(sample):
        return None
    found = [(evenness, -at) for at, one in enumerate(SEPARATORS) if (evenness := _evenness(sample, one, is_named))]
    return SEPARATORS[-max(found)[1]] if found else None


def rows(text: str, mark: str) -> list[list[str]]:
    """The rows of `text` with cells parted by `mark`, quoted cells taken whole; blank rows are empty lists.

    A quotation mark that nothing closes is taken for a character.
    """
    lines = [line + "\n" for line in text.removeprefix("\ufeff").replace("\x00", "").split("\n")]
    csv.field_size_limit(_LONGEST_FIELD)
    try:
        found = list(csv.reader(lines, delimiter=mark))
    except csv.Error:
        found = []
    if found and all(cell.count("\n") <= _MOST_BREAKS for row in found for cell in row):
        return found
    return list(csv.reader(lines, delimiter=mark, quoting=csv.QUOTE_NONE))


def _evenness(sample: str, mark: str, is_named: bool) -> float:
    """How evenly `mark` parts the rows, 0 to 1; 0 where it makes no table."""
    if mark not in (sample if is_named else sample[: sample.find("\n")]):
        return 0.0
    filled = [row for row in islice(rows(sample, mark), _SAMPLE_ROWS) if any(cell.strip() for cell in row)]
    if filled and len(filled) < _SAMPLE_ROWS and len(sample) >= _SAMPLE:
        filled.pop()  # the sample may end in the middle of it
    if len(filled) < (_LEAST_ROWS_NAMED if is_named else _LEAST_ROWS):
        return 0.0
    width, count = Counter(map(len, filled)).most_common(1)[0]
    share = count / len(filled)
    if is_named:
        return share if width >= 2 and share >= _EVEN_NAMED else 0.0
    return 1.0 if width >= 2 and share == 1 and _looks_like_table(filled, mark) else 0.0


def _looks_like_table(filled: Sequence[Sequence[str]], mark: str) -> bool:
    names, body = filled[0], filled[1:]
    if mark == "|" or any(_PROSE.search(cell) or len(cell) > _LONGEST_NAME for cell in names):
        return False
    if not all(cell.strip() for cell in names) or len(set(names)) < len(names):
        return False
    if mark == "\t":
        return True
    if len(names) == 2 and not all(_VALUE.fullmatch(row[1]) for row in body):
        return False  # two clauses with a comma between, line for line
    if all(cell.startswith(" ") for row in filled for cell in row[1:]):
        return False  # a comma and a space: English prose
    cells = [cell for row in body for cell in row]
    prose = sum(_PROSE.search(cell) is not None or len(cell) > _LONGEST_CELL for cell in cells)
    return prose * 10 <= len(cells)
