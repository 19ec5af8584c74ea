"""Ledgers from documents: every cell where it stands, one matter one row, what is missing told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.drafting.ledgers.auditing import problems
from assistant.drafting.ledgers.drafts import draft_of, issue_grid, main_grid
from assistant.drafting.ledgers.types import Ledger
from assistant.drafting.spec import parse_spec
from assistant.drafting.types import Spec
from assistant.errors import SpecError
from assistant.service import Service
from prompts.errors import PromptError
from prompts.ledgers import FOLDER, all_ledgers, load_ledger, parse_ledger

TODAY = date(2026, 11, 21)
FILES = {
    "2026年重点任务台账.md": """# 2026年重点任务台账

（2026年1月20日）

| 编号 | 重点任务 | 具体措施 | 责任部门 | 完成时限 | 状态 |
|---|---|---|---|---|---|
| R01 | 修订考勤制度 | 分两步：先征求意见；再提交审议 | 人力资源部 | 2026年3月31日 | 已完成 |
| R02 | 改造职工食堂 | 更换排烟设备 | 后勤部 | 2026年9月30日 | 推进中 |
| R03 | 青年岗位练兵 | 组织技能比武 |  | 2026年12月20日 | 未启动 |
| 合计 | 3项 |  |  |  |  |
""",
    "关于做好岗位练兵的通知.md": """# 关于做好岗位练兵工作的通知

（2026年4月2日）

各车间：

现将有关事项通知如下。

一、总体安排

岗位练兵工作已于2025年12月底前完成动员，参加职工126人。

二、工作要求

（一）青年岗位练兵。由团委牵头，组织技能比武，2026年11月30日前完成。

（二）制定评分标准，明确奖励办法，由人力资源部、工会负责，5月底前完成。

（三）各车间于2026年4月20日前将报名表报送工会。

（四）加强宣传引导。
""",
    "2026年上半年职工意见建议办理情况.txt": """2026年上半年职工意见建议办理情况
（工会　2026年7月6日）
上半年共收集职工意见建议3条。
一、重点意见办理情况
（一）意见编号2026-01：东门夜间照明不足，存在安全隐患。责任单位：后勤部。研判意见：情况属实，应当解决。办理结果：加装路灯8盏。反馈时间：2026年3月4日。状态：办结。
（二）意见编号2026-02：建议延长浴室开放时间。责任单位：后勤部。研判意见：采纳。状态：推进中。
二、下步打算
工会将加强跟踪督办。
""",
    "2026年技术需求征集表.md": """# 2026年技术需求征集表

（2026年2月1日）

1.轴承座加工振纹。需求单位：机加车间。攻关目标：表面粗糙度不大于0.8微米。完成时限：2026年10月底。经费额度：12万元。

