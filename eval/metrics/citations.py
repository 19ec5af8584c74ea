"""Whether citations lead to the words they quote, and whether those words carry the claims.

Recall and precision follow ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations",
section 4), with the deterministic support check of `assistant.verification.cited` where ALCE asks an NLI model.
A citation that leads nowhere supports nothing, whatever it quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from assistant.types import Answer, Citation
from assistant.verification.cited import check_claim
from eval.cases import Case
from eval.evaluator import Metric, Score
from eval.matching import finest_pieces
from eval.metrics.common import REFUSED, always, answered, cited_claims, fault_of, missed_evidence, needs_answerable
from eval.outcome import Context, Outcome
from ingest.types import Chunk

NO_CLAIMS = "回答中没有断言"
NO_CITATIONS = "回答中没有引用"

Cited = tuple[Citation, Chunk]


def validity(case: Case, outcome: Outcome, context: Context) -> Score:
    """Share of the citations, and of the keys that claims name, that lead to the words quoted."""
    answer = answered(outcome)
    faults = {one.key: fault_of(one, context) for one in answer.citations}
    dangling = {key: "断言所标的引用不存在" for one in answer.claims for key in one.citations if key not in faults}
    checked = {**faults, **dangling}
    if not checked:
        return Score.not_applicable(REFUSED if answer.refused else NO_CITATIONS)
    broken = {key: fault for key, fault in checked.items() if fault is not None}
    reason = "；".join(f"[{key}] {fault}" for key, fault in broken.items())
    return Score.of(1 - len(broken) / len(checked), reason, broken=broken)


def coverage(case: Case, outcome: Outcome, context: Context) -> Score:
    """Share of the claims that name at least one citation the answer has."""
    answer = answered(outcome)
    if not _asserts(answer):
        return _nothing_asserted(answer)
    keys = {one.key for one in answer.citations}
    bare = [claim.text for claim in answer.claims if keys.isdisjoint(claim.citations)]
    return Score.of(1 - len(bare) / len(answer.claims), _listed("没有引用", bare), bare=bare)


def alce_recall(case: Case, outcome: Outcome, context: Context) -> Score:
    """Share of the claims that their citations together support."""
    answer = answered(outcome)
    if not _asserts(answer):
        return _nothing_asserted(answer)
    unsupported = [claim.text for claim, cited in cited_claims(answer, context) if not _supports(claim.text, cited)]
    return Score.of(
        1 - len(unsupported) / len(answer.claims), _listed("引文不支持", unsupported), unsupported=unsupported
    )


def alce_precision(case: Case, outcome: Outcome, context: Context) -> Score:
    """Share of the citations that their claim needs or that support it alone.

    Where the citations of a claim do not support it together, none of them counts. Keys without a sound citation are
    citations that support nothing.
    """
    answer = answered(outcome)
    if not _asserts(answer):
        return _nothing_asserted(answer)
    total = sum(len(set(claim.citations)) for claim in answer.claims)
    if not total:
        return Score.not_applicable(NO_CITATIONS)
    idle = [
        f"{claim.text}[{key}]"
        for claim, cited in cited_claims(answer, context)
        for key in dict.fromkeys(claim.citations)
        if not _is_precise(claim.text, key, cited)
    ]
    return Score.of(1 - len(idle) / total, _listed("多余或不支持的引用", idle), idle=idle)


def evidence_cited(case: Case, outcome: Outcome, context: Context) -> Score:
    """Share of the gold evidence that some sound citation shows, each piece at its finest level."""
    missed = missed_evidence(case, outcome, context)
    if isinstance(missed, Score):
        return missed
    return Score.of(1 - len(missed) / len(finest_pieces(case, context)), _listed("没有引用到", missed), missed=missed)


def _is_precise(claim: str, key: str, cited: Sequence[Cited]) -> bool:
    own = [one for one in cited if one[0].key == key]
    if not own or not _supports(claim, cited):
        return False
    return _supports(claim, own) or not _supports(claim, [one for one in cited if one[0].key != key])


def _supports(claim: str, cited: Sequence[Cited]) -> bool:
    quotes = tuple(citation.quote for citation, _ in cited)
    return bool(quotes) and _is_supported(claim, quotes, tuple(piece for one in cited for piece in _around(one)))


@lru_cache(maxsize=1 << 10)
def _is_supported(claim: str, quotes: tuple[str, ...], context: tuple[str, ...]) -> bool:
    return check_claim(claim, quotes, context)[0] == "supported"


def _around(cited: Cited) -> tuple[str, ...]:
    """What helps to tell what a quotation speaks of: title, headings, the rest of its chunk."""
    citation, chunk = cited
    return (citation.document, *chunk.address.section, chunk.address.article or "", chunk.text)


def _asserts(answer: Answer) -> bool:
    return bool(answer.claims) and not answer.refused


def _nothing_asserted(answer: Answer) -> Score:
    return Score.not_applicable(REFUSED if answer.refused else NO_CLAIMS)


def _listed(what: str, texts: Sequence[str]) -> str:
    return f"{what}：{'；'.join(texts)}" if texts else ""


def _needs_evidence(case: Case) -> str | None:
    return needs_answerable(case) or (None if case.evidence else "案例没有标准依据")


METRICS: tuple[Metric, ...] = (
    Metric(
        name="citation_validity",
        version=1,
        label="引用有效率",
        description="引用能打开、引文与原文逐字一致的比例",
        applies=always,
        measure=validity,
    ),
    Metric(
        name="citation_coverage",
        version=1,
        label="引用覆盖率",
        description="带有引用的断言所占的比例",
        applies=always,
        measure=coverage,
    ),
    Metric(
        name="citation_recall",
        version=1,
        label="引用支持率",
        description="所附引文合起来足以支持的断言所占的比例（ALCE 引用召回率）",
        applies=always,
        measure=alce_recall,
    ),
    Metric(
        name="citation_precision",
        version=1,
        label="引用精确率",
        description="确有必要、并非凑数的引用所占的比例（ALCE 引用精确率，逐条去掉再验）",
        applies=always,
        measure=alce_precision,
    ),
    Metric(
        name="evidence_cited",
        version=1,
        label="依据命中率",
        description="标准依据被回答引用到的比例",
        applies=_needs_evidence,
        measure=evidence_cited,
    ),
)
