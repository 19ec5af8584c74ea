"""Points and likeness to the gold answer, each worked out by hand; what English metrics make of Chinese."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from outcomes import CONTEXT, REFUSAL, answer, case, cite, outcome

from eval.evaluator import Score
from eval.metrics import METRICS
from eval.metrics.answers import chrf, longest_common_subsequence, rouge_l

PARTY = "集团共有党支部46个、党员1128名。"


def score(name: str, text: str, **fields: object) -> Score:
    return METRICS[name].score(case(**fields), outcome(answer([(text, "")], [])), CONTEXT)


@pytest.mark.parametrize(
    ("text", "points", "expected"),
    [
        (PARTY, (("46个",), ("1128名",)), 1),
        (PARTY, (("46个",), ("1129名",)), 1 / 2),
        ("共有四十六个党支部。", (("46个",), ("1128名", "一千一百二十八名")), 1 / 2),
        ("占比三成，经费12000万元，2026年3月5日印发。", (("30%",), ("1.2亿元",), ("2026-03-05",)), 1),
        ("由组织部牵头。", (("党委组织部", "组织部"), ("财务部",), ("工会",)), 1 / 3),
        ("每年听取2次。", (("3次",),), 0),
    ],
)
def test_point_recall(text: str, points: tuple[tuple[str, ...], ...], expected: float) -> None:
    assert score("point_recall", text, points=points).value == pytest.approx(expected)


def test_a_missed_point_is_named() -> None:
    assert score("point_recall", PARTY, points=(("48个", "四十八个"),)).reason == "缺少要点：48个"


def test_the_mark_of_a_citation_is_no_figure() -> None:
    said = answer([("共有党支部若干。", "2")], [cite("2", "sum1", PARTY)])
    assert said.text == "共有党支部若干。[2]"
    for name, gold in (("point_recall", {"points": (("2",),)}), ("chrf", {"answer": "2"})):
        assert METRICS[name].score(case(**gold), outcome(said), CONTEXT).value == 0


@pytest.mark.parametrize(
    ("hypothesis", "reference", "expected"),
    [
        ("每月召开一次。", "每月召开一次。", 1),
        ("每月召开1次", "每月召开一次。", 1),  # one writing, no punctuation
        ("三成", "30%", 1),
        # 每月1次 / 每月召开1次: precision (4/4 + 2/3 + 0/2 + 0/1) / 4 = 5/12, recall (4/6 + 2/5 + 0 + 0) / 4 = 4/15;
        # F2 = 5 * 5/12 * 4/15 / (4 * 5/12 + 4/15) = 25/87; sacreBLEU 2.6 gives 28.7356
        ("每月一次", "每月召开一次", 25 / 87),
        # 50日 / 提前50日完成: precision 1 for three orders, recall (3/7 + 2/6 + 1/5) / 3 = 101/315
        ("50天", "提前50日完成", 5 * (101 / 315) / (4 + 101 / 315)),
        ("书记", "委员", 0),
        ("", "委员", 0),
        ("。", "委员", 0),
    ],
)
def test_chrf(hypothesis: str, reference: str, expected: float) -> None:
    assert chrf(hypothesis, reference) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("hypothesis", "reference", "expected"),
    [
        ("每月召开一次。", "每月召开一次。", 1),
        ("三成", "30%", 1),
        # 每月 1 次 / 每月 召开 1 次: common 3, F1 = 2 * 3 / (3 + 4)
        ("每月一次", "每月召开一次", 6 / 7),
        # 50 日 / 提前 50 日 完成: common 2, F1 = 2 * 2 / (2 + 4)
        ("50天", "提前50日完成", 2 / 3),
        # 召开 每月 / 每月 召开: common 1 by order, F1 = 2 * 1 / (2 + 2)
        ("召开每月", "每月召开", 1 / 2),
        ("书记", "委员", 0),
        ("", "委员", 0),
    ],
)
def test_rouge_l(hypothesis: str, reference: str, expected: float) -> None:
    assert rouge_l(hypothesis, reference) == pytest.approx(expected)


def test_english_metrics_give_nothing_for_correct_chinese_and_ours_do_not() -> None:
    """rouge_score 0.1.2 keeps [a-z0-9] only: 0 even for equal texts. sacreBLEU 2.6 with its default tokenizer and a
    F1 over split() see one word a sentence: 0 as soon as one character differs."""
    said, gold = "支部党员大会每季度召开一次。", "支部党员大会一般每季度召开一次。"
    rouge_score_tokens = re.sub(r"[^a-z0-9]+", " ", said.lower()).split()
    assert rouge_score_tokens == []
    split_overlap = Counter(said.split()) & Counter(gold.split())
    assert split_overlap.total() == 0
    assert rouge_l(said, gold) > 0.9
    assert chrf(said, gold) > 0.6
    assert rouge_l(gold, gold) == chrf(gold, gold) == 1


@pytest.mark.parametrize(
    ("one", "other", "length"), [("", "ab", 0), ("abc", "abc", 3), ("abcbdab", "bdcaba", 4), ("aab", "aba", 2)]
)
def test_longest_common_subsequence(one: str, other: str, length: int) -> None:
    assert longest_common_subsequence(one, other) == longest_common_subsequence(other, one) == length


@pytest.mark.parametrize("name", ["point_recall", "chrf", "rouge_l"])
def test_a_refusal_says_nothing_of_what_it_should(name: str) -> None:
    asked = case(points=(("46个",),), answer="未找到")
    found = METRICS[name].score(asked, outcome(REFUSAL), CONTEXT)
    assert (found.value, found.reason) == (0, "系统拒绝回答")


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("point_recall", {"answer": "46个"}, "案例没有列出要点"),
        ("chrf", {"points": (("46个",),)}, "案例没有标准答案"),
        ("rouge_l", {"points": (("46个",),)}, "案例没有标准答案"),
        ("rouge_l", {"answerable": False, "kind": "unanswerable"}, "资料中没有答案的案例"),
    ],
)
def test_without_gold_there_is_no_figure(name: str, fields: dict[str, object], reason: str) -> None:
    found = score(name, PARTY, **fields)
    assert (found.value, found.status, found.reason) == (None, "not_applicable", reason)
