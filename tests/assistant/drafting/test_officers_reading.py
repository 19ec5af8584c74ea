"""What an officer would mark in a draft: lists run together, the wrong addressee, rules that speak of themselves."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.drafting.cards import Source, cards_of
from assistant.drafting.frame import task_sentence
from assistant.drafting.spec import parse_spec
from assistant.drafting.types import Draft, Task
from assistant.errors import SpecError
from assistant.export.titling import title_lines
from assistant.service import Service
from assistant.types import Passage
from ingest.types import Address, Chunk, Metadata, PageRun


def drafted(service: Service, genre: str, text: str) -> Draft:
    return service.studio.draft(parse_spec(text, genre), keep=False)


def lines(draft: Draft, section: str) -> list[str]:
    return [paragraph.text for one in draft.sections if one.id == section for paragraph in one.paragraphs]


ACTIVITY = """
单位: 装配车间党支部
主题: 重温入党誓词 争当攻关先锋
时间: 2026年7月1日14时
地点: 党员活动室
对象: 全体党员26人
流程: [重温入党誓词, 集中学习, 交流讨论]
要求:
  - 到会率不低于90%
  - 活动经费控制在800元以内
"""


def test_an_activity_keeps_the_authors_lists_and_who_takes_part(service: Service) -> None:
    draft = drafted(service, "activity_plan", ACTIVITY)
    assert draft.spec.audience == ""
    assert lines(draft, "people")[0] == "全体党员26人。"
    assert lines(draft, "flow") == ["1.重温入党誓词。", "2.集中学习。", "3.交流讨论。"]
    assert lines(draft, "demands")[:2] == ["1.到会率不低于90%。", "2.活动经费控制在800元以内。"]
    assert not any(one.check == "list" for one in draft.findings)  # the theme holds one of the steps' words


def test_people_on_one_line_and_items_one_by_one(service: Service) -> None:
    draft = drafted(service, "minutes", "{主题: 第3次党委会, 出席: [甲某, 乙某], 议题: [第一议题, 年度计划]}")
    assert "出席：甲某、乙某" in lines(draft, "head")
    assert lines(draft, "agenda") == ["1.第一议题。", "2.年度计划。"]


def test_a_rule_opens_with_its_basis_and_leaves_its_first_day_open(service: Service) -> None:
    draft = drafted(service, "rules", "{单位: 东江阀门公司党委, 主题: 党员攻关队}")
    text = "".join(one for part in ("general", "duties", "procedure", "supplementary") for one in lines(draft, part))
    assert "第一条　为规范党员攻关队建设，制定本办法。" in text
    assert "起施行" not in text.replace("施行日期", "")
    assert any("施行日期" in slot.what for slot in draft.open_slots)


def test_the_authors_tasks_stand_in_the_plans_text(service: Service) -> None:
    task = "{事项: 开展党员轮训, 措施: 分三期办班, 责任单位: 组织部, 时限: 2026年9月底}"
    spec = f"{{单位: 东江阀门公司党委, 期间: 2026年, 任务: [{task}]}}"
    draft = drafted(service, "work_plan", spec)
    written = lines(draft, "tasks")
    at = next(index for index, line in enumerate(written) if line.endswith(".开展党员轮训"))
    assert written[at + 1] == "分三期办班，由组织部负责，2026年9月底前完成。"


@pytest.mark.parametrize(
    ("task", "said"),
    [
        (Task("1", "轮训", measure="办班", owner="组织部", due="9月底"), "办班，由组织部负责，9月底前完成。"),
        (Task("1", "轮训", measure="办班", outcome="参训率95%"), "办班，参训率95%。"),
        (Task("1", "轮训", due="9月底前"), "9月底前完成。"),
        (Task("1", "轮训"), "轮训。"),
    ],
)  # fmt: skip
def test_a_task_as_a_sentence(task: Task, said: str) -> None:
    assert task_sentence(task) == said


@pytest.mark.parametrize(
    "text",
    [
        "组织《意见》宣讲，党委班子成员分别到联系点宣讲1次。",
        "会议要求，各单位4月底前完成传达学习，覆盖全部党支部。",
        "2026年是“十五五”开局之年。",
        "各党支部对照本通报开展自查，4月30日前完成补充完善。",
        "推动纪律教育与业务融合，打造特色品牌 6。",
    ],
)
def test_what_leans_on_its_document_is_no_card(text: str) -> None:
    kept = "党员责任区覆盖全部12个班组，办理职工实事36件。"
    chunk = Chunk("c", "d", 0, 0, len(text + kept) + 1, f"{text}\n{kept}", Address(), (PageRun(0, 1),))
    passage = Passage(chunk, "简报", "", paged=False, score=1.0)
    source = Source("d", "简报", Metadata("简报", issued=date(2026, 4, 1)), "简报", None, 0, 1.0)
    assert [card.text for card in cards_of([passage], source)] == [kept]


def test_what_was_checked_leans_on_the_sentence_before() -> None:
    text = "本次检查采取查阅记录、随机访谈相结合的方式进行，共访谈党员138名。"
    chunk = Chunk("c", "d", 0, 0, len(text), text, Address(), (PageRun(0, 1),))
    source = Source("d", "通报", Metadata("通报"), "通报", None, 0, 1.0)
    (card,) = cards_of([Passage(chunk, "通报", "", paged=False, score=1.0)], source)
    assert card.dangling


def test_an_institutions_name_is_not_turned_inside() -> None:
    assert title_lines("澜江水工装备集团有限公司党委2025年工作总结", 20) == (
        "澜江水工装备集团有限公司党委",
        "2025年工作总结",
    )


def test_a_source_that_was_not_taken_in_is_told_what_to_do(service: Service) -> None:
    spec = parse_spec(f"{{单位: 甲, 期间: 2025年, 来源: ['{__file__}']}}", "work_summary")
    with pytest.raises(SpecError, match="还没有收入资料库") as caught:
        service.studio.draft(spec, keep=False)
    assert "zhibi ingest" in str(caught.value.hint)
