"""The data rows as printed tables: header first, every cell a string."""

from __future__ import annotations

from collections.abc import Callable

from eval.datasets.demo.tables import BRANCHES, BUDGET, LEDGER, UNITS, Branch

Table = tuple[tuple[str, ...], ...]


def units() -> Table:
    rows = tuple((u.name, u.kind, str(u.branches), str(u.members)) for u in UNITS)
    total = ("合计", "—", str(sum(u.branches for u in UNITS)), str(sum(u.members for u in UNITS)))
    return (("单位", "党组织形式", "党支部数（个）", "党员数（名）"), *rows, total)


def branches() -> Table:
    held = ("支委会", "党员大会", "党小组会", "党课", "主题党日")
    header = ("序号", "党支部", "所属单位", "党员数", *held, "得分", "评价")
    return (header, *(_branch(number, branch) for number, branch in enumerate(BRANCHES, 1)))


def _branch(number: int, branch: Branch) -> tuple[str, ...]:
    held = (branch.committee, branch.assembly, branch.group, branch.lecture, branch.day)
    cells = (number, branch.name, branch.unit, branch.members, *held, branch.score, branch.grade)
    return tuple(map(str, cells))


def ledger() -> Table:
    header = ("编号", "事项", "具体措施", "责任单位", "完成时限", "状态", "成果形式", "依据")
    return (header, *((t.id, t.subject, t.measure, t.owner, t.due, t.state, t.outcome, t.basis) for t in LEDGER))


def budget() -> Table:
    rows = tuple((str(i), b.item, str(b.amount), b.use, b.owner) for i, b in enumerate(BUDGET, 1))
    total = ("", "合计", str(sum(b.amount for b in BUDGET)), "", "")
    return (("序号", "项目", "金额（万元）", "主要用途", "责任单位"), *rows, total)


TABLES: dict[str, Callable[[], Table]] = {
    "units": units,
    "branches": branches,
    "ledger": ledger,
    "budget": budget,
}
