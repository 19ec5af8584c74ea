"""Retrieval figures, each worked out by hand beside it."""

from __future__ import annotations

from math import log2
from typing import Any

import pytest
from outcomes import BRANCHES, CONTEXT, REPORTS, case, outcome, values_of

from eval.cases import Evidence
from eval.evaluator import evaluate_all
from eval.matching import Level, Place, meets, missing_documents, share
from eval.metrics import METRICS
from eval.metrics.retrieval import Ranks, ndcg, recall, reciprocal_rank
from eval.outcome import Outcome
from ingest.types import Address

NUMBERED = ("memo", Address(("一、做法", "（一）主题党日")), "")
PLAIN = ("memo", Address(("一、做法", "主题党日")), "")
NAMES = [name for name in METRICS if name.startswith(("document_", "address_", "quote_"))]


@pytest.mark.parametrize(
    ("ranks", "at_1", "at_5", "at_10", "first", "gain"),
    [
        ([1], 1, 1, 1, 1, 1),
        ([3], 0, 1, 1, 1 / 3, 1 / log2(4)),
        ([None], 0, 0, 0, 0, 0),
        ([11], 0, 0, 0, 0, 0),
        ([2, None], 0, 0.5, 0.5, 1 / 2, (1 / log2(3)) / (1 + 1 / log2(3))),
        ([4, 6], 0, 0.5, 1, 1 / 4, (1 / log2(5) + 1 / log2(7)) / (1 + 1 / log2(3))),
        ([1, 1], 1, 1, 1, 1, 1),  # both in one passage: the ideal ranking has that one passage too
        ([2, 2], 0, 1, 1, 1 / 2, 1 / log2(3)),
    ],
)
def test_figures_of_ranks(ranks: Ranks, at_1: float, at_5: float, at_10: float, first: float, gain: float) -> None:
    assert [recall(ranks, k) for k in (1, 5, 10)] == [at_1, at_5, at_10]
    assert reciprocal_rank(ranks) == first
    assert ndcg(ranks) == pytest.approx(gain)


def test_each_level_ranks_by_its_own_measure() -> None:
    """memo1, new9, new8, sum1: the gold is new8 (第八条) and sum1 (基本情况).

    Documents in order: memo, new, sum -> gold at 2 and 3. Address and quote: new8 at 3, sum1 at 4.
    """
    asked = case(evidence=(REPORTS, BRANCHES))
    found = values_of(evaluate_all(METRICS.values(), asked, outcome(None, ["memo1", "new9", "new8", "sum1"]), CONTEXT))
    ideal = 1 + 1 / log2(3)
    documents = {"recall@1": 0, "recall@5": 1, "mrr@10": 1 / 2, "ndcg@10": (1 / log2(3) + 1 / log2(4)) / ideal}
    finer = {"recall@1": 0, "recall@5": 1, "mrr@10": 1 / 3, "ndcg@10": (1 / log2(4) + 1 / log2(5)) / ideal}
    for level, expected in (("document", documents), ("address", finer), ("quote", finer)):
        assert {name: found[f"{level}_{name}"] for name in expected} == pytest.approx(expected)


def test_the_same_quote_in_two_documents_is_wanted_from_one() -> None:
    both = (Evidence("平台管理办法（试行）.docx", quote="主题党日活动"), Evidence("情况通报", quote="主题党日活动"))
    asked = case(evidence=both)
    found = values_of(evaluate_all(METRICS.values(), asked, outcome(None, ["memo1"]), CONTEXT))
    assert (found["document_recall@1"], found["quote_recall@1"]) == (1, 1)


@pytest.mark.parametrize(
    ("fields", "done", "status", "reason"),
    [
        ({"evidence": ()}, outcome(None, ["sum1"]), "not_applicable", "案例没有标准依据"),
        ({"evidence": (BRANCHES,)}, outcome(None, None), "not_applicable", "这次运行没有检索"),
        ({"evidence": (BRANCHES,)}, outcome(None, None, error="连接超时"), "failed", "连接超时"),
        (
            {"evidence": (Evidence("07-没有的文件.pdf", quote="党支部46个", section="基本情况"),)},
            outcome(None, ["sum1"]),
            "failed",
            "资料库中没有标准依据所在的文件《07-没有的文件.pdf》",
        ),
    ],
)
def test_what_cannot_be_computed_is_none_with_a_reason(
    fields: dict[str, Any], done: Outcome, status: str, reason: str
) -> None:
    scores = evaluate_all([METRICS[name] for name in NAMES], case(**fields), done, CONTEXT)
    assert {(score.value, score.status, score.reason) for score in scores.values()} == {(None, status, reason)}


