"""The answer without a model: verbatim sentences, cited, or a refusal."""

from __future__ import annotations

import pytest

from assistant.answering.extractive import NO_DOCUMENTS, NO_EVIDENCE, ExtractiveAnswerer
from assistant.types import Answer, Passage, Query
from ingest.types import Address, Chunk, PageRun

RULES = (
    "第九条 项目经费由党委审批，每个项目不超过8万元。超过8万元的，报集团公司核准。\n"
    "第十条 项目周期一般为12个月，确需延长的，延长不得超过3个月。"
)
SUMMARY = (
    "全年共立项攻关26项，结项21项。“红帆”先锋队（12名党员和8名青年骨干）连续奋战50天，"
    "提前10天完成检修。\n全年开展“双联”走访，解决问题余项。"
)
OTHER = "食堂周一至周五供应早餐。职工凭卡就餐。"


def passage(text: str, document: str, score: float, paged: bool = True) -> Passage:
    chunk = Chunk(
        id=f"c-{document}", document_id=f"d-{document}", ordinal=0, start=0, end=len(text), text=text,
        address=Address(section=("第三章 项目管理",), article=None),
        runs=(PageRun(0, 3), PageRun(len(text) // 2, 4)),
    )  # fmt: skip
    return Passage(
        chunk=chunk, document=document, path=f"/{document}.pdf", paged=paged, score=score, lexical=score, dense=score
    )


PASSAGES = [passage(RULES, "创新项目管理办法", 1.0), passage(SUMMARY, "年度总结", 0.8), passage(OTHER, "通知", 0.3)]


def ask(text: str, passages: list[Passage] = PASSAGES) -> Answer:
    return ExtractiveAnswerer(lambda term: 1.0).answer(Query(text), passages)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("项目经费由谁审批？", "项目经费由党委审批"),
        ("创新项目的周期一般是多长时间？", "项目周期一般为12个月"),
        ("全年立项攻关多少项？", "立项攻关26项"),
        ("“红帆”先锋队奋战了多少天？", "连续奋战50天"),
    ],
)
def test_the_sentence_that_answers_is_quoted(question: str, held: str) -> None:
    answer = ask(question)
    assert not answer.refused
    assert held in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    ["党费按什么比例缴纳？", "“红帆”先锋队的队旗是什么颜色图案？", "全年开除了多少名员工？", "这是什么？"],
)
def test_what_the_passages_do_not_carry_is_refused(question: str) -> None:
    answer = ask(question)
    assert answer.refused
    assert answer.reason == NO_EVIDENCE
    assert answer.claims == ()
    assert answer.citations == ()


def test_an_empty_library_says_so() -> None:
    assert ask("项目经费由谁审批？", []).reason == NO_DOCUMENTS


def test_quotes_are_verbatim_and_every_claim_is_cited() -> None:
    texts = {item.chunk.id: item.chunk.text for item in PASSAGES}
    answer = ask("项目经费和项目周期有什么要求？")
    keys = {citation.key for citation in answer.citations}
    assert all(texts[item.chunk_id][item.start : item.end] == item.quote for item in answer.citations)
    assert all(claim.citations and set(claim.citations) <= keys for claim in answer.claims)


def test_sentences_that_follow_one_another_share_a_quotation() -> None:
    answer = ask("项目经费超过8万元的怎么审批核准？")
    assert "每个项目不超过8万元。超过8万元的，报集团公司核准。" in answer.citations[0].quote
    assert len({key for claim in answer.claims[:2] for key in claim.citations}) == 1


@pytest.mark.parametrize(("paged", "page"), [(True, 4), (False, None)])
def test_the_page_is_where_the_quotation_begins(paged: bool, page: int | None) -> None:
    answer = ask("项目周期一般为几个月？", [passage(RULES, "创新项目管理办法", 1.0, paged)])
    assert answer.citations[0].page == page


def test_the_same_question_gives_the_same_answer() -> None:
    assert ask("项目经费由谁审批？") == ask("项目经费由谁审批？")
