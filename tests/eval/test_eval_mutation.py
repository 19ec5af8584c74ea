"""One complete right outcome, one thing corrupted at a time: exactly the metrics that should move do."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from outcomes import BRANCHES, CHUNKS, CONTEXT, REPORTS, answer, case, cite, outcome

from assistant.types import Answer
from eval.cases import Case, Evidence
from eval.evaluator import evaluate_all
from eval.metrics import METRICS

GOLD = "集团共有党支部46个、党员1128名。所属单位党组织每年至少听取3次平台工作汇报。"
PARTY, HEARD = "集团共有党支部46个、党员1128名。", "所属单位党组织每年至少听取3次平台工作汇报。"
CITATIONS = (cite("1", "sum1", PARTY), cite("2", "new8", HEARD))
RIGHT = answer([(PARTY, "1"), (HEARD, "2")], CITATIONS)
FOUND = ["sum1", "new8", "new9"]

ASKED = case(
    kind="multi_document", answer=GOLD, points=(("46个",), ("1128名",), ("3次",)), evidence=(BRANCHES, REPORTS)
)
VERSIONS = replace(ASKED, kind="outdated_version", wrong=("2次", "48个"))
CONFLICT = replace(ASKED, kind="conflict")
PREMISE = replace(ASKED, kind="false_premise", wrong=("2次", "48个"))
UNANSWERABLE = case(kind="unanswerable", answerable=False)

CITING = {"citation_validity", "citation_recall", "citation_precision", "evidence_cited"}
SAYING = {"point_recall", "chrf", "rouge_l"}
SUPPORT = {"citation_recall", "citation_precision"}
ASSERTING = {"citation_coverage", "citation_recall", "citation_precision"}


def values(asked: Case, said: Answer, found: list[str] = FOUND) -> dict[str, float | None]:
    done = outcome(said, found, repeats=(RIGHT,))
    return {name: score.value for name, score in evaluate_all(METRICS.values(), asked, done, CONTEXT).items()}


def moved(asked: Case, said: Answer, found: list[str] = FOUND) -> set[str]:
    """The metrics whose value differs; every changed answer also differs from its repeat, which is left aside."""
    before, after = values(asked, RIGHT), values(asked, said, found)
    return {name for name in METRICS if before[name] != after[name]} - {"determinism"}


def with_citation(**changes: Any) -> Answer:
    return replace(RIGHT, citations=(replace(CITATIONS[0], **changes), CITATIONS[1]))


def with_text(before: str, after: str) -> Answer:
    claims = tuple(replace(claim, text=claim.text.replace(before, after)) for claim in RIGHT.claims)
    return replace(RIGHT, text=RIGHT.text.replace(before, after), claims=claims)


@pytest.mark.parametrize("asked", [ASKED, VERSIONS, CONFLICT, PREMISE], ids=lambda asked: asked.kind)
def test_the_right_outcome_is_right_by_every_metric_that_applies(asked: Case) -> None:
    found = values(asked, RIGHT)
    lower = {"over_refusal": 0.0, "latency": 0.25}
    # both pieces of evidence cannot stand at rank 1
    first = dict.fromkeys(("document_recall@1", "address_recall@1", "quote_recall@1"), 0.5)
    own = {"outdated_version": "current_version", "conflict": "conflict_sides", "false_premise": "false_premise"}
    others = {"current_version", "conflict_sides", "false_premise"} - {own.get(asked.kind)}
    expected = dict.fromkeys(METRICS, 1.0) | lower | first | dict.fromkeys({*others, "rejection"}, None)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("asked", "extra"),
    [
        (ASKED, set()),
        (VERSIONS, {"current_version"}),
        (CONFLICT, {"conflict_sides"}),
        (PREMISE, set()),  # the right value is still stated
    ],
    ids=lambda one: one.kind if isinstance(one, Case) else "",
)
@pytest.mark.parametrize(
    "changes",
    [
        {"quote": "集团共有党支部48个、党员1128名。"},
        {"chunk_id": "new8"},
        {"chunk_id": "sum2"},
        {"chunk_id": "gone"},
    ],
    ids=lambda changes: "-".join(changes.values()),
)
def test_one_corrupted_citation(asked: Case, extra: set[str], changes: dict[str, str]) -> None:
    assert moved(asked, with_citation(**changes)) == CITING | extra


def test_one_citation_of_the_wrong_place_that_is_verbatim_there() -> None:
    wrong = cite("1", "new9", "平台负责人对经费使用负责。")
    assert moved(ASKED, replace(RIGHT, citations=(wrong, CITATIONS[1]))) == SUPPORT | {"evidence_cited"}


def test_one_citation_left_out_of_its_claim() -> None:
    """The mark goes from the text and the key from the claim; the citation itself stays, and stays valid."""
    claims = (replace(RIGHT.claims[0], citations=()), RIGHT.claims[1])
    assert moved(ASKED, replace(RIGHT, claims=claims)) == {"citation_coverage", "citation_recall"}


@pytest.mark.parametrize(
    ("asked", "extra"),
    [(ASKED, set()), (VERSIONS, {"current_version"}), (CONFLICT, set()), (PREMISE, {"false_premise"})],
    ids=lambda one: one.kind if isinstance(one, Case) else "",
)
@pytest.mark.parametrize(("before", "after"), [("46个", "48个"), ("3次", "2次")])
def test_one_corrupted_figure(asked: Case, extra: set[str], before: str, after: str) -> None:
    assert moved(asked, with_text(before, after)) == SAYING | SUPPORT | extra


def test_a_figure_in_another_writing_moves_nothing() -> None:
    assert moved(ASKED, with_text("46个", "四十六个")) == set()


@pytest.mark.parametrize(
    ("asked", "extra"),
    [
        (ASKED, set()),
        (VERSIONS, {"current_version"}),
        (CONFLICT, {"conflict_sides"}),
        (PREMISE, {"false_premise"}),
    ],
    ids=lambda one: one.kind if isinstance(one, Case) else "",
)
def test_one_corrupted_refusal(asked: Case, extra: set[str]) -> None:
    """Nothing is asserted then: the shares of claims do not arise, what should have been said and shown is 0."""
    said = replace(RIGHT, refused=True, reason="资料库中未找到依据")
    assert moved(asked, said) == {"over_refusal", "evidence_cited"} | SAYING | ASSERTING | extra


def test_one_refusal_that_should_have_been() -> None:
    refusal = answer([], [], refused=True)
    before, after = values(UNANSWERABLE, refusal), values(UNANSWERABLE, replace(refusal, refused=False))
    assert (before["rejection"], after["rejection"]) == (1, 0)
    assert {name for name in METRICS if before[name] != after[name]} == {"rejection"}


def test_one_passage_lost() -> None:
    finding = {name for name in METRICS if name.startswith(("document_", "address_", "quote_"))}
    assert moved(ASKED, RIGHT, ["sum1", "new9"]) == {
        name for name in finding if name.startswith(("address_", "quote_"))
    } - {"address_recall@1", "quote_recall@1", "address_mrr@10", "quote_mrr@10"}


def test_one_repeat_that_differs() -> None:
    done = outcome(RIGHT, FOUND, repeats=(with_text("46个", "48个"),))
    found = {name: score.value for name, score in evaluate_all(METRICS.values(), ASKED, done, CONTEXT).items()}
    assert {name for name, value in values(ASKED, RIGHT).items() if found[name] != value} == {"determinism"}


def test_a_thousand_cases_are_scored_in_seconds() -> None:
    """Every case with its own text, so that no kept form of a text helps: 3.5 s when written."""
    started = time.process_time()
    for number in range(1000):
        chunks = {
            key: replace(one, text=f"{one.text}另有规定，编号{number}。" + "平台建设坚持问题导向、务求实效。" * 20)
            for key, one in CHUNKS.items()
        }
        context = type(CONTEXT)(chunks, CONTEXT.documents)
        done = outcome(with_text("46个", f"{number}个"), FOUND)
        found = tuple(replace(one, chunk=chunks[one.chunk.id]) for one in done.passages or ())
        asked = replace(ASKED, evidence=(*ASKED.evidence, Evidence("情况通报", quote=f"编号{number}")))
        evaluate_all(METRICS.values(), asked, replace(done, passages=found * 3), context)
    assert time.process_time() - started < 15
