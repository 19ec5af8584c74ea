"""How a passage matches a question, in figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.ranking.features import FEATURES, asked, features, longest_stretch
from ingest.text.folding import fold

QUESTION = "柏林围墙何时倒塌？"


def rarity(_: str) -> float:
    return 2.0


def figures(question: str, title: str, passage: str) -> dict[str, float]:
    values = features(asked(question, rarity), title, fold(passage).text)
    return dict(zip(FEATURES, values, strict=True))


def test_a_passage_that_holds_everything_in_one_sentence_is_full() -> None:
    found = figures(QUESTION, "东德", "1989年11月9日，柏林围墙倒塌。")
    assert found["words"] == found["sentence_words"] == found["rarest"] == 1.0
    assert found["asked_kind"] == 1.0
    assert found["pairs"] == pytest.approx(found["sentence_pairs"])


def test_words_scattered_over_sentences_count_less_than_words_together() -> None:
    together = figures(QUESTION, "", "当时柏林围墙倒塌。后来又修。")
    apart = figures(QUESTION, "", "柏林有围墙。" + "无关的话。" * 30 + "大楼倒塌。")
    for name in ("sentence_words", "sentence_pairs", "two_sentences", "near_pairs", "triples", "stretch"):
        assert together[name] > apart[name], name
    assert together["words"] == 1.0


def test_numbers_of_the_question_are_looked_for() -> None:
    assert figures("1917年爆发了什么革命", "", "1917年爆发革命")["numbers"] == 1.0
    assert figures("1917年爆发了什么革命", "", "1927年爆发革命")["numbers"] == 0.0
    assert figures("爆发了什么革命", "", "没有数字")["numbers"] == 1.0


def test_a_title_in_the_question_is_seen() -> None:
    named = figures("高句丽的都城在哪里", "高句丽", "山上王迁都。")
    assert named["title_named"] == named["title_pairs"] == 1.0
    assert figures("高句丽的都城在哪里", "新罗", "山上王迁都。")["title_named"] == 0.0


@pytest.mark.parametrize(
    ("question", "passage", "length"),
    [("柏林围墙", "修建柏林围墙", 4), ("柏林围墙", "围城", 1), ("柏林", "巴黎", 0), ("", "巴黎", 0), ("甲,乙", ",", 0)],
)
def test_the_longest_stretch_is_measured(question: str, passage: str, length: int) -> None:
    assert longest_stretch(question, passage) == length


@given(st.text(max_size=40), st.text(max_size=20), st.text(max_size=200))
def test_any_text_gives_shares(question: str, title: str, passage: str) -> None:
    values = features(asked(question, rarity), fold(title).text, fold(passage).text)
    assert len(values) == len(FEATURES)
    assert all(0 <= value <= 1 + 1e-9 for value in values)
