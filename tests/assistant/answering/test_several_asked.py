"""Answers to questions that ask several things, for a list, or for what stands in a labelled line."""

from __future__ import annotations

import pytest

from assistant.answering.extractive import ExtractiveAnswerer
from assistant.types import Answer, Passage, Query
from ingest.types import Address, Chunk, PageRun

SUMMARY = "2025年，公司党委共有党支部46个、党员1128名。全年召开党员大会4次。工会组织球赛3场，参加职工260人。"
RULE = (
    "第七条 党支部书记每年参加集中培训不少于56学时。\n第八条 党员每年参加集中学习不少于32学时。\n"
    "第九条 无正当理由缺席的，由支部书记谈话提醒。"
)
NOTICE = (
    "所属各党委、各党支部：\n经公司党委研究，定于3月5日召开年度党建工作会议。\n现将有关事项通知如下：\n"
    "会议时间：3月5日上午9时\n会议地点：培训中心二楼报告厅\n请各单位安排好工作，准时参加。"
)
CONDITIONS = "第十四条 申报平台应当提交申报表、成员名单。申报公司级平台的，还应当提交经费预算和成果证明材料。"


def passage(text: str, name: str, article: str | None = None) -> Passage:
    address = Address((), article)
    chunk = Chunk(f"c-{name}", f"d-{name}", 0, 0, len(text), text, address, (PageRun(0, 1),))
    return Passage(chunk, name, f"/{name}.docx", False, 1.0, 1.0, 1.0)


def ask(question: str, *passages: Passage) -> Answer:
    return ExtractiveAnswerer(lambda term: 3.0).answer(Query(question), passages)


def quoted(answer: Answer) -> str:
    return "\n".join(citation.quote for citation in answer.citations)


def test_each_part_of_a_question_is_answered_from_its_own_source() -> None:
    answer = ask(
        "公司党委共有多少名党员，党支部书记每年参加集中培训不少于多少学时？",
        passage(SUMMARY, "工作总结"),
        passage(RULE, "学习制度"),
    )
    assert "1128名" in quoted(answer)
    assert "56学时" in quoted(answer)
    assert "球赛" not in quoted(answer)


def test_a_place_is_taken_from_the_line_that_is_labelled_with_it() -> None:
    answer = ask("年度党建工作会议在哪里召开？", passage(NOTICE, "关于召开年度党建工作会议的通知"))
    assert "会议地点：培训中心二楼报告厅" in quoted(answer)
    assert "所属各党委" not in quoted(answer)


def test_a_short_article_is_given_whole_to_who_asks_for_a_list() -> None:
    answer = ask("申报公司级平台要提交哪些材料？", passage(CONDITIONS, "平台办法", "第十四条"))
    assert "申报表" in quoted(answer)
    assert "经费预算" in quoted(answer)


def test_answers_and_refusals_tell_how_sure_they_are() -> None:
    sure = ask("党支部书记每年参加集中培训不少于多少学时？", passage(RULE, "学习制度"))
    unsure = ask("公司食堂周末几点开门？", passage(RULE, "学习制度"))
    assert sure.confidence is not None and unsure.confidence is not None
    assert unsure.refused and not sure.refused
    assert 0 <= unsure.confidence < sure.confidence <= 1


@pytest.mark.parametrize(
    "question", ["的了吗", "？", "什么，什么，什么", "，" * 500, "谁谁谁谁？谁？谁？", "😀，多少😀"]
)
def test_questions_of_asking_words_alone_are_refused(question: str) -> None:
    answer = ask(question, passage(RULE, "学习制度"), passage(NOTICE, "通知"))
    assert answer.refused
    assert answer.citations == ()


def test_the_same_question_gets_the_same_answer() -> None:
    passages = [passage(SUMMARY, "工作总结"), passage(RULE, "学习制度")]
    question = "公司党委共有多少名党员，党员每年参加集中学习多少学时？"
    assert ask(question, *passages) == ask(question, *passages)
