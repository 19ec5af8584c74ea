"""Citation figures, each worked out by hand beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from outcomes import BRANCHES, CONTEXT, REFUSAL, REPORTS, answer, case, cite, outcome, values_of

from assistant.types import Answer, Citation
from eval.cases import Evidence
from eval.evaluator import evaluate_all
from eval.metrics import METRICS

NAMES = ("citation_validity", "citation_coverage", "citation_recall", "citation_precision")
BOTH = "集团共有党支部46个，平台工作汇报每年至少听取3次。"
"""A claim that needs two sources."""
PARTY = "集团共有党支部46个、党员1128名。"
HEARD = "所属单位党组织每年至少听取3次平台工作汇报。"
ONE, TWO, IDLE = cite("1", "sum1", PARTY), cite("2", "new8", HEARD), cite("3", "new9", "平台负责人对经费使用负责。")


def scores(said: Answer, evidence: Sequence[Evidence] = (BRANCHES,)) -> dict[str, float | None]:
    asked = case(evidence=tuple(evidence))
    return values_of(evaluate_all(METRICS.values(), asked, outcome(said), CONTEXT))


@pytest.mark.parametrize(
    ("claims", "citations", "validity", "coverage", "recall", "precision"),
    [
        ([(PARTY, "1")], [ONE], 1, 1, 1, 1),
        ([(PARTY, "1"), (HEARD, "2")], [ONE, TWO], 1, 1, 1, 1),
        # one claim of two has no citation: coverage and recall 1/2; the one citation is precise
        ([(PARTY, "1"), (HEARD, "")], [ONE], 1, 0.5, 0.5, 1),
        # [3] says nothing of it; [1] alone carries the claim: 1 of 2 citations is precise
        ([(PARTY, "13")], [ONE, IDLE], 1, 1, 1, 0.5),
        # neither carries the claim alone, both together do: leave one out, and it falls. Both are needed
        ([(BOTH, "12")], [ONE, TWO], 1, 1, 1, 1),
        # a third that is idle beside them: 2 of 3
        ([(BOTH, "123")], [ONE, TWO, IDLE], 1, 1, 1, 2 / 3),
        # the wrong source: its words are there, but do not carry the claim
        ([(PARTY, "3")], [IDLE], 1, 1, 0, 0),
        # a figure that the source does not have
        ([("集团共有党支部48个、党员1128名。", "1")], [ONE], 1, 1, 0, 0),
        # the same figures in other writing are the same figures
        ([("集团共有四十六个党支部、党员1128名。", "1")], [ONE], 1, 1, 1, 1),
        # a key that no citation has: 1 of 2 keys leads somewhere, and 1 of 2 citations of the claim counts
        ([(PARTY, "19")], [ONE], 0.5, 1, 1, 0.5),
        ([(PARTY, "9")], [], 0, 0, 0, 0),
        # a fabricated quotation supports nothing, even where its words would
        ([(PARTY, "1")], [replace(ONE, quote="集团共有党支部48个、党员1128名。")], 0, 1, 0, 0),
        ([(PARTY, "1")], [replace(ONE, chunk_id="gone")], 0, 1, 0, 0),
        ([(PARTY, "1")], [replace(ONE, chunk_id="new8")], 0, 1, 0, 0),
        ([(PARTY, "1")], [replace(ONE, document_id="new")], 0, 1, 0, 0),
        ([(PARTY, "1")], [replace(ONE, start=ONE.start + 1, end=ONE.end + 1)], 0, 1, 0, 0),
        ([(PARTY, "1")], [replace(ONE, page=3)], 0, 1, 0, 0),
        ([(PARTY, "1")], [replace(ONE, quote="", end=ONE.start)], 0, 1, 0, 0),
        # nothing asserted: no share of nothing
        ([], [], None, None, None, None),
        # claims without any citation: nothing to be valid or precise
        ([(PARTY, "")], [], None, 0, 0, None),
    ],
)  # fmt: skip
def test_citation_figures(
    claims: list[tuple[str, str]],
    citations: list[Citation],
    validity: float | None,
    coverage: float | None,
    recall: float | None,
    precision: float | None,
) -> None:
    found = scores(answer(claims, citations))
    expected = (validity, coverage, recall, precision)
    assert [found[name] for name in NAMES] == [value if value is None else pytest.approx(value) for value in expected]


def test_a_refusal_has_no_citations_to_judge() -> None:
    found = evaluate_all([METRICS[name] for name in NAMES], case(), outcome(REFUSAL), CONTEXT)
    assert {(score.status, score.reason) for score in found.values()} == {("not_applicable", "系统拒绝回答")}


@pytest.mark.parametrize(
    ("citations", "evidence", "expected"),
    [
        ([ONE, TWO], [BRANCHES, REPORTS], 1),
        ([ONE], [BRANCHES, REPORTS], 0.5),
        ([IDLE], [BRANCHES], 0),
        ([replace(ONE, page=3)], [BRANCHES], 0),  # leads elsewhere, so it shows nothing
        ([cite("1", "sum1", "党支部46个")], [BRANCHES], 0),  # 6 of the 14 characters of the gold quote are too few
        ([TWO], [Evidence("02-平台管理办法（2026年修订）.docx", article="第八条")], 1),
        ([IDLE], [Evidence("02-平台管理办法（2026年修订）.docx", article="第八条")], 0),
        ([IDLE], [Evidence("02-平台管理办法（2026年修订）.docx")], 1),
        ([TWO], [Evidence("01-平台管理办法（试行）.docx")], 0),
    ],
)
def test_gold_evidence_cited(citations: list[Citation], evidence: list[Evidence], expected: float) -> None:
    claims = [(PARTY, "".join(one.key for one in citations))]
    assert scores(answer(claims, citations), evidence)["evidence_cited"] == expected


def test_a_short_quotation_counts_when_it_holds_what_must_be_said() -> None:
    asked = case(evidence=(BRANCHES,), points=(("46个",),))
    said = answer([("有46个。", "1")], [cite("1", "sum1", "党支部46个")])
    assert values_of(evaluate_all(METRICS.values(), asked, outcome(said), CONTEXT))["evidence_cited"] == 1
