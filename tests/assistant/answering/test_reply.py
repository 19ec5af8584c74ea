"""Replies made into claims, or refused as nonsense."""

from __future__ import annotations

import pytest

from assistant.answering.keys import KeyRing
from assistant.answering.reply import UNVERIFIED, Composed, compose
from assistant.errors import ModelReplyError
from assistant.types import Passage

QUESTION = "支部党员大会多久召开一次？"


@pytest.fixture
def ring(passages: list[Passage]) -> KeyRing:
    return KeyRing(passages)


def composed(ring: KeyRing, template: str, *, cut: bool = False) -> Composed:
    return compose(template.format(*(key for key, _ in ring.items())), ring, QUESTION, cut=cut)


def test_line_breaks_and_lists_are_kept(ring: KeyRing) -> None:
    reply = "支部会议有两种：[{0}]\n1. 支部党员大会一般每季度召开1次[{0}]。\n\n2. 支部委员会会议一般每月召开1次[{0}]。"
    lines = composed(ring, reply).text.splitlines()
    assert [line.partition("[")[0] for line in lines] == [
        "支部会议有两种：",
        "1. 支部党员大会一般每季度召开1次。",
        "",
        "2. 支部委员会会议一般每月召开1次。",
    ]


def test_the_same_sentence_cited_twice_is_one_citation(ring: KeyRing) -> None:
    result = composed(ring, "支部党员大会由支部书记主持[{0}]。主持支部党员大会的是支部书记[{0}]。")
    assert [claim.citations for claim in result.claims] == [("1",), ("1",)]
    assert len(result.citations) == 1


def test_a_sentence_on_two_passages_has_two_citations(ring: KeyRing) -> None:
    result = composed(ring, "支部党员大会一般每季度召开1次，全年开展“双联”走访86次[{0}][{1}]。")
    assert [citation.document for citation in result.citations] == ["组织生活规则", "2025年工作总结"]
    assert result.claims[0].verdict == "supported"


def test_a_key_whose_passage_says_nothing_of_the_kind_gives_no_citation(ring: KeyRing) -> None:
    result = composed(ring, "支部党员大会由支部书记主持[{0}]。猕猴桃富含维生素[{0}]。")
    assert result.claims[1].citations == () and result.claims[1].verdict == "unsupported"
    assert [finding.check for finding in result.claims[1].findings] == ["citation"]
    assert result.text.endswith(UNVERIFIED)


def test_the_article_and_the_year_may_stand_in_title_and_heading(ring: KeyRing) -> None:
    reply = "根据第十条，支部党员大会由支部书记主持[{0}]。2025年全年开展“双联”走访86次[{1}]。"
    assert [claim.verdict for claim in composed(ring, reply).claims] == ["supported", "supported"]


def test_figures_in_other_writing_are_the_same_figures(ring: KeyRing) -> None:
    result = composed(ring, "公司党委发展党员十二名，同比增长百分之二十[{1}]。全年走访八十六次，解决问题12000件[{1}]。")
    assert [claim.verdict for claim in result.claims] == ["supported", "supported"]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ("", "空"),
        ("<think>……</think>\n", "空"),
        ("支部党员大会每季度召开一次。", "出处"),
        ("支部党员大会每季度召开一次[K0]。", "出处"),
        ("支部党员大会由全体党员参加，" + "会上讨论重要事项，" * 3 + "表决" * 40 + "。资料没有说明会议地点。", "重复"),
        ("".join(f"第{n}次支部党员大会由全体党员参加。" for n in range(9)) + "资料没有说明地点。", "出处"),
        ("支部党员大会每季度召开一次[{0}]。" * 4, "重复"),
        ("支部党员大会[{0}]" + "好的" * 20, "重复"),
        ("The branch meeting takes place once every quarter [{0}].", "中文"),
        ("猕猴桃富含维生素[{0}]。", "无关"),
    ],
)
def test_nonsense_is_no_answer(ring: KeyRing, reply: str, message: str) -> None:
    with pytest.raises(ModelReplyError, match=message) as caught:
        composed(ring, reply)
    assert caught.value.hint


def test_an_english_question_may_be_answered_in_english(make_passage: object, ring: KeyRing) -> None:
    key = ring.items()[0][0]
    with pytest.raises(ModelReplyError, match="无关"):
        compose(f"The branch meeting takes place once every quarter [{key}].", ring, "How often does it meet?")


@pytest.mark.parametrize(
    "reply",
    [
        "资料库中未找到依据。",
        "资料库中未找到依据。[{0}]",
        "很抱歉，资料中没有提及会议地点。",
        "未找到相关依据。",
        "无法根据所给资料回答。",
    ],
)
def test_refusals(ring: KeyRing, reply: str) -> None:
    assert composed(ring, reply).refused


def test_a_rule_about_missing_material_is_no_refusal(make_passage: object, passages: list[Passage]) -> None:
    passage = make_passage("申报资料未提供齐全的，不予受理。", name="细则")  # type: ignore[operator]
    ring = KeyRing([passage])
    result = composed(ring, "申报资料未提供齐全的，不予受理[{0}]。")
    assert not result.refused and result.claims[0].verdict == "supported"


def test_what_was_cut_off_ends_with_its_last_whole_sentence(ring: KeyRing) -> None:
    result = composed(ring, "支部党员大会由支部书记主持[{0}]。支部委员会会议由支部书记召", cut=True)
    assert [claim.text for claim in result.claims] == ["支部党员大会由支部书记主持。"]
    assert any("长度上限" in notice for notice in result.notices)