def test_evidence_without_an_address_or_quote_leaves_those_levels_out() -> None:
    asked = case(evidence=(Evidence("2025年党建工作总结"),))
    found = values_of(evaluate_all([METRICS[name] for name in NAMES], asked, outcome(None, ["sum2"]), CONTEXT))
    assert {name for name, value in found.items() if value is not None} == {
        name for name in NAMES if name.startswith("document_")
    }


def test_a_shallow_search_has_no_figure_for_deeper_cuts() -> None:
    asked, shallow = case(evidence=(BRANCHES,)), outcome(None, ["sum1"], depth=5)
    scores = evaluate_all([METRICS[name] for name in NAMES], asked, shallow, CONTEXT)
    assert scores["quote_recall@5"].value == 1
    assert scores["quote_recall@10"].reason == "只检索了前 5 条，算不出前 10 条的指标"


@pytest.mark.parametrize(
    ("level", "evidence", "place", "met"),
    [
        ("document", Evidence("05-2025年党建工作总结.pdf"), ("sum", Address(), ""), True),
        ("document", Evidence("05-2025年党建工作总结"), ("sum", Address(), ""), True),
        ("document", Evidence("2025 年党建工作总结"), ("sum", Address(), ""), True),
        ("document", Evidence("02-平台管理办法(2026年修订).docx"), ("new", Address(), ""), True),  # ASCII brackets
        ("document", Evidence("党建工作总结"), ("sum", Address(), ""), False),
        ("address", Evidence("情况通报", article="第12条"), ("memo", Address((), "第十二条"), ""), True),
        ("address", Evidence("情况通报", article="第12条"), ("sum", Address((), "第十二条"), ""), False),
        ("address", Evidence("情况通报", article="第二条"), ("memo", Address((), "第十二条"), ""), False),
        ("address", Evidence("情况通报", section="（一）主题党日"), NUMBERED, True),
        ("address", Evidence("情况通报", section="主题党日"), NUMBERED, True),
        ("address", Evidence("情况通报", section="（二）主题党日"), ("memo", Address(("（一）主题党日",)), ""), False),
        ("address", Evidence("情况通报", section="一、做法 / 主题党日"), PLAIN, True),
        ("address", Evidence("情况通报", section="二、经费 / 主题党日"), PLAIN, False),
        ("address", Evidence("情况通报", section="一、做法"), PLAIN, False),
        ("quote", Evidence("情况通报", quote="党員１２ 名"), ("memo", Address(), "共有党员\n12名。"), True),
        ("quote", Evidence("情况通报", quote="党员12名"), ("memo", Address(), "共有党员13名。"), False),
        ("quote", Evidence("情况通报", quote="党员12名"), ("sum", Address(), "共有党员12名。"), False),
    ],
)  # fmt: skip
def test_what_counts_as_the_evidence(
    level: Level, evidence: Evidence, place: tuple[str, Address, str], met: bool
) -> None:
    assert meets(Place(*place), evidence, level, CONTEXT) is met


@pytest.mark.parametrize(
    ("quote", "text", "expected"),
    [
        ("每年听取三次汇报", "支部每年听取三次汇报。", 1),
        ("每年听取三次汇报", "报告指出，每年听取三", 5 / 8),  # the quote runs over the end of the chunk
        ("每年听取三次汇报", "三次汇报，并作记录。", 4 / 8),
        ("每年听取三次汇报", "次汇报，并作记录。", 3 / 8),
        ("每年听取三次汇报", "听取三次", 4 / 8),  # the text is a part of the quote
        ("每年听取三次汇报", "每月召开会议", 0),
        ("每年听取三次汇报", "", 0),
    ],
)
def test_the_share_of_a_quote_that_a_text_holds(quote: str, text: str, expected: float) -> None:
    assert share(quote, text) == expected


def test_documents_that_the_library_lacks_are_named_by_case() -> None:
    cases = [case(evidence=(BRANCHES,)), case(id="c2", evidence=(BRANCHES, Evidence("没有"), Evidence("没有")))]
    assert missing_documents(cases, CONTEXT) == {"c2": ("没有",)}
