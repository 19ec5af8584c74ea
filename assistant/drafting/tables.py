"""The tables of a draft: the tasks of a plan, from the author, the sources and earlier plans; figures side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from assistant.answering.citations import CitationBook
from assistant.drafting.cards import pairs_of
from assistant.drafting.choosing import ON_TOPIC, Choice
from assistant.drafting.frame import OPEN
from assistant.drafting.periods import Interval, before
from assistant.drafting.rows import COLUMNS, FIELDS, Row, comparison_rows, grid_of, task_of, task_rows, unfinished_rows
from assistant.drafting.tasks.carrying import Account, Standing, TaskBook, accounts, carried_over
from assistant.drafting.tasks.deadlines import deadline
from assistant.drafting.tasks.evidence import Find, Found, evidence
from assistant.drafting.types import Cell, Grid, Section, Task
from assistant.types import Citation, Passage, in_book_marks
from ingest.types import Span
from prompts.genres import Part

MOST_TASKS = 60
ACCOUNT_COLUMNS = ("事项", "责任单位", "时限", "完成情况", "佐证")
LEFT_COLUMNS = ("事项", "责任单位", "时限", "状态")
RECORDED = "T"
"""Begins the keys of places that were recorded with tasks; those of the text are numbers alone."""

STANDINGS: dict[Standing, str] = {
    "done": "已完成",
    "unfinished": "未完成",
    "no_evidence": "【待核实】没有佐证",
    "stopped": "已终止",
}
TOLD = "【待核实】未登记，资料有记载"
"""Where nothing was recorded and a document tells of the task."""

_SAME_MATTER, _SAME_WORDS = 0.75, 0.5
"""Shares of the shorter wording in the longer."""

_NEEDED = ("owner", "due")
_WHAT = {"owner": "责任单位", "due": "完成时限"}


class Tables:
    """Adds tables to sections, and keeps the tasks that they list."""

    def __init__(self, choice: Choice, book: CitationBook, earlier: TaskBook, find: Find) -> None:
        self._choice = choice
        self._book = book
        self._earlier = earlier
        self._find = find
        self.tasks: tuple[Task, ...] = ()
        self.notices: tuple[str, ...] = ()
        self.recorded: tuple[Citation, ...] = ()

    def with_grids(self, section: Section, part: Part) -> Section:
        """The section with the tables that its part of the genre carries."""
        if part.grid == "tasks":
            self.tasks = tuple(self._numbered(self._all_tasks()))[:MOST_TASKS]
            return replace(section, grids=(task_grid(self.tasks, self._caption()),)) if self.tasks else section
        if part.grid == "accounts":
            grid = self._accounts()
            return replace(section, grids=(grid,)) if grid is not None else section
        if part.grid == "comparison":
            rows = comparison_rows(self._choice.stock, self._is_on_topic)
            return replace(section, grids=(grid_of(rows, self._cite, ""),)) if len(rows) > 1 else section
        return section

    def _accounts(self) -> Grid | None:
        """What became of the tasks of the period's plan: as recorded; else what a ledger says is not finished."""
        period, year = self._choice.period, self._year
        recorded = self._earlier(self._choice.spec.unit, year) if year is not None else ()
        if recorded:
            rows = tuple(self._account(one, period) for one in accounts(recorded))
            return Grid(ACCOUNT_COLUMNS, rows, f"{self._choice.spec.period}重点任务完成情况")
        left = unfinished_rows(self._choice.stock, period) if period is not None else []
        if not left:
            return None
        return Grid(LEFT_COLUMNS, tuple(self._left(row) for row in left), f"{self._choice.spec.period}未完成的重点任务")

    def _account(self, account: Account, period: Interval | None) -> tuple[Cell, ...]:
        task = account.task
        if task.evidence or account.standing == "stopped" or period is None:
            found = None
        else:
            found = evidence(task, period, self._find, self._time_of)
        if found is not None:
            return self._found(account, found)
        keys = tuple(self._known(citation) for citation in task.evidence)
        shown = "、".join(dict.fromkeys(in_book_marks(citation.document) for citation in task.evidence))
        state = Cell(_standing(account), keys)
        return (Cell(task.matter), Cell(task.owner), Cell(task.due), state, Cell(task.note or shown, keys))

    def _found(self, account: Account, found: Found) -> tuple[Cell, ...]:
        """An account with the place of a document that tells of its task, verbatim; the record counts before it."""
        task, key = account.task, (self._cite(found.passage, found.span),)
        if account.standing != "no_evidence":
            state = _standing(account)
        elif task.status == "done" or found.is_done:
            state = STANDINGS["done"]
        else:
            state = TOLD
        quote = found.span.of(found.passage.chunk.text).strip()
        told = f"{task.note}；{quote}" if task.note else quote
        return (Cell(task.matter), Cell(task.owner), Cell(task.due), Cell(state, key), Cell(told, key))

    def _time_of(self, document_id: str) -> Interval | None:
        source = self._choice.stock.sources.get(document_id)
        return source.time if source is not None else None

    def _left(self, row: Row) -> tuple[Cell, ...]:
        key = (self._cite(row.passage, row.span),)
        return tuple(Cell(row.field(name), key) for name in ("matter", "owner", "due", "state"))

    def _known(self, citation: Citation) -> str:
        """The key of a place that was recorded with a task."""
        for held in self.recorded:
            if (held.chunk_id, held.start, held.end) == (citation.chunk_id, citation.start, citation.end):
                return held.key
        fresh = replace(citation, key=f"{RECORDED}{len(self.recorded) + 1}")
        self.recorded = (*self.recorded, fresh)
        return fresh.key

    def _caption(self) -> str:
        spec = self._choice.spec
        return f"{spec.period}重点任务清单"

    def _all_tasks(self) -> list[Task]:
        """Each matter once: the author's, then the sources', then what earlier plans left unfinished."""
        seen: list[Task] = []
        for task in (*self._choice.spec.tasks, *self._of_sources(), *self._left_over()):
            at = next((at for at, other in enumerate(seen) if are_one(task, other)), None)
            if at is None:
                seen.append(task)
                continue
            same = seen[at]
            if task.carried and not same.carried:
                seen[at] = replace(same, carried=task.carried)
            elif task.due and same.due and _day(task, self._year) != _day(same, self._year):
                self.notices += (_two_days(same, task),)
        return seen

    def _of_sources(self) -> Iterator[Task]:
        for row in task_rows(self._choice.stock, self._choice.period):
            if row.source.genre in self._choice.genre.unsuitable:
                continue
            if not self._choice.genre.needs_topic or self._is_on_topic(row):
                yield self._with_basis(task_of(row, self._cite, 0, self._year), row)

    def _with_basis(self, task: Task, row: Row) -> Task:
        """Where its table has no column for it, the document that sets a task is its basis."""
        if task.basis:
            return task
        number = f"（{row.source.metadata.number}）" if row.source.metadata.number else ""
        basis = f"《{row.source.title.replace('《', '〈').replace('》', '〉')}》{number}"
        return replace(task, basis=basis, citations={**task.citations, "basis": task.citations["matter"]})

    def _left_over(self) -> Iterator[Task]:
        """What the plan before left unfinished: as recorded, else as a ledger among the sources says."""
        period, year = self._choice.period, self._year
        if period is None or year is None or self._choice.genre.needs_topic:
            return
        recorded = self._earlier(self._choice.spec.unit, year - 1)
        if recorded:
            yield from carried_over(recorded, year)
            return
        for row in unfinished_rows(self._choice.stock, before(period)):
            task = task_of(row, self._cite, 0, year)
            kept = {field: keys for field, keys in task.citations.items() if field != "due"}
            yield replace(
                task,
                due="",
                citations=kept,
                note=f"上期未完成（{row.field('state')}）",
                carried=row.field("number") or None,
            )

    def _numbered(self, tasks: Sequence[Task]) -> Iterator[Task]:
        spec = self._choice.spec
        for number, task in enumerate(tasks, 1):
            yield replace(task, id=f"t{number}", unit=spec.unit, year=self._year, deadline=_day(task, self._year))

    @property
    def _year(self) -> int | None:
        period = self._choice.period
        return period.first.year if period else None

    def _cite(self, passage: Passage, span: Span) -> str:
        return self._book.cite(passage, span).key

    def _is_on_topic(self, row: Row) -> bool:
        topic = pairs_of(self._choice.spec.topic)
        if not topic:
            return True
        around = pairs_of(row.source.title) | pairs_of(row.passage.chunk.text)
        return len(topic & around) >= ON_TOPIC * len(topic)


