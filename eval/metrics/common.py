"""What several metrics ask of a case or an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.types import Answer, Citation, Claim
from eval.cases import Case
from eval.evaluator import Score
from eval.matching import Piece, Place, cites, finest_pieces
from eval.normalise import states
from eval.outcome import Context, Outcome
from ingest.types import Chunk, page_at

REFUSED = "系统拒绝回答"


def answered(outcome: Outcome) -> Answer:
    """The answer, for metrics that need one."""
    if outcome.answer is None:
        raise ValueError(f"case {outcome.case_id!r} has no answer: the metric should not have been asked")
    return outcome.answer


def plain_text(answer: Answer) -> str:
    """What the answer says, without the marks of its citations: [1] is no figure."""
    keys = {citation.key for citation in answer.citations} | {key for one in answer.claims for key in one.citations}
    if not keys:
        return answer.text
    return re.sub(rf"\[(?:{'|'.join(map(re.escape, keys))})\]", "", answer.text)


def always(case: Case) -> None:
    """For metrics that judge any answer, whatever the case."""


def needs_answerable(case: Case) -> str | None:
    return None if case.answerable else "资料中没有答案的案例"


def fault_of(citation: Citation, context: Context) -> str | None:
    """Why a citation does not lead to the words it quotes, in Chinese; None when it does."""
    chunk = context.chunks.get(citation.chunk_id)
    if chunk is None:
        return "所引片段不在资料库中"
    if chunk.document_id != citation.document_id:
        return "所引片段不在所标的文件中"
    if not citation.quote.strip():
        return "引文是空的"
    if chunk.text[citation.start : citation.end] != citation.quote or citation.start < 0:
        return "引文与所引位置的原文不一致"
    if citation.page is not None and citation.page != page_at(chunk.runs, citation.start):
        return "页码与引文所在页不一致"
    return None


def resolved(answer: Answer, context: Context) -> dict[str, tuple[Citation, Chunk]]:
    """The citations that lead to the words they quote, by key, with their chunks."""
    return {one.key: (one, context.chunks[one.chunk_id]) for one in answer.citations if fault_of(one, context) is None}


def cited_claims(answer: Answer, context: Context) -> Iterator[tuple[Claim, list[tuple[Citation, Chunk]]]]:
    """Each claim with its citations that lead somewhere."""
    sound = resolved(answer, context)
    for claim in answer.claims:
        yield claim, [sound[key] for key in dict.fromkeys(claim.citations) if key in sound]


def uncited(answer: Answer, wanted: tuple[Piece, ...], case: Case, context: Context) -> list[Piece]:
    """Those of `wanted` that no citation shows; citations that lead nowhere show nothing."""
    places = [Place.of_citation(citation, chunk) for citation, chunk in resolved(answer, context).values()]
    return [piece for piece in wanted if not any(cites(place, piece, case, context) for place in places)]


def missed_evidence(case: Case, outcome: Outcome, context: Context) -> list[str] | Score:
    """The gold evidence that no sound citation shows, each piece at its finest level; the score itself where that
    decides nothing: a failure where the library lacks it, 0 for a refusal."""
    answer, wanted = answered(outcome), finest_pieces(case, context)
    failure = unresolved(wanted, context)
    if failure is not None:
        return failure
    if answer.refused:
        return Score.of(0, REFUSED)
    return [str(piece) for piece in uncited(answer, wanted, case, context)]


def states_points(answer: Answer, case: Case) -> bool:
    """Whether the answer says all that it must; False where the case does not list what that is."""
    return bool(case.points) and not missed_points(answer, case)


def missed_points(answer: Answer, case: Case) -> list[str]:
    """The points of which the answer states no alternative, each by its first."""
    text = plain_text(answer)
    return [point[0] for point in case.points if not any(states(text, one) for one in point)]


def unresolved(wanted: tuple[Piece, ...], context: Context) -> Score | None:
    """A failure when the library lacks a document that the case counts on: nothing found there says nothing."""
    lacking = [piece for piece in wanted if not piece.resolves(context)]
    if not lacking:
        return None
    names = "、".join(dict.fromkeys(f"《{piece.alternatives[0].document}》" for piece in lacking))
    return Score.failed(f"资料库中没有标准依据所在的文件{names}")
