"""Answers that a document's structure gives: the list under a heading, the first or last row of a table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.answering.extractive import ExtractiveAnswerer
from assistant.answering.outlined import asked_for
from assistant.types import Answer, Passage, Query
from ingest.types import Address, Chunk, PageRun

ROWS = (
    "序号：1；班组：钳工班；车间：总装车间；人数：12；得分：91",
    "序号：2；班组：电工班；车间：总装车间；人数：9；得分：84",
    "序号：3；班组：焊工班；车间：结构车间；人数：15；得分：97",
    "序号：4；班组：起重班；车间：结构车间；人数：7；得分：78",
)


def passage(text: str, ordinal: int, section: tuple[str, ...], document: str = "2025年安全检查通报") -> Passage:
    chunk = Chunk(
        id=f"c-{document}-{ordinal}", document_id=f"d-{document}", ordinal=ordinal, start=0, end=len(text), text=text,
        address=Address(section, None), runs=(PageRun(0, 1),),
    )  # fmt: skip
    return Passage(chunk, document, f"/{document}.pdf", True, 1.0, lexical=1.0, dense=1.0)


REPORT = (
    passage("一、总体情况\n2025年安全检查覆盖全部车间。", 0, ("一、总体情况",)),
    passage("二、存在的主要问题\n（一）记录缺失。3个班组没有交接记录。", 1, ("二、存在的主要问题", "（一）记录缺失")),
    passage("（二）通道堵塞。仓库消防通道堆放杂物。", 2, ("二、存在的主要问题", "（二）通道堵塞")),
    passage("（三）标识不清。部分配电箱没有标识。", 3, ("二、存在的主要问题", "（三）标识不清")),
    passage("\n".join(ROWS[:2]), 4, ("附：得分表",)),
    passage("\n".join(ROWS[2:]), 5, ("附：得分表",)),
)


def ask(question: str, found: Sequence[Passage] = REPORT, whole: Sequence[Passage] = REPORT) -> Answer:
    def of(document: str) -> list[Passage]:
        return [one for one in whole if one.chunk.document_id == document]

    return ExtractiveAnswerer(lambda term: 1.0, of).answer(Query(question), found)


def quotes(answer: Answer) -> list[str]:
    return [claim.text for claim in answer.claims]


@pytest.mark.parametrize(
    ("question", "noun"),
    [
        ("检查发现了哪些问题？", "问题"),
        ("有哪几方面的保障措施？", "保障措施"),
        ("保障措施有哪些？", "保障措施"),
        ("检查什么时候开始？", None),
    ],
)
def test_the_noun_asked_for_is_read_from_the_question(question: str, noun: str | None) -> None:
    assert asked_for(question) == noun


def test_the_items_under_the_heading_are_the_list_and_nothing_more() -> None:
    answer = ask("2025年安全检查发现了哪些问题？")
    assert quotes(answer) == ["（一）记录缺失。", "（二）通道堵塞。", "（三）标识不清。"]


def test_an_item_that_the_search_missed_is_taken_from_the_document() -> None:
    answer = ask("2025年安全检查发现了哪些问题？", found=[REPORT[0], REPORT[2]])
    assert len(answer.claims) == 3
    assert {one.chunk_id for one in answer.citations} <= {one.chunk.id for one in answer.passages}


def test_items_said_in_one_paragraph_are_a_list_as_well() -> None:
    text = "二、存在的问题\n一是记录缺失，交接没有签字。二是通道堵塞，杂物没有清走。"
    one = passage(text, 1, ("二、存在的问题",))
    assert len(quotes(ask("2025年安全检查发现了哪些问题？", [one], [one]))) == 2


def test_the_list_of_another_year_is_not_taken() -> None:
    assert "（一）记录缺失。" not in quotes(ask("2023年安全检查发现了哪些问题？"))


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("安全检查中哪个班组得分最低？", "起重班"),
        ("安全检查得分最高的是哪个班组？", "焊工班"),
        ("总装车间哪个班组得分最低？", "电工班"),
        ("安全检查里哪个班组人数最多？", "焊工班"),
    ],
)
def test_the_row_that_stands_out_is_named_and_cited(question: str, name: str) -> None:
    answer = ask(question, found=REPORT[:5])
    assert answer.text.startswith(f"{name}。")
    assert [one.quote for one in answer.citations] == [next(row for row in ROWS if name in row)]


def test_rows_that_share_the_place_are_all_shown_without_one_name() -> None:
    tied = [passage("\n".join((*ROWS, "序号：5；班组：油漆班；车间：结构车间；人数：8；得分：97")), 4, ("附：得分表",))]
    answer = ask("安全检查中哪个班组得分最高？", tied, tied)
    assert len(answer.claims) == 2
    assert not answer.text.startswith("焊工班。")


def test_a_column_that_the_table_lacks_picks_no_row() -> None:
    assert not ask("安全检查中哪个班组奖金最高？").text.startswith(("焊工班", "钳工班", "电工班", "起重班"))


RULES = (
    passage("东湖安发〔2025〕7号", 0, (), "安全检查办法（试行）"),
    passage("第一条 为规范安全检查，制定本办法。", 1, (), "安全检查办法（试行）"),
    passage("东湖安发〔2026〕3号", 0, (), "安全检查办法（2026年修订）"),
    passage("第一条 为规范安全检查，制定本办法。", 1, (), "安全检查办法（2026年修订）"),
)


def test_the_number_of_a_document_is_quoted_from_its_head() -> None:
    answer = ask("2026年修订的安全检查办法文号是什么？", [RULES[3], RULES[1]], RULES)
    assert quotes(answer) == ["东湖安发〔2026〕3号"]


def test_no_number_is_given_where_several_documents_may_be_meant_or_none_is() -> None:
    assert "东湖安发〔2026〕3号" not in quotes(ask("安全检查办法的文号是什么？", [RULES[3], RULES[1]], RULES))
    assert "东湖安发〔2026〕3号" not in quotes(ask("《差旅费办法》的文号是什么？", [RULES[3]], RULES))
