"""The tables of a draft as a person changes them: held against their sources, cited, followed by the plan's tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.drafting.cells import RowText, anchored, rows_of
from assistant.drafting.points import points
from assistant.drafting.spec import parse_spec
from assistant.drafting.types import Cell, Draft, Section
from assistant.errors import ExportBlockedError, SpecError
from assistant.export.gate import check
from assistant.export.manuscript import Run, Table, manuscript
from assistant.service import Service

UNIT = "南江阀门公司党委"
MATTER, OWNER, DUE = 1, 3, 4


@pytest.fixture
def plan(service: Service) -> Draft:
    return service.draft(parse_spec(f"{{单位: {UNIT}, 期间: 2026年}}", "work_plan"))


def table_of(draft: Draft) -> Section:
    return next(section for section in draft.sections if section.grids)


def cell(draft: Draft, row: int, column: int) -> Cell:
    return table_of(draft).grids[0].rows[row][column]


def changed(draft: Draft, *cells: tuple[int, int, str]) -> tuple[tuple[RowText, ...], ...]:
    """The plan's table with other texts at (row, column)."""
    (rows,) = rows_of(table_of(draft))
    texts = [list(row.cells) for row in rows]
    for row, column, text in cells:
        texts[row][column] = text
    return (tuple(RowText(tuple(text), at) for at, text in enumerate(texts)),)


def test_a_cell_is_held_against_the_row_that_it_cites(service: Service, plan: Draft) -> None:
    tables = changed(plan, (0, DUE, "2026年9月30日"), (1, OWNER, "党委 组织部"))
    edited = service.studio.edited(plan.id, table_of(plan).id, None, plan.version, tables=tables)
    due, owner = cell(edited, 0, DUE), cell(edited, 1, OWNER)
    assert (due.verdict, due.findings[0].expected) == ("altered", "2026年12月31日")
    assert due.citations == cell(plan, 0, DUE).citations
    assert (owner.verdict, owner.findings) == ("supported", ())
    assert cell(edited, 2, OWNER) == cell(plan, 2, OWNER)
    assert [(one.kind, one.cell) for one in points(edited) if one.kind == "altered"] == [("altered", (0, 0, DUE))]
    with pytest.raises(ExportBlockedError, match="有 1 句"):
        check(edited, "clean", acknowledged=False)
    printed = manuscript(edited, "evidence", label=False)
    (table,) = [block for block in printed.blocks if isinstance(block, Table)]
    assert table.rows[0][DUE][0] == Run("2026年9月30日", "faulty")
    assert [row.verdict for row in printed.evidence if row.claim == "2026年9月30日"] == [
        "与原文有出入；“2026年9月30日”应为“2026年12月31日”"
    ]
    back = service.studio.edited(edited.id, table_of(plan).id, None, tables=changed(edited, (0, DUE, "2026年12月31日")))
    assert cell(back, 0, DUE).verdict == "supported"


def test_rows_are_put_in_and_taken_out_and_the_tasks_follow(service: Service, plan: Draft) -> None:
    section = table_of(plan)
    (rows,) = changed(plan, (2, DUE, "6月底前"), (2, OWNER, ""))
    own = RowText(("", "职工书屋建设", "新建书屋3个", "工会", "2026年8月31日", "", ""))
    known = RowText(("", "第一议题学习", "", "党委办公室", "2026年10月31日", "", ""))
    edited = service.studio.edited(plan.id, section.id, None, tables=((rows[2], own, known),))
    grid = table_of(edited).grids[0]
    assert [row[0].text for row in grid.rows] == ["1", "2", "3"]
    assert cell(edited, 1, OWNER) == Cell("工会", (), "unverifiable")
    late = cell(edited, 2, DUE)
    assert (late.verdict, late.findings[0].expected) == ("altered", "2026年12月31日")
    assert any("第一议题学习" in one.quote for one in edited.citations if one.key in late.citations)
    assert cell(edited, 2, OWNER).verdict == "supported"
    told = [(task.id, task.matter, task.owner, task.deadline) for task in edited.tasks]
    assert told == [
        ("t3", "技术攻关", "", date(2026, 6, 30)),
        ("t4", "职工书屋建设", "工会", date(2026, 8, 31)),
        ("t5", "第一议题学习", "党委办公室", date(2026, 10, 31)),
    ]
    assert [task.matter for task in service.tasks.find(unit=UNIT)] == [task.matter for task in edited.tasks]
    (change,) = service.drafts.versions(plan.id)[:1]
    assert (change.version, edited.version) == (2, 2)


def test_what_a_person_put_into_a_table_is_not_written_over(service: Service, plan: Draft) -> None:
    section = table_of(plan)
    edited = service.studio.edited(plan.id, section.id, None, tables=changed(plan, (0, DUE, "【待填：时限】")))
    assert [one.what for one in points(edited) if one.cell] == ["时限"]
    again = service.studio.regenerated(edited.id, section.id)
    assert table_of(again).grids == table_of(edited).grids
    assert again.tasks == edited.tasks


def test_the_tables_given_are_those_of_the_section(service: Service, plan: Draft) -> None:
    section = table_of(plan)
    (rows,) = rows_of(section)
    for tables, said in (
        ((), "本节有 1 个表格，给出的是 0 个"),
        ((rows[:1] * 2,), "的行对不上原来的 3 行"),
        (((replace(rows[0], was=9),),), "的行对不上原来的 3 行"),
        (((RowText(("1", "少了几栏")),),), "第 1 行给出 2 栏"),
        (((RowText(("",) * 7),) * 301,), "至多 300 行"),
    ):
        with pytest.raises(SpecError, match=said):
            service.studio.edited(plan.id, section.id, None, tables=tables)
    same = service.studio.checked(plan, section.id, None, tables=rows_of(section))
    assert table_of(same) == section


def test_rows_written_over_another_version_find_their_rows_again() -> None:
    before = ((RowText(("1", "学习"), 0), RowText(("2", "攻关"), 1), RowText(("3", "慰问"), 2)),)
    now = ((RowText(("1", "攻关"), 0), RowText(("2", "走访"), 1)),)
    mine = ((RowText(("1", "学习两次"), 0), RowText(("2", "攻关十项"), 1), RowText(("3", "书屋"), None)),)
    assert [row.was for row in anchored(mine, before, now)[0]] == [None, 0, None]
