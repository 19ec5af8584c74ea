from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.chunking import MAX_LENGTH, OVERLAP, TARGET_LENGTH, chunk, chunk_id
from ingest.structure import address
from ingest.types import Block, BlockKind, Chunk, PageRun

SENTENCE = "各党支部每月组织一次集中学习并做好记录。"


def paragraph(text: str, page: int = 1, kind: BlockKind = "paragraph") -> Block:
    return Block(kind, text, (PageRun(0, page),))


def chunks(*blocks: Block | str) -> tuple[Chunk, ...]:
    return chunk(address([paragraph(block) if isinstance(block, str) else block for block in blocks]), "d", "v")[1]


def test_an_article_is_never_shared_nor_needlessly_split() -> None:
    found = chunks("第一条 甲。", "第二条 情形：", "（一）乙；", "（二）丙。", "第三条 " + SENTENCE * 30)
    assert [one.address.article for one in found[:3]] == ["第一条", "第二条", "第三条"]
    assert found[1].text == "第二条 情形：\n（一）乙；\n（二）丙。"
    assert len(found[2].text) <= MAX_LENGTH


def test_headings_go_with_the_text_that_follows() -> None:
    found = chunks("第一章 总则", "第一条 甲。", "第二章 组织", "第一节 支部", "第二条 乙。")
    assert [one.text for one in found] == ["第一章 总则\n第一条 甲。", "第二章 组织\n第一节 支部\n第二条 乙。"]
    assert found[1].address.section == ("第二章 组织", "第一节 支部")


def test_a_heading_with_nothing_after_it_is_kept() -> None:
    assert [one.text for one in chunks("一、任务", "正文。", "二、附表")] == ["一、任务\n正文。", "二、附表"]


def test_short_paragraphs_of_one_section_share_a_chunk() -> None:
    found = chunks("一、任务", SENTENCE, SENTENCE, "二、保障", SENTENCE)
    assert [one.text for one in found] == [f"一、任务\n{SENTENCE}\n{SENTENCE}", f"二、保障\n{SENTENCE}"]
    many = chunks("一、任务", *[SENTENCE * 5] * 12)
    assert all(len(one.text) <= TARGET_LENGTH + 10 for one in many[:-1])


def test_a_lead_in_stays_with_its_first_item() -> None:
    found = chunks("一、任务", SENTENCE * 15, SENTENCE * 9 + "重点如下：", SENTENCE * 10, SENTENCE * 9)
    assert not any(one.text.endswith("：") for one in found)


def test_a_counted_lead_in_goes_with_the_paragraph_it_announces() -> None:
    found = chunks("一、任务", SENTENCE * 16, "二是“业务驱动型”融合机制。", SENTENCE * 14)
    assert [one.text[:4] for one in found] == ["一、任务", "二是“业"]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    found = chunks(SENTENCE * 60)
    assert all(one.text.endswith("。") and 150 < len(one.text) <= MAX_LENGTH for one in found)
    assert "".join(one.text for one in found) == SENTENCE * 60


def test_a_sentence_longer_than_a_chunk_is_cut_at_a_pause_with_overlap() -> None:
    found = chunks("，".join(["落实党建工作责任制"] * 120) + "。")
    assert all(len(one.text) <= MAX_LENGTH for one in found)
    assert found[0].text.endswith("，")
    assert found[1].start == found[0].end - OVERLAP


def test_table_rows_stay_whole_and_share_chunks() -> None:
    rows = [paragraph(f"序号：{number}；事项：{'学习' * 40}", kind="table_row") for number in range(12)]
    found = chunks(*rows)
    assert 1 < len(found) < 12
    assert all(any(row.text in one.text for one in found) for row in rows)


def test_a_chunk_knows_the_pages_it_stands_on() -> None:
    crossing = Block("paragraph", SENTENCE * 2, (PageRun(0, 3), PageRun(len(SENTENCE), 4)))
    found = chunks(
        paragraph("第一条 甲。", 2), Block("paragraph", "第二条 " + crossing.text, (PageRun(0, 3), PageRun(24, 4)))
    )
    assert [one.pages for one in found] == [(2,), (3, 4)]
    assert found[1].runs == (PageRun(0, 3), PageRun(24, 4))


def test_ids_depend_on_document_version_place_and_text() -> None:
    blocks = address([paragraph(SENTENCE)])
    first, again = chunk(blocks, "d", "v")[1][0].id, chunk(blocks, "d", "v")[1][0].id
    assert first == again == chunk_id("d", "v", 0, SENTENCE)
    assert len(first) == 17
    assert first[0] == "c"
    assert len({first, chunk(blocks, "e", "v")[1][0].id, chunk(blocks, "d", "w")[1][0].id}) == 3


LINES = st.sampled_from(
    [
        "第一章 总则",
        "第一条 " + SENTENCE,
        "第二条 " + SENTENCE * 40,
        "一、任务",
        "（一）学习。" + SENTENCE * 3,
        "续段。",
        "附件1",
    ]
)
ANYTHING = st.text(alphabet="党建，。；：“”（） a1\u3000", min_size=1, max_size=900)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.one_of(LINES, ANYTHING), st.sampled_from(["paragraph", "heading", "table_row"]))))
def test_chunks_are_slices_of_the_text_and_cover_it(blocks: list[tuple[str, BlockKind]]) -> None:
    text, found = chunk(address([paragraph(line, 1, kind) for line, kind in blocks]), "d", "v")
    assert text == "\n".join(line for line, _ in blocks)
    covered = {index for one in found for index in range(one.start, one.end)}
    assert {index for index, character in enumerate(text) if not character.isspace()} <= covered
    assert all(one.text == text[one.start : one.end] for one in found)
    assert [one.ordinal for one in found] == list(range(len(found)))
    assert len({one.id for one in found}) == len(found)
