"""What is true of 澜川水工装备集团有限公司, an enterprise that does not exist.

Every figure that more than one file states stands here once; the texts under `source/` name it as `{{name}}`.
Where two files disagree on purpose, the second value is a fact of its own whose name starts with `planted_`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields

from eval.datasets.demo.tables import BRANCHES, BUDGET, LEDGER, UNITS

PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Counts are as of 2025-12-31 unless the name says otherwise; money in 万元 unless the name says 亿."""

    group: str = "澜川水工装备集团有限公司"
    short: str = "澜川集团"
    committee: str = "中共澜川水工装备集团有限公司委员会"
    # Organisation
    staff: str = "5260"
    members: str = str(sum(unit.members for unit in UNITS))
    branches: str = str(sum(unit.branches for unit in UNITS))
    units: str = str(len(UNITS) - 1)
    sub_committees: str = str(sum(unit.kind == "党委" for unit in UNITS))
    general_branches: str = str(sum(unit.kind == "党总支" for unit in UNITS))
    direct_branches: str = "2"
    members_2024: str = "1096"
    branches_2024: str = "44"
    recruits_2025: str = "32"
    recruits_frontline_2025: str = "21"
    moved_in_2025: str = "20"
    moved_out_2025: str = "15"
    died_2025: str = "5"
    # Business
    revenue_2025: str = "38.6"
    revenue_growth: str = "7.2"
    profit_2025: str = "2.15"
    profit_growth: str = "9.1"
    # 第一议题 and study
    first_topics_2025: str = "24"
    first_topic_items_2025: str = "61"
    group_study_2025: str = "12"
    # 党员先锋创新平台
    platforms_2024: str = "12"
    projects_2024: str = "41"
    platforms_2025: str = "18"
    projects_2025: str = "63"
    projects_closed_2025: str = "51"
    projects_open_2025: str = "12"
    patents_2025: str = "29"
    inventions_2025: str = "11"
    savings_2025: str = "826"
    planted_savings_2025: str = "862"
    planted_midterm_plan: str = "2026年7月31日"
    midterm_due: str = "2026年6月30日"
    # Work of 2025
    tasks_2025: str = str(len(LEDGER))
    tasks_closed_2025: str = str(sum(task.state == "已完成" for task in LEDGER))
    planted_tasks_closed_2025: str = str(sum(task.state == "已完成" for task in LEDGER) + 1)
    opinions_2025: str = "286"
    opinions_settled_2025: str = "271"
    spent_budget_2025: str = "172"
    spent_2025: str = "165.4"
    graded_excellent_2025: str = "10"
    graded_good_2025: str = "24"
    graded_passed_2025: str = "11"
    graded_weak_2025: str = "1"
    # Work of 2026
    budget_2026: str = str(sum(line.amount for line in BUDGET))
    planted_budget_2026: str = "168"
    opinions_q1: str = "74"
    opinions_q1_settled: str = "58"
    opinions_q1_moving: str = "13"
    opinions_q1_explained: str = "3"
    target_platforms: str = "24"
    target_projects: str = "80"
    target_recruits: str = "36"
    q1_good: str = str(sum(branch.grade == "好" for branch in BRANCHES))
    q1_fair: str = str(sum(branch.grade == "较好" for branch in BRANCHES))
    q1_poor: str = str(sum(branch.grade == "一般" for branch in BRANCHES))
    q1_average: str = f"{sum(branch.score for branch in BRANCHES) / len(BRANCHES):.1f}"
    q1_short_committee: str = str(sum(branch.committee < 3 for branch in BRANCHES))
    q1_short_group: str = str(sum(branch.group < 3 for branch in BRANCHES))
    q1_short_day: str = str(sum(branch.day < 3 for branch in BRANCHES))
    # 案例: 弧形闸门焊接攻关
    weld_before: str = "91.2"
    weld_after: str = "98.4"
    cycle_before: str = "68"
    cycle_after: str = "52"
    rework_before: str = "146"
    rework_after: str = "47"
    weld_team: str = "11"
    weld_team_members: str = "7"
    # Invented persons, in the posts where a text needs one
    secretary: str = "沈知远"
    deputy: str = "顾清和"
    discipline: str = "许望川"
    union: str = "程若谷"
    finance: str = "陆文舟"
    production: str = "孟知夏"
    organiser: str = "苏砚农"
    publicist: str = "温少棠"
    welder: str = "秦安石"
    recorder: str = "叶听澜"


FACTS = Facts()


def fill(text: str, facts: Facts = FACTS) -> str:
    """`text` with every `{{name}}` replaced; an unknown name raises KeyError."""
    values = {item.name: str(getattr(facts, item.name)) for item in fields(facts)}
    return PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


def branch_count_by_unit() -> dict[str, tuple[int, int]]:
    """Unit -> (branches, members) as the list of branches gives them."""
    return {
        unit.name: (
            sum(branch.unit == unit.name for branch in BRANCHES),
            sum(branch.members for branch in BRANCHES if branch.unit == unit.name),
        )
        for unit in UNITS
    }
