"""Questions in everyday words: what stands for them officially, what their words tell, and whether they are refused."""

from __future__ import annotations

import pytest

from assistant.answering.answerability import answerability, signs
from assistant.answering.evidence import weigh
from assistant.answering.sentences.everyday import bridged, bridges, known_words
from assistant.answering.sentences.matter import alike, is_noun, matter, mean, tells
from assistant.retrieval.question import Question, analyse
from assistant.types import Passage
from ingest.types import Address, Chunk, PageRun


def passage(text: str, document: str) -> Passage:
    chunk = Chunk(
        id=f"c-{document}", document_id=f"d-{document}", ordinal=0, start=0, end=len(text), text=text,
        address=Address((), None), runs=(PageRun(0, 1),),
    )  # fmt: skip
    return Passage(chunk, document, f"/{document}.pdf", True, 1.0, lexical=1.0, dense=1.0)


DUTY = passage("值班人员应当提前15分钟到岗。交接记录应当在2日内归档，保存期限不少于5年。", "值班管理办法")


def asked(text: str) -> Question:
    return analyse(text, lambda term: 3.0)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("这个平台多了多少人", {"多了"}),
        ("想多了解一下平台", set()),  # 多了 is no word of it
        ("没花完的归谁", {"没花完", "归谁"}),  # and not 花完 inside the longer one
        ("经费由谁承担", set()),
        ("", set()),
    ],
)
def test_everyday_words_are_whole_words_of_the_question(question: str, words: set[str]) -> None:
    assert {word for word, _ in bridges(question)} == words


def test_what_a_question_says_itself_is_not_added() -> None:
    assert "完成" in dict(bridges("干完要几天"))["干完"]
    assert "完成" not in dict(bridges("干完算不算完成")).get("干完", ())


def test_words_of_both_files_are_known() -> None:
    known = known_words()
    assert "经费" in known["钱"] and "出租人" in known["房东"]
    assert all(len(set(official)) == len(official) > 0 for official in known.values())


def test_an_everyday_word_is_held_where_one_of_its_official_words_stands() -> None:
    words = (("起码", ("不少于", "至少")), ("留多久", ("保存期限",)))
    assert bridged(words, "保存期限不少于5年") == 1.0
    assert bridged(words, "保存在一楼,不少于两份") == 0.5
    assert bridged(words, "食堂供应早餐") == bridged((), "不少于5年") == 0.0


def test_things_tell_more_than_everyday_verbs() -> None:
    assert tells("经费") > tells("花掉") > 0 and tells("2025") == 1.0
    assert is_noun("经费") and not is_noun("花掉")


def test_a_matter_has_a_weight_and_a_counterpart_for_each_term() -> None:
    question = asked("年底没花掉的经费咋办")
    about = matter(question)
    assert len(about.terms) == len(about.weights) == len(about.nouns) == len(about.official)
    assert "使用" in about.restated and "经费" in about.restated
    held = dict(zip(about.terms, about.held("未使用的经费"), strict=True))
    assert held["经费"] == 1.0 > held["花掉"] > 0
    assert about.unsaid_noun("未使用的经费") < about.unsaid_noun("食堂供应早餐") <= 1


def test_a_mean_without_weights_is_what_was_named() -> None:
    assert mean((), (), 0.5) == mean((0.0,), (1.0,), 0.5) == 0.5
    assert mean((1.0, 3.0), (1.0, 0.0), 0.5) == 0.25


def test_meaning_is_told_without_a_shared_word() -> None:
    assert alike("讲课", "授课培训") > alike("讲课", "闸门焊接")


def test_every_sign_is_a_share() -> None:
    for text in ("交接记录起码留多久", "2025年“双提升”分别是什么？", "咋办", "谁"):
        question = asked(text)
        for item in weigh(question, [DUTY], lambda term: 3.0):
            assert all(0 <= value <= 1 for value in signs(question, item).values())


def test_other_words_for_what_stands_there_are_surer_than_another_matter() -> None:
    def sure(text: str) -> float:
        question = asked(text)
        return answerability(question, weigh(question, [DUTY], lambda term: 3.0))

    assert sure("交接记录起码留多久") > sure("值班补贴一天给多少")
    assert sure("交接记录保存期限是多少年？") > sure("值班补贴的标准是多少？")
