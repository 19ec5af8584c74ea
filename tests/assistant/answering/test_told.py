"""What an answer says beside its sentences: a lead, a correction, a disagreement, a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from assistant.answering.evidence import weigh
from assistant.answering.extractive import LIST_CUT, NO_EVIDENCE, ExtractiveAnswerer
from assistant.answering.premise import correction
from assistant.retrieval.question import analyse
from assistant.types import Answer, Passage, Query
from ingest.types import Address, Chunk, PageRun


def passage(text: str, document: str, score: float = 1.0) -> Passage:
    chunk = Chunk(
        id=f"c-{document}", document_id=f"d-{document}", ordinal=0, start=0, end=len(text), text=text,
        address=Address((), None), runs=(PageRun(0, 1),),
    )  # fmt: skip
    return Passage(chunk, document, f"/{document}.pdf", True, score, lexical=score, dense=score)


PLATFORM = passage("诊断平台的准确率跃升至85%。平台由技术部与党支部联合攻关建成。", "诊断平台总结")
RULE = passage("平台档案由所属单位党组织保管，保存期限不少于10年。项目可以延期1次。", "平台管理办法")


def ask(question: str, *passages: Passage) -> Answer:
    return ExtractiveAnswerer(lambda term: 1.0).answer(Query(question), passages)


def sound(answer: Answer, passages: Sequence[Passage]) -> bool:
    """Whether every claim is cited, and every citation and claim verbatim."""
    texts = {one.chunk.id: one.chunk.text for one in passages}
    keys = {one.key: one for one in answer.citations}
    return all(texts[one.chunk_id][one.start : one.end] == one.quote for one in answer.citations) and all(
        claim.citations and all(claim.text in keys[key].quote for key in claim.citations) for claim in answer.claims
    )


def test_a_figure_leads_with_its_own_claim() -> None:
    answer = ask("诊断平台的准确率是多少？", PLATFORM)
    assert answer.text.startswith("85%。[1]\n")
    assert (answer.claims[0].text, answer.claims[0].citations) == ("85%", ("1",))
    assert "准确率跃升至85%" in answer.claims[1].text
    assert sound(answer, [PLATFORM])


@pytest.mark.parametrize(
    ("question", "line", "source"),
    [
        ("诊断平台的准确率达到95%，是怎么做到的？", "资料中是85%，不是95%。", PLATFORM),
        ("平台档案的保存期限缩短到3年，为什么？", "资料中是10年，不是3年。", RULE),
        ("既然项目可以延期2次，怎么申请？", "资料中是1次，不是2次。", RULE),
    ],
)
def test_a_wrong_figure_in_the_question_is_set_right(question: str, line: str, source: Passage) -> None:
    answer = ask(question, source)
    assert not answer.refused
    assert answer.text.startswith(line + "[1]")
    assert line in answer.notices[0]
    assert sound(answer, [source])


@pytest.mark.parametrize(
    "question",
    [
        "诊断平台的准确率达到85%，是怎么做到的？",  # as the source has it
        "准确率如果只有60%，诊断平台怎么办？",  # supposed
        "超过3年的平台档案怎么保管？",  # a bound
        "诊断平台是哪一年建成的？",  # no figure at all
        "食堂供应95%的早餐吗？",  # of another thing
        "2024年诊断平台的准确率怎么样？",  # a year is no premise
    ],
)
def test_nothing_is_set_right_that_is_not_wrong(question: str) -> None:
    passages = [PLATFORM, RULE]
    asked = analyse(question, lambda term: 1.0)
    assert correction(question, weigh(asked, passages, lambda term: 1.0)) is None


def test_what_is_part_of_asking_is_no_premise() -> None:
    source = passage("检查情况显示，主题党日第一季度应当开展3次。", "检查通报")
    question = "主题党日多久开展一次？"
    asked = analyse(question, lambda term: 1.0)
    assert correction(question, weigh(asked, [source], lambda term: 1.0)) is None
    told = correction("主题党日第一季度开展一次，为什么？", weigh(asked, [source], lambda term: 1.0))
    assert told is not None
    assert told.stated == "3次"


def test_a_figure_that_some_source_gives_is_not_wrong() -> None:
    other = passage("验收时诊断平台的准确率达到95%。", "验收报告", 0.9)
    question = "诊断平台的准确率达到95%，是怎么做到的？"
    asked = analyse(question, lambda term: 1.0)
    assert correction(question, weigh(asked, [PLATFORM, other], lambda term: 1.0)) is None


def test_sources_that_differ_are_both_shown_the_newer_first() -> None:
    older = replace(passage("2025年累计节约成本826万元。", "工作总结"), dated=date(2026, 1, 10))
    newer = replace(passage("2025年累计节约成本862万元。", "工作简报", 0.95), dated=date(2026, 4, 1))
    answer = ask("2025年累计节约成本多少万元？", older, newer)
    first = answer.text.splitlines()[0]
    assert first == "资料说法不一：《工作简报》（2026年4月1日）为“862万元”；《工作总结》（2026年1月10日）为“826万元”。"
    assert first in answer.notices
    assert [one.document for one in answer.citations] == ["工作简报", "工作总结"]
    assert sound(answer, [older, newer])


def test_what_is_in_force_comes_before_a_newer_text_that_is_not() -> None:
    over = replace(passage("项目周期最长12个月。", "试行办法"), is_over=True, dated=date(2026, 5, 1))
    now = replace(passage("项目周期最长18个月。", "现行办法", 0.95), dated=date(2026, 4, 1))
    answer = ask("项目周期最长几个月？", over, now)
    assert [one.document for one in answer.citations] == ["现行办法", "试行办法"]
    assert any("已失效" in notice for notice in answer.notices)


def test_other_years_do_not_disagree() -> None:
    before = passage("2024年累计节约成本826万元。", "2024年工作总结")
    after = passage("2025年累计节约成本862万元。", "2025年工作总结", 0.95)
    assert "说法不一" not in ask("2025年累计节约成本多少万元？", before, after).text


def test_two_versions_stand_side_by_side_the_one_in_force_first() -> None:
    older = replace(
        passage("平台年度结余经费可以结转1次。", "平台办法（试行）"), is_over=True, superseded_by="平台办法"
    )
    newer = passage("平台年度结余经费可以结转，连续2年未用完的收回。", "平台办法", 0.95)
    answer = ask("平台年度结余经费的处理，新旧两版办法有什么不同？", older, newer)
    lines = answer.text.splitlines()
    assert lines[:2] == ["| 对象 | 资料原文 |", "| --- | --- |"]
    assert lines[2].endswith("连续2年未用完的收回。[1] |")
    assert lines[3] == "| 平台办法（试行） | 平台年度结余经费可以结转1次。[2] |"
    assert sound(answer, [older, newer])


def test_a_side_without_evidence_is_said_to_have_none() -> None:
    one = passage("甲分公司开展党员培训12次，覆盖党员300人次。", "甲分公司总结")
    answer = ask("甲分公司和乙分公司的党员培训次数有什么不同？", one)
    assert f"| 乙分公司 | {NO_EVIDENCE} |" in answer.text
    assert f"关于“乙分公司”，{NO_EVIDENCE}" in answer.notices
    assert len(answer.claims) == 1


def test_a_sentence_that_asks_is_no_answer() -> None:
    faq = passage("问：项目验收多少分算合格？\n答：验收得分75分以上算合格。", "问答")
    answer = ask("项目验收多少分算合格？", faq)
    assert all("？" not in claim.text for claim in answer.claims)


LIST = "申报平台应当具备下列条件：\n（一）成员不少于7人；\n（二）负责人为正式党员；"


def test_a_list_comes_with_the_items_of_the_next_chunk() -> None:
    first = passage(LIST, "平台办法")
    more = "（三）有稳定的攻关方向。\n第十三条 平台每年申报两次。"
    chunk = replace(first.chunk, id="c-next", ordinal=1, text=more, start=0, end=len(more))
    second = replace(first, chunk=chunk, score=0.5)
    answer = ask("申报平台应当具备哪些条件？", first, second)
    told = "\n".join(claim.text for claim in answer.claims)
    assert "（一）" in told and "（二）" in told and "（三）有稳定的攻关方向。" in told
    assert answer.citations[1].quote == "（三）有稳定的攻关方向。"
    assert sound(answer, [first, second])


def test_a_list_that_is_cut_is_said_to_be() -> None:
    items = "\n".join(f"（{at}）成员具备条件{at}，{'并且另有说明' * 12}；" for at in range(1, 40))
    answer = ask("申报平台应当具备哪些条件？", passage(f"申报平台应当具备下列条件：\n{items}", "平台办法"))
    assert LIST_CUT in answer.notices
    assert LIST_CUT not in ask("申报平台应当具备哪些条件？", passage(LIST, "平台办法")).notices
