"""Which rows of a sheet name its columns, told by words, merged cells and formats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.readers.workbook import Cell

Row = Mapping[int, Cell]
"""Column number -> the cell that stands there, in order. A merged cell stands in every place that it covers."""

_VALUE = re.compile(
    r"""
    (?! (?:19|20)\d\d [AE年]? \Z )
    (?: [-+−¥￥$]? \d[\d,，.]* \s* [%％‰元日天人名次个项家件万亿]*
      | (?:19|20)\d\d [-/.年] \d{1,2} (?: [-/.月] \d{1,2} 日? | 月 )? (?: \s+ \d{1,2}:\d\d .* )?
      | [—–\-/√×✓☑□]+ )
    """,
    re.VERBOSE,
)
"""What stands in cells, not in column names. A year may be a column's name."""
_LONGEST_NAME = 50
_SENTENCE_END = ("。", "；", ";", "！", "，")
_MOST_LEVELS = 5
_COVERAGE = 0.6
_COUNTING = re.compile(r"[甲乙丙丁戊]|[（(]?\d{1,3}[)）]?(?:\s*=.*)?|[A-Z](?:\s*=.*)?|栏次")


def collapsed(row: Row) -> list[Cell]:
    """The cells of a row from left to right, a merged one once."""
    found: dict[tuple[int, int], Cell] = {}
    for cell in row.values():
        found.setdefault((cell.row, cell.column), cell)
    return list(found.values())


def styles_of(row: Row) -> frozenset[int]:
    return frozenset(cell.style for cell in row.values())


def looks_like_value(text: str) -> bool:
    return _VALUE.fullmatch(text) is not None


def is_label(text: str) -> bool:
    return len(text) <= _LONGEST_NAME and not text.endswith(_SENTENCE_END) and not looks_like_value(text)


def is_header(row: Row, columns: Sequence[int]) -> bool:
    """Whether a row can name `columns`: words in most of them, hardly one twice."""
    cells = collapsed(row)
    if len(cells) < 2 or len(row) < _COVERAGE * len(columns):
        return False
    words = [cell for cell in cells if is_label(cell.text) and not cell.is_value]
    rest = [cell.text for cell in cells if cell not in words]
    if rest and not _counts_up(rest):
        return False
    return bool(words) and len({cell.text for cell in cells}) * 5 >= len(cells) * 4


def _counts_up(texts: Sequence[str]) -> bool:
    """1, 2, 3 … 31: the days of a month, or years, as names of columns."""
    numbers = [int(match.group()) if (match := re.match(r"\d{1,4}", text)) else -1 for text in texts]
    return len(texts) >= 3 and all(number == numbers[0] + at for at, number in enumerate(numbers)) and numbers[0] >= 0


def is_counting_row(row: Row, columns: Sequence[int]) -> bool:
    """甲 | 乙 | 1 | 2 | 3=1+2: the row that numbers the columns under their names."""
    texts = [cell.text for cell in collapsed(row)]
    if len(texts) < 3 or len(texts) < _COVERAGE * len(columns) or not all(map(_COUNTING.fullmatch, texts)):
        return False
    numbers = [int(match.group()) for text in texts if (match := re.match(r"\d+", text.strip("（()）")))]
    return len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and numbers[0] <= 2


def header_depth(rows: Sequence[Row]) -> int:
    """How many rows from the first name the columns together: names merged downwards, or over names below them."""
    depth = 1
    while depth < min(_MOST_LEVELS, len(rows) - 1) and _goes_down(rows[:depth], rows[depth], rows[depth + 1]):
        depth += 1
    return depth


def _goes_down(header: Sequence[Row], lower: Row, after: Row) -> bool:
    first = min(cell.row for cell in header[0].values())
    if any(first <= cell.row and cell is header[-1].get(column) for column, cell in lower.items()):
        return True
    divided = [column for column, cell in header[-1].items() if _spans(header[-1], cell)]
    below = [lower[column] for column in divided if column in lower]
    if len(below) < 2 or not all(is_label(cell.text) and not cell.is_value for cell in lower.values()):
        return False
    if len({(cell.row, cell.column) for cell in below}) < 2:
        return False
    if {cell.style for cell in below} <= styles_of(header[-1]) and styles_of(after) != styles_of(lower):
        return True
    return any(after[column].is_value for column in divided if column in after)


def _spans(row: Row, cell: Cell) -> bool:
    return sum(other is cell for other in row.values()) > 1