2.喷涂线漆雾回收（需求单位：涂装车间；攻关目标：回收率不低于95%）
""",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("ledgers")
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Service.open(load_settings(folder / "home"), write=True, clock=lambda: TODAY) as service:
        report = service.ingest([folder / name for name in FILES])
        assert len(report.documents) == len(FILES)
        yield service


@pytest.fixture(scope="module")
def tasks(service: Service) -> Ledger:
    return service.ledger("任务清单")


def rows(ledger: Ledger, *columns: str) -> list[tuple[str, ...]]:
    return [tuple(row.text(column) for column in columns) for row in ledger.rows]


def test_every_row_of_a_table_and_every_sentence_that_sets_a_task(tasks: Ledger) -> None:
    assert rows(tasks, "matter", "owner", "due") == [
        ("修订考勤制度", "人力资源部", "2026年3月31日"),
        ("改造职工食堂", "后勤部", "2026年9月30日"),
        ("青年岗位练兵", "团委", "2026年12月20日"),
        ("制定评分标准", "人力资源部、工会", "5月底前"),
        ("将报名表报送工会", "各车间", "2026年4月20日前"),
    ]


def test_a_cell_with_a_colon_and_a_semicolon_is_one(tasks: Ledger) -> None:
    assert tasks.rows[0].text("measure") == "分两步：先征求意见；再提交审议"


@pytest.mark.parametrize("kind", ["tasks", "opinions", "needs", "duties"])
def test_every_cell_is_verbatim_where_its_citation_says(service: Service, kind: str) -> None:
    ledger = service.ledger(kind)
    assert ledger.rows
    places = {citation.key: citation for citation in ledger.citations}
    for row in ledger.rows:
        for cell in row.cells.values():
            assert cell.citations, cell
            for key in cell.citations:
                chunk = service.chunk(places[key].chunk_id)
                assert chunk is not None
                assert chunk.text[places[key].start : places[key].end] == places[key].quote
            assert "".join(places[cell.citations[0]].quote.split()) in "".join(cell.text.split())


def test_one_matter_of_two_documents_is_one_row_and_their_difference_is_told(tasks: Ledger) -> None:
    row = tasks.rows[2]
    assert row.documents == ("2026年重点任务台账", "关于做好岗位练兵工作的通知")
    assert row.text("number") == "R03"
    (difference,) = row.differences
    assert "《2026年重点任务台账》作“2026年12月20日”" in difference
    assert "《关于做好岗位练兵工作的通知》作“2026年11月30日前”" in difference
    assert not any(other.differences for other in tasks.rows if other is not row)


def test_what_is_overdue_depends_on_the_day(service: Service, tasks: Ledger) -> None:
    assert problems(tasks.rows[0], tasks.form) == ()
    assert problems(tasks.rows[1], tasks.form) == ("尚未办结（推进中）", "已过时限（2026年9月30日）")
    assert problems(tasks.rows[4], tasks.form) == ("已过时限（2026年4月20日），未见办结记录",)
    earlier = service.ledger("tasks", day=date(2026, 4, 1))
    assert [row.is_overdue for row in earlier.rows] == [False] * 5
    assert earlier.rows[1].is_unclosed


def test_opinions_whose_loop_is_open(service: Service) -> None:
    ledger = service.ledger("意见台账")
    assert rows(ledger, "number", "matter", "judged", "replied", "result", "status") == [
        ("2026-01", "东门夜间照明不足，存在安全隐患", "情况属实，应当解决", "2026年3月4日", "加装路灯8盏", "办结"),
        ("2026-02", "建议延长浴室开放时间", "采纳", "", "", "推进中"),
    ]
    first, second = ledger.rows
    assert not first.is_unclosed
    assert (second.gaps, second.open_stages, second.is_closed) == (("反馈", "落实情况"), ("反馈", "落实"), False)
    grid = issue_grid(ledger)
    assert grid is not None
    assert [row[1].text for row in grid.rows] == ["建议延长浴室开放时间"]


def test_technical_needs_in_labelled_prose_and_in_brackets(service: Service) -> None:
    ledger = service.ledger("技术需求清单", sources=["2026年技术需求征集表"])
    assert rows(ledger, "matter", "owner", "target", "due", "money") == [
        ("轴承座加工振纹", "机加车间", "表面粗糙度不大于0.8微米", "2026年10月底", "12万元"),
        ("喷涂线漆雾回收", "涂装车间", "回收率不低于95%", "", ""),
    ]
    assert ledger.rows[1].gaps == ("完成时限",)


def test_a_ledger_of_nothing_is_empty_and_says_so(service: Service) -> None:
    ledger = service.ledger("growth")
    assert ledger.rows == ()
    assert "没有找到创新成长档案" in ledger.notices[0]
    assert draft_of(ledger, Spec("ledger")).sections[0].grids == ()


def test_the_period_leaves_other_years_out(service: Service) -> None:
    assert len(service.ledger("tasks", period="2026年上半年").rows) == 3
    assert service.ledger("tasks", period="2025年").rows == ()


def test_the_grid_has_the_columns_that_are_filled(tasks: Ledger) -> None:
    grid = main_grid(tasks)
    assert grid.columns == ("序号", "编号", "事项", "措施", "责任单位", "时限", "状态", "来源文件")
    assert all(len(row) == len(grid.columns) for row in grid.rows)


def test_a_ledger_draft_of_another_kind(service: Service) -> None:
    spec = parse_spec("{主题: 意见台账, 期间: 2026年}", "ledger")
    draft = service.draft(spec)
    assert draft.id
    assert draft.title == "2026年意见台账"
    assert [len(section.grids[0].rows) for section in draft.sections] == [2, 1]
    assert service.drafts.load(draft.id).sections == draft.sections
    assert service.tasks.find() == []


@pytest.mark.parametrize(
    ("kind", "asked", "said"),
    [
        ("请示台账", {}, "没有台账"),
        ("tasks", {"sources": ["没有的文件"]}, "没有来源文件"),
        ("tasks", {"collections": ["没有的库"]}, "没有库"),
        ("tasks", {"period": "明后天"}, "不是看得懂的期间"),
    ],
)
def test_what_is_not_there_is_said(service: Service, kind: str, asked: dict[str, list[str]], said: str) -> None:
    with pytest.raises(SpecError, match=said):
        service.ledger(kind, **asked)  # type: ignore[arg-type]


def test_every_ledger_file_reads_and_is_found_by_all_its_names() -> None:
    for form in all_ledgers():
        assert {load_ledger(name) for name in (form.name, form.title, *form.names)} == {form}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("role: matter", "role: thing", "应为 .* 之一"),
        ("role: matter", 'role: ""', "没有一栏的 role 是 matter"),
        ("needs: [owner", "needs: [nobody", "没有的栏 'nobody'"),
        ("version: 1", "version: 一", "version 应为不小于 0 的整数"),
        ("version: 1", "version: 2026-13-01", "不是合法的 YAML"),
        ("purpose:", "purposes:", "不认识的键 'purposes'"),
        ("labels: [意见编号", "labels: [意见, 意见编号", "名称 '意见' 指两栏"),
        ("about: '", "about: '(", "不是合法的正则表达式"),
        ("name: opinions", "name: others", "应与文件名"),
    ],
)
def test_a_malformed_ledger_file_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    source = (FOLDER / "opinions.yaml").read_text(encoding="utf-8")
    assert old in source
    with pytest.raises(PromptError, match=said):
        parse_ledger(source.replace(old, new, 1), tmp_path / "opinions.yaml")


def test_a_staff_ledger_is_a_new_file(service: Service, tmp_path: Path) -> None:
    base = load_ledger("tasks")
    columns = tuple(replace(column, heading="谁来办") if column.role == "owner" else column for column in base.columns)
    assert replace(base, name="supervision", columns=columns).of_role("owner") is not None
    source = (FOLDER / "tasks.yaml").read_text(encoding="utf-8").replace("name: tasks", "name: mine", 1)
    assert parse_ledger(source, tmp_path / "mine.yaml").name == "mine"
