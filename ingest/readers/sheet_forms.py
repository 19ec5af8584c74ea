"""Forms in a sheet: keys and values side by side, 姓名 | 张三 | 性别 | 男."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.readers.sheet_headers import Row, collapsed, is_label
from ingest.readers.workbook import Cell

LABELLED = re.compile(r"[^：:。；]{1,12}[：:].*", re.DOTALL)
"""A cell that holds a key and its value."""
_LONGEST_KEY, _JUDGED_BY = 14, 200


def is_form(rows: list[Row], columns: Sequence[int]) -> bool:
    """Whether the rows of a region are a form, not a table."""
    rows = rows[:_JUDGED_BY]
    lists = [cells for row in rows if len(cells := collapsed(row)) > 1]
    if not lists:
        return False
    ending = sum(cells[0].text.endswith(("：", ":")) for cells in lists)
    if ending * 2 >= len(lists) and ending:
        return True
    if max(map(len, lists)) == 2 and len(columns) == 2:
        return _is_key_list(lists)
    begun = [row for row in rows if min(cell.row for cell in row.values()) == max(cell.row for cell in row.values())]
    paired = [
        (row, cells)
        for row in begun
        if (cells := collapsed(row)) and len(cells) % 2 == 0 and all(_is_key(cell.text) for cell in cells[::2])
    ]
    keys = [cell.text for _, cells in paired for cell in cells[::2]]
    several = [row for row in begun if len(collapsed(row)) > 1]
    if len(paired) < 2 or len(paired) * 10 < len(several) * 6 or len(set(keys)) * 20 < len(keys) * 19:
        return False
    if any(cell.is_value or not is_label(cell.text) for cell in paired[0][1][1::2]):
        return True
    return any(len(cells) == 2 and len(row) > 2 and columns[-1] in row for row, cells in paired)


def _is_key_list(lists: list[list[Cell]]) -> bool:
    """Two columns, keys and values: all keys differ, and the values are of several kinds, the first row's too."""
    keys = [cells[0].text for cells in lists]
    if not all(_is_key(key) for key in keys) or len(set(keys)) < len(keys) or len(lists) < 2:
        return False
    first = lists[0]
    if first[1].is_value or len(first[1].text) > 2 * _LONGEST_KEY or first[1].text.endswith("。"):
        return True
    if first[0].style == first[1].style and all(a[0].style != first[0].style for a in lists[1:]):
        return False
    kinds = [cells[1].is_value for cells in lists[1:]]
    return len(lists) > 3 and any(kinds) and not all(kinds) and any(a != b for a, b in pairwise(kinds))


def _is_key(text: str) -> bool:
    return len(text) <= _LONGEST_KEY and is_label(text)


def pairs(texts: Sequence[str]) -> Iterator[str]:
    """Label and value in turn; a cell that holds both already stands by itself."""
    at = 0
    while at < len(texts):
        text = texts[at].rstrip("：:")
        if at + 1 == len(texts) or (LABELLED.fullmatch(texts[at]) and texts[at] != text + texts[at][-1:]):
            yield texts[at]
            at += 1
        elif LABELLED.fullmatch(texts[at]) and text == texts[at]:
            yield text
            at += 1
        else:
            yield f"{text}：{texts[at + 1]}"
            at += 2
