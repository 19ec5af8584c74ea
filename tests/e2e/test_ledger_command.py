"""The loop of a plan's tasks, and `zhibi ledger`, as users run them."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from program import zhibi

PLAN = """# 关于2026年党建重点任务的实施方案

（2026年1月8日）

| 序号 | 事项 | 措施 | 责任单位 | 时限 |
|---|---|---|---|---|
| 1 | 发展党员工作 | 全年发展党员12名 | 组织部 | 2026年12月20日 |
| 2 | 职工夜校建设 | 开办两个班次 | 工会 | 2026年9月30日 |
| 3 | 档案数字化 | 完成扫描著录 | 办公室 | 2026年6月30日 |
| 4 | 弧形闸门焊接攻关 | 开展工艺试验 | 焊接车间 | 2026年11月30日 |
"""
REPORT = """# 2026年第三季度工作简报

（2026年10月8日）

## 一、工作动态

焊接车间持续开展弧形闸门焊接攻关，完成工艺试验46次，一次合格率提高到97.2%。
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loop")
    for name, text in (("方案.md", PLAN), ("简报.md", REPORT)):
        (folder / name).write_text(text, encoding="utf-8")
    home = folder / "home"
    done = zhibi(home, "ingest", folder / "方案.md", folder / "简报.md")
    assert done.code == 0, done.err
    return home


def test_from_a_plan_to_its_summary_to_the_next_plan(home: Path, tmp_path: Path) -> None:
    specs = {}
    for year in (2026, 2027):
        specs[year] = tmp_path / f"{year}.yaml"
        specs[year].write_text(f"{{单位: 东江公司党委, 期间: {year}年}}", encoding="utf-8")

    plan = zhibi(home, "draft", "work_plan", "--spec", specs[2026], "--json").json
    assert any("已收入任务台账，共 4 项" in notice for notice in plan["notices"])
    listed = zhibi(home, "tasks", "list", "--json").json["tasks"]
    assert [task["matter"] for task in listed] == [task["matter"] for task in plan["tasks"]]
    assert all(task["sources"] for task in listed)

    sheet = tmp_path / "台账.xlsx"
    assert zhibi(home, "tasks", "export", sheet, "--year", "2026").code == 0
    book = openpyxl.load_workbook(sheet)
    page = book.worksheets[0]
    column = {str(cell.value): cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        matter = page.cell(row, column["事项"]).value
        if matter == "发展党员工作":
            page.cell(row, column["状态"]).value = "已完成"
            page.cell(row, column["完成情况"]).value = "发展党员12名"
        if matter == "职工夜校建设":
            page.cell(row, column["状态"]).value = "进行中"
            page.cell(row, column["进度（%）"]).value = 50
    book.save(sheet)
    taken = zhibi(home, "tasks", "import", sheet, "--json").json
    assert (len(taken["changed"]), len(taken["added"])) == (2, 0)

    summary = zhibi(home, "draft", "work_summary", "--spec", specs[2026], "--json").json
    (table,) = [table for section in summary["sections"] for table in section["tables"]]
    told = {row[0]["text"]: (row[3]["text"], row[4]["text"]) for row in table["rows"]}
    assert told["发展党员工作"] == ("已完成", "发展党员12名")
    assert told["职工夜校建设"][0] == "未完成（50%）"
    assert told["档案数字化"] == ("【待核实】没有佐证", "")
    state, quote = told["弧形闸门焊接攻关"]
    assert state == "【待核实】未登记，资料有记载"
    assert quote in REPORT
    (cited,) = [row[4]["citations"] for row in table["rows"] if row[0]["text"] == "弧形闸门焊接攻关"]
    places = {citation["key"]: citation for citation in summary["citations"]}
    assert [places[key]["quote"] for key in cited] == [quote]

    following = zhibi(home, "draft", "work_plan", "--spec", specs[2027], "--json").json
    ids = {task["matter"]: task["id"] for task in listed}
    carried = {task["matter"]: task["carried"] for task in following["tasks"]}
    left = ("职工夜校建设", "档案数字化", "弧形闸门焊接攻关")
    assert {matter: carried.get(matter) for matter in left} == {matter: ids[matter] for matter in left}
    assert "发展党员工作" not in carried
    kept = zhibi(home, "tasks", "list", "--year", "2027", "--json").json["tasks"]
    assert {task["carried"] for task in kept} == {ids[matter] for matter in left}


def test_a_ledger_as_text_json_and_file(home: Path, tmp_path: Path) -> None:
    shown = zhibi(home, "ledger", "任务清单", "--day", "2026-07-15")
    assert shown.code == 0, shown.err
    assert "3. 档案数字化：已过时限（2026年6月30日），未见办结记录" in shown.out
    told = zhibi(home, "ledger", "tasks", "--source", "方案.md", "--day", "2026-07-15", "--json").json
    assert (len(told["rows"]), told["overdue"]) == (4, [3])
    done = zhibi(home, "ledger", "tasks", "--out", tmp_path / "清单.md")
    assert done.code == 0, done.err
    assert "| 3 |" in (tmp_path / "清单.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("无此台账",), 1, "没有台账"),
        (("tasks", "--day", "昨天"), 2, "--day"),
    ],
)
def test_what_is_wrong_is_said(home: Path, args: tuple[str, ...], code: int, said: str) -> None:
    done = zhibi(home, "ledger", *args)
    assert done.code == code
    assert said in done.err
