"""What is seen of a sentence, what it is worth, and how sure an answer is."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.answering.sentences.confidence import Confidence, shipped_confidence
from assistant.answering.sentences.features import FEATURES, Look, Setting, features, sought
from assistant.answering.sentences.forms import FORMS, asked_forms, holds
from assistant.answering.sentences.scorer import SentenceScorer, shipped_scorer
from assistant.retrieval.ranking.reranker import INPUTS

SETTING = Setting("创新项目管理办法", frozenset({"创新项目管理办法"}), 0, 1.0, 0.9, 0.8, True, False)
SENTENCES = ("创新项目管理办法", "项目周期一般为12个月,确需延长的,不得超过3个月。", "食堂供应早餐。")


LOOKS = tuple(Look(fitting=0.5, timely=0.5, focus=1.0) for _ in SENTENCES)


def table(question: str, sentences: tuple[str, ...] = SENTENCES) -> list[dict[str, float]]:
    looks = [LOOKS[0] for _ in sentences]
    rows = features(sought(question, lambda term: 1.0), SETTING, sentences, looks)
    return [dict(zip(FEATURES, row, strict=True)) for row in rows]


def test_every_feature_is_a_share() -> None:
    for row in table("项目周期一般为几个月？"):
        assert set(row) == set(FEATURES)
        assert all(0 <= value <= 1 for value in row.values())


def test_the_sentence_that_holds_the_words_stands_out() -> None:
    heading, right, other = table("项目周期一般为几个月？")
    assert right["pairs"] > heading["pairs"] > other["pairs"] == 0
    assert heading["heading"] == 1 and right["heading"] == 0
    assert right["gives_figure"] == 1 and other["lacks_figure"] == 1


def test_what_the_heading_says_already_tells_nothing_more() -> None:
    rows = table("创新项目管理办法的经费上限是多少？", ("创新项目管理办法适用于各支部。", "经费上限为5万元。"))
    assert rows[1]["beyond"] > rows[0]["beyond"] == 0


@pytest.mark.parametrize(
    ("question", "line", "sign"),
    [
        ("会议在哪里召开？", "会议地点:二楼报告厅", "labelled"),
        ("会议什么时候召开？", "时间:周五下午", "labelled"),
        ("检查得了多少分？", "党支部:二车间;得分:92;评价:好", "cell"),
    ],
)
def test_a_label_announces_the_form_asked_for(question: str, line: str, sign: str) -> None:
    labelled, plain = table(question, (line, "各支部要认真落实。"))
    assert labelled[sign] == 1.0
    assert plain[sign] == 0.0


def test_a_salutation_opens_and_a_row_is_a_row() -> None:
    salutation, row, note = table("检查情况如何？", ("所属各党委:", "序号:1;党支部:二车间;得分:92", "(党委办公室印发)"))
    assert (salutation["opens"], row["row"], note["bracketed"]) == (1.0, 1.0, 1.0)
    assert (salutation["row"], row["opens"]) == (0.0, 0.0)


def test_an_answer_stands_after_its_question() -> None:
    question, answer = table("项目验收多少分算合格？", ("问:项目验收多少分算合格?", "答:80分以上。"))
    assert question["is_question"] == 1.0
    assert answer["after_question"] > 0.5


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("何时印发？", "date"), ("有多少名党员？", "figure"), ("谁主持会议？", "person"), ("由哪个部门汇总？", "body"),
        ("在哪里召开？", "place"), ("为什么要修订？", "reason"),
        ("什么是先锋岗？", "definition"), ("包括哪些内容？", "list"),
    ],
)  # fmt: skip
def test_questions_name_the_form_of_their_answer(question: str, form: str) -> None:
    assert form in asked_forms(question)


def test_what_the_question_says_itself_gives_nothing() -> None:
    assert holds("date", "2026年4月1日起施行。", "何时施行?")
    assert not holds("date", "2026年的工作。", "2026年的工作何时开始?")


def test_a_question_asks_only_for_known_forms() -> None:
    assert set(asked_forms("“双联”机制由谁在何时提出，包括哪些做法，为什么？")) <= set(FORMS)


def test_chances_are_shared_out_among_all_sentences() -> None:
    rows = features(sought("项目周期一般为几个月？", lambda term: 1.0), SETTING, SENTENCES, LOOKS)
    chances = shipped_scorer().chances(rows)
    assert sum(chances) == pytest.approx(1)
    assert max(chances) == chances[1]


def test_weights_are_kept_by_name(tmp_path: Path) -> None:
    kept = tmp_path / "weights.json"
    scorer = SentenceScorer(np.arange(len(INPUTS) * len(FEATURES), dtype=np.float32))
    scorer.write(kept)
    assert np.array_equal(SentenceScorer.read(kept).weights, scorer.weights)
    kept.write_text(kept.read_text(encoding="utf-8").replace('"words"', '"wards"'), encoding="utf-8")
    with pytest.raises(KeyError):
        SentenceScorer.read(kept)


def test_confidence_is_a_probability_kept_by_name(tmp_path: Path) -> None:
    kept = tmp_path / "confidence.json"
    confidence = Confidence({"said": 2.0, "unfit": -1.0, "meaning": 3.0}, -3.5, 0.4)
    confidence.write(kept)
    assert Confidence.read(kept) == confidence
    assert 0 < confidence.of(dict.fromkeys(confidence.weights, 0.0)) < 0.5
    assert 0.5 < confidence.of(dict.fromkeys(confidence.weights, 1.0)) < 1
    with pytest.raises(KeyError):
        confidence.of({"unheard": 1.0})


def test_what_lacks_the_kind_or_the_time_asked_for_is_less_sure() -> None:
    shipped = shipped_confidence()
    sure = dict.fromkeys(shipped.weights, 0.8)
    for sign in ("unfit", "untimely", "nameless"):
        assert shipped.of(sure | {sign: 0.0}) > shipped.of(sure | {sign: 1.0})
