"""How a passage matches a question, in figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.retrieval.ranking.features import FEATURES, features, longest_stretch
from assistant.retrieval.ranking.terms import asked
from ingest.text.folding import fold

QUESTION = "柏林围墙何时倒塌？"


def rarity(_: str) -> float:
    return 2.0


def figures(question: str, title: str, passage: str) -> dict[str, float]:
    (values,) = features(asked(question, rarity), [(title, fold(passage).text)]).tolist()
    return dict(zip(FEATURES, values, strict=True))


def test_a_passage_that_holds_everything_in_one_sentence_is_full() -> None:
    found = figures(QUESTION, "东德", "1989年11月9日，柏林围墙倒塌。")
    assert found["words_passage"] == found["words_sentence"] == found["rarest"] == pytest.approx(1.0)
    assert found["expected_near"] == 1.0
    assert found["expected_sentence"] == pytest.approx((found["pairs_sentence"] + found["characters_sentence"]) / 2)
    assert found["missing_word"] == 0.0


def test_words_scattered_over_sentences_count_less_than_words_together() -> None:
    together = figures(QUESTION, "", "当时柏林围墙倒塌。后来又修。")
    apart = figures(QUESTION, "", "柏林有围墙。" + "无关的话。" * 30 + "大楼倒塌。")
    for name in ("words_sentence", "pairs_two_sentences", "pairs_within_60", "spaced_within_24", "triples", "stretch"):
        assert together[name] > apart[name], name
    assert together["words_passage"] == pytest.approx(1.0)
    assert apart["words_passage"] > apart["words_within_120"]


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


def test_a_name_written_in_another_way_is_met_by_its_characters() -> None:
    other = figures("狄拉克的妻子是谁", "", "迪拉克娶了维格纳。")
    assert other["characters_passage"] > other["pairs_passage"]
    assert figures("大元取自易经", "", "取《周易》「大哉乾元」")["spaced_passage"] > 0


def test_letters_and_digits_are_met_as_chinese_characters_are() -> None:
    met = figures("k2峰有多高", "", "k2 峰海拔8611米。")
    other = figures("k2峰有多高", "", "g1 峰海拔8080米。")
    for name in ("letters_sentence", "spaced_sentence"):
        assert met[name] > other[name], name


def test_what_few_candidates_hold_tells_more() -> None:
    question = asked("柏林围墙倒塌", rarity)
    names = FEATURES.index("pairs_passage"), FEATURES.index("telling_passage")
    table = features(question, [("", "柏林围墙"), ("", "柏林围墙很长"), ("", "倒塌")])
    assert table[2, names[0]] < table[2, names[1]]
    assert table[0, names[0]] > table[0, names[1]]


def test_one_candidate_lends_the_next_nothing() -> None:
    question = asked(QUESTION, rarity)
    kept = [at for at, name in enumerate(FEATURES) if not name.startswith("telling")]
    passages = [("东德", "柏林围"), ("", "墙倒塌。1989年"), ("", ""), ("墙", "柏林围墙何时倒塌")]
    alone = [features(question, [passage])[0, kept].tolist() for passage in passages]
    for row, expected in zip(features(question, passages)[:, kept].tolist(), alone, strict=True):
        assert row == pytest.approx(expected, abs=1e-6)


@given(st.text(max_size=40), st.lists(st.tuples(st.text(max_size=20), st.text(max_size=200)), max_size=4))
def test_any_text_gives_shares(question: str, passages: list[tuple[str, str]]) -> None:
    values = features(asked(question, rarity), [(fold(title).text, fold(text).text) for title, text in passages])
    assert values.shape == (len(passages), len(FEATURES))
    assert ((values >= 0) & (values <= 1 + 1e-5)).all()
