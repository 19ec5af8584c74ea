"""Tasks as a spreadsheet that staff fill in where they fill in everything else: its columns, and how it is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.drafting.types import Task, TaskStatus
from assistant.errors import TaskError
from ingest.readers.workbook import open_book

STATUSES: Mapping[TaskStatus, str] = {"planned": "未启动", "running": "进行中", "done": "已完成", "stopped": "已停止"}
COLUMNS: Mapping[str, str] = {
    "id": "编号", "matter": "事项", "measure": "措施", "owner": "责任单位", "due": "时限", "outcome": "成果",
    "basis": "依据", "status": "状态", "progress": "进度（%）", "note": "完成情况", "light": "红黄蓝",
}  # fmt: skip
"""Field -> heading. 编号 tells a task again; what has none is a new one. 红黄蓝 is shown and never read."""

MOST_ROWS = 5_000
MOST_CHARS = 2_000
"""Of one cell."""

_ALIASES = {
    "任务": "matter", "工作任务": "matter", "重点任务": "matter", "任务事项": "matter", "工作事项": "matter",
    "项目": "matter", "具体措施": "measure", "工作措施": "measure",
    "责任人": "owner", "责任部门": "owner", "牵头单位": "owner",
    "完成时限": "due", "完成时间": "due", "时间": "due",
    "预期成果": "outcome", "成果形式": "outcome", "工作目标": "outcome",
    "文件依据": "basis", "进展": "note", "进展情况": "note", "备注": "note", "进度": "progress", "完成进度": "progress",
    "完成状态": "status",
}  # fmt: skip
STATUS_WORDS: Mapping[str, TaskStatus] = {
    **{label: status for status, label in STATUSES.items()},
    "完成": "done", "办结": "done", "已办结": "done", "正在推进": "running", "推进中": "running", "未开始": "planned",
    "停止": "stopped", "取消": "stopped", "已取消": "stopped", "": "planned",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row as it was read.

    Attributes:
        number: As the spreadsheet counts rows, from 1.
        task: Its fields; `id` is "" for a new one.
        given: The fields that the sheet has a column for.
    """

    number: int
    task: Task
    given: frozenset[str]


def read_workbook(data: bytes, name: str) -> list[SheetRow]:
    """The tasks of the first sheet that has a column 事项 (or a name for it).

    Raises:
        TaskError: There is no such sheet, or a row cannot be a task; the row is named.
        IngestError: The file is no workbook that can be opened.
    """
    for sheet in open_book(data, name).sheets:
        rows = [(number, {at: cell.text for at, cell in cells.items()}) for number, cells in sheet.rows.items()]
        for at, (_, heads) in enumerate(rows[:10]):
            fields = _fields(heads)
            if "matter" in fields.values():
                return list(_rows(rows[at + 1 : at + 1 + MOST_ROWS], fields, name))
    raise TaskError(f"“{name}”里没有“事项”一栏", f"第一行应有这些栏：{'、'.join(COLUMNS.values())}")


def _rows(rows: Sequence[tuple[int, Mapping[int, str]]], fields: Mapping[int, str], name: str) -> Iterator[SheetRow]:
    for number, cells in rows:
        values = {field: _cleaned(cells.get(column, "")) for column, field in fields.items()}
        if not any(values.values()):
            continue
        if not values["matter"]:
            raise TaskError(f"“{name}”第 {number} 行没有写事项", "请补上，或删去这一行")
        yield SheetRow(number, _task(values, number, name), frozenset(values))


def _task(values: Mapping[str, str], number: int, name: str) -> Task:
    status = values.get("status", "")
    if status not in STATUS_WORDS:
        raise TaskError(
            f"“{name}”第 {number} 行的状态“{status}”无法识别", f"可用的写法：{'、'.join(STATUSES.values())}"
        )
    return Task(
        id=values.get("id", ""),
        matter=values["matter"],
        measure=values.get("measure", ""),
        owner=values.get("owner", ""),
        due=values.get("due", ""),
        outcome=values.get("outcome", ""),
        basis=values.get("basis", ""),
        note=values.get("note", ""),
        status=STATUS_WORDS[status],
        progress=_progress(values.get("progress", ""), number, name),
    )


def _progress(text: str, number: int, name: str) -> int | None:
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*%?", text)
    share = re.fullmatch(r"0?\.\d+|1\.0+", text)
    value = round(100 * float(text)) if share else int(match[1]) if match else 101
    if value > 100:
        raise TaskError(f"“{name}”第 {number} 行的进度“{text}”应为 0—100", "例如 60 或 60%")
    return value


def _fields(heads: Mapping[int, str]) -> dict[int, str]:
    """Column -> field, by the headings; the first column of a field counts."""
    by_heading = {heading: field for field, heading in COLUMNS.items() if field != "light"} | _ALIASES
    found: dict[int, str] = {}
    for column, heading in heads.items():
        field = by_heading.get(re.sub(r"\s", "", heading))
        if field and field not in found.values():
            found[column] = field
    return found


def _cleaned(text: str) -> str:
    return text.strip()[:MOST_CHARS]
