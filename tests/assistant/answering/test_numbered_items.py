"""Items that belong together, and the rows that a question picks out."""

from __future__ import annotations

import pytest

from assistant.answering.evidence import Evidence, weigh
from assistant.answering.series import Mark, mark_of, picked_rows, siblings
from assistant.retrieval.question import analyse
from assistant.types import Passage
from ingest.types import Address, Chunk, PageRun


def passage(text: str, ordinal: int = 0, section: tuple[str, ...] = ("五、保障措施",), document: str = "d1") -> Passage:
    chunk = Chunk(f"{document}c{ordinal}", document, ordinal, 0, len(text), text, Address(section), (PageRun(0, 1),))
    return Passage(chunk, "实施方案", "/方案.md", False, 1.0, 1.0, 1.0)


def evidence(question: str, *passages: Passage) -> list[Evidence]:
    return weigh(analyse(question, lambda term: 1.0), passages, lambda term: 1.0)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("一是力量不足。", Mark("是", 1)),
        ("还有不足：一是力量不足。", Mark("是", 1)),
        ("（三）设备保障。", Mark("（", 3)),
        ("二、重点任务", Mark("、", 2)),
        ("12.健全机制。", Mark("1", 12)),
        ("3.5万元已拨付。", None),
        ("这是一项制度。", None),
    ],
)
def test_how_a_sentence_is_numbered(text: str, mark: Mark | None) -> None:
    assert mark_of(text) == mark


def test_the_items_of_a_list_are_gathered_across_chunks_in_order() -> None:
    chunks = [
        passage(f"（{number}）{what}保障。由办公室负责。", at)
        for at, (number, what) in enumerate(zip("一二三", "人物财", strict=True))
    ]
    found = evidence("有哪些保障措施？", chunks[2], chunks[0], chunks[1])
    item = next(one for one in found if one.text.startswith("（二）"))
    assert [one.text[:4] for one in siblings(item, found)] == ["（一）人", "（二）物", "（三）财"]


def test_items_of_another_section_or_after_a_gap_are_no_siblings() -> None:
    found = evidence(
        "有哪些保障措施？",
        passage("（一）人员保障。由办公室负责。"),
        passage("（二）原则。坚持实效。", 1, ("一、总体要求",)),
        passage("（三）物资保障。由后勤负责。", 2),
    )
    item = next(one for one in found if "人员" in one.text)
    assert siblings(item, found) == [item]


ROWS = (
    "序号：1；党支部：一车间；得分：95；评价：较好\n序号：2；党支部：二车间；得分：70；评价：一般\n"
    "序号：3；党支部：三车间；得分：71；评价：一般"
)


def test_a_named_cell_picks_out_its_rows_in_order() -> None:
    question = analyse("哪几个党支部被评价为“一般”？", lambda term: 1.0)
    picked = picked_rows(question, evidence(question.text, passage(ROWS)))
    assert ["二车间" in one.text for one in picked] == [True, False]
    assert ["三车间" in one.text for one in picked] == [False, True]


def test_a_question_that_names_no_cell_picks_no_row() -> None:
    question = analyse("党支部的检查由谁组织？", lambda term: 1.0)
    assert picked_rows(question, evidence(question.text, passage(ROWS))) == []


def test_cells_of_two_tables_tell_nothing() -> None:
    question = analyse("哪几个党支部被评价为“一般”？", lambda term: 1.0)
    assert picked_rows(question, evidence(question.text, passage(ROWS), passage(ROWS, document="d2"))) == []