def _standing(account: Account) -> str:
    progress = account.task.progress
    if account.standing == "no_evidence" and account.task.status == "done":
        return f"登记为已完成，{STANDINGS['no_evidence']}"
    shown = f"（{progress}%）" if progress is not None and account.standing == "unfinished" else ""
    return STANDINGS[account.standing] + shown


def are_one(one: Task, other: Task) -> bool:
    """Whether two rows set one task: the same matter, or much the same words for the same owner."""
    if one.matter == other.matter:
        return True
    if one.owner and other.owner and one.owner != other.owner:
        return False
    matter, others = pairs_of(one.matter), pairs_of(other.matter)
    if matter and others and len(matter & others) >= _SAME_MATTER * min(len(matter), len(others)):
        return True
    whole, theirs = pairs_of(one.matter + one.measure), pairs_of(other.matter + other.measure)
    return len(whole & theirs) >= _SAME_WORDS * max(1, min(len(whole), len(theirs))) and one.owner == other.owner


def _day(task: Task, year: int | None) -> date | None:
    return task.deadline or (deadline(task.due, year) if task.due else None)


def _two_days(one: Task, other: Task) -> str:
    first, second = (f"《{task.plan}》作{task.due}" if task.plan else f"作者作{task.due}" for task in (one, other))
    return f"“{one.matter}”的完成时限说法不一：{first}，{second}，表中用前者，请核实"


def task_grid(tasks: Sequence[Task], caption: str) -> Grid:
    """Tasks as a table; a task without owner or day shows that it is open."""
    rows = []
    for number, task in enumerate(tasks, 1):
        cells = [Cell(str(number))]
        for name in FIELDS:
            text = getattr(task, name) or (
                OPEN.format(what=f"“{task.matter}”的{_WHAT[name]}") if name in _NEEDED else ""
            )
            cells.append(Cell(text, task.citations.get(name, ())))
        rows.append(tuple(cells))
    return Grid(("序号", *COLUMNS), tuple(rows), caption)
