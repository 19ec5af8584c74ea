"""Tables in sources: rows as records, the tasks that they list, and tables worth showing again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.drafting.cards import Source
from assistant.drafting.lines import cells_of, lines_of
from assistant.drafting.periods import Interval, times_in
from assistant.drafting.sources import Stock
from assistant.drafting.types import Cell, Grid, Task
from assistant.types import Passage
from ingest.types import Span

COLUMNS = ("事项", "措施", "责任单位", "时限", "成果", "依据")
FIELDS: Mapping[str, str] = dict(zip(("matter", "measure", "owner", "due", "outcome", "basis"), COLUMNS, strict=True))
"""A task's fields -> the columns of its table."""

_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("matter", re.compile(r"(?:重点)?(?:事项|任务|工作任务|工作内容|主要工作|项目名称|工作事项)")),
    ("measure", re.compile(r"(?:具体|主要|工作)?(?:措施|举措|做法)")),
    ("owner", re.compile(r"(?:责任|牵头|承办|实施|主责)(?:单位|部门|主体|人|领导)")),
    ("due", re.compile(r"(?:完成)?(?:时限|时间|期限)|完成时间|时间节点|截止时间|时间安排")),
    ("outcome", re.compile(r"(?:预期|工作)?(?:成果|目标)(?:形式)?|完成标志")),
    ("basis", re.compile(r"(?:政策|文件)?依据")),
    ("state", re.compile(r"(?:完成|当前|办理)?(?:状态|进度|完成情况)")),
    ("stage", re.compile(r"阶段")),
    ("number", re.compile(r"序号|编号|任务编号")),
)
_FEWEST = 3
"""Cells of a row; a line with fewer, or one that ends as a sentence does, is labelled prose."""

_DONE = re.compile(r"完成|办结|销号|终止|取消|停止")
_UNDONE = re.compile(r"未|延期|推进|进行|滞后|逾期")

Cite = Callable[[Passage, Span], str]
"""Gives a place in a source its citation key."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table in a source.

    Attributes:
        cells: Column name -> text, both as they stand in the source.
        span: The row's line in its chunk.
    """

    passage: Passage
    source: Source
    span: Span
    cells: tuple[tuple[str, str], ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.cells)

    def field(self, wanted: str) -> str:
        """What stands under the column that means `wanted`; "" where there is none."""
        return next((text for name, text in self.cells if field_of(name) == wanted), "")


def field_of(column: str) -> str:
    """What a column's name means: a field of `Task`, or state, stage, number; "" for anything else."""
    name = re.sub(r"[（(].*?[）)]", "", column).strip()
    return next((field for field, pattern in _NAMES if pattern.fullmatch(name)), "")


def rows_in(stock: Stock) -> Iterator[Row]:
    """The rows of the tables in all documents read, in reading order."""
    for document, passages in stock.passages.items():
        for passage in passages:
            yield from _rows(passage, stock.sources[document])


def _rows(passage: Passage, source: Source) -> Iterator[Row]:
    text = passage.chunk.text
    for line in lines_of(text):
        cells = tuple((name, value.of(text).strip()) for name, value in cells_of(text, line))
        if len(cells) >= _FEWEST and not line.of(text).rstrip().endswith("。"):
            yield Row(passage, source, line, cells)


def task_rows(stock: Stock, period: Interval | None) -> list[Row]:
    """The rows that set tasks of the period: what is to be done, and who does it or by when."""
    found = []
    seen: set[str] = set()
    for row in rows_in(stock):
        matter = row.field("matter")
        if not matter or not (row.field("owner") or row.field("due")) or matter in seen or row.field("state"):
            continue
        if period is None or _is_of(row, period):
            seen.add(matter)
            found.append(row)
    return sorted(found, key=lambda row: row.source.rank)


def unfinished_rows(stock: Stock, before: Interval | None) -> list[Row]:
    """The rows of a ledger of the period before that are not recorded as finished."""
    return [
        row
        for row in rows_in(stock)
        if row.field("matter")
        and (state := row.field("state"))
        and (_UNDONE.search(state) or not _DONE.search(state))
        and before is not None
        and (row.source.time is None or row.source.time.overlaps(before))
    ]


def _is_of(row: Row, period: Interval) -> bool:
    due = times_in(row.field("due"))
    if due:
        return any(time.overlaps(period) for time in due)
    return row.source.time is not None and row.source.time.overlaps(period)


def comparison_rows(stock: Stock, wanted: Callable[[Row], bool]) -> list[Row]:
    """The rows of the first table that sets figures side by side, of those wanted: 指标, 之前, 之后."""
    found: list[Row] = []
    for row in rows_in(stock):
        if not wanted(row) or not _compares(row):
            continue
        if found and (row.columns != found[0].columns or row.source != found[0].source):
            continue
        found.append(row)
    return found


def _compares(row: Row) -> bool:
    named = " ".join(row.columns)
    return (
        re.search(r"前|之前|原|上年|20\d\d年", named) is not None
        and re.search(r"后|现|本年|变化|20\d\d年", named) is not None
    )


def task_of(row: Row, cite: Cite, number: int, year: int | None) -> Task:
    """A row as a task, every cell with the key of the citation that holds it.

    Where the table has no column for it, the document itself is the task's basis.
    """
    key = cite(row.passage, row.span)
    stated = {name: row.field(name) for name in FIELDS}
    return Task(
        id=f"t{number}",
        matter=stated["matter"],
        measure=stated["measure"],
        owner=stated["owner"],
        due=stated["due"],
        outcome=stated["outcome"],
        basis=stated["basis"],
        year=year,
        plan=row.source.title,
        citations={name: (key,) for name, text in stated.items() if text},
    )


def grid_of(rows: Sequence[Row], cite: Cite, caption: str) -> Grid:
    """Rows of one table as a table again."""
    columns = rows[0].columns
    keys = [cite(row.passage, row.span) for row in rows]
    lines = tuple(
        tuple(Cell(dict(row.cells).get(name, ""), (key,)) for name in columns)
        for row, key in zip(rows, keys, strict=True)
    )
    return Grid(columns, lines, caption)
