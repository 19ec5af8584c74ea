"""Tasks of plans: their days, their lights, their way into the next year and through a spreadsheet."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from assistant.drafting.tasks.carrying import accounts, carried_over
from assistant.drafting.tasks.deadlines import deadline
from assistant.drafting.tasks.evidence import tellings
from assistant.drafting.tasks.lights import Thresholds, light
from assistant.drafting.tasks.sheets import COLUMNS, read_workbook
from assistant.drafting.tasks.workbook import workbook
from assistant.drafting.types import Light, Task
from assistant.errors import TaskError, TaskNotFoundError
from assistant.store.database import Database
from assistant.store.tasks import TaskStore
from assistant.types import Citation, Passage
from ingest.errors import IngestError
from ingest.types import Address, Chunk

TODAY = date(2026, 6, 10)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026年6月底前", date(2026, 6, 30)),
        ("6月30日前", date(2026, 6, 30)),
        ("6月前", date(2026, 5, 31)),
        ("1月前", date(2025, 12, 31)),
        ("三月中旬", date(2026, 3, 20)),
        ("十二月", date(2026, 12, 31)),
        ("3月至5月", date(2026, 5, 31)),
        ("第三季度", date(2026, 9, 30)),
        ("四季度末前", date(2026, 12, 31)),
        ("二季度前", date(2026, 3, 31)),
        ("一季度前", date(2025, 12, 31)),
        ("上半年", date(2026, 6, 30)),
        ("2027年上半年完成", date(2027, 6, 30)),
        ("年底前", date(2026, 12, 31)),
        ("2027年底", date(2027, 12, 31)),
        ("二〇二六年九月三十日", date(2026, 9, 30)),
        ("2026-09-15", date(2026, 9, 15)),
        ("每季度召开一次", date(2026, 12, 31)),
        ("长期坚持", date(2026, 12, 31)),
        ("2月", date(2026, 2, 28)),
        ("2月30日", None),
        ("视情况", None),
        ("", None),
    ],
)
def test_the_day_that_a_time_allows(written: str, day: date | None) -> None:
    assert deadline(written, 2026) == day


def test_without_a_year_only_a_time_that_names_one_has_a_day() -> None:
    assert deadline("6月底") is None
    assert deadline("2026年6月底") == date(2026, 6, 30)


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        (Task("1", "甲", status="done", deadline=date(2026, 1, 1)), "green"),
        (Task("1", "甲", status="stopped", deadline=date(2026, 1, 1)), "none"),
        (Task("1", "甲"), "none"),
        (Task("1", "甲", deadline=date(2026, 6, 9)), "red"),
        (Task("1", "甲", deadline=TODAY), "yellow"),
        (Task("1", "甲", deadline=date(2026, 7, 9)), "yellow"),
        (Task("1", "甲", deadline=date(2026, 7, 9), progress=95, year=2026), "blue"),
        (Task("1", "甲", deadline=date(2026, 7, 10)), "blue"),
        (Task("1", "甲", deadline=date(2026, 12, 31), progress=40, year=2026), "blue"),
        (Task("1", "甲", deadline=date(2026, 12, 31), progress=5, year=2026), "yellow"),
    ],
)
def test_the_light_of_a_task(task: Task, expected: Light) -> None:
    assert light(task, TODAY) == expected


def test_the_thresholds_are_the_units_own() -> None:
    task = Task("1", "甲", deadline=date(2026, 6, 20))
    assert (light(task, TODAY), light(task, TODAY, Thresholds(days=7))) == ("yellow", "blue")


def test_a_summary_tells_what_became_of_each_task_and_the_next_plan_goes_on() -> None:
    tasks = [
        Task("a", "培训", status="done", note="办班4期", progress=100),
        Task("b", "调研", status="done"),
        Task("c", "阵地建设", status="running", note="已完成选址", due="年底前", owner="办公室"),
        Task("d", "评比"),
        Task("e", "出访", status="stopped"),
    ]  # fmt: skip
    told = {one.task.id: one.standing for one in accounts(tasks)}
    assert told == {"a": "done", "b": "no_evidence", "c": "unfinished", "d": "no_evidence", "e": "stopped"}
    carried = carried_over(tasks, 2027)
    assert [(one.carried, one.year, one.status) for one in carried] == [
        ("c", 2027, "planned"),
        ("d", 2027, "planned"),
    ]
    assert (carried[0].owner, carried[0].due, carried[0].deadline, carried[0].note) == ("办公室", "", None, "")


TASKS = [
    Task("a1", "=1+1", "每月一课", "组织部", "2026年6月底", "报告", "第三条", status="running", progress=60),
    Task("a2", "建设党员活动室（二期）", owner="工会", status="done", note="已验收\x07"),
]  # fmt: skip


def test_a_workbook_gives_back_what_went_into_it() -> None:
    rows = read_workbook(workbook(TASKS, TODAY), "台账.xlsx")
    assert [row.task for row in rows] == [TASKS[0], replace(TASKS[1], note="已验收")]
    assert [row.number for row in rows] == [2, 3]


def test_nothing_in_a_workbook_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(TASKS, TODAY))).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def made(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_staffs_own_headings_are_understood() -> None:
    data = made(
        [
            ["2026年重点任务台账"],
            ["序号", "重点任务", "牵头单位", "完成时限", "进展情况"],
            [1, "党员轮训", "组织部", "9月底", ""],
        ]
    )
    assert [row.task for row in read_workbook(data, "台账.xlsx")] == [Task("", "党员轮训", owner="组织部", due="9月底")]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["姓名", "电话"], ["甲", "1"]], "没有“事项”一栏"),
        ([["事项", "状态"], ["培训", "差不多了"]], "第 2 行的状态“差不多了”"),
        ([["事项", "进度"], ["培训", "一半"]], "第 2 行的进度“一半”"),
        ([["事项", "进度"], ["培训", "120"]], "第 2 行的进度“120”"),
        ([["事项", "责任单位"], ["培训", "甲"], ["", "乙"]], "第 3 行没有写事项"),
    ],
)
def test_a_sheet_that_cannot_be_read_says_where(rows: list[list[object]], said: str) -> None:
    with pytest.raises(TaskError) as told:
        read_workbook(made(rows), "台账.xlsx")
    assert said in told.value.message


def test_a_file_that_is_no_workbook_is_told() -> None:
    with pytest.raises(IngestError):
        read_workbook(b"PK\x03\x04 nothing", "台账.xlsx")


@pytest.fixture
def store(tmp_path: Path, database_url: str | None) -> Iterator[TaskStore]:
    with Database.open(tmp_path, database_url) as database:
        yield TaskStore(database)


def test_tasks_are_kept_in_the_plans_order_with_their_days(store: TaskStore) -> None:
    source = Citation("1", "c", "d", "要点", "/要点.pdf", Address(), 3, "6月底前完成", 0, 6)
    first = Task("", "培训", due="6月底前", citations={"due": ("1",)}, sources=(source,))
    added = store.add("2026年工作要点", "某公司", 2026, [first, Task("", "调研")])
    store.add("2026年工作要点", "某公司", 2026, [Task("", "评比")])
    found = store.find(plan="2026年工作要点")
    assert [one.matter for one in found] == ["培训", "调研", "评比"]
    assert found[:2] == added
    assert (found[0].deadline, found[0].unit, found[0].year) == (date(2026, 6, 30), "某公司", 2026)
    assert store.get(added[0].id).sources == (source,)
    assert store.find(year=2025) == []


def test_records_change_a_task_and_stay_readable(store: TaskStore) -> None:
    task = store.add("计划", "", 2026, [Task("", "培训", due="6月底")])[0]
    store.record(task.id, {"status": "running", "progress": 40, "note": "已办2期"})
    store.record(task.id, {"due": "9月底"})
    done = store.record(task.id, {"status": "done"})
    store.record(task.id, {"status": "done"})
    assert (done.progress, done.deadline, done.note) == (100, date(2026, 9, 30), "已办2期")
    assert store.get(task.id) == done
    assert [dict(event.changes) for event in store.history(task.id)] == [
        {"status": ("planned", "running"), "progress": ("", "40"), "note": ("", "已办2期")},
        {"due": ("6月底", "9月底"), "deadline": ("2026-06-30", "2026-09-30")},
        {"status": ("running", "done"), "progress": ("40", "100")},
    ]


@pytest.mark.parametrize(
    "changes", [{"status": "finished"}, {"progress": 101}, {"progress": "60"}, {"matter": " "}, {"id": "x"}]
)
def test_a_record_that_cannot_be_is_refused_and_changes_nothing(store: TaskStore, changes: dict[str, object]) -> None:
    task = store.add("计划", "", 2026, [Task("", "培训")])[0]
    with pytest.raises(TaskError):
        store.record(task.id, changes)
    assert store.get(task.id) == task


def test_what_is_not_there_is_told(store: TaskStore) -> None:
    with pytest.raises(TaskNotFoundError):
        store.get("none")
    with pytest.raises(TaskError, match="没有写事项"):
        store.add("计划", "", 2026, [Task("", " ")])
    assert store.find() == []
    assert set(COLUMNS) >= {"matter", "measure", "owner", "due", "outcome", "basis"}


def test_a_task_taken_out_can_be_put_back_with_its_history(store: TaskStore) -> None:
    [one, _] = store.add("计划", "某单位", 2026, [Task("", "培训"), Task("", "调研")])
    store.record(one.id, {"status": "running", "note": "办了一期"})
    known = store.get(one.id), store.history(one.id)
    removed = store.take_out(one.id)
    with pytest.raises(TaskNotFoundError):
        store.get(one.id)
    store.put_back(removed)
    assert (store.get(one.id), store.history(one.id)) == known
    assert [task.matter for task in store.find()] == ["培训", "调研"]
    with pytest.raises(TaskNotFoundError):
        store.take_out("none")


def test_the_sentence_that_tells_of_a_task_is_offered() -> None:
    text = "一季度以来，工作有序。\n 组织部举办党员轮训班四期，覆盖全体党员。其他工作照常。"
    chunk = Chunk("c", "d", 0, 0, len(text), text, Address((), None), ())
    [found] = tellings("党员轮训", [Passage(chunk, "简报", "简报.md", False, 1.0)])
    assert found.quote == "组织部举办党员轮训班四期，覆盖全体党员。"
    assert text[found.start : found.end] == found.quote
    assert tellings("党员轮训", [replace_text(chunk)]) == ()


def replace_text(chunk: Chunk) -> Passage:
    return Passage(replace(chunk, text="无关。"), "简报", "简报.md", False, 1.0)
